"""COCO's ROUGE-L and CIDEr-D, PTB-like tokens."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.api import Example, RowMetric, Source, Task
from metrics.cider import CiderD
from metrics.coco_rouge import CocoRougeL
from metrics.nist import Nist
from metrics.ptb import split_ptb

ODD = ["", " ", "...", "\x00\x07\u200b", "Река 3,5 %", "河水上涨了3.5%", "🙂", "w " * 3000]


def example(*references: str) -> Example:
    return Example(Source("item", "", {}, ""), references)


def score(metric: RowMetric, texts: list[str], examples: list[Example]) -> float:
    (value,) = metric.score(metric.rows(texts, examples).sum(axis=0)).values()
    return float(value)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("It's £20-25, isn't it?", "it 's # 20-25 is n't it"),
        ("You cannot eat there.", "you can not eat there"),
        ("(closed) [now]", "-lrb- closed -rrb- -lsb- now -rsb-"),
        ("in the center., near", "in the center. near"),
        ("5out of 5and 3 km/h, 8.3m", "5out of 5and 3 km/h 8.3 m"),
        ("Mr. John A. Roe at 2 a.m. said", "mr. john a. roe at 2 a.m. said"),
        ("... -- !?", ""),
    ],
)
def test_tokens(text: str, tokens: str) -> None:
    assert " ".join(split_ptb(text)) == tokens


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_tokens_have_no_spaces_and_stay_what_they_are_in_lower_case(text: str) -> None:
    tokens = split_ptb(text)
    assert all(token and not token.isspace() for token in tokens)
    assert tokens == split_ptb(text.lower())


def test_precision_and_recall_may_come_from_different_references() -> None:
    """Text of 2 words: precision 2/2 from the long reference, recall 1/1 from the short one."""
    metric = CocoRougeL()
    assert score(metric, ["a b"], [example("a b c d", "b")]) == pytest.approx(1)
    by_hand = (1 + 1.44) * 1 * 0.5 / (0.5 + 1.44 * 1)
    assert score(metric, ["a b"], [example("a b c d")]) == pytest.approx(by_hand)


def test_cider_by_hand() -> None:
    """Two items without common words: every n-gram weighs ln 2, equal texts have cosine 1.

    A text of one word has no longer n-grams, so one of four orders gives 1: 10 x (1 + 0) / 2 / 4
    for a hit and a miss; a text of four words hits all orders.
    """
    examples = [example("rain"), example("it was dry today")]
    assert score(CiderD(), ["rain", "no"], examples) == pytest.approx(10 / 2 / 4)
    assert score(CiderD(), ["rain", "it was dry today"], examples) == pytest.approx(
        (10 / 4 + 10) / 2
    )


def test_cider_of_one_item_is_zero() -> None:
    assert score(CiderD(), ["it was dry today"], [example("it was dry today")]) == 0


def test_cider_damps_by_the_difference_in_bigrams() -> None:
    examples = [example("a"), example("z")]
    row = CiderD().rows(["a b c d", "z"], examples)[0, 0]
    unseen = math.log(2)
    cosine = unseen**2 / (unseen * math.sqrt(4 * unseen**2))
    assert row == pytest.approx(10 / 4 * cosine * math.exp(-(3**2) / 72))


@pytest.mark.parametrize("make", [CiderD, CocoRougeL, Nist])
def test_chinese_is_compared_by_characters(make: Callable[[], RowMetric]) -> None:
    metric = make()
    examples = [example("昨夜暴雨来袭。"), example("今天晴。")]
    assert score(metric, ["昨夜有大雨。", ""], examples) == 0 or isinstance(metric, Nist)
    metric.prepare(Task("t", "zh", "", {}, (), (), 10))
    assert score(metric, ["昨夜有大雨。", ""], examples) > 0
    assert "zh" in metric.recipe or "Han" in metric.recipe


@pytest.mark.parametrize("make", [CiderD, CocoRougeL])
@pytest.mark.parametrize("text", ODD)
def test_odd_texts_have_finite_scores(make: type[CiderD] | type[CocoRougeL], text: str) -> None:
    assert 0 <= score(make(), [text, "a"], [example("a b", "")] * 2) <= 10


@pytest.mark.parametrize("make", [CiderD, CocoRougeL])
def test_what_cannot_be_scored_is_refused(make: type[CiderD] | type[CocoRougeL]) -> None:
    with pytest.raises(ValueError, match="has no reference"):
        make().rows(["a"], [example()])
    with pytest.raises(ValueError, match="wanted 'ptb' or 'none'"):
        make(tokenize="13a")
