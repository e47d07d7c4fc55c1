"""Test cases of sacreBLEU, rouge-score, ROUGE-1.5.5, GEM-metrics and mteval: public, not ours.

The files stay outside the repository: their folder is ``$NLGBENCH_PUBLIC``, else
``../shared/public`` beside it; without it these tests are skipped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.api import Example, RowMetric, Source
from metrics.bleu import Bleu, corpus_bleu
from metrics.chrf import ChrF
from metrics.rouge import Rouge
from metrics.ter import Ter

BESIDE = Path(__file__).parents[3] / "shared" / "public"
CASES = Path(os.environ.get("NLGBENCH_PUBLIC", BESIDE)) / "metric_cases"

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(),
    reason=f"no public test cases at {CASES}: set NLGBENCH_PUBLIC to the folder that holds them",
)


def load(name: str) -> Any:
    return json.loads((CASES / name).read_text(encoding="utf-8"))


def score(
    metric: RowMetric, texts: Sequence[str], references: Sequence[Sequence[str]]
) -> dict[str, float]:
    examples = [Example(Source("", "", {}, ""), tuple(listed)) for listed in references]
    totals = metric.rows(texts, examples).sum(axis=0)
    return {key: float(value) for key, value in metric.score(totals).items()}


def test_sacrebleu_bleu_cases() -> None:
    cases = load("sacrebleu_bleu.json")
    tried = 0
    for case in cases["corpus_bleu_default_0_100"]:
        if case["kwargs"].keys() <= {"tokenize", "lowercase"}:
            references = list(zip(*case["ref_streams"], strict=True))
            found = score(Bleu(**case["kwargs"]), case["hyps"], references)
            assert found["bleu"] == pytest.approx(case["score"], abs=1e-6)
            tried += 1
    assert tried >= 5
    for case in cases["statistics"]:
        rows = Bleu(tokenize="none").rows(
            case["hyps"], [Example(Source("", "", {}, ""), tuple(case["ref_streams"][0]))]
        )
        assert rows[0, 2:].tolist() == case["correct"] + case["total"]
    for case in cases["from_statistics"]:
        totals = [case["sys_len"], case["ref_len"], *case["correct"], *case["total"]]
        found_score = corpus_bleu(np.array(totals, dtype=float))
        assert found_score == pytest.approx(100 * case["score_0_1"], abs=1e-6)


def test_sacrebleu_ter_cases() -> None:
    for case in load("sacrebleu_ter.json")["corpus"]:
        found = score(Ter(), case["hyps"], [[reference] for reference in case["refs"]])
        assert found["ter"] == pytest.approx(case["score_0_100"], abs=1e-3)


def test_rouge_score_cases() -> None:
    cases = load("rouge_score.json")
    stemless = Rouge(use_stemmer=False)
    for case in cases["cases"]:
        if case["type"] in Rouge.scores:
            found = score(stemless, [case["prediction"]], [[case["target"]]])
            assert found[case["type"]] == pytest.approx(100 * case["f"], abs=1e-9)
    for case in cases["multi_best_f"]:
        found = score(stemless, [case["prediction"]], [case["targets"]])
        expected = [100 * case[f"{kind}_f"] for kind in Rouge.scores]
        assert list(found.values()) == pytest.approx(expected)


def test_rouge_155_cases() -> None:
    cases = load("rouge_score.json")["rouge155_files"]
    targets = (CASES / cases["target"]).read_text(encoding="utf-8").splitlines()
    predictions = (CASES / cases["prediction"]).read_text(encoding="utf-8").splitlines()
    for case in cases["lines"]:
        for use_stemmer, suffix in ((False, ""), (True, "_stem")):
            text, reference = predictions[case["line"]], targets[case["line"]]
            found = score(Rouge(use_stemmer=use_stemmer), [text], [[reference]])
            for kind in Rouge.scores:
                if kind + suffix in case:
                    expected = 100 * case[kind + suffix][2]
                    assert found[kind] == pytest.approx(expected, abs=1e-3)


def test_gem_cases() -> None:
    cases = load("gem_metrics.json")
    for name, texts in cases["hypotheses"].items():
        expected = cases["expected"]
        found = score(Bleu(), texts, cases["references"])
        assert found["bleu"] == pytest.approx(expected["bleu"][name]["bleu"], abs=0.01)
        found = score(ChrF(), texts, cases["references"])
        # The published 60.048 is of sacreBLEU's other smoothing; its default gives 60.066.
        assert found["chrf"] == pytest.approx(expected["chrf"][name]["chrf++"], abs=0.02)
        found = score(Rouge(use_stemmer=False), texts, cases["references"])
        for kind in Rouge.scores:
            wanted = 100 * expected["rouge"][name][kind]["fmeasure"]
            assert found[kind] == pytest.approx(wanted, abs=1e-3)


def test_mteval_bleu_on_russian() -> None:
    expected = load("wmt15_expected.json")
    texts = (CASES / expected["hyp"]).read_text(encoding="utf-8").splitlines()
    references = (CASES / expected["ref"]).read_text(encoding="utf-8").splitlines()
    found = score(Bleu(), texts, [[reference] for reference in references])
    assert found["bleu"] == pytest.approx(100 * expected["BLEU_4_mteval13a"], abs=0.005)
