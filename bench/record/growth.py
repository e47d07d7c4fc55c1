"""What is stored about how a system's costs grow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.record.cell import SCHEMA, Failure, Status


@dataclass(frozen=True, slots=True)
class Point:
    """One measured size, in a process of its own.

    Attributes:
        axis: what was varied: ``texts``, ``train``, ``input`` or ``batch``.
        size: texts, training examples, characters of an input, texts of a batch.
        seconds: ``texts``: for all of them; ``train``: of the fit; else for one text.
        memory_mb: peak of the measured phase above the process before the system was imported.
        repeats: how often the work was done; ``seconds`` is the median.
    """

    axis: str
    size: float
    seconds: float
    memory_mb: float | None
    repeats: int


@dataclass(frozen=True, slots=True)
class Exponent:
    """How a cost grows along an axis: size to the power of ``value``, with its 95 % interval.

    Attributes:
        cost: ``seconds`` or ``memory_mb``.
        factor: the fitted cost at size 1.
    """

    axis: str
    cost: str
    value: float
    low: float
    high: float
    factor: float


@dataclass(frozen=True, slots=True)
class Growth:
    """How a system's time and memory grow with the size of its work.

    Attributes:
        left_out: one line for each axis that ended early, with the reason.
    """

    task: str
    condition: str
    generator: str
    family: str
    title: str
    seed: int
    status: Status
    failure: Failure | None
    points: tuple[Point, ...]
    exponents: tuple[Exponent, ...]
    left_out: tuple[str, ...]
    environment: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    schema: int = SCHEMA
