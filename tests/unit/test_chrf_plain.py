"""chrF without words beside sacreBLEU's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.chrf import CHRF

from bench.api import Example, Source
from metrics.chrf import PlainChrF

TEXT = st.text("ab c.é河", max_size=25)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT.filter(str.strip)), min_size=1, max_size=4))
def test_values_are_those_of_sacrebleu(pairs: list[tuple[str, str]]) -> None:
    metric = PlainChrF()
    texts = [text for text, _ in pairs]
    examples = [Example(Source("item", "", {}, ""), (reference,)) for _, reference in pairs]
    found = metric.score(metric.rows(texts, examples).sum(axis=0))
    expected = CHRF(word_order=0).corpus_score(texts, [[reference for _, reference in pairs]])
    assert float(found["chrf_plain"]) == pytest.approx(expected.score)
    assert "nw:0" in metric.recipe
