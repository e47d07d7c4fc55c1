"""The Pareto front of quality against latency."""

from __future__ import annotations

from dataclasses import dataclass

from bench.api import Better
from bench.report.boards import Board, System
from bench.report.readings import MEDIAN


@dataclass(frozen=True, slots=True)
class Point:
    """A system with its median latency (ms) and its value of the headline column."""

    system: System
    median_ms: float
    value: float


def points_of(board: Board) -> list[Point]:
    """The ranked systems that have both a latency and a headline score."""
    points = []
    for system in board.ranked:
        median_ms = system.mean(MEDIAN.read)
        value = system.value(board.headline) if board.headline else None
        if median_ms is not None and value is not None:
            points.append(Point(system, median_ms, value))
    return points


def pareto_front(board: Board) -> list[Point]:
    """The points that none beats or equals on both with one strictly better; fastest first."""
    better = board.columns[board.headline].better if board.headline else None
    return front_of(points_of(board), better) if better else []


def front_of(points: list[Point], better: Better) -> list[Point]:
    """The front of any points: lower latency is better, ``better`` says which value is."""
    sign = 1.0 if better == "higher" else -1.0
    kept = [
        point
        for point in points
        if not any(
            other.median_ms <= point.median_ms
            and sign * other.value >= sign * point.value
            and (other.median_ms < point.median_ms or other.value != point.value)
            for other in points
        )
    ]
    return sorted(kept, key=lambda point: (point.median_ms, point.system.generator))
