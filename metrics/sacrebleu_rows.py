"""What the three sacreBLEU metrics share: rows of statistics and the signature.

The statistics are sacreBLEU's own, taken text by text, so that every example may have its own
number of references (an absent reference is not there: it is no empty line).

Post (2018), A Call for Clarity in Reporting BLEU Scores, https://aclanthology.org/W18-6319.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sacrebleu.metrics.base import Metric

from bench.api import Example, Floats

VARIES = -1
"""sacreBLEU's mark for "the number of references differs or is not known yet"."""

MOST_KNOWN = 3000
"""Items whose references stay in memory for the next system: about 100 kB each for BLEU."""


MOST_PAIRS = 40_000
"""Pairs of text and reference whose numbers stay in memory: below 1 kB each."""


class SegmentStatistics:
    """sacreBLEU statistics of single texts; what was read of the references is kept.

    Attributes:
        metric: the configured sacreBLEU metric. Its segment methods are the ones that sacreBLEU's
            own significance tests are built on.
        width: number of statistics per text.
        references: number of references per text in the last ``rows``; ``VARIES`` before it and
            where texts differ.
    """

    def __init__(self, metric: Metric, width: int) -> None:
        self.metric = metric
        self.width = width
        self.references = VARIES
        self._known: dict[tuple[str, ...], Any] = {}

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Statistics, shape (n, width).

        Raises:
            ValueError: texts and examples differ in number, or an example has no reference.
        """
        rows = np.zeros((len(texts), self.width))
        for index, (text, example) in enumerate(zip(texts, examples, strict=True)):
            known = self._read_references(example)
            rows[index] = self.metric._compute_segment_statistics(
                self.metric._preprocess_segment(text), known
            )
        counts = {len(example.references) for example in examples}
        self.references = counts.pop() if len(counts) == 1 else VARIES
        return rows

    def signature(self) -> str:
        """sacreBLEU's signature, version included."""
        self.metric.num_refs = self.references
        return str(self.metric.get_signature())

    def _read_references(self, example: Example) -> Any:
        known = self._known.get(example.references)
        if known is None:
            require_references(example)
            lines = [self.metric._preprocess_segment(text) for text in example.references]
            known = self.metric._extract_reference_info(lines)
            if len(self._known) < MOST_KNOWN:
                self._known[example.references] = known
        return known


class SacrebleuMetric:
    """Base of the metrics whose rows and recipe are sacreBLEU's."""

    _statistics: SegmentStatistics

    @property
    def recipe(self) -> str:
        """sacreBLEU's signature; ``nrefs`` is that of the last ``rows``."""
        return self._statistics.signature()

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """sacreBLEU's statistics of single texts: (n, statistics).

        Raises:
            ValueError: as ``SegmentStatistics.rows``.
        """
        return self._statistics.rows(texts, examples)


def require_references(example: Example) -> None:
    """Refuse an example that nothing can be compared with.

    Raises:
        ValueError: the example has no reference.
    """
    if not example.references:
        raise ValueError(
            f"item {example.source.id!r} has no reference, and this metric compares with one or"
            " more: leave the item out, or add a reference to the corpus"
        )
