"""How small a difference a test set can show.

Card et al. (2020), With Little Power Comes Great Responsibility,
https://aclanthology.org/2020.emnlp-main.745. All functions take the normal approximation of a
two-sided paired test, with the standard deviation of the difference from the bootstrap.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from bench.api import Floats

_NORMAL = NormalDist()


def paired_sd(samples: Floats) -> Floats:
    """Standard deviations of resampled differences: (B, systems) to (systems, systems).

    In the unit of the score; B is at least 2.
    """
    covariance = np.atleast_2d(np.cov(samples, rowvar=False))
    variance = np.diag(covariance)
    spread: Floats = np.sqrt(np.maximum(np.add.outer(variance, variance) - 2 * covariance, 0))
    return spread


def minimum_detectable_difference(sd: float, alpha: float = 0.05, power: float = 0.8) -> float:
    """The true difference that a test at ``alpha`` finds with probability ``power``.

    Args:
        sd: standard deviation of the paired difference on the whole test set.
        alpha: two-sided level; divide it by the number of comparisons that it is corrected for.
        power: wanted chance of finding the difference.

    Returns:
        (z(1 - alpha/2) + z(power)) * sd, in the unit of the score.
    """
    return (_NORMAL.inv_cdf(1 - alpha / 2) + _NORMAL.inv_cdf(power)) * sd


def power_of(difference: float, sd: float, alpha: float = 0.05) -> float:
    """Chance that the test finds a true ``difference``; ``alpha`` where there is none."""
    if sd == 0:
        return 1.0 if difference else alpha
    reach, shift = _NORMAL.inv_cdf(1 - alpha / 2), abs(difference) / sd
    return _NORMAL.cdf(shift - reach) + _NORMAL.cdf(-shift - reach)


def items_needed(
    difference: float, sd: float, items: int, alpha: float = 0.05, power: float = 0.8
) -> int:
    """Items that a test set must have to show ``difference``.

    Args:
        difference: the true difference to be found, not 0, in the unit of the score.
        sd: standard deviation of the paired difference, measured on ``items`` items; it falls
            with the square root of their number.
    """
    least = minimum_detectable_difference(sd, alpha, power)
    return math.ceil(items * (least / difference) ** 2)
