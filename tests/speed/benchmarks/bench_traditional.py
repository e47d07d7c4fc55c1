"""Rules and templates. They write news reports only; more tasks join here when they do."""

from __future__ import annotations

import pytest

from generators.rules import RuleBased
from generators.template import Templates
from tests.speed.benchmarks.inputs import Measure, sources_of, task_of, writing

TEXTS = 25
WRITTEN = ["news_report"]


@pytest.mark.parametrize("name", WRITTEN)
def bench_rules_generate(measure: Measure, name: str) -> None:
    task = task_of(name)
    system = RuleBased()
    system.fit(task)
    measure(writing(system, sources_of(task, TEXTS), task.max_words), 100)


@pytest.mark.parametrize("name", WRITTEN)
def bench_template_generate(measure: Measure, name: str) -> None:
    task = task_of(name)
    system = Templates(name)
    system.fit(task)
    measure(writing(system, sources_of(task, TEXTS) * 4, task.max_words), 120)
