"""Paired tests: do two systems that wrote for the same items really differ?

Noreen (1989), Computer-Intensive Methods for Testing Hypotheses (approximate randomisation);
Koehn (2004), https://aclanthology.org/W04-3250 (paired bootstrap). Both are two-sided, and
p = (c + 1) / (B + 1), which is never 0: B resamples can show no p below 1 / (B + 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from bench.api import Floats
from bench.stats.bootstrap import Draws, ScoreFunction, require_items, sum_items

Null = Literal["shifted", "moses"]

_ROUNDING = 1e-10
"""Differences closer than this share of the scores count as equal: sums differ in last bits."""


@dataclass(frozen=True, slots=True)
class PairedTest:
    """Every pair of systems, compared on one column.

    Attributes:
        difference: score of the row's system minus score of the column's, shape (S, S).
        p: two-sided p-values, shape (S, S), symmetric, 1 on the diagonal. Not yet corrected for
            the number of pairs: see ``bench.stats.correction``.
        resamples: B.
    """

    difference: Floats
    p: Floats
    resamples: int


def approximate_randomisation(
    score: ScoreFunction, rows: Floats, draws: Draws
) -> dict[str, PairedTest]:
    """Swap the texts of two systems item by item with a fair coin, and score both again.

    If the systems were the same, a swap would change nothing but chance: p is the share of swaps
    that give a difference at least as large as the real one. Exact under that hypothesis.

    Args:
        score: from summed rows to scores.
        rows: statistics, shape (systems, items, k).
        draws: the coins, of as many items.

    Raises:
        ValueError: rows have another number of items than the draws.
    """
    require_items(rows, draws)
    totals = rows.sum(axis=1)
    observed = score(totals)
    extreme = {key: np.zeros((len(rows), len(rows))) for key in observed}
    for coins in draws.swaps():
        taken = sum_items(coins, rows)
        for first, second in combinations(range(len(rows)), 2):
            moved = taken[:, second] - taken[:, first]
            swapped = score(np.stack([totals[first] + moved, totals[second] - moved], axis=-2))
            for key, scores in swapped.items():
                pair = observed[key][[first, second]]
                least = abs(pair[0] - pair[1]) - _ROUNDING * abs(pair).max()
                hits = abs(scores[:, 0] - scores[:, 1]) >= least
                extreme[key][first, second] += hits.sum()
    return {key: _result(observed[key], extreme[key], draws.count) for key in observed}


def paired_bootstrap(samples: Floats, observed: Floats, null: Null = "shifted") -> PairedTest:
    """Compare the spread of resampled differences with the real difference.

    Args:
        samples: ``bootstrap_scores`` of one column, shape (B, systems).
        observed: scores on the test set itself, shape (systems,).
        null: ``shifted`` centres the differences d* and counts |d* - mean d*| >= |d|, a two-sided
            test. ``moses`` counts |d*| - mean |d*| >= |d|, as Moses and sacreBLEU do: for clear
            differences that is one tail only and gives half the p.
    """
    extreme = np.zeros((samples.shape[1], samples.shape[1]))
    for first, second in combinations(range(samples.shape[1]), 2):
        differences = samples[:, first] - samples[:, second]
        if null == "moses":
            centred = abs(differences) - abs(differences).mean()
        else:
            centred = abs(differences - differences.mean())
        pair = observed[[first, second]]
        least = abs(pair[0] - pair[1]) - _ROUNDING * abs(pair).max()
        extreme[first, second] = (centred >= least).sum()
    return _result(observed, extreme, len(samples))


def _result(observed: Floats, extreme: Floats, resamples: int) -> PairedTest:
    upper = np.triu((extreme + 1) / (resamples + 1), 1)
    return PairedTest(
        difference=np.subtract.outer(observed, observed),
        p=upper + upper.T + np.eye(len(observed)),
        resamples=resamples,
    )
