"""A scaling run measures every size in a process of its own and fits exponents."""

from __future__ import annotations

import io
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench import record
from bench.api import Source
from bench.record import Exponent, Growth, Point
from bench.report import growth_line, write_report
from bench.report.growth import describe, growth_figure
from bench.report.paper import LIGHT
from bench.scaling import measure_growth
from bench.scaling_point import count_characters, grow, spread
from tests.conftest import composed

SIZES = (
    "scaling.texts=[10,40,160,100000]",
    "scaling.train=[2]",
    "scaling.input=[1,4]",
    "scaling.batch=[1,8]",
    "scaling.fill_s=0.01",
    "scaling.budget_s=1",
)


def settings(generator: str) -> dict[str, Any]:
    return composed("+experiment=scaling", f"generator={generator}", *SIZES)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Growth]:
    run = tmp_path_factory.mktemp("run")
    (run / "run.json").write_text(json.dumps({"planned": 1}))
    return run, measure_growth(run / "cell", settings("template"))


def test_the_points_of_every_axis_that_applies(measured: tuple[Path, Growth]) -> None:
    run, growth = measured
    assert growth.status == "ok"
    sizes = {axis: [p.size for p in growth.points if p.axis == axis] for axis in ("texts", "batch")}
    assert sizes["texts"][:3] == [10, 40, 160]
    assert sizes["batch"] == [1, 8]
    assert {point.axis for point in growth.points} == {"texts", "input", "batch"}  # learns nothing
    assert all(point.seconds > 0 and point.repeats >= 1 for point in growth.points)
    assert record.read(run / "cell" / record.GROWTH_FILE, Growth) == growth


def test_time_grows_with_texts_and_the_line_says_so(measured: tuple[Path, Growth]) -> None:
    growth = measured[1]
    (time,) = [e for e in growth.exponents if (e.axis, e.cost) == ("texts", "seconds")]
    assert 0.5 < time.value < 1.5
    assert f"texts {time.value:.2f}" in growth_line(growth)


def test_the_page_shows_plots_and_table(measured: tuple[Path, Growth]) -> None:
    page = write_report(measured[0]).read_text(encoding="utf-8")
    assert "How cost grows" in page
    assert "Number of texts" in page
    assert (measured[0] / "growth.png").read_bytes().startswith(b"\x89PNG")


def test_no_leaderboard_is_promised_where_growth_alone_was_measured(
    measured: tuple[Path, Growth],
) -> None:
    page = write_report(measured[0]).read_text(encoding="utf-8")
    assert "leaderboard.csv" not in page
    assert not (measured[0] / "leaderboard.csv").exists()


def test_an_axis_ends_where_the_budget_does(tmp_path: Path) -> None:
    config = settings("template")
    config["scaling"] |= {"budget_s": 1e-6, "input": [], "batch": []}
    growth = measure_growth(tmp_path, config)
    assert [point.size for point in growth.points] == [10]
    assert "texts from 40 on" in growth.left_out[0]


def test_a_failing_system_keeps_its_reason(tmp_path: Path) -> None:
    config = settings("template")
    config["generator"]["system"] = {"_target_": "tests.fakes.LacksWeights"}
    growth = measure_growth(tmp_path, config)
    assert growth.status == "skipped"
    assert growth.failure is not None
    assert growth.failure.command
    assert not growth.points


def test_growing_a_source() -> None:
    source = Source("a", "", {"goals": [{"minute": 1}], "city": "Varga"}, "Sun again")
    grown = grow(source, 3)
    assert grown.facts == {"goals": [{"minute": 1}] * 3, "city": "Varga"}
    assert grown.text == "Sun again Sun again Sun again"
    assert count_characters(source) == len(json.dumps(source.facts)) + 9


def test_spread_items() -> None:
    assert spread(range(10), 4) == (0, 2, 5, 7)
    assert spread([1, 2], 5) == (1, 2)


@pytest.mark.parametrize(
    ("value", "low", "high", "words"),
    [
        (1.02, 0.99, 1.05, "linear"),
        (0.0, -0.05, 0.05, "constant"),
        (0.5, 0.4, 0.6, "less than linear"),
        (2.0, 1.9, 2.1, "more than linear"),
        (1.0, -3.0, 5.0, "not known: the interval is wider than 1"),
    ],
)
def test_readings(value: float, low: float, high: float, words: str) -> None:
    assert describe(Exponent("texts", "seconds", value, low, high, 1.0)) == words


def test_a_cost_that_grows_by_a_float_s_last_digit_can_be_drawn(
    measured: tuple[Path, Growth],
) -> None:
    flat = 3.70703125
    points = tuple(
        Point("texts", size, 1e-3 * size, flat + number * math.ulp(flat), 1)
        for number, size in enumerate((10, 20, 40))
    )
    figure = growth_figure([replace(measured[1], points=points, exponents=())], LIGHT)
    figure.savefig(io.BytesIO(), format="png")
    low, high = figure.axes[1].get_ylim()
    assert low < 0.9 * flat < 1.1 * flat < high
