"""PARENT: n-grams judged against the references and the table that they describe.

Dhingra et al. (2019), Handling Divergent Reference Texts when Evaluating Table-to-Text Generation,
https://aclanthology.org/P19-1483; the word-overlap model of entailment, values as their code's
(``table_text_eval.py``): what a reference says beyond the table is not asked for, and what a text
says from the table counts although no reference says it.
"""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from bench.api import Example, Floats, Score, Source, Task
from metrics.sacrebleu_rows import require_references
from metrics.words import RULE, split_words

ORDERS = 4
SMOOTHING = 1e-5
_NEVER_ZERO = 1e-8
_DATE = re.compile(r"\d{4}-\d\d-\d\d")

Ngram = tuple[str, ...]
Table = Sequence[Sequence[str]]
"""The words of each value."""


class Parent(NamedTuple):
    """PARENT of one text, each from 0 to 1."""

    precision: float
    recall: float
    f1: float


@dataclass
class ParentScore:
    """PARENT precision, recall and F1 times 100: best reference per text, mean over texts.

    The facts are the table: values as written in the input, lists and records flattened, dates
    as "22 August 2026", yes and no left out. Values are compared word by word: a rounded or
    spelled-out number does not count as entailed (the fact metric knows those). Without a value
    in the table recall is that against the reference alone. An empty text scores 0.

    Attributes:
        table_weight: of the table in the recall, lambda in the paper; the rest is the reference's.
    """

    table_weight: float = 0.5

    scores: ClassVar[Mapping[str, Score]] = {
        "parent_p": Score("PARENT precision", "higher"),
        "parent_r": Score("PARENT recall", "higher"),
        "parent": Score("PARENT F1", "higher"),
    }

    def __post_init__(self) -> None:
        if not 0 <= self.table_weight <= 1:
            raise ValueError(f"table_weight is {self.table_weight}: wanted a share from 0 to 1")

    @property
    def recipe(self) -> str:
        """Entailment model, weight, orders, smoothing, the rule for words."""
        return (
            f"parent-w|lambda:{self.table_weight:g}|n:{ORDERS}|smooth:{SMOOTHING:g}|refs:max f1"
            f"|table:values of the facts, dates as D Month YYYY|corpus:mean|{RULE}"
        )

    def prepare(self, task: Task) -> None:
        """Nothing to prepare: the table comes with the item."""

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Precision, recall and F1 (0 to 1), and 1 for the text itself: (n, 4).

        Raises:
            ValueError: texts and examples differ in number, or an example has no reference.
        """
        rows = np.ones((len(texts), 4))
        for row, text, example in zip(rows, texts, examples, strict=True):
            require_references(example)
            references = [split_words(reference) for reference in example.references]
            table = table_of(example.source)
            row[:3] = parent(split_words(text), references, table, self.table_weight)
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Means from summed rows: (..., 4) to (...) per score; 0 for no texts."""
        means = 100 * totals[..., :3] / np.maximum(totals[..., 3:], 1)
        return {key: means[..., index] for index, key in enumerate(self.scores)}


def table_of(source: Source) -> list[list[str]]:
    """The words of each value among a source's facts; values without words are left out."""
    written = (split_words(value) for value in _values(source.facts))
    return [words for words in written if words]


def _values(facts: Any) -> Iterator[str]:
    if isinstance(facts, Mapping):
        for value in facts.values():
            yield from _values(value)
    elif isinstance(facts, Sequence) and not isinstance(facts, str):
        for value in facts:
            yield from _values(value)
    elif not isinstance(facts, bool) and facts is not None:
        yield _written(facts)


def _written(value: str | float) -> str:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            day = datetime.date.fromisoformat(value)
        except ValueError:
            return value
        return f"{day.day} {day:%B} {day.year}"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def parent(
    text: Sequence[str],
    references: Sequence[Sequence[str]],
    table: Table,
    table_weight: float = 0.5,
) -> Parent:
    """PARENT of one text, by the reference that gives the highest F1."""
    values = frozenset(word for value in table for word in value)
    of_table = _table_recall(text, table)
    return max(
        (_against(text, reference, values, of_table, table_weight) for reference in references),
        key=lambda found: found.f1,
    )


def _against(
    text: Sequence[str],
    reference: Sequence[str],
    values: frozenset[str],
    of_table: float | None,
    table_weight: float,
) -> Parent:
    precisions, recalls = [], []
    for order in range(1, ORDERS + 1):
        said, asked = _count(text, order), _count(reference, order)
        precisions.append(_precision(said, asked, values))
        recalls.append(_recall(said, asked, values))
    precision = _geometric_mean(precisions) or 0.0
    recall = _geometric_mean(recalls) or SMOOTHING
    if of_table is not None:
        recall = recall ** (1 - table_weight) * (of_table or SMOOTHING) ** table_weight
    return Parent(precision, recall, 2 * precision * recall / (precision + recall + _NEVER_ZERO))


def _precision(said: Counter[Ngram], asked: Counter[Ngram], values: frozenset[str]) -> float:
    """Share of the text's n-grams that the reference has or the table entails."""
    if not said:
        return 0.0
    supported = 0.0
    for gram, count in said.items():
        in_reference = min(1.0, asked[gram] / count)
        supported += count * (in_reference + (1 - in_reference) * _entailed(gram, values))
    return supported / said.total()


def _recall(said: Counter[Ngram], asked: Counter[Ngram], values: frozenset[str]) -> float:
    """Share of what the reference says from the table that the text says; 1 if that is nothing."""
    wanted = found = 0.0
    for gram, count in asked.items():
        weight = count * _entailed(gram, values)
        wanted += weight
        found += weight * min(1.0, said[gram] / count)
    return found / wanted if wanted else 1.0


def _entailed(gram: Ngram, values: frozenset[str]) -> float:
    return sum(word in values for word in gram) / len(gram)


def _table_recall(text: Sequence[str], table: Table) -> float | None:
    """Mean share of each value's words that the text has in order, None without a value."""
    shares = [_common(value, text) / len(value) for value in table]
    return sum(shares) / len(shares) if shares else None


def _common(value: Sequence[str], text: Sequence[str]) -> int:
    """Length of the longest common subsequence; a value is short."""
    best = [0] * (len(value) + 1)
    known = set(value)
    for word in text:
        if word in known:
            before = best[:]
            for index, wanted in enumerate(value, 1):
                hit = before[index - 1] + 1 if word == wanted else 0
                best[index] = max(hit, before[index], best[index - 1])
    return best[-1]


def _geometric_mean(shares: Sequence[float]) -> float | None:
    """None if the first share is 0; another share of 0 counts as ``SMOOTHING``."""
    if not shares[0]:
        return None
    return math.exp(sum(math.log(share or SMOOTHING) for share in shares) / len(shares))


def _count(words: Sequence[str], order: int) -> Counter[Ngram]:
    return Counter(tuple(words[start : start + order]) for start in range(len(words) - order + 1))
