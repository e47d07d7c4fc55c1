"""Numbers, money, dates and times as a British newsroom writes them.

One text keeps to one ``Style``; which one is drawn per record.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache
from typing import Literal

from num2words import num2words  # type: ignore[import-untyped]  # ships no types

from generators.rules.grammar import Quantity
from generators.rules.morphology import pluralise

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WORDS_UP_TO = 9
BILLION_IN_MILLIONS = 1000.0


@dataclass(frozen=True, slots=True)
class Style:
    """House style of one text.

    Attributes:
        percent: ``" per cent"`` or ``"%"``.
        km: ``" km"`` or ``" kilometres"``.
        clock: 24-hour ("16:21") or 12-hour ("4.21pm").
        weekdays: whether dates name the day of the week.
    """

    percent: Literal[" per cent", "%"] = " per cent"
    km: Literal[" km", " kilometres"] = " km"
    clock: Literal["24", "12"] = "24"
    weekdays: bool = True


@cache
def cardinal(number: int) -> str:
    """``21`` to ``"twenty-one"``."""
    return str(num2words(number))


@cache
def ordinal(number: int) -> str:
    """First to ninth in words, then ``"10th"``, as newspapers do."""
    if 1 <= number <= WORDS_UP_TO:
        return str(num2words(number, to="ordinal"))
    return str(num2words(number, to="ordinal_num"))


def small(number: int) -> str:
    """Words up to nine, figures with thousands commas above."""
    return cardinal(number) if 0 <= number <= WORDS_UP_TO else f"{number:,}"


def opening(number: int) -> str:
    """A number that begins a sentence: in words, or behind some where words would be long."""
    if 0 <= number < 100 or (number < 20_000 and number % 1000 == 0):
        return cardinal(number).capitalize()
    return f"A total of {number:,}"


@cache
def count(number: int, noun: str) -> Quantity:
    """``19, "person"`` to "19 people" ("Nineteen people" at a sentence's start)."""
    plural = number != 1
    form = pluralise(noun) if plural else noun
    return Quantity(f"{small(number)} {form}", f"{opening(number)} {form}", plural)


def plain(number: float, places: int = 1) -> str:
    """At most ``places`` decimals, no trailing zeros, no minus zero: ``48.0`` to ``"48"``."""
    text = f"{number:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def percent(number: float, style: Style) -> str:
    """The size of a percentage, without its sign."""
    return plain(abs(number), 1) + style.percent


def money_musd(millions: float) -> str:
    """Millions of dollars, sign dropped: "$571m", "$3.92bn"."""
    size = abs(millions)
    if size == 0:
        return "zero"
    if round(size, 1) >= BILLION_IN_MILLIONS:
        return f"${plain(size / BILLION_IN_MILLIONS, 2)}bn"
    return f"${plain(size, 1)}m"


def money_range_musd(low: float, high: float) -> tuple[str, str]:
    """Both ends with enough figures to differ: "$7.030bn" and "$7.032bn"."""
    texts = money_musd(low), money_musd(high)
    if texts[0] == texts[1] and low != high:
        places = BILLION_IN_MILLIONS
        return f"${low / places:.3f}bn", f"${high / places:.3f}bn"
    return texts


def dollars(amount: float) -> str:
    """Dollars per share, sign dropped: "11 cents", "one cent", "$1.49"."""
    cents = round(abs(amount) * 100)
    if cents >= 100:
        return f"${cents / 100:,.2f}".removesuffix(".00")
    return f"{small(cents)} {'cent' if cents == 1 else 'cents'}"


def degrees_c(celsius: float) -> str:
    """ "17C", "minus 3C"."""
    return f"minus {plain(-celsius)}C" if celsius < 0 else f"{plain(celsius)}C"


def degree_gap(gap: float) -> str:
    """The size of a difference: "six degrees", "one degree"."""
    size = abs(gap)
    words = small(int(size)) if size == int(size) else plain(size)
    return f"{words} {'degree' if size == 1 else 'degrees'}"


@cache
def read_date(iso: str) -> datetime.date:
    """An ISO date of a record.

    Raises:
        ValueError: not of the form YYYY-MM-DD.
    """
    try:
        return datetime.date.fromisoformat(iso)
    except ValueError as error:
        raise ValueError(f"a fact 'date' must read YYYY-MM-DD, found {iso!r}") from error


def day_month(date: datetime.date) -> str:
    """ "2 May"."""
    return f"{date.day} {MONTHS[date.month - 1]}"


def weekday(date: datetime.date) -> str:
    """ "Friday"."""
    return WEEKDAYS[date.weekday()]


def on_date(date: datetime.date, style: Style) -> str:
    """ "on Friday 2 May" or "on 2 May"."""
    return f"on {weekday(date)} {day_month(date)}" if style.weekdays else f"on {day_month(date)}"


DAY_PARTS = (
    # from minute of the day; "... of 2 May"
    (0, "in the early hours"),
    (5 * 60, "early in the morning"),
    (8 * 60, "on the morning"),
    (12 * 60, "on the afternoon"),
    (17 * 60 + 30, "on the evening"),
    (21 * 60, "late in the evening"),
)


def minute_of_day(clock: str) -> int:
    """ "18:43" to 1123.

    Raises:
        ValueError: not of the form HH:MM.
    """
    hours, separator, minutes = clock.partition(":")
    if not (separator and hours.isdigit() and minutes.isdigit()):
        raise ValueError(f"a fact 'local_time' must read HH:MM, found {clock!r}")
    return int(hours) * 60 + int(minutes)


def day_part(clock: str) -> str:
    """The part of the day, to stand before "of 2 May"."""
    minute = minute_of_day(clock)
    return [part for start, part in DAY_PARTS if start <= minute][-1]


def speed_kmh(kmh: float, style: Style) -> str:
    """ "25 km/h", "25 kilometres an hour"."""
    return f"{plain(kmh)} {'km/h' if style.km == ' km' else 'kilometres an hour'}"


def clock_time(clock: str, style: Style) -> str:
    """ "18:43" or "6.43pm"."""
    if style.clock == "24":
        return clock
    hours, minutes = divmod(minute_of_day(clock), 60)
    half = "am" if hours < 12 else "pm"
    return f"{hours % 12 or 12}.{minutes:02d}{half}"
