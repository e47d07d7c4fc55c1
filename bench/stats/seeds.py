"""Training luck: how much a trained system's score moves with nothing but its seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev


@dataclass(frozen=True, slots=True)
class SeedSummary:
    """One score of one system over its seeds.

    Attributes:
        count: number of seeds.
        mean: over the seeds.
        sd: sample standard deviation; None for a single seed, which shows no spread.
        low: smallest value.
        high: largest value.
    """

    count: int
    mean: float
    sd: float | None
    low: float
    high: float


def summarise_seeds(values: Sequence[float]) -> SeedSummary:
    """Mean, standard deviation and range over seeds.

    Raises:
        ValueError: there is no value.
    """
    if not values:
        raise ValueError("wanted the score of at least one seed, found none: run the system first")
    return SeedSummary(
        count=len(values),
        mean=fmean(values),
        sd=stdev(values) if len(values) > 1 else None,
        low=min(values),
        high=max(values),
    )
