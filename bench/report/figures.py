"""The figures, drawn with matplotlib's Agg canvas and no global state; light and dark paper.

A figure is a function of a board and an ink; the light ones are also written as PNG files.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, NullLocator

from bench.record import Column
from bench.report import readings as r
from bench.report.boards import Board, System
from bench.report.families import Family, sorted_families
from bench.report.front import Point, pareto_front, points_of
from bench.report.labels import Labelled, place_labels
from bench.report.tables import normal

WIDTH_IN, DPI = 9.0, 110
ERROR_KINDS = {
    "Missing": ("missing", "missing_slots", "missingvalues", "omissions"),
    "Wrong": ("wrong_values", "wrong"),
    "Added": ("hallucinations", "added"),
}


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of paper and pen; ``errors`` are those of missing, wrong and added."""

    dark: bool
    paper: str
    pen: str
    faint: str
    grid: str
    errors: tuple[str, str, str]

    def of(self, family: Family) -> str:
        """A family's colour on this paper."""
        return family.dark if self.dark else family.light


LIGHT = Ink(False, "#ffffff", "#1c2429", "#5f6b73", "#e3e7ea", ("#8a979f", "#b3261e", "#e08a00"))
DARK = Ink(True, "#1b2125", "#e6eaed", "#a3afb7", "#333c42", ("#7c8a93", "#ff7b72", "#ffb84d"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished figure: PNG bytes on light and on dark paper, and what it says in words."""

    name: str
    title: str
    alt: str
    light: bytes
    dark: bytes


def draw_figures(board: Board) -> Iterator[Picture]:
    """The figures that this board has numbers for."""
    for name, title, alt, figures in (
        ("quality-latency", "Quality against latency", _front_alt(board), quality_against_latency),
        ("slot-errors", "Slot errors by kind", _errors_alt(board), slot_errors),
        ("latency", "Latency", _reading_alt(board, r.MEDIAN), latency_bars),
        ("memory", "Memory", _reading_alt(board, r.PEAK), memory_bars),
    ):
        light, dark = figures(board, LIGHT), figures(board, DARK)
        if light is not None and dark is not None:
            yield Picture(name, title, alt, _png(light), _png(dark))


def quality_against_latency(board: Board, ink: Ink) -> Figure | None:
    """Headline score against median latency (log), the Pareto front as a staircase."""
    points = points_of(board)
    if board.headline is None or not points or min(p.median_ms for p in points) <= 0:
        return None
    column = board.columns[board.headline]
    figure, axes = _paper(ink, 5.6)
    front = pareto_front(board)
    steps = "steps-post"
    if len(front) > 1:
        xs, ys = [p.median_ms for p in front], [p.value for p in front]
        axes.plot(xs, ys, drawstyle=steps, color=ink.faint, lw=1.4, ls=(0, (4, 2)), zorder=1)
    _scatter(board, axes, points, ink)
    _log_scale(axes)
    axes.margins(x=0.16, y=0.14)
    if column.better == "lower":
        axes.invert_yaxis()
    axes.set_xlabel("Median latency of one text, ms (log scale)   ← faster")
    axes.set_ylabel(f"{_labelled(column)}   better →")
    _legend(axes, board, ink)
    labelled = [Labelled(p.median_ms, p.value, *_ends(board, p), p.system.title) for p in points]
    place_labels(axes, labelled, ink.pen, ink.faint)
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
    figure, axes = _bars_paper(ink, systems, top_in=0.45)
    starts = [0.0] * len(systems)
    hatches = {"Missing": "", "Wrong": "////", "Added": "...."}
    for (kind, column), colour in zip(kinds.items(), _error_inks(kinds, ink), strict=True):
        widths = [system.value(column.key) or 0.0 for system in systems]
        axes.barh(
            range(len(systems)),
            widths,
            left=starts,
            height=0.62,
            color=colour,
            hatch=hatches[kind],
            ec=ink.paper,
            lw=0.8,
            label=f"{kind} ({column.label})",
        )
        starts = [start + width for start, width in zip(starts, widths, strict=True)]
    for row, total in enumerate(starts):
        _say(axes, total, row, f" {total:.2f}", ink)
    axes.set_xlabel(next(iter(kinds.values())).unit or "count")
    axes.margins(x=0.12)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=3,
        frameon=False,
        labelcolor=ink.pen,
        fontsize=9,
    )
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
    figure, axes = _bars_paper(ink, systems)
    for row, system in enumerate(systems):
        median, p95 = system.mean(r.MEDIAN.read) or 0, system.mean(r.P95.read)
        end = max(p95 or system.mean(r.SLOWEST.read) or median, median)
        colour = ink.of(system.family)
        axes.plot([median, end], [row, row], color=colour, lw=7, alpha=0.35, solid_capstyle="butt")
        marker = system.family.marker
        axes.plot(median, row, marker=marker, color=colour, ms=9, mec=ink.paper, mew=0.7, ls="none")
        _say(axes, end, row, f"  {r_text(median)} → {r_text(end)}", ink)
    _log_scale(axes)
    axes.margins(x=0.2)
    axes.set_xlabel(
        "ms a text (log scale): marker = median, bar = to p95 (to the slowest below 59 texts)"
    )
    return figure


def memory_bars(board: Board, ink: Ink) -> Figure | None:
    """Peak resident memory, the import floor apart."""
    systems = [s for s in board.ranked if s.mean(r.PEAK.read) is not None]
    if not systems:
        return None
    systems.sort(key=lambda system: system.mean(r.PEAK.read) or 0)
    figure, axes = _bars_paper(ink, systems)
    for row, system in enumerate(systems):
        peak, floor = system.mean(r.PEAK.read) or 0, system.mean(r.FLOOR.read) or 0
        axes.barh(row, min(floor, peak), height=0.62, color=ink.grid, ec=ink.paper)
        colour = ink.of(system.family)
        axes.barh(row, max(0.0, peak - floor), left=floor, height=0.62, color=colour, ec=ink.paper)
        _say(axes, peak, row, f"  {r_text(peak)}", ink)
    axes.margins(x=0.12)
    axes.set_xlabel(
        "Peak resident memory, MB (pale: the interpreter before the generator is imported)"
    )
    return figure


def r_text(value: float) -> str:
    """Three significant digits for a label on a bar."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _paper(
    ink: Ink, height_in: float, left_in: float = 0.75, top_in: float = 0.65
) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH_IN, height_in), dpi=DPI, facecolor=ink.paper)
    FigureCanvasAgg(figure)
    # Margins in inches instead of a layout engine, which would draw every figure twice.
    left, right = left_in / WIDTH_IN, 1 - 0.2 / WIDTH_IN
    bottom, top = 0.6 / height_in, 1 - top_in / height_in
    axes = figure.add_axes((left, bottom, right - left, top - bottom), facecolor=ink.paper)
    axes.tick_params(colors=ink.faint, labelcolor=ink.pen, labelsize=9)
    axes.xaxis.label.set_color(ink.pen)
    axes.yaxis.label.set_color(ink.pen)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(ink.grid)
    axes.grid(True, color=ink.grid, lw=0.7)
    axes.set_axisbelow(True)
    return figure, axes


