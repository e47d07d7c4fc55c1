"""Two processes that live at the same time and work in turns, by way of two pipes.

They work on one core. On a rented machine one core may be half as slow again as the other for a
second, when a neighbour is busy; the next pair takes the next core.
"""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "NLGBENCH_TURNS"
"""Tells a process its ``Turns``, which the benchmarks' ``Turns.from_environment`` reads."""

TURN = b"."

Done = subprocess.CompletedProcess[str]
Turns = tuple[int, int, int]
"""Descriptors to read its own turn from and to write the other's turn to, and its core or -1."""

_CORES = itertools.cycle(
    sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [-1]
)


@dataclass(frozen=True)
class Call:
    """A process to start."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]


def run(call: Call, timeout_s: float, turns: Turns | None = None) -> Done:
    """Run a process to its end; its output is kept.

    Raises:
        subprocess.TimeoutExpired: it was killed.
    """
    environment = dict(call.environment)
    if turns:
        environment[VARIABLE] = ",".join(map(str, turns))
    return subprocess.run(
        call.command,
        cwd=call.folder,
        env=environment,
        pass_fds=turns[:2] if turns else (),
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def run_in_turns(one: Call, other: Call, timeout_s: float) -> tuple[Done, Done]:
    """Run two processes side by side; ``one`` has the first turn.

    When one of them ends, the other works on alone.

    Raises:
        subprocess.TimeoutExpired: one of them was killed.
    """
    for_one, to_one = os.pipe()
    for_other, to_other = os.pipe()
    os.write(to_one, TURN)

    core = next(_CORES)

    def part(call: Call, mine: int, others: int) -> Done:
        try:
            return run(call, timeout_s, (mine, others, core))
        finally:  # the process is gone: the end of its pipe tells the other one
            os.close(mine)
            os.close(others)

    with ThreadPoolExecutor(2) as both:
        first = both.submit(part, one, for_one, to_other)
        second = both.submit(part, other, for_other, to_one)
        return first.result(), second.result()
