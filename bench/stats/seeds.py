"""Training luck: how much a trained system's score moves with nothing but its seed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

import numpy as np

from bench.api import Floats
from bench.stats.bootstrap import ScoreFunction


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


def average_seeds(
    score: ScoreFunction, rows_by_seed: Sequence[Floats]
) -> tuple[ScoreFunction, Floats]:
    """The mean of the seeds' scores as a score of summed rows: what the tests resample.

    BLEU of the averaged rows is not the average BLEU, which is what a reader is shown. A system's
    seeds stand side by side in an item's row, so that a resampled or swapped item takes all of
    them with it; a system with fewer seeds is repeated.

    Args:
        score: from summed rows to scores.
        rows_by_seed: of each system, shape (its seeds, items, k).

    Returns:
        The score of such rows, and the rows: (systems, items, seeds * k).
    """
    seeds = math.lcm(*(len(rows) for rows in rows_by_seed))
    rows = np.stack([np.tile(one, (seeds // len(one), 1, 1)) for one in rows_by_seed])
    systems, _, items, k = rows.shape

    def averaged(totals: Floats) -> Mapping[str, Floats]:
        scores = score(totals.reshape(*totals.shape[:-1], seeds, k))
        return {key: values.mean(axis=-1) for key, values in scores.items()}

    return averaged, rows.transpose(0, 2, 1, 3).reshape(systems, items, seeds * k)
