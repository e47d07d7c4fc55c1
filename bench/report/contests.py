"""Best against best: the unit of evidence of the verdict.

Two groups of systems meet on one column through their best members. The paired, corrected
test of the run decides; without it there is a number but no winner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bench.record import Column, Pair
from bench.report import formats
from bench.report.boards import Board, System

Outcome = Literal["better", "worse", "tie", "untested"]


@dataclass(frozen=True, slots=True)
class Contest:
    """The best of one side against the best of the other on one column.

    Attributes:
        a, b: the systems with the best value of their side.
        outcome: of ``a``, as the corrected test has it; ``tie`` is no significant difference.
    """

    column: Column
    a: System
    b: System
    a_value: float
    b_value: float
    pair: Pair | None
    outcome: Outcome

    @property
    def numbers(self) -> str:
        """Both values and the test, as a clause."""
        column = self.column
        sides = (
            f"{self.a.title} {formats.with_unit(self.a_value, column)} against "
            f"{self.b.title} {formats.with_unit(self.b_value, column)}"
        )
        return f"{column.label}: {sides} ({self.test})"

    @property
    def test(self) -> str:
        """What the paired test said, in a few words."""
        if self.pair is None:
            return "not tested"
        p = formats.p_value(self.pair.p_adjusted)
        return f"no significant difference, {p}" if self.outcome == "tie" else f"significant, {p}"


def meet(
    board: Board, key: str, side_a: Sequence[System], side_b: Sequence[System]
) -> Contest | None:
    """Let the best of both sides meet; None where a side has no value or no end is good."""
    column = board.columns.get(key)
    a = board.best(key, side_a) if column else None
    b = board.best(key, side_b) if column else None
    if column is None or a is None or b is None:
        return None
    a_value, b_value = a.value(key), b.value(key)
    if a_value is None or b_value is None:
        return None
    pair = board.pair(key, a, b)
    return Contest(column, a, b, a_value, b_value, pair, _outcome(board, column, pair))


def not_worse(board: Board, key: str, best: System, others: Sequence[System]) -> list[System]:
    """The systems that the tests cannot tell from ``best``."""
    pairs = ((other, board.pair(key, best, other)) for other in others if other is not best)
    return [other for other, pair in pairs if pair is not None and not board.differs(pair)]


def _outcome(board: Board, column: Column, pair: Pair | None) -> Outcome:
    if pair is None:
        return "untested"
    if not board.differs(pair):
        return "tie"
    a_is_higher = pair.difference > 0
    return "better" if a_is_higher == (column.better == "higher") else "worse"
