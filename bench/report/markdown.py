"""The leaderboard as a Markdown table, for a README."""

from __future__ import annotations

from pathlib import Path

from bench.report import formats
from bench.report import readings as r
from bench.report.boards import Board, System
from bench.report.runs import read_run
from bench.report.tables import facts_of_ceiling

_SCORES = ("slot_error_rate", "faithful_share", "echo", "hallucinations", "chrf", "bleu")
_READINGS = (r.MEDIAN, r.FIT, r.PEAK)


def markdown_table(run: Path) -> str:
    """Every board of a run as a table with its machine and its sample sizes.

    Raises:
        RunError: the folder is no run.
    """
    return "\n\n".join(_board(board) for board in read_run(run).boards)


def _board(board: Board) -> str:
    columns = [board.columns[key] for key in _SCORES if key in board.columns]
    heads = ["rank", "system", *(f"{c.label}{c.unit and f' ({c.unit})'}" for c in columns)]
    heads += [f"{reading.label.lower()} ({reading.unit})" for reading in _READINGS]
    rows = [_row(board, system) for system in (*board.ranked, *board.bounds)]
    body = [heads, ["---"] * 2 + ["---:"] * (len(heads) - 2), *rows]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in body)
    environment = next(s.finished[0].environment for s in (*board.ranked, *board.bounds))
    notes = [
        f"{board.task}, {board.texts} test items, 95 % intervals in brackets; none"
        " where all texts agree.",
        f"Machine: {environment.get('cores')} cores of {environment.get('processor')},"
        f" {environment.get('gpu') or 'no GPU'}.",
        "Overlap with people's texts is not comparable for the human reference, which is one"
        " of them: see the held-out table of the report.",
    ]
    if any(system.fit_cached for system in board.ranked):
        notes.append(
            "A cached fit keeps the time that it once took; its memory is not part of the peak."
        )
    return f"{table}\n\n{' '.join(notes)}"


def _row(board: Board, system: System) -> list[str]:
    ranks = board.ranks(board.headline, system.generator) if board.headline else None
    cells = ["bound" if system.bound else formats.rank_range(ranks), system.title]
    for key in _SCORES:
        if key not in board.columns:
            continue
        found = system.estimate(key) or facts_of_ceiling(system, board.columns[key])
        if found is None:
            cells.append(formats.ABSENT)
            continue
        spread = formats.interval(found.low, found.high, found.column)
        cells.append(formats.score(found.value, found.column) + (spread and f" [{spread}]"))
    for item in _READINGS:
        mark = " (cached)" if item is r.FIT and system.fit_cached else ""
        cells.append(formats.reading(system.mean(item.read), item.unit) + mark)
    return cells
