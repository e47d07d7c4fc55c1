"""Quantities of Chinese texts: written forms are read, and judged like English ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.api import Slot, Source
from metrics.facts.brief import compile_brief
from metrics.facts.chinese import chinese_mentions, latin_only, numeral_value
from metrics.facts.language import language_of
from metrics.facts.match import assess
from metrics.facts.numbers import Mention
from metrics.facts.taught import Lexicon

ZH = language_of("zh")


def only(text: str) -> Mention:
    found = chinese_mentions(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("2840万美元", 2.84e7, "USD"),
        ("10.39亿美元", 1.039e9, "USD"),
        ("2美分", 0.02, "USD"),
        ("19.1%", 19.1, "percent"),
        ("百分之19.1", 19.1, "percent"),
        ("8.1个百分点", 8.1, "points"),
        ("零下3℃", -3, "C"),
        ("14摄氏度", 14, "C"),
        ("89公里", 89, "km"),
        ("时速40公里", 40, "km/h"),
        ("每小时40公里", 40, "km/h"),
        ("62.1毫米", 62.1, "mm"),
        ("46646人", 46646, ""),
        ("三十五年", 35, "year"),
    ],
)
def test_quantities(text: str, value: float, unit: str) -> None:
    mention = only(text)
    assert mention.value == pytest.approx(value)
    assert mention.unit == unit


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("8月22日", "date", 822),
        ("2026年8月22日", "date", 822),
        ("当地时间1时08分", "time", 68),
        ("下午5时01分", "time", 17 * 60 + 1),
        ("晚上10时03分", "time", 22 * 60 + 3),
        ("3比2", "score", 3),
        ("第86分钟", "ordinal", 86),
        ("二季度", "ordinal", 2),
        ("排名第19位", "ordinal", 19),
        ("超过七成", "fraction", 0.7),
        ("三分之一", "fraction", 1 / 3),
        ("3倍", "ratio", 3),
        ("周三", "weekday", 2),
    ],
)
def test_other_kinds(text: str, kind: str, value: float) -> None:
    mention = only(text)
    assert mention.kind == kind
    assert mention.value == pytest.approx(value)


def test_the_latin_view_keeps_places() -> None:
    assert latin_only("由Corex公布。") == " Corex   "


def test_a_numeral_without_sense_is_none() -> None:
    assert numeral_value("三十四五") is None


@given(st.integers(10, 9999))
def test_numerals_are_read_back(value: int) -> None:
    digits = "零一二三四五六七八九"
    pairs = zip((1000, 100, 10), "千百十", strict=True)
    places = [(value // power % 10, name) for power, name in pairs]
    written = "".join(digits[digit] + name for digit, name in places if digit)
    assert numeral_value(written + (digits[value % 10] if value % 10 else "")) == value


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("由Corex公布，净亏损2840万美元。", ["supported", "supported"]),
        ("由Corex公布，净亏损2480万美元。", ["supported", "wrong"]),
        ("由Nordane公布，净亏损2840万美元。", ["wrong", "supported"]),
        ("由Corex公布，净利润2840万美元。", ["supported", "wrong"]),
        ("由Corex公布，净亏损2840万美元，裁员350人。", ["supported", "supported", "unsupported"]),
    ],
)
def test_chinese_texts_are_judged(text: str, labels: list[str]) -> None:
    slots = (
        Slot("company", "name"),
        Slot("profit", "money", scale=1e6, values={"+": ["利润"], "-": ["亏"]}),
    )
    source = Source("made-up", "", {"company": "Corex", "profit": -28.4}, "")
    verdict = assess(text, compile_brief(source, slots, ZH), Lexicon())
    assert [mark.verdict for mark in verdict.marks] == labels


def test_another_language_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"\['en', 'zh'\], not in 'fr'"):
        language_of("fr")
