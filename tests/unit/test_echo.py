"""Echoes of the input: what counts as one, and that people write none."""

from __future__ import annotations

import pytest

from bench.api import Example, Source, Task
from metrics.echo import Echo
from tests.speed.benchmarks.inputs import task_of

FACTS = {"depth_km": 10, "place": "Rosk", "quake_type": "deep", "goals": [{"minute": 3}]}
EXAMPLE = Example(Source("a", "earthquake", FACTS, "Quake jolts Rosk"), ("A quake.",))


def echoes(text: str) -> bool:
    metric = Echo()
    task = "Rewrite these facts as a short news report. Invent none."
    metric.prepare(Task("t", "en", task, {"*": ()}, (), (), 50))
    return bool(metric.rows([text], [EXAMPLE])[0, 0])


@pytest.mark.parametrize(
    "text",
    [
        "Rewrite these facts as a short report: a quake.",
        "earthquake: Quake jolts Rosk. It was 10 km deep.",
        "Quake jolts Rosk\ndepth: 10 km\nplace: Rosk\nminute: 3",
        "Depth : 10 km, place: Rosk, quake_type: deep",
    ],
)
def test_an_echo(text: str) -> None:
    assert echoes(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A 10 km deep earthquake jolted Rosk.",
        "Earthquake in Rosk: no one was hurt.",
        "These are the facts: the depth was 10 km.",
        "Place: Rosk. Depth: 10 km. Nobody was hurt.",
        "place: Rosk, place: Rosk, place: Rosk",
    ],
)
def test_no_echo(text: str) -> None:
    assert not echoes(text)


@pytest.mark.parametrize(
    "name",
    ["news_report", "news_report_zh", "customer_service", "finance_monitor", "recommendation"],
)
def test_people_write_none(name: str) -> None:
    task, metric = task_of(name), Echo()
    metric.prepare(task)
    pairs = [(text, one) for one in (*task.train, *task.dev) for text in one.references]
    texts, examples = zip(*pairs, strict=True)
    assert metric.score(metric.rows(texts, examples).sum(axis=0)) == {"echo": 0}
