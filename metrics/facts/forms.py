"""What a slot's value may look like: a fact compiled for matching, and when a mention agrees.

Part of the fact matcher. The keys of ``Slot.values`` are values of the fact (``"0"``, ``"winner"``,
``"True"``) and hold wordings of that value for any slot type. Reserved keys:

- ``"+"`` and ``"-"``: wordings of a gain and of a loss, for numbers whose sign is said in words;
- ``"!"``: wordings that contradict the fact, and ``"!a<b"``, ``"!a>b"``, ``"!a=b"`` where they do
  so only if the facts ``a`` and ``b`` stand like this;
- ``"~"``: idioms of the slot's world whose numbers and names claim nothing ("ten men");
- ``"near"``: wordings of which one must stand beside the value for it to be this fact's;
- ``"from"``: values that the fact may be counted from (45 and 90 for a minute of play).

A wording may name slots: ``<winner>`` stands wherever the text names the winner.
"""

from __future__ import annotations

import datetime
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bench.api import Slot
from metrics.facts.lexicon import words
from metrics.facts.names import bare, name_tokens
from metrics.facts.numbers import Mention
from metrics.facts.phrases import content

NUMERIC = frozenset(
    {"money", "count", "number", "percentage", "measurement", "ordinal", "year", "date", "time",
     "score"}
)  # fmt: skip
TYPES_BY_KIND: Mapping[str, frozenset[str]] = {
    "number": NUMERIC - {"date", "score"},
    "ordinal": frozenset({"ordinal"}),
    "score": frozenset({"score"}),
    "time": frozenset({"time"}),
    "date": frozenset({"date"}),
    "month": frozenset({"date"}),
    "weekday": frozenset({"date"}),
}
"""Slot types that a mention of each kind could state at all."""
_UNIT_OF_TYPE = {"money": "USD", "percentage": "percent"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that a text should carry.

    Attributes:
        slot: name of its slot.
        type: the slot's type.
        value: the number in the slot's unit; month * 100 + day for dates; minutes for times;
            first side of a score; 0 for words.
        second: year of a date, second side of a score.
        unit: normalised unit.
        scale: the slot's scale.
        text: the value as words ("" for numbers).
        optional: its absence is no error.
        words: content stems of a phrase, capitalised words of a name.
        wordings: patterns that express this value.
        rivals: patterns that express another value of the slot.
        near: pattern that must stand beside the value, or None.
        gain: pattern of a gain, or None when the sign is not checked.
        loss: pattern of a loss.
    """

    slot: str
    type: str
    value: float = 0.0
    second: int = 0
    unit: str = ""
    scale: float = 1.0
    text: str = ""
    optional: bool = False
    words: tuple[str, ...] = ()
    wordings: re.Pattern[str] | None = None
    rivals: re.Pattern[str] | None = None
    near: re.Pattern[str] | None = None
    gain: re.Pattern[str] | None = None
    loss: re.Pattern[str] | None = None
    weekday: int = field(default=-1)


class SlotError(ValueError):
    """A slot of the schema does not fit its value; says which and what would."""


def leaves(facts: Mapping[str, Any], name: str) -> Iterator[Any]:
    """The values that a slot name reaches: ``a``, ``a.b``, ``a[]``, ``a[].b``, ``a:b``."""
    if ":" in name:
        parts = [next(leaves(facts, part), None) for part in name.split(":")]
        if None not in parts:
            yield ":".join(str(part) for part in parts)
        return
    head, _, rest = name.partition(".")
    listed = head.endswith("[]")
    value = facts.get(head.removesuffix("[]"))
    for one in (value or ()) if listed else (value,):
        if one is None:
            continue
        if rest:
            yield from leaves(one, rest)
        else:
            yield one


def compile_fact(slot: Slot, value: Any) -> Fact:
    """A fact ready for matching.

    Raises:
        SlotError: the value is no instance of the slot's type.
    """
    try:
        number, second, text = _read(slot, value)
    except (TypeError, ValueError, AttributeError) as error:
        raise SlotError(
            f"slot {slot.name!r} is of type {slot.type!r} but its value is {value!r}: "
            "correct the type in conf/task or the record"
        ) from error
    own, rivals = _wordings(slot, str(value))
    words: tuple[str, ...] = ()
    if slot.type == "phrase":
        words = content(text)
    elif slot.type == "name":
        words = tuple(sorted(name_tokens(text)))
    return Fact(
        slot=slot.name,
        type=slot.type,
        value=number,
        second=second,
        unit=slot.unit or _UNIT_OF_TYPE.get(slot.type, ""),
        scale=slot.scale,
        text=text,
        optional=slot.optional,
        words=words,
        wordings=own,
        rivals=rivals,
        near=pattern(tuple(slot.values.get("near", ()))),
        gain=pattern(tuple(slot.values.get("+", ()))),
        loss=pattern(tuple(slot.values.get("-", ()))),
        weekday=datetime.date.fromisoformat(value).weekday() if slot.type == "date" else -1,
    )


def _read(slot: Slot, value: Any) -> tuple[float, int, str]:
    if slot.type == "date":
        day = datetime.date.fromisoformat(value)
        return float(100 * day.month + day.day), day.year, ""
    if slot.type == "time":
        hour, minute = value.split(":")
        return 60.0 * int(hour) + int(minute), 0, ""
    if slot.type == "score":
        first, second = re.split("[-:]", value)
        return float(first), int(second), ""
    if slot.type == "ordinal" and isinstance(value, str):
        return float(_ORDINALS.index(value) + 1), 0, ""
    if slot.type in NUMERIC:
        return float(value) * slot.scale, 0, ""
    return 0.0, 0, bare(str(value)).replace("’", "'")


_ORDINALS = words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
)


def _wordings(slot: Slot, value: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    keyed = {
        key: tuple(listed)
        for key, listed in slot.values.items()
        if key not in _RESERVED and key[0] != "!"
    }
    own = keyed.get(value, ())
    others = tuple(wording for key, listed in keyed.items() if key != value for wording in listed)
    return pattern(own), pattern(others)


_RESERVED = ("+", "-", "~", "from", "near")
_SLOT_SIGN = re.compile(r"(?<![?P])<([a-z][\w.\[\]:]*)>")
_CONDITION = re.compile(r"!(?:(\w+)([<>=])(\w+))?")


def sign(slot: str) -> str:
    """The private character that stands for a slot's names and numbers in a marked text."""
    return chr(0xE000 + zlib.crc32(slot.encode()) % 6000)


@lru_cache(maxsize=4096)
def pattern(wordings: tuple[str, ...]) -> re.Pattern[str] | None:
    """One case-blind pattern for all wordings; None for none."""
    if not wordings:
        return None
    return re.compile("|".join(map(_whole_word, wordings)), re.IGNORECASE)


def _whole_word(wording: str) -> str:
    """The wording with its slots' signs; it starts at a word's start where the script has words."""
    signed = _SLOT_SIGN.sub(lambda found: f"{sign(found[1])} *", wording)
    return rf"\b(?:{signed})" if wording.isascii() and wording[0] != "<" else signed


def contradictions(slot: Slot, facts: Mapping[str, Any]) -> re.Pattern[str] | None:
    """The wordings that contradict a slot, given how the compared facts stand."""
    wordings: list[str] = []
    for key, listed in slot.values.items():
        condition = _CONDITION.fullmatch(key)
        if condition is None:
            continue
        one, relation, other = condition.groups()
        if relation is None or _holds(facts.get(one), relation, facts.get(other)):
            wordings += listed
    return pattern(tuple(wordings))


def _holds(one: float | None, relation: str, other: float | None) -> bool:
    if one is None or other is None:
        return False
    return {"<": one < other, ">": one > other, "=": one == other}[relation]


def compatible(fact: Fact, mention: Mention) -> bool:
    """Whether the mention is the sort of expression that could state the fact."""
    return _COMPATIBLE.get(fact.type, _compatible_quantity)(fact, mention)


def _compatible_quantity(fact: Fact, mention: Mention) -> bool:
    return mention.kind == "number" and mention.unit in ("", fact.unit)


def _compatible_year(fact: Fact, mention: Mention) -> bool:
    return mention.kind == "number" and not mention.unit and mention.step == 1


def _compatible_ordinal(fact: Fact, mention: Mention) -> bool:
    if mention.kind == "ordinal":
        return mention.unit in ("", fact.unit)
    minute = mention.kind == "number" and fact.unit == "minute"
    return minute and mention.unit in ("", "minute")


def _compatible_time(fact: Fact, mention: Mention) -> bool:
    dotted = not mention.unit and mention.step == 0.01 and mention.value < 24
    return mention.kind == "time" or (mention.kind == "number" and dotted)


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
    if near(fact.value, mention.value, mention.step, mention, signed=fact.unit == "C"):
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


def near(fact: float, value: float, step: float, mention: Mention, *, signed: bool = False) -> bool:
    """Whether ``value``, written to ``step``, may stand for ``fact`` under the mention's hedge."""
    if not signed:
        fact, value = abs(fact), abs(value)
    gap = fact - value
    slack = 1e-6 * abs(fact) + 1e-9
    loose = max(step, 0.08 * abs(value)) + slack
    if mention.hedge == "over":
        return -slack <= gap <= loose or abs(gap) <= slack
    if mention.hedge == "under":
        return -loose <= gap <= slack
    if mention.hedge == "about":
        return abs(gap) <= loose
    return abs(gap) <= max(step, _round_step(value)) / 2 + slack


def _round_step(value: float) -> float:
    """Round thousands are read as rounded: 44,000 may stand for 44,021; 400 is exactly 400."""
    if value >= 10_000 and value % 1000 == 0:
        return 1000.0
    return 100.0 if value >= 1000 and value % 100 == 0 else 0.0


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
