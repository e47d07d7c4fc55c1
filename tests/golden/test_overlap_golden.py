"""Stored scores of sacreBLEU and rouge-score (``make_overlap.py`` made them)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.api import Example, Floats, RowMetric, Source, Task
from metrics.bleu import Bleu
from metrics.chrf import ChrF
from metrics.rouge import Rouge
from metrics.ter import Ter

CORPORA = json.loads(Path(__file__).with_name("overlap.json").read_text(encoding="utf-8"))[
    "corpora"
]


@pytest.mark.parametrize("name", CORPORA)
def test_scores_equal_the_stored_ones(name: str) -> None:
    corpus: dict[str, Any] = CORPORA[name]
    examples = [
        Example(Source("", "", {}, ""), tuple(references)) for references in corpus["references"]
    ]
    metrics: list[RowMetric] = [Bleu(), Bleu(lowercase=True), ChrF(), Ter()]
    keys = ["bleu", "bleu_lowercase", "chrf", "ter"]
    if corpus["language"] == "en":
        metrics.append(Rouge())
        keys += Rouge.scores
    found: list[Floats] = []
    for metric in metrics:
        metric.prepare(Task("", corpus["language"], "", {}, (), (), 100))
        found += metric.score(metric.rows(corpus["texts"], examples).sum(axis=0)).values()
    expected = {key: pytest.approx(value, abs=1e-9) for key, value in corpus["scores"].items()}
    assert dict(zip(keys, found, strict=True)) == expected
