"""The command as a user types it, on the traditional systems."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench import record
from bench.cell import CellError, score_cell
from bench.record import Comparison, Record
from tests.conftest import ROOT

QUICK = (
    "speed.single_stream_s=0.2",
    "speed.offline_s_min=0.05",
    "statistics.resamples=500",
)


def run_bench(
    folder: Path, *arguments: str, path: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """``python -m bench`` in a folder of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([*path, str(ROOT)]), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def only_run(folder: Path, experiment: str) -> Path:
    (run,) = (folder / "results" / experiment).iterdir()
    return run


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """One narrowed sweep of the experiment, two seeds."""
    folder = tmp_path_factory.mktemp("swept")
    done = run_bench(
        folder,
        "+experiment=news_report",
        "generator=oracle,silent,template,rules",
        "seed=1,2",
        *QUICK,
    )
    assert done.returncode == 0, done.stderr
    return only_run(folder, "news_report"), done.stdout


def test_every_cell_has_a_record(swept: tuple[Path, str]) -> None:
    records = [record.read(path, Record) for path in record.find(swept[0])]
    cells = {(r.generator, r.seed) for r in records}
    assert cells == {(g, s) for g in ("oracle", "silent", "template", "rules") for s in (1, 2)}
    assert all(r.status == "ok" and r.texts == 150 for r in records)


def test_every_score_lies_between_the_bounds(swept: tuple[Path, str]) -> None:
    records = {r.generator: r for r in (record.read(p, Record) for p in record.find(swept[0]))}
    for key in ("chrf", "rougeL", "fact_recall"):
        held_out = {
            name: {column.key: column.value for column in found.held_out}[key]
            for name, found in records.items()
        }
        assert held_out["silent"] == 0
        assert all(
            value is not None and value > 0 for n, value in held_out.items() if n != "silent"
        )
    assert records["oracle"].scores == ()
    silent = records["silent"].column("slot_error_rate")
    assert silent is not None
    assert silent.value == 100


def test_the_systems_are_compared(swept: tuple[Path, str]) -> None:
    path = swept[0] / "comparisons/news_report/clean/comparison.json"
    comparison = record.read(path, Comparison)
    assert set(comparison.systems) == {"template", "rules"}
    keys = {ranking.key for ranking in comparison.rankings}
    assert {"slot_error_rate", "bleu", "chrf"} <= keys
    assert all(0 < pair.p <= pair.p_adjusted <= 1 for r in comparison.rankings for pair in r.pairs)


def test_the_page_the_pictures_and_the_table_are_there(swept: tuple[Path, str]) -> None:
    run, printed = swept
    page = (run / "report.html").read_text(encoding="utf-8")
    assert "Jinja2 templates" in page
    assert "Rule pipeline" in page
    assert len(list(run.glob("*.png"))) >= 3
    with (run / "leaderboard.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 8
    assert f"report: {run / 'report.html'}" in printed
    note = json.loads((run / "run.json").read_text())
    assert note["planned"] == 8
    assert note["finished_at"]


def test_a_failing_system_never_stops_the_others(tmp_path: Path) -> None:
    systems = tmp_path / "own" / "generator"
    systems.mkdir(parents=True)
    (systems / "broken.yaml").write_text(
        "name: broken\nfamily: fake\ntitle: Broken\n"
        "system: {_target_: tests.fakes.Raises, trouble_with: weather-test-003}\n"
    )
    (systems / "poor.yaml").write_text(
        "name: poor\nfamily: fake\ntitle: Poor\nsystem: {_target_: tests.fakes.LacksWeights}\n"
    )
    done = run_bench(tmp_path, "--config-dir", "own", "generator=broken,poor,template", *QUICK)
    assert done.returncode == 1
    statuses = {
        r.generator: r.status
        for r in (record.read(p, Record) for p in record.find(only_run(tmp_path, "single")))
    }
    assert statuses == {"broken": "failed", "poor": "skipped", "template": "ok"}
    assert (
        "failed: broken seed 1 on news_report: ValueError: no rule for <this> kind" in done.stdout
    )
    assert "to mend it: fetch giant" in done.stdout


def write_own(folder: Path, name: str, text: str) -> None:
    """A user's own configuration file: ``write_own(folder, "task/tides", ...)``."""
    path = folder / "own" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="surrogateescape")


RAISES = "{_target_: tests.unit.test_judges.Raises}"


