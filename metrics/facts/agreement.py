"""When a mention states a fact: the right sort of expression, and a value within what is written.

Part of the fact matcher. A number may be rounded to the digits written, or loosened by a hedge.
"""

from __future__ import annotations

from collections.abc import Callable

from metrics.facts.forms import Fact
from metrics.facts.numbers import Mention

ANY_UNIT = "*"
"""Unit of a slot whose values may come with any unit: data that do not say theirs."""


def compatible(fact: Fact, mention: Mention) -> bool:
    """Whether the mention is the sort of expression that could state the fact."""
    return _COMPATIBLE.get(fact.type, _compatible_quantity)(fact, mention)


def _compatible_quantity(fact: Fact, mention: Mention) -> bool:
    return mention.kind == "number" and (mention.unit in ("", fact.unit) or fact.unit == ANY_UNIT)


def _compatible_year(fact: Fact, mention: Mention) -> bool:
    return mention.kind == "number" and not mention.unit and mention.step == 1


def _compatible_ordinal(fact: Fact, mention: Mention) -> bool:
    if mention.kind == "ordinal":
        return mention.unit in ("", fact.unit)
    minute = mention.kind == "number" and fact.unit == "minute"
    return minute and mention.unit in ("", "minute")


def _compatible_time(fact: Fact, mention: Mention) -> bool:
    return mention.kind == "time" or (mention.kind == "number" and is_dotted_time(mention))


def is_dotted_time(mention: Mention) -> bool:
    """Whether a number may be a time of day: 9.30."""
    return mention.step == 0.01 and mention.value < 24 and not mention.unit


_COMPATIBLE: dict[str, Callable[[Fact, Mention], bool]] = {
    "date": lambda fact, mention: mention.kind in ("date", "weekday", "month"),
    "time": _compatible_time,
    "score": lambda fact, mention: mention.kind == "score",
    "ordinal": _compatible_ordinal,
    "year": _compatible_year,
}


def agrees(fact: Fact, mention: Mention) -> bool:
    """Whether a compatible mention states the fact's value, rounding and hedges granted."""
    return _AGREES.get(fact.type, _same_quantity)(fact, mention)


def _same_quantity(fact: Fact, mention: Mention) -> bool:
    size = abs(mention.value)
    gap = abs(abs(fact.value) - size)
    # Most facts are far from most numbers, and this is cheaper than ``near``.
    close = gap <= 1.001 * mention.step or gap <= 0.11011 * size
    if close and near(
        fact.value, mention.value, mention.step, mention, signed=fact.unit == "C", exact=True
    ):
        return True
    if mention.unit or fact.type != "money":
        return False
    scales = mention.scales if fact.scale > 1 else (0.01,) if abs(fact.value) < 2 else ()
    return any(
        near(fact.value, mention.value * scale, mention.step * scale, mention) for scale in scales
    )


def _same_number(fact: Fact, mention: Mention) -> bool:
    return mention.value == fact.value


def _same_score(fact: Fact, mention: Mention) -> bool:
    told = (mention.value, mention.second)
    return told in ((fact.value, fact.second), (fact.second, fact.value))


def near(
    fact: float,
    value: float,
    step: float,
    mention: Mention,
    *,
    signed: bool = False,
    exact: bool = False,
) -> bool:
    """Whether ``value``, written to ``step``, may stand for ``fact`` under the mention's hedge.

    Args:
        signed: whether minus counts.
        exact: whether a hedge leaves a fact of as many digits as were written where it is:
            "over 8" is not 9, "over 8" may be 8.4.
    """
    if not signed:
        fact, value = abs(fact), abs(value)
    gap = fact - value
    slack = 1e-6 * abs(fact) + 1e-9
    # A fact that could have been written exactly with these digits is no step away from them.
    written = exact and abs(fact / step - round(fact / step)) < 1e-6
    loose = max(0.0 if written else step, 0.08 * abs(value)) + slack
    if mention.hedge == "over":
        return -slack <= gap <= loose or abs(gap) <= slack
    if mention.hedge == "under":
        return -loose <= gap <= slack
    if mention.hedge == "about":
        return abs(gap) <= loose
    if value >= 1000:
        step = max(step, _round_step(value))
    return abs(gap) <= step / 2 + slack


def _round_step(value: float) -> float:
    """Round thousands are read as rounded: 44,000 may stand for 44,021; 4,120 is exactly that."""
    if value >= 10_000 and value % 1000 == 0:
        return 1000.0
    return 100.0 if value % 100 == 0 else 0.0


def _same_day(fact: Fact, mention: Mention) -> bool:
    if mention.kind == "weekday":
        return mention.value == fact.weekday
    if mention.kind == "month":
        return mention.value == fact.value // 100
    return mention.value == fact.value and mention.second in (0, fact.second)


def _same_time(fact: Fact, mention: Mention) -> bool:
    value = mention.value
    if mention.kind == "number":
        value = 60 * (value // 1) + round(100 * (value % 1))
    gap = abs(fact.value - value)
    if mention.unit != "24":
        gap = min(gap % 720, 720 - gap % 720)
    allowed = 30 if mention.weak else 15 if mention.hedge else 0
    return gap <= allowed


_AGREES: dict[str, Callable[[Fact, Mention], bool]] = {
    "date": _same_day,
    "time": _same_time,
    "score": _same_score,
    "ordinal": _same_number,
    "year": _same_number,
}
