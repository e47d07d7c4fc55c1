"""Turns of two processes that measure side by side: while one works, the other waits."""

from __future__ import annotations

import os
from dataclasses import dataclass

VARIABLE = "NLGBENCH_TURNS"
TURN = b"."


@dataclass
class Turns:
    """One process's ends of two pipes; without pipes it is always its turn.

    Attributes:
        mine: descriptor to read this process's turn from, -1 for none. Its end means that the
            other process has finished.
        other: descriptor to write the other process's turn to, -1 for none.
        core: both work on this one, since others may be slowed down by other neighbours; -1 for
            any.
    """

    mine: int = -1
    other: int = -1
    core: int = -1

    @classmethod
    def from_environment(cls) -> Turns:
        """The pipes that ``bench.speed.suite`` opened."""
        given = os.environ.pop(VARIABLE, "")
        return cls(*map(int, given.split(","))) if given else cls()

    def take(self) -> None:
        """Wait until it is this process's turn."""
        if self.core >= 0:  # only now: both may load at the same time
            os.sched_setaffinity(0, {self.core})
            self.core = -1
        if self.mine >= 0 and os.read(self.mine, 1) != TURN:
            os.close(self.mine)
            self.mine = -1

    def give(self) -> None:
        """Let the other process work."""
        if self.other < 0:
            return
        try:
            os.write(self.other, TURN)
        except BrokenPipeError:
            os.close(self.other)
            self.other = -1
