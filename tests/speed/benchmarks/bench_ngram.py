"""The n-gram system on every task that it writes: learning, writing, and the bare model."""

from __future__ import annotations

import pytest

from generators.ngram import NGram
from tests.speed.benchmarks.inputs import Measure, sources_of, task_of, writing

WRITTEN = ["news_report", "customer_service", "finance_monitor", "recommendation"]
TRAIN = {"news_report": 80, "finance_monitor": 280}
TRAIN_ELSE = 60


@pytest.mark.parametrize("name", WRITTEN)
def bench_ngram_fit(measure: Measure, name: str) -> None:
    task = task_of(name, TRAIN.get(name, TRAIN_ELSE))
    measure(lambda: NGram().fit(task), 10)


@pytest.mark.parametrize("name", WRITTEN)
def bench_ngram_generate(measure: Measure, name: str) -> None:
    task = task_of(name, TRAIN.get(name, TRAIN_ELSE))
    system = NGram()
    system.fit(task)
    measure(writing(system, sources_of(task, 3), task.max_words), 12)
