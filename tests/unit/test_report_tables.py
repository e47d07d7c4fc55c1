"""Tables of the report: the leaderboard and its notes, the terminal's, Markdown's, throughput."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from bench.record import Offline, Record
from bench.report import formats, one_line, terminal_table
from bench.report.boards import Board, System
from bench.report.costs import throughput_table
from bench.report.markdown import markdown_table
from bench.report.runs import read_run
from bench.report.tables import Cell, all_scores, leaderboard
from tests.unit.made_records import SYSTEMS, failed_record, record_of
from tests.unit.made_run import made_run

SYSTEM = System("made", (record_of(SYSTEMS[0], 1),))


def test_a_ceilings_facts_are_shown_and_its_overlap_is_not(tmp_path: Path) -> None:
    board = read_run(made_run(tmp_path)).boards[0]
    human = dataclasses.replace(SYSTEM.records[0], bound=True, scores=())
    ceiling = System("oracle", (human,))
    board = dataclasses.replace(board, systems=(*board.ranked, ceiling))
    table = leaderboard(board)
    shown = dict(zip([head.label for head in table.heads], table.rows[-1].cells, strict=True))
    wanted = ceiling.estimate("slot_error_rate", held_out=True)
    assert wanted is not None
    assert shown["Slot error rate"].sort == wanted.value
    assert shown["chrF++"].text == formats.ABSENT

    assert "only its facts stand here" in table.note
    bare = System("oracle", (dataclasses.replace(human, held_out=()),))
    table = leaderboard(dataclasses.replace(board, systems=(*board.ranked, bare)))
    assert {cell.text for cell in table.rows[-1].cells[1:5]} == {formats.ABSENT}
    assert (
        f"{human.title}: no scores, since it answers with a reference and the items" in table.note
    )


@pytest.mark.parametrize(("errors", "noted"), [(110.7, True), (100.0, False)])
def test_a_rate_above_a_hundred_has_a_note(tmp_path: Path, errors: float, noted: bool) -> None:
    worst = dataclasses.replace(SYSTEMS[3], errors=errors)
    run = made_run(tmp_path, systems=(*SYSTEMS[:3], worst), seeds=(1,))
    board = read_run(run).boards[0]
    for table in (leaderboard(board), all_scores(board)):
        assert ("Slot error rate can pass 100 %: invented facts count too" in table.note) == noted
        assert "no scores" not in table.note


def test_the_terminal_shows_a_ceilings_facts_too(tmp_path: Path) -> None:
    run = made_run(tmp_path)
    (path,) = run.glob("cells/*/*/oracle/seed-1/record.json")
    document = json.loads(path.read_text("utf-8")) | {"scores": []}
    path.write_text(json.dumps(document), "utf-8")
    (row,) = (line for line in terminal_table(run, 160).splitlines() if "Human reference" in line)
    rate = next(c["value"] for c in document["held_out"] if c["key"] == "slot_error_rate")
    assert row.split("│")[3].strip() == f"{rate:.1f}"


def test_one_line_of_a_finished_cell() -> None:
    line = one_line(record_of(SYSTEMS[0], 1))
    assert line.startswith("ok")
    assert "Slot error rate 1.2 %" in line
    assert "0.41 ms a text" in line


def test_one_line_of_a_failed_cell_says_what_mends_it() -> None:
    line = one_line(failed_record("gpt2"))
    assert line.startswith("FAILED")
    assert line.endswith("to mend it: pip install peft")
    assert "\n" not in line


@pytest.mark.parametrize("width", [80, 120, 200])
def test_terminal_table_fits(tmp_path: Path, width: int) -> None:
    text = terminal_table(made_run(tmp_path, seeds=(1,)), width)
    assert max(map(len, text.splitlines())) <= width
    assert "1–2" in text
    assert "Rule pipeline" in text


@pytest.mark.parametrize(
    ("alone", "together", "share", "note"),
    [
        (6, 150, 2 / 3, "of 6 texts"),
        (20, 16, 0.5, "of 16 texts"),
        (150, 3000, 0.02, "of 150 texts"),
        (6, 150, 0.013, "of the texts of that pass"),
        (6, None, 0.5, "of the texts of that pass"),
    ],
)
def test_a_share_of_changed_texts_says_of_how_many(
    alone: int, together: int | None, share: float, note: str
) -> None:
    made = record_of(SYSTEMS[5], 1)
    assert made.timing is not None
    assert made.timing.single_stream is not None
    timing = dataclasses.replace(
        made.timing,
        single_stream=dataclasses.replace(made.timing.single_stream, texts=alone),
        offline=(Offline(8 if together else 32, together or 150, 1.0, 1.0),),
    )
    first = dataclasses.replace(made, timing=timing, varying_share={"8": share})
    cell = _changed(first)
    assert cell.note == note
    assert cell.text == f"{100 * share:.1f}"
    second = dataclasses.replace(first, seed=2)
    assert _changed(first, second).note == (note if "pass" in note else f"{note} a seed")


def test_seeds_with_other_numbers_of_texts_have_a_range() -> None:
    few = record_of(SYSTEMS[5], 1)
    many = dataclasses.replace(record_of(SYSTEMS[0], 2), generator=few.generator)
    assert _changed(few, many).note == "of 30 to 150 texts a seed"


def _changed(*records: Record) -> Cell:
    board = Board("t", "clean", (System(records[0].generator, records),), {}, None, None)
    table = throughput_table(board)
    assert table is not None
    assert "one at a time" in table.note
    return table.rows[0].cells[[head.label for head in table.heads].index("Changed at 8")]


def test_markdown_marks_a_cached_fit(tmp_path: Path) -> None:
    run = made_run(tmp_path, seeds=(1,))
    cached = SYSTEMS[2]
    for marked in ([cached.title], []):
        for path in run.glob("cells/*/*/*/seed-1/record.json"):
            document = json.loads(path.read_text("utf-8"))
            if document["timing"]:
                document["timing"]["fit_cached"] = document["title"] in marked
            path.write_text(json.dumps(document), "utf-8")
        table = markdown_table(run)
        rows = [line.split(" | ")[1] for line in table.splitlines() if "(cached) |" in line]
        assert rows == marked
        assert ("A cached fit keeps the time" in table) == bool(marked)
