"""Two processes that live at the same time and work in turns, by way of two pipes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "NLGBENCH_TURNS"
"""Tells a process its descriptors, as ``Turns.from_environment`` of the benchmarks reads them."""

TURN = b"."

Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Call:
    """A process to start."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]


def run(call: Call, timeout_s: float, turns: tuple[int, int] | None = None) -> Done:
    """Run a process to its end; its output is kept.

    Args:
        turns: descriptors to read its own turn from and to write the other's turn to.

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
        pass_fds=turns or (),
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

    def part(call: Call, *turns: int) -> Done:
        mine, others = turns
        try:
            return run(call, timeout_s, (mine, others))
        finally:  # the process is gone: the end of its pipe tells the other one
            os.close(mine)
            os.close(others)

    with ThreadPoolExecutor(2) as both:
        parts = (
            both.submit(part, one, for_one, to_other),
            both.submit(part, other, for_other, to_one),
        )
        return parts[0].result(), parts[1].result()
