"""How far a metric's column follows people's ratings: three correlations with intervals."""

from __future__ import annotations

import numpy.typing as npt

from bench.api import Floats
from bench.report.human import Coefficient, Follows
from bench.stats import correlate
from bench.stats.correlation import Kind

RESAMPLES = 1000
KENDALL_MOST = 3000
"""Points above which Kendall's tau is left out: its cost grows with their square."""


def follows_of(
    key: str,
    label: str,
    recipe: str,
    level: str,
    *,
    column: Floats,
    human: Floats,
    groups: npt.ArrayLike | None = None,
) -> Follows:
    """Correlate a column, turned so that higher is better, with ratings; both of shape (n,).

    Points of one of ``groups`` (texts for the same input) are resampled together.
    """

    def coefficient(kind: Kind) -> Coefficient | None:
        found = correlate(column, human, kind, groups=groups, resamples=RESAMPLES)
        return None if found.value is None else Coefficient(found.value, found.low, found.high)

    return Follows(
        key=key,
        label=label,
        recipe=recipe,
        level=level,
        points=len(column),
        spearman=coefficient("spearman"),
        pearson=coefficient("pearson"),
        kendall=coefficient("kendall") if len(column) <= KENDALL_MOST else None,
    )
