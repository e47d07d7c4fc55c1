"""The bootstrap: how far a score would move on another test set of the same kind and size.

Efron (1987), Better Bootstrap Confidence Intervals, https://doi.org/10.1080/01621459.1987.10478410.
A resample is a vector of weights over the items, so ``weights @ rows`` sums it for every system
at once, and the score of all resamples is one vectorised call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from bench.api import Floats

ScoreFunction = Callable[[Floats], Mapping[str, Floats]]
"""``RowMetric.score``: summed rows, shape (..., k), to one (...) array per column."""

CELLS_PER_CHUNK = 1 << 20
LARGEST_CHUNK = 1024
"""Bounds of one chunk of resamples: 8 MB of weights, and as much again per system for scores."""

MOST_KEPT = 1 << 24
"""Items x resamples, two bytes each, up to which the draws stay in memory for the next metric."""

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Draws:
    """Resamples of a test set, a function of the seed.

    Equal draws serve every system and metric, which is what makes comparisons paired, and they
    come in chunks, so that memory does not grow with their number.

    Attributes:
        items: number of items in the test set.
        count: number of resamples, B.
        seed: of the generator; the draws do not depend on the size of chunks.
    """

    items: int
    count: int = 10_000
    seed: int = 0

    def __post_init__(self) -> None:
        if self.items < 1 or self.count < 1:
            raise ValueError(
                f"resampling wants at least one item and one resample, found {self.items} items"
                f" and {self.count} resamples: score some texts first, or raise the count"
            )

    def weights(self) -> Iterator[Floats]:
        """How often each item was drawn (with replacement), in chunks of shape (c, items)."""
        small = self.items < 1 << 16 and self.items * self.count <= MOST_KEPT
        for counts in _kept_counts(self) if small else self._counts():
            yield counts.astype(np.float64)

    def _counts(self) -> Iterator[npt.NDArray[np.int64]]:
        generator = np.random.default_rng(self.seed)
        for size in self._chunks():
            drawn = generator.integers(self.items, size=(size, self.items))
            drawn += self.items * np.arange(size)[:, np.newaxis]
            counts = np.bincount(drawn.ravel(), minlength=size * self.items)
            yield counts.reshape(size, self.items)

    def swaps(self) -> Iterator[Floats]:
        """For each item a fair coin, 0 or 1, in chunks of shape (c, items)."""
        generator = np.random.default_rng(self.seed)
        row_bytes = 4 * -(-self.items // 32)  # whole words: chunks then leave no bytes over
        for size in self._chunks():
            coins = np.frombuffer(generator.bytes(size * row_bytes), np.uint8)
            bits = np.unpackbits(coins.reshape(size, row_bytes), axis=1, count=self.items)
            yield bits.astype(np.float64)

    def _chunks(self) -> Iterator[int]:
        step = min(LARGEST_CHUNK, max(1, CELLS_PER_CHUNK // self.items))
        for start in range(0, self.count, step):
            yield min(step, self.count - start)


@lru_cache(maxsize=2)  # all items of a test, and those with a reference left out
def _kept_counts(draws: Draws) -> tuple[npt.NDArray[np.uint16], ...]:
    return tuple(counts.astype(np.uint16) for counts in draws._counts())


def bootstrap_scores(score: ScoreFunction, rows: Floats, draws: Draws) -> dict[str, Floats]:
    """Scores of all systems on each resample.

    Args:
        score: from summed rows to scores.
        rows: statistics, shape (systems, items, k).
        draws: the resamples, of as many items.

    Returns:
        Scores of shape (draws.count, systems) for each column.

    Raises:
        ValueError: rows have another number of items than the draws.
    """
    require_items(rows, draws)
    parts = [score(sum_items(weights, rows)) for weights in draws.weights()]
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def jackknife_scores(score: ScoreFunction, rows: Floats) -> dict[str, Floats]:
    """Scores without one item each, shape (items, systems), from rows (systems, items, k)."""
    totals = rows.sum(axis=1, keepdims=True) - rows
    return {key: values.T for key, values in score(totals).items()}


def percentile_interval(samples: Floats, level: float = 0.95) -> Floats:
    """Quantiles of bootstrap scores (B, ...) that leave out (1 - level) / 2 each: (2, ...)."""
    tail = (1 - level) / 2
    interval: Floats = np.quantile(samples, [tail, 1 - tail], axis=0)
    return interval


def bca_interval(
    samples: Floats, observed: Floats, jackknife: Floats, level: float = 0.95
) -> Floats:
    """Bias-corrected and accelerated interval (Efron 1987).

    The percentile interval, with quantiles moved by the median bias of the resampled scores and
    by the skewness of the items' influence.

    Args:
        samples: bootstrap scores, shape (B, systems).
        observed: scores on the test set itself, shape (systems,).
        jackknife: scores without one item each, shape (items, systems).
        level: of confidence.

    Returns:
        Lower and upper ends, shape (2, systems).
    """
    below = (samples < observed).mean(axis=0) + (samples == observed).mean(axis=0) / 2
    influence = jackknife.mean(axis=0) - jackknife
    spread = (influence**2).sum(axis=0) ** 1.5
    skew = (influence**3).sum(axis=0) / (6 * np.where(spread > 0, spread, np.inf))
    ends = np.empty((2, samples.shape[1]))
    for system in range(samples.shape[1]):
        tails = _bca_tails(float(below[system]), float(skew[system]), len(samples), level)
        ends[:, system] = np.quantile(samples[:, system], tails)
    return ends


def _bca_tails(below: float, skew: float, resamples: int, level: float) -> tuple[float, float]:
    edge = 1 / (resamples + 1)  # a bias beyond what B resamples can show
    bias = _NORMAL.inv_cdf(min(max(below, edge), 1 - edge))
    reach = _NORMAL.inv_cdf((1 + level) / 2)
    low, high = (
        _NORMAL.cdf(bias + (bias + z) / max(1 - skew * (bias + z), edge)) for z in (-reach, reach)
    )
    return low, high


def sum_items(weights: Floats, rows: Floats) -> Floats:
    """Weighted sums over items: (c, items) and (systems, items, k) to (c, systems, k)."""
    systems, items, k = rows.shape
    side_by_side = rows.transpose(1, 0, 2).reshape(items, systems * k)
    sums: Floats = (weights @ side_by_side).reshape(len(weights), systems, k)
    return sums


def require_items(rows: Floats, draws: Draws) -> None:
    """Refuse rows that the draws do not fit.

    Raises:
        ValueError: rows are not (systems, items, k) with as many items as the draws.
    """
    if rows.ndim != 3 or rows.shape[1] != draws.items:
        raise ValueError(
            f"wanted rows of shape (systems, {draws.items}, statistics), found {rows.shape}:"
            " make the draws for as many items as were scored, the same for all systems"
        )
