"""Decisions after the tests: corrections, ranks, power and seeds, by hand and by property."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.api import Floats
from bench.stats import (
    RankRange,
    SeedSummary,
    adjust_pairs,
    benjamini_hochberg,
    holm,
    items_needed,
    minimum_detectable_difference,
    paired_sd,
    power_of,
    rank_ranges,
    require_resamples,
    resamples_needed,
    summarise_seeds,
)

probabilities = st.lists(st.floats(0, 1), min_size=1, max_size=12).map(np.array)


def test_holm_by_hand() -> None:
    adjusted = holm(np.array([0.01, 0.04, 0.03, 0.005]))
    assert adjusted == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_benjamini_hochberg_by_hand() -> None:
    adjusted = benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.005]))
    assert adjusted == pytest.approx([0.02, 0.04, 0.04, 0.02])


@given(probabilities)
def test_corrections_keep_order_and_bounds(p: Floats) -> None:
    by_holm, by_rate = holm(p), benjamini_hochberg(p)
    for adjusted in (by_holm, by_rate):
        assert ((adjusted >= p) & (adjusted <= 1)).all()
        assert all(low <= high for low, high in pairwise(adjusted[np.argsort(p, kind="stable")]))
    assert (by_rate <= by_holm + 1e-12).all()
    assert (by_holm <= np.minimum(p * len(p), 1) + 1e-12).all()
    assert holm(p[::-1]) == pytest.approx(by_holm[::-1])


@given(probabilities, st.integers(0, 11))
def test_a_smaller_p_never_raises_another_adjusted_p(p: Floats, index: int) -> None:
    lowered = p.copy()
    lowered[index % len(p)] /= 2
    assert (holm(lowered) <= holm(p) + 1e-12).all()
    assert (benjamini_hochberg(lowered) <= benjamini_hochberg(p) + 1e-12).all()


def test_pairs_are_adjusted_once_each() -> None:
    p = np.array([[1, 0.01, 0.04], [0.01, 1, 0.03], [0.04, 0.03, 1]])
    expected = [[1, 0.03, 0.06], [0.03, 1, 0.06], [0.06, 0.06, 1]]
    assert adjust_pairs(p) == pytest.approx(np.array(expected))


@given(st.sampled_from([0.05, 0.01, 0.1, 0.001]), st.integers(1, 300))
def test_resamples_needed_is_the_least_that_can_find_something(alpha: float, m: int) -> None:
    needed = resamples_needed(alpha, m)
    assert 1 / (needed + 1) <= alpha / m * (1 + 1e-9)
    assert needed == 1 or 1 / needed > alpha / m * (1 - 1e-9)


def test_too_few_resamples_are_refused() -> None:
    require_resamples(4199, 0.05, 210)
    with pytest.raises(ValueError, match="use at least 4199 resamples"):
        require_resamples(2000, 0.05, 210)


def test_rank_ranges_show_ties() -> None:
    scores = np.array([30.0, 29.0, 20.0])
    difference = np.subtract.outer(scores, scores)
    significant = abs(difference) > 5
    ranges = rank_ranges(difference, significant, "higher")
    assert ranges == [RankRange(1, 2), RankRange(1, 2), RankRange(3, 3)]
    assert [str(place) for place in ranges] == ["1-2", "1-2", "3"]
    assert rank_ranges(difference, significant, "lower")[2] == RankRange(1, 1)
    assert rank_ranges(difference, abs(difference) < 0, "higher") == [RankRange(1, 3)] * 3


def test_power_of_the_detectable_difference_is_the_wanted_power() -> None:
    least = minimum_detectable_difference(0.5)
    assert least == pytest.approx(2.8016 * 0.5, abs=1e-3)
    assert power_of(least, 0.5) == pytest.approx(0.8, abs=1e-4)
    assert power_of(0, 0.5) == pytest.approx(0.05)
    assert (power_of(0, 0), power_of(1, 0)) == (0.05, 1)
    assert items_needed(least, 0.5, 100) == pytest.approx(100, abs=1)
    assert items_needed(least / 2, 0.5, 100) == pytest.approx(400, abs=1)


def test_paired_sd_equals_the_sd_of_differences() -> None:
    samples = np.random.default_rng(0).random((500, 3)).cumsum(axis=1)
    spread = paired_sd(samples)
    assert spread[0, 2] == pytest.approx((samples[:, 0] - samples[:, 2]).std(ddof=1))
    assert np.diag(spread).tolist() == [0, 0, 0]
    assert paired_sd(samples[:, :1]).tolist() == [[0]]


def test_seed_summary() -> None:
    assert summarise_seeds([1, 3, 5]) == SeedSummary(3, 3, 2, 1, 5)
    assert summarise_seeds([4]) == SeedSummary(1, 4, None, 4, 4)
    with pytest.raises(ValueError, match="at least one seed"):
        summarise_seeds([])
