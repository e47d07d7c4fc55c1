"""Judges of the default set, on dev reports of another record: right in kind, wrong in facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bench.api import Example, RowMetric
from metrics.bleu import Bleu
from metrics.chrf import ChrF
from metrics.diversity import Copied, Distinct
from metrics.facts import assess, compile_brief, learn
from metrics.rouge import Rouge
from metrics.ter import Ter
from tests.speed.benchmarks.inputs import Measure, task_of

TASK = "news_report"
OVERLAP: tuple[Callable[[], RowMetric], ...] = (Bleu, ChrF, Ter, Rouge)


def judged(count: int) -> tuple[list[str], list[Example]]:
    """The last record's reference of the same kind stands for a system's text."""
    examples = list(task_of(TASK).dev[:count])
    texts = [example.references[0] for example in examples]
    return texts[-1:] + texts[:-1], examples


def score(metric: RowMetric, texts: list[str], examples: list[Example]) -> None:
    """Prepare, judge every text, and take 50 totals, as a bootstrap takes its resamples."""
    metric.prepare(task_of(TASK))
    rows = metric.rows(texts, examples)
    metric.score(np.ones((50, len(rows))) @ rows)


def bench_fact_matcher(measure: Measure) -> None:
    texts, examples = judged(100)
    task = task_of(TASK)
    lexicon = learn(task)

    def judge() -> None:
        for text, example in zip(texts, examples, strict=True):
            slots = task.slots_of(example.source.kind)
            assess(text, compile_brief(example.source, slots), lexicon)

    measure(judge, 12)


def bench_fact_learning(measure: Measure) -> None:
    task = task_of(TASK)
    few = replace(task, train=task.train[::8])
    measure(lambda: learn(few), 12)


def bench_overlap(measure: Measure) -> None:
    texts, examples = judged(20)

    def judge() -> None:
        for kind in OVERLAP:
            score(kind(), texts, examples)

    measure(judge, 16)


def bench_diversity(measure: Measure) -> None:
    texts, examples = judged(100)

    def judge() -> None:
        distinct = Distinct()
        distinct.prepare(task_of(TASK))
        distinct.score(texts, examples)
        score(Copied(), texts, examples)

    measure(judge, 16)
