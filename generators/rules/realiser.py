"""Surface realisation: inflection, agreement, articles, capitals, punctuation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.api import Span
from generators.rules.aggregation import Sentence
from generators.rules.grammar import Option, Quantity, Referent, Slot, Text, Verb
from generators.rules.morphology import article, conjugate
from generators.rules.planning import Atom
from generators.rules.reference import Discourse

ORTHOGRAPHY = "realisation.orthography"


@dataclass(frozen=True, slots=True)
class Realised:
    """A finished sentence and where its stretches came from."""

    text: str
    spans: tuple[Span, ...]


@dataclass(slots=True)
class Line:
    """A sentence in the making: pieces of text with their origins."""

    discourse: Discourse
    pieces: list[tuple[str, str]] = field(default_factory=list)
    plural: bool = False

    def add(self, text: str, origin: str) -> None:
        """Append, choosing a or an for an article that ends the piece before."""
        if not text:
            return
        if self.pieces:
            last, last_origin = self.pieces[-1]
            if last.endswith(" a ") or last in ("a ", "A "):
                self.pieces[-1] = (f"{last[:-2]}{article(text)} ", last_origin)
            elif last[-1] == "," and text[0] in ",.":
                # Point absorption: Nunberg, The Linguistics of Punctuation (1990).
                self.pieces[-1] = (last[:-1], last_origin)
        self.pieces.append((text, origin))

    def add_atoms(self, atoms: Iterable[Atom], subject: bool) -> None:
        """Realise subject or predicate items in order."""
        for atom in atoms:
            item = atom.item
            if isinstance(item, Text):
                self.plural |= item.plural
                self.add(item.words, atom.origin)
            elif isinstance(item, Verb):
                form = conjugate(item.lemma, item.tense, item.passive, self.plural)
                self.add(form, atom.origin)
            elif isinstance(item, Slot):
                self._add_slot(item, atom, subject)
            elif isinstance(item, Option):
                raise TypeError(f"{atom.origin}: optional parts are settled before realisation")

    def _add_slot(self, slot: Slot, atom: Atom, subject: bool) -> None:
        value = atom.values[slot.name]
        if isinstance(value, Referent):
            heads = subject and slot.wish != "poss"
            form, rule = self.discourse.refer(value, slot.wish, heads)
            self.plural = value.plural
            self.add(form, f"{atom.origin}/{rule}")
        elif isinstance(value, Quantity):
            self.plural = value.plural
            self.add(value.text if self.pieces else value.opening, atom.origin)
        else:
            self.add(value, atom.origin)


def realise(sentences: Sequence[Sentence]) -> list[Realised]:
    """Sentences as text, each with spans relative to its own start."""
    discourse = Discourse()
    return [_realise_sentence(sentence, discourse) for sentence in sentences]


def _realise_sentence(sentence: Sentence, discourse: Discourse) -> Realised:
    line = Line(discourse)
    number = False
    for joint, clause in sentence.parts:
        if joint:
            line.add(joint.words, joint.name)
        if not (joint and joint.reduced):
            line.plural = False
            if not any(_refers(atom) for atom in clause.subject):
                discourse.shift()
            line.add_atoms(clause.subject, subject=True)
            number = line.plural
        else:
            line.plural = number
        line.add_atoms(clause.predicate, subject=False)
    first, origin = line.pieces[0]
    line.pieces[0] = (first[0].upper() + first[1:], origin)
    if line.pieces[-1][0][-1] not in ".?!":
        line.add(".", ORTHOGRAPHY)
    return _assemble(line.pieces)


def _refers(atom: Atom) -> bool:
    return isinstance(atom.item, Slot) and isinstance(atom.values[atom.item.name], Referent)


def _assemble(pieces: Sequence[tuple[str, str]]) -> Realised:
    spans: list[Span] = []
    start = 0
    for text, origin in pieces:
        end = start + len(text)
        if spans and spans[-1].origin == origin:
            spans[-1] = Span(spans[-1].start, end, origin)
        else:
            spans.append(Span(start, end, origin))
        start = end
    return Realised("".join(text for text, _ in pieces), tuple(spans))
