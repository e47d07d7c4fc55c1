"""chrF++ as sacreBLEU computes it.

Popović (2015), https://aclanthology.org/W15-3049; Popović (2017), https://aclanthology.org/W17-4770.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from sacrebleu.metrics.chrf import CHRF

from bench.api import Example, Floats, Score, Task
from metrics.sacrebleu_rows import SegmentStatistics

CHAR_ORDER = 6
WORD_ORDER = 2
"""Longest n-grams; the words make it chrF++."""


@dataclass
class ChrF:
    """Corpus chrF++, 0 to 100; a corpus of empty texts scores 0.

    With several references each text is compared with the one that gives it the best score.

    Attributes:
        lowercase: compare lower-cased texts.
        beta: weight of recall over precision.
    """

    lowercase: bool = False
    beta: int = 2
    _statistics: SegmentStatistics = field(init=False, repr=False, compare=False)

    scores: ClassVar[Mapping[str, Score]] = {"chrf": Score("chrF++", "higher", decimals=2)}

    def __post_init__(self) -> None:
        metric = CHRF(CHAR_ORDER, WORD_ORDER, beta=self.beta, lowercase=self.lowercase)
        self._statistics = SegmentStatistics(metric, 3 * (CHAR_ORDER + WORD_ORDER))

    @property
    def recipe(self) -> str:
        """sacreBLEU's signature; ``nrefs`` is that of the last ``rows``."""
        return self._statistics.signature()

    def prepare(self, task: Task) -> None:
        """Nothing to prepare: characters and spaces serve every language."""

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """N-grams of the text, of its best reference, and shared, per order: (n, 24)."""
        return self._statistics.rows(texts, examples)

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Corpus score from summed rows: (..., 24) to (...)."""
        return {"chrf": corpus_chrf(totals, self.beta)}


def corpus_chrf(totals: Floats, beta: float) -> Floats:
    """chrF in 0..100 from (..., 24): F of the mean precision and mean recall.

    Orders that the texts or the references are too short for are left out of the means; without
    any order, or without a match, the score is 0.
    """
    in_texts, in_references, shared = totals[..., 0::3], totals[..., 1::3], totals[..., 2::3]
    defined = (in_texts > 0) & (in_references > 0)
    orders = np.maximum(defined.sum(axis=-1), 1)
    precision = (shared / np.where(defined, in_texts, np.inf)).sum(axis=-1) / orders
    recall = (shared / np.where(defined, in_references, np.inf)).sum(axis=-1) / orders
    weighted = beta**2 * precision + recall
    score: Floats = (1 + beta**2) * precision * recall / np.where(weighted > 0, weighted, 1)
    return 100 * score
