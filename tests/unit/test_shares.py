"""Intervals of shares: against other people's values, and how often they hold the truth."""

from __future__ import annotations

import numpy as np
import pytest

from bench.stats import paired_share_interval, wilson_interval


def test_wilson_equals_statsmodels() -> None:
    # proportion_confint(hits, items, method="wilson") of statsmodels 0.15.0
    assert wilson_interval(0, 150) == pytest.approx((0.0, 0.02497024436807661))
    assert wilson_interval(150, 150) == pytest.approx((0.9750297556319235, 1.0))
    assert wilson_interval(3, 150) == pytest.approx((0.006824751322967452, 0.05714668327038609))
    assert wilson_interval(116, 150) == pytest.approx((0.6999980606806022, 0.8330182057315159))
    assert wilson_interval(1, 1) == pytest.approx((0.2065493143772374, 1.0))


@pytest.mark.parametrize("share", [0.5, 0.9, 0.98, 0.995])
def test_wilson_holds_its_level_where_the_bootstrap_fails(share: float) -> None:
    hits = np.random.default_rng(0).binomial(150, share, 4000)
    ends = [wilson_interval(int(one), 150) for one in hits]
    assert 0.93 <= np.mean([low <= share <= high for low, high in ends]) <= 0.98


def table(both: int, first: int, second: int, neither: int) -> tuple[float, float]:
    counts = (both, first, second, neither)
    return paired_share_interval(
        np.repeat([True, True, False, False], counts), np.repeat([True, False, True, False], counts)
    )


def test_paired_equals_published_examples() -> None:
    # Fagerland, Lydersen and Laake (2014), airway hyper-responsiveness (Bentur et al. 2009).
    assert table(1, 1, 7, 12) == pytest.approx((-0.507, -0.026), abs=0.0005)
    # Altman et al. (2000), Statistics with Confidence, table 6.2.
    assert table(14, 5, 0, 22) == pytest.approx((0.011, 0.226), abs=0.0005)


def test_paired_turns_with_the_systems_and_has_width_where_all_agree() -> None:
    low, high = table(20, 12, 2, 16)
    assert table(20, 2, 12, 16) == pytest.approx((-high, -low))
    assert table(150, 0, 0, 0) == pytest.approx((-0.02497, 0.02497), abs=0.0001)
    low, high = table(0, 150, 0, 0)
    assert high == 1.0
    assert 0.95 < low < 0.97


def test_paired_holds_its_level() -> None:
    noise, held = np.random.default_rng(1), []
    for _ in range(2000):
        hard = noise.random(150)
        first, second = hard < 0.97, (hard < 0.9) | (noise.random(150) < 0.3)
        low, high = paired_share_interval(first, second)
        held.append(low <= 0.97 - (0.9 + 0.1 * 0.3) <= high)
    assert 0.93 <= np.mean(held) <= 0.99


@pytest.mark.parametrize(("hits", "items"), [(0, 0), (-1, 4), (5, 4)])
def test_no_items_and_impossible_hits_are_refused(hits: int, items: int) -> None:
    with pytest.raises(ValueError, match="at least one item"):
        wilson_interval(hits, items)
