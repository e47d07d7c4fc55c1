"""chrF and chrF++ with sacreBLEU's values; a text and its references are counted together.

Popović (2015), https://aclanthology.org/W15-3049; Popović (2017), https://aclanthology.org/W17-4770.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from sacrebleu.metrics.chrf import CHRF

from bench.api import Floats, Score, Task
from metrics.known import Known
from metrics.sacrebleu_rows import MOST_PAIRS, SacrebleuMetric, SegmentStatistics

CHAR_ORDER = 6
WORD_ORDER = 2
"""Longest n-grams; the words make it chrF++."""


@dataclass
class ChrF(SacrebleuMetric):
    """Corpus chrF++, 0 to 100; a corpus of empty texts scores 0.

    With several references each text is compared with the one that gives it the best score.

    Attributes:
        lowercase: compare lower-cased texts.
        beta: weight of recall over precision.
        word_order: longest word n-grams; see ``PlainChrF`` for none.
    """

    lowercase: bool = False
    beta: int = 2
    word_order: int = WORD_ORDER
    _statistics: SegmentStatistics = field(init=False, repr=False, compare=False)

    scores: ClassVar[Mapping[str, Score]] = {"chrf": Score("chrF++", "higher", decimals=2)}

    def __post_init__(self) -> None:
        metric = _QuickCHRF(self.word_order, self.beta, self.lowercase)
        self._statistics = SegmentStatistics(metric, 3 * (CHAR_ORDER + self.word_order))

    def prepare(self, task: Task) -> None:
        """Nothing to prepare: characters and spaces serve every language."""

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Corpus score from summed rows: (..., 3 x orders) to (...).

        A row: n-grams of the text, of its best reference, and shared, per order: (n, 3 x orders).
        """
        (key,) = self.scores
        return {key: corpus_chrf(totals, self.beta)}


@dataclass
class PlainChrF(ChrF):
    """Corpus chrF, 0 to 100: characters only."""

    word_order: int = 0

    scores: ClassVar[Mapping[str, Score]] = {"chrf_plain": Score("chrF", "higher", decimals=2)}


def corpus_chrf(totals: Floats, beta: float) -> Floats:
    """chrF in 0..100 from (..., 3 x orders): F of the mean precision and mean recall.

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


class _QuickCHRF(CHRF):
    """sacreBLEU's chrF with the same counts, faster and without a dictionary per text and order."""

    def __init__(self, word_order: int, beta: int, lowercase: bool) -> None:
        super().__init__(CHAR_ORDER, word_order, beta=beta, lowercase=lowercase)
        self._known: Known[tuple[str, str], list[int]] = Known(MOST_PAIRS)

    def _extract_reference_info(self, refs: Sequence[str]) -> dict[str, Any]:
        return {"lines": list(refs)}

    def _compute_segment_statistics(self, hypothesis: str, ref_kwargs: dict[str, Any]) -> list[int]:
        references: list[str] = ref_kwargs["lines"]
        pairs = [(hypothesis, line) for line in references]
        candidates = self._known.together(pairs, lambda: self._count(hypothesis, references))
        return max(candidates, key=self._compute_f_score)

    def _count(self, text: str, references: Sequence[str]) -> list[list[int]]:
        """sacreBLEU's statistics of the text beside each reference."""
        lines = [text, *references]
        characters = ["".join(line.split()) for line in lines]
        words = [self._remove_punctuation(line) for line in lines]
        shared = np.concatenate(
            [
                count_shared_ngrams(characters, self.char_order),
                count_shared_ngrams(words, self.word_order),
            ],
            axis=1,
        )
        counts: list[list[int]] = shared.reshape(len(lines) - 1, -1).tolist()
        return counts


def count_shared_ngrams(texts: Sequence[Sequence[str]], longest: int) -> npt.NDArray[np.int64]:
    """N-grams of the first text, of each other, and shared by both, for orders 1 to ``longest``.

    An n-gram's number is that of its first n - 1 signs and its last sign, looked up among all
    texts, so equal numbers are equal n-grams in every script.

    Args:
        texts: characters or words; the first text is compared with each of the others.
        longest: highest order.

    Returns:
        Counts of shape (len(texts) - 1, longest, 3). The first text's n-grams count only where
        the other text has n-grams of that order, as in sacreBLEU.
    """
    numbers: dict[str, int] = {}
    signs = np.array(
        [numbers.setdefault(sign, len(numbers)) for text in texts for sign in text], np.int64
    )
    lengths = np.array([len(text) for text in texts])
    owner = np.repeat(np.arange(len(texts)), lengths)
    left = np.concatenate([np.arange(length, 0, -1) for length in lengths])
    counts = np.zeros((len(texts) - 1, longest, 3), np.int64)
    grams, kinds = signs, len(numbers)
    for order in range(1, longest + 1):
        if order > 1:
            pairs = grams[:-1] * len(numbers) + signs[order - 1 :]
            found, grams = np.unique(pairs, return_inverse=True)
            kinds = len(found)
        whole = left[: len(grams)] >= order
        table = np.bincount(
            owner[: len(grams)][whole] * kinds + grams[whole], minlength=len(texts) * kinds
        ).reshape(len(texts), kinds)
        in_others = table[1:].sum(axis=1)
        counts[:, order - 1, 0] = np.where(in_others > 0, table[0].sum(), 0)
        counts[:, order - 1, 1] = in_others
        counts[:, order - 1, 2] = np.minimum(table[0], table[1:]).sum(axis=1)
    return counts
