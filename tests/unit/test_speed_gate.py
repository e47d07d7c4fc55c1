"""``bench.speed.gate``: decisions on simulated processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from bench.api import Floats
from bench.speed.gate import CONTROL, Outcome, Plan, compare
from bench.speed.ratios import pair_ratio
from bench.speed.revisions import GateError
from bench.speed.suite import Benchmark, Listed, Pair, Sample

BASE, HEAD = Path("base"), Path("head")
NAMES = (CONTROL, "ngram", "rules", "template")
PLAN = Plan()
ROUNDS = 15


@dataclass
class Simulated:
    """A suite whose processes take made-up time; their rounds share the machine's drift.

    Attributes:
        slower, larger: factors of head by benchmark.
        drifting: factor of head in the control of the second measurement only.
    """

    seed: int = 0
    noise: float = 0.03
    slower: Mapping[str, float] = field(default_factory=dict)
    larger: Mapping[str, float] = field(default_factory=dict)
    listed: Mapping[Path, Mapping[str, Listed]] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    first_only: float = 1.0
    took_s: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)

    def names(self, folder: Path) -> Mapping[str, Listed]:
        return self.listed.get(folder) or {name: Listed(name) for name in NAMES}

    def pair(self, base: Benchmark, head: Benchmark, *, head_first: bool) -> Pair:
        name = base[1].node
        drift = np.exp(self.random.normal(0, 0.2, ROUNDS))
        old, new = self._rounds(*base) * drift, self._rounds(*head) * drift
        peaks = 60.0 * np.exp(self.random.normal(0, 0.005, 2))
        peaks[1] *= self.larger.get(name, 1.0)
        return Pair(
            Sample(float(np.median(old)), peaks[0]),
            Sample(float(np.median(new)), peaks[1]),
            pair_ratio(old.tolist(), new.tolist()),
            self.took_s.get(name, 1.0),
        )

    def _rounds(self, folder: Path, listed: Listed) -> Floats:
        """The process has its own speed, and one round in twenty is disturbed."""
        name = listed.node
        self.runs[name] = self.runs.get(name, 0) + 1
        seconds = 0.03 * float(np.exp(self.random.normal(0, self.noise)))
        if folder == HEAD:
            seconds *= self.slower.get(name, 1.0)
            if name != CONTROL and self.runs[name] <= 2 * PLAN.pairs:
                seconds *= self.first_only
        return seconds * np.where(self.random.random(ROUNDS) < 0.05, 1.5, 1.0)


def decided(suite: Simulated, plan: Plan = PLAN) -> Outcome:
    return compare(BASE, HEAD, suite, plan, lambda _: None)


def test_no_change_passes_on_a_noisy_machine() -> None:
    assert [decided(Simulated(seed)).exit_code for seed in range(50)] == [0] * 50


def test_twenty_per_cent_in_one_generator_are_caught() -> None:
    outcomes = [decided(Simulated(seed, slower={"rules": 1.2})) for seed in range(100)]
    assert sum(outcome.exit_code == 1 for outcome in outcomes) >= 97
    assert {f.name for outcome in outcomes for f in outcome.regressions} == {"rules"}


def test_what_does_not_return_is_no_alarm() -> None:
    suite = Simulated(first_only=1.4)
    outcome = decided(suite)
    assert outcome.exit_code == 0
    again = next(finding for finding in outcome.findings if finding.name == "rules")
    assert again.confirmed
    assert again.first is not None
    assert again.first.value > 1.2
    assert again.time.pairs == PLAN.confirm_pairs


def test_only_suspects_and_the_control_are_measured_again() -> None:
    suite = Simulated(noise=0.001, slower={"rules": 1.3})
    decided(suite)
    fewer, more = 2 * PLAN.pairs, 2 * (PLAN.pairs + PLAN.confirm_pairs)
    assert suite.runs == {CONTROL: more, "rules": more, "ngram": fewer, "template": fewer}


def test_a_scattered_first_sight_is_looked_at_again() -> None:
    """Three pairs may agree by chance; most do not."""
    looked = 0
    for seed in range(40):
        suite = Simulated(seed, noise=0.3, slower={"rules": 0.8})
        rules = next(finding for finding in decided(suite).findings if finding.name == "rules")
        looked += rules.confirmed
    assert looked >= 36


def test_growth_of_memory_fails_too() -> None:
    outcome = decided(Simulated(noise=0.01, larger={"ngram": 1.25}))
    assert outcome.exit_code == 1
    assert [(f.name, f.verdict) for f in outcome.regressions] == [("ngram", "larger")]


def test_slower_and_larger_are_told_together() -> None:
    outcome = decided(Simulated(noise=0.01, larger={"ngram": 1.25}, slower={"ngram": 1.5}))
    assert [f.verdict for f in outcome.regressions] == ["slower and larger"]


def test_a_control_that_moves_voids_the_verdict() -> None:
    outcome = decided(Simulated(noise=0.01, slower=dict.fromkeys(NAMES, 1.25)))
    assert outcome.control_moved
    assert outcome.exit_code == 3


def test_a_speedup_passes_and_is_named() -> None:
    outcome = decided(Simulated(noise=0.01, slower={"template": 0.6}))
    assert outcome.exit_code == 0
    verdicts = {finding.name: finding.verdict for finding in outcome.findings}
    assert verdicts == {CONTROL: "control", "ngram": "same", "rules": "same", "template": "faster"}


def test_a_lost_or_new_name_fails_unless_allowed() -> None:
    old = {name: Listed(name) for name in (CONTROL, "rules", "gone")}
    new = {name: Listed(name) for name in (CONTROL, "rules", "here")}
    suite = Simulated(noise=0.01, listed={BASE: old, HEAD: new})
    outcome = decided(suite)
    assert (outcome.missing, outcome.added, outcome.exit_code) == (("gone",), ("here",), 1)
    assert [finding.name for finding in outcome.findings] == [CONTROL, "rules"]
    assert decided(suite, replace(PLAN, allow_renamed=True)).exit_code == 0


def test_skipped_and_broken_benchmarks() -> None:
    old = {
        CONTROL: Listed(CONTROL),
        "lm": Listed("lm", "skipped", "no weights"),
        "rules": Listed("rules", "failed", "KeyError"),
    }
    new = {**old, "rules": Listed("rules")}
    outcome = decided(Simulated(noise=0.01, listed={BASE: old, HEAD: new}))
    assert outcome.exit_code == 0
    assert outcome.left_out == {
        "lm": "skipped in head: no weights",
        "rules": "failed in base: KeyError",
    }
    outcome = decided(Simulated(noise=0.01, listed={BASE: new, HEAD: old}))
    assert (outcome.exit_code, outcome.broken) == (1, {"rules": "KeyError"})


def test_heavy_benchmarks_are_run_less_often() -> None:
    suite = Simulated(noise=0.001, slower={"ngram": 1.3}, took_s={"ngram": PLAN.heavy_s + 1})
    assert decided(suite).exit_code == 1
    assert suite.runs["ngram"] == 2 * (PLAN.heavy_pairs + PLAN.heavy_confirm_pairs)


def test_without_a_control_nothing_is_compared() -> None:
    listed = {"rules": Listed("rules")}
    with pytest.raises(GateError, match="both revisions need the benchmark 'control'"):
        decided(Simulated(listed={BASE: listed, HEAD: listed}))
