"""``bench.speed.turns``: two processes, one at work at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.speed.turns import Call, run_in_turns
from tests.speed.benchmarks import turns as taken

ROOT = Path(__file__).parents[2]
WORK = """
import os, sys
from tests.speed.benchmarks.turns import Turns
turns = Turns.from_environment()
name, rounds, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
for _ in range(rounds):
    turns.take()
    with open(path, "a") as log:
        log.write(name)
    turns.give()
"""


def call(name: str, rounds: int, log: Path) -> Call:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return Call([sys.executable, "-c", WORK, name, str(rounds), str(log)], ROOT, environment)


@pytest.mark.parametrize(
    ("rounds", "written"), [((4, 4), "abababab"), ((2, 5), "ababbbb"), ((3, 0), "aaa")]
)
def test_rounds_alternate_and_the_longer_one_goes_on_alone(
    tmp_path: Path, rounds: tuple[int, int], written: str
) -> None:
    log = tmp_path / "log"
    done = run_in_turns(call("a", rounds[0], log), call("b", rounds[1], log), timeout_s=30)
    assert [part.returncode for part in done] == [0, 0], [part.stderr for part in done]
    assert log.read_text() == written


def test_a_process_that_fails_does_not_hold_the_other(tmp_path: Path) -> None:
    log = tmp_path / "log"
    broken = Call([sys.executable, "-c", "raise SystemExit(3)"], ROOT, dict(os.environ))
    first, second = run_in_turns(broken, call("b", 2, log), timeout_s=30)
    assert (first.returncode, second.returncode, log.read_text()) == (3, 0, "bb")


def test_a_process_without_end_is_killed(tmp_path: Path) -> None:
    endless = Call([sys.executable, "-c", "import time; time.sleep(60)"], ROOT, dict(os.environ))
    with pytest.raises(subprocess.TimeoutExpired):
        run_in_turns(endless, call("b", 1, tmp_path / "log"), timeout_s=1)


def test_both_work_on_one_core_and_the_next_pair_on_the_next(tmp_path: Path) -> None:
    log = tmp_path / "log"
    work = WORK.replace("log.write(name)", "log.write(f'{sorted(os.sched_getaffinity(0))[0]} ')")
    calls = [
        replace(call(name, 1, log), command=[sys.executable, "-c", work, name, "1", str(log)])
        for name in "ab"
    ]
    for _ in range(2):
        run_in_turns(calls[0], calls[1], timeout_s=30)
    cores = log.read_text().split()
    assert cores[0] == cores[1]
    assert cores[2] == cores[3]
    if len(os.sched_getaffinity(0)) > 1:
        assert cores[0] != cores[2]


def test_without_pipes_it_is_always_ones_turn() -> None:
    alone = taken.Turns()
    alone.take()
    alone.give()
