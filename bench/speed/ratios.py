"""How far two series of processes lie apart: pure functions of measured numbers.

A pair is a process of base and one of head whose rounds took turns, so that what disturbs the
machine for longer than a round disturbs both. The pairs are resampled whole (Kalibera & Jones 2013,
"Rigorous benchmarking in reasonable time", https://doi.org/10.1145/2464157.2464160).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 4000
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Ratio:
    """Head over base.

    Attributes:
        base, head: medians over the processes, in the unit of what was measured.
        value: the median over pairs of head / base; 1.2 is 20 % more.
        low, high: bootstrap interval of ``value`` over pairs.
        spread: median absolute deviation of the pairs' log ratios: the noise of one pair.
        pairs: how many.
    """

    base: float
    head: float
    value: float
    low: float
    high: float
    spread: float
    pairs: int

    def exceeds(self, threshold: float) -> bool:
        """More than ``threshold`` (0.1 is 10 %) above 1, and the interval leaves 1 out."""
        return self.value > 1 + threshold and self.low > 1

    def undercuts(self, threshold: float) -> bool:
        """As far below 1 as ``exceeds`` is above, and the interval leaves 1 out."""
        return self.value < 1 / (1 + threshold) and self.high < 1

    def moved(self, threshold: float) -> bool:
        """Either way."""
        return self.exceeds(threshold) or self.undercuts(threshold)


def pair_ratio(base: Sequence[float], head: Sequence[float]) -> float:
    """Head over base for the rounds of one pair: the median over rounds that were neighbours.

    Where one process had more rounds than the other, the ratio of their medians.
    """
    if len(base) != len(head):
        return float(np.median(head) / np.median(base))
    return float(np.median(np.asarray(head) / np.asarray(base)))


def ratio_of(
    base: Sequence[float],
    head: Sequence[float],
    seed: int = 0,
    ratios: Sequence[float] | None = None,
) -> Ratio:
    """The ratio of paired measurements, ``base[i]`` beside ``head[i]``, all above 0.

    With five pairs the interval leaves 1 out only if all five lie on one side of it.

    Args:
        ratios: of the pairs, where more is known of them than ``head[i] / base[i]``.

    Raises:
        ValueError: the series are empty, differ in length or hold a value that is not above 0.
    """
    if not base or len(base) != len(head):
        raise ValueError(f"wanted as many base as head values, found {len(base)} and {len(head)}")
    if min(*base, *head) <= 0:
        raise ValueError("wanted measurements above 0")
    logs = np.log(np.asarray(head) / np.asarray(base) if ratios is None else np.asarray(ratios))
    middle = float(np.median(logs))
    picks = np.random.default_rng(seed).integers(len(logs), size=(RESAMPLES, len(logs)))
    medians = np.median(logs[picks], axis=1)
    tail = (1 - CONFIDENCE) / 2
    # An order statistic, not a mean of two: an end of the interval is a value that was seen.
    low, high = np.quantile(medians, [tail, 1 - tail], method="inverted_cdf")
    return Ratio(
        base=float(np.median(base)),
        head=float(np.median(head)),
        value=math.exp(middle),
        low=math.exp(low),
        high=math.exp(high),
        spread=float(np.median(np.abs(logs - middle))),
        pairs=len(logs),
    )