def test_a_broken_metric_never_stops_the_others(tmp_path: Path) -> None:
    write_own(tmp_path, "metrics/own", f"defaults: [default, _self_]\nraises: {RAISES}\n")
    done = run_bench(
        tmp_path, "--config-dir", "own", "generator=template,rules", "metrics=own", *QUICK
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "metric raises failed: ZeroDivisionError: nothing to divide by" in done.stdout
    records = [record.read(p, Record) for p in record.find(only_run(tmp_path, "single"))]
    assert {(r.task, r.generator, r.status) for r in records} == {
        ("news_report", "template", "ok"),
        ("news_report", "rules", "ok"),
    }
    assert "report: " in done.stdout


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("generator=tmplate", r"Could not find 'generator/tmplate'[\s\S]*template"),
        ("generator=template,rulez", r"Could not find 'generator/rulez'[\s\S]*rules"),
        ("+experiment=nws", r"Could not find 'experiment/nws'[\s\S]*news_report"),
        ("speed.batch_size=4", "Available keys: batch_sizes"),
        ("generator.system.sed=4", "Available keys: _target_, task, seed"),
        ("seed=one", "'one' of type 'str' could not be converted to Integer"),
        ("device=gpu", "gpu"),
        ("seed=1,2 device=gpu", "expected one of .*cuda"),
        ("generator=rules,ngram speed.batch_size=4", "Available keys: batch_sizes"),
        ("task.path=nowhere", r"no file .*test\.jsonl"),
        ("+task.max_wrds=4", "'max_wrds' is unknown; perhaps max_words"),
        ("task.language=fr", "facts are matched in"),
        ("metrics.facts._target_=metrics.facts.Fcts", "metric 'facts': .*has no 'Fcts'"),
        ("hydra.sweep.dir=/dev/null/run", "cannot write /dev/null/run: .*hydra.sweep.dir=FOLDER"),
    ],
)
def test_a_typo_dies_at_once_with_the_options(tmp_path: Path, argument: str, message: str) -> None:
    done = run_bench(tmp_path, *argument.split())
    assert done.returncode in (1, 2)
    assert re.search(message, done.stderr)
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("statistics.alpha=5",), "statistics.alpha: wanted a number between 0 and 1, found 5.0"),
        (("seed=1,2", "speed.repeats_max=9,0"), "speed.repeats_max: wanted a whole number"),
        (("+experiment=scaling", "generator=template", "scaling.texts=[0]"), "found [0]"),
        (("statistics.goodput=faithful",), "statistics.goodput: wanted a column"),
    ],
)
def test_a_value_out_of_range_dies_in_one_line_before_any_cell(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = run_bench(tmp_path, *arguments, *QUICK)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert message in line
    assert not list(tmp_path.rglob("run.json"))


def test_showing_the_configuration_runs_nothing(tmp_path: Path) -> None:
    done = run_bench(tmp_path, "--cfg", "job")
    assert done.returncode == 0
    assert "max_words: 110" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_run_is_taken_up_where_it_ended(swept: tuple[Path, str], tmp_path: Path) -> None:
    arguments = ("generator=template,rules", "hydra.sweep.dir=here", *QUICK)
    assert run_bench(tmp_path, *arguments).returncode == 0
    first = {path: path.stat().st_mtime_ns for path in record.find(tmp_path / "here")}
    assert run_bench(tmp_path, *arguments).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in record.find(tmp_path / "here")} == first
    other = run_bench(tmp_path, *arguments, "timeout_s=99")
    assert other.returncode != 0
    assert "another configuration" in other.stderr
    assert "Traceback" not in other.stderr
    assert {path: path.stat().st_mtime_ns for path in record.find(tmp_path / "here")} == first


def test_scoring_again_names_a_broken_cell_and_scores_the_others(
    swept: tuple[Path, str], tmp_path: Path
) -> None:
    whole = next(record.find(swept[0])).parent
    shutil.copytree(whole, tmp_path / "whole")
    (tmp_path / "whole" / record.RECORD_FILE).unlink()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "outcome.json").write_text("{", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bench.cell", str(tmp_path)], cwd=ROOT, capture_output=True,
        text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "broken holds no finished cell" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "whole" / record.RECORD_FILE).exists()


def test_a_cell_that_was_handed_on_without_its_rows_is_scored_from_its_judged_texts(
    swept: tuple[Path, str], tmp_path: Path
) -> None:
    cell = tmp_path / "cell"
    shutil.copytree(next(record.find(swept[0])).parent, cell)
    before = record.read(cell / record.RECORD_FILE, record.Record)
    (cell / "rows.jsonl").unlink()
    after = score_cell(cell)
    assert after.timing == before.timing
    assert [column.value for column in after.scores] == [column.value for column in before.scores]
    texts = (cell / "judgements.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (cell / "judgements.jsonl").write_text("".join(texts[1:]), encoding="utf-8")
    with pytest.raises(CellError, match=rf"no text for 1 of {len(texts)} items"):
        score_cell(cell)
    (cell / "judgements.jsonl").unlink()
    with pytest.raises(CellError, match=r"neither rows\.jsonl nor"):
        score_cell(cell)


@pytest.mark.parametrize("module", ["bench.cell", "bench.compare", "bench.report"])
def test_every_stage_reruns_from_its_input(swept: tuple[Path, str], module: str) -> None:
    page = swept[0] / "report.html"
    before = page.read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", module, str(swept[0])], cwd=ROOT, capture_output=True, text=True,
        timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(page.read_text(encoding="utf-8")) == pytest.approx(len(before), rel=0.05)
