"""The tables of quality: plain data that one template macro prints."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.record import Column
from bench.report import formats
from bench.report.boards import FACT_METRICS, OVERLAP_METRICS, Board, Estimate, System
from bench.report.readings import MEDIAN, PEAK, Reading

FACT_ORDER = ("slot_error_rate", "faithful_share", "echo", "hallucinations", "fact_recall")
_FLAT = (
    "A score without an interval: all texts of this run agree (no error in any, say), so that "
    "resampling them shows no spread. It does not mean that more texts could not differ."
)
_ECHO = (
    "A text that echoes its input (the instruction, or the facts as a list of names and values) "
    "misses no fact and reports none: faithful texts of such a system are no good reports."
)
MUCH_ECHO = 10
"""Per cent of texts from which on the table warns of echoes."""
_OVER = (
    "{} can pass 100 %: invented facts count too, beside the missing and the wrong ones, and the "
    "sum is divided by the facts that a good text carries."
)
LEADERS = 6
"""How many score columns the leaderboard shows; the table of all scores has the others."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field.

    Attributes:
        text: as printed; ``note`` stands small below it.
        sort: what the column is sorted by, in full precision; None goes to the end.
        track: interval as (low, value, high) shares of the column's width, 0 to 1.
        heat: share of the way from worst to best, 0 to 1, for a shaded field.
    """

    text: str
    sort: float | None = None
    note: str = ""
    track: tuple[float, float, float] | None = None
    heat: float | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading: label, unit and direction, and what it means."""

    label: str
    unit: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one system; ``tags`` are short marks beside its name."""

    system: System
    cells: tuple[Cell, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column is the system."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    note: str = ""


def normal(key: str) -> str:
    """A key in lower case without punctuation, to recognise ``chrF++`` and ``rouge_l``."""
    return "".join(letter for letter in key.lower() if letter.isalnum())


def is_overlap(column: Column) -> bool:
    """Whether a column compares with reference texts."""
    return any(
        normal(name).startswith(metric)
        for metric in OVERLAP_METRICS
        for name in (column.metric, column.key)
    )


def is_fact(column: Column) -> bool:
    """Whether a column checks the facts of the input, or how they are told."""
    return column.metric in FACT_METRICS


def head_of(column: Column) -> Head:
    """Heading of a score column, with an arrow to its good end."""
    arrow = {"higher": "↑", "lower": "↓", None: ""}[column.better]
    unit = " ".join(part for part in (column.unit, arrow) if part)
    good = f"{column.better} is better" if column.better else "a description, no good end"
    return Head(column.label, unit, f"{column.key}: {good}")


def tags_of(system: System) -> tuple[str, ...]:
    """Marks a reader must see beside a system's name."""
    tags = []
    if system.one_seed:
        tags.append("one seed")
    elif len(system.finished) > 1:
        tags.append(f"{len(system.finished)} seeds")
    if len(system.finished) < len(system.records):
        tags.append(f"{len(system.records) - len(system.finished)} seed(s) without result")
    if not system.bound and any(record.empty_texts for record in system.finished):
        tags.append(f"{max(record.empty_texts for record in system.finished)} empty texts")
    return tuple(tags)


def leaderboard(board: Board) -> Table:
    """Rank range, headline with its interval, the scores looked for first, latency, memory."""
    keys = leading_keys(board)
    costs = (MEDIAN, PEAK)
    heads = (
        Head("Rank", "", "best and worst rank that the significant differences allow"),
        *(head_of(board.columns[key]) for key in keys),
        *(
            Head(f"{one.label}{label}", f"{one.unit} ↓", one.meaning)
            for one, label in zip(costs, (" latency", " memory"), strict=True)
        ),
    )
    track = track_of(board, board.headline) if board.headline else None
    rows = []
    for system in (*board.ranked, *board.bounds):
        ranks = board.ranks(board.headline, system.generator) if board.headline else None
        rank = "bound" if system.bound else formats.rank_range(ranks)
        cells = [Cell(rank, statistics.fmean(ranks) if ranks else None)]
        for key in keys:
            placed = track if key == board.headline else None
            cells.append(score_cell(board, system, key, track=placed))
        cells += [cost_cell(system, reading) for reading in costs]
        rows.append(Row(system, tuple(cells), tags_of(system)))
    points = [found for system in board.ranked for key in keys if (found := system.estimate(key))]
    resampled = {found.column.metric for found in points if found.low is not None}
    flat = any(found.low is None and found.column.metric in resampled for found in points)
    echoing = any((system.value("echo") or 0) >= MUCH_ECHO for system in board.ranked)
    notes = (
        over_note(board, keys),
        _ECHO if echoing else "",
        ceiling_note(board),
        _FLAT if flat else "",
    )
    return Table("Leaderboard", heads, tuple(rows), " ".join(filter(None, notes)))


