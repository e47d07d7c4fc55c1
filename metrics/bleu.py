"""BLEU as sacreBLEU computes it.

Papineni et al. (2002), https://aclanthology.org/P02-1040; smoothing "exp" is method 3 of Chen and
Cherry (2014), https://aclanthology.org/W14-3346, and is what mteval-v13a does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, ClassVar

import numpy as np
from sacrebleu.metrics.bleu import BLEU

from bench.api import Floats, Score, Task
from metrics.sacrebleu_rows import SacrebleuMetric, SegmentStatistics

ORDERS = 4


@dataclass
class Bleu(SacrebleuMetric):
    """Corpus BLEU, 0 to 100; a corpus of empty texts scores 0.

    Attributes:
        lowercase: compare lower-cased texts, as the E2E and WebNLG challenges did.
        tokenize: sacreBLEU's name of a tokeniser; None takes ``zh`` for Chinese, else ``13a``.
    """

    lowercase: bool = False
    tokenize: str | None = None
    _statistics: SegmentStatistics = field(init=False, repr=False, compare=False)

    scores: ClassVar[Mapping[str, Score]] = {"bleu": Score("BLEU", "higher", decimals=2)}

    def __post_init__(self) -> None:
        self._set_language("")

    def prepare(self, task: Task) -> None:
        """Choose the tokeniser by the task's language."""
        self._set_language(task.language)

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Corpus BLEU from summed rows: (..., 10) to (...).

        A row: lengths of text and closest reference, matches and n-grams per order: (n, 10).
        """
        return {"bleu": corpus_bleu(totals)}

    def _set_language(self, language: str) -> None:
        metric = _QuickBLEU(
            lowercase=self.lowercase, tokenize=self.tokenize, trg_lang=language, force=True
        )
        self._statistics = SegmentStatistics(metric, 2 + 2 * ORDERS)


def corpus_bleu(totals: Floats) -> Floats:
    """BLEU in 0..100 from (..., 10): text length, reference length, matches x 4, n-grams x 4.

    The j-th order without a match counts 2**-j matches; a corpus without any match, or without
    an n-gram of some order, scores 0.
    """
    text_length, reference_length = totals[..., 0], totals[..., 1]
    matches, ngrams = totals[..., 2 : 2 + ORDERS], totals[..., 2 + ORDERS :]
    missing = matches == 0
    smoothed = np.where(missing, 0.5 ** np.cumsum(missing, axis=-1), matches)
    defined = matches.any(axis=-1) & (ngrams > 0).all(axis=-1)
    log_precision = np.log(smoothed / np.where(ngrams > 0, ngrams, 1)).mean(axis=-1)
    shortfall = 1 - reference_length / np.where(text_length > 0, text_length, 1)
    bleu: Floats = np.where(defined, 100 * np.exp(log_precision + np.minimum(shortfall, 0)), 0.0)
    return bleu


NGram = tuple[str, ...]


class _QuickBLEU(BLEU):
    """sacreBLEU's BLEU with the same counts, faster."""

    def _extract_reference_info(self, refs: Sequence[str]) -> dict[str, Any]:
        most: dict[NGram, int] = {}
        lengths = []
        for line in refs:
            words = line.split()
            lengths.append(len(words))
            for ngram, count in count_ngrams(words).items():
                if count > most.get(ngram, 0):
                    most[ngram] = count
        return {"most": most, "lengths": lengths}

    def _compute_segment_statistics(self, hypothesis: str, ref_kwargs: dict[str, Any]) -> list[int]:
        most: dict[NGram, int] = ref_kwargs["most"]
        words = hypothesis.split()
        ngrams = count_ngrams(words)
        matches = [0] * ORDERS
        for ngram in ngrams.keys() & most.keys():
            matches[len(ngram) - 1] += min(ngrams[ngram], most[ngram])
        totals = [max(0, len(words) - shorter) for shorter in range(ORDERS)]
        closest = self._get_closest_ref_len(len(words), ref_kwargs["lengths"])
        return [len(words), closest, *matches, *totals]


def count_ngrams(words: Sequence[str]) -> Counter[NGram]:
    """How often each n-gram of 1 to ``ORDERS`` words occurs."""
    shifted = [words[start:] for start in range(ORDERS)]
    return Counter(
        chain.from_iterable(zip(*shifted[:order], strict=False) for order in range(1, ORDERS + 1))
    )
