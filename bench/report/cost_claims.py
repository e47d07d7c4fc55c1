"""The claims about cost: measured once on one machine, so stated as measured, never as tested."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from bench.report import formats
from bench.report import readings as r
from bench.report.boards import Board, System
from bench.report.finding import Finding, Tone, lacking, side, unanswered

_COSTS = {"Median latency": r.MEDIAN, "Peak memory": r.PEAK, "Fit": r.FIT}
_MEASURED = "Measured on this machine, not tested"


def cost_more(models: Sequence[System], others: Sequence[System]) -> Finding:
    """Latency, memory and fit of language models against the traditional systems."""
    question = "Do they cost more and run slower?"
    tone: Tone
    evidence, slower, bigger = [], None, None
    for name, reading in _COSTS.items():
        ours, theirs = values_of(models, reading), values_of(others, reading)
        if not ours or not theirs:
            continue
        evidence.append(
            f"{name}: language models {_range(ours, reading)}, "
            f"traditional {_range(theirs, reading)}{_ratio(ours, theirs, reading)}"
        )
        if reading is r.MEDIAN:
            slower = _apart(ours, theirs)
        if reading is r.PEAK:
            bigger = _apart(ours, theirs)
    if slower is None:
        return unanswered(question, lacking(others, "a latency of both sides"))
    if slower == "more" and bigger in ("more", None):
        answer, tone = "Yes, every one of them", "yes"
    elif slower == "less" and bigger in ("less", None):
        answer, tone = "No, every one of them is cheaper", "no"
    else:
        answer, tone = "It depends on the system", "mixed"
    return Finding(question, answer, tone, (*evidence, _MEASURED))


def rules_are_cheap(board: Board) -> Finding:
    """Where the best of the rules stands among all systems, and against language models."""
    question = "Are rules cheap, fast and explainable?"
    rules = [system for system in board.ranked if system.family.key == "rules"]
    others = [system for system in board.ranked if system.family.key != "rules"]
    models = side(board, "language model")
    evidence, sides = [], []
    for name, reading in _COSTS.items():
        ours, theirs = values_of(rules, reading), values_of(others, reading)
        if not ours:
            continue
        cost = formats.span(min(ours)[0], reading.unit)
        if reading is r.FIT or not theirs:
            evidence.append(f"{name}: {cost}")
            continue
        place = 1 + sum(value < min(ours)[0] for value, _ in theirs)
        evidence.append(f"{name}: {cost}, place {place} of {len(theirs) + 1}")
        if against := values_of(models, reading):
            sides.append(_apart([min(ours)], against))
    if not evidence:
        return unanswered(question, "No system of the family has finished.")
    evidence += [*_explained(rules, others), _MEASURED]
    if not sides:
        return Finding(question, "No language model to compare with", "open", tuple(evidence))
    if set(sides) == {"less"}:
        answer = "Cheaper and faster than every language model"
        return Finding(question, answer, "yes", tuple(evidence))
    return Finding(question, "Not against every language model", "mixed", tuple(evidence))


def _explained(rules: Sequence[System], others: Sequence[System]) -> list[str]:
    """How much of their texts the systems can account for, rules first."""
    lines, mute = [], 0
    for system in (*rules, *others):
        shares = [rec.explained_share for rec in system.finished if rec.explained_share is not None]
        if shares:
            share = statistics.mean(shares)
            lines.append(f"{system.title} names the origin of {share:.0%} of its characters")
        else:
            mute += 1
    return [*lines, f"Systems that explain nothing: {mute}"]


def values_of(systems: Sequence[System], reading: r.Reading) -> list[tuple[float, str]]:
    """A reading of every system that has it, with the system's title."""
    found = ((s.mean(reading.read), s.title) for s in systems)
    return [(value, title) for value, title in found if value is not None]


def _middle(values: Sequence[tuple[float, str]]) -> float:
    return statistics.median(value for value, _ in values)


def _range(values: Sequence[tuple[float, str]], reading: r.Reading) -> str:
    (low, first), (high, last) = min(values), max(values)
    if len(values) == 1:
        return f"{formats.span(low, reading.unit)} ({first})"
    low_text, high_text = formats.significant(low), formats.span(high, reading.unit)
    return f"{low_text} ({first}) to {high_text} ({last})"


def _ratio(
    ours: Sequence[tuple[float, str]], theirs: Sequence[tuple[float, str]], reading: r.Reading
) -> str:
    """How many times as much the median of ours costs as the median of theirs."""
    if reading is r.FIT or not _middle(theirs):
        return ""
    return f"; in the median {formats.times(_middle(ours) / _middle(theirs))} as much"


def _apart(ours: Sequence[tuple[float, str]], theirs: Sequence[tuple[float, str]]) -> str:
    if min(ours)[0] > max(theirs)[0]:
        return "more"
    return "less" if max(ours)[0] < min(theirs)[0] else "mixed"
