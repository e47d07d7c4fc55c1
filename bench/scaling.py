"""``+experiment=scaling``: how a system's time and memory grow with the size of its work.

Four axes: number of texts, training examples, length of the input, batch size. Each size runs in
a fresh child process (``bench.scaling_point``), one after the other; this side only plans,
collects and fits the exponents.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import environment, record
from bench.child import Outcome, run_worker
from bench.record import Exponent, Failure, Growth, Point, Status
from bench.stats import fit_power_law
from bench.worker import CELL_FILE, PHASES_FILE

AXES = ("texts", "train", "input", "batch")
COSTS = ("seconds", "memory_mb")
_LEAST = {"fill_s": 0.0, "batch": [1]}


@dataclass(frozen=True, slots=True)
class _Line:
    """The points of one axis; ``left_out`` says why it ended early."""

    points: tuple[Point, ...]
    left_out: str = ""
    status: Status = "ok"
    failure: Failure | None = None


def measure_growth(folder: Path, config: Mapping[str, Any]) -> Growth:
    """Measure one system on all axes, write ``growth.json`` into ``folder`` and give it back.

    A failing size ends its axis; the others are measured all the same.
    """
    described = environment.describe()
    # The first child to need the fit leaves it in the cache: no measured one carries its memory.
    _run_point(folder / "prepare", {**config, "scaling": _LEAST}, "batch", 1)
    lines = [_measure_axis(folder, config, axis) for axis in AXES]
    points = tuple(point for line in lines for point in line.points)
    broken = next((line for line in lines if line.status != "ok"), None)
    generator = config["generator"]
    growth = Growth(
        task=config["task"]["name"],
        condition=config["condition"]["name"],
        generator=generator["name"],
        family=generator["family"],
        title=generator["title"],
        seed=config["seed"],
        status=broken.status if broken else "ok",
        failure=broken.failure if broken else None,
        points=points,
        exponents=tuple(_exponents(points)),
        left_out=tuple(line.left_out for line in lines if line.left_out),
        environment=described,
        config=config,
    )
    record.write(folder / record.GROWTH_FILE, growth)
    return growth


def _measure_axis(folder: Path, config: Mapping[str, Any], axis: str) -> _Line:
    budget_s = config["scaling"]["budget_s"]
    points: list[Point] = []
    sizes = sorted(config["scaling"][axis])
    for index, size in enumerate(sizes):
        expected_s = _expected_s(config, points[-1], size / sizes[index - 1]) if index else 0.0
        if expected_s > budget_s:
            ended = f"{axis} from {size:,} on: about {expected_s:,.0f} s, budget {budget_s:g} s"
            return _Line(tuple(points), ended)
        place = folder / axis / str(size)
        outcome = _run_point(place, config, axis, size)
        if outcome.status != "ok":
            reason = outcome.failure.reason if outcome.failure else outcome.status
            return _Line(
                tuple(points), f"{axis} from {size:,} on: {reason}", outcome.status, outcome.failure
            )
        document = json.loads((place / PHASES_FILE).read_text(encoding="utf-8"))
        if document["point"] is None:
            return _Line(())
        points.append(Point(**document["point"]))
    return _Line(tuple(points))


def _run_point(place: Path, config: Mapping[str, Any], axis: str, size: int) -> Outcome:
    place.mkdir(parents=True, exist_ok=True)
    cell = {**config, "point": {"axis": axis, "size": size}}
    (place / CELL_FILE).write_text(json.dumps(cell), encoding="utf-8")
    title = f"{config['generator']['name']}, {axis} {size:,}"
    return run_worker(place, title, config["timeout_s"], "bench.scaling_point")


def _expected_s(config: Mapping[str, Any], last: Point, ratio: float) -> float:
    """What the next size of an axis would take, were its time linear in its size."""
    settings = config["scaling"]
    if last.axis == "batch":  # the same texts for every size
        return last.seconds * float(max(settings["batch"]))
    return last.seconds * ratio * float(settings["texts_per_input"] if last.axis == "input" else 1)


def _exponents(points: Sequence[Point]) -> list[Exponent]:
    found = []
    for axis in AXES:
        own = [point for point in points if point.axis == axis]
        for cost in COSTS:
            costs = [getattr(point, cost) or 0.0 for point in own]
            law = fit_power_law([point.size for point in own], costs) if own else None
            if law is not None:
                found.append(Exponent(axis, cost, law.exponent, law.low, law.high, law.factor))
    return found