def _log_scale(axes: Axes) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.xaxis.set_minor_locator(NullLocator())


def _bars_paper(ink: Ink, systems: Sequence[System], top_in: float = 0.1) -> tuple[Figure, Axes]:
    longest = max(len(_short(system.title)) for system in systems)
    height_in = 0.65 + top_in + 0.34 * max(len(systems), 2)
    figure, axes = _paper(ink, height_in, 0.3 + 0.078 * longest, top_in)
    axes.grid(False, axis="y")
    axes.set_yticks(range(len(systems)))
    labels = axes.set_yticklabels([_short(system.title) for system in systems])
    for label, system in zip(labels, systems, strict=True):
        label.set_parse_math(False)
        label.set_color(ink.of(system.family))
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    return figure, axes


def _say(axes: Axes, x: float, y: float, text: str, ink: Ink) -> Text:
    return axes.text(x, y, text, va="center", ha="left", fontsize=8.5, color=ink.pen)


def _short(title: str, most: int = 34) -> str:
    return title if len(title) <= most else title[: most - 1] + "…"


def _legend(axes: Axes, board: Board, ink: Ink) -> None:
    for family in sorted_families(system.family.key for system in board.ranked):
        axes.plot([], [], family.marker, color=ink.of(family), ms=7, label=family.label)
    axes.plot([], [], color=ink.faint, lw=1.4, ls=(0, (4, 2)), label="Pareto front")
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=4,
        frameon=False,
        labelcolor=ink.pen,
        fontsize=9,
    )


def _labelled(column: Column) -> str:
    return f"{column.label}, {column.unit}" if column.unit else column.label


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # A title in a script that the font lacks is drawn as boxes; the page has it in full.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(buffer, format="png", facecolor=figure.get_facecolor())
    return buffer.getvalue()


def _front_alt(board: Board) -> str:
    names = ", ".join(point.system.title for point in pareto_front(board))
    return f"Scatter plot, numbers in the leaderboard. On the Pareto front: {names}."


def _errors_alt(board: Board) -> str:
    kinds = ", ".join(column.label for column in error_columns(board).values())
    return f"Stacked bars of {kinds} by system; the numbers are in the table of all scores."


def _reading_alt(board: Board, reading: r.Reading) -> str:
    values = [
        f"{system.title} {r_text(value)} {reading.unit}"
        for system in board.ranked
        if (value := system.mean(reading.read)) is not None
    ]
    return f"{reading.label} by system: {', '.join(values)}."
