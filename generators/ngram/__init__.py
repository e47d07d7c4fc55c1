"""The statistical generator: a class-conditioned n-gram model over delexicalised sentences.

Overgenerate and rank (Langkilde & Knight 1998; Oh & Rudnicky 2000): the sentences that a record may
use - same kind, all their facts present, same signs, comparisons and choices - make the training
text of a modified Kneser-Ney model; many sentences are drawn from it at once, the unsound ones are
thrown away, and a search joins the rest into a text that carries every fact once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.api import Chunk, Slot, Source, Task, stable_seed
from generators.ngram.choose import Pool, Weights, choose, in_order
from generators.ngram.features import features_of
from generators.ngram.forms import Form, fact_of, forms_of
from generators.ngram.kneser_ney import KneserNey, encode
from generators.ngram.say import say
from generators.ngram.tokens import bare
from generators.ngram.units import Unit, facts_in, learn, load_units, save_units

_OPENS, _GOES_ON = "<first>", "<rest>"
_SLOTS_FILE = "slots.json"
_LONGEST = 60
_SENTENCES = 7
_FULL = 105
_JOINT = 0.7
_WEIGHTS = Weights(main=3.0, optional=0.5, sentence=0.3, again=0.5)


@dataclass
class NGram:
    """N-gram sentences, ranked and joined; yields each row whole, because ranking needs all of it.

    Attributes:
        order: longest n-gram.
        candidates: sentences drawn per record.
        beam: texts kept in the search.
        shortest: words of context that a drawn word must have been seen behind.
        seed: with the source's id, decides what is drawn.
    """

    order: int = 5
    candidates: int = 400
    beam: int = 24
    shortest: int = 3
    seed: int = 0
    _units: list[Unit] = field(init=False, repr=False, default_factory=list)
    _slots: dict[str, tuple[Slot, ...]] = field(init=False, repr=False, default_factory=dict)

    def fit(self, task: Task) -> None:
        """Delexicalise the training references."""
        self._units = learn(task)
        kinds = {example.source.kind for example in task.train}
        self._slots = {kind: task.slots_of(kind) for kind in sorted(kinds)}

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        """Each row whole, in order."""
        for row, source in enumerate(batch):
            yield Chunk(row, self._text(source, max_words))

    def save(self, path: Path) -> None:
        """The learnt sentences and the schema below the folder ``path``."""
        path.mkdir(parents=True, exist_ok=True)
        save_units(self._units, path)
        slots = {kind: [asdict(slot) for slot in listed] for kind, listed in self._slots.items()}
        (path / _SLOTS_FILE).write_text(json.dumps(slots, ensure_ascii=False), encoding="utf-8")

    def load(self, path: Path) -> None:
        """Take over what ``save`` wrote."""
        self._units = load_units(path)
        slots = json.loads((path / _SLOTS_FILE).read_text(encoding="utf-8"))
        self._slots = {
            kind: tuple(Slot(**slot) for slot in listed) for kind, listed in slots.items()
        }

    def _text(self, source: Source, max_words: int) -> str:
        slots = self._slots[source.kind]
        forms = {form.token: form for form in reversed(forms_of(source, slots))}
        units = self._eligible(source, slots, forms)
        if not units:
            return ""
        drawn = self._drawn(source, units)
        if not drawn.sentences:
            return ""
        chosen = _chosen(drawn, slots, max_words, self.beam)
        return say([drawn.sentences[index] for index in chosen], forms)

    def _eligible(
        self, source: Source, slots: Sequence[Slot], forms: Mapping[str, Form]
    ) -> list[Unit]:
        own = features_of(source, slots).items()
        return [
            unit
            for unit in self._units
            if unit.kind == source.kind
            and unit.slots <= forms.keys()
            and unit.needed.items() <= own
        ]

    def _drawn(self, source: Source, units: Sequence[Unit]) -> _Drawn:
        """Sound sentences from the model of the eligible ones, each once."""
        sentences = [(_OPENS if unit.opens else _GOES_ON, *unit.tokens) for unit in units]
        tokens, lengths, vocabulary = encode(sentences)
        model = KneserNey.fit(tokens, lengths, len(vocabulary), self.order)
        starts = np.array([vocabulary.index(mark) for mark in {_OPENS, _GOES_ON} & set(vocabulary)])
        starts = np.resize(np.sort(starts), (self.candidates, 1))
        seed = stable_seed(self.seed, source.id)
        words, sizes = model.sample(self.candidates, _LONGEST, seed, starts, self.shortest)
        found: dict[tuple[str, ...], bool] = {}
        for row in range(self.candidates):
            sentence = tuple(vocabulary[word] for word in words[row, : sizes[row]])
            if sizes[row] < _LONGEST and _sound(sentence):
                found[sentence] = found.get(sentence, False) or vocabulary[starts[row, 0]] == _OPENS
        kept = list(found)
        marked = [(_OPENS if found[s] else _GOES_ON, *s) for s in kept]
        return _Drawn(kept, _merit(model, marked, vocabulary), list(found.values()), _places(units))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Sentences, their mean log probability per word, whether they may open, places of facts."""

    sentences: list[tuple[str, ...]]
    merit: npt.NDArray[np.float64]
    opens: list[bool]
    places: Mapping[str, float]


