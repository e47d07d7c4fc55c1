"""What a cell's child tells its parent while it runs.

A line when a phase starts and at most two lines a second after that, between requests.
Standard library only: the child's start-up and memory are part of what is measured.
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from typing import TextIO

CHANNEL = "NLGBENCH_EVENTS_FD"
_EVERY_S = 0.5
_PR_SET_PDEATHSIG = 1
"""Of Linux' prctl: the signal that a process gets when the one that started it has ended."""


class Abandoned(RuntimeError):
    """Nobody is left to make a record of the cell: its process would only keep cores busy."""


class Events:
    """The child's end: phases and how many texts are done."""

    def __init__(self, channel: TextIO | None) -> None:
        self.channel = channel
        self.done = 0
        self.told_s = 0.0

    @classmethod
    def from_environment(cls) -> Events:
        """The channel that the parent opened; silent when the worker is run by hand.

        From then on this process ends with its parent, even within work that tells nothing, as a
        fit or a single batch.
        """
        descriptor = os.environ.pop(CHANNEL, None)
        if descriptor is None:
            return cls(None)
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        return cls(os.fdopen(int(descriptor), "w", buffering=1))

    def phase(self, name: str, texts: int) -> None:
        """A phase of ``texts`` texts starts; 0 where that is not known."""
        self.done = 0
        self._tell(f"phase\t{name}\t{texts}")

    def advance(self, texts: int) -> None:
        """So many texts more are done."""
        self.done += texts
        if time.monotonic() - self.told_s >= _EVERY_S:
            self._tell(f"done\t{self.done}\t")

    def _tell(self, line: str) -> None:
        self.told_s = time.monotonic()
        if self.channel is not None:
            try:
                self.channel.write(line + "\n")
            except OSError as error:
                raise Abandoned("the run that started this cell is gone") from error
