"""Ranks that admit ties: the places a system could hold, given what the tests can tell apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.api import Better, Floats


class RankRange(NamedTuple):
    """Places from ``best`` to ``worst``, 1 being the top; equal ends mean a certain place."""

    best: int
    worst: int

    def __str__(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best}-{self.worst}"


def rank_ranges(
    difference: Floats, significant: npt.NDArray[np.bool_], better: Better
) -> list[RankRange]:
    """Best and worst place of each system.

    A system stands below those that beat it significantly and above those that it beats; all
    others are ties.

    Args:
        difference: score of the row's system minus the column's, shape (S, S).
        significant: which of them count, after correction, shape (S, S).
        better: which way is good.
    """
    ahead = difference > 0 if better == "higher" else difference < 0
    wins = (significant & ahead).sum(axis=1)
    losses = (significant & ahead).sum(axis=0)
    return [
        RankRange(1 + int(lost), len(difference) - int(won))
        for won, lost in zip(wins, losses, strict=True)
    ]
