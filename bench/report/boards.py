"""Records grouped into boards, seeds folded together.

A board is one task under one condition: everything on it may be compared.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bench.record import Column, Comparison, Pair, Ranking, Record, Slice
from bench.report.families import Family, family_of

HEADLINE = ("slot_error_rate", "chrf", "bleu")
"""The column that orders a board: the first of these that the board has."""
FACT_METRICS = ("facts", "echo")
"""Whose columns say how far to trust a text, and how far to trust that."""
OVERLAP_METRICS = ("chrf", "bleu", "rouge", "ter", "meteor", "nist", "cider")


@dataclass(frozen=True, slots=True)
class Estimate:
    """One column of one system over its seeds.

    Attributes:
        value: mean over seeds.
        low, high: 95 % interval over items, averaged over seeds; None for set metrics.
        by_seed: the value of each finished seed.
        column: label, unit, direction and recipe.
    """

    value: float
    low: float | None
    high: float | None
    by_seed: tuple[float, ...]
    column: Column

    @property
    def sd(self) -> float | None:
        """Standard deviation over seeds (n - 1), None for one seed."""
        return statistics.stdev(self.by_seed) if len(self.by_seed) > 1 else None


@dataclass(frozen=True, slots=True)
class System:
    """All cells of one generator on one board, seeds in order."""

    generator: str
    records: tuple[Record, ...]

    @property
    def title(self) -> str:
        """As printed."""
        return self.records[0].title or self.generator

    @property
    def family(self) -> Family:
        """How it is named and drawn."""
        return family_of(self.records[0].family)

    @property
    def bound(self) -> bool:
        """A floor or ceiling: shown, not ranked."""
        return self.records[0].bound

    @property
    def finished(self) -> tuple[Record, ...]:
        """The records that have scores."""
        return tuple(record for record in self.records if record.status == "ok")

    @property
    def fit_cached(self) -> bool:
        """Whether a fit was read from the cache: it keeps the time that it once took."""
        return any(record.timing and record.timing.fit_cached for record in self.finished)

    @property
    def one_seed(self) -> bool:
        """A fitted system of which a single training is known."""
        fitted = any(
            record.timing and (record.timing.fit_s or 0) > 0.05 for record in self.finished
        )
        return self.family.learns and fitted and len(self.finished) == 1

    def estimate(self, key: str, held_out: bool = False) -> Estimate | None:
        """A column over the finished seeds; None where no seed has a value."""
        found = [
            column
            for record in self.finished
            for column in (record.held_out if held_out else record.scores)
            if column.key == key and column.value is not None
        ]
        values = tuple(column.value for column in found if column.value is not None)
        if not values:
            return None
        ends = [(one.low, one.high) for one in found if not (one.low is None or one.high is None)]
        known = len(ends) == len(found)
        return Estimate(
            value=statistics.fmean(values),
            low=statistics.fmean(low for low, _ in ends) if known else None,
            high=statistics.fmean(high for _, high in ends) if known else None,
            by_seed=values,
            column=found[0],
        )

    @property
    def slices(self) -> tuple[Slice, ...]:
        """The scores by slice of the items, each the mean over the finished seeds that have it."""
        kept: dict[tuple[str, str], list[Slice]] = {}
        for record in self.finished:
            for part in record.slices:
                kept.setdefault((part.by, part.value), []).append(part)
        return tuple(replace(parts[0], scores=_mean_scores(parts)) for parts in kept.values())

    def value(self, key: str) -> float | None:
        """The mean of a column over seeds."""
        estimate = self.estimate(key)
        return None if estimate is None else estimate.value

    def why_not(self, key: str) -> str:
        """Why a column has no value: the metric's reason, or the cell's."""
        for record in self.finished:
            column = record.column(key)
            if column is not None and column.reason:
                return column.reason
        return ""

    def mean(self, reading: Callable[[Record], float | None]) -> float | None:
        """A reading averaged over the finished seeds that have it."""
        values = [value for record in self.finished if (value := reading(record)) is not None]
        return statistics.fmean(values) if values else None


def _mean_scores(parts: Sequence[Slice]) -> dict[str, float | None]:
    """Scores of one slice, averaged over those seeds where they are defined."""
    means: dict[str, float | None] = {}
    for key in dict.fromkeys(key for part in parts for key in part.scores):
        found = [value for part in parts if (value := part.scores.get(key)) is not None]
        means[key] = statistics.fmean(found) if found else None
    return means


@dataclass(frozen=True, slots=True)
class Board:
    """One task under one condition.

    Attributes:
        systems: ranked ones best first, then those without scores, bounds last.
        columns: a specimen of every column, facts first, in the order of the records.
        headline: key of the column that orders the board, None before the first score.
    """

    task: str
    condition: str
    systems: tuple[System, ...]
    columns: Mapping[str, Column]
    headline: str | None
    comparison: Comparison | None

    @property
    def name(self) -> str:
        """Task and condition, safe as a file name and as an anchor."""
        plain = (letter if letter.isalnum() else "-" for letter in f"{self.task}-{self.condition}")
        return "".join(plain).strip("-")

    @property
    def ranked(self) -> tuple[System, ...]:
        """The systems that compete and have scores."""
        return tuple(system for system in self.systems if system.finished and not system.bound)

    @property
    def bounds(self) -> tuple[System, ...]:
        """Floors and ceilings that have run."""
        return tuple(system for system in self.systems if system.finished and system.bound)

    @property
    def texts(self) -> int:
        """How many test items a system answered."""
        return max(
            (record.texts for system in self.systems for record in system.finished), default=0
        )

    def ranking(self, key: str) -> Ranking | None:
        """The tests on a column, None where there were none."""
        rankings = self.comparison.rankings if self.comparison else ()
        return next((ranking for ranking in rankings if ranking.key == key), None)

    def ranks(self, key: str, generator: str) -> tuple[int, int] | None:
        """Best and worst rank that the tests allow."""
        ranking = self.ranking(key)
        return ranking.ranks.get(generator) if ranking else None

    def pair(self, key: str, a: System, b: System) -> Pair | None:
        """The test of ``a`` against ``b``, turned so that the difference is a minus b."""
        ranking = self.ranking(key)
        for pair in ranking.pairs if ranking else ():
            if (pair.a, pair.b) == (a.generator, b.generator):
                return pair
            if (pair.b, pair.a) == (a.generator, b.generator):
                return replace(
                    pair,
                    a=pair.b,
                    b=pair.a,
                    difference=-pair.difference,
                    low=None if pair.high is None else -pair.high,
                    high=None if pair.low is None else -pair.low,
                )
        return None

    def differs(self, pair: Pair) -> bool:
        """Whether a corrected test found a difference."""
        return self.comparison is not None and pair.p_adjusted <= self.comparison.alpha

    def best(self, key: str, systems: Iterable[System]) -> System | None:
        """The system with the best value of a column that has a good end."""
        better = self.columns[key].better
        valued = [(value, s) for s in systems if (value := s.value(key)) is not None]
        if not valued or better is None:
            return None
        pick = max if better == "higher" else min
        return pick(valued, key=lambda item: item[0])[1]
