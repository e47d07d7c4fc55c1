"""Dates, weekdays and times: written forms are read back."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words  # type: ignore[import-untyped]  # ships no types

from metrics.facts.dates import dates_and_times
from metrics.facts.mentions import mentions
from metrics.facts.numbers import Mention


def only(text: str) -> Mention:
    found = list(dates_and_times(text))
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("at 2.38am", 158),
        ("at 21:56", 21 * 60 + 56),
        ("half past two in the afternoon", 14 * 60 + 30),
        ("eight minutes past ten in the morning", 608),
        ("a quarter to nine in the evening", 20 * 60 + 45),
        ("Twenty-one minutes after midnight", 21),
        ("twelve minutes short of ten in the morning", 588),
        ("5 a.m. sharp", 300),
        ("at midnight", 0),
    ],
)
def test_times(text: str, minutes: int) -> None:
    mention = only(text)
    assert (mention.kind, mention.value, mention.unit) == ("time", minutes, "24")


def test_a_time_without_half_day_is_marked_so() -> None:
    assert only("at half past two").unit == "12"


@pytest.mark.parametrize(
    ("text", "value", "year"),
    [
        ("25 October 2026", 1025, 2026),
        ("October 3, 2024", 1003, 2024),
        ("the eleventh of April", 411, 0),
        ("May the second", 502, 0),
        ("on 2024-05-06", 506, 2024),
        ("on Boxing Day", 1226, 0),
    ],
)
def test_dates(text: str, value: int, year: int) -> None:
    mention = only(text)
    assert (mention.kind, mention.value, mention.second) == ("date", value, year)


@pytest.mark.parametrize("text", ["It may rain", "14 to 14.6 billion", "Sun and rain", "32 May"])
def test_what_is_neither_date_nor_time(text: str) -> None:
    assert not [one for one in dates_and_times(text) if one.kind in ("date", "time")]


def test_a_dates_digits_are_no_numbers_again() -> None:
    found = mentions("On 25 October 2026 at 21:56, 41 people")
    assert [one.kind for one in found] == ["date", "time", "number"]


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2050, 12, 31)), st.integers(0, 3))
def test_dates_are_read_back(day: datetime.date, style: int) -> None:
    month = f"{day:%B}"
    written = (
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"the {num2words(day.day, to='ordinal')} of {month}",
        f"{month} the {num2words(day.day, to='ordinal_num')}",
    )[style]
    mention = only(f"It happened on {written}.")
    assert mention.value == 100 * day.month + day.day
    assert mention.second in (0, day.year)


@given(st.integers(0, 1439), st.booleans())
def test_clock_times_are_read_back(minutes: int, spoken: bool) -> None:
    hour, minute = divmod(minutes, 60)
    half = "am" if hour < 12 else "pm"
    written = f"{hour % 12 or 12}.{minute:02}{half}" if spoken else f"{hour:02}:{minute:02}"
    assert only(f"The shock came at {written} that day").value == minutes


@given(st.integers(1, 29), st.integers(1, 12), st.sampled_from(["past", "to"]))
def test_spoken_times_are_read_back(away: int, hour: int, way: str) -> None:
    mention = only(f"at {num2words(away)} minutes {way} {num2words(hour)} in the morning")
    expected = hour * 60 + (away if way == "past" else -away)
    assert mention.value == expected % 720
