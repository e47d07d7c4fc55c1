"""Slot errors of restaurant texts by the official rules of the E2E challenge's organisers.

Dušek, Howcroft and Rieser (2019), Semantic noise matters for neural natural language generation,
https://aclanthology.org/W19-8652. Counts equal those of the official script, whose one oddity is
kept: a value said twice counts once, unless it is a rating beside a "low" one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from bench.api import Example, Floats, Score, Task
from metrics.e2e_forms import FORMS, NAMES, compile_forms

RATING = "customer rating"
SLOTS = ("area", "eatType", "familyFriendly", "food", "name", "near", "priceRange", RATING)
_VALUES: dict[str, dict[str, str]] = {
    slot: {value.lower(): value for value in (NAMES.get(slot) or FORMS[slot])} for slot in SLOTS
}
_LAST_RATING = "low"


class Match(NamedTuple):
    """A value said in ``text[start:end]``."""

    slot: str
    value: str
    start: int
    end: int


class Errors(NamedTuple):
    """Slots of one text gone wrong, and the slots of its input."""

    added: int
    missing: int
    wrong: int
    repeated: int
    slots: int


@dataclass
class E2eSlots:
    """Slot error rate in per cent: (added + missing + wrong + repeated) / slots of the inputs.

    ``source.facts`` has for each of the eight slots a value or a list of values. A text without
    any known value misses all its slots: 100.
    """

    scores: ClassVar[Mapping[str, Score]] = {
        "e2e_ser": Score("slot error rate (E2E rules)", "lower", "%"),
        "e2e_added": Score("added slots", "lower", "per text", 3),
        "e2e_missing": Score("missing slots", "lower", "per text", 3),
        "e2e_wrong": Score("wrong values", "lower", "per text", 3),
        "e2e_repeated": Score("repeated values", "lower", "per text", 3),
    }

    @property
    def recipe(self) -> str:
        """The rules and the denominator."""
        return "rules:e2e-cleaning slot_error|ser:(added+missing+wrong+repeated)/slots"

    def prepare(self, task: Task) -> None:
        """Nothing to prepare: the slots and values are those of the E2E data."""

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Added, missing, wrong, repeated, slots of the input, and 1: (n, 6).

        Raises:
            ValueError: texts and examples differ in number, or a fact is none of the E2E values.
        """
        rows = np.ones((len(texts), 6))
        for row, text, example in zip(rows, texts, examples, strict=True):
            row[:5] = compare_slots(text, wanted_values(example.source.facts))
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Rates from summed rows: (..., 6) to (...) per score; 0 for no slots and no texts."""
        errors = totals[..., :4]
        texts = np.maximum(totals[..., 5], 1)
        rate = 100 * errors.sum(axis=-1) / np.maximum(totals[..., 4], 1)
        each = {key: errors[..., i] / texts for i, key in enumerate(list(self.scores)[1:])}
        return {"e2e_ser": rate, **each}


def wanted_values(facts: Mapping[str, Any]) -> dict[str, Counter[str]]:
    """The input's values by slot, in the spelling of the table.

    Raises:
        ValueError: a slot or value that the E2E data does not have.
    """
    wanted: dict[str, Counter[str]] = {}
    for slot, values in facts.items():
        for value in [values] if isinstance(values, str) else values:
            known = _VALUES.get(slot, {}).get(value.lower())
            if known is None:
                raise ValueError(
                    f"{slot}[{value}] is none of the E2E slots and values: use metrics.facts.Facts "
                    "for other tasks"
                )
            wanted.setdefault(slot, Counter())[known] += 1
    return wanted


def compare_slots(text: str, wanted: Mapping[str, Counter[str]]) -> Errors:
    """Count what a text adds, misses, says wrongly and repeats."""
    said = said_values(text, wanted)
    added = missing = wrong = repeated = 0
    for slot in wanted.keys() | said.keys():
        if slot not in said:
            missing += wanted[slot].total()
        elif slot not in wanted:
            added += said[slot].total()
        else:
            for value, count in wanted[slot].items():
                surplus = said[slot][value] - count
                if surplus > 0:
                    repeated += surplus
                    said[slot][value] = count
            unsaid = (wanted[slot] - said[slot]).total()
            unwanted = (said[slot] - wanted[slot]).total()
            wrong += min(unsaid, unwanted)
            missing += max(unsaid - unwanted, 0)
            added += max(unwanted - unsaid, 0)
    slots = sum(values.total() for values in wanted.values())
    return Errors(added, missing, wrong, repeated, slots)


def said_values(text: str, wanted: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
    """The values that a text says, by slot.

    Of several readings of the same words one is kept: the longest, then the wanted one, then the
    first.
    """
    matches = list(_find(text))
    kept: list[Match] = []
    for index, match in enumerate(matches):
        others = (other for at, other in enumerate(matches) if at != index)
        if not any(_beats(other, match, wanted, kept) for other in others):
            kept.append(match)
    said: dict[str, Counter[str]] = {}
    for match in kept:
        values = said.setdefault(match.slot, Counter())
        values[match.value] = values[_LAST_RATING] + 1
    return said


def _beats(
    other: Match, match: Match, wanted: Mapping[str, Counter[str]], kept: Sequence[Match]
) -> bool:
    if (other.start, other.end) == (match.start, match.end):
        return other.value in wanted.get(other.slot, ()) or other in kept
    return other.start <= match.start and match.end <= other.end


def _find(text: str) -> Iterator[Match]:
    for slot, patterns in _PATTERNS.items():
        for value, pattern in patterns:
            for found in pattern.finditer(text):
                said = value or _VALUES[slot][found[0].lower()]
                yield Match(slot, said, found.start(), found.end())


def _patterns_of(slot: str) -> list[tuple[str, re.Pattern[str]]]:
    """The patterns of a slot with their value; names share one pattern and stand for themselves."""
    if slot in NAMES:
        return [("", compile_forms(NAMES[slot]))]
    return [(value, compile_forms(forms)) for value, forms in FORMS[slot].items()]


_PATTERNS = {slot: _patterns_of(slot) for slot in SLOTS}
