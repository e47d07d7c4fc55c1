"""Aggregation: which neighbouring clauses share a sentence, and what joins them.

After Dalianis & Hovy (1996) and Reiter & Dale (2000, ch. 5.3): conjunction reduction where the
subject is the same, contrast where the tone turns, plain conjunction for short clauses. Only
clauses of one schema group join, so that no sentence mixes topics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from generators.rules.grammar import Slot, Text
from generators.rules.planning import LEAD_GROUP, Atom, Clause

WORDS_PER_SENTENCE = 32
CLAUSES_PER_SENTENCE = 2
BUT_SHARE = 0.7
CONJUNCTION_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Joint:
    """A way of joining a clause to the one before it.

    Attributes:
        name: of the rule.
        words: the connective with its punctuation.
        reduced: whether the shared subject is left out.
    """

    name: str
    words: str
    reduced: bool = False


REDUCTION = Joint("aggregation.same_subject", " and ", reduced=True)
REDUCED_CONTRAST = Joint("aggregation.same_subject_contrast", " but ", reduced=True)
CONTRAST_BUT = Joint("aggregation.contrast_but", ", but ")
CONTRAST_ALTHOUGH = Joint("aggregation.contrast_although", ", although ")
CONJUNCTION = Joint("aggregation.conjunction", ", and ")
JOINTS = (REDUCTION, REDUCED_CONTRAST, CONTRAST_BUT, CONTRAST_ALTHOUGH, CONJUNCTION)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Clauses with what joins each to the one before (``None`` for the first)."""

    parts: tuple[tuple[Joint | None, Clause], ...]


def aggregate(clauses: Sequence[Clause], random: Random) -> list[Sentence]:
    """Group clauses into sentences; the order stays."""
    sentences: list[list[tuple[Joint | None, Clause]]] = []
    for clause in clauses:
        if sentences and (joint := _joint(sentences[-1], clause, random)):
            sentences[-1].append((joint, clause))
        else:
            sentences.append([(None, clause)])
    return [Sentence(tuple(parts)) for parts in sentences]


def _joint(
    parts: Sequence[tuple[Joint | None, Clause]], clause: Clause, random: Random
) -> Joint | None:
    before = parts[-1][1]
    if not _may_join(parts, clause):
        return None
    contrast = {before.tone, clause.tone} == {"+", "-"}
    if _same_subject(before, clause) and not _joined_inside(before):
        return REDUCED_CONTRAST if contrast else REDUCTION
    draw = random.random()
    if contrast:
        return CONTRAST_BUT if draw < BUT_SHARE else CONTRAST_ALTHOUGH
    if _joined_inside(before) or _joined_inside(clause) or draw > CONJUNCTION_SHARE:
        return None
    return CONJUNCTION


def _may_join(parts: Sequence[tuple[Joint | None, Clause]], clause: Clause) -> bool:
    before = parts[-1][1]
    if before.group != clause.group or clause.group == LEAD_GROUP:
        return False
    words = sum(_words(part) for _, part in parts) + _words(clause)
    return len(parts) < CLAUSES_PER_SENTENCE and words <= WORDS_PER_SENTENCE


def _words(clause: Clause) -> int:
    return sum(_atom_words(atom) for atom in (*clause.subject, *clause.predicate))


def _atom_words(atom: Atom) -> int:
    if isinstance(atom.item, Text):
        return atom.item.words.count(" ")
    if isinstance(atom.item, Slot):
        value = atom.values[atom.item.name]
        return 1 + (value if isinstance(value, str) else "").count(" ")
    return 1


def _same_subject(before: Clause, clause: Clause) -> bool:
    """Equal noun phrases, none of them empty."""
    if len(before.subject) != len(clause.subject) or not clause.subject:
        return False
    return all(
        _identity(first) == _identity(second)
        for first, second in zip(before.subject, clause.subject, strict=True)
    )


def _identity(atom: Atom) -> object:
    if isinstance(atom.item, Slot):
        value = atom.values[atom.item.name]
        return getattr(value, "key", value)
    return atom.item


def _joined_inside(clause: Clause) -> bool:
    """A clause that already has a conjunction of its own takes no further one."""
    return any(
        isinstance(atom.item, Text)
        and any(word in atom.item.words for word in (" and ", " but ", ", ", " while "))
        for atom in clause.predicate
    )
