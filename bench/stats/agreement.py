"""Do raters agree? Chance-corrected agreement, with missing ratings.

Krippendorff (2011), Computing Krippendorff's Alpha-Reliability,
https://repository.upenn.edu/asc_papers/43; Fleiss (1971), Measuring Nominal Scale Agreement among
Many Raters, https://doi.org/10.1037/h0031619. Ratings are a matrix (raters, units) with ``nan``
where a rater did not see a unit. Both figures are 1 for perfect agreement, 0 for what chance
gives, and below 0 for less than that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from bench.api import Floats
from bench.stats.bootstrap import Draws

Level = Literal["nominal", "ordinal", "interval"]


def krippendorff_alpha(ratings: Floats, level: Level) -> float | None:
    """Alpha over all units that at least two raters rated.

    Args:
        ratings: shape (raters, units), ``nan`` for a missing rating.
        level: ``nominal`` counts any difference, ``interval`` squares it, and ``ordinal``
            weighs it by how many ratings lie between.

    Returns:
        At most 1; None where no unit has two ratings, or all ratings are equal, so that nothing
        could be disagreed upon.
    """
    counts, values = _counts(ratings)
    weights = np.ones((1, len(counts)))
    alpha = float(_alphas(counts, values, level, weights)[0])
    return None if np.isnan(alpha) else alpha


def alpha_interval(
    ratings: Floats, level: Level, draws: Draws, confidence: float = 0.95
) -> tuple[float, float] | None:
    """Percentile bootstrap of alpha over units; None where alpha is not defined.

    Resamples in which all ratings are equal have no alpha and are left out.

    Raises:
        ValueError: the draws are not for as many units as ``ratings`` has.
    """
    if ratings.shape[1] != draws.items:
        raise ValueError(f"wanted draws of {ratings.shape[1]} units, found {draws.items}")
    counts, values = _counts(ratings)
    parts = [_alphas(counts, values, level, weights) for weights in draws.weights()]
    alphas = np.concatenate(parts)
    known = alphas[~np.isnan(alphas)]
    if not known.size:
        return None
    tail = (1 - confidence) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)


def fleiss_kappa(ratings: Floats) -> float | None:
    """Fleiss' kappa for categories without order, over the units that all raters rated.

    Args:
        ratings: shape (raters, units), ``nan`` for a missing rating.

    Returns:
        At most 1; None with fewer than two raters, no unit rated by all, or a single category.
    """
    complete = ratings[:, ~np.isnan(ratings).any(axis=0)]
    raters, units = complete.shape
    if raters < 2 or not units:
        return None
    counts, _ = _counts(complete)
    agreeing = ((counts**2).sum(axis=1) - raters) / (raters * (raters - 1))
    chance = float(((counts.sum(axis=0) / (raters * units)) ** 2).sum())
    if np.isclose(chance, 1):
        return None
    return (float(agreeing.mean()) - chance) / (1 - chance)


def _counts(ratings: Floats) -> tuple[Floats, Floats]:
    """How often each unit got each value, (units, values), and the values in order."""
    values = np.unique(ratings[~np.isnan(ratings)])
    counts: Floats = (ratings[:, :, np.newaxis] == values).sum(axis=0).astype(np.float64)
    return counts, values


def _alphas(counts: Floats, values: Floats, level: Level, weights: Floats) -> Floats:
    """Alpha for each row of unit weights, (B, units) to (B,); ``nan`` where it is undefined.

    1 - observed / expected disagreement, both from the coincidence matrix: a unit with m ratings
    adds each of its m (m - 1) ordered pairs with weight 1 / (m - 1).
    """
    if not values.size:
        return np.full(len(weights), np.nan)
    per_unit = counts.sum(axis=1)
    pairable = per_unit >= 2
    counts, per_unit, weights = counts[pairable], per_unit[pairable], weights[:, pairable]
    pairs = counts[:, :, np.newaxis] * counts[:, np.newaxis, :]
    diagonal = np.arange(len(values))
    pairs[:, diagonal, diagonal] -= counts
    pairs /= (per_unit - 1)[:, np.newaxis, np.newaxis]
    coincidences = np.tensordot(weights, pairs, axes=1)  # (B, values, values)
    totals = coincidences.sum(axis=2)
    distances = _DISTANCES[level](values, totals)
    observed = (coincidences * distances).sum(axis=(1, 2))
    expected = (totals[:, :, np.newaxis] * totals[:, np.newaxis, :] * distances).sum(axis=(1, 2))
    ratings = totals.sum(axis=1)
    unknown = np.full(len(weights), np.nan)
    share: Floats = np.divide(observed * (ratings - 1), expected, out=unknown, where=expected > 0)
    return 1 - share


def _nominal(values: Floats, totals: Floats) -> Floats:
    return (1 - np.eye(len(values)))[np.newaxis]


def _ordinal(values: Floats, totals: Floats) -> Floats:
    """Squared number of ratings from one value to the other, the ends counted half."""
    middles = np.cumsum(totals, axis=1) - totals / 2
    between: Floats = (middles[:, :, np.newaxis] - middles[:, np.newaxis, :]) ** 2
    return between


def _interval(values: Floats, totals: Floats) -> Floats:
    squared: Floats = np.subtract.outer(values, values)[np.newaxis] ** 2
    return squared


_DISTANCES: dict[Level, Callable[[Floats, Floats], Floats]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
}
