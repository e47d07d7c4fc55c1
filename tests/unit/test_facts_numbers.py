"""Number expressions: written forms are read back, and nothing is read that is not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words  # type: ignore[import-untyped]  # ships no types

from metrics.facts.numbers import Mention, numbers


def only(text: str) -> Mention:
    found = list(numbers(text))
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "step", "unit"),
    [
        ("1,530 people", 1530, 1, ""),
        ("$1.53bn", 1.53e9, 1e7, "USD"),
        ("$1.5 billion", 1.5e9, 1e8, "USD"),
        ("288 million", 2.88e8, 1e6, ""),
        ("seven cents", 0.07, 0.01, "USD"),
        ("36c", 0.36, 0.01, "USD"),
        ("two dollars nine a share", 2.09, 0.01, "USD"),
        ("one dollar and one cent", 1.01, 0.01, "USD"),
        ("19.1%", 19.1, 0.1, "percent"),
        ("19 per cent", 19, 1, "percent"),
        ("8.4 percentage points", 8.4, 0.1, "points"),
        ("12 km/h", 12, 1, "km/h"),
        ("90 kilometres an hour", 90, 1, "km/h"),
        ("90-kilometre winds", 90, 1, "km"),
        ("28 millimetres", 28, 1, "mm"),
        ("minus 3C", -3, 1, "C"),
        ("-3°C", -3, 1, "C"),
        ("two and a half millimetres", 2.5, 0.5, "mm"),
        ("twenty-eight thousand", 28000, 1000, ""),
        ("one hundred and five", 105, 1, ""),
        ("half a dozen", 6, 1, ""),
        ("a dozen", 12, 1, ""),
        ("half a million", 5e5, 5e4, ""),
    ],
)
def test_quantities(text: str, value: float, step: float, unit: str) -> None:
    mention = only(text)
    assert mention.kind == "number"
    assert mention.value == pytest.approx(value)
    assert mention.step == pytest.approx(step)
    assert mention.unit == unit


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("tripled", "ratio", 3),
        ("halved", "ratio", 0.5),
        ("five times", "ratio", 5),
        ("ninefold", "ratio", 9),
        ("a third of them", "fraction", 1 / 3),
        ("three quarters", "fraction", 0.75),
        ("six in ten", "fraction", 0.6),
        ("four voters in ten", "fraction", 0.4),
        ("47th minute", "ordinal", 47),
        ("seventeenth", "ordinal", 17),
        ("second-quarter", "ordinal", 2),
        ("2-1", "score", 2),
        ("three-nil", "score", 3),
        ("one-all", "score", 1),
        ("two goals to nil", "score", 2),
    ],
)
def test_other_kinds(text: str, kind: str, value: float) -> None:
    mention = only(text)
    assert mention.kind == kind
    assert mention.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("nearly 19 per cent", "under"),
        ("just under a thousand", "under"),
        ("more than 12,000", "over"),
        ("about 40", "about"),
        ("exactly 40", ""),
    ],
)
def test_hedges(text: str, hedge: str) -> None:
    assert only(text).hedge == hedge


@pytest.mark.parametrize("text", ["order H791871", "the Rove 40L backpack", "a few million", "May"])
def test_what_is_no_number(text: str) -> None:
    assert not list(numbers(text))


@pytest.mark.parametrize("text", ["one of them", "the first since", "nil"])
def test_idioms_are_weak(text: str) -> None:
    assert only(text).weak


@given(st.integers(2, 999_999))
def test_words_are_read_back(value: int) -> None:
    assert only(f"exactly {num2words(value).replace(',', '')} votes").value == value


@given(st.integers(0, 10**9))
def test_grouped_digits_are_read_back(value: int) -> None:
    assert only(f"{value:,} votes").value == value


@given(st.integers(1, 99_999), st.sampled_from(["bn", " billion", "m", " million"]))
def test_money_is_read_back(cents: int, scale: str) -> None:
    factor = 1e9 if "b" in scale else 1e6
    mention = only(f"It made ${cents / 100:.2f}{scale} in all")
    assert mention.value == pytest.approx(cents / 100 * factor)
    assert mention.unit == "USD"


@given(st.integers(-999, 999), st.sampled_from(["C", " degrees", "°C"]))
def test_temperatures_are_read_back(value: int, unit: str) -> None:
    mention = only(f"It reached {'minus ' if value < 0 else ''}{abs(value)}{unit} there")
    assert (mention.value, mention.unit) == (value, "C")


@given(st.integers(1, 999))
def test_ordinals_are_read_back(value: int) -> None:
    assert only(f"the {num2words(value, to='ordinal_num')} minute").value == value


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for mention in numbers(text):
        assert 0 <= mention.start < mention.end <= len(text)
