"""What is compared: one published number beside ours, and what their difference means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from bench.api import Example, Floats, RowMetric, Source, Unavailable
from bench.build import build, locate

Verdict = Literal["equal", "known", "drift", "not run"]

HALF_DIGIT = 1.01
"""Slack on half a unit of the last printed digit, for binary fractions."""


@dataclass(frozen=True, slots=True)
class Check:
    """A published number and ours.

    Attributes:
        suite: ``e2e``, ``webnlg2017`` ...
        item: system and data, or the test case.
        score: the metric, as the publication calls it.
        ours: None where it could not be computed; ``cause`` says why.
        tolerance: largest absolute difference that is no drift.
        cause: why the numbers differ where they are known to; empty where they must be equal.
        recipe: how ours was computed.
    """

    suite: str
    item: str
    score: str
    published: float
    ours: float | None
    tolerance: float
    cause: str = ""
    recipe: str = ""

    @property
    def difference(self) -> float | None:
        """Ours minus published."""
        return None if self.ours is None else self.ours - self.published

    @property
    def verdict(self) -> Verdict:
        """``known``: within the tolerance, which is wide for the stated cause."""
        if self.ours is None:
            return "not run"
        if not abs(self.ours - self.published) <= self.tolerance:
            return "drift"
        return "known" if self.cause else "equal"


@dataclass(frozen=True, slots=True)
class Scope:
    """How much to replay.

    Attributes:
        metrics: ``conf/validate.yaml``.
        quick: leave out the slow metrics (METEOR, TER).
        systems: most systems of a campaign; None for all.
    """

    metrics: Mapping[str, Mapping[str, Any]]
    quick: bool = False
    systems: int | None = None

    def metric(self, name: str, **fields: Any) -> RowMetric:
        """The metric of that name, with some fields changed.

        Raises:
            Unavailable: the machine lacks what it needs, or it is left out here.
        """
        if self.quick and name.startswith(("meteor", "ter")):
            raise Unavailable(f"{name} is slow", "run without --quick")
        metric: RowMetric = build({**self.metrics[name], **fields})
        return metric

    def function(self, name: str) -> Callable[..., Any]:
        """The function of that name."""
        found: Callable[..., Any] = locate(self.metrics[name]["_target_"])
        return found

    def some(self, systems: Sequence[Any]) -> Sequence[Any]:
        """The systems of a campaign to replay."""
        return systems[: self.systems]


def half_digit(printed: str) -> float:
    """Half a unit of the last digit of a printed number: what rounding may hide."""
    decimals = len(printed.partition(".")[2])
    return HALF_DIGIT * 0.5 * 10.0**-decimals


def of_references(references: Sequence[Sequence[str]]) -> list[Example]:
    """Examples that have nothing but references."""
    return [
        Example(Source(str(index), "", {}, ""), tuple(listed))
        for index, listed in enumerate(references)
    ]


def corpus_score(metric: RowMetric, rows: Floats, scale: float = 1.0) -> float:
    """The first column's score of all rows, times ``scale``."""
    return scale * float(next(iter(metric.score(rows.sum(axis=0)).values())))


Job = tuple[Sequence[str], Sequence[Example]]


def rows_of(metric: RowMetric, jobs: Sequence[Job], together: bool = False) -> list[Floats]:
    """Rows of several sets of texts.

    Args:
        metric: what scores them.
        jobs: texts and their examples.
        together: one call for all sets, for a metric that starts a program; only where a row does
            not depend on the rest of its set.
    """
    if not together:
        return [metric.rows(texts, examples) for texts, examples in jobs]
    texts = [text for each, _ in jobs for text in each]
    examples = [example for _, each in jobs for example in each]
    ends = np.cumsum([len(each) for each, _ in jobs])[:-1]
    return np.split(metric.rows(texts, examples), ends)


Published = tuple[str, str, str]
"""Suite, item and score of a check."""


def absent(names: Published, published: float, reason: Unavailable) -> Check:
    """A check that cannot run here."""
    return Check(*names, published, None, 0.0, f"{reason.reason}, {reason.command}")


def compare(
    names: Published, printed: str, ours: float, recipe: str, known: tuple[float, str] | None = None
) -> Check:
    """A check against a printed number: equal to its last digit, or within a known difference."""
    tolerance, cause = known or (half_digit(printed), "")
    return Check(*names, float(printed), ours, tolerance, cause, recipe)


Checks = Iterator[Check]


@dataclass(frozen=True, slots=True)
class Column:
    """One score of a campaign's table.

    Attributes:
        label: the column's name in the table.
        metric: its name in ``conf/validate.yaml``.
        jobs: what is scored, one job per system.
        scale: factor from our score to the published one.
        known: tolerance and cause where the numbers are known to differ.
        decimals: round the published number to so many, where more are printed than are exact.
    """

    label: str
    metric: str
    jobs: Sequence[Job]
    scale: float = 1.0
    known: tuple[float, str] | None = None
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a campaign's table: whose, the printed numbers, which job, which of its items."""

    item: str
    printed: Mapping[str, str]
    job: int
    items: npt.NDArray[np.bool_] | None = None


def compare_table(
    suite: str, columns: Sequence[Column], lines: Sequence[Line], scope: Scope
) -> Checks:
    """Every number of a campaign's table; METEOR reads all systems in one call."""
    for column in columns:
        names = [(suite, line.item, column.label) for line in lines]
        try:
            metric = scope.metric(column.metric)
        except Unavailable as reason:
            for each, line in zip(names, lines, strict=True):
                yield absent(each, float(line.printed[column.label]), reason)
            continue
        rows = rows_of(metric, column.jobs, together=column.metric.startswith("meteor"))
        for each, line in zip(names, lines, strict=True):
            printed = line.printed[column.label]
            if column.decimals is not None:
                printed = f"{float(printed):.{column.decimals}f}"
            found = rows[line.job]
            chosen = found if line.items is None else found[line.items]
            ours = corpus_score(metric, chosen, column.scale)
            yield compare(each, printed, ours, metric.recipe, column.known)
