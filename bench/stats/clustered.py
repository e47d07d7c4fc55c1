"""Several texts of one item: they are no independent evidence, so items are resampled whole.

Field and Welsh (2007), Bootstrapping Clustered Data, https://doi.org/10.1111/j.1467-9868.2007.00593.x
(the randomised cluster bootstrap). Statistics of all texts of an item add up, so resampling items
whole is the plain bootstrap over the items' sums.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from bench.api import Floats
from bench.stats.bootstrap import Draws, ScoreFunction, bootstrap_scores


def sum_clusters(rows: Floats, clusters: Sequence[Hashable]) -> Floats:
    """Statistics by item, items in order of appearance.

    Args:
        rows: statistics of texts, shape (systems, texts, k).
        clusters: the item that each text belongs to, of length texts.

    Returns:
        Sums of shape (systems, items, k); the result serves wherever rows are wanted.

    Raises:
        ValueError: there is not one cluster for each text.
    """
    if rows.ndim != 3 or rows.shape[1] != len(clusters):
        raise ValueError(
            f"wanted rows of shape (systems, {len(clusters)}, statistics), one text for each"
            f" cluster named, found {rows.shape}: name the item of every text"
        )
    places = {cluster: place for place, cluster in enumerate(dict.fromkeys(clusters))}
    sums = np.zeros((rows.shape[0], len(places), rows.shape[2]))
    for text, cluster in enumerate(clusters):
        sums[:, places[cluster]] += rows[:, text]
    return sums


def cluster_bootstrap(
    score: ScoreFunction,
    rows: Floats,
    clusters: Sequence[Hashable],
    resamples: int = 10_000,
    seed: int = 0,
) -> dict[str, Floats]:
    """Scores of all systems on resamples of whole items, shape (resamples, systems) by column.

    Args and errors as ``sum_clusters``; an item may have any number of texts.
    """
    sums = sum_clusters(rows, clusters)
    return bootstrap_scores(score, sums, Draws(sums.shape[1], resamples, seed))
