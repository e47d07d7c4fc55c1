"""The metrics of a configuration: built before the first cell, prepared once, and watched.

A metric is somebody's code, as a system is. What it raises or gives back wrongly is told in its
columns, and the other metrics and cells go on.
"""

from __future__ import annotations

import functools
import json
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.api import Example, Floats, RowMetric, SetMetric, Task, Unavailable
from bench.build import BuildError, build
from bench.progress import told
from bench.tasks import load_task

FAILED = "failed: "
"""How the reason of a column begins whose metric broke."""


class MetricError(ValueError):
    """A metric gave back what no metric may; says what was wanted and what was found."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A metric by the name its file gives it; ``absent`` says why it cannot run."""

    name: str
    metric: RowMetric | SetMetric | None
    absent: str = ""


def judges_of(config: Mapping[str, Any]) -> tuple[Judge, ...]:
    """The configured metrics, prepared for the task; made once per process and configuration.

    Raises:
        BuildError: a metric's configuration is wrong.
    """
    return _judges(json.dumps([config["metrics"], config["task"]]))


def check_metrics(metrics: Mapping[str, Any]) -> tuple[Judge, ...]:
    """Build every metric, unprepared, so that a typo is found before a system has run.

    Raises:
        BuildError: a metric's configuration is wrong.
    """
    return tuple(_build(name, spec) for name, spec in metrics.items())


@functools.lru_cache(maxsize=2)
def _judges(config: str) -> tuple[Judge, ...]:
    metrics, task_config = json.loads(config)
    task = load_task(task_config)
    built = [_build(name, spec) for name, spec in metrics.items()]
    return tuple(_prepared(judge, task) for judge in told(built))


def _prepared(judge: Judge, task: Task) -> Judge:
    try:
        if judge.metric is not None:
            judge.metric.prepare(task)
    except Unavailable as error:
        return Judge(judge.name, None, _lack(error))
    except Exception as error:  # whatever it raises is its outcome
        return Judge(judge.name, None, fault(error))
    return judge


def _build(name: str, spec: Mapping[str, Any]) -> Judge:
    try:
        if not isinstance(spec, Mapping):
            raise BuildError(f"wanted {{_target_: package.module.Class}}, found {spec!r}")
        metric = build(spec)
    except Unavailable as error:
        return Judge(name, None, _lack(error))
    except BuildError as error:
        raise BuildError(f"metric {name!r}: {error}") from error
    if not isinstance(metric, RowMetric | SetMetric):
        raise BuildError(
            f"metric {name!r}: {spec['_target_']} lacks what a metric has: scores, recipe, prepare"
            " and score, and rows if it can score text by text (bench/api.py)"
        )
    return Judge(name, metric)


def _lack(error: Unavailable) -> str:
    return f"{error.reason}, {error.command}"


def fault(error: Exception) -> str:
    """What broke a metric, and where."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = "" if isinstance(error, MetricError) else f" ({place.filename}:{place.lineno})"
    return f"{FAILED}{type(error).__name__}: {error}{where}"


def rows_of(metric: RowMetric, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
    """The metric's rows, shape (texts, k).

    Raises:
        MetricError: they are of another shape, or not all finite.
    """
    rows = metric.rows(texts, examples)
    if not isinstance(rows, np.ndarray) or rows.ndim != 2 or len(rows) != len(texts):
        found = rows.shape if isinstance(rows, np.ndarray) else type(rows).__name__
        raise MetricError(f"rows: wanted an array of shape ({len(texts)}, k), found {found}")
    if not np.isfinite(rows).all():
        at = int(np.argwhere(~np.isfinite(rows))[0, 0])
        raise MetricError(f"rows: wanted finite numbers, found {rows[at].tolist()} for text {at}")
    return rows


def require_scores(found: Mapping[str, Any], wanted: Iterable[str]) -> None:
    """Refuse scores of other columns, or that are neither finite nor None.

    Raises:
        MetricError: naming them.
    """
    if set(found) != set(wanted):
        raise MetricError(f"score: wanted the columns {sorted(wanted)}, found {sorted(found)}")
    for key, value in found.items():
        if value is not None and not np.isfinite(value).all():
            raise MetricError(f"score: wanted a finite {key!r}, or None, found {value}")
