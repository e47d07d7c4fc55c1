"""Stored tokens and scores of the COCO caption programs (``make_captions.py`` made them)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.api import Example, Floats, RowMetric, Source, Unavailable
from metrics.cider import CiderD
from metrics.coco_rouge import CocoRougeL
from metrics.meteor import Meteor
from metrics.ptb import split_ptb

CORPORA = json.loads(Path(__file__).with_name("captions.json").read_text(encoding="utf-8"))[
    "corpora"
]


@pytest.mark.parametrize("name", CORPORA)
def test_tokens_equal_the_stored_ones(name: str) -> None:
    corpus: dict[str, Any] = CORPORA[name]
    assert [" ".join(split_ptb(text)) for text in corpus["texts"]] == corpus["found"]["tokens"]
    found = [[" ".join(split_ptb(text)) for text in several] for several in corpus["references"]]
    assert found == corpus["found"]["reference_tokens"]


@pytest.mark.parametrize("name", CORPORA)
@pytest.mark.parametrize("make", [CiderD, CocoRougeL])
def test_scores_equal_the_stored_ones(name: str, make: Callable[[], RowMetric]) -> None:
    corpus: dict[str, Any] = CORPORA[name]
    metric = make()
    rows = metric.rows(corpus["texts"], examples_of(corpus["references"]))
    check(corpus["found"], metric, rows)


def test_meteor_equals_the_stored_one_and_reads_odd_texts() -> None:
    """One start of the program for both: it takes ten seconds to load its tables."""
    try:
        metric = Meteor(tokenize="ptb")
    except Unavailable as reason:
        pytest.skip(str(reason))
    corpus = CORPORA["reports"]
    examples = examples_of(corpus["references"])
    odd = ["", " ", "\x00\x07\x1b[0m", "\ud800 lone", "Река", "河水", "a ||| b", "word " * 10_000]
    rows = metric.rows([*corpus["texts"], *odd], [*examples, *examples[:1] * len(odd)])
    count = len(examples)
    check(corpus["found"], metric, rows[:count])
    scores = metric.score(rows[count:])["meteor"]
    assert np.isfinite(scores).all()
    assert scores[:2].tolist() == [0, 0]


def examples_of(references: list[list[str]]) -> list[Example]:
    return [
        Example(Source(str(index), "", {}, ""), tuple(several))
        for index, several in enumerate(references)
    ]


def check(found: dict[str, Any], metric: RowMetric, rows: Floats) -> None:
    (key,) = metric.scores
    each = metric.score(rows)[key].tolist()
    assert each == pytest.approx(found[key]["texts"], abs=1e-9)
    total = float(metric.score(rows.sum(axis=0))[key])
    assert total == pytest.approx(found[key]["corpus"], abs=1e-9)
