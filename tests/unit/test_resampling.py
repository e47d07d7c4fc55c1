"""Bootstrap and paired tests against brute force, exact cases, simulations and sacreBLEU."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.significance import PairedTest as SacrebleuTest

from bench.api import Example, Floats, Source
from bench.stats import (
    Draws,
    approximate_randomisation,
    bca_interval,
    bootstrap_scores,
    jackknife_scores,
    minimum_detectable_difference,
    paired_bootstrap,
    percentile_interval,
)
from bench.stats import bootstrap as bootstrap_module
from metrics.bleu import Bleu


def mean_of(totals: Floats) -> Mapping[str, Floats]:
    return {"mean": totals[..., 0] / totals[..., 1]}


def ratio_rows(values: Floats) -> Floats:
    """Rows (systems, items, 2) whose score is the mean of the values (systems, items)."""
    return np.stack([values, np.ones_like(values)], axis=-1)


def test_weights_draw_as_many_items_as_there_are() -> None:
    weights = np.concatenate(list(Draws(7, 5000, seed=1).weights()))
    assert weights.shape == (5000, 7)
    assert (weights.sum(axis=1) == 7).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(7), abs=0.07)
    assert weights.var(axis=0) == pytest.approx(np.full(7, 6 / 7), abs=0.1)


@pytest.mark.parametrize("kind", ["weights", "swaps"])
def test_draws_repeat_and_do_not_depend_on_chunks(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws = Draws(33, 100, seed=3)
    whole = np.concatenate(list(getattr(draws, kind)()))
    monkeypatch.setattr(bootstrap_module, "LARGEST_CHUNK", 7)
    assert np.array_equal(whole, np.concatenate(list(getattr(draws, kind)())))
    assert not np.array_equal(whole, np.concatenate(list(getattr(Draws(33, 100, 4), kind)())))


def test_swaps_are_fair_and_independent_coins() -> None:
    swaps = np.concatenate(list(Draws(40, 4000, seed=2).swaps()))
    assert set(np.unique(swaps)) == {0, 1}
    assert swaps.mean(axis=0) == pytest.approx(np.full(40, 0.5), abs=0.04)
    assert np.corrcoef(swaps, rowvar=False) == pytest.approx(np.eye(40), abs=0.08)


def test_bootstrap_equals_scoring_each_resample() -> None:
    rows = np.random.default_rng(0).random((3, 20, 2))
    samples = bootstrap_scores(mean_of, rows, Draws(20, 50))["mean"]
    weights = np.concatenate(list(Draws(20, 50).weights())).astype(int)
    for index, system in product(range(50), range(3)):
        drawn = np.repeat(rows[system], weights[index], axis=0)
        expected = drawn[:, 0].sum() / drawn[:, 1].sum()
        assert samples[index, system] == pytest.approx(expected, rel=1e-12)


def test_jackknife_leaves_one_item_out() -> None:
    rows = np.random.default_rng(0).random((2, 6, 2))
    scores = jackknife_scores(mean_of, rows)["mean"]
    for item, system in product(range(6), range(2)):
        rest = np.delete(rows[system], item, axis=0).sum(axis=0)
        assert scores[item, system] == pytest.approx(rest[0] / rest[1], rel=1e-12)


def test_intervals_of_a_normal_mean_are_near_the_textbook() -> None:
    values = np.random.default_rng(5).normal(10, 2, (1, 400))
    rows = ratio_rows(values)
    samples = bootstrap_scores(mean_of, rows, Draws(400, 4000))["mean"]
    half = 1.96 * values.std() / math.sqrt(400)
    expected = [[values.mean() - half], [values.mean() + half]]
    assert percentile_interval(samples) == pytest.approx(np.array(expected), abs=0.02)
    jackknife = jackknife_scores(mean_of, rows)["mean"]
    bca = bca_interval(samples, values.mean(axis=1), jackknife)
    assert bca == pytest.approx(np.array(expected), abs=0.03)


def test_bca_moves_towards_the_long_tail_and_covers_better() -> None:
    generator = np.random.default_rng(8)
    truth, runs, items = math.exp(0.5), 300, 25
    rows = ratio_rows(generator.lognormal(0, 1, (runs, items)))
    samples = bootstrap_scores(mean_of, rows, Draws(items, 1000))["mean"]
    plain = percentile_interval(samples)
    observed, jackknife = mean_of(rows.sum(axis=1))["mean"], jackknife_scores(mean_of, rows)["mean"]
    bca = bca_interval(samples, observed, jackknife)
    assert (bca[1] >= plain[1]).mean() > 0.9
    coverage = [((ends[0] <= truth) & (truth <= ends[1])).mean() for ends in (plain, bca)]
    assert coverage[1] > coverage[0]
    assert coverage[1] > 0.8


def test_percentile_interval_covers_as_often_as_it_says() -> None:
    rows = ratio_rows(np.random.default_rng(3).normal(0, 1, (1000, 60)))
    low, high = percentile_interval(bootstrap_scores(mean_of, rows, Draws(60, 1000))["mean"])
    assert ((low <= 0) & (high >= 0)).mean() == pytest.approx(0.94, abs=0.025)


def test_bca_of_equal_items_is_a_point() -> None:
    rows = ratio_rows(np.full((1, 9), 2.0))
    samples = bootstrap_scores(mean_of, rows, Draws(9, 100))["mean"]
    ends = bca_interval(samples, np.array([2.0]), jackknife_scores(mean_of, rows)["mean"])
    assert ends.tolist() == [[2], [2]]


def test_randomisation_is_near_the_exact_test() -> None:
    values = np.random.default_rng(4).integers(0, 6, (3, 9)).astype(float)
    tested = approximate_randomisation(mean_of, ratio_rows(values), Draws(9, 20_000))["mean"]
    for first, second in ((0, 1), (0, 2), (1, 2)):
        gaps = values[first] - values[second]
        signs = np.array(list(product([-1, 1], repeat=9)))
        exact = (abs(signs @ gaps) >= abs(gaps.sum())).mean()
        assert tested.p[first, second] == pytest.approx(exact, abs=0.015)
        assert tested.p[second, first] == tested.p[first, second]
        assert tested.difference[first, second] == pytest.approx(gaps.mean())


def test_equal_systems_are_never_told_apart() -> None:
    values = np.random.default_rng(4).random((1, 30)).repeat(2, axis=0)
    rows, draws = ratio_rows(values), Draws(30, 500)
    assert (approximate_randomisation(mean_of, rows, draws)["mean"].p == 1).all()
    samples = bootstrap_scores(mean_of, rows, draws)["mean"]
    assert (paired_bootstrap(samples, values.mean(axis=1)).p == 1).all()


def test_clear_differences_reach_the_smallest_p() -> None:
    values = np.random.default_rng(4).random((2, 200)) + np.array([[0], [1]])
    rows, draws = ratio_rows(values), Draws(200, 999)
    assert approximate_randomisation(mean_of, rows, draws)["mean"].p[0, 1] == 1 / 1000
    samples = bootstrap_scores(mean_of, rows, draws)["mean"]
    assert paired_bootstrap(samples, values.mean(axis=1)).p[0, 1] == 1 / 1000


@pytest.mark.parametrize("test", ["randomisation", "bootstrap"])
def test_p_values_are_uniform_where_nothing_differs(test: str) -> None:
    generator = np.random.default_rng(6)
    p = []
    for _ in range(400):
        rows, draws = ratio_rows(generator.normal(0, 1, (2, 50))), Draws(50, 199)
        if test == "randomisation":
            tested = approximate_randomisation(mean_of, rows, draws)["mean"]
        else:
            samples = bootstrap_scores(mean_of, rows, draws)["mean"]
            tested = paired_bootstrap(samples, mean_of(rows.sum(axis=1))["mean"])
        p.append(tested.p[0, 1])
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=0.03)
    levels = np.arange(0.1, 1, 0.1)
    shares = np.array([np.mean(np.array(p) <= level) for level in levels])
    assert shares == pytest.approx(levels, abs=0.07)


def noisy_copies(references: list[str], rate: float, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [
        " ".join("?" if rng.random() < rate else word for word in text.split())
        for text in references
    ]


@pytest.mark.parametrize(("kind", "resamples"), [("ar", 1500), ("bs", 1500)])
def test_p_values_agree_with_sacrebleu(kind: str, resamples: int) -> None:
    rng = random.Random(0)
    references = [" ".join(rng.choices("abcdefghijklmnopqrst", k=20)) for _ in range(80)]
    rates = (0.30, 0.30, 0.32, 0.34, 0.36)
    systems = [noisy_copies(references, rate, seed) for seed, rate in enumerate(rates)]
    named: list[tuple[str, Sequence[str]]] = [(str(i), texts) for i, texts in enumerate(systems)]
    bleu = {"bleu": BLEU(force=True)}
    _, results = SacrebleuTest(named, bleu, [references], kind, n_samples=resamples)()
    theirs = np.array([result.p_value for result in results["BLEU"][1:]], dtype=np.float64)  # type: ignore[union-attr]  # no names there
    metric = Bleu()
    examples = [Example(Source("", "", {}, ""), (text,)) for text in references]
    rows = np.stack([metric.rows(texts, examples) for texts in systems])
    draws = Draws(80, 4000)
    if kind == "ar":
        tested = approximate_randomisation(metric.score, rows, draws)["bleu"]
    else:
        samples = bootstrap_scores(metric.score, rows, draws)["bleu"]
        observed = metric.score(rows.sum(axis=1))["bleu"]
        tested = paired_bootstrap(samples, observed, null="moses")
        shifted = paired_bootstrap(samples, observed)
        assert shifted.p[0, 4] == pytest.approx(2 * tested.p[0, 4], rel=0.3)
    error = 4 * np.sqrt(0.25 * (1 / resamples + 1 / 4000))
    assert tested.p[0, 1:] == pytest.approx(theirs, abs=error)
    assert theirs.min() < 0.1  # the case holds something to agree on


def test_detectable_difference_is_found_in_four_of_five_runs() -> None:
    generator, items = np.random.default_rng(9), 60
    sd = math.sqrt(2 / items)
    gap = minimum_detectable_difference(sd)
    found = 0
    for _ in range(300):
        rows = ratio_rows(generator.normal(0, 1, (2, items)) + np.array([[0], [gap]]))
        tested = approximate_randomisation(mean_of, rows, Draws(items, 299))["mean"]
        found += tested.p[0, 1] <= 0.05
    assert found / 300 == pytest.approx(0.8, abs=0.07)


def test_misfits_are_refused_with_both_shapes() -> None:
    with pytest.raises(ValueError, match=r"\(systems, 5, statistics\), found \(2, 4, 2\)"):
        bootstrap_scores(mean_of, np.ones((2, 4, 2)), Draws(5))
    with pytest.raises(ValueError, match="score some texts first"):
        Draws(0)
