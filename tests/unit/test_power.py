"""The power table and curve before a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import power, record
from bench.power import Question, Spread, find_comparison, spreads_of, tabulate
from bench.record import Comparison, Ranking
from bench.stats import minimum_detectable_difference

QUESTION = Question(alpha=0.05, comparisons=1, power=0.8)


def store(run: Path, task: str) -> None:
    folder = run / "comparisons" / task / "clean"
    folder.mkdir(parents=True)
    detectable = minimum_detectable_difference(2.0)
    rankings = (Ranking("bleu", (), {}, detectable, 2.0), Ranking("flat", (), {}, None))
    comparison = Comparison(task, "clean", ("a", "b"), 100, 0.05, 1000, rankings)
    record.write(folder / record.COMPARISON_FILE, comparison)


def test_spread_is_read_back_from_a_run(tmp_path: Path) -> None:
    store(tmp_path, "news")
    (spread,) = spreads_of(find_comparison(str(tmp_path)))
    assert (spread.key, spread.items) == ("bleu", 100)
    assert spread.sd == pytest.approx(2.0)
    assert spread.on(400) == pytest.approx(1.0)


def test_the_newest_run_of_a_task_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(power, "RESULTS", tmp_path)
    store(tmp_path / "one", "news")
    store(tmp_path / "two", "alerts")
    assert find_comparison("task=alerts").task == "alerts"
    with pytest.raises(power.NoSpread, match="run two systems first"):
        find_comparison("task=opera")


def test_four_times_the_items_find_half_the_difference() -> None:
    head, row = tabulate([Spread("bleu", 2.0, 150)], QUESTION)
    found = dict(zip(head, row, strict=True))
    assert float(found["50 items"]) == pytest.approx(2 * float(found["200 items"]), rel=0.01)
    assert float(found["150 items"]) == pytest.approx(2.8016 * 2.0, rel=0.01)


def test_more_comparisons_ask_for_a_larger_difference() -> None:
    (_, one), (_, many) = (
        tabulate([Spread("bleu", 2.0, 150)], Question(0.05, m, 0.8)) for m in (1, 20)
    )
    assert all(float(a) < float(b) for a, b in zip(one[1:], many[1:], strict=True))


def test_table_and_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "power.png"
    assert power.main(["--sd", "1.5", "--items", "60", "--out", str(picture)]) == 0
    assert "60 items" in capsys.readouterr().out
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "arguments", [["--sd", "0"], ["--sd", "1", "--power", "1"], ["--sd", "1", "--items", "0"]]
)
def test_senseless_numbers_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        power.main(arguments)


def test_nothing_to_start_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert power.main([str(tmp_path)]) == 2
    assert "state a spread" in capsys.readouterr().err
    assert power.main([]) == 2
    store(tmp_path, "news")
    assert power.main([str(tmp_path), "--score", "rouge"]) == 2
    assert "it has bleu, flat" in capsys.readouterr().err
