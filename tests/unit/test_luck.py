"""Cluster bootstrap, training luck and effect sizes on made tables and exact cases."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from bench.api import Floats
from bench.stats import (
    Draws,
    bootstrap_scores,
    cluster_bootstrap,
    measure_effect,
    pseudo_values,
    split_variance,
    sum_clusters,
    training_luck,
)


def mean_of(totals: Floats) -> Mapping[str, Floats]:
    return {"mean": totals[..., 0] / totals[..., 1]}


def rows_of(values: Floats) -> Floats:
    return np.stack([values, np.ones_like(values)], axis=-1)


def made_table(seed_sd: float, item_sd: float, rest_sd: float, size: tuple[int, int]) -> Floats:
    generator = np.random.default_rng(11)
    table: Floats = (
        generator.normal(0, seed_sd, size=(size[0], 1))
        + generator.normal(0, item_sd, size=(1, size[1]))
        + generator.normal(0, rest_sd, size=size)
    )
    return table


def test_clusters_add_up_in_order_of_appearance() -> None:
    rows = np.arange(12.0).reshape(1, 4, 3)
    summed = sum_clusters(rows, ["b", "a", "b", "a"])
    assert summed.tolist() == [[[6, 8, 10], [12, 14, 16]]]
    with pytest.raises(ValueError, match="name the item of every text"):
        sum_clusters(rows, ["b"])


def test_copies_of_a_text_bring_no_evidence() -> None:
    values = np.random.default_rng(0).normal(size=(1, 50))
    copied = np.repeat(values, 4, axis=1)
    clusters = [text // 4 for text in range(200)]
    once = bootstrap_scores(mean_of, rows_of(values), Draws(50, 3000))["mean"].std()
    kept = cluster_bootstrap(mean_of, rows_of(copied), clusters, 3000)["mean"].std()
    naive = bootstrap_scores(mean_of, rows_of(copied), Draws(200, 3000))["mean"].std()
    assert kept == pytest.approx(once)
    assert naive == pytest.approx(once / 2, rel=0.1)


def test_pseudo_values_of_a_mean_are_the_values() -> None:
    values = np.random.default_rng(1).normal(size=(3, 20))
    assert pseudo_values(mean_of, rows_of(values))["mean"] == pytest.approx(values)


def test_variance_components_are_found_again() -> None:
    split = split_variance(made_table(2.0, 3.0, 1.0, (400, 500)))
    assert split.seed == pytest.approx(4, rel=0.15)
    assert split.item == pytest.approx(9, rel=0.15)
    assert split.rest == pytest.approx(1, rel=0.05)
    assert split.of_mean_by_seeds == pytest.approx(4 / 400, rel=0.15)


def test_components_of_a_table_by_hand() -> None:
    split = split_variance(np.array([[1.0, 2.0], [3.0, 6.0]]))
    # Mean squares: seeds 9, items 4, rest 1.
    assert (split.seed, split.item, split.rest) == pytest.approx((4, 1.5, 1))


def test_equal_seeds_have_no_training_luck() -> None:
    values = np.random.default_rng(2).normal(size=(1, 30))
    luck = training_luck(np.repeat(values, 5, axis=0), values - 1)
    assert luck.difference == pytest.approx(1)
    assert luck.sd_seeds == 0
    assert luck.p == 0 or luck.p < 1e-6


def test_training_luck_can_hide_a_difference() -> None:
    lucky = made_table(5.0, 0.1, 0.1, (3, 200))
    luck = training_luck(lucky, np.zeros((1, 200)))
    assert luck.share_of_training is not None
    assert luck.share_of_training > 0.99
    assert luck.sd_seeds is not None
    assert luck.sd_items < luck.sd_seeds
    assert luck.p > 0.01


def test_a_single_seed_shows_no_spread() -> None:
    split = split_variance(np.array([[1.0, 2.0, 3.0]]))
    assert (split.seed, split.item, split.rest) == (None, 1.0, None)
    luck = training_luck(np.array([[1.0, 2.0]]), np.array([[1.0, 2.0]]))
    assert (luck.difference, luck.share_of_training, luck.p) == (0, None, 1)


def test_other_items_are_refused() -> None:
    with pytest.raises(ValueError, match="one test set"):
        training_luck(np.ones((1, 3)), np.ones((1, 4)))
    with pytest.raises(ValueError, match="at least two items"):
        split_variance(np.ones((2, 1)))
    with pytest.raises(ValueError, match="one test set"):
        measure_effect(np.ones(3), np.ones(4))


def test_effect_sizes_by_hand() -> None:
    effect = measure_effect(np.array([3.0, 5.0, 4.0]), np.array([1.0, 5.0, 3.0]))
    # Differences 2, 0, 1: mean 1, sd 1; Hedges' correction for three items is 4/7.
    assert effect.d == pytest.approx(4 / 7)
    assert effect.superiority == pytest.approx(2.5 / 3)
    assert effect.delta == pytest.approx((5 - 2) / 9)


def test_effect_of_no_difference_and_of_a_constant_one() -> None:
    values = np.array([1.0, 2.0, 3.0])
    same = measure_effect(values, values)
    assert (same.d, same.superiority, same.delta) == (0, 0.5, 0)
    assert measure_effect(values + 1, values).d is None
