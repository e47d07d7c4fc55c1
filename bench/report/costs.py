"""The tables of cost: start-up, fit, first call and steady state apart, then memory."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from bench.record import Record
from bench.report import formats
from bench.report import readings as r
from bench.report.boards import Board, System
from bench.report.tables import Cell, Head, Row, Table, cost_cell

_FIT = (
    "Fit is all that a system does once it is built and before its first text: learning from the "
    "training split, if it learns. A system that learns nothing may need time there too, to read "
    "its weights and to convert them for the machine."
)
_CHANGED = (
    "Changed: of the texts that were written both one at a time and in batches, the share that "
    "came out differently. A slow system writes few texts one at a time: one of six is 17 %."
)


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
    return Table("Single-stream latency", tuple(heads), tuple(rows), _FIT)


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
    note = _CHANGED if sizes else ""
    return Table("Offline throughput and batch invariance", heads, rows, note)


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
    note = "cached: time of the original fit" if system.fit_cached else ""
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
    """The share of changed texts, and how many texts it is a share of."""
    compared = [record for record in system.finished if size in record.varying_share]
    if not compared:
        return Cell(formats.ABSENT)
    share = statistics.fmean(record.varying_share[size] for record in compared)
    counts = [_written_both_ways(record, size) for record in compared]
    known = [count for count in counts if count is not None]
    if len(known) < len(counts):
        return Cell(f"{100 * share:.1f}", share, "of the texts of that pass")
    low, high = min(known), max(known)
    number = str(low) if low == high else f"{low} to {high}"
    seeds = " a seed" if len(known) > 1 else ""
    return Cell(f"{100 * share:.1f}", share, f"of {number} texts{seeds}")


def _written_both_ways(record: Record, size: str) -> int | None:
    """How many texts were written one at a time and in batches of ``size``; None if not known.

    Both passes take the items in one order, so the items of the shorter pass are in the longer
    one too; a pass that goes over the items again counts each of them again. A share that is no
    whole number of texts shows that the passes of this record were others.
    """
    timing = record.timing
    if timing is None or timing.single_stream is None:
        return None
    passes = [one.texts for one in timing.offline if str(one.batch_size) == size]
    count = min([timing.single_stream.texts, record.texts, *passes])
    changed = count * record.varying_share[size]
    whole = math.isclose(changed, round(changed), abs_tol=1e-6)
    return count if passes and count and whole else None


def _size(size: str) -> tuple[int, str]:
    return (int(size), "") if size.isdecimal() else (0, size)
