"""How cost grows: the points of a scaling run as log-log plots and a table of exponents."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from bench.record import GROWTH_FILE, Exponent, Growth, Point, find, read
from bench.report.families import Family, family_of
from bench.report.paper import DARK, DPI, LIGHT, NARROW_DARK, NARROW_LIGHT, Ink, data_uri, png_of

PICTURE = "growth.png"
AXES = {
    "texts": ("Number of texts", "seconds for all"),
    "train": ("Training examples", "seconds to fit"),
    "input": ("Characters of the input", "seconds a text"),
    "batch": ("Texts of a batch", "seconds a text"),
}
COSTS = {"seconds": "Time", "memory_mb": "Memory"}
_NEAR = 0.1
_FLAT = 1.01
"""A panel whose highest value is less than so many times its lowest shows no growth."""
_PANEL_IN = (3.1, 2.9)
_STYLES = ("-", "--", ":", "-.")


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """A fitted exponent as printed; ``reading`` puts it in words."""

    system: str
    family: Family
    axis: str
    cost: str
    sizes: str
    exponent: str
    interval: str
    reading: str


@dataclass(frozen=True, slots=True)
class GrowthView:
    """The section of the page: the figure as data URIs, the table, what was not measured.

    The narrow figures have their panels below each other.
    """

    light: str
    dark: str
    narrow_light: str
    narrow_dark: str
    rows: tuple[GrowthRow, ...]
    left_out: tuple[str, ...]


def read_growths(run: Path) -> tuple[Growth, ...]:
    """What a scaling run measured; empty for any other run."""
    return tuple(read(path, Growth) for path in find(run, GROWTH_FILE))


def view_growth(run: Path, growths: Sequence[Growth]) -> GrowthView | None:
    """Draw ``growth.png`` into the run's folder and make the section; None without points."""
    measured = [growth for growth in growths if growth.points]
    if not measured:
        return None
    light = png_of(growth_figure(measured, LIGHT))
    (run / PICTURE).write_bytes(light)
    return GrowthView(
        light=data_uri(light),
        dark=data_uri(png_of(growth_figure(measured, DARK))),
        narrow_light=data_uri(png_of(growth_figure(measured, NARROW_LIGHT))),
        narrow_dark=data_uri(png_of(growth_figure(measured, NARROW_DARK))),
        rows=tuple(_row(growth, one) for growth in measured for one in growth.exponents),
        left_out=tuple(f"{g.title}: {line}" for g in growths for line in g.left_out),
    )


def growth_line(growth: Growth) -> str:
    """A system in one line: the exponents of its time."""
    found = [
        f"{one.axis} {one.value:.2f} ({one.low:.2f} to {one.high:.2f})"
        for one in growth.exponents
        if one.cost == "seconds"
    ]
    sign = growth.status if growth.status in ("ok", "skipped") else growth.status.upper()
    start = f"{sign:<8}{growth.generator}: "
    if not found:
        failure = growth.failure
        return start + (failure.reason if failure else "too few sizes for an exponent")
    return " · ".join([f"{start}time grows as size to the power of", *found])


def growth_figure(growths: Sequence[Growth], ink: Ink) -> Figure:
    """Log-log panels: an axis of growth in each column, time above memory; lines are fits.

    On narrow paper all panels stand below each other.
    """
    axes_of_growth = [axis for axis in AXES if any(_points(g, axis, "seconds") for g in growths)]
    if ink.narrow:
        places = list(itertools.product(axes_of_growth, COSTS))
        rows, columns, height_in = len(places), 1, 2.3 * len(places)
    else:
        places = [(axis, cost) for cost in COSTS for axis in axes_of_growth]
        rows, columns, height_in = len(COSTS), len(axes_of_growth), _PANEL_IN[1] * len(COSTS)
    legend_columns = 1 if ink.narrow else 4
    top_in = 0.25 + 0.2 * math.ceil(len(growths) / legend_columns)
    size = ink.width_in if ink.narrow else _PANEL_IN[0] * columns, height_in + top_in
    figure = Figure(figsize=size, dpi=DPI, facecolor=ink.paper)
    FigureCanvasAgg(figure)
    panels = figure.subplots(rows, columns, squeeze=False).flat
    for panel, (axis, cost) in zip(panels, places, strict=True):
        _draw_panel(panel, growths, axis, cost, ink)
    _name_systems(figure, growths, legend_columns, ink)
    figure.subplots_adjust(
        left=(0.8 if ink.narrow else 0.7) / size[0],
        right=1 - 0.1 / size[0],
        bottom=0.5 / size[1],
        top=1 - top_in / size[1],
        wspace=0.32,
        hspace=0.35 if ink.narrow else 0.3,
    )
    return figure