def _merit(
    model: KneserNey, sentences: Sequence[Sequence[str]], vocabulary: Sequence[str]
) -> npt.NDArray[np.float64]:
    if not sentences:
        return np.zeros(0)
    ids = {word: index for index, word in enumerate(vocabulary)}
    lengths = np.array([len(sentence) for sentence in sentences])
    tokens = np.array([ids[word] for sentence in sentences for word in sentence])
    starts = np.cumsum(lengths + 1) - lengths - 1
    likely = np.add.reduceat(model.logprob(tokens, lengths), starts) / (lengths + 1)
    # The whole context was seen in training unless two sentences were joined here.
    place = np.arange(len(tokens) + len(lengths)) - np.repeat(starts, lengths + 1)
    joints = model.matched(tokens, lengths) < np.minimum(model.order, place + 2)
    return np.asarray(likely - _JOINT * np.add.reduceat(joints, starts))


def _places(units: Sequence[Unit]) -> dict[str, float]:
    """Mean place in a text of the sentences that carry a fact."""
    places: dict[str, list[float]] = {}
    for unit in units:
        for fact in facts_in(unit.tokens):
            places.setdefault(fact, []).append(unit.place)
    return {fact: sum(found) / len(found) for fact, found in places.items()}


def _sound(sentence: Sequence[str]) -> bool:
    """Ends as a sentence, says nothing twice, closes what it opens, carries something."""
    slots = [bare(token) for token in sentence if bare(token).startswith("<")]
    words = [bare(token) for token in sentence]
    facts = facts_in(sentence)
    return (
        len(words) > 3
        and words[-1] in (".", "!", "?")
        and _OPENS not in words
        and _GOES_ON not in words
        and len(facts) > 0
        and len(set(slots)) == len(slots)
        and len(facts) == len([fact for fact in map(fact_of, slots) if fact])
        and words.count("(") == words.count(")")
        and words.count('"') % 2 == 0
    )


def _chosen(drawn: _Drawn, slots: Sequence[Slot], max_words: int, beam: int) -> list[int]:
    carried = [facts_in(sentence) for sentence in drawn.sentences]
    names = sorted(set().union(*carried))
    bit = {fact: 1 << index for index, fact in enumerate(names)}
    types = {slot.name: slot for slot in slots}
    schema = {fact: types.get(re.sub(r"\[\d+\]", "[]", fact)) for fact in names}
    optional = sum(bit[f] for f, s in schema.items() if s is None or s.optional)
    reusable = sum(bit[f] for f, s in schema.items() if s is not None and s.type == "name")
    facts = np.array([sum(bit[fact] for fact in said) for said in carried], np.int64)
    pool = Pool(
        facts=facts,
        once=facts & ~reusable,
        words=np.array([_words(sentence) for sentence in drawn.sentences], np.int64),
        merit=drawn.merit,
        opens=np.array(drawn.opens),
    )
    found = choose(pool, optional, _WEIGHTS, min(max_words, _FULL), beam, _SENTENCES)
    place = np.array([np.mean([drawn.places.get(fact, 0.5) for fact in said]) for said in carried])
    return in_order(found, place)


def _words(sentence: Sequence[str]) -> int:
    """Words when said: a slot may hold two or three."""
    return sum(1 + token.startswith("<") for token in sentence if not token.startswith("+"))
