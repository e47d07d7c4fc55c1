"""ROUGE-Lsum beside rouge-score itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]  # no stubs

from bench.api import Example, Source, Task
from metrics.rouge_lsum import RougeLsum

SENTENCE = st.lists(
    st.sampled_from(["the", "rivers", "rose", "falling", "by", "3.5", "metres"]), max_size=7
)
TEXT = st.lists(SENTENCE.map(" ".join), max_size=4).map("\n".join)


def score(metric: RougeLsum, text: str, *references: str) -> float:
    rows = metric.rows([text], [Example(Source("item", "", {}, ""), references)])
    return float(metric.score(rows.sum(axis=0))["rougeLsum"])


@settings(max_examples=150, deadline=None)
@given(TEXT, st.lists(TEXT, min_size=1, max_size=3), st.booleans())
def test_values_are_those_of_rouge_score(text: str, references: list[str], stem: bool) -> None:
    scorer = RougeScorer(["rougeLsum"], use_stemmer=stem)
    expected = 100 * scorer.score_multi(references, text)["rougeLsum"].fmeasure
    metric = RougeLsum(use_stemmer=stem, split_sentences=False)
    assert score(metric, text, *references) == pytest.approx(expected)


def test_sentences_are_split_at_stops() -> None:
    swapped = "It rained in Quill. The river rose."
    text = "The river rose. It rained in Quill."
    assert score(RougeLsum(), text, swapped) == 100
    assert score(RougeLsum(split_sentences=False), text, swapped) < 100
    assert score(RougeLsum(), "Up 3.5 per cent.", "Up 3.5 per cent.") == 100


def test_chinese_is_split_at_its_own_stops() -> None:
    metric = RougeLsum()
    metric.prepare(Task("t", "zh", "", {}, (), (), 10))
    assert score(metric, "昨夜暴雨。河水上涨。", "河水上涨。昨夜暴雨。") == 100
    assert score(metric, "", "昨夜暴雨。") == 0
