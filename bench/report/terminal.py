"""The same results for a terminal: a line after each cell, a table at the end."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from bench.record import Record
from bench.report import formats
from bench.report import readings as r
from bench.report.boards import HEADLINE, Board, System
from bench.report.runs import read_run
from bench.report.tables import facts_of_ceiling, leading_keys

_FILE_WIDTH = 120
_NARROW, _SCORE_WIDTH = 100, 14


def one_line(record: Record) -> str:
    """A cell in one line: what it scored and cost, or why it did not and what mends it."""
    name = f"{record.task}/{record.condition}/{record.generator} seed {record.seed}"
    sign = record.status if record.status in ("ok", "skipped") else record.status.upper()
    if record.status != "ok":
        failure = record.failure
        where = f" in {failure.phase}" if failure and failure.phase else ""
        mend = f"; to mend it: {failure.command}" if failure and failure.command else ""
        reason = failure.reason if failure else "no reason was recorded"
        return " ".join(f"{sign:<8}{name}{where}: {reason}{mend}".splitlines())
    parts = [f"{sign:<8}{name}"]
    scores = [column for column in record.scores if column.better and column.value is not None]
    first = [column for key in HEADLINE for column in scores if column.key == key]
    parts += [f"{c.label} {formats.with_unit(c.value, c)}" for c in (first or scores)[:3]]
    if (median := r.MEDIAN.read(record)) is not None:
        parts.append(f"{formats.span(median, 'ms')} a text")
    if (peak := r.PEAK.read(record)) is not None:
        parts.append(f"{formats.span(peak, 'MB')} of memory")
    return " · ".join([*parts, f"{formats.duration(record.wall_s)} in all"])


def terminal_table(run: Path, width: int | None = None) -> str:
    """The leaderboard of every board, as wide as the terminal; plain text where there is none.

    Raises:
        RunError: the folder is no run.
    """
    console = Console(width=width)
    if width is None and not console.is_terminal:
        console = Console(width=_FILE_WIDTH)
    with console.capture() as capture:
        for board in read_run(run).boards:
            console.print(_table(board, console.width))
    return capture.get()


def _table(board: Board, width: int) -> RichTable:
    title = Text(f"{board.task} · {board.condition} · {board.texts} texts")
    table = RichTable(title=title, title_justify="left")
    table.add_column("rank", justify="right", no_wrap=True)
    narrow = width < _NARROW
    table.add_column("system", no_wrap=True, max_width=26 if narrow else 30)
    spare = width - (58 if narrow else 76)
    keys = leading_keys(board)[: max(1, spare // _SCORE_WIDTH)]
    for key in keys:
        column = board.columns[key]
        arrow = {"higher": "↑", "lower": "↓", None: ""}[column.better]
        head = Text(" ".join(part for part in (column.label, column.unit, arrow) if part))
        table.add_column(head, justify="right")
    for label in ("ms/text", "peak MB") if narrow else ("ms/text", "p95 ms", "peak MB"):
        table.add_column(label, justify="right", no_wrap=True)
    for system in (*board.ranked, *board.bounds):
        table.add_row(*_fields(board, system, keys, narrow), style="dim" if system.bound else "")
    return table


def _fields(board: Board, system: System, keys: list[str], narrow: bool) -> list[Text]:
    ranks = board.ranks(board.headline, system.generator) if board.headline else None
    fields = ["bound" if system.bound else formats.rank_range(ranks), system.title]
    for key in keys:
        found = system.estimate(key) or facts_of_ceiling(system, board.columns[key])
        fields.append(formats.score(found.value, found.column) if found else formats.ABSENT)
    fields.append(formats.significant(system.mean(r.MEDIAN.read)))
    if not narrow:
        timing = system.finished[0].timing
        fields.append(formats.tail(timing.single_stream if timing else None))
    fields.append(formats.significant(system.mean(r.PEAK.read)))
    return [Text(field) for field in fields]
