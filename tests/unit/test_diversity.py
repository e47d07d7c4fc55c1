"""Words, distinct-n, length ratio and copied n-grams on cases small enough to count by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.api import Example, Source, Task
from metrics.diversity import Copied, Distinct, LengthRatio
from metrics.words import split_words


def example(*references: str) -> Example:
    return Example(Source("item", "", {}, ""), references)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("... !?", []),
        ("Don't sell $1.53bn, north-west.", ["don't", "sell", "1.53bn", "north-west"]),
        ("河水上涨3.5%，New Birchwood。", [*"河水上涨", "3.5", "new", "birchwood"]),
        ("カタカナ ひらがな", [*"カタカナひらがな"]),
        ("नदी में", ["नदी", "में"]),
        ("Река поднялась", ["река", "поднялась"]),
        ("snake_case", ["snake", "case"]),
        ("e\u0301t\u00e9", ["e\u0301t\u00e9"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@given(st.text())
def test_words_are_found_in_the_text_in_order(text: str) -> None:
    rest = text.lower()
    for word in split_words(text):
        assert word
        assert word in rest
        rest = rest[rest.index(word) + len(word) :]


def test_distinct_shares() -> None:
    scores = Distinct().score(["a b a b", "A c"], [])
    assert scores == {"distinct1": 50.0, "distinct2": 75.0, "words": 3.0}


def test_distinct_of_nothing_is_not_defined() -> None:
    assert Distinct().score([], []) == {"distinct1": None, "distinct2": None, "words": None}
    assert Distinct().score(["", "..."], []) == {"distinct1": None, "distinct2": None, "words": 0}
    assert Distinct().score(["one"], []) == {"distinct1": 100, "distinct2": None, "words": 1}


def test_length_ratio_is_of_sums() -> None:
    metric = LengthRatio()
    rows = metric.rows(["a b", ""], [example("a b c", "a"), example("a b")])
    assert rows.tolist() == [[2, 2], [0, 2]]
    assert metric.score(rows.sum(axis=0))["length_ratio"] == 0.5
    assert metric.score(metric.rows(["a"], [example("...")]))["length_ratio"].tolist() == [0]


def test_copied_counts_ngrams_of_training_references() -> None:
    metric = Copied()
    train = (example("The river rose by nine inches."), example("Nothing"))
    metric.prepare(Task("t", "en", "", {}, train, (example("a b c d e"),), 50))
    texts = ["the River rose by ten", "rose by nine inches", "too short here", "a b c d e"]
    rows = metric.rows(texts, [example("x")] * 4)
    assert rows.tolist() == [[1, 2], [1, 1], [0, 0], [0, 2]]
    assert metric.score(rows.sum(axis=0))["copied"] == pytest.approx(40)
