"""How cost grows with size: the exponent of a power law, by least squares on logarithms.

cost = c * size**exponent; the interval is Student's, for independent errors of equal relative
size. A fixed cost beside the growing one bends the line and pulls the exponent down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST_SIZES = 3
_STEPS = 20_001


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """A fitted power law.

    Attributes:
        exponent: 1 is linear, 0 constant; with its 95 % interval ``low`` to ``high``.
        factor: the fitted cost at size 1.
    """

    exponent: float
    low: float
    high: float
    factor: float


def fit_power_law(sizes: Sequence[float], costs: Sequence[float]) -> PowerLaw | None:
    """Fit ``log cost`` against ``log size``.

    Returns:
        None where there are fewer than three different sizes, or a size or cost is not positive.
    """
    if len(set(sizes)) < FEWEST_SIZES or min(*sizes, *costs) <= 0:
        return None
    x, y = np.log(np.asarray(sizes, float)), np.log(np.asarray(costs, float))
    centred = x - x.mean()
    spread = float(centred @ centred)
    slope = float(centred @ y) / spread
    residuals = y - y.mean() - slope * centred
    freedom = len(x) - 2
    error = float(np.sqrt(residuals @ residuals / freedom / spread))
    reach = error * student_quantile(0.975, freedom)
    factor = float(np.exp(y.mean() - slope * x.mean()))
    return PowerLaw(slope, slope - reach, slope + reach, factor)


def student_quantile(probability: float, freedom: int) -> float:
    """Quantile of Student's t with so many degrees of freedom, good to four digits.

    With t = sqrt(freedom) * tan(angle) the density in ``angle`` is cos(angle)**(freedom - 1).
    """
    angles = np.linspace(-np.pi / 2, np.pi / 2, _STEPS)
    density = np.abs(np.cos(angles)) ** (freedom - 1)
    mass = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    angle = np.interp(probability, mass / mass[-1], angles)
    return float(np.sqrt(freedom) * np.tan(angle))
