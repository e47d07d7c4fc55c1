"""The benchmarks of a checked-out revision, each run in a fresh process of its own.

A process has one thread, a fixed hash seed, and sees the revision's packages before any that are
installed. pytest-benchmark times the rounds; the suite itself adds the peak memory.
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

from bench.speed.revisions import GateError

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
        process_s: the whole process took, imports and loading included.
    """

    seconds: float
    peak_mb: float | None
    process_s: float


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


class Suite(Protocol):
    """Benchmarks by name; the gate knows no more of them."""

    def names(self, folder: Path) -> Mapping[str, Listed]:
        """Every benchmark of the revision in ``folder``; each has run once, untimed."""
        ...

    def run(self, folder: Path, listed: Listed) -> Sample:
        """One benchmark in a fresh process.

        Raises:
            GateError: the process failed; says how.
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

    def run(self, folder: Path, listed: Listed) -> Sample:
        """As ``Suite.run``."""
        with tempfile.TemporaryDirectory() as place:
            report = Path(place) / "report.json"
            node = f"{SUITE}/{listed.node}"
            started_s = time.monotonic()
            done = self._pytest(folder, node, f"--benchmark-json={report}")
            process_s = time.monotonic() - started_s
            if done.returncode or not report.is_file():
                raise GateError(f"the benchmark {listed.node} fails: {_last_lines(done)}")
            (measured,) = json.loads(report.read_text(encoding="utf-8"))["benchmarks"]
        seconds = statistics.median(measured["stats"]["data"])
        return Sample(seconds, measured["extra_info"]["peak_rss_mb"], process_s)

    def _pytest(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [self.python, "-m", "pytest", "-q", "-p", "pytest_benchmark.plugin", *arguments]
        environment = {**os.environ, **_SETTINGS, "PYTHONPATH": str(folder)}
        try:
            return subprocess.run(
                command,
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise GateError(f"{arguments[0]} took more than {TIMEOUT_S} s") from error


def has_suite(folder: Path) -> bool:
    """Whether a revision has benchmarks at all."""
    return any((folder / SUITE).glob(f"{_PREFIX}*.py"))


def _listed(case: ET.Element) -> Listed:
    module = case.attrib["classname"].rpartition(".")[2]
    node = f"{module}.py::{case.attrib['name']}"
    for tag, state in (("skipped", "skipped"), ("failure", "failed"), ("error", "failed")):
        if (found := case.find(tag)) is not None:
            reason = (found.attrib.get("message") or "").strip().partition("\n")[0]
            return Listed(node, "skipped" if state == "skipped" else "failed", reason)
    return Listed(node)


def _last_lines(done: subprocess.CompletedProcess[str], count: int = 5) -> str:
    lines = f"{done.stdout}\n{done.stderr}".strip().splitlines()
    return " | ".join(line.strip() for line in lines[-count:]) or f"exit code {done.returncode}"
