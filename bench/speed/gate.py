"""The decision: measure in pairs, look again at what stands out, believe only what returns.

A look over all benchmarks picks suspects: at half the threshold, or where the pairs disagree by
more than a verdict allows. Suspects are measured again with more pairs, and the verdict rests on
those alone: what was picked for standing out is no evidence that it does. A control that moves
says that the machine, not the revision, has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal

from bench.speed.ratios import Ratio, ratio_of
from bench.speed.revisions import GateError
from bench.speed.suite import Listed, Pair, Suite

CONTROL = "control"
Verdict = Literal["same", "faster", "slower", "larger", "slower and larger", "control"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured and what counts.

    Attributes:
        pairs: processes of base and head per benchmark at first sight.
        confirm_pairs: of a suspect's second measurement.
        heavy_s: a benchmark whose first pair takes longer, loading included, is heavy.
        heavy_pairs, heavy_confirm_pairs: the same for heavy benchmarks.
        threshold: slowdown that fails, as a share.
        memory_threshold: growth of peak memory that fails, as a share.
        control_threshold: movement of the control, either way, that makes a verdict void.
        allow_renamed: the two sets of names may differ.
        seed: of the order and of the resampling.
    """

    pairs: int = 3
    confirm_pairs: int = 9
    heavy_s: float = 6.0
    heavy_pairs: int = 2
    heavy_confirm_pairs: int = 5
    threshold: float = 0.10
    memory_threshold: float = 0.05
    control_threshold: float = 0.05
    allow_renamed: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one benchmark.

    Attributes:
        confirmed: the ratios are those of a second measurement.
        first: the time ratio at first sight, where there was a second one.
    """

    name: str
    time: Ratio
    memory: Ratio | None
    verdict: Verdict
    confirmed: bool = False
    first: Ratio | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a comparison found.

    Attributes:
        missing, added: benchmarks that only base, only head has.
        left_out: why a benchmark was not compared, by name.
        broken: why a benchmark of head fails, by name.
        control_moved: the verdict is void.
    """

    findings: tuple[Finding, ...]
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    renaming_allowed: bool = False
    left_out: Mapping[str, str] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    control_moved: bool = False

    @property
    def renamed(self) -> bool:
        """The sets of names differ and nobody said that they may."""
        return bool(self.missing or self.added) and not self.renaming_allowed

    @property
    def regressions(self) -> tuple[Finding, ...]:
        """Confirmed slowdowns and growths."""
        fine = ("same", "faster", "control")
        return tuple(finding for finding in self.findings if finding.verdict not in fine)

    @property
    def exit_code(self) -> int:
        """1 fails, 3 is no verdict, 0 passes."""
        if self.renamed or self.broken:
            return 1
        if self.regressions:
            return 3 if self.control_moved else 1
        return 0


Series = dict[str, list[Pair]]
Tell = Callable[[str], None]


def compare(base: Path, head: Path, suite: Suite, plan: Plan, tell: Tell) -> Outcome:
    """Measure the revisions in two folders against each other.

    Args:
        tell: takes lines of progress.

    Raises:
        GateError: a process failed while it was measured, or there is nothing in common.
    """
    tell("trying every benchmark of base and head once")
    with ThreadPoolExecutor(2) as both:  # nothing is timed here
        old, new = both.map(suite.names, (base, head))
    names, left_out, broken = _common(old, new)
    measure = _Measurement(base, head, suite, old, new, tell)
    first = measure.pairs(names, (plan.pairs, plan.heavy_pairs), plan)
    findings = [_finding(name, first[name], plan) for name in names]
    suspects = [finding.name for finding in findings if _is_suspect(finding, plan)]
    control_moved = False
    if suspects:
        tell(f"again, with more pairs: {', '.join(suspects)}")
        counts = plan.confirm_pairs, plan.heavy_confirm_pairs
        again = measure.pairs([CONTROL, *suspects], counts, plan)
        findings = [
            _finding(before.name, again[before.name], plan, before.time)
            if before.name in again
            else before
            for before in findings
        ]
        control = next(finding for finding in findings if finding.name == CONTROL)
        control_moved = control.time.moved(plan.control_threshold)
    return Outcome(
        findings=tuple(findings),
        missing=tuple(sorted(old.keys() - new.keys())),
        added=tuple(sorted(new.keys() - old.keys())),
        renaming_allowed=plan.allow_renamed,
        left_out=left_out,
        broken=broken,
        control_moved=control_moved,
    )


