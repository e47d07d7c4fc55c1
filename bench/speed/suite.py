"""The benchmarks of a checked-out revision, each run in fresh processes of its own.

A process has one thread, a fixed hash seed, and sees the revision's packages before any that are
installed. pytest-benchmark times the rounds; the suite itself adds the peak memory. A process of
base and one of head live at the same time, and their rounds take turns: what disturbs the machine
for longer than a round disturbs both.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from bench.speed.ratios import pair_ratio
from bench.speed.revisions import GateError
from bench.speed.turns import Call, Done, run, run_in_turns

SUITE = "tests/speed/benchmarks"
TIMEOUT_S = 300
_PREFIX = "bench_"
_SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "PYTHONHASHSEED": "0",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """What one process measured.

    Attributes:
        seconds: median over its rounds.
        peak_mb: highest resident memory of the whole process; None where it cannot be read.
    """

    seconds: float
    peak_mb: float | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A benchmark of a revision, tried once.

    Attributes:
        node: what pytest calls it.
        state: ``skipped`` for want of a model, ``failed`` where it raised.
        reason: why it was skipped or failed.
    """

    node: str
    state: Literal["ready", "skipped", "failed"] = "ready"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A process of base and one of head, measured side by side.

    Attributes:
        ratio: of their times, head over base; less noisy than the ratio of their medians.
        took_s: both, imports and loading included.
    """

    base: Sample
    head: Sample
    ratio: float
    took_s: float


Benchmark = tuple[Path, "Listed"]
"""The folder of a revision and one of its benchmarks."""


class Suite(Protocol):
    """Benchmarks by name; the gate knows no more of them."""

    def names(self, folder: Path) -> Mapping[str, Listed]:
        """Every benchmark of the revision in ``folder``; each has run once, untimed."""
        ...

    def pair(self, base: Benchmark, head: Benchmark, *, head_first: bool) -> Pair:
        """One benchmark of both revisions in two fresh processes.

        Raises:
            GateError: a process failed; says how.
        """
        ...


@dataclass(frozen=True)
class PytestSuite:
    """The benchmarks below ``tests/speed/benchmarks``.

    Attributes:
        only: words; benchmarks with none of them in their names are left out.
        python: the interpreter of both revisions.
    """

    only: tuple[str, ...] = ()
    python: str = sys.executable

    def names(self, folder: Path) -> dict[str, Listed]:
        """As ``Suite.names``; also writes byte code and converts weights, which nothing times.

        Raises:
            GateError: the suite cannot be read at all.
        """
        with tempfile.TemporaryDirectory() as place:
            report = Path(place) / "report.xml"
            options = ["--continue-on-collection-errors", "--benchmark-disable"]
            if self.only:
                options += ["-k", " or ".join(self.only)]
            done = self._pytest(folder, SUITE, *options, f"--junitxml={report}")
            if not report.is_file() or not (cases := list(ET.parse(report).iter("testcase"))):
                raise GateError(f"the suite {SUITE} does not start: {_last_lines(done)}")
        found = {}
        for case in cases:
            name = case.attrib["name"].removeprefix(_PREFIX)
            if not self.only or any(part in name for part in self.only):
                found[name] = _listed(case)
        return found

    def pair(self, base: Benchmark, head: Benchmark, *, head_first: bool) -> Pair:
        """As ``Suite.pair``."""
        with tempfile.TemporaryDirectory() as place:
            reports = Path(place) / "base.json", Path(place) / "head.json"
            calls = [
                self._call(folder, f"{SUITE}/{listed.node}", f"--benchmark-json={report}")
                for (folder, listed), report in zip((base, head), reports, strict=True)
            ]
            started_s = time.monotonic()
            try:
                if head_first:
                    new_done, old_done = run_in_turns(calls[1], calls[0], TIMEOUT_S)
                else:
                    old_done, new_done = run_in_turns(calls[0], calls[1], TIMEOUT_S)
            except subprocess.TimeoutExpired as error:
                raise _too_long(head[1].node) from error
            took_s = time.monotonic() - started_s
            old, old_rounds = _read(old_done, reports[0], base[1])
            new, new_rounds = _read(new_done, reports[1], head[1])
        return Pair(old, new, pair_ratio(old_rounds, new_rounds), took_s)

    def _pytest(self, folder: Path, *arguments: str) -> Done:
        try:
            return run(self._call(folder, *arguments), TIMEOUT_S)
        except subprocess.TimeoutExpired as error:
            raise _too_long(arguments[0]) from error

    def _call(self, folder: Path, *arguments: str) -> Call:
        command = [self.python, "-m", "pytest", "-q", "-p", "pytest_benchmark.plugin", *arguments]
        # Within a parallel test run the plugin would take these for its own, and time nothing.
        plain = {key: value for key, value in os.environ.items() if "XDIST" not in key}
        return Call(command, folder, {**plain, **_SETTINGS, "PYTHONPATH": str(folder)})


def has_suite(folder: Path) -> bool:
    """Whether a revision has benchmarks at all."""
    return any((folder / SUITE).glob(f"{_PREFIX}*.py"))


def _read(done: Done, report: Path, listed: Listed) -> tuple[Sample, list[float]]:
    """What a process measured, and the seconds of its rounds."""
    if done.returncode or not report.is_file():
        raise GateError(f"the benchmark {listed.node} fails: {_last_lines(done)}")
    (measured,) = json.loads(report.read_text(encoding="utf-8"))["benchmarks"]
    rounds: list[float] = measured["stats"]["data"]
    peak_mb = measured["extra_info"]["peak_rss_mb"]
    return Sample(statistics.median(rounds), peak_mb), rounds


def _too_long(what: str) -> GateError:
    return GateError(f"{what} took more than {TIMEOUT_S} s")


def _listed(case: ET.Element) -> Listed:
    module = case.attrib["classname"].rpartition(".")[2]
    node = f"{module}.py::{case.attrib['name']}"
    for tag, state in (("skipped", "skipped"), ("failure", "failed"), ("error", "failed")):
        if (found := case.find(tag)) is not None:
            reason = (found.attrib.get("message") or "").strip().partition("\n")[0]
            return Listed(node, "skipped" if state == "skipped" else "failed", reason)
    return Listed(node)


def _last_lines(done: Done, count: int = 5) -> str:
    lines = f"{done.stdout}\n{done.stderr}".strip().splitlines()
    return " | ".join(line.strip() for line in lines[-count:]) or f"exit code {done.returncode}"
