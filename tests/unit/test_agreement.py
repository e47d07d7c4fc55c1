"""Agreement between raters: properties that hold for any ratings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bench.api import Floats
from bench.stats import Draws
from bench.stats.agreement import Level, alpha_interval, fleiss_kappa, krippendorff_alpha

LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")
RATINGS = arrays(
    np.float64,
    st.tuples(st.integers(2, 4), st.integers(1, 8)),
    elements=st.sampled_from([1.0, 2.0, 3.0, 4.0, np.nan]),
)


@given(RATINGS, st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_alpha_ignores_the_order_of_raters_and_units(ratings: Floats, level: Level, die) -> None:  # type: ignore[no-untyped-def] # hypothesis names no type for its Random
    raters, units = list(range(len(ratings))), list(range(ratings.shape[1]))
    die.shuffle(raters)
    die.shuffle(units)
    found = krippendorff_alpha(ratings, level)
    shuffled = krippendorff_alpha(ratings[np.ix_(raters, units)], level)
    assert (found is None) == (shuffled is None)
    if found is not None:
        assert found == pytest.approx(shuffled)
        assert found <= 1


@given(RATINGS, st.sampled_from(LEVELS))
def test_units_that_one_rater_saw_count_for_nothing(ratings: Floats, level: Level) -> None:
    lonely = np.full((len(ratings), 1), np.nan)
    lonely[0] = 4.0
    with_lonely = krippendorff_alpha(np.hstack((ratings, lonely)), level)
    assert with_lonely == pytest.approx(krippendorff_alpha(ratings, level))


@given(RATINGS, st.floats(0.5, 20), st.floats(-5, 5))
def test_interval_alpha_is_free_of_the_scale(ratings: Floats, factor: float, shift: float) -> None:
    found = krippendorff_alpha(ratings, "interval")
    assert krippendorff_alpha(ratings * factor + shift, "interval") == pytest.approx(found)


@pytest.mark.parametrize("level", LEVELS)
def test_perfect_agreement_is_one_and_equal_ratings_are_undefined(level: Level) -> None:
    same = np.tile([1.0, 2.0, 3.0, 1.0], (3, 1))
    assert krippendorff_alpha(same, level) == pytest.approx(1)
    assert krippendorff_alpha(np.full((3, 4), 2.0), level) is None
    assert krippendorff_alpha(np.full((3, 4), np.nan), level) is None
    assert fleiss_kappa(same) == pytest.approx(1)
    assert fleiss_kappa(np.full((3, 4), 2.0)) is None
    assert fleiss_kappa(same[:1]) is None


def test_random_ratings_agree_as_chance_does() -> None:
    ratings = np.random.default_rng(1).integers(1, 6, size=(3, 4000)).astype(float)
    for level in LEVELS:
        assert krippendorff_alpha(ratings, level) == pytest.approx(0, abs=0.03)
    assert fleiss_kappa(ratings) == pytest.approx(0, abs=0.03)


def test_ordinal_forgives_a_near_miss_more_than_a_far_one() -> None:
    near = np.array([[1.0, 2, 3, 4, 5, 2], [1, 2, 3, 4, 5, 3]])
    far = np.array([[1.0, 2, 3, 4, 5, 1], [1, 2, 3, 4, 5, 5]])
    close, distant = krippendorff_alpha(near, "ordinal"), krippendorff_alpha(far, "ordinal")
    assert close is not None
    assert distant is not None
    assert close > distant


def test_the_interval_holds_alpha_and_narrows_with_units() -> None:
    draw = np.random.default_rng(2)
    truth = draw.integers(1, 6, size=400)
    ratings = np.clip(truth + draw.integers(-1, 2, size=(3, 400)), 1, 5).astype(float)
    widths = []
    for units in (40, 400):
        alpha = krippendorff_alpha(ratings[:, :units], "ordinal")
        ends = alpha_interval(ratings[:, :units], "ordinal", Draws(units, 500, 3))
        assert alpha is not None
        assert ends is not None
        assert ends[0] < alpha < ends[1]
        widths.append(ends[1] - ends[0])
    assert widths[1] < widths[0] / 2
    with pytest.raises(ValueError, match="400 units"):
        alpha_interval(ratings, "ordinal", Draws(40))
    assert alpha_interval(np.full((2, 3), 1.0), "ordinal", Draws(3, 50)) is None
