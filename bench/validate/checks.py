"""What is compared: one published number beside ours, and what their difference means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

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
        quick: leave out the slow metrics (METEOR, TER) and all but two systems of a campaign.
    """

    metrics: Mapping[str, Mapping[str, Any]]
    quick: bool = False

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
        return systems[:2] if self.quick else systems


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


def corpus_score(
    metric: RowMetric, rows: Floats, key: str | None = None, scale: float = 1.0
) -> float:
    """One column's score of all rows, times ``scale``; the only column if no key is given."""
    scores = metric.score(rows.sum(axis=0))
    return scale * float(scores[key] if key is not None else next(iter(scores.values())))


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
