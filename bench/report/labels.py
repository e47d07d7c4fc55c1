"""Labels beside points that cover neither each other nor a marker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from bench.api import Floats

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
    axes: Axes,
    points: Sequence[Labelled],
    *,
    pen: str,
    faint: str,
    halo: str,
    levels: Sequence[tuple[float, float, float]] = (),
) -> None:
    """Write each label at the nearest free place around its point, a thin line leading to it.

    Greedy: the candidate with the least covered area wins, nearer ones first. The axes must have
    their final place and all their data. ``levels`` are horizontal lines to keep clear of, as
    (left, right, height).
    """
    axes.autoscale_view()
    frame = axes.get_window_extent()
    to_pixels, to_data = axes.transData, axes.transData.inverted()
    taken = []
    for point in points:
        x, y = to_pixels.transform((point.x, point.y))
        ends = [to_pixels.transform((point.x, end))[1] for end in (point.low, point.high)]
        taken += [(x - 7, y - 7, x + 7, y + 7), (x - 2, min(ends), x + 2, max(ends))]
    for left, right, height in levels:
        (x0, y), (x1, _) = to_pixels.transform(((left, height), (right, height)))
        taken.append((x0, y - 2, x1, y + 2))
    for point in sorted(points, key=lambda point: point.y):
        x, y = to_pixels.transform((point.x, point.y))
        text = axes.text(0, 0, _short(point.label), fontsize=9, color=pen, zorder=4)
        text.set_parse_math(False)
        text.set_path_effects([withStroke(linewidth=2.5, foreground=halo)])
        extent = text.get_window_extent()
        boxes = _candidates(x, y, extent.width, extent.height)
        covered = _covered(boxes, np.array(taken), np.array(frame.extents))
        # Whole pixels of cover first, then the distance: lexsort takes its last key first.
        box = boxes[np.lexsort((_far(boxes, x, y), np.round(covered)))[0]]
        taken.append((box[0], box[1], box[2], box[3]))
        text.set_position(tuple(to_data.transform((box[0], box[1] + 2))))
        near = min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])
        if abs(near[0] - x) + abs(near[1] - y) > 1.6 * _STEP_PX:
            start, end = to_data.transform((x, y)), to_data.transform(near)
            axes.plot([start[0], end[0]], [start[1], end[1]], color=faint, lw=0.7, zorder=1.5)


def _candidates(x: float, y: float, width: float, height: float) -> Floats:
    """Boxes around a point, rings outward: (n, 4) as left, bottom, right, top in pixels."""
    corners = []
    for ring in range(1, _ROUNDS + 1):
        gap = _STEP_PX * ring
        corners += [(gap, -height / 2), (-gap - width, -height / 2)]
        for up in (gap * 0.8, -gap * 0.8 - height):
            across = (-width / 2, _STEP_PX / 2, -width - _STEP_PX / 2)
            corners += [(right, up) for right in across]
    low = np.array(corners) + np.array((x, y))
    return np.hstack((low, low + np.array((width, height))))


def _covered(boxes: Floats, taken: Floats, frame: Floats) -> Floats:
    """Area of each box (n, 4) over the taken ones (m, 4), and four times what leaves the frame."""
    everything = np.vstack((taken, frame))
    low = np.maximum(boxes[:, None, :2], everything[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], everything[None, :, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=2)
    own = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return np.asarray(shared[:, :-1].sum(axis=1) + 4 * (own - shared[:, -1]))


def _far(boxes: Floats, x: float, y: float) -> Floats:
    """Squared distance of each box from the point."""
    point = np.array((x, y))
    away = np.maximum(np.maximum(boxes[:, :2] - point, point - boxes[:, 2:]), 0)
    return np.asarray((away**2).sum(axis=1))


def _short(title: str, most: int = 32) -> str:
    return title if len(title) <= most else title[: most - 1] + "…"
