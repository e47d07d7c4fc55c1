"""The wider suite against stored values of the original implementations (``make_suite.py``)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.api import Example, Source, Task, Unavailable
from bench.stats import measure_effect
from metrics.classification import Classification
from metrics.embedding import BertScore, SentenceCosine
from metrics.fluency import Fluency
from metrics.mauve import mauve_of_features
from metrics.models import find_model
from metrics.parent import parent
from metrics.readability import count_syllables
from metrics.variety import mean_segmental_ratio, mtld, self_bleu

GOLDEN: dict[str, Any] = json.loads(
    Path(__file__).with_name("suite.json").read_text(encoding="utf-8")
)
EXAMPLES = [
    Example(Source("", "", {}, ""), tuple(references)) for references in GOLDEN["references"]
]
TASK = Task("t", "en", "", {}, (), (), 100)


def require(name: str) -> None:
    """Skip where the model is not installed, or is another one than that of the values."""
    try:
        label = find_model(name).label
    except Unavailable as error:
        pytest.skip(str(error))
    if label != GOLDEN["models"][name]:
        pytest.skip(f"values are of {GOLDEN['models'][name]}, here is {label}")


def test_parent() -> None:
    assert len(GOLDEN["parent"]) > 10
    for case in GOLDEN["parent"]:
        table = [value.split() for value in case["table"]]
        references = [reference.split() for reference in case["references"]]
        found = parent(case["text"].split(), references, table, case["weight"])
        assert found == pytest.approx(tuple(case["scores"]), abs=1e-9)


def test_bertscore_before_rescaling() -> None:
    require("minilm")
    metric = BertScore()
    metric.prepare(TASK)
    rows = metric.rows(GOLDEN["texts"], EXAMPLES)
    assert rows[:, 0] == pytest.approx(GOLDEN["embeddings"]["bertscore"], abs=1e-5)


def test_sentence_cosine() -> None:
    require("minilm")
    metric = SentenceCosine()
    metric.prepare(TASK)
    rows = metric.rows(GOLDEN["texts"], EXAMPLES)
    written = [bool(text) for text in GOLDEN["texts"]]
    expected = np.array(GOLDEN["embeddings"]["cosine"])
    assert rows[written, 0] == pytest.approx(expected[written], abs=1e-5)
    assert rows[GOLDEN["texts"].index(""), 0] == 0


def test_bits() -> None:
    require("smollm2")
    metric = Fluency()
    metric.prepare(TASK)
    rows = metric.rows(GOLDEN["texts"], EXAMPLES)
    assert rows[:, 0] == pytest.approx(GOLDEN["bits"], rel=1e-4)
    assert rows[:, 1].tolist() == [len(text) + 1 for text in GOLDEN["texts"]]


def test_lexical_richness() -> None:
    words = GOLDEN["words"]
    for segment, value in words["msttr"].items():
        assert mean_segmental_ratio(words["words"], int(segment)) == pytest.approx(value)
    for threshold, value in words["mtld"].items():
        assert mtld(words["words"], float(threshold)) == pytest.approx(value)


def test_self_bleu() -> None:
    words = GOLDEN["words"]
    expected = 100 * np.mean(words["self_bleu"])
    assert self_bleu(words["sentences"]) == pytest.approx(expected, abs=1e-9)


def test_syllables_of_the_dictionary() -> None:
    syllables = GOLDEN["words"]["syllables"]
    wrong = [word for word, counts in syllables.items() if count_syllables(word) not in counts]
    assert set(wrong) <= {"forecast", "nicely"}


def test_mauve_of_far_clusters() -> None:
    generator = np.random.default_rng(7)
    centres = generator.normal(size=(4, 12)) * 3
    texts, references = (
        centres[np.repeat(range(4), counts)] + generator.normal(size=(sum(counts), 12)) * 0.02
        for counts in ((140, 80, 60, 20), (30, 60, 90, 120))
    )
    for seed in range(3):
        found = mauve_of_features(texts, references, seed, clusters=4)
        assert found == pytest.approx(GOLDEN["mauve"]["mauve"], abs=1e-9)


def test_accuracy_and_macro_f1() -> None:
    labels = GOLDEN["labels"]
    train = tuple(
        Example(Source("", "", {}, ""), (f"word{label}",), labels={"label": str(label)})
        for label in range(3)
    )
    metric = Classification()
    metric.prepare(Task("t", "en", "", {}, train, (), 100))
    examples = [train[label] for label in labels["gold"]]
    texts = [f"Label: {shown}" if shown < 3 else "" for shown in labels["shown"]]
    found = metric.score(metric.rows(texts, examples).sum(axis=0))
    assert found["accuracy"] == pytest.approx(100 * labels["accuracy"])
    assert found["macro_f1"] == pytest.approx(100 * labels["macro_f1"])


def test_cliffs_delta() -> None:
    labels = GOLDEN["labels"]
    effect = measure_effect(np.array(labels["first"]), np.array(labels["second"]))
    assert effect.delta == pytest.approx(labels["delta"])
