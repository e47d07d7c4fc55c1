"""A checked claim, and the groups of systems that claims are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bench.report.boards import Board, System
from bench.report.families import Group

Tone = Literal["yes", "no", "even", "mixed", "open"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim, the answer in a few words, and the evidence; ``tone`` picks the badge's look."""

    question: str
    answer: str
    tone: Tone
    evidence: tuple[str, ...]


def side(board: Board, group: Group) -> list[System]:
    """The ranked systems of one group of families."""
    return [system for system in board.ranked if system.family.group == group]


def unanswered(question: str, what: str) -> Finding:
    """A claim that this run cannot check; ``what`` says why."""
    return Finding(question, "Not answered by this run", "open", (what,))


def lacking(others: Sequence[System], what: str) -> str:
    """Why language models cannot be compared with the traditional systems."""
    return f"It takes {what}." if others else "No traditional system has finished."
