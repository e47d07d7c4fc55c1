"""The tables of cost: start-up, fit, first call and steady state apart, then memory."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from bench.record import Record
from bench.report import formats
from bench.report import readings as r
from bench.report.boards import Board, System
from bench.report.tables import Cell, Head, Row, Table, cost_cell


def latency_table(board: Board) -> Table:
    """From a fresh process to the steady state, one request at a time."""
    steady = (r.MEDIAN, r.PER_100, r.FIRST_TEXT, r.GAP)
    kept = [r.START_UP, r.FIT, r.LOAD, r.FIRST_CALL, *steady]
    rows = []
    for system in _shown(board):
        cells = [cost_cell(system, reading) for reading in kept]
        cells[1] = _fit_cell(system)
        cells.insert(5, _tail_cell(system))
        rows.append(Row(system, (*cells, cost_cell(system, r.WORDS))))
    heads = [_head(reading) for reading in (*kept, r.WORDS)]
    heads.insert(5, Head("p95", "ms", "95th percentile from 59 texts on, else the slowest and n"))
    return Table("Single-stream latency", tuple(heads), tuple(rows))


def throughput_table(board: Board) -> Table | None:
    """Texts per second with all texts at hand, and the share that batching changed."""
    offline = r.offline_readings(_records(board))
    if not offline:
        return None
    sizes = sorted({size for record in _records(board) for size in record.varying_share}, key=_size)
    kept = [*offline, r.FAITHFUL_RATE]
    rows = tuple(
        Row(
            system,
            (
                *(cost_cell(system, reading) for reading in kept),
                *(_varying_cell(system, size) for size in sizes),
            ),
        )
        for system in _shown(board)
    )
    heads = (
        *(_head(reading) for reading in kept),
        *(
            Head(
                f"Changed at {size}", "% of texts", f"differ from batch size 1 at batch size {size}"
            )
            for size in sizes
        ),
    )
    return Table("Offline throughput and batch invariance", heads, rows)


def memory_table(board: Board) -> Table:
    """Peak resident memory by phase beside the floor, GPU and disk."""
    kept = [r.FLOOR, *r.phase_readings(_records(board)), r.PEAK, r.GPU_PEAK, r.DISK]
    rows = tuple(
        Row(system, tuple(cost_cell(system, reading) for reading in kept))
        for system in _shown(board)
    )
    return Table("Memory of the isolated process", tuple(map(_head, kept)), rows)


def harness_table(board: Board) -> Table:
    """What the measuring itself cost in each cell."""
    rows = []
    for system in board.systems:
        for record in system.records:
            harness = record.harness
            if harness is None:
                continue
            costs = (record.wall_s, harness.own_s, 100 * harness.share)
            scoring = (harness.score_s, harness.stamp_ns)
            cells = (Cell(formats.significant(value), value) for value in (*costs, *scoring))
            rows.append(Row(system, (Cell(str(record.seed), record.seed), *cells)))
    heads = (
        Head("Seed"),
        Head("Cell", "s", "wall time of the whole cell"),
        Head("Harness", "s", "start-up of the child, stamping and writing rows"),
        Head("Share", "%", "of the child's wall time"),
        Head("Scoring", "s", "metrics, after the child has ended"),
        Head("Stamp", "ns", "calibrated cost of stamping one chunk"),
    )
    return Table("The harness's own cost", heads, tuple(rows))


def _shown(board: Board) -> tuple[System, ...]:
    return (*board.ranked, *board.bounds)


def _records(board: Board) -> Sequence[Record]:
    return [record for system in _shown(board) for record in system.finished]


def _head(reading: r.Reading) -> Head:
    return Head(reading.label, reading.unit, reading.meaning)


def _fit_cell(system: System) -> Cell:
    value = system.mean(r.FIT.read)
    cached = any(record.timing and record.timing.fit_cached for record in system.finished)
    note = "cached: time of the original fit" if cached else ""
    return Cell(formats.reading(value, r.FIT.unit), value, note)


def _tail_cell(system: System) -> Cell:
    streams = [rec.timing.single_stream for rec in system.finished if rec.timing]
    timed = [stream for stream in streams if stream is not None]
    tails = [stream.p95_ms for stream in timed if stream.p95_ms is not None]
    if len(tails) == len(timed) and tails:
        return Cell(formats.significant(statistics.fmean(tails)), statistics.fmean(tails))
    slowest = max(timed, key=lambda stream: stream.max_ms, default=None)
    return Cell(formats.tail_of_few(slowest), slowest.max_ms if slowest else None)


def _varying_cell(system: System, size: str) -> Cell:
    share = system.mean(lambda record: record.varying_share.get(size))
    return Cell(formats.ABSENT if share is None else f"{100 * share:.1f}", share)


def _size(size: str) -> tuple[int, str]:
    return (int(size), "") if size.isdecimal() else (0, size)
