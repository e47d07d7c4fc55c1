"""A scaling run measures every size in a process of its own and fits exponents."""

from __future__ import annotations

import io
import json
import math
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench import record
from bench.api import Source
from bench.events import Events
from bench.meter import Meter
from bench.record import Exponent, Failure, Growth, Point
from bench.report import growth_line, write_report
from bench.report.growth import describe, growth_figure
from bench.report.paper import LIGHT
from bench.scaling import measure_growth
from bench.scaling_point import count_characters, grow, measure, spread
from tests.conftest import ROOT, composed

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


def test_too_few_sizes_are_called_so(measured: tuple[Path, Growth]) -> None:
    few = replace(measured[1], points=measured[1].points[:2], exponents=())
    assert growth_line(few) == "ok      template: too few sizes for an exponent"


def test_a_failure_without_exponents_is_named(measured: tuple[Path, Growth]) -> None:
    failure = Failure("ValueError: no rule", "texts", "", ())
    broken = replace(measured[1], exponents=(), status="failed", failure=failure)
    assert growth_line(broken) == "FAILED  template: ValueError: no rule"


def test_no_training_items_are_an_end_with_a_mend(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(ROOT / "bench" / "tasks" / "news_report", corpus)
    (corpus / "train.jsonl").write_text("", encoding="utf-8")
    config = settings("template")
    config["task"]["path"] = str(corpus)
    growth = measure_growth(tmp_path / "cell", config)
    assert growth.status == "failed"
    assert growth.failure is not None
    assert "wanted training items" in growth.failure.reason


ORPHAN = """
import sys
from pathlib import Path
from bench.child import run_worker
run_worker(Path(sys.argv[1]), "orphan", 600.0, "bench.scaling_point")
"""


@pytest.mark.parametrize("fake", ["Dawdles", "NeverFits"])
def test_a_measuring_process_ends_with_its_run(tmp_path: Path, fake: str) -> None:
    """Killed as no process can help; the work may tell its progress or be one long call."""
    config = settings("template") | {"point": {"axis": "texts", "size": 100_000}}
    config["generator"]["system"] = {"_target_": f"tests.fakes.{fake}", "mark": str(tmp_path)}
    (tmp_path / "cell.json").write_text(json.dumps(config), encoding="utf-8")
    run = subprocess.Popen([sys.executable, "-c", ORPHAN, str(tmp_path)], cwd=ROOT)
    wait_until((tmp_path / "pid").exists)
    child = int((tmp_path / "pid").read_text())
    assert is_running(child)
    run.kill()
    run.wait()
    wait_until(lambda: not is_running(child))


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_point_tells_its_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.events._EVERY_S", 0.0)
    told = io.StringIO()
    monkeypatch.setattr(Events, "from_environment", lambda: Events(told))
    config = settings("template") | {"point": {"axis": "texts", "size": 40}}
    (tmp_path / "cell.json").write_text(json.dumps(config), encoding="utf-8")
    measure(tmp_path, Meter(), 0)
    lines = told.getvalue().splitlines()
    assert "phase\tfit\t0" in lines
    after = lines[lines.index("phase\ttexts\t0") + 1 :]
    assert after[:2] == ["done\t32\t", "done\t40\t"]


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
