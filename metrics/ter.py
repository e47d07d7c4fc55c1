"""TER as sacreBLEU computes it: word edits and block shifts per reference word.

Snover et al. (2006), https://aclanthology.org/2006.amta-papers.25.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from sacrebleu.metrics.ter import TER

from bench.api import Example, Floats, Score, Task
from metrics.sacrebleu_rows import SegmentStatistics


@dataclass
class Ter:
    """Corpus TER in per cent: least edits over the references / mean reference length.

    Empty texts score 100 (every word is missing), or 0 if the references are empty too; long
    texts can score far above 100.

    Attributes:
        case_sensitive: compare texts as written; the usual TER lower-cases them.
    """

    case_sensitive: bool = False
    _statistics: SegmentStatistics = field(init=False, repr=False, compare=False)

    scores: ClassVar[Mapping[str, Score]] = {"ter": Score("TER", "lower", decimals=2)}

    def __post_init__(self) -> None:
        self._set_language("")

    @property
    def recipe(self) -> str:
        """sacreBLEU's signature; ``nrefs`` is that of the last ``rows``."""
        return self._statistics.signature()

    def prepare(self, task: Task) -> None:
        """Chinese texts are split into characters, as words have no spaces between them."""
        self._set_language(task.language)

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Edits against the nearest reference, mean reference length in words: (n, 2)."""
        return self._statistics.rows(texts, examples)

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Corpus TER from summed rows: (..., 2) to (...)."""
        edits, length = totals[..., 0], totals[..., 1]
        rate = edits / np.where(length > 0, length, 1)
        return {"ter": 100 * np.where(length > 0, rate, edits > 0)}

    def _set_language(self, language: str) -> None:
        chinese = language == "zh"
        metric = TER(normalized=chinese, asian_support=chinese, case_sensitive=self.case_sensitive)
        self._statistics = SegmentStatistics(metric, 2)
