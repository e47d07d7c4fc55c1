"""Intervals for a share of texts, where the bootstrap fails: near none and near all.

Resampling 150 texts of which none is wrong gives 150 texts of which none is wrong: an interval
without width. Wilson's has one, and keeps its level near the ends (Brown, Cai and DasGupta 2001,
https://doi.org/10.1214/ss/1009213286).
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

_NORMAL = NormalDist()
Hits = npt.NDArray[np.bool_]


def wilson_interval(hits: int, items: int, level: float = 0.95) -> tuple[float, float]:
    """Interval of the share ``hits / items``, 0 to 1 (Wilson 1927).

    Raises:
        ValueError: there is no item, or there are more hits than items.
    """
    if not 0 <= hits <= items or not items:
        raise ValueError(f"wanted 0 to {items} hits among at least one item, found {hits}")
    z = _NORMAL.inv_cdf((1 + level) / 2)
    share, weight = hits / items, z * z / items
    middle = (share + weight / 2) / (1 + weight)
    reach = z * math.sqrt(share * (1 - share) / items + weight / items / 4) / (1 + weight)
    # Rounding aside, these are the ends.
    low = 0.0 if hits == 0 else middle - reach
    high = 1.0 if hits == items else middle + reach
    return low, high


def paired_share_interval(first: Hits, second: Hits, level: float = 0.95) -> tuple[float, float]:
    """Interval of share(first) - share(second), -1 to 1, of two systems on the same items.

    Newcombe (1998), Improved confidence intervals for the difference between binomial proportions
    based on paired data, method 10: Wilson's intervals, joined by the correlation of the two.

    Args:
        first, second: whether each item is a hit, shape (items,).

    Raises:
        ValueError: other numbers of items, or none.
    """
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError(
            f"wanted a hit or miss of both systems for the same items, found shapes {first.shape}"
            f" and {second.shape}: score both on one test set"
        )
    items = len(first)
    one, other = int(first.sum()), int(second.sum())
    low_one, high_one = (abs(end - one / items) for end in wilson_interval(one, items, level))
    low_other, high_other = (
        abs(end - other / items) for end in wilson_interval(other, items, level)
    )
    phi = _correlation(first, second)
    difference = (one - other) / items
    down = math.sqrt(low_one**2 - 2 * phi * low_one * high_other + high_other**2)
    up = math.sqrt(high_one**2 - 2 * phi * high_one * low_other + low_other**2)
    return difference - down, difference + up


def _correlation(first: Hits, second: Hits) -> float:
    """Phi of the two-by-two table; a positive one is drawn to 0 as Newcombe does."""
    items = len(first)
    both, neither = int((first & second).sum()), int((~first & ~second).sum())
    ones, others = int(first.sum()), int(second.sum())
    margins = ones * (items - ones) * others * (items - others)
    if not margins:
        return 0.0
    product = float(both * neither - (ones - both) * (others - both))
    if product > 0:
        product = max(product - items / 2, 0.0)
    return product / math.sqrt(margins)