@dataclass(frozen=True)
class _Measurement:
    base: Path
    head: Path
    suite: Suite
    old: Mapping[str, Listed]
    new: Mapping[str, Listed]
    tell: Tell

    def pairs(self, names: Sequence[str], counts: tuple[int, int], plan: Plan) -> Series:
        """Pairs of each benchmark, spread over the whole time, in a mixed order.

        Args:
            counts: pairs of a light and of a heavy benchmark.
        """
        series: Series = {name: [] for name in names}
        random = Random(plan.seed)
        for number in range(max(counts)):
            order = [name for name in names if number < counts[_is_heavy(series[name], plan)]]
            random.shuffle(order)
            self.tell(f"pair {number + 1} of {max(counts)}, {len(order)} benchmarks")
            for name in order:
                series[name].append(self._pair(name, head_first=bool(number % 2)))
        return series

    def _pair(self, name: str, *, head_first: bool) -> Pair:
        base, head = (self.base, self.old[name]), (self.head, self.new[name])
        return self.suite.pair(base, head, head_first=head_first)


def _is_heavy(pairs: Sequence[Pair], plan: Plan) -> bool:
    """By the first pair; unknown is light."""
    return bool(pairs) and pairs[0].took_s > plan.heavy_s


def _common(
    old: Mapping[str, Listed], new: Mapping[str, Listed]
) -> tuple[list[str], dict[str, str], dict[str, str]]:
    """Names to measure; why others are left out; why benchmarks of head fail."""
    broken = {name: listed.reason for name, listed in new.items() if listed.state == "failed"}
    names, left_out = [], {}
    for name in sorted(old.keys() & new.keys() - broken.keys()):
        idle = [
            f"{listed.state} in {side}: {listed.reason}"
            for side, listed in (("base", old[name]), ("head", new[name]))
            if listed.state != "ready"
        ]
        if idle:
            left_out[name] = idle[-1]
        else:
            names.append(name)
    if CONTROL not in names:
        raise GateError(
            f"both revisions need the benchmark {CONTROL!r}, which must not move; base has"
            f" {', '.join(sorted(old)) or 'none'}, head has {', '.join(sorted(new)) or 'none'}"
        )
    return names, left_out, broken


def _finding(name: str, pairs: Sequence[Pair], plan: Plan, first: Ratio | None = None) -> Finding:
    time = ratio_of(
        [pair.base.seconds for pair in pairs],
        [pair.head.seconds for pair in pairs],
        plan.seed,
        [pair.ratio for pair in pairs],
    )
    old_mb = [pair.base.peak_mb for pair in pairs if pair.base.peak_mb is not None]
    new_mb = [pair.head.peak_mb for pair in pairs if pair.head.peak_mb is not None]
    memory = ratio_of(old_mb, new_mb, plan.seed) if len(old_mb) == len(new_mb) > 0 else None
    confirmed = first is not None
    verdict = _verdict(time, memory, plan) if name != CONTROL else "control"
    return Finding(name, time, memory, verdict, confirmed, first)


def _verdict(time: Ratio, memory: Ratio | None, plan: Plan) -> Verdict:
    slower = time.exceeds(plan.threshold)
    larger = memory is not None and memory.exceeds(plan.memory_threshold)
    if slower and larger:
        return "slower and larger"
    if slower or larger:
        return "slower" if slower else "larger"
    return "faster" if time.undercuts(plan.threshold) else "same"


def _is_suspect(finding: Finding, plan: Plan) -> bool:
    """At half the threshold, or too noisy to tell: no regression may be lost at first sight."""
    if finding.name == CONTROL:
        return False
    larger = finding.memory is not None and finding.memory.value > 1 + plan.memory_threshold / 2
    time = finding.time
    noisy = time.high > 1 + plan.threshold or time.spread > plan.threshold / 2
    return larger or noisy or time.value > 1 + plan.threshold / 2
