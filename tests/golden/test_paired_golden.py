"""Paired tests of published outputs: our p-values beside sacreBLEU's, with many resamples.

Systems of the E2E challenge, whose data stay outside the repository: ``$NLGBENCH_PUBLIC``, else
``../shared/public`` beside it; without it these tests are skipped. sacreBLEU's bootstrap counts
|d*| - mean |d*| >= |d|, which is our null ``moses``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.significance import PairedTest as SacrebleuTest

from bench.api import Example, Floats
from bench.stats import Draws, approximate_randomisation, bootstrap_scores, paired_bootstrap
from bench.validate.importers import read_e2e, read_e2e_outputs
from metrics.bleu import Bleu

BESIDE = Path(__file__).parents[3] / "shared" / "public"
E2E = Path(os.environ.get("NLGBENCH_PUBLIC", BESIDE)) / "e2e"
PAIRS = [("tgen", "slug"), ("tgen", "harv"), ("slug", "forge1")]
RESAMPLES = 8000
ITEMS = 150
"""So few that not every difference is beyond doubt."""

pytestmark = pytest.mark.skipif(
    not E2E.is_dir(),
    reason=f"no {E2E}: set NLGBENCH_PUBLIC to the folder that holds the E2E data",
)


@lru_cache
def examples() -> list[Example]:
    return list(read_e2e(E2E / "testset_w_refs.csv"))


def outputs(system: str) -> list[str]:
    return list(read_e2e_outputs(E2E / "outputs" / f"{system}_test.tsv", examples()))


def chosen(pair: tuple[str, str]) -> tuple[list[Example], list[list[str]]]:
    """Every n-th item, and what both systems wrote for it."""
    stride = len(examples()) // ITEMS
    texts = [outputs(system)[::stride][:ITEMS] for system in pair]
    return examples()[::stride][:ITEMS], texts


def theirs(pair: tuple[str, str], kind: str) -> float:
    items, texts = chosen(pair)
    most = max(len(item.references) for item in items)
    streams = [
        [item.references[n] if n < len(item.references) else None for item in items]
        for n in range(most)
    ]
    named: list[tuple[str, Sequence[str]]] = list(zip(pair, texts, strict=True))
    bleu = {"bleu": BLEU(lowercase=True)}
    _, results = SacrebleuTest(named, bleu, streams, kind, n_samples=RESAMPLES)()  # type: ignore[arg-type]  # None is its absent reference
    return float(results["BLEU"][1].p_value)  # type: ignore[union-attr, arg-type]  # no name there


def rows_of(pair: tuple[str, str]) -> tuple[Bleu, Floats]:
    items, texts = chosen(pair)
    metric = Bleu(lowercase=True)
    return metric, np.stack([metric.rows(system, items) for system in texts])


def sampling_error(p: float) -> float:
    """Four standard errors of a difference between two estimates of ``p``."""
    return 4 * float(np.sqrt(2 * p * (1 - p) / RESAMPLES)) + 2 / RESAMPLES


@pytest.mark.parametrize("pair", PAIRS)
def test_bootstrap_agrees_with_sacrebleu(pair: tuple[str, str]) -> None:
    metric, rows = rows_of(pair)
    observed = metric.score(rows.sum(axis=1))["bleu"]
    samples = bootstrap_scores(metric.score, rows, Draws(ITEMS, RESAMPLES, seed=5))["bleu"]
    ours = float(paired_bootstrap(samples, observed, "moses").p[0, 1])
    expected = theirs(pair, "bs")
    assert ours == pytest.approx(expected, abs=sampling_error(expected))


@pytest.mark.parametrize("pair", PAIRS)
def test_randomisation_agrees_with_sacrebleu(pair: tuple[str, str]) -> None:
    metric, rows = rows_of(pair)
    draws = Draws(ITEMS, RESAMPLES, seed=6)
    ours = float(approximate_randomisation(metric.score, rows, draws)["bleu"].p[0, 1])
    expected = theirs(pair, "ar")
    assert ours == pytest.approx(expected, abs=sampling_error(expected))