def over_note(board: Board, keys: Iterable[str], held_out: bool = False) -> str:
    """Why a slot error rate is above 100 %, where one of these columns is."""
    labels = [
        board.columns[key].label
        for key in keys
        if "slot error rate" in board.columns[key].label.lower()
        and any(
            found.value > 100
            for system in board.systems
            if (found := system.estimate(key, held_out))
        )
    ]
    return _OVER.format(labels[0][0].upper() + labels[0][1:]) if labels else ""


def ceiling_note(board: Board) -> str:
    """Why a bound that answers with a reference has no scores, or none of those that compare."""
    answers = [system for system in board.bounds if not any(r.scores for r in system.finished)]
    others = [s.title for s in answers if any(r.held_out for r in s.finished)]
    alone = [s.title for s in answers if s.title not in others]
    notes = []
    if alone and board.columns:
        notes.append(
            f"{formats.listed(alone)}: no scores, since it answers with a reference and the items "
            "have no second one to judge it by."
        )
    if others:
        notes.append(
            f"{formats.listed(others)}: it answers with a reference, so that only its facts stand "
            "here; the table against a human text compares it with the other references."
        )
    return " ".join(notes)


def cost_cell(system: System, reading: Reading) -> Cell:
    """A reading over the seeds."""
    value = system.mean(reading.read)
    return Cell(formats.reading(value, reading.unit), value)


def leading_keys(board: Board) -> list[str]:
    """The headline, three more of the facts, one score of each overlap metric, then the rest."""
    good = [key for key, column in board.columns.items() if column.better]
    facts = sorted(
        (key for key in good if is_fact(board.columns[key])),
        key=lambda key: FACT_ORDER.index(key) if key in FACT_ORDER else len(FACT_ORDER),
    )
    overlap: dict[str, str] = {}
    for key in good:
        if is_overlap(board.columns[key]):
            overlap[board.columns[key].metric] = key
    order = [*([board.headline] if board.headline else []), *facts[:4], *overlap.values(), *good]
    return list(dict.fromkeys(order))[:LEADERS]


def all_scores(board: Board) -> Table:
    """Every column with interval and rank range."""
    heads = tuple(head_of(column) for column in board.columns.values())
    rows = tuple(
        Row(
            system,
            tuple(score_cell(board, system, key, with_ranks=True) for key in board.columns),
            tags_of(system),
        )
        for system in (*board.ranked, *board.bounds)
    )
    notes = (over_note(board, board.columns), ceiling_note(board))
    return Table("All scores", heads, rows, " ".join(filter(None, notes)))


def score_cell(
    board: Board,
    system: System,
    key: str,
    *,
    track: Callable[[Estimate], tuple[float, float, float] | None] | None = None,
    with_ranks: bool = False,
    held_out: bool = False,
) -> Cell:
    """A score with its interval, or why there is none."""
    estimate = system.estimate(key, held_out) or facts_of_ceiling(system, board.columns[key])
    if estimate is None:
        reason = system.why_not(key)
        return Cell(formats.ABSENT, None, f"not run ({reason})" if reason else "")
    note = formats.interval(estimate.low, estimate.high, estimate.column)
    ranks = board.ranks(key, system.generator) if with_ranks else None
    if ranks:
        note = f"{note} · rank {formats.rank_range(ranks)}".removeprefix(" · ")
    return Cell(
        formats.score(estimate.value, estimate.column),
        estimate.value,
        note,
        track(estimate) if track else None,
    )


def facts_of_ceiling(system: System, column: Column) -> Estimate | None:
    """A fact column of a human ceiling: its scores are held out, but facts need no reference."""
    return system.estimate(column.key, held_out=True) if is_fact(column) else None


def track_of(board: Board, key: str) -> Callable[[Estimate], tuple[float, float, float] | None]:
    """Places intervals of the ranked systems on a common scale; bounds far outside have none."""
    known = [found for system in board.ranked if (found := system.estimate(key))]
    lows = [found.value if found.low is None else found.low for found in known]
    highs = [found.value if found.high is None else found.high for found in known]
    bottom = min([0.0, *lows])
    width = (max(highs, default=0.0) - bottom) or 1.0

    def place(estimate: Estimate) -> tuple[float, float, float] | None:
        low = estimate.value if estimate.low is None else estimate.low
        high = estimate.value if estimate.high is None else estimate.high
        shares = tuple((point - bottom) / width for point in (low, estimate.value, high))
        return (shares[0], shares[1], shares[2]) if shares[0] >= 0 and shares[2] <= 1 else None

    return place


def held_out(board: Board) -> Table | None:
    """Every system against the reference sets that the human ceiling is scored against."""
    keys = [
        key
        for key in board.columns
        if any(system.estimate(key, held_out=True) for system in board.bounds)
    ]
    systems = [s for s in board.systems if any(s.estimate(key, held_out=True) for key in keys)]
    if not keys or not systems:
        return None
    rows = tuple(
        Row(s, tuple(score_cell(board, s, key, held_out=True) for key in keys), tags_of(s))
        for s in (*(s for s in systems if s.bound), *(s for s in systems if not s.bound))
    )
    heads = tuple(head_of(board.columns[key]) for key in keys)
    note = over_note(board, keys, held_out=True)
    return Table("Against the held-out references", heads, rows, note)
