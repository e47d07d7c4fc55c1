"""``bench.speed.ratios``: known ratios, simulated noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.speed.ratios import pair_ratio, ratio_of

positive = st.floats(1e-6, 1e6)


def noisy(seed: int, factor: float, pairs: int) -> tuple[list[float], list[float]]:
    """Pairs with drift that both share, own noise of 4 %, one disturbed process in twenty."""
    random = np.random.default_rng(seed)
    drift = np.exp(random.normal(0, 0.2, pairs))
    own = np.exp(random.normal(0, 0.04, (2, pairs)))
    hiccups = np.where(random.random((2, pairs)) < 0.05, 1.5, 1.0)
    base, head = drift * own * hiccups
    return base.tolist(), (head * factor).tolist()


def test_equal_ratios_leave_no_doubt() -> None:
    ratio = ratio_of([1.0, 2.0, 4.0], [1.5, 3.0, 6.0])
    assert [ratio.value, ratio.low, ratio.high] == pytest.approx([1.5, 1.5, 1.5])
    assert ratio.spread == pytest.approx(0, abs=1e-12)
    assert (ratio.base, ratio.head, ratio.pairs) == (2.0, 3.0, 3)


def test_a_machine_that_slows_down_between_rounds_disturbs_neighbours_alike() -> None:
    drift = [1.0, 1.0, 1.6, 1.6, 1.1]
    assert pair_ratio(drift, [1.2 * speed for speed in drift]) == pytest.approx(1.2)
    assert pair_ratio([1.0, 2.0, 3.0], [3.0, 5.0]) == pytest.approx(2.0)
    ratio = ratio_of([1.0] * 5, [9.0] * 5, ratios=[1.2] * 5)
    assert [ratio.value, ratio.base, ratio.head] == pytest.approx([1.2, 1.0, 9.0])


def test_one_disturbed_pair_of_five_decides_nothing() -> None:
    ratio = ratio_of([1.0] * 5, [1.0, 1.01, 0.99, 1.0, 3.0])
    assert ratio.value == pytest.approx(1.0)
    assert not ratio.exceeds(0.1)


def test_five_pairs_must_agree() -> None:
    assert ratio_of([1.0] * 5, [1.2, 1.2, 1.2, 1.2, 1.01]).exceeds(0.1)
    assert not ratio_of([1.0] * 5, [1.2, 1.2, 1.2, 1.2, 0.99]).exceeds(0.1)


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=12))
def test_the_interval_holds_the_value_and_turns_with_the_sides(
    pairs: list[tuple[float, float]],
) -> None:
    base, head = [a for a, _ in pairs], [b for _, b in pairs]
    there, back = ratio_of(base, head), ratio_of(head, base)
    assert there.low * (1 - 1e-9) <= there.value <= there.high * (1 + 1e-9)
    assert there.value * back.value == pytest.approx(1)
    assert not (there.exceeds(0.1) and back.exceeds(0.1))


def test_the_interval_covers_the_true_ratio() -> None:
    ratios = [ratio_of(*noisy(seed, 1.2, 11)) for seed in range(200)]
    covered = sum(ratio.low <= 1.2 <= ratio.high for ratio in ratios)
    assert covered >= 180


def test_no_change_is_not_taken_for_one() -> None:
    assert sum(ratio_of(*noisy(seed, 1.0, 9)).exceeds(0.1) for seed in range(300)) <= 2


def test_twenty_per_cent_are_seen() -> None:
    seen = sum(ratio_of(*noisy(seed, 1.2, 9)).exceeds(0.1) for seed in range(200))
    assert seen >= 180


def test_a_speedup_is_no_slowdown() -> None:
    ratio = ratio_of([1.0] * 5, [0.8] * 5)
    assert ratio.undercuts(0.1)
    assert ratio.moved(0.1)
    assert not ratio.exceeds(0.1)


@pytest.mark.parametrize(("base", "head"), [([], []), ([1.0], [1.0, 2.0]), ([0.0], [1.0])])
def test_what_cannot_be_compared_is_refused(base: list[float], head: list[float]) -> None:
    with pytest.raises(ValueError, match="wanted"):
        ratio_of(base, head)
