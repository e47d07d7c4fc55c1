"""TER as sacreBLEU computes it: word edits and block shifts per reference word.

Snover et al. (2006), https://aclanthology.org/2006.amta-papers.25.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from sacrebleu.metrics.ter import TER

from bench.api import Floats, Score, Task
from metrics.edit_rate import Reference
from metrics.known import Known
from metrics.sacrebleu_rows import MOST_PAIRS, SacrebleuMetric, SegmentStatistics


@dataclass
class Ter(SacrebleuMetric):
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

    def prepare(self, task: Task) -> None:
        """Chinese texts are split into characters, as words have no spaces between them."""
        self._set_language(task.language)

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Corpus TER from summed rows: (..., 2) to (...).

        A row: edits against the nearest reference, mean reference length in words: (n, 2).
        """
        edits, length = totals[..., 0], totals[..., 1]
        rate = edits / np.where(length > 0, length, 1)
        return {"ter": 100 * np.where(length > 0, rate, edits > 0)}

    def _set_language(self, language: str) -> None:
        metric = _QuickTER(language == "zh", self.case_sensitive)
        self._statistics = SegmentStatistics(metric, 2)


class _QuickTER(TER):
    """sacreBLEU's TER with the same edits counted faster, each pair of texts once."""

    def __init__(self, chinese: bool, case_sensitive: bool) -> None:
        super().__init__(normalized=chinese, asian_support=chinese, case_sensitive=case_sensitive)
        self._known: Known[tuple[str, str], int] = Known(MOST_PAIRS)

    def _extract_reference_info(self, refs: Sequence[str]) -> dict[str, Any]:
        return {"references": [(line, Reference(line.split())) for line in refs]}

    def _compute_segment_statistics(
        self, hypothesis: str, ref_kwargs: dict[str, Any]
    ) -> list[float]:
        references: list[tuple[str, Reference]] = ref_kwargs["references"]
        edits = [self._edits(hypothesis, line, read) for line, read in references]
        length = sum(len(read.words) for _, read in references) / len(references)
        return [min(edits), length]

    def _edits(self, text: str, line: str, reference: Reference) -> int:
        edits = self._known.get((text, line))
        if edits is None:
            edits = self._known[text, line] = reference.edits(text.split())
        return edits
