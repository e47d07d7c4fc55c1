"""Written forms of values."""

from __future__ import annotations

import inflect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators import formats

WORDS = inflect.engine()


@pytest.mark.parametrize(
    ("millions", "text"),
    [
        (1039.4, "$1.04bn"),
        (193.9, "$193.9m"),
        (-28.4, "$28.4m"),
        (999.97, "$1bn"),
        (15004, "$15bn"),
    ],
)
def test_money(millions: float, text: str) -> None:
    assert formats.money(millions) == text


def test_money_range_keeps_ends_apart() -> None:
    assert formats.money_range(58300, 58304) == "$58.3bn and $58.304bn"
    assert formats.money_range(985, 992, "to") == "$985m to $992m"
    assert formats.money_range(500, 500) == "$500m"


@pytest.mark.parametrize(
    ("text", "article"),
    [
        *(
            (text, "an")
            for text in ("11% rise", "8m", "$8.5m", "18,000", "80", "unintended", "hour")
        ),
        *((text, "a") for text in ("110", "1-1", "1.8m", "16", "union", "one-off", "goal", "")),
    ],
)
def test_article(text: str, article: str) -> None:
    assert formats.article(text) == article


@pytest.mark.parametrize(
    ("time", "text"), [("00:30", "12.30am"), ("12:05", "12.05pm"), ("16:21", "4.21pm")]
)
def test_clock(time: str, text: str) -> None:
    assert formats.clock(time) == text


def test_dates() -> None:
    assert formats.day_month_year("2026-08-02") == "2 August 2026"
    assert formats.weekday("2026-08-22") == "Saturday"
    assert formats.weekday("2024-12-31", 1) == "Wednesday"
    assert formats.month("2024-02-29") == "February"


def test_per_share() -> None:
    assert formats.per_share(0.01) == "1 cent"
    assert formats.per_share(-0.05) == "5 cents"
    assert formats.per_share(1.5) == "$1.50"
    assert formats.earned(-0.03) == "a loss of 3 cents"


def test_small_words() -> None:
    assert formats.counted(1, "aftershock") == "one aftershock"
    assert formats.counted(14, "aftershock") == "14 aftershocks"
    assert formats.counted(0, "injury", "injuries") == "no injuries"
    assert formats.possessive("Corex Hotels") == "Corex Hotels'"
    assert formats.listing([]) == ""
    assert formats.listing(["a"]) == "a"
    assert formats.listing(["a", "b", "c"]) == "a, b and c"
    assert formats.affiliation("Union of the Centre") == "of the Union of the Centre"
    assert formats.affiliation("Green Future") == "of Green Future"
    assert formats.affiliation("an independent") == "an independent"
    assert formats.locative("the Brine Coast") == "on the Brine Coast"
    assert formats.celsius(-4) == "minus 4C"


@given(st.integers(0, 999_999))
def test_spelled_equals_inflect(value: int) -> None:
    assert formats.spelled(value) == str(WORDS.number_to_words(str(value))).replace(",", "")


@given(st.integers(1, 9_999))
def test_ordinals_equal_inflect(value: int) -> None:
    words = str(WORDS.number_to_words(str(value))).replace(",", "")
    assert formats.spelled_ordinal(value) == WORDS.ordinal(words)
    assert formats.ordinal(value).replace(",", "") == WORDS.ordinal(str(value))


@given(st.floats(-1e9, 1e9))
def test_number_reads_back(value: float) -> None:
    assert float(formats.number(value).replace(",", "")) == pytest.approx(value, abs=1e-6)
