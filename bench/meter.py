"""The only reader of clocks and memory.

Runs inside a cell's child process. No sampling thread: the kernel keeps the peak itself
(``VmHWM`` in /proc/self/status, reset by writing 5 to /proc/self/clear_refs; see proc(5)).
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bench.record import Phase

_STATUS = Path("/proc/self/status")
_CLEAR_REFS = Path("/proc/self/clear_refs")

now_ns = time.perf_counter_ns


class Meter:
    """Times phases and reads their peak memory."""

    def __init__(self) -> None:
        self.phases: list[Phase] = []
        self.running = ""

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Measure the enclosed block; a block that raises leaves its name in ``running``."""
        self.running = name
        reset_peak_memory()
        started_ns = now_ns()
        yield
        seconds = (now_ns() - started_ns) / 1e9
        self.phases.append(Phase(name, seconds, peak_rss_mb(), gpu_peak_mb()))
        self.running = ""

    def seconds(self, name: str) -> float | None:
        """Duration of a finished phase, None if it did not happen."""
        return next((phase.seconds for phase in self.phases if phase.name == name), None)


def peak_rss_mb() -> float | None:
    """Peak resident memory since the last reset in MB (2**20 bytes); None off Linux."""
    return _status_mb("VmHWM:")


def rss_mb() -> float | None:
    """Resident memory now in MB; None off Linux."""
    return _status_mb("VmRSS:")


def reset_peak_memory() -> None:
    """Let the peaks start at the present use, where the kernel allows it."""
    # Without the file (or in a sandbox) a peak is that of all phases so far.
    with suppress(OSError):
        _CLEAR_REFS.write_text("5")
    cuda = _cuda()
    if cuda is not None:
        cuda.reset_peak_memory_stats()


def gpu_peak_mb() -> float | None:
    """Peak of the CUDA allocator since the last reset in MB; None without a GPU in use."""
    cuda = _cuda()
    return None if cuda is None else cuda.max_memory_allocated() / 2**20


def _cuda() -> Any:
    """torch.cuda if the generator itself has started it: the meter imports nothing heavy."""
    torch = sys.modules.get("torch")
    cuda = getattr(torch, "cuda", None)
    return cuda if cuda is not None and cuda.is_initialized() else None


def _status_mb(field: str) -> float | None:
    with suppress(OSError):
        for line in _STATUS.read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) / 1024
    return None


def process_start_ns() -> int | None:
    """When this process was started, on the clock of ``now_ns``; None off Linux.

    Field 22 of /proc/self/stat counts clock ticks since boot, resolution 10 ms.
    """
    try:
        stat = Path("/proc/self/stat").read_text()
    except OSError:
        return None
    ticks = int(stat.rpartition(")")[2].split()[19])
    age_s = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    return now_ns() - round(age_s * 1e9)


def calibrate_stamp_ns(rounds: int = 15, chunks: int = 1000) -> float:
    """Cost of receiving and stamping one chunk on this machine now: the median of rounds, ns."""
    costs = []
    for _ in range(rounds):
        stamps: list[tuple[int, int]] = []
        started_ns = now_ns()
        for row in range(chunks):
            stamps.append((row, now_ns()))
        costs.append((now_ns() - started_ns) / chunks)
    return statistics.median(costs)
