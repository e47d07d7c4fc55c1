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
    (spread,) = spreads_of(find_comparison(str(tmp_path)).comparison)
    assert (spread.key, spread.items) == ("bleu", 100)
    assert spread.sd == pytest.approx(2.0)
    assert spread.on(400) == pytest.approx(1.0)


def test_the_newest_run_of_a_task_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(power, "RESULTS", tmp_path)
    store(tmp_path / "one", "news")
    store(tmp_path / "two", "alerts")
    found = find_comparison("task=alerts")
    assert (found.run, found.comparison.task) == (tmp_path / "two", "alerts")
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


def test_the_run_is_named_first_and_gets_the_curves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setattr(power, "RESULTS", tmp_path / "results")
    run = tmp_path / "results" / "news" / "then"
    store(run, "news")
    assert power.main(["task=news"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"Run {run}: 2 systems (a, b), 100 items of news (clean)."
    assert told[-1] == f"Curves: {run / 'power.png'}"
    assert (run / "power.png").read_bytes().startswith(b"\x89PNG")
    assert power.main([str(tmp_path), "--out", "mine.png"]) == 0
    assert [path.name for path in Path().iterdir()] == ["mine.png"]


def test_the_folder_with_run_json_is_the_run_s(tmp_path: Path) -> None:
    store(tmp_path / "kept" / "elsewhere", "news")
    (tmp_path / "kept" / "run.json").write_text("{}", encoding="utf-8")
    assert find_comparison(str(tmp_path)).run == tmp_path / "kept"


def test_a_stated_spread_has_no_run_to_draw_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert power.main(["--sd", "1.5", "--items", "60"]) == 0
    assert "name a file with --out" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
    assert power.main(["--sd", "1.5", "--out", "nowhere/power.png"]) == 2
    assert "cannot be written" in capsys.readouterr().err


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
