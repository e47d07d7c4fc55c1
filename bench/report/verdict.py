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
from bench.report.front import pareto_front, points_of

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
    points = points_of(board)
    front = pareto_front(board)
    if board.headline and len(front) > 1:
        column = board.columns[board.headline]
        names = [
            f"{point.system.title} ({formats.with_unit(point.value, column)}, "
            f"{formats.span(point.median_ms, 'ms')} a text)"
            for point in front
        ]
        rest = len(points) - len(front)
        others = "the other one is" if rest == 1 else f"the other {rest} are"
        tail = f"; {others} matched or beaten on both by one of these" if rest else ""
        sentences.append(
            f"The trade between {formats.inline(column.label)} and latency is among "
            f"{formats.listed(names)}{tail}, by measured value."
        )
    elif front and len(points) > 1:
        fastest = formats.span(front[0].median_ms, "ms")
        sentences.append(f"It is also the fastest, at {fastest} a text.")
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
        what = "differences to the others are" if len(others) > 1 else "difference to the other is"
        return f"{text}; the {what} not tested yet."
    ties = not_worse(board, key, best, others)
    if not ties:
        rest = f"each of the {len(others)} others" if len(others) > 1 else "the other"
        return f"{text}, significantly {column.better} than {rest}."
    names = [f"{tie.title} ({formats.with_unit(tie.value(key), column)})" for tie in ties]
    return f"{text}; there is no significant difference from {formats.listed(names, 'or')}."


def _family_verdict(board: Board, family: Family) -> FamilyVerdict:
    own = [system for system in board.ranked if system.family.key == family.key]
    others = [system for system in board.ranked if system.family.key != family.key]
    best = (board.best(board.headline, own) if board.headline else None) or own[0]
    firsts = [*_score_firsts(board, own, others), *_cost_firsts(own, others)]
    strengths = [*firsts[:_STRENGTHS], *_level(board, own, others)]
    return FamilyVerdict(family, best, _summary(board, best), tuple(strengths))


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
        numbers = _by(contest.a, own, formats.with_unit(contest.a_value, column))
        strengths.append(Strength(f"{word} {formats.inline(column.label)}", f"{numbers}; {hedge}"))
    return strengths


def _level(board: Board, own: list[System], others: list[System]) -> list[Strength]:
    """The columns whose best system elsewhere the tests cannot tell from the family's best.

    What most systems have alike is no strength of one.
    """
    labels = []
    for key, column in board.columns.items():
        contest = meet(board, key, own, others)
        if contest is None or contest.outcome != "tie":
            continue
        alike = [system.value(key) == contest.b_value for system in (*own, *others)]
        if sum(alike) > len(alike) / 2:
            continue
        if not _leads(contest.a_value, contest.b_value, column.better):
            other = formats.with_unit(contest.b_value, column)
            same = contest.a_value == contest.b_value
            gap = "" if same else f"{formats.score(contest.a_value, column)} against "
            labels.append(f"{formats.inline(column.label)} {gap}{other}")
    if not labels:
        return []
    return [Strength("No significant difference from the best", "; ".join(labels[:_STRENGTHS]))]


def _cost_firsts(own: list[System], others: list[System]) -> list[Strength]:
    strengths = []
    for what, reading in (
        ("Shortest latency", r.MEDIAN),
        ("Smallest peak memory", r.PEAK),
        ("Soonest first text, fit included", r.FROM_NOTHING),
    ):
        mine = [(value, s) for s in own if (value := s.mean(reading.read)) is not None]
        theirs = [(value, s) for s in others if (value := s.mean(reading.read)) is not None]
        if not mine or not theirs:
            continue
        value, system = min(mine, key=lambda item: item[0])
        next_value, rival = min(theirs, key=lambda item: item[0])
        if value < next_value:
            numbers = _by(system, own, formats.span(value, reading.unit))
            after = f"next is {rival.title} with {formats.span(next_value, reading.unit)}"
            strengths.append(Strength(what, f"{numbers}; {after}, measured"))
    return strengths


def _by(system: System, own: list[System], number: str) -> str:
    """A number with the system that reached it, where the family has several."""
    return f"{system.title} {number}" if len(own) > 1 else number


def _leads(value: float, rival: float, better: str | None) -> bool:
    return value > rival if better == "higher" else value < rival
