"""Paper and pen of the figures: colours, margins, axes, PNG bytes; no global state."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from bench.record import Column
from bench.report.boards import Board, System
from bench.report.families import Family, sorted_families

WIDTH_IN, DPI = 9.0, 110


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


def digits(value: float) -> str:
    """Three significant digits for a label on a bar."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def paper(
    ink: Ink, height_in: float, left_in: float = 0.75, top_in: float = 0.65
) -> tuple[Figure, Axes]:
    """Figure and axes of that height; margins in inches."""
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


def log_scale(axes: Axes, margin: float) -> None:
    """Latency axis with plain numbers; ticks at 1, 2 and 5 where it spans few powers of ten."""
    axes.set_xscale("log")
    axes.margins(x=margin)
    low, high = axes.get_xlim()
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if high < 300 * low else (1,)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.xaxis.set_minor_locator(NullLocator())


def bars_paper(ink: Ink, systems: Sequence[System], top_in: float = 0.1) -> tuple[Figure, Axes]:
    """A row for each system, first on top, names in the colour of the family."""
    longest = max(len(_short(system.title)) for system in systems)
    height_in = 0.65 + top_in + 0.34 * max(len(systems), 2)
    figure, axes = paper(ink, height_in, 0.3 + 0.078 * longest, top_in)
    axes.grid(False, axis="y")
    axes.set_yticks(range(len(systems)))
    labels = axes.set_yticklabels([_short(system.title) for system in systems])
    for label, system in zip(labels, systems, strict=True):
        label.set_parse_math(False)
        label.set_color(ink.of(system.family))
    axes.set_ylim(len(systems) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    return figure, axes


def say(axes: Axes, x: float, y: float, text: str, ink: Ink) -> None:
    """Write a number beside a bar."""
    axes.text(x, y, text, va="center", ha="left", fontsize=8.5, color=ink.pen)


def _short(title: str, most: int = 34) -> str:
    return title if len(title) <= most else title[: most - 1] + "…"


def legend(axes: Axes, board: Board, ink: Ink) -> None:
    """Families with marker and colour, above the axes."""
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


def labelled(column: Column) -> str:
    """Label and unit of a column."""
    return f"{column.label}, {column.unit}" if column.unit else column.label


def png_of(figure: Figure) -> bytes:
    """The figure as a PNG file."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", facecolor=figure.get_facecolor())
    return buffer.getvalue()
