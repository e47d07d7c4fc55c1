"""How a benchmark is measured: fixed rounds after one that warms up, then the peak of memory.

Beside a process of another revision, their rounds take turns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bench import meter
from tests.speed.benchmarks.turns import Turns

Work = Callable[[], object]


def pytest_benchmark_generate_machine_info(config: pytest.Config) -> dict[str, Any]:
    """Nothing: asking the processor takes longer than most benchmarks."""
    return {"benchmarks": len(config.args)}


def pytest_benchmark_generate_commit_info(config: pytest.Config) -> dict[str, Any]:
    """Nothing: the gate knows what it has checked out."""
    return {"root": config.rootpath.name}


@pytest.fixture
def measure(benchmark: Any) -> Callable[[Work, int], None]:
    """``measure(work, rounds)`` times so many calls of ``work``, which changes nothing."""

    turns = Turns.from_environment()

    def run(work: Work, rounds: int) -> None:
        benchmark.pedantic(
            work, setup=turns.take, teardown=turns.give, rounds=rounds, warmup_rounds=1
        )
        benchmark.extra_info["peak_rss_mb"] = meter.peak_rss_mb()

    return run
