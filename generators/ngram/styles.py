"""The styles in which a value of each slot type is written.

Each maker gives the forms of one value, their style in place of a slot token; ``forms`` makes them
the forms of a record's fact. English; another language would be another module like this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench.api import Slot
from generators import formats

UNITS: Mapping[str, frozenset[str]] = {
    "km": frozenset({"km", "kilometres", "kilometre"}),
    "km/h": frozenset({"km", "kilometres"}),
    "mm": frozenset({"mm", "millimetres", "millimetre"}),
    "C": frozenset({"C", "degrees", "degree"}),
    "percentage": frozenset({"%", "per", "percent"}),
    "minute": frozenset({"minute", "minutes", "minutes'"}),
    "quarter": frozenset({"quarter"}),
}
POISON = "!"
"""Style of words that would contradict the record: a sentence with one is not learnt from."""

_PART_WORDS = ("night", "morning", "afternoon", "evening")
_VAGUE_TIMES = ["midnight", "noon", "midday", "lunchtime", "dawn", "small hours"]
_VAGUE_TIMES += ["early", "late", "mid"]
_DAY_PARTS = ((5, "night"), (12, "morning"), (18, "afternoon"), (22, "evening"), (24, "night"))
_PARTS_AFTER = {"night": "morning"}


@dataclass(frozen=True, slots=True)
class Form:
    """One style of writing one fact.

    Attributes:
        token: the slot token, e.g. ``<winner:last>``.
        fact: name of the fact that saying it carries; empty for derived values.
        text: how it is said.
        readings: writings that count as this form, ``text`` among them.
        cue: words that speak for this reading when they stand near.
        unit: words that speak for it when they follow.
        weight: how telling the writing is in itself: 2 for names and sums, 0 for a bare number.
        hedged: "up" or "down" for a rounded value that a hedge ("nearly", "more than") announces.
    """

    token: str
    fact: str
    text: str
    readings: tuple[str, ...]
    cue: frozenset[str] = frozenset()
    unit: frozenset[str] = frozenset()
    weight: float = 2.0
    hedged: str = ""


def _form(style: str, text: str, *readings: str, **rest: Any) -> Form:
    return Form(style, "", text, tuple(dict.fromkeys(filter(None, (text, *readings)))), **rest)


def number_forms(slot: Slot, value: float) -> list[Form]:
    size = formats.size(value)
    minus = "minus " if value < 0 and slot.type != "percentage" else ""
    one = "1" if abs(value) == 1 else ""
    readings = [size.replace(",", ""), f"{abs(value):.1f}"]
    if minus:
        readings = [minus + reading for reading in readings] + [f"-{size}"]
    forms = [_form("digits" + one, minus + size, *readings, weight=0.0)]
    if float(value).is_integer() and 0 < abs(value) <= 100:
        forms.append(_form("words" + one, minus + formats.spelled(int(abs(value))), weight=0.0))
    if value == 0:
        forms.append(_form("words", "zero", weight=0.0))
    return forms if minus else [*forms, *_rounded(abs(value))]


def _rounded(value: float) -> Iterator[Form]:
    for step in (1, 5, 10, 100, 500, 1000, 5000):
        near = round(value / step) * step
        if near in (0, value) or abs(near - value) > 0.025 * value or 400 * step < value:
            continue
        direction = "up" if near > value else "down"
        readings = [formats.spelled(near)] if near <= 100 or near % 100 == 0 else []
        yield _form(
            f"about-{direction}", formats.number(near), *readings, weight=0.0, hedged=direction
        )


def money_forms(slot: Slot, value: float) -> list[Form]:
    if slot.scale == 1:
        return per_share_forms(abs(value))
    millions = abs(value) * slot.scale / 1e6
    sums = list(_sums(millions))
    dollar = [f"${number}{short}" for number, short, _ in sums]
    dollar += [f"${number} {long}" for number, _, long in sums]
    said = formats.money(millions)
    long_said = said[1:].replace("bn", " billion").replace("m", " million", 1)
    if said.endswith("bn"):
        long_said = said[1:-2] + " billion"
    plain = [f"{number} {long}" for number, _, long in sums]
    forms = [
        _form("$", said, *dollar),
        _form("dollars", f"{long_said} dollars", *(f"{text} dollars" for text in plain)),
        _form("bare", long_said, *plain, weight=1.0),
    ]
    scale, short, long = (1000, "bn", "billion") if millions >= 1000 else (1, "m", "million")
    for decimals in (1, 0):
        near = round(millions / scale, decimals)
        if near == millions / scale or abs(near - millions / scale) > 0.05 * near or near == 0:
            continue
        direction = "up" if near > millions / scale else "down"
        number = formats.number(near)
        forms.append(
            _form(f"$about-{direction}", f"${number}{short}", f"${number} {long}", hedged=direction)
        )
    return forms


def _sums(millions: float) -> Iterator[tuple[str, str, str]]:
    for decimals in (0, 1, 2, 3):
        if millions >= 950:
            for text in (f"{millions / 1000:.{decimals}f}", f"{millions / 1000:,.{decimals}f}"):
                yield text, "bn", "billion"
                if "." in text:
                    yield text.rstrip("0").rstrip("."), "bn", "billion"
        if decimals < 2:
            for text in (f"{millions:.{decimals}f}", f"{millions:,.{decimals}f}"):
                yield text, "m", "million"
                if "." in text:
                    yield text.rstrip("0").rstrip("."), "m", "million"


def per_share_forms(dollars: float) -> list[Form]:
    if dollars >= 1:
        whole = float(dollars).is_integer()
        text = f"${dollars:,.0f}" if whole else formats.per_share(dollars)
        loose = [
            f"${dollars:,.2f}",
            f"${dollars:g}",
            f"{int(dollars)} dollars {round(100 * dollars) % 100:02d}",
        ]
        return [_form(style, text, *loose) for style in ("$", "adj", "bare")]
    cents = round(100 * dollars)
    word = formats.spelled(cents)
    plural = "cent" if cents == 1 else "cents"
    return [
        _form("$", f"{cents} {plural}", f"{word} {plural}", f"${dollars:.2f}", f"{cents}c"),
        _form("adj", f"{cents}-cent", f"{word}-cent"),
        _form("bare", f"{cents}", word, weight=0.0),
    ]


def _ordinal(slot: Slot, value: Any) -> list[Form]:
    if isinstance(value, str):
        return [_form("ordw", value, weight=1.0)]
    forms = [
        _form("ord", formats.ordinal(value), weight=1.0),
        _form("ordw", formats.spelled_ordinal(value), weight=1.0),
    ]
    if slot.unit == "minute":
        forms.append(_form("digits", str(value), weight=0.0))
        forms.append(_form("words", formats.spelled(value), weight=0.0))
    return forms


def _date(slot: Slot, value: str) -> list[Form]:
    day = int(value[8:])
    month = formats.month(value)
    third = "early" if day <= 10 else "mid" if day <= 20 else "late"
    forms = [
        _form("day_month", formats.day_month(value), f"{month} {day}"),
        _form("weekday", formats.weekday(value)),
        _form("month", month, weight=1.0),
        _form(f"{third}_month", f"{third}-{month}", f"{third} {month}"),
        _form("year", value[:4], weight=1.0),
        _form("dayw", formats.spelled_ordinal(day), weight=1.0),
        _form("day", formats.ordinal(day), weight=1.0),
        _form("next_weekday", formats.weekday(value, 1)),
    ]
    if day < 28:
        forms.append(_form("next_day_month", f"{day + 1} {month}", f"{month} {day + 1}"))
        forms.append(_form("next_dayw", formats.spelled_ordinal(day + 1), weight=1.0))
    return forms


def _time(slot: Slot, value: str) -> list[Form]:
    hour, minute = int(value[:2]), int(value[3:])
    clock = formats.clock(value)
    twelve = formats.spelled(hour % 12 or 12)
    later = formats.spelled((hour + 1) % 12 or 12)
    part = next(name for end, name in _DAY_PARTS if hour < end)
    within = (
        "at night" if part == "night" and hour > 12 else f"in the {_PARTS_AFTER.get(part, part)}"
    )
    spoken = {0: f"{twelve} o'clock", 15: f"a quarter past {twelve}", 30: f"half past {twelve}"}
    if minute < 30:
        words = spoken.get(minute, f"{formats.spelled(minute)} minutes past {twelve}")
    else:
        words = spoken.get(minute, f"{formats.spelled(60 - minute)} minutes to {later}")
    if minute == 45:
        words = f"a quarter to {later}"
    dropped = words.replace(" minutes", "").replace("a quarter", "quarter")
    spaced = clock.replace("am", " am").replace("pm", " pm")
    others = [*_PART_WORDS, *_VAGUE_TIMES]
    return [
        _form("clock24", value, f"{hour}:{minute:02d}", f"{hour:02d}.{minute:02d}"),
        _form("clock", clock, spaced, clock.replace(".", ":")),
        _form("clock_bare", clock[:-2], weight=1.5),
        _form("spoken", words, dropped, words.replace("minutes", "minute")),
        _form("part", part, weight=1.0),
        _form("within", within, weight=1.0),
        _form(POISON, "", *(other for other in others if other != part), weight=1.0),
    ]


def _name(slot: Slot, value: str) -> list[Form]:
    words = value.split()
    if words[0] in ("a", "an"):
        return [_form("indef", value), _form("bare", " ".join(words[1:]))]
    if words[0] == "the":
        return [_form("full", value), _form("bare", " ".join(words[1:]))]
    party = formats.affiliation(value)[3:]
    forms = [_form("full", party), _form("bare", value)]
    if party == value and len(words) > 1:
        forms.append(_form("last", words[-1], weight=1.0))
        forms.append(_form("first", words[0], weight=1.0))
    return forms


def _phrase(slot: Slot, value: str) -> list[Form]:
    number = _number_of(value)
    forms = [_form(number, value)]
    words = value.split()
    if words[0] in ("a", "an", "the") and len(words) > 1:
        forms.append(_form(f"bare-{number}", " ".join(words[1:]), weight=1.5))
    return forms


def _number_of(phrase: str) -> str:
    """ "sg" or "pl": the head is the last word before the first preposition."""
    words = phrase.split()
    if words[0] in ("a", "an"):
        return "sg"
    for index, word in enumerate(words):
        if index and word in ("of", "in", "at", "from", "to", "for", "on", "with", "since"):
            words = words[:index]
            break
    if "and" in words:
        return "pl"
    return "pl" if words[-1].endswith("s") and not words[-1].endswith("ss") else "sg"


def _choice(slot: Slot, value: Any) -> list[Form]:
    if not isinstance(value, str) or "_" in value:
        return []  # a code that no text spells out
    forms = [_form(_number_of(value), value)]
    if value.rsplit("-", maxsplit=1)[-1] in ("north", "south", "east", "west"):
        forms.append(_form("adj", f"{value}erly"))
    return forms


def _score(slot: Slot, value: str) -> list[Form]:
    first, second = value.split("-")
    one, two = formats.spelled(int(first)), formats.spelled(int(second))
    forms = [_form("score", value, f"{one}-{two}", weight=1.5)]
    if first != second:
        forms.append(_form("reversed", f"{second}-{first}", f"{two}-{one}", weight=1.5))
    return forms


def _year(slot: Slot, value: int) -> list[Form]:
    return [_form("year", str(value), weight=1.0)]


STYLES: Mapping[str, Callable[[Slot, Any], list[Form]]] = {
    "number": number_forms,
    "measurement": number_forms,
    "percentage": number_forms,
    "count": number_forms,
    "money": money_forms,
    "ordinal": _ordinal,
    "date": _date,
    "time": _time,
    "year": _year,
    "name": _name,
    "phrase": _phrase,
    "choice": _choice,
    "score": _score,
}
