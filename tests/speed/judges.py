"""How fast the metrics and the paired tests are beside sacreBLEU's and rouge-score's own.

Run ``python -m tests.speed.judges`` from the repository with nothing else running. Texts are
training references of news_report compared with others of their desk: paraphrase-like, so that TER
has many shifts to try. The originals do a share of the work, and their time is scaled up to it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import yaml
from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]  # no stubs
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER
from sacrebleu.significance import PairedTest

from bench.api import Example, RowMetric, Source, Task
from bench.stats import Draws, approximate_randomisation, bootstrap_scores, paired_bootstrap
from bench.tasks import load_task
from metrics.bleu import Bleu
from metrics.chrf import ChrF
from metrics.diversity import Copied, LengthRatio
from metrics.rouge import Rouge
from metrics.ter import Ter

TEXTS, REFERENCES, SYSTEMS, RESAMPLES = 1000, 3, 8, 10_000
FEW = 10
"""Texts that slow originals score."""


def make_corpus(task: Task, seed: int) -> tuple[list[str], list[Example]]:
    """Texts with references that people wrote for other events of the same desk."""
    rng = random.Random(seed)
    by_desk: dict[str, list[str]] = {}
    for item in task.train:
        by_desk.setdefault(item.source.kind, []).extend(item.references)
    desks = [rng.choice(sorted(by_desk)) for _ in range(TEXTS)]
    drawn = [rng.sample(by_desk[desk], 1 + REFERENCES) for desk in desks]
    examples = [
        Example(Source(str(index), "", {}, ""), tuple(texts[1:]))
        for index, texts in enumerate(drawn)
    ]
    return [texts[0] for texts in drawn], examples


def seconds(action: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def compare_scoring(texts: Sequence[str], examples: Sequence[Example]) -> None:
    """Print the seconds to score all texts, ours and the originals', and their ratio."""
    streams = [list(stream) for stream in zip(*(e.references for e in examples), strict=True)]
    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)
    few = [stream[:FEW] for stream in streams]
    originals: list[tuple[RowMetric, Callable[[], object], int]] = [
        (Bleu(), lambda: BLEU().corpus_score(texts, streams), TEXTS),
        (ChrF(), lambda: CHRF(word_order=2).corpus_score(texts, streams), TEXTS),
        (Ter(), lambda: TER().corpus_score(texts[:FEW], few), FEW),
        (
            Rouge(),
            lambda: [
                scorer.score_multi(example.references, text)
                for text, example in zip(texts[: 10 * FEW], examples, strict=False)
            ],
            10 * FEW,
        ),
    ]
    for metric, original, scored in originals:
        ours = seconds(lambda metric=metric: metric.rows(texts, examples))  # type: ignore[misc]  # early binding
        theirs = seconds(original) * TEXTS / scored
        name = type(metric).__name__
        print(f"{name:6} {ours:8.2f} s  original {theirs:8.2f} s  ratio {theirs / ours:6.1f}")


def compare_tests(texts: Sequence[str], examples: Sequence[Example]) -> None:
    """Print the seconds for all pairs of systems, and sacreBLEU's for one pair."""
    generator = np.random.default_rng(0)
    draws = Draws(TEXTS, RESAMPLES)
    metrics: list[RowMetric] = [Bleu(), ChrF(), Ter(), Rouge(), LengthRatio(), Copied()]
    spent = 0.0
    for metric in metrics:
        rows = metric.rows(texts, examples)
        systems = np.stack([generator.permuted(rows, axis=0) for _ in range(SYSTEMS)])

        def test_all(metric: RowMetric = metric, systems: np.ndarray = systems) -> None:
            observed = metric.score(systems.sum(axis=1))
            for key, samples in bootstrap_scores(metric.score, systems, draws).items():
                paired_bootstrap(samples, observed[key])
            approximate_randomisation(metric.score, systems, draws)

        spent += seconds(test_all)
    pairs = SYSTEMS * (SYSTEMS - 1) // 2
    print(f"tests  {spent:8.2f} s  for {pairs} pairs, {len(metrics)} metrics, B = {RESAMPLES}")
    compare_bleu_tests(texts, examples, pairs)


def compare_bleu_tests(texts: Sequence[str], examples: Sequence[Example], pairs: int) -> None:
    """Print the seconds per pair of BLEU's paired bootstrap, scoring left out on both sides."""
    streams = [list(stream) for stream in zip(*(e.references for e in examples), strict=True)]
    named: list[tuple[str, Sequence[str]]] = [("a", texts), ("b", list(reversed(texts)))]
    bleu = {"bleu": BLEU(force=True)}
    few, many = (
        min(seconds(PairedTest(named, bleu, streams, "bs", n_samples=n)) for _ in range(3))
        for n in (RESAMPLES // 100, RESAMPLES // 10)
    )
    theirs = (many - few) / 0.09  # a tenth less a hundredth of the resamples, without the scoring
    metric = Bleu()
    rows = np.stack([metric.rows(system, examples) for _, system in named] * (SYSTEMS // 2))
    observed = metric.score(rows.sum(axis=1))["bleu"]
    draws = Draws(TEXTS, RESAMPLES)
    ours = seconds(
        lambda: paired_bootstrap(bootstrap_scores(metric.score, rows, draws)["bleu"], observed)
    )
    print(
        f"paired bootstrap of BLEU, per pair: {1000 * ours / pairs:.1f} ms,"
        f" sacreBLEU {theirs:.1f} s, ratio {theirs / (ours / pairs):.0f}"
    )


def main() -> None:
    """Print all comparisons."""
    config = yaml.safe_load(Path("conf/task/news_report.yaml").read_text(encoding="utf-8"))
    texts, examples = make_corpus(load_task(config), seed=0)
    compare_scoring(texts, examples)
    compare_tests(texts, examples)


if __name__ == "__main__":
    main()
