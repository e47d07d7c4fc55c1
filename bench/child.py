"""Runs one worker in a process of its own and says how it ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.events import CHANNEL
from bench.progress import follow
from bench.record import Failure, Status
from bench.worker import EXIT_FAILED, EXIT_UNAVAILABLE, FAILURE_FILE, PHASES_FILE

LOG_FILE = "worker.log"
_LAST_LINES = 20
_FINISH_S = 10.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended; ``failure`` is None exactly when ``status`` is ``ok``."""

    status: Status
    failure: Failure | None


def run_worker(folder: Path, title: str, timeout_s: float, module: str = "bench.worker") -> Outcome:
    """Start ``python -m MODULE FOLDER``, follow it, and classify its end.

    The child leads its own process group, so that a time-out ends its children too.
    """
    for name in (FAILURE_FILE, PHASES_FILE):
        (folder / name).unlink(missing_ok=True)
    read_end, write_end = os.pipe()
    with (folder / LOG_FILE).open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", module, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(write_end,),
            env=os.environ | {CHANNEL: str(write_end), "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
    os.close(write_end)
    try:
        in_time = follow(child, read_end, title, timeout_s) and _ends(child)
    finally:
        os.close(read_end)
        _end_group(child)
    return _classify(folder, child.returncode, in_time, timeout_s)


def _ends(child: subprocess.Popen[bytes]) -> bool:
    """Whether the child ends soon after it closed its channel."""
    try:
        child.wait(_FINISH_S)
    except subprocess.TimeoutExpired:
        return False
    return True


def _end_group(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # the usual case: everything has ended by itself
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _classify(folder: Path, code: int, in_time: bool, timeout_s: float) -> Outcome:
    log = (folder / LOG_FILE).read_text(encoding="utf-8", errors="replace")
    lines = tuple(log.splitlines()[-_LAST_LINES:])
    if not in_time:
        failure = Failure(
            f"no end after {timeout_s:g} s", _phase(folder), "raise timeout_s=SECONDS", lines
        )
        return Outcome("timeout", failure)
    if code == 0 and (folder / PHASES_FILE).is_file():
        return Outcome("ok", None)
    if code in (EXIT_FAILED, EXIT_UNAVAILABLE) and (folder / FAILURE_FILE).is_file():
        noted = json.loads((folder / FAILURE_FILE).read_text(encoding="utf-8"))
        failure = Failure(noted["reason"], noted["phase"], noted["command"], lines)
        return Outcome("skipped" if code == EXIT_UNAVAILABLE else "failed", failure)
    if code < 0:
        name = signal.Signals(-code).name
        hint = " (often: out of memory)" if name == "SIGKILL" else ""
        return Outcome("killed", Failure(f"ended by {name}{hint}", "", "", lines))
    reason = f"the process left with exit code {code} and no result"
    return Outcome("killed", Failure(reason, "", "", lines))


def _phase(folder: Path) -> str:
    """The pass that was being written when time ran out."""
    rows = folder / "rows.jsonl"
    if not rows.is_file():
        return "build or fit"
    written = rows.read_bytes().count(b"\n")
    return f"the passes, after {written} rows"
