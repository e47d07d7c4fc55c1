"""A cell always ends in a record, however its system behaves: five statuses, one way each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import record
from bench.cell import CellError, run_cell, score_cell
from bench.record import Record
from tests.conftest import composed


@pytest.fixture
def run_fake(tmp_path: Path) -> Any:
    """Run a class of ``tests.fakes`` as a cell on a corpus of a few items."""

    def run(name: str, **overrides: Any) -> Record:
        return run_cell(
            tmp_path, tmp_path / "cells" / name, fake_config(tmp_path, name) | overrides
        )

    return run


def fake_config(folder: Path, name: str) -> dict[str, Any]:
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for split, count in (("train", 3), ("dev", 3), ("test", 40)):
        rows = [
            {
                "id": f"{split}-{number}",
                "desk": "weather",
                "unseen_entities": False,
                "headline": f"Sun\u2028again on day {number} of May",
                "facts": {"city": "Varga"},
                "references": [f"Sun again in Varga on day {number}.", "A sunny day in Varga."],
            }
            for number in range(count)
        ]
        (corpus / f"{split}.jsonl").write_text(
            "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8"
        )
    config = composed("generator=silent", "metrics=default", f"task.path={corpus}")
    system = {"_target_": f"tests.fakes.{name}"}
    return config | {
        "generator": {"name": name.lower(), "family": "fake", "title": name, "system": system},
        "timeout_s": 60.0,
    }


def test_a_good_system_is_measured_and_scored(run_fake: Any, tmp_path: Path) -> None:
    made = run_fake("Echo")
    assert made.status == "ok"
    assert made.failure is None
    assert [phase.name for phase in made.phases] == [
        "build", "fit", "cold", "warm_up", "single_stream", "offline_1", "offline_8", "offline_32",
    ]  # fmt: skip
    assert made.timing is not None
    assert made.timing.single_stream is not None
    assert made.timing.single_stream.texts == 40
    assert [o.batch_size for o in made.timing.offline] == [1, 8, 32]
    assert made.memory is not None
    assert 10 < made.memory.import_floor_mb <= made.memory.peak_rss_mb < 200
    assert made.varying_share == {"8": 0.0, "32": 0.0}
    assert made.mean_words == 7
    chrf = made.column("chrf")
    assert chrf is not None
    assert chrf.value is not None
    assert chrf.low is not None
    assert chrf.high is not None
    assert 0 < chrf.low <= chrf.value <= chrf.high < 100
    assert all(column.recipe for column in made.scores if column.value is not None)
    assert {part.by for part in made.slices} == {"desk", "unseen_entities", "input_size"}
    assert record.read(tmp_path / "cells/Echo/record.json", Record) == made


def test_the_harness_costs_little(run_fake: Any) -> None:
    made = run_fake("Echo")
    assert made.harness.own_s < 3  # a second on a machine with nothing else to do
    assert 50 < made.harness.stamp_ns < 20_000


def test_raising_is_failed_and_keeps_the_rows(run_fake: Any, tmp_path: Path) -> None:
    made = run_fake("Raises")
    assert made.status == "failed"
    assert made.failure.reason == "ValueError: no rule for <this> kind"
    assert made.failure.phase == "single_stream"
    assert "Traceback" in "\n".join(made.failure.last_lines)
    assert made.texts > 0
    rows = (tmp_path / "cells/Raises/rows.jsonl").read_text().splitlines()
    assert all(json.loads(row)["text"] == "A text." for row in rows)
    assert made.scores == ()


@pytest.mark.parametrize(("name", "reason"), [("Killed", "SIGKILL"), ("Leaves", "exit code 7")])
def test_a_dead_process_is_killed(run_fake: Any, name: str, reason: str) -> None:
    made = run_fake(name)
    assert made.status == "killed"
    assert reason in made.failure.reason
    assert made.texts > 0


def test_hanging_is_timeout(run_fake: Any) -> None:
    made = run_fake("Hangs", timeout_s=4.0)
    assert made.status == "timeout"
    assert made.failure.reason == "no end after 4 s"
    assert "timeout_s" in made.failure.command
    assert made.texts > 0
    assert 4 <= made.wall_s < 8


def test_printing_nothing_is_ok_and_scored_as_empty(run_fake: Any) -> None:
    made = run_fake("Mute")
    assert made.status == "ok"
    assert made.empty_texts == made.texts == 40
    assert made.column("bleu").value == 0
    assert made.timing.cold_first_text_ms is None


def test_line_ends_within_texts_end_no_line_of_a_file(run_fake: Any, tmp_path: Path) -> None:
    made = run_fake("Separates")
    assert made.status == "ok"
    assert made.texts == 40
    ends = "\u2028one\u2029two\x85three\x0bfour\nfive."
    with (tmp_path / "cells/Separates/judgements.jsonl").open(encoding="utf-8") as lines:
        judged = [json.loads(line)["text"] for line in lines]
    assert judged == [f"Sun\u2028again on day {number} of May{ends}" for number in range(40)]
    (tmp_path / "cells/Separates/rows.jsonl").unlink()
    assert score_cell(tmp_path / "cells/Separates").scores == made.scores


def test_a_damaged_row_is_named(run_fake: Any, tmp_path: Path) -> None:
    run_fake("Echo")
    rows = tmp_path / "cells/Echo/rows.jsonl"
    whole = rows.read_text(encoding="utf-8")
    rows.write_text("{" + whole, encoding="utf-8")
    with pytest.raises(CellError, match=r"rows\.jsonl:1 is no row: .*: run the cell again"):
        score_cell(rows.parent)
    rows.write_text(whole + '{"cut', encoding="utf-8")
    assert score_cell(rows.parent).status == "ok"


@pytest.mark.parametrize(
    ("name", "command"),
    [("LacksModule", "pip install surely_not_installed"), ("LacksWeights", "fetch giant")],
)
def test_lacking_something_is_skipped_with_the_command(
    run_fake: Any, name: str, command: str
) -> None:
    made = run_fake(name)
    assert made.status == "skipped"
    assert made.failure.command == command


def test_finished_work_is_taken_up_and_never_overwritten(run_fake: Any, tmp_path: Path) -> None:
    first = run_fake("Echo")
    assert run_fake("Echo") == first
    with pytest.raises(CellError, match="another configuration"):
        run_fake("Echo", seed=2)
    assert record.read(tmp_path / "cells/Echo/record.json", Record) == first


def test_a_failed_cell_is_run_again(run_fake: Any) -> None:
    assert run_fake("Raises").started_at
    assert run_fake("Raises").status == "failed"


def test_a_cached_fit_keeps_its_timing_and_is_marked(tmp_path: Path) -> None:
    config = fake_config(tmp_path, "Echo")
    first = run_cell(tmp_path, tmp_path / "a", config)
    again = run_cell(tmp_path, tmp_path / "b", config)
    assert first.timing is not None
    assert again.timing is not None
    assert (first.timing.fit_cached, again.timing.fit_cached) == (False, True)
    assert again.timing.fit_s == first.timing.fit_s
    assert again.timing.load_s is not None
    assert "fit" not in {phase.name for phase in again.phases}
    fresh = run_cell(tmp_path, tmp_path / "c", config | {"use_cached_fits": False})
    assert fresh.timing is not None
    assert not fresh.timing.fit_cached


def test_scoring_again_needs_the_files_only(run_fake: Any, tmp_path: Path) -> None:
    made = run_fake("Echo")
    again = score_cell(tmp_path / "cells" / "Echo")
    assert again.scores == made.scores
    assert again.timing == made.timing
    with pytest.raises(CellError, match="no finished cell"):
        score_cell(tmp_path)


def test_rows_cut_off_by_death_are_read_up_to_there(run_fake: Any, tmp_path: Path) -> None:
    run_fake("Raises")
    rows = tmp_path / "cells/Raises/rows.jsonl"
    whole = rows.read_text()
    rows.write_text(whole + '{"id": "te')
    assert score_cell(rows.parent).texts == run_fake("Raises").texts
