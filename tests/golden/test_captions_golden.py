"""Stored tokens and scores of the COCO caption programs (``make_captions.py`` made them)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.api import Example, RowMetric, Source, Unavailable
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
    check(CORPORA[name], make(), 1e-9)


def test_meteor_equals_the_stored_one() -> None:
    try:
        metric = Meteor(tokenize="ptb")
    except Unavailable as reason:
        pytest.skip(str(reason))
    check(CORPORA["reports"], metric, 1e-9)


def check(corpus: dict[str, Any], metric: RowMetric, tolerance: float) -> None:
    examples = [
        Example(Source(str(index), "", {}, ""), tuple(references))
        for index, references in enumerate(corpus["references"])
    ]
    rows = metric.rows(corpus["texts"], examples)
    (key,) = metric.scores
    expected = corpus["found"][key]
    assert metric.score(rows)[key].tolist() == pytest.approx(expected["texts"], abs=tolerance)
    total = float(metric.score(rows.sum(axis=0))[key])
    assert total == pytest.approx(expected["corpus"], abs=tolerance)
