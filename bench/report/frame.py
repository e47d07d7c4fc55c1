"""The run as one flat table, a row for every system and seed: ``leaderboard.csv``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from bench.record import Record
from bench.report.boards import Board
from bench.report.readings import cost_readings
from bench.report.runs import Run

FILE = "leaderboard.csv"


def write_frame(run: Run) -> Path:
    """Write ``leaderboard.csv`` into the run's folder; empty fields are undefined values."""
    path = run.path / FILE
    frame(run).to_csv(path, index=False)
    return path


def frame(run: Run) -> pd.DataFrame:
    """All columns, intervals, timing and memory, in full precision; one row per cell."""
    readings = cost_readings(run.records)
    rows = [
        _row(board, record) | {reading.key: reading.read(record) for reading in readings}
        for board in run.boards
        for system in board.systems
        for record in system.records
    ]
    return pd.DataFrame(rows)


def _row(board: Board, record: Record) -> dict[str, Any]:
    ranks = board.ranks(board.headline, record.generator) if board.headline else None
    row: dict[str, Any] = {
        "task": record.task,
        "condition": record.condition,
        "generator": record.generator,
        "title": record.title,
        "family": record.family,
        "bound": record.bound,
        "seed": record.seed,
        "status": record.status,
        "reason": record.failure.reason if record.failure else None,
        "texts": record.texts,
        "empty_texts": record.empty_texts,
        "rank_best": ranks[0] if ranks else None,
        "rank_worst": ranks[1] if ranks else None,
        "wall_s": record.wall_s,
        "fit_cached": record.timing.fit_cached if record.timing else None,
    }
    for key in board.columns:
        for prefix, columns in (("", record.scores), ("held_out_", record.held_out)):
            column = next((column for column in columns if column.key == key), None)
            row[prefix + key] = column.value if column else None
            row[f"{prefix}{key}_low"] = column.low if column else None
            row[f"{prefix}{key}_high"] = column.high if column else None
    return row
