"""The fitted exponent of a power law, and Student's quantile behind its interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.stats import fit_power_law
from bench.stats.growth import student_quantile


@given(st.floats(-1, 3), st.floats(1e-3, 1e3))
def test_an_exact_power_law_is_found(exponent: float, factor: float) -> None:
    sizes = [10.0, 100.0, 1000.0, 10_000.0]
    law = fit_power_law(sizes, [factor * size**exponent for size in sizes])
    assert law is not None
    assert law.exponent == pytest.approx(exponent, abs=1e-9)
    assert law.factor == pytest.approx(factor, rel=1e-6)
    assert law.low <= law.exponent + 1e-9
    assert law.exponent <= law.high + 1e-9


# Table of Student's t, 97.5 %: any textbook.
@pytest.mark.parametrize(
    ("freedom", "value"), [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (30, 2.042)]
)
def test_students_quantile(freedom: int, value: float) -> None:
    assert student_quantile(0.975, freedom) == pytest.approx(value, abs=2e-3)
    assert student_quantile(0.5, freedom) == pytest.approx(0, abs=1e-6)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    generator = np.random.default_rng(0)
    sizes = 10.0 ** np.arange(1, 6)
    hits = 0
    for _ in range(400):
        law = fit_power_law(sizes.tolist(), (sizes * generator.lognormal(0, 0.2, 5)).tolist())
        assert law is not None
        hits += law.low <= 1 <= law.high
    assert 0.92 <= hits / 400 <= 0.98


@pytest.mark.parametrize(
    ("sizes", "costs"), [([1, 2], [1, 2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [0, 1, 2])]
)
def test_too_little_to_fit(sizes: list[float], costs: list[float]) -> None:
    assert fit_power_law(sizes, costs) is None
