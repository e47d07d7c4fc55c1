"""A run's folder, read once: every record that can be read, the others named."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.record import (
    COMPARISON_FILE,
    RECORD_FILE,
    RUN_FILE,
    Column,
    Comparison,
    Record,
    RecordError,
    find,
    read,
    runs_within,
)
from bench.report.boards import FACT_METRICS, HEADLINE, Board, System
from bench.report.families import ORDER


class RunError(ValueError):
    """A folder is no run; says what was looked for and what makes one."""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything under a run's folder.

    Attributes:
        info: ``run.json`` (command, experiment, started_at, finished_at, planned), or empty.
        unreadable: one line for each file that is no record.
    """

    path: Path
    info: Mapping[str, Any]
    boards: tuple[Board, ...]
    unreadable: tuple[str, ...]

    @property
    def records(self) -> list[Record]:
        """All records, board by board."""
        return [r for board in self.boards for system in board.systems for r in system.records]


def read_run(path: Path) -> Run:
    """Read all records of a run; those that cannot be read are named, the others shown.

    Raises:
        RunError: there is no such folder, nothing of a run in it, or other runs.
    """
    if not path.is_dir():
        raise RunError(f"no folder {path}: give the folder of a run, e.g. results/news_report/TIME")
    if others := runs_within(path):
        raise RunError(
            f"{path} is no folder of one run, which is one with {RUN_FILE}; it holds "
            f"{len(others)} other: give one, e.g. {others[-1]}"
        )
    records, comparisons, unreadable = [], {}, []
    for file in find(path, RECORD_FILE):
        try:
            records.append(read(file, Record))
        except RecordError as error:
            unreadable.append(str(error))
    for file in find(path, COMPARISON_FILE):
        try:
            comparison = read(file, Comparison)
            comparisons[comparison.task, comparison.condition] = comparison
        except RecordError as error:
            unreadable.append(str(error))
    info = _read_info(path / RUN_FILE, unreadable)
    if not (records or unreadable or info):
        raise RunError(f"{path} holds no {RECORD_FILE} and no {RUN_FILE}: it is no folder of a run")
    cells: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        cells[record.task, record.condition].append(record)
    boards = tuple(_board(key, cells[key], comparisons.get(key)) for key in sorted(cells))
    return Run(path, info, boards, tuple(unreadable))


def _read_info(path: Path, unreadable: list[str]) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        info = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        unreadable.append(f"{path} is no JSON: {error}")
        return {}
    return info if isinstance(info, dict) else {}


def _board(key: tuple[str, str], records: Sequence[Record], tests: Comparison | None) -> Board:
    cells: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        cells[record.generator].append(record)
    columns = _columns(records)
    headline = next((name for name in HEADLINE if name in columns), None)
    if headline is None:
        headline = next((name for name, column in columns.items() if column.better), None)
    systems = [
        System(generator, tuple(sorted(cell, key=lambda record: record.seed)))
        for generator, cell in cells.items()
    ]

    def place(system: System) -> tuple[bool, bool, float, int, str]:
        value = system.value(headline) if headline else None
        sign = -1.0 if headline and columns[headline].better == "higher" else 1.0
        order = ORDER.get(system.family.key, len(ORDER))
        missing = value is None
        return system.bound, missing, sign * (value or 0.0), order, system.generator

    return Board(*key, tuple(sorted(systems, key=place)), columns, headline, tests)


def _columns(records: Sequence[Record]) -> dict[str, Column]:
    specimens: dict[str, Column] = {}
    for record in records:
        for column in (*record.scores, *record.held_out):
            if column.key not in specimens or specimens[column.key].value is None:
                specimens[column.key] = column
    facts_first = sorted(
        specimens, key=lambda key: (key != HEADLINE[0], specimens[key].metric not in FACT_METRICS)
    )
    return {key: specimens[key] for key in facts_first}
