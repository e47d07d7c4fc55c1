"""How much of a score, or of a difference, is luck in training, and how much luck in the items?

A two-way table, seeds x items, with crossed random effects: value = mean + seed + item + rest.
Searle, Casella and McCulloch (1992), Variance Components, chapter 4 (the analysis-of-variance
estimators, cut at 0); Bouthillier et al. (2021), Accounting for Variance in Machine Learning
Benchmarks, https://arxiv.org/abs/2103.03098, for why both belong in the error of a comparison.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from bench.api import Floats
from bench.stats.bootstrap import ScoreFunction

_NORMAL = NormalDist()
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class VarianceSplit:
    """Variances of single values, in the square of the score's unit.

    Attributes:
        seed: of the seeds' true means; None for a single seed, which shows no spread.
        item: of the items' true means; with a single seed the rest is in it.
        rest: of what neither explains; None for a single seed.
        seeds, items: the size of the table.
    """

    seed: float | None
    item: float
    rest: float | None
    seeds: int
    items: int

    @property
    def of_mean_by_seeds(self) -> float | None:
        """Variance of the table's mean that other seeds would bring."""
        return None if self.seed is None else self.seed / self.seeds

    @property
    def of_mean_by_items(self) -> float:
        """Variance of the table's mean that other items would bring."""
        return (self.item + (self.rest or 0.0) / self.seeds) / self.items


@dataclass(frozen=True, slots=True)
class Luck:
    """A difference between two systems, with both kinds of luck in its error.

    Attributes:
        difference: mean of the first minus mean of the second.
        sd_items: standard error from the choice of items alone.
        sd_seeds: standard error from training alone, of the systems with several seeds.
        share_of_training: of the variance of the difference, 0 to 1; None where neither system
            has several seeds.
        p: two-sided, normal approximation, with both kinds. Few seeds make it optimistic.
    """

    difference: float
    sd_items: float
    sd_seeds: float | None
    share_of_training: float | None
    p: float


def pseudo_values(score: ScoreFunction, rows: Floats) -> dict[str, Floats]:
    """What each item adds to a score that is no plain mean: jackknife pseudo-values.

    Tukey (1958): n * score(all) - (n - 1) * score(all but the item). For a mean of items these
    are the items' own values.

    Args:
        score: from summed rows to scores.
        rows: statistics, shape (systems or seeds, items, k), at least two items.

    Returns:
        Values of shape (systems or seeds, items) for each column.
    """
    totals, items = rows.sum(axis=1), rows.shape[1]
    whole, without = score(totals), score(totals[:, np.newaxis] - rows)
    return {key: items * whole[key][:, np.newaxis] - (items - 1) * without[key] for key in whole}


def split_variance(values: Floats) -> VarianceSplit:
    """Variance components of a table of values, shape (seeds, items).

    Raises:
        ValueError: fewer than two items, or no seed.
    """
    _require_table(values)
    seeds, items = values.shape
    if seeds < _FEWEST:
        return VarianceSplit(None, float(values.var(ddof=1)), None, seeds, items)
    of_seeds, of_items, mean = values.mean(axis=1), values.mean(axis=0), values.mean()
    rest = values - of_seeds[:, np.newaxis] - of_items + mean
    square_rest = float((rest**2).sum()) / ((seeds - 1) * (items - 1))
    square_seeds, square_items = items * of_seeds.var(ddof=1), seeds * of_items.var(ddof=1)
    return VarianceSplit(
        seed=max(0.0, float(square_seeds - square_rest) / items),
        item=max(0.0, float(square_items - square_rest) / seeds),
        rest=square_rest,
        seeds=seeds,
        items=items,
    )


def training_luck(first: Floats, second: Floats) -> Luck:
    """Split the error of a difference between two systems that answered the same items.

    The variance by items is that of the items' differences, averaged over seeds; by seeds, the
    sum of both systems' own. A system with one seed adds nothing to the latter: untrained systems
    have no training luck, and a trained one with one seed hides it.

    Args:
        first, second: values of shape (seeds, items); the numbers of seeds may differ.

    Raises:
        ValueError: the systems have other numbers of items, or fewer than two.
    """
    _require_table(first)
    _require_table(second)
    if first.shape[1] != second.shape[1]:
        raise ValueError(
            f"wanted values of the same items for both systems, found {first.shape[1]} and"
            f" {second.shape[1]}: score both on one test set"
        )
    by_item = first.mean(axis=0) - second.mean(axis=0)
    items = float(by_item.var(ddof=1)) / len(by_item)
    splits = (split_variance(first), split_variance(second))
    known = [part for split in splits if (part := split.of_mean_by_seeds) is not None]
    seeds = sum(known) if known else None
    total = items + (seeds or 0.0)
    difference = float(by_item.mean())
    if total:
        p = 2 * _NORMAL.cdf(-abs(difference) / math.sqrt(total))
    else:
        p = 0.0 if difference else 1.0
    return Luck(
        difference=difference,
        sd_items=math.sqrt(items),
        sd_seeds=None if seeds is None else math.sqrt(seeds),
        share_of_training=seeds / total if seeds is not None and total else None,
        p=p,
    )


def _require_table(values: Floats) -> None:
    if values.ndim != 2 or not len(values) or values.shape[1] < _FEWEST:
        raise ValueError(
            f"wanted values of shape (seeds, items) with at least two items, found {values.shape}:"
            " score more items"
        )
