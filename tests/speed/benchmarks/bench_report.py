"""The report page, its CSV and the terminal's table, from a made-up run's records."""

from __future__ import annotations

from pathlib import Path

from bench.report import write_report
from tests.speed.benchmarks.inputs import Measure
from tests.unit.made_run import made_run


def bench_report(measure: Measure, tmp_path: Path) -> None:
    run = made_run(tmp_path, texts=100)
    measure(lambda: write_report(run, final=False), 10)
