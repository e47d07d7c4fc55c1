"""What the benchmarks read: training and dev items of the project's own tasks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml

from bench.api import Generator, Source, Task
from bench.tasks import load_task

TASKS = Path(__file__).parents[3] / "conf" / "task"
Item = TypeVar("Item")
Measure = Callable[[Callable[[], object], int], None]


@cache
def task_of(name: str, train: int | None = None) -> Task:
    """A task, with the first ``train`` training items only if that is given."""
    text = (TASKS / f"{name}.yaml").read_text(encoding="utf-8")
    task = load_task(yaml.load(text, yaml.CSafeLoader))
    return task if train is None else replace(task, train=spread(task.train, train))


def spread(items: tuple[Item, ...], count: int) -> tuple[Item, ...]:
    """``count`` items, evenly spread, so that every record kind is among them."""
    return tuple(items[index * len(items) // count] for index in range(count))


def sources_of(task: Task, count: int) -> list[Source]:
    """``count`` dev sources."""
    return [example.source for example in spread(task.dev, count)]


def writing(generator: Generator, sources: list[Source], max_words: int) -> Callable[[], object]:
    """The work of writing one text for each source."""

    def write() -> str:
        return "".join(chunk.text for chunk in generator.generate(sources, max_words))

    return write
