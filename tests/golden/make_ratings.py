"""Makes ``ratings.json``: agreement and correlation as other people's packages compute them.

Run it where ``scipy``, ``krippendorff`` and ``statsmodels`` are installed; nlgbench needs none of
them. The reliability data of ``krippendorff_2011`` are the worked example of Krippendorff (2011),
Computing Krippendorff's Alpha-Reliability, part C, those of ``fleiss_1971`` the table of Fleiss
(1971) as an article on the kappa reprints it.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import krippendorff  # type: ignore[import-not-found] # not a dependency
import numpy as np
from scipy import stats  # type: ignore[import-untyped] # comes without types
from statsmodels.stats.inter_rater import (  # type: ignore[import-not-found] # not a dependency
    fleiss_kappa,
)

MISSING = None
EXAMPLE_2011 = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, MISSING, MISSING, MISSING],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, MISSING, 3],
    [MISSING, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, MISSING],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, MISSING],
]
FLEISS_TABLE = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]


def made_ratings() -> list[list[int | None]]:
    """Five raters, thirty units, a quarter missing, from a fixed generator."""
    draw = np.random.default_rng(11)
    truth = draw.integers(1, 6, size=30)
    noisy = np.clip(truth + draw.integers(-1, 2, size=(5, 30)), 1, 5)
    return [[None if draw.random() < 0.25 else int(value) for value in rater] for rater in noisy]


def alphas(ratings: list[list[int | None]]) -> dict[str, float]:
    """Krippendorff's alpha at three levels of measurement."""
    table = np.array([[np.nan if v is None else v for v in rater] for rater in ratings], float)
    return {
        level: float(krippendorff.alpha(reliability_data=table, level_of_measurement=level))
        for level in ("nominal", "ordinal", "interval")
    }


def correlations() -> list[dict[str, Any]]:
    """Continuous, tied and nearly constant lists."""
    draw = np.random.default_rng(5)
    x = draw.normal(size=40)
    pairs = {
        "continuous": (x, 0.5 * x + draw.normal(size=40)),
        "tied": (draw.integers(1, 6, 60), draw.integers(1, 4, 60)),
        "falling": (np.arange(12), np.array([9, 9, 8, 7, 7, 7, 5, 4, 2, 2, 1, 0])),
        "one step": (np.array([0, 0, 0, 0, 1]), np.array([3, 1, 2, 2, 5])),
    }
    return [
        {
            "name": name,
            "x": np.asarray(a, float).tolist(),
            "y": np.asarray(b, float).tolist(),
            "pearson": float(stats.pearsonr(a, b).statistic),
            "spearman": float(stats.spearmanr(a, b).statistic),
            "kendall": float(stats.kendalltau(a, b).statistic),
        }
        for name, (a, b) in pairs.items()
    ]


def main() -> None:
    """Write the file beside this script."""
    made = made_ratings()
    golden = {
        "versions": {name: version(name) for name in ("krippendorff", "scipy", "statsmodels")},
        "alpha": {
            "krippendorff_2011": {"ratings": EXAMPLE_2011, "alpha": alphas(EXAMPLE_2011)},
            "made": {"ratings": made, "alpha": alphas(made)},
        },
        "kappa": {"counts": FLEISS_TABLE, "kappa": float(fleiss_kappa(np.array(FLEISS_TABLE)))},
        "correlations": correlations(),
    }
    path = Path(__file__).with_name("ratings.json")
    path.write_text(json.dumps(golden, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
