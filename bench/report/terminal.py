"""The same results for a terminal: a line after each cell, a table at the end."""

from __future__ import annotations

from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from bench.record import Record
from bench.report import formats
from bench.report import readings as r
from bench.report.boards import HEADLINE, Board, System, read_run
from bench.report.tables import leading_keys

_SIGNS = {"ok": "ok", "skipped": "skipped", "failed": "FAILED", "killed": "KILLED"}


def one_line(record: Record) -> str:
    """A cell in one line: what it scored and cost, or why it did not and what mends it."""
    name = f"{record.task}/{record.condition}/{record.generator} seed {record.seed}"
    sign = _SIGNS.get(record.status, record.status.upper())
    if record.status != "ok":
        failure = record.failure
        where = f" in {failure.phase}" if failure and failure.phase else ""
        mend = f"; to mend it: {failure.command}" if failure and failure.command else ""
        reason = failure.reason if failure else "no reason was recorded"
        return " ".join(f"{sign:<8}{name}{where}: {reason}{mend}".split("\n"))
    parts = [f"{sign:<8}{name}"]
    scores = [column for column in record.scores if column.better and column.value is not None]
    first = [column for key in HEADLINE for column in scores if column.key == key]
    parts += [f"{c.label} {formats.with_unit(c.value, c)}" for c in (first or scores)[:3]]
    for reading in (r.MEDIAN, r.PEAK):
        if (value := reading.read(record)) is not None:
            parts.append(
                formats.span(value, reading.unit) + (" a text" if reading is r.MEDIAN else "")
            )
    return " · ".join([*parts, f"{formats.duration(record.wall_s)} in all"])


def terminal_table(run: Path) -> RenderableType:
    """The leaderboard of every board, failures below; printed with ``rich.print``.

    Raises:
        RunError: the folder is no run.
    """
    return Group(*(part for board in read_run(run).boards for part in _board(board)))


def _board(board: Board) -> list[RenderableType]:
    table = RichTable(
        title=f"{board.task} · {board.condition} · {board.texts} texts", title_justify="left"
    )
    table.add_column("rank", justify="right")
    table.add_column("system", no_wrap=True)
    keys = leading_keys(board)[:5]
    for key in keys:
        column = board.columns[key]
        arrow = {"higher": " ↑", "lower": " ↓", None: ""}[column.better]
        table.add_column(Text(f"{column.label} {column.unit}".strip() + arrow), justify="right")
    for label in ("ms/text", "p95 ms", "peak MB"):
        table.add_column(label, justify="right")
    for system in (*board.ranked, *board.bounds):
        table.add_row(*_fields(board, system, keys), style="dim" if system.bound else "")
    troubles = [
        Text(one_line(record), style="yellow" if record.status == "skipped" else "red")
        for system in board.systems
        for record in system.records
        if record.status != "ok"
    ]
    return [table, *troubles]


def _fields(board: Board, system: System, keys: list[str]) -> list[Text]:
    ranks = board.ranks(board.headline, system.generator) if board.headline else None
    fields = ["bound" if system.bound else formats.rank_range(ranks), system.title]
    for key in keys:
        estimate = system.estimate(key)
        fields.append(
            formats.score(estimate.value, estimate.column) if estimate else formats.ABSENT
        )
    timing = system.finished[0].timing
    fields += [
        formats.significant(system.mean(r.MEDIAN.read)),
        formats.tail(timing.single_stream if timing else None),
        formats.significant(system.mean(r.PEAK.read)),
    ]
    return [Text(field) for field in fields]
