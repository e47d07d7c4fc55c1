"""Labels beside points that cover neither each other nor a marker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

_STEP_PX = 11.0
_ROUNDS = 14


@dataclass(frozen=True, slots=True)
class Labelled:
    """A point in data units with a vertical bar from ``low`` to ``high`` and its label."""

    x: float
    y: float
    low: float
    high: float
    label: str


def place_labels(
    axes: Axes, points: Sequence[Labelled], pen: str, faint: str, size: float = 9.0
) -> None:
    """Write each label at the nearest free place around its point, a thin line leading to it.

    Greedy: the candidate with the least covered area wins, nearer ones first. The axes must have
    their final place and all their data.
    """
    axes.autoscale_view()
    frame = axes.get_window_extent()
    to_pixels, to_data = axes.transData, axes.transData.inverted()
    taken = []
    for point in points:
        x, y = to_pixels.transform((point.x, point.y))
        ends = [to_pixels.transform((point.x, end))[1] for end in (point.low, point.high)]
        taken.append(Bbox.from_extents(x - 7, y - 7, x + 7, y + 7))
        taken.append(Bbox.from_extents(x - 2, min(ends), x + 2, max(ends)))
    for point in sorted(points, key=lambda point: point.y):
        x, y = to_pixels.transform((point.x, point.y))
        text = axes.text(0, 0, _short(point.label), fontsize=size, color=pen, zorder=4)
        text.set_parse_math(False)
        extent = text.get_window_extent()
        box = min(
            _candidates(x, y, extent.width, extent.height),
            key=lambda candidate: (round(_covered(candidate, taken, frame)), _far(candidate, x, y)),
        )
        taken.append(box)
        text.set_position(tuple(to_data.transform((box.x0, box.y0 + 2))))
        near = min(max(x, box.x0), box.x1), min(max(y, box.y0), box.y1)
        if abs(near[0] - x) + abs(near[1] - y) > 2.2 * _STEP_PX:
            start, end = to_data.transform((x, y)), to_data.transform(near)
            axes.plot([start[0], end[0]], [start[1], end[1]], color=faint, lw=0.7, zorder=1.5)


def _candidates(x: float, y: float, width: float, height: float) -> Iterator[Bbox]:
    for ring in range(1, _ROUNDS + 1):
        gap = _STEP_PX * ring
        for dx, dy in ((gap, -height / 2), (-gap - width, -height / 2)):
            yield Bbox.from_bounds(x + dx, y + dy, width, height)
        for dy in (gap * 0.8, -gap * 0.8 - height):
            for dx in (-width / 2, _STEP_PX / 2, -width - _STEP_PX / 2):
                yield Bbox.from_bounds(x + dx, y + dy, width, height)


def _covered(box: Bbox, taken: Sequence[Bbox], frame: Bbox) -> float:
    inside = Bbox.intersection(box, frame)
    lost = box.width * box.height - (inside.width * inside.height if inside else 0.0)
    overlaps = (Bbox.intersection(box, other) for other in taken)
    return 4 * lost + sum(both.width * both.height for both in overlaps if both is not None)


def _far(box: Bbox, x: float, y: float) -> float:
    dx = max(box.x0 - x, 0.0, x - box.x1)
    dy = max(box.y0 - y, 0.0, y - box.y1)
    return float(dx * dx + dy * dy)


def _short(title: str, most: int = 28) -> str:
    return title if len(title) <= most else title[: most - 1] + "…"
