"""One comparison: the same work by two programs, taken in turns, and what to make of the times."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


class Absent(Exception):
    """The rival is not installed; says which package is wanted."""


@dataclass(frozen=True, slots=True)
class Side:
    """One program: ``work`` does ``amount`` units when called."""

    work: Callable[[], object]
    amount: float


@dataclass(frozen=True, slots=True)
class Contest:
    """The same work by ours and by a rival.

    Attributes:
        what: the work, in words.
        rival: the other program, with what it is called with.
        unit: what a rate counts, e.g. ``"texts"``.
        prepare: makes both sides, ours first; not timed.
        rounds: how often both are timed, in turns.
    """

    what: str
    rival: str
    unit: str
    prepare: Callable[[], tuple[Side, Side]]
    rounds: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a contest gave; rates are medians of units per second.

    Attributes:
        ratio: median over rounds of our rate / the rival's; above 1 we are faster.
        ratio_low, ratio_high: lowest and highest of the rounds.
        note: why nothing was measured, else empty.
    """

    what: str
    rival: str
    unit: str
    rounds: int
    ours: float | None = None
    theirs: float | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    note: str = ""


def hold(contest: Contest) -> Outcome:
    """Time both sides in turns, after one untimed call of ours (imports, caches of modules)."""
    facts = (contest.what, contest.rival, contest.unit, contest.rounds)
    try:
        ours, theirs = contest.prepare()
    except (Absent, ModuleNotFoundError) as error:
        return Outcome(*facts, note=f"not run: {error}")
    ours.work()
    pairs = [(_rate(ours), _rate(theirs)) for _ in range(contest.rounds)]
    ratios = [own / other for own, other in pairs]
    return Outcome(
        *facts,
        ours=statistics.median(own for own, _ in pairs),
        theirs=statistics.median(other for _, other in pairs),
        ratio=statistics.median(ratios),
        ratio_low=min(ratios),
        ratio_high=max(ratios),
    )


def _rate(side: Side) -> float:
    start = time.perf_counter()
    side.work()
    return side.amount / (time.perf_counter() - start)
