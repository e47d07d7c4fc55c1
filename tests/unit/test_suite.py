"""The wider suite on cases small enough to count by hand: variety, repetition, PARENT, labels."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.api import Example, Source, Task, Unavailable
from metrics.classification import Classification, confusion
from metrics.mauve import Mauve, frontier_integral, mauve_of_histograms
from metrics.models import find_model
from metrics.parent import ParentScore, parent, table_of
from metrics.readability import Flesch, SentenceLength, count_parts
from metrics.repetition import LongestCopy, SequenceRepetition, Suffixes
from metrics.variety import Entropy, LexicalRichness, SelfBleu, mtld

WORDS = st.lists(st.sampled_from("abc"), max_size=12)


def example(*references: str, label: str = "", **facts: Any) -> Example:
    labels = {"mood": label} if label else {}
    return Example(Source("item", "", facts, ""), references, labels=labels)


def task(*train: Example, language: str = "en") -> Task:
    return Task("t", language, "", {}, train, (), 100)


def test_entropy_by_hand() -> None:
    found = Entropy().score(["a b a b", "a"], [])
    assert found["entropy1"] == pytest.approx(0.971, abs=1e-3)
    assert found["entropy2"] == pytest.approx(0.918, abs=1e-3)
    assert Entropy().score(["a a a"], []) == {"entropy1": 0, "entropy2": 0}
    assert Entropy().score(["", "a"], []) == {"entropy1": 0, "entropy2": None}


def test_lexical_richness_needs_enough_words() -> None:
    assert LexicalRichness().score(["a b c"], []) == {"msttr": None, "mtld": None}
    found = LexicalRichness(segment=2, words_min=4).score(["a b", "a a c"], [])
    assert found["msttr"] == pytest.approx(75)
    assert mtld([*"abcdef"], 0.72) is None
    with pytest.raises(ValueError, match="threshold between"):
        LexicalRichness(threshold=1)


def test_self_bleu_of_copies_and_strangers() -> None:
    assert SelfBleu().score(["one two three four five"] * 3, []) == {"self_bleu": 100}
    assert SelfBleu().score(["a b c d", "e f g h"], []) == {"self_bleu": 0}
    assert SelfBleu().score(["one two", "", "..."], []) == {"self_bleu": None}


def test_sequence_repetition() -> None:
    metric = SequenceRepetition(order=2)
    rows = metric.rows(["a b a b", "a b c", "a", ""], [example("x")] * 4)
    assert rows[:, 0] == pytest.approx([1 / 3, 0, 0, 0])
    assert metric.score(rows.sum(axis=0))["seq_rep"] == pytest.approx(100 / 12)


@given(WORDS, WORDS)
def test_longest_run_equals_the_search_of_all_runs(training: list[str], words: list[str]) -> None:
    runs = {tuple(training[i:j]) for i in range(len(training)) for j in range(i, len(training) + 1)}
    expected = max(
        (j - i for i in range(len(words)) for j in range(i, len(words) + 1)
         if tuple(words[i:j]) in runs), default=0,
    )  # fmt: skip
    assert Suffixes(training).longest_run(words) == expected


def test_longest_copy_does_not_run_across_references() -> None:
    metric = LongestCopy()
    metric.prepare(task(example("the river rose"), example("by nine inches")))
    rows = metric.rows(["The river rose by nine", "nine inches", ""], [example("x")] * 3)
    assert rows[:, :2].tolist() == [[3, 0], [2, 1], [0, 0]]
    assert float(metric.score(rows.sum(axis=0))["copied_whole"]) == pytest.approx(100 / 3)
    with pytest.raises(RuntimeError, match="prepare"):
        LongestCopy().rows([""], [example("x")])


def test_words_sentences_and_syllables() -> None:
    assert count_parts("It rained. Dr. Hall left at 3.5 a.m. on Friday!")[:2] == (10, 2)
    assert count_parts("河水上涨。两人受伤！")[:2] == (8, 2)
    assert count_parts("…") == (0, 0, 0)
    metric = Flesch()
    rows = metric.rows(["The cat sat on the mat."], [example("x")])
    assert rows.tolist() == [[6, 1, 6]]
    assert metric.score(rows.sum(axis=0))["flesch"] == pytest.approx(116.145)
    with pytest.raises(Unavailable, match="defined for English"):
        Flesch().prepare(task(language="zh"))
    assert SentenceLength().score(SentenceLength().rows([""], []).sum(axis=0)) == {
        "sentence_length": 0
    }


def test_the_table_is_the_values_of_the_facts() -> None:
    facts: dict[str, Any] = {
        "date": "2026-08-22",
        "rain_mm": 3.50,
        "goals": [{"player": "O'Neil", "minute": 9}],
    }
    source = example("x", **facts, keep=True, none=None, odd="2026-99-99", sign="!").source
    assert table_of(source) == [
        ["22", "august", "2026"], ["3.5"], ["o'neil"], ["9"], ["2026-99-99"],
    ]  # fmt: skip


def test_parent_forgives_what_the_table_does_not_say() -> None:
    table = [["nine", "inches"]]
    full = parent([*"abcd"], [[*"abcd"]], [])
    assert full == pytest.approx((1, 1, 1))
    reference = ["rose", "nine", "inches", "in", "may"]
    beyond = parent(reference[:3], [reference], table)
    missing = parent(["rose", "in", "may"], [reference], table)
    assert beyond.f1 > 3 * missing.f1
    with pytest.raises(ValueError, match="from 0 to 1"):
        ParentScore(table_weight=1.5)


def test_parent_score_takes_the_best_reference() -> None:
    metric = ParentScore()
    text = "the river rose nine inches"
    rows = metric.rows([text, text], [example(text, rise="nine inches"), example("x", text)])
    assert rows[:, 2] == pytest.approx([1, 1])


def test_labels_said_and_read() -> None:
    metric = Classification("mood")
    train = [example("profit soared happily", label="good"), example("sad loss", label="bad")]
    metric.prepare(task(*train))
    texts = ["Mood: bad. Profit soared", "[good] sad", "sad sad day", "profit", "", "Good."]
    rows = metric.rows(texts, [example("x", label=label) for label in ("bad", "good") * 3])
    shown = confusion(rows).argmax(axis=-1).max(axis=-1)
    assert [(*metric.labels, "none")[index] for index in shown] == [
        "bad", "good", "bad", "good", "none", "good",
    ]  # fmt: skip
    assert metric.score(rows.sum(axis=0))["accuracy"] == pytest.approx(500 / 6)


def test_a_task_without_labels_is_told_so() -> None:
    with pytest.raises(Unavailable, match="no gold labels"):
        Classification().prepare(task(example("x")))
    with pytest.raises(Unavailable, match="'topic'"):
        Classification("topic").prepare(task(example("x", label="good")))


def test_mauve_refuses_small_sets() -> None:
    try:
        metric = Mauve()
    except Unavailable as error:
        pytest.skip(str(error))
    assert metric.score(["a"] * 999, [example("a")] * 999) == {"mauve": None}
    assert "REFUSED: 999 texts, 1,000 needed" in metric.recipe


def test_mauve_of_equal_and_of_apart() -> None:
    generator = random.Random(5)
    p = [generator.random() for _ in range(6)]
    even = [value / sum(p) for value in p]
    equal = np.array(even)
    assert mauve_of_histograms(equal, equal) == pytest.approx(1)
    assert frontier_integral(equal, equal) == 0
    apart = np.array([1.0, 0]), np.array([0, 1.0])
    assert mauve_of_histograms(*apart) < 0.01
    assert frontier_integral(*apart) == 1


def test_a_model_that_is_not_here() -> None:
    with pytest.raises(Unavailable, match="no/such-model") as caught:
        find_model("no/such-model")
    assert caught.value.command == "hf download no/such-model"
