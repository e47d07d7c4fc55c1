"""Rules for quantities that state no fact: derived, a wrong value, or an addition."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from metrics.facts.agreement import compatible
from metrics.facts.evidence import Evidence
from metrics.facts.forms import Fact, Span
from metrics.facts.numbers import Mention
from metrics.facts.quantities import is_beside, may_carry, speaks_of

_WEEKDAY_BEFORE = re.compile(r"day,? (?:the )?\Z")
_FORWARD = re.compile(
    r"\b(?:forecast\w*|tomorrow|will|'ll|follow\w*|brings?|expect\w*|due|next|should|promis\w+|may"
    r"|outlook|yesterday)\b|次日|明天|明日|翌日|预计|将",
    re.IGNORECASE,
)


def judge_strays(evidence: Evidence, strays: Sequence[Mention]) -> None:
    for mention in strays:
        span = (mention.start, mention.end)
        if _is_worded(evidence, span):
            continue
        if mention.kind in ("date", "weekday", "month") and _is_wrong_day(evidence, mention):
            continue
        meant = _meant(evidence, mention)
        if (
            not meant
            and evidence.brief.derived.supports(mention, evidence.lowered)
            and not (mention.kind == "score" and _lacks_score(evidence))
        ):
            continue
        rivals = meant or [
            index for index in evidence.brief.numeric if _may_oppose(evidence, index, mention)
        ]
        rivals = rivals or _missed_by(evidence, mention)
        if not rivals and not mention.unit and mention.value >= 100:
            rivals = [i for i in evidence.brief.worded if _may_hold(evidence, i)]
        if rivals:
            evidence.oppose(
                min(rivals, key=lambda index: _distance(evidence, index, mention)), span
            )
        elif not mention.weak and mention.kind not in ("month",):
            evidence.add(span)


def _is_worded(evidence: Evidence, span: Span) -> bool:
    """Whether a quantity is part of words that were judged: "less than £20", "five out of five"."""
    start, end = span
    for mark in evidence.marks:  # noqa: SIM110 - a generator costs three times as much
        if mark.start <= start and end <= mark.end:
            return True
    return False


def _meant(evidence: Evidence, mention: Mention) -> list[int]:
    """Untold facts that the words beside a quantity, or its clause, say it is."""
    facts = evidence.brief.facts
    missed = set(_missed_by(evidence, mention))
    return [
        i
        for i in evidence.brief.announced
        if evidence.is_open(i)
        and i not in evidence.inferred
        and (
            speaks_of(evidence, facts[i], mention)
            if facts[i].near is None
            else is_beside(evidence, facts[i], mention)
        )
        and (i in missed or _may_oppose(evidence, i, mention))
    ]


def _missed_by(evidence: Evidence, mention: Mention) -> list[int]:
    """Untold facts that the mention may give as a difference to a told one."""
    facts = evidence.brief.facts
    unit = "percent" if mention.unit == "points" else mention.unit
    missed = [
        lost
        for pair in evidence.brief.pairs
        for told, lost in (pair, pair[::-1])
        if evidence.carried[told]
        and evidence.is_open(lost)
        and lost not in evidence.inferred
        and facts[lost].against
        and unit == facts[lost].unit
        and may_carry(facts[told], facts[lost])
    ]
    announced = evidence.brief.derived.cues.difference
    if missed and mention.unit != "points" and not announced(mention, evidence.lowered):
        return []
    return missed


def _is_wrong_day(evidence: Evidence, mention: Mention) -> bool:
    """Opposes a date fact with a day that is not it, nor the day before or after it."""
    dates = [i for i in evidence.brief.numeric if evidence.brief.facts[i].type == "date"]
    told = [index for index in dates if evidence.carried[index]]
    around = evidence.text[max(0, mention.start - 60) : mention.end + 40]
    # "Sunday 26 October" is one date; a date far from the weekday may well be the next day's.
    before = evidence.text[max(0, mention.start - 10) : mention.start]
    joined = mention.kind == "date" and _WEEKDAY_BEFORE.search(before)
    known = evidence.dated if joined else told
    next_day = known or _FORWARD.search(around)
    if next_day and evidence.brief.derived.supports(mention, evidence.lowered):
        return True
    untold = [index for index in dates if index not in told and not evidence.wrong[index]]
    untold.sort(key=lambda index: evidence.brief.facts[index].optional)
    vague = [index for index in told if index not in evidence.dated]
    full = mention.kind == "date"
    chosen = untold or (vague if full else told if len(told) == 1 and not vague else [])
    if not chosen or (mention.kind == "month" and not untold):
        return mention.kind == "month"
    evidence.carried[chosen[0]] = False
    evidence.oppose(chosen[0], (mention.start, mention.end))
    return True


def _lacks_score(evidence: Evidence) -> bool:
    """Whether a main score is not told: then a running score stands in its place."""
    facts = evidence.brief.facts
    return any(
        facts[i].type == "score" and not facts[i].optional and evidence.is_open(i)
        for i in evidence.brief.numeric
    )


def _may_hold(evidence: Evidence, index: int) -> bool:
    """Whether a phrase that is not carried has a number of its own."""
    fact = evidence.brief.facts[index]
    return (
        evidence.is_open(index)
        and fact.type == "phrase"
        and any(word[0].isdigit() for word in fact.words)
    )


def _may_oppose(evidence: Evidence, index: int, mention: Mention) -> bool:
    """Whether a stray quantity may be a wrong value of a fact that is not carried."""
    fact = evidence.brief.facts[index]
    if not evidence.is_open(index) or not compatible(fact, mention):
        return False
    if fact.type == "ordinal" and mention.kind == "number" and mention.unit:
        return evidence.text[mention.start].isdigit()
    if mention.unit or mention.kind not in ("number", "ordinal"):
        return not mention.weak or mention.unit in ("quarter", "place")
    return not mention.weak and _is_plausible(evidence.text, fact, mention)


def _is_plausible(text: str, fact: Fact, mention: Mention) -> bool:
    """Whether a number without a unit could be meant for the fact."""
    if fact.type == "year":
        return 1800 <= mention.value <= 2100
    if mention.kind == "ordinal" or not fact.unit:
        return fact.type != "time" or text[max(0, mention.start - 3) : mention.start] in _AT
    if fact.unit == "minute":
        before = text[max(0, mention.start - 6) : mention.start].lower()
        return before.endswith(("on ", "after ", "(", "the "))
    size = abs(fact.value)
    values = [mention.value * scale for scale in (1.0, 0.01, *mention.scales)]
    return any(size / 3 <= abs(value) <= 3 * size for value in values)


_AT = ("at ", "At ")


def _distance(evidence: Evidence, index: int, mention: Mention) -> tuple[bool, bool, bool, float]:
    """How unlikely it is that the mention was meant for the fact."""
    fact = evidence.brief.facts[index]
    ratio = (abs(fact.value) + 1e-3) / (abs(mention.value) + 1e-3)
    foreign = fact.unit != mention.unit
    return index in evidence.inferred, foreign, fact.optional, abs(math.log(ratio))
