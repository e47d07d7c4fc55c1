"""How texts vary and how long they are: descriptions beside the quality scores.

distinct-n: Li et al. (2016), https://aclanthology.org/N16-1014. Copying: McCoy et al. (2023), How
Much Do Language Models Copy From Their Training Data?, https://doi.org/10.1162/tacl_a_00567.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from bench.api import Example, Floats, Score, Task
from metrics.words import RULE, split_words

COPIED_ORDER = 4


@dataclass
class Distinct:
    """Different words and word pairs as a share of all, over the whole set of texts.

    The shares fall as a set grows: compare sets of equal size only. A set without words has no
    distinct-1, one without word pairs no distinct-2.
    """

    scores: ClassVar[Mapping[str, Score]] = {
        "distinct1": Score("distinct-1", "higher", "%", decimals=1),
        "distinct2": Score("distinct-2", "higher", "%", decimals=1),
        "words": Score("words", None, "per text", decimals=1),
    }

    @property
    def recipe(self) -> str:
        """The rule for words."""
        return f"corpus types / tokens|{RULE}"

    def prepare(self, task: Task) -> None:
        """Nothing to prepare: one rule for words serves every language."""

    def score(
        self, texts: Sequence[str], examples: Sequence[Example]
    ) -> Mapping[str, float | None]:
        """Shares in per cent, and the mean number of words; None where there is nothing."""
        words = [split_words(text) for text in texts]
        return {
            "distinct1": _share_distinct(gram for text in words for gram in _ngrams(text, 1)),
            "distinct2": _share_distinct(gram for text in words for gram in _ngrams(text, 2)),
            "words": sum(map(len, words)) / len(words) if words else None,
        }


@dataclass
class LengthRatio:
    """Words of the texts / mean words of their references: 1 is as long as people write.

    Empty texts give 0, and so do references without words.
    """

    scores: ClassVar[Mapping[str, Score]] = {"length_ratio": Score("length ratio", None)}

    @property
    def recipe(self) -> str:
        """The rule for words."""
        return f"sum of words / sum of mean reference words|{RULE}"

    def prepare(self, task: Task) -> None:
        """Nothing to prepare: one rule for words serves every language."""

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Words of the text, mean words of its references: (n, 2)."""
        rows = np.zeros((len(texts), 2))
        for index, (text, example) in enumerate(zip(texts, examples, strict=True)):
            lengths = [len(split_words(reference)) for reference in example.references]
            rows[index] = len(split_words(text)), sum(lengths) / max(len(lengths), 1)
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Ratio of summed rows: (..., 2) to (...)."""
        return {"length_ratio": _ratio(totals[..., 0], totals[..., 1])}


@dataclass
class Copied:
    """Share of word 4-grams that occur word for word in the training references.

    A description: fixed phrases of the trade are copied by people too, so the oracle's share is
    the one to compare with. Texts of fewer than four words add nothing; 0 if all are so.
    """

    _training: frozenset[tuple[str, ...]] = field(
        default=frozenset(), init=False, repr=False, compare=False
    )

    scores: ClassVar[Mapping[str, Score]] = {
        "copied": Score("copied 4-grams", None, "%", decimals=1)
    }

    @property
    def recipe(self) -> str:
        """Length of the n-grams and the rule for words."""
        return f"n:{COPIED_ORDER}|of:references of train|{RULE}"

    def prepare(self, task: Task) -> None:
        """Read the training references."""
        self._training = frozenset(
            gram
            for example in task.train
            for reference in example.references
            for gram in _ngrams(split_words(reference), COPIED_ORDER)
        )

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """N-grams found in training texts, n-grams: (n, 2)."""
        rows = np.zeros((len(texts), 2))
        for index, (text, _) in enumerate(zip(texts, examples, strict=True)):
            grams = _ngrams(split_words(text), COPIED_ORDER)
            rows[index] = sum(gram in self._training for gram in grams), len(grams)
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Share in per cent from summed rows: (..., 2) to (...)."""
        return {"copied": 100 * _ratio(totals[..., 0], totals[..., 1])}


def _ngrams(words: Sequence[str], order: int) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + order]) for start in range(len(words) - order + 1)]


def _share_distinct(grams: Iterable[tuple[str, ...]]) -> float | None:
    listed = list(grams)
    return 100 * len(set(listed)) / len(listed) if listed else None


def _ratio(over: Floats, under: Floats) -> Floats:
    ratio: Floats = over / np.where(under > 0, under, np.inf)
    return ratio
