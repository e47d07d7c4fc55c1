"""Do two lists of scores rise together? Correlations with bootstrap intervals.

Pearson (straight lines), Spearman (1904, https://doi.org/10.2307/1412159: ranks) and Kendall's
tau-b (1945, https://doi.org/10.1093/biomet/33.3.239: pairs in the same order, corrected for ties).
All three take weights, so that a bootstrap resample, which is a vector of weights, needs no
copying. What is resampled decides what the interval speaks of (Deutsch et al. 2021,
https://doi.org/10.1162/tacl_a_00417): name the groups that were drawn together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from bench.api import Floats
from bench.stats.bootstrap import Draws

Kind = Literal["pearson", "spearman", "kendall"]
KINDS: tuple[Kind, ...] = ("spearman", "pearson", "kendall")
Ints = npt.NDArray[np.int64]

FEWEST = 3
"""Points below which no correlation is given: two always lie on a line."""
FEWEST_GROUPS = 6
"""Groups below which no interval is given: too few resamples differ."""
_DEFINED_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Correlation:
    """A correlation of ``count`` points.

    Attributes:
        value: -1 to 1; None below three points, or where one side does not vary.
        low, high: percentile bootstrap interval; None below six groups, or where a tenth of the
            resamples or more leave a side without variation.
    """

    kind: Kind
    count: int
    value: float | None
    low: float | None
    high: float | None


def correlate(
    x: Floats,
    y: Floats,
    kind: Kind,
    *,
    groups: npt.ArrayLike | None = None,
    resamples: int = 1000,
    seed: int = 0,
    confidence: float = 0.95,
) -> Correlation:
    """Correlate two lists, both of shape (n,), and bootstrap the groups.

    Args:
        groups: label of each point; points of a label are drawn together (texts for the same
            input). Every point on its own where None.

    Raises:
        ValueError: the lists differ in length or hold ``nan``.
    """
    if x.shape != y.shape or x.ndim != 1 or np.isnan(x).any() or np.isnan(y).any():
        raise ValueError(
            f"wanted two lists of equal length without nan, found shapes {x.shape} and {y.shape}:"
            " drop the points that lack a score on both sides"
        )
    if len(x) < FEWEST:
        return Correlation(kind, len(x), None, None, None)
    weighted = _WEIGHTED[kind](x, y)
    value = float(weighted(np.ones((1, len(x))))[0])
    if np.isnan(value):
        return Correlation(kind, len(x), None, None, None)
    members = np.arange(len(x)) if groups is None else np.unique(groups, return_inverse=True)[1]
    low, high = _interval(weighted, members, resamples, seed, confidence)
    return Correlation(kind, len(x), value, low, high)


def pearson(x: Floats, y: Floats) -> float | None:
    """Pearson's r of two lists; None where it is not defined."""
    return correlate(x, y, "pearson", resamples=1).value


def spearman(x: Floats, y: Floats) -> float | None:
    """Spearman's rho of two lists, ties at their mean rank; None where it is not defined."""
    return correlate(x, y, "spearman", resamples=1).value


def kendall(x: Floats, y: Floats) -> float | None:
    """Kendall's tau-b of two lists; None where it is not defined."""
    return correlate(x, y, "kendall", resamples=1).value


def mean_ranks(values: Floats) -> Floats:
    """Ranks from 1 (the smallest), ties at their mean rank: (n,) to (n,)."""
    ranks: Floats = _weighted_ranks(values)(np.ones((1, len(values))))[0]
    return ranks


_Weighted = Callable[[Floats], Floats]
"""Weights of shape (B, n) to correlations (B,), ``nan`` where a side does not vary."""


def _interval(
    weighted: _Weighted, members: Ints, resamples: int, seed: int, confidence: float
) -> tuple[float | None, float | None]:
    count = int(members.max()) + 1
    if count < FEWEST_GROUPS:
        return None, None
    draws = Draws(count, resamples, seed)
    step = max(1, (1 << 21) // len(members))
    found = np.concatenate(
        [
            weighted(weights[start : start + step][:, members])
            for weights in draws.weights()
            for start in range(0, len(weights), step)
        ]
    )
    known = found[~np.isnan(found)]
    if len(known) < _DEFINED_SHARE * resamples:
        return None, None
    tail = (1 - confidence) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)


def _pearson(x: Floats, y: Floats) -> _Weighted:
    return lambda weights: _product_moment(x, y, weights)


def _spearman(x: Floats, y: Floats) -> _Weighted:
    ranks_x, ranks_y = _weighted_ranks(x), _weighted_ranks(y)
    return lambda weights: _product_moment(ranks_x(weights), ranks_y(weights), weights)


def _kendall(x: Floats, y: Floats) -> _Weighted:
    """Sums over all pairs as quadratic forms of the weights, in single precision.

    The entries are -1, 0 and 1 and the weights small whole numbers, so that nothing is rounded
    below 2 ** 24 pairs, and hardly above.
    """
    order_x, order_y = (
        np.sign(np.subtract.outer(side, side)).astype(np.float32) for side in (x, y)
    )
    concordant = order_x * order_y
    untied_x, untied_y = abs(order_x), abs(order_y)

    def weighted(weights: Floats) -> Floats:
        single = weights.astype(np.float32)

        def pairs(table: npt.NDArray[np.float32]) -> Floats:
            summed: Floats = np.einsum("bn,bn->b", single @ table, single, dtype=np.float64)
            return summed

        return _ratio(pairs(concordant), pairs(untied_x) * pairs(untied_y))

    return weighted


_WEIGHTED: dict[Kind, Callable[[Floats, Floats], _Weighted]] = {
    "pearson": _pearson,
    "spearman": _spearman,
    "kendall": _kendall,
}


def _weighted_ranks(values: Floats) -> Callable[[Floats], Floats]:
    """Mean ranks in the sample that weights (B, n) stand for, shape (B, n)."""
    distinct, group = np.unique(values, return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(len(distinct)))

    def ranks(weights: Floats) -> Floats:
        sizes = np.add.reduceat(weights[:, order], starts, axis=1)
        middles = np.cumsum(sizes, axis=1) - (sizes - 1) / 2
        found: Floats = middles[:, group]
        return found

    return ranks


def _product_moment(x: Floats, y: Floats, weights: Floats) -> Floats:
    totals = weights.sum(axis=1, keepdims=True)
    centred_x = x - (weights * x).sum(axis=1, keepdims=True) / totals
    centred_y = y - (weights * y).sum(axis=1, keepdims=True) / totals
    spread_x = (weights * centred_x**2).sum(axis=1)
    spread_y = (weights * centred_y**2).sum(axis=1)
    # What is left of a constant after rounding is no spread.
    spread_x[spread_x <= 1e-24 * (weights * x**2).sum(axis=1)] = 0
    spread_y[spread_y <= 1e-24 * (weights * y**2).sum(axis=1)] = 0
    return _ratio((weights * centred_x * centred_y).sum(axis=1), spread_x * spread_y)


def _ratio(over: Floats, product: Floats) -> Floats:
    """``over / sqrt(product)``, clipped to [-1, 1]; ``nan`` where the product is 0."""
    found: Floats = np.divide(
        over, np.sqrt(product), out=np.full(len(over), np.nan), where=product > 0
    )
    return np.clip(found, -1, 1)
