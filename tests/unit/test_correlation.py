"""Correlations, their intervals, and rank clusters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bench.api import Floats
from bench.stats import Draws
from bench.stats.clusters import rank_clusters
from bench.stats.correlation import KINDS, Kind, correlate, kendall, mean_ranks, spearman

LISTS = st.integers(3, 25).flatmap(
    lambda n: st.tuples(
        arrays(np.float64, n, elements=st.integers(-9, 9).map(float)),
        arrays(np.float64, n, elements=st.integers(-9, 9).map(float)),
    )
)


@given(LISTS, st.sampled_from(KINDS))
def test_symmetric_turned_by_sign_and_bounded(lists: tuple[Floats, Floats], kind: Kind) -> None:
    x, y = lists
    found = correlate(x, y, kind, resamples=1).value
    assert (found is None) == (np.ptp(x) == 0 or np.ptp(y) == 0)
    if found is not None:
        assert -1 <= found <= 1
        assert correlate(y, x, kind, resamples=1).value == pytest.approx(found)
        assert correlate(-x, y, kind, resamples=1).value == pytest.approx(-found)
        assert correlate(x, x, kind, resamples=1).value == pytest.approx(1)


@given(LISTS)
def test_ranks_see_order_only(lists: tuple[Floats, Floats]) -> None:
    x, y = lists
    assert spearman(np.exp(x / 3), y) == pytest.approx(spearman(x, y))
    assert kendall(x**3, y) == pytest.approx(kendall(x, y))


@given(LISTS)
def test_kendall_by_counting_pairs(lists: tuple[Floats, Floats]) -> None:
    x, y = lists
    pairs = [(i, j) for i in range(len(x)) for j in range(i)]
    agreeing = sum(float(np.sign((x[i] - x[j]) * (y[i] - y[j]))) for i, j in pairs)
    untied = [sum(side[i] != side[j] for i, j in pairs) for side in (x, y)]
    expected = agreeing / np.sqrt(untied[0] * untied[1]) if all(untied) else None
    assert kendall(x, y) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_weights_stand_for_repeated_points(kind: Kind) -> None:
    """The bootstrap by weights equals a bootstrap by copying points."""
    draw = np.random.default_rng(4)
    x = draw.integers(0, 6, 30).astype(float)
    y = x + draw.integers(-2, 3, 30).astype(float)
    copied = []
    for weights in Draws(30, 200, 7).weights():
        for counts in weights.astype(int):
            picked = np.repeat(np.arange(30), counts)
            copied.append(correlate(x[picked], y[picked], kind, resamples=1).value)
    found = correlate(x, y, kind, resamples=200, seed=7)
    ends = np.quantile([value for value in copied if value is not None], [0.025, 0.975])
    assert (found.low, found.high) == pytest.approx(tuple(ends), abs=1e-6)


def test_points_of_a_group_are_drawn_together() -> None:
    draw = np.random.default_rng(8)
    level = np.repeat(draw.normal(size=20), 25)
    x, y = level + draw.normal(size=500) / 9, level + draw.normal(size=500) / 9
    alone = correlate(x, y, "spearman", resamples=300)
    grouped = correlate(x, y, "spearman", groups=np.repeat(np.arange(20), 25), resamples=300)
    assert alone.low is not None
    assert alone.high is not None
    assert grouped.low is not None
    assert grouped.high is not None
    assert grouped.high - grouped.low > 2 * (alone.high - alone.low)


def test_what_is_not_defined_is_none() -> None:
    assert correlate(np.array([1.0, 2]), np.array([1.0, 2]), "pearson").value is None
    constant = correlate(np.full(9, 0.1), np.arange(9.0), "pearson")
    assert (constant.value, constant.low) == (None, None)
    few = correlate(np.arange(5.0), np.arange(5.0), "kendall")
    assert few.value == pytest.approx(1)
    assert few.low is None, "five points show no interval"
    step = np.array([0.0] * 9 + [1.0])
    assert correlate(step, np.arange(10.0), "spearman").low is None, "a third is constant"
    with pytest.raises(ValueError, match="without nan"):
        correlate(np.array([1.0, np.nan, 2]), np.arange(3.0), "pearson")


def test_mean_ranks_share_ties() -> None:
    assert mean_ranks(np.array([5.0, 1, 5, 9])).tolist() == [2.5, 1, 2.5, 4]


def test_clusters_part_what_items_tell_apart() -> None:
    draw = np.random.default_rng(3)
    true = np.array([4.5, 4.5, 3.0, 1.0])
    scores = true[:, np.newaxis] + draw.normal(size=(4, 60)) / 2
    scores[0, 5:9] = np.nan
    found = rank_clusters(scores, Draws(60, 500, 1))
    assert found.cluster == (1, 1, 2, 3)
    assert found.ranges[3] == (4, 4)
    assert found.ranges[0].best == 1
    assert (found.intervals[:, 0] < found.means).all()
    assert (found.means < found.intervals[:, 1]).all()


def test_equal_systems_are_one_cluster() -> None:
    scores = np.random.default_rng(0).normal(size=(5, 40))
    assert set(rank_clusters(scores, Draws(40, 500)).cluster) == {1}
    with pytest.raises(ValueError, match="1 systems have none"):
        rank_clusters(np.array([[1.0, 2], [np.nan, np.nan]]), Draws(2, 10))
