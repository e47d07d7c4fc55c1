"""How large is a difference, beside being real? Effect sizes without a unit.

A p-value shrinks with the number of items; these do not. All compare two systems on the same
items; for a score that is no mean of items use its pseudo-values (``bench.stats.luck``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.api import Floats

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Effect:
    """The first system against the second.

    Attributes:
        d: mean difference over the standard deviation of the differences (Cohen's d_z: Lakens
            2013, https://doi.org/10.3389/fpsyg.2013.00863, formula 6), with Hedges' correction
            for few items; 0.2 is small, 0.8 large. None where all differences are equal but not 0.
        superiority: share of items on which the first is higher, half of the ties: 0.5 is none.
            McGraw and Wong (1992), the common-language effect size, paired.
        delta: Cliff's delta, -1 to 1: the same over all pairs of items, which ignores the
            pairing. Cliff (1993), https://doi.org/10.1037/0033-2909.114.3.494.
    """

    d: float | None
    superiority: float
    delta: float


def measure_effect(first: Floats, second: Floats) -> Effect:
    """Effect sizes of paired values, shape (items,) each.

    Raises:
        ValueError: other numbers of items, or fewer than two.
    """
    if first.shape != second.shape or first.ndim != 1 or len(first) < _FEWEST:
        raise ValueError(
            f"wanted two values for each of at least two items, found shapes {first.shape} and"
            f" {second.shape}: score both systems on one test set"
        )
    differences = first - second
    ties = float((differences == 0).mean())
    return Effect(
        d=_standardised(differences),
        superiority=float((differences > 0).mean()) + ties / 2,
        delta=_cliffs_delta(first, second),
    )


def _standardised(differences: Floats) -> float | None:
    mean, sd = float(differences.mean()), float(differences.std(ddof=1))
    if sd <= 1e-12 * abs(mean) or sd == 0:
        return 0.0 if mean == 0 else None
    correction = 1 - 3 / (4 * (len(differences) - 1) - 1)
    return correction * mean / sd


def _cliffs_delta(first: Floats, second: Floats) -> float:
    """(pairs won - pairs lost) / pairs, by binary search in the sorted second."""
    ordered = np.sort(second)
    won = np.searchsorted(ordered, first, side="left").sum()
    lost = (len(second) - np.searchsorted(ordered, first, side="right")).sum()
    return float(won - lost) / (len(first) * len(second))
