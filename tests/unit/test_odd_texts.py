"""Every metric of the full suite on odd texts: no error, no nan, and the documented values."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from bench.api import Example, RowMetric, SetMetric, Task, Unavailable
from bench.build import build
from bench.tasks import load_task
from tests.conftest import composed

SPECS: Mapping[str, Any] = composed("metrics=full")["metrics"]
NAMES = tuple(name for name in SPECS if name != "meteor")
"""METEOR starts Java for each call; ``tests/golden`` reads odd texts with it in one."""

LONG = "The river rose by nine inches on Friday. " * 1250

ODD: Mapping[str, tuple[str, ...]] = {
    "empty": ("", "", ""),
    "blank": (" ", "\n\t", "\u3000"),
    "one word": ("Revenue", "rose", "河"),
    "10,000 words": (LONG,),
    "other scripts": ("Река поднялась на 3,5 %", "नदी में पानी बढ़ा", "昨夜暴雨 مطر غزير 🙂"),
    "control characters": ("\x00\x07\x1b[0m bell", "\ud800 lone \u200b\ufeff", "a\r\n\u2028b\x85"),
}

ON_EMPTY: Mapping[str, float | None] = {
    "slot_error_rate": 100, "fact_recall": 0, "hallucinations": 0, "wrong_values": 0,
    "faithful_share": 0, "bleu": 0, "chrf": 0, "ter": 100, "rouge1": 0, "rouge2": 0, "rougeL": 0,
    "distinct1": None, "distinct2": None, "words": 0, "length_ratio": 0, "copied": 0,
    "parent_p": 0, "parent_r": 1e-3, "parent": 0, "sentence_cosine": 0, "mauve": None,
    "msttr": None, "mtld": None, "entropy1": None, "entropy2": None, "self_bleu": None,
    "seq_rep": 0, "longest_copy": 0, "copied_whole": 0, "sentence_length": 0, "flesch": 0,
    "profanity": 0, "personal_data": 0, "unsupported_claims": 0, "promises": 0, "echo": 0,
    "chrf_plain": 0, "rougeLsum": 0, "nist": 0, "coco_rougeL": 0, "cider": 0,
    "accuracy": 0, "macro_f1": 0,
}  # fmt: skip
"""Documented values of three empty texts; the other columns have none that is round."""

ON_IDENTICAL: Mapping[str, float | None] = {
    "bleu": 100, "chrf": 100, "ter": 0, "rouge1": 100, "rouge2": 100, "rougeL": 100,
    "length_ratio": 1, "copied": 100, "parent_p": 100, "bertscore": 100, "sentence_cosine": 100,
    "seq_rep": 0, "copied_whole": 100, "profanity": 0, "personal_data": 0,
    "slot_error_rate": 0, "fact_recall": 100, "faithful_share": 100, "unsupported_claims": 0,
    "promises": 0, "echo": 0, "mauve": None, "chrf_plain": 100, "rougeLsum": 100, "coco_rougeL": 1,
}  # fmt: skip
"""Documented values of training references given as texts."""


@functools.cache
def small_task() -> Task:
    """A task with facts, free text and labels, cut to a few training items."""
    task = load_task(composed("task=news_report")["task"])
    train = tuple(
        dataclasses.replace(example, labels={"desk": example.source.kind})
        for example in task.train[::100]
    )
    return dataclasses.replace(task, train=train, dev=())


@functools.cache
def prepared(name: str) -> RowMetric | SetMetric | str:
    """The metric, or why it cannot run here."""
    try:
        metric: RowMetric | SetMetric = build(SPECS[name])
        metric.prepare(small_task())
    except Unavailable as error:
        return str(error)
    return metric


def measure(name: str, texts: tuple[str, ...]) -> dict[str, float | None]:
    metric = prepared(name)
    if isinstance(metric, str):
        pytest.skip(metric)
    examples: tuple[Example, ...] = small_task().train[: len(texts)]
    if not isinstance(metric, RowMetric):
        return dict(metric.score(texts, examples))
    rows = metric.rows(texts, examples)
    assert rows.shape[0] == len(texts)
    assert np.isfinite(rows).all()
    found: Mapping[str, Any] = metric.score(rows.sum(axis=0))
    # As the bootstrap asks: many sums at once, also of no text at all.
    stacked = metric.score(np.stack([rows.sum(axis=0), np.zeros(rows.shape[1])])[np.newaxis])
    for key, value in found.items():
        assert stacked[key].shape == (1, 2)
        assert stacked[key][0, 0] == pytest.approx(float(value))
        assert np.isfinite(stacked[key]).all(), f"{key} of no texts is {stacked[key][0, 1]}"
    return {key: float(value) for key, value in found.items()}


def reference_texts() -> tuple[str, ...]:
    return tuple(example.references[0] for example in small_task().train[:3])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("odd", ODD)
def test_odd_texts_have_finite_scores(name: str, odd: str) -> None:
    found = measure(name, ODD[odd])
    metric = prepared(name)
    assert not isinstance(metric, str)
    assert found.keys() == metric.scores.keys()
    assert all(value is None or math.isfinite(value) for value in found.values())
    assert metric.recipe


@pytest.mark.parametrize("name", NAMES)
def test_empty_texts_have_the_documented_values(name: str) -> None:
    for key, value in measure(name, ODD["empty"]).items():
        if key in ON_EMPTY:
            assert value == pytest.approx(ON_EMPTY[key], abs=1e-9), key


@pytest.mark.parametrize("name", NAMES)
def test_identical_and_reversed_texts(name: str) -> None:
    references = reference_texts()
    same = measure(name, references)
    turned = measure(name, tuple(text[::-1] for text in references))
    metric = prepared(name)
    assert not isinstance(metric, str)
    for key, value in same.items():
        if key in ON_IDENTICAL:
            assert value == pytest.approx(ON_IDENTICAL[key], abs=1e-3), key
    # What compares with a reference, or knows the language, must see that text runs backwards.
    for key in {"bleu", "chrf", "rougeL", "parent", "bertscore", "fact_recall"} & same.keys():
        assert (turned[key] or 0) < (same[key] or 0), key
    for key in {"ter", "slot_error_rate", "bits_per_char"} & same.keys():
        assert (turned[key] or 0) > (same[key] or 0), key


def test_the_lists_name_columns_that_exist() -> None:
    classes = [build({"_target_": "bench.build.locate", "target": spec["_target_"]})
               for spec in SPECS.values()]  # fmt: skip
    keys = {key for found in classes for key in found.scores}
    assert ON_EMPTY.keys() <= keys
    assert ON_IDENTICAL.keys() <= keys
    assert len(keys) == sum(len(found.scores) for found in classes), "two columns share a key"


def test_empty_is_the_worst_text_for_the_models() -> None:
    words = reference_texts()
    for name, key, sign in (("bertscore", "bertscore", 1), ("fluency", "bits_per_char", -1)):
        empty, written = measure(name, ("",) * 3)[key], measure(name, words)[key]
        assert empty is not None
        assert written is not None
        assert sign * empty < sign * written
