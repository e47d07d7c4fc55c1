"""The verdict on top of the page: what each family is best at, and the usual claims, checked.

Every sentence is made from the records of this run and carries its numbers. Systems are known by
family and measured values only. A difference is called one when the paired, corrected test found
it; costs are measured, not tested, and said to be so.
"""

from __future__ import annotations

from dataclasses import dataclass

from bench.report import formats
from bench.report import readings as r
from bench.report.boards import Board, System
from bench.report.claims import findings
from bench.report.contests import meet, not_worse
from bench.report.families import Family, sorted_families
from bench.report.finding import Finding
from bench.report.front import pareto_front

_STRENGTHS = 5
"""How many firsts of a family are named."""


@dataclass(frozen=True, slots=True)
class Strength:
    """What a family is first in, with its numbers and what the tests say."""

    what: str
    evidence: str


@dataclass(frozen=True, slots=True)
class FamilyVerdict:
    """A family's best system by the headline column, and what the family is first in."""

    family: Family
    best: System
    summary: str
    strengths: tuple[Strength, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that stands above the leaderboard."""

    lead: tuple[str, ...]
    families: tuple[FamilyVerdict, ...]
    findings: tuple[Finding, ...]


def verdict_of(board: Board) -> Verdict:
    """Work the verdict out of one board."""
    if not board.ranked:
        return Verdict(("No system has finished yet, so there is nothing to compare.",), (), ())
    families = sorted_families(system.family.key for system in board.ranked)
    return Verdict(
        lead=tuple(_lead(board)),
        families=tuple(_family_verdict(board, family) for family in families),
        findings=tuple(findings(board)),
    )


def _lead(board: Board) -> list[str]:
    sentences = []
    best = board.best(board.headline, board.ranked) if board.headline else None
    if board.headline and best:
        sentences.append(_first(board, board.headline, best))
    front = [point.system for point in pareto_front(board)]
    medians = [(s, ms) for s in front if (ms := s.mean(r.MEDIAN.read)) is not None]
    if board.headline and len(medians) > 1:
        label = formats.inline(board.columns[board.headline].label)
        names = [f"{system.title} ({formats.span(ms, 'ms')})" for system, ms in medians]
        sentences.append(
            f"No system is both faster and better on {label} than "
            f"{formats.listed(names)}; every other one is beaten on both by measured value."
        )
    elif medians:
        ms = medians[0][1]
        sentences.append(f"It is also the fastest, at {formats.span(ms, 'ms')} a text.")
    return sentences


def _first(board: Board, key: str, best: System) -> str:
    column, estimate = board.columns[key], best.estimate(key)
    if estimate is None:
        return ""
    within = formats.interval(estimate.low, estimate.high, column)
    numbers = formats.with_unit(estimate.value, column) + (
        f", 95 % interval {within}" if within else ""
    )
    word = "lowest" if column.better == "lower" else "highest"
    text = f"{best.title} has the {word} {formats.inline(column.label)} ({numbers})"
    others = [system for system in board.ranked if system is not best]
    if not others:
        return f"{text}; no other system has finished."
    if not board.ranking(key):
        return f"{text}; the differences to the others are not tested yet."
    ties = not_worse(board, key, best, others)
    if not ties:
        return f"{text}, significantly {column.better} than each of the {len(others)} others."
    names = [f"{tie.title} ({formats.with_unit(tie.value(key), column)})" for tie in ties]
    return f"{text}; there is no significant difference from {formats.listed(names, 'or')}."


def _family_verdict(board: Board, family: Family) -> FamilyVerdict:
    own = [system for system in board.ranked if system.family.key == family.key]
    others = [system for system in board.ranked if system.family.key != family.key]
    best = (board.best(board.headline, own) if board.headline else None) or own[0]
    firsts = [*_score_firsts(board, own, others), *_cost_firsts(own, others)]
    return FamilyVerdict(family, best, _summary(board, best), tuple(firsts[:_STRENGTHS]))


def _summary(board: Board, best: System) -> str:
    parts = []
    for key in dict.fromkeys([board.headline, *list(board.columns)[:2]]):
        if key and (value := best.value(key)) is not None:
            column = board.columns[key]
            parts.append(f"{formats.inline(column.label)} {formats.with_unit(value, column)}")
    if (median := best.mean(r.MEDIAN.read)) is not None:
        parts.append(f"{formats.span(median, 'ms')} a text")
    if (peak := best.mean(r.PEAK.read)) is not None:
        parts.append(f"{formats.span(peak, 'MB')} of memory")
    return ", ".join(parts)


def _score_firsts(board: Board, own: list[System], others: list[System]) -> list[Strength]:
    strengths = []
    for key, column in board.columns.items():
        contest = meet(board, key, own, others)
        if contest is None or not _leads(contest.a_value, contest.b_value, column.better):
            continue
        word = "Lowest" if column.better == "lower" else "Highest"
        rivals = not_worse(board, key, contest.a, others)
        if contest.pair is None:
            hedge = "the difference is not tested"
        elif rivals:
            names = formats.listed([rival.title for rival in rivals[:3]], "or")
            more = f" and {len(rivals) - 3} more" if len(rivals) > 3 else ""
            hedge = f"no significant difference from {names}{more}"
        else:
            rival_value = formats.with_unit(contest.b_value, column)
            hedge = f"next is {contest.b.title} with {rival_value}, significant"
        value = formats.with_unit(contest.a_value, column)
        strengths.append(
            Strength(
                f"{word} {formats.inline(column.label)}", f"{contest.a.title} {value}; {hedge}"
            )
        )
    return strengths


def _cost_firsts(own: list[System], others: list[System]) -> list[Strength]:
    strengths = []
    for what, reading in (
        ("Shortest latency", r.MEDIAN),
        ("Smallest peak memory", r.PEAK),
        ("Shortest start-up", r.START_UP),
    ):
        mine = [(value, s) for s in own if (value := s.mean(reading.read)) is not None]
        theirs = [(value, s) for s in others if (value := s.mean(reading.read)) is not None]
        if not mine or not theirs:
            continue
        value, system = min(mine, key=lambda item: item[0])
        next_value, rival = min(theirs, key=lambda item: item[0])
        if value < next_value:
            numbers = f"{system.title} {formats.span(value, reading.unit)}"
            after = f"next is {rival.title} with {formats.span(next_value, reading.unit)}"
            strengths.append(Strength(what, f"{numbers}; {after}, measured"))
    return strengths


def _leads(value: float, rival: float, better: str | None) -> bool:
    return value > rival if better == "higher" else value < rival
