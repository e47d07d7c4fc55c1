"""The figures, drawn with matplotlib's Agg canvas and no global state; light and dark paper.

A figure is a function of a board and an ink; the light ones are also written as PNG files.
"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.record import Column
from bench.report import readings as r
from bench.report.boards import Board
from bench.report.front import Point, pareto_front, points_of
from bench.report.labels import Labelled, place_labels
from bench.report.paper import (
    DARK,
    LIGHT,
    NARROW_DARK,
    NARROW_LIGHT,
    Ink,
    above_axes,
    bars_paper,
    digits,
    labelled,
    legend,
    log_scale,
    paper,
    png_of,
    say,
    thickness,
)
from bench.report.tables import normal

_FRONT_CAPTION = (
    "Up and left is better. Vertical bars are 95 % intervals over items; no system lies above and "
    "to the left of the dashed front."
)
_ERRORS_CAPTION = "Mean number of facts missing, wrong or added in a text; shorter is better."
_LATENCY_CAPTION = (
    "One request at a time, warm. The marker is the median; the bar reaches to the 95th "
    "percentile, or to the slowest text where fewer than 59 were timed."
)
_MEMORY_CAPTION = "Highest resident memory of the process."
_SEEN = 0.02
"""Share of the longest bar below which a part of one is no wider than a line."""
ERROR_KINDS = {
    "Missing": ("missing_facts", "missing"),
    "Wrong": ("wrong_values", "wrong"),
    "Added": ("hallucinations", "added"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished figure: PNG bytes on light and on dark paper, and what it says in words.

    The narrow ones are the same figure drawn for a phone.
    """

    name: str
    caption: str
    alt: str
    light: bytes
    dark: bytes
    narrow_light: bytes
    narrow_dark: bytes


def draw_figures(board: Board) -> Iterator[Picture]:
    """The figures that this board has numbers for."""
    for name, caption, alt, figures in (
        ("quality-latency", _FRONT_CAPTION, _front_alt(board), quality_against_latency),
        ("slot-errors", _ERRORS_CAPTION, _errors_alt(board), slot_errors),
        ("latency", _LATENCY_CAPTION, _reading_alt(board, r.MEDIAN), latency_bars),
        ("memory", _memory_caption(board), _reading_alt(board, r.PEAK), memory_bars),
    ):
        inks = (LIGHT, DARK, NARROW_LIGHT, NARROW_DARK)
        drawn = [png for ink in inks if (png := _drawn(figures, board, ink)) is not None]
        if len(drawn) == len(inks):
            yield Picture(name, caption, alt, *drawn)


def _drawn(figures: Callable[[Board, Ink], Figure | None], board: Board, ink: Ink) -> bytes | None:
    with warnings.catch_warnings():
        # A title in a script that the font lacks is drawn as boxes; the page has it in full.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = figures(board, ink)
        return None if figure is None else png_of(figure)


def quality_against_latency(board: Board, ink: Ink) -> Figure | None:
    """Headline score against median latency (log), the Pareto front as a staircase."""
    points = points_of(board)
    if board.headline is None or not points or min(p.median_ms for p in points) <= 0:
        return None
    column = board.columns[board.headline]
    families = len({point.system.family for point in points}) + 1
    top_in = 0.2 + 0.2 * math.ceil(families / 2) if ink.narrow else 0.65
    figure, axes = paper(ink, 5.6, 0.65 if ink.narrow else 0.75, top_in)
    front = pareto_front(board)
    if len(front) > 1:
        xs, ys = [p.median_ms for p in front], [p.value for p in front]
        axes.plot(xs, ys, drawstyle="steps-post", color=ink.faint, lw=1.4, ls=(0, (4, 2)), zorder=1)
    _scatter(board, axes, points, ink)
    axes.margins(y=0.14)
    log_scale(axes, margin=0.16, few=ink.narrow)
    bottom, top = axes.get_ylim()
    if bottom < 0 <= min(_ends(board, point)[0] for point in points):
        axes.set_ylim(-0.05 * top, top)
    if column.better == "lower":
        axes.invert_yaxis()
    axes.set_xlabel(f"Median latency{'' if ink.narrow else ' of one text'}, ms (log)   ← faster")
    axes.set_ylabel(f"{labelled(column)}   better →")
    legend(axes, board, ink)
    points_and_labels = [
        Labelled(p.median_ms, p.value, *_ends(board, p), p.system.title) for p in points
    ]
    levels = [(a.median_ms, b.median_ms, a.value) for a, b in itertools.pairwise(front)]
    place_labels(
        axes, points_and_labels, pen=ink.pen, faint=ink.faint, halo=ink.paper, levels=levels
    )
    return figure


def _scatter(board: Board, axes: Axes, points: Sequence[Point], ink: Ink) -> None:
    for point in points:
        colour = ink.of(point.system.family)
        axes.plot(
            [point.median_ms] * 2,
            _ends(board, point),
            color=colour,
            lw=1.6,
            alpha=0.55,
            zorder=2,
            solid_capstyle="round",
        )
        axes.plot(
            point.median_ms,
            point.value,
            marker=point.system.family.marker,
            color=colour,
            ms=9,
            mec=ink.paper,
            mew=0.7,
            ls="none",
            zorder=3,
        )


def _ends(board: Board, point: Point) -> tuple[float, float]:
    """The interval of the headline score, or the point twice."""
    estimate = point.system.estimate(board.headline or "")
    if estimate is None or estimate.low is None or estimate.high is None:
        return point.value, point.value
    return estimate.low, estimate.high


