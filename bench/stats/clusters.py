"""Rank clusters: groups of systems that people's ratings tell apart.

Bojar et al. (2013), Findings of the 2013 Workshop on Statistical Machine Translation,
https://aclanthology.org/W13-2201, section 3: resample the items, rank the systems each time, take
each system's range of ranks, and draw a line wherever no range reaches across.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.api import Floats
from bench.stats.bootstrap import Draws
from bench.stats.ranks import RankRange


@dataclass(frozen=True, slots=True)
class Clusters:
    """Systems placed by the mean of their ratings, higher being better.

    Attributes:
        means: over the items that have a rating, shape (systems,).
        intervals: bootstrap intervals of the means, shape (systems, 2).
        ranges: places that each system took in the resamples.
        cluster: number of each system's cluster, 1 being the best.
    """

    means: Floats
    intervals: Floats
    ranges: tuple[RankRange, ...]
    cluster: tuple[int, ...]


def rank_clusters(scores: Floats, draws: Draws, confidence: float = 0.95) -> Clusters:
    """Rank systems by mean rating, with the uncertainty that comes from the items.

    Args:
        scores: shape (systems, items), ``nan`` where an item has no rating for a system.
        draws: resamples of as many items.

    Raises:
        ValueError: a system has no rating, or the draws are for another number of items.
    """
    rated = ~np.isnan(scores)
    if scores.shape[1] != draws.items or not rated.any(axis=1).all():
        raise ValueError(
            f"wanted ratings of {draws.items} items for every system, found a table of shape"
            f" {scores.shape} in which {int((~rated.any(axis=1)).sum())} systems have none"
        )
    filled = np.where(rated, scores, 0)
    means = filled.sum(axis=1) / rated.sum(axis=1)
    samples = np.concatenate(
        [_means(weights, filled, rated.astype(np.float64)) for weights in draws.weights()]
    )
    tail = (1 - confidence) / 2
    # A system that a resample gives no rating is left out of it, neither better nor worse.
    intervals = np.nanquantile(samples, [tail, 1 - tail], axis=0).T
    ranges = _rank_ranges(samples, tail)
    return Clusters(means, intervals, ranges, _lines_between(means, ranges))


def _means(weights: Floats, filled: Floats, rated: Floats) -> Floats:
    counts = weights @ rated.T
    means: Floats = np.divide(
        weights @ filled.T, counts, out=np.full(counts.shape, np.nan), where=counts > 0
    )
    return means


def _rank_ranges(samples: Floats, tail: float) -> tuple[RankRange, ...]:
    """Central ranges of the places in the resamples; tied systems share the better place."""
    above = samples[:, np.newaxis, :] > samples[:, :, np.newaxis]
    places = 1 + above.sum(axis=2)
    ends = np.quantile(places, [tail, 1 - tail], axis=0, method="nearest")
    return tuple(RankRange(int(best), int(worst)) for best, worst in ends.T)


def _lines_between(means: Floats, ranges: tuple[RankRange, ...]) -> tuple[int, ...]:
    """A new cluster begins where every better system's worst place is above every later best."""
    order = np.argsort(-means, kind="stable")
    cluster = [0] * len(means)
    number, worst = 1, 0
    for place, system in enumerate(order):
        following = min(ranges[later].best for later in order[place:])
        if place and following > worst:
            number += 1
        cluster[system] = number
        worst = max(worst, ranges[system].worst)
    return tuple(cluster)
