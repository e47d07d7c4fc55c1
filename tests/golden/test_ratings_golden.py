"""Agreement and correlation against the literature and other people's packages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.api import Floats
from bench.stats.agreement import Level, fleiss_kappa, krippendorff_alpha
from bench.stats.correlation import kendall, pearson, spearman

GOLDEN: dict[str, Any] = json.loads(
    Path(__file__).with_name("ratings.json").read_text(encoding="utf-8")
)
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")


def table_of(ratings: list[list[int | None]]) -> Floats:
    return np.array([[np.nan if value is None else value for value in row] for row in ratings])


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", sorted(GOLDEN["alpha"]))
def test_alpha_equals_the_krippendorff_package(name: str, level: Level) -> None:
    case = GOLDEN["alpha"][name]
    found = krippendorff_alpha(table_of(case["ratings"]), level)
    assert found == pytest.approx(case["alpha"][level], abs=1e-12)


def test_alpha_of_the_worked_example_as_printed() -> None:
    ratings = table_of(GOLDEN["alpha"]["krippendorff_2011"]["ratings"])
    printed: dict[Level, float] = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849}
    for level, value in printed.items():
        assert krippendorff_alpha(ratings, level) == pytest.approx(value, abs=5e-4)


def test_kappa_of_fleiss_example() -> None:
    counts = GOLDEN["kappa"]["counts"]
    ratings = np.array([np.repeat(np.arange(5.0), row) for row in counts]).T
    assert fleiss_kappa(ratings) == pytest.approx(GOLDEN["kappa"]["kappa"], abs=1e-12)
    assert fleiss_kappa(ratings) == pytest.approx(0.210, abs=5e-4), "as printed"


@pytest.mark.parametrize("case", GOLDEN["correlations"], ids=lambda case: str(case["name"]))
def test_correlations_equal_scipy(case: dict[str, Any]) -> None:
    x, y = np.array(case["x"]), np.array(case["y"])
    assert pearson(x, y) == pytest.approx(case["pearson"], abs=1e-12)
    assert spearman(x, y) == pytest.approx(case["spearman"], abs=1e-12)
    assert kendall(x, y) == pytest.approx(case["kendall"], abs=1e-6)