def slot_errors(board: Board, ink: Ink) -> Figure | None:
    """Missing, wrong and added stacked, where the columns share a unit."""
    kinds = error_columns(board)
    if not kinds:
        return None
    systems = [s for s in board.ranked if any(s.value(c.key) is not None for c in kinds.values())]
    if not systems:
        return None
    figure, axes = bars_paper(ink, systems, top_in=0.45)
    starts = [0.0] * len(systems)
    hatches = {"Missing": "", "Wrong": "////", "Added": "...."}
    for (kind, column), colour in zip(kinds.items(), _error_inks(kinds, ink), strict=True):
        widths = [system.value(column.key) or 0.0 for system in systems]
        axes.barh(
            range(len(systems)),
            widths,
            left=starts,
            height=thickness(ink),
            color=colour,
            hatch=hatches[kind],
            ec=ink.paper,
            lw=0.8,
            label=kind,
        )
        starts = [start + width for start, width in zip(starts, widths, strict=True)]
    for row, total in enumerate(starts):
        say(axes, total, row, f" {total:.2f}", ink)
    axes.set_xlabel(f"facts {next(iter(kinds.values())).unit}")
    axes.set_xlim(0, (1.02 if ink.narrow else 1.12) * max(*starts, 0.01))
    above_axes(axes, ink, 3)
    return figure


def error_columns(board: Board) -> dict[str, Column]:
    """The columns of missing, wrong and added facts; only those of the commonest unit."""
    found: dict[str, Column] = {}
    for kind, names in ERROR_KINDS.items():
        wanted = {normal(name) for name in names}
        column = next((c for key, c in board.columns.items() if normal(key) in wanted), None)
        if column is not None:
            found[kind] = column
    units = [column.unit for column in found.values()]
    unit = max(units, key=units.count, default="")
    return {kind: column for kind, column in found.items() if column.unit == unit}


def _error_inks(kinds: dict[str, Column], ink: Ink) -> list[str]:
    return [colour for kind, colour in zip(ERROR_KINDS, ink.errors, strict=True) if kind in kinds]


def latency_bars(board: Board, ink: Ink) -> Figure | None:
    """Median, and the way to the 95th percentile or the slowest, on a log scale."""
    systems = [s for s in board.ranked if (s.mean(r.MEDIAN.read) or 0) > 0]
    if not systems:
        return None
    systems.sort(key=lambda system: system.mean(r.MEDIAN.read) or 0)
    figure, axes = bars_paper(ink, systems)
    for row, system in enumerate(systems):
        median, p95 = system.mean(r.MEDIAN.read) or 0, system.mean(r.P95.read)
        end = max(p95 or system.mean(r.SLOWEST.read) or median, median)
        colour = ink.of(system.family)
        axes.plot([median, end], [row, row], color=colour, lw=7, alpha=0.35, solid_capstyle="butt")
        marker = system.family.marker
        axes.plot(median, row, marker=marker, color=colour, ms=9, mec=ink.paper, mew=0.7, ls="none")
        say(axes, end, row, f"  {digits(median)} → {digits(end)}", ink)
    log_scale(axes, margin=0.05 if ink.narrow else 0.2, few=ink.narrow)
    axes.set_xlabel("ms a text (log scale)")
    return figure


def memory_bars(board: Board, ink: Ink) -> Figure | None:
    """Peak resident memory, the import floor apart."""
    systems = [s for s in board.ranked if s.mean(r.PEAK.read) is not None]
    if not systems:
        return None
    systems.sort(key=lambda system: system.mean(r.PEAK.read) or 0)
    figure, axes = bars_paper(ink, systems)
    for row, system in enumerate(systems):
        peak, floor = system.mean(r.PEAK.read) or 0, system.mean(r.FLOOR.read) or 0
        axes.barh(
            row, min(floor, peak), height=thickness(ink), color=ink.faint, alpha=0.5, ec=ink.paper
        )
        colour = ink.of(system.family)
        axes.barh(
            row,
            max(0.0, peak - floor),
            left=floor,
            height=thickness(ink),
            color=colour,
            ec=ink.paper,
        )
        say(axes, peak, row, f"  {digits(peak)}", ink)
    axes.margins(x=0.02 if ink.narrow else 0.12)
    axes.set_xlabel("Peak resident memory, MB")
    return figure


def _memory_caption(board: Board) -> str:
    """Says where the interpreter's part of a bar is, or that it is too short to be read."""
    peak = max((system.mean(r.PEAK.read) or 0 for system in board.ranked), default=0)
    floor = max((system.mean(r.FLOOR.read) or 0 for system in board.ranked), default=0)
    before = "the interpreter before the generator's module is imported"
    if floor <= 0:
        return _MEMORY_CAPTION
    if floor >= _SEEN * peak:
        return f"{_MEMORY_CAPTION} The grey part is {before}."
    return f"{_MEMORY_CAPTION} About {floor:.0f} MB of each is {before}: here no more than a line."


def _front_alt(board: Board) -> str:
    names = ", ".join(point.system.title for point in pareto_front(board))
    return f"Scatter plot, numbers in the leaderboard. On the Pareto front: {names}."


def _errors_alt(board: Board) -> str:
    kinds = ", ".join(column.label for column in error_columns(board).values())
    return f"Stacked bars of {kinds} by system; the numbers are in the table of all scores."


def _reading_alt(board: Board, reading: r.Reading) -> str:
    values = [
        f"{system.title} {digits(value)} {reading.unit}"
        for system in board.ranked
        if (value := system.mean(reading.read)) is not None
    ]
    return f"{reading.label} by system: {', '.join(values)}."
