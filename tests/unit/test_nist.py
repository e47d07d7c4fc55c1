"""NIST worked out by hand, and on texts that break things."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.api import Example, Source
from metrics.nist import Nist, count_ngrams, weigh_ngrams

WORDS = st.lists(st.sampled_from("abcde"), max_size=8).map(" ".join)


def example(*references: str) -> Example:
    return Example(Source("item", "", {}, ""), references)


def score(texts: list[str], examples: list[Example]) -> float:
    metric = Nist()
    return float(metric.score(metric.rows(texts, examples).sum(axis=0))["nist"])


def test_weights_are_bits_of_the_last_word() -> None:
    """Six words, "a" three times: log2(6 / 3) = 1 bit; "a b" once after three "a": log2 3."""
    weights = weigh_ngrams([count_ngrams(["a", "b", "a", "c"]), count_ngrams(["a", "d"])])
    assert weights[("a",)] == 1
    assert weights[("b",)] == math.log2(6)
    assert weights[("a", "b")] == math.log2(3)
    assert weights[("a", "b", "a")] == 0


def test_a_corpus_by_hand() -> None:
    """Text "a b" against "a b c d": a and b tell 2 bits each, "a b" 0 bits; the length ratio 2/4.

    ((2 + 2) / 2 + 0 / 1) x exp(log(0.5) (log 0.5 / log 1.5)^2).
    """
    penalty = math.exp(math.log(0.5) * (math.log(0.5) / math.log(1.5)) ** 2)
    assert score(["a b"], [example("a b c d")]) == pytest.approx(2 * penalty)


def test_matches_count_against_the_union_of_the_references() -> None:
    both = score(["a b"], [example("a x", "y b")])
    assert both > max(score(["a b"], [example("a x")]), score(["a b"], [example("y b")]))


def test_the_reference_length_is_per_mean_number_of_references() -> None:
    """5 reference words, 3 references, 2 texts: 5 / (3 / 2) words are expected, not 1 + 2."""
    metric = Nist()
    rows = metric.rows(["a", "b"], [example("a", "a"), example("b c d")])
    assert rows.sum(axis=0)[10:].tolist() == [5, 3, 2]
    expected = 5 / 1.5
    gained = rows[:, :5].sum(axis=0)[0] / 2
    penalty = math.exp(math.log(0.5) * (math.log(2 / expected) / math.log(1.5)) ** 2)
    assert float(metric.score(rows.sum(axis=0))["nist"]) == pytest.approx(gained * penalty)


def test_only_a_to_z_are_lower_cased_as_in_the_perl_program() -> None:
    assert score(["Rain"], [example("rain", "snow")]) > 0
    assert score(["Дождь"], [example("дождь", "снег")]) == 0


@pytest.mark.parametrize("text", ["", " ", "\x00\u200b", "河水上涨", "word " * 2000])
def test_odd_texts_have_finite_scores(text: str) -> None:
    assert 0 <= score([text], [example("a b", "")]) < math.inf


def test_a_wrong_tokeniser_is_refused() -> None:
    with pytest.raises(ValueError, match="wanted '13a' or 'none'"):
        Nist(tokenize="intl")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(WORDS, st.lists(WORDS, min_size=1, max_size=3)), min_size=1, max_size=5))
def test_more_words_match_more(items: list[tuple[str, list[str]]]) -> None:
    examples = [example(*references) for _, references in items]
    metric = Nist()
    rows = metric.rows([text for text, _ in items], examples)
    assert (rows >= 0).all()
    assert np.isfinite(metric.score(rows)["nist"]).all()
    longer = metric.rows([f"{text} {refs[0]}".strip() for text, refs in items], examples)
    assert (longer[:, :5] >= rows[:, :5] - 1e-9).all()