def _name_systems(figure: Figure, growths: Sequence[Growth], columns: int, ink: Ink) -> None:
    names = [
        Line2D(
            [], [], color=ink.of(f), marker=f.marker, ls=_STYLES[n % len(_STYLES)], label=g.title
        )
        for n, g in enumerate(growths)
        for f in (family_of(g.family),)
    ]
    figure.legend(handles=names, loc="upper left", ncols=columns, frameon=False, labelcolor=ink.pen)


def _draw_panel(panel: Axes, growths: Sequence[Growth], axis: str, cost: str, ink: Ink) -> None:
    _dress(panel, ink)
    panel.set_xlabel(AXES[axis][0])
    panel.set_ylabel(AXES[axis][1] if cost == "seconds" else "MB above start-up")
    for number, growth in enumerate(growths):
        fit = next((e for e in growth.exponents if (e.axis, e.cost) == (axis, cost)), None)
        colour = ink.of(family_of(growth.family))
        _draw_points(panel, growth, _points(growth, axis, cost), colour)
        if fit is not None:
            _draw_fit(panel, fit, _points(growth, axis, cost), colour, number)
    _tick(panel)


def _dress(panel: Axes, ink: Ink) -> None:
    panel.set_facecolor(ink.paper)
    panel.set_xscale("log")
    panel.set_yscale("log")
    panel.grid(True, color=ink.grid, lw=0.7)
    panel.set_axisbelow(True)
    panel.tick_params(which="both", colors=ink.faint, labelcolor=ink.pen, labelsize=8)
    panel.xaxis.label.set_color(ink.pen)
    panel.yaxis.label.set_color(ink.pen)
    panel.spines[["top", "right"]].set_visible(False)
    panel.spines[["left", "bottom"]].set_color(ink.grid)


def _tick(panel: Axes) -> None:
    """Plain numbers; ticks at 1, 2 and 5 where an axis spans few powers of ten.

    A cost that does not grow stands in the middle of its panel: the last digit of a float would
    span no height at all.
    """
    lowest, highest = panel.get_ylim()
    if highest < _FLAT * lowest:
        panel.set_ylim(lowest / 2, highest * 2)
    for line, (low, high) in ((panel.xaxis, panel.get_xlim()), (panel.yaxis, panel.get_ylim())):
        line.set_major_locator(LogLocator(subs=(1, 2, 5) if high < 100 * low else (1,)))
        line.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
        line.set_minor_formatter(NullFormatter())


def _draw_points(
    panel: Axes, growth: Growth, points: Sequence[tuple[float, float]], colour: str
) -> None:
    marker = family_of(growth.family).marker
    panel.plot([x for x, _ in points], [y for _, y in points], marker, color=colour, ms=6)


def _draw_fit(
    panel: Axes, fit: Exponent, points: Sequence[tuple[float, float]], colour: str, number: int
) -> None:
    sizes = np.array([size for size, _ in points])
    fitted = fit.factor * sizes**fit.value
    panel.plot(sizes, fitted, _STYLES[number % len(_STYLES)], color=colour, lw=1.2)
    panel.annotate(
        _two_digits(fit.value),
        (float(sizes[-1]), float(fitted[-1])),
        (-4, 5),
        textcoords="offset points",
        ha="right",
        color=colour,
        fontsize=8,
    )


def _points(growth: Growth, axis: str, cost: str) -> list[tuple[float, float]]:
    return [
        (point.size, value)
        for point in growth.points
        if point.axis == axis and (value := _cost(point, cost)) is not None and value > 0
    ]


def _cost(point: Point, cost: str) -> float | None:
    return point.seconds if cost == "seconds" else point.memory_mb


def _row(growth: Growth, one: Exponent) -> GrowthRow:
    sizes = [size for size, _ in _points(growth, one.axis, one.cost)]
    return GrowthRow(
        system=growth.title,
        family=family_of(growth.family),
        axis=AXES[one.axis][0],
        cost=COSTS[one.cost] + (f", {AXES[one.axis][1]}" if one.cost == "seconds" else ""),
        sizes=f"{min(sizes):,.0f} to {max(sizes):,.0f}",
        exponent=_two_digits(one.value),
        interval=f"{one.low:.2f} to {one.high:.2f}",
        reading=describe(one),
    )


def describe(one: Exponent) -> str:
    """What the interval allows to say: constant, linear, between them, more, or nothing."""
    if one.high - one.low > 1:
        return "not known: the interval is wider than 1"
    if one.low > 1 + _NEAR:
        return "more than linear"
    if one.high < -_NEAR:
        return "falls"
    if abs(one.value) <= _NEAR or one.low <= 0 <= one.high:
        return "constant"
    if abs(one.value - 1) <= _NEAR or one.low <= 1 <= one.high:
        return "linear"
    return "less than linear" if one.value < 1 else "more than linear"


def _two_digits(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}"  # no "-0.00"
