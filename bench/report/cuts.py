"""The same scores cut otherwise: by slice of the items, and by seed."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

from bench.record import Column, Slice
from bench.report import formats
from bench.report.boards import Board, Estimate, System
from bench.report.tables import Cell, Head, Row, Table, head_of, leading_keys, over_note


def slices(board: Board, key: str) -> list[Table]:
    """A column by every way of cutting the items, best and worst shaded, one table per cut."""
    column = board.columns[key]
    kept: dict[str, dict[str, dict[str, Slice]]] = {}
    for system in board.ranked:
        for part in system.finished[0].slices:
            kept.setdefault(part.by, {}).setdefault(part.value, {})[system.generator] = part
    tables = []
    for by, values in kept.items():
        means = [
            [_slice_mean(system, by, value, key) for value in values] for system in board.ranked
        ]
        flat = [mean for row in means for mean in row if mean is not None]
        if not flat or len(values) < 2:
            continue
        heat = heat_of(flat, column)
        rows = tuple(
            Row(
                system,
                tuple(Cell(formats.score(mean, column), mean, heat=heat(mean)) for mean in row),
            )
            for system, row in zip(board.ranked, means, strict=True)
        )
        heads = tuple(
            Head(value, f"n={next(iter(parts.values())).texts}", f"{by}: {value}")
            for value, parts in values.items()
        )
        tables.append(Table(f"{column.label} by {by.replace('_', ' ')}", heads, rows))
    return tables


def _slice_mean(system: System, by: str, value: str, key: str) -> float | None:
    found = [
        score
        for record in system.finished
        for part in record.slices
        if (part.by, part.value) == (by, value) and (score := part.scores.get(key)) is not None
    ]
    return statistics.fmean(found) if found else None


def heat_of(values: Sequence[float], column: Column) -> Callable[[float | None], float | None]:
    """Share of the way from the worst to the best value."""
    low, high = min(values), max(values)

    def share(value: float | None) -> float | None:
        if value is None or column.better is None or high == low:
            return None
        way = (value - low) / (high - low)
        return way if column.better == "higher" else 1 - way

    return share


def seeds(board: Board) -> Table | None:
    """Mean, sd and range over seeds; None where no system has several."""
    systems = [system for system in board.ranked if len(system.finished) > 1]
    keys = leading_keys(board)
    if not systems:
        return None
    rows = []
    for system in systems:
        cells = [Cell(str(len(system.finished)), len(system.finished))]
        for key in keys:
            estimate = system.estimate(key)
            cells.append(_seed_cell(estimate) if estimate else Cell(formats.ABSENT))
        rows.append(Row(system, tuple(cells)))
    heads = (Head("Seeds"), *(head_of(board.columns[key]) for key in keys))
    note = over_note(board, keys)
    return Table("Mean, standard deviation and range over seeds", heads, tuple(rows), note)


def _seed_cell(estimate: Estimate) -> Cell:
    column, values = estimate.column, estimate.by_seed
    sd = f" ± {formats.score(estimate.sd, column)}" if estimate.sd is not None else ""
    spread = formats.interval(min(values), max(values), column)
    return Cell(f"{formats.score(estimate.value, column)}{sd}", estimate.value, spread)
