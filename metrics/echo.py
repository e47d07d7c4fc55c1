"""Echo: does a text give its input back instead of writing?

A model that was asked to write may copy what it was asked with: the instruction, or the facts as a
list of names and values. All facts are there then, and no measure of faithfulness objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from bench.api import Example, Floats, Score, Source, Task
from metrics.words import RULE, split_words

LONGEST_RUN = 5
"""Words of the instruction in a row that nobody writes by chance."""

LABELS = 3
"""Names of fields with a colon that make a text a list."""

Gram = tuple[str, ...]


@dataclass
class Echo:
    """Share of texts that repeat the instruction, or list the facts by the names of their fields.

    A text is an echo if it has five words in a row of the task's instruction, opens with the
    record's kind and a colon ("earthquake: ..."), or has three names of the record's fields, each
    with a colon ("depth: 10 km"). Names are read with and without their last part, which may be a
    unit (``depth_km``). An empty text is no echo. Measured on the references, it is the share of
    people who write like this.
    """

    _instruction: frozenset[Gram] = field(
        default_factory=frozenset, init=False, repr=False, compare=False
    )

    scores: ClassVar[Mapping[str, Score]] = {
        "echo": Score("Echoes of the input", "lower", "%", decimals=1, share=True),
    }

    @property
    def recipe(self) -> str:
        """What makes a text an echo."""
        return (
            f"{LONGEST_RUN} words of the instruction in a row, or the kind and a colon at the"
            f" start, or {LABELS} field names with a colon|{RULE}"
        )

    def prepare(self, task: Task) -> None:
        """Remember the instruction."""
        self._instruction = frozenset(_runs(split_words(task.instruction)))

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """1 for an echo, and 1: (n, 2)."""
        rows = np.ones((len(texts), 2))
        for row, text, example in zip(rows, texts, examples, strict=True):
            row[0] = self._repeats_instruction(text) or _lists_facts(text, example.source)
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Share in per cent from summed rows: (..., 2) to (...); 0 for no texts."""
        return {"echo": 100 * totals[..., 0] / np.maximum(totals[..., 1], 1)}

    def _repeats_instruction(self, text: str) -> bool:
        return not self._instruction.isdisjoint(_runs(split_words(text)))


def _runs(words: Sequence[str]) -> Iterator[Gram]:
    return (tuple(words[at : at + LONGEST_RUN]) for at in range(len(words) - LONGEST_RUN + 1))


def _lists_facts(text: str, source: Source) -> bool:
    lowered = text.lower()
    if source.kind and re.match(rf"\W*{_words_of(source.kind)} ?[:：]", lowered):
        return True
    if len(re.findall("[:：]", lowered)) < LABELS:
        return False
    names = "|".join(sorted(map(_words_of, _names(source.facts)), key=len, reverse=True))
    return bool(names) and len(set(re.findall(rf"\b({names}) ?[:：]", lowered))) >= LABELS


def _names(facts: Any) -> Iterator[str]:
    """The names of all fields, those of records within lists too, and what is before a unit."""
    if isinstance(facts, Mapping):
        for name, value in facts.items():
            yield name
            yield name.rpartition("_")[0] or name
            yield from _names(value)
    elif isinstance(facts, Sequence) and not isinstance(facts, str):
        for one in facts:
            yield from _names(one)


def _words_of(name: str) -> str:
    return re.escape(name.lower()).replace("_", "[ _]")
