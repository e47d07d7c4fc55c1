"""Paper and pen of the figures: colours, margins, axes, PNG bytes; no global state."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from PIL import Image

from bench.record import Column
from bench.report.boards import Board, System
from bench.report.families import Family, sorted_families

WIDTH_IN, DPI = 9.0, 110
NARROW_IN, NARROW_DPI = 3.7, 165
"""Of a picture for a phone, where an inch is about 100 CSS pixels and each is several dots."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Paper and pen: colours, and the paper's width.

    Attributes:
        errors: colours of missing, wrong and added.
        width_in: in inches; ``NARROW_IN`` is a phone's.
    """

    dark: bool
    paper: str
    pen: str
    faint: str
    grid: str
    errors: tuple[str, str, str]
    width_in: float = WIDTH_IN

    @property
    def narrow(self) -> bool:
        """Too narrow for names beside the bars: they stand above them."""
        return self.width_in <= NARROW_IN

    def of(self, family: Family) -> str:
        """A family's colour on this paper."""
        return family.dark if self.dark else family.light


LIGHT = Ink(False, "#ffffff", "#1c2429", "#5f6b73", "#e3e7ea", ("#8a979f", "#b3261e", "#e08a00"))
DARK = Ink(True, "#1b2125", "#e6eaed", "#a3afb7", "#333c42", ("#7c8a93", "#ff7b72", "#ffb84d"))
NARROW_LIGHT = replace(LIGHT, width_in=NARROW_IN)
NARROW_DARK = replace(DARK, width_in=NARROW_IN)


def digits(value: float) -> str:
    """Three significant digits for a label on a bar."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def paper(
    ink: Ink, height_in: float, left_in: float = 0.75, top_in: float = 0.65
) -> tuple[Figure, Axes]:
    """Figure and axes of that height; margins in inches."""
    figure = Figure(figsize=(ink.width_in, height_in), dpi=DPI, facecolor=ink.paper)
    FigureCanvasAgg(figure)
    # Margins in inches instead of a layout engine, which would draw every figure twice.
    left, right = left_in / ink.width_in, 1 - 0.2 / ink.width_in
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


def log_scale(axes: Axes, margin: float, *, few: bool = False) -> None:
    """Latency axis with plain numbers; ticks at 1, 2 and 5 where it spans few powers of ten.

    With ``few``, where there is room for few ticks, fewer powers of ten count as few.
    """
    axes.set_xscale("log")
    axes.margins(x=margin)
    low, high = axes.get_xlim()
    most = 30 if few else 300
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if high < most * low else (1,)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.xaxis.set_minor_locator(NullLocator())


def bars_paper(ink: Ink, systems: Sequence[System], top_in: float = 0.1) -> tuple[Figure, Axes]:
    """A row for each system, first on top, names in the colour of the family."""
    names = [_short(system.title) for system in systems]
    row_in = 0.5 if ink.narrow else 0.34
    height_in = 0.65 + top_in + row_in * max(len(systems), 2)
    left_in = 0.2 if ink.narrow else 0.3 + 0.078 * max(map(len, names))
    figure, axes = paper(ink, height_in, left_in, top_in)
    axes.grid(False, axis="y")
    axes.set_ylim(len(systems) - 0.5, -0.75 if ink.narrow else -0.5)
    axes.tick_params(axis="y", length=0)
    axes.set_yticks([] if ink.narrow else range(len(systems)))
    if ink.narrow:
        labels = [_above(axes, 0, row, name, "left") for row, name in enumerate(names)]
    else:
        labels = axes.set_yticklabels(names)
    for label, system in zip(labels, systems, strict=True):
        label.set_parse_math(False)
        label.set_color(ink.of(system.family))
    return figure, axes


def thickness(ink: Ink) -> float:
    """Of a bar, as a share of its row."""
    return 0.3 if ink.narrow else 0.62


def say(axes: Axes, x: float, y: float, text: str, ink: Ink) -> None:
    """Write a number beside a bar; on narrow paper above its end of the row."""
    if ink.narrow:
        _above(axes, 1, y, text.strip(), "right").set_color(ink.pen)
    else:
        axes.text(x, y, text, va="center", ha="left", fontsize=8.5, color=ink.pen)


def _above(axes: Axes, x: float, row: float, text: str, side: Literal["left", "right"]) -> Text:
    """Write above the bar of a row, at that share of the axes' width."""
    place = axes.get_yaxis_transform()
    return axes.text(x, row - 0.23, text, va="bottom", ha=side, fontsize=8.5, transform=place)


def _short(title: str, most: int = 34) -> str:
    return title if len(title) <= most else title[: most - 1] + "…"


def legend(axes: Axes, board: Board, ink: Ink) -> None:
    """Families with marker and colour, above the axes."""
    for family in sorted_families(system.family.key for system in board.ranked):
        axes.plot([], [], family.marker, color=ink.of(family), ms=7, label=family.label)
    axes.plot([], [], color=ink.faint, lw=1.4, ls=(0, (4, 2)), label="Pareto front")
    above_axes(axes, ink, 2 if ink.narrow else 4)


def above_axes(axes: Axes, ink: Ink, columns: int) -> None:
    """The legend above the axes, from the paper's edge where there is little room."""
    x = axes.get_position().x0
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-x / axes.get_position().width if ink.narrow else 0, 1),
        ncols=columns,
        frameon=False,
        labelcolor=ink.pen,
        fontsize=9,
        columnspacing=1,
    )


def labelled(column: Column) -> str:
    """Label and unit of a column."""
    return f"{column.label}, {column.unit}" if column.unit else column.label


def png_of(figure: Figure) -> bytes:
    """The figure as a PNG file; a narrow one has more dots, as phones do.

    A palette makes the file a third as long: a figure has some 1,500 colours, nearly all of them
    the edges of letters.
    """
    drawn, palette = io.BytesIO(), io.BytesIO()
    dpi = NARROW_DPI if figure.get_figwidth() <= NARROW_IN else DPI
    figure.savefig(drawn, format="png", facecolor=figure.get_facecolor(), dpi=dpi)
    with Image.open(drawn) as image:
        few = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(palette, "png", optimize=True)
    return palette.getvalue()


def data_uri(png: bytes) -> str:
    """A PNG file as the page embeds it."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
