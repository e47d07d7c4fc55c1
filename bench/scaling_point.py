"""Inside the child process of one point of a scaling run: one size, measured.

``python -m bench.scaling_point FOLDER`` reads ``cell.json`` (a cell's configuration and the
``point``) and writes ``phases.json``. Inputs are training items: no test item is ever read here.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
import statistics
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bench import meter
from bench.api import Generator, Persistent, Source, Task
from bench.build import build
from bench.events import Events
from bench.tasks import load_task
from bench.worker import CELL_FILE, PHASES_FILE, fit_or_load, leave, main

_T = TypeVar("_T")
WARM_UP = 5
"""Texts before the measured ones."""


@dataclass(frozen=True, slots=True)
class Work:
    """One repeat of the measured work.

    Attributes:
        run: does it and gives the nanoseconds of the system alone.
        size: as in ``bench.record.Point``.
        texts: the time is divided by this.
    """

    run: Callable[[], int]
    size: float
    texts: int = 1


def measure(folder: Path, meters: meter.Meter, started_ns: int) -> None:
    """One point: build, fit unless that is measured, warm up, measure."""
    config = json.loads((folder / CELL_FILE).read_text(encoding="utf-8"))
    axis = config["point"]["axis"]
    events = Events.from_environment()
    task = load_task(config["task"])
    _require_items(task)
    floor_mb = meter.rss_mb()
    with meters.phase("build"):
        system = build(config["generator"]["system"])
    applies = axis != "train" or isinstance(system, Persistent)
    if applies:
        work = _work(config, task, system, meters, events)
        events.phase(axis, 0)
        with meters.phase(axis):
            times_ns = _repeat(work.run, config["scaling"]["fill_s"])
        peak_mb = meters.phases[-1].peak_rss_mb
        point = {
            "axis": axis,
            "size": work.size,
            "seconds": statistics.median(times_ns) / 1e9 / work.texts,
            "memory_mb": None if peak_mb is None or floor_mb is None else peak_mb - floor_mb,
            "repeats": len(times_ns),
        }
    document = {"point": point if applies else None}
    (folder / PHASES_FILE).write_text(json.dumps(document), encoding="utf-8")


def _require_items(task: Task) -> None:
    if not task.train:
        raise ValueError(
            "wanted training items, which are the inputs of a scaling run, found none: "
            "set task.path to a folder with a train.jsonl that has some"
        )


def _work(
    config: Mapping[str, Any], task: Task, system: Generator, meters: meter.Meter, events: Events
) -> Work:
    axis, size = config["point"]["axis"], config["point"]["size"]
    if axis == "train":
        part = dataclasses.replace(task, train=spread(task.train, size))
        return Work(lambda: _fit(config, part, events), len(part.train))
    fit_or_load(config, system, meters, events, task)
    write = _Writer(system, task.max_words, events)
    sources = [example.source for example in task.train]
    write([sources[:WARM_UP]])
    if axis == "texts":
        return Work(lambda: write(_batches(sources, size, config["scaling"]["batch_size"])), size)
    if axis == "batch":
        texts = max(config["scaling"]["batch"])  # the same texts for every size
        return Work(lambda: write(_batches(sources, texts, size)), size, texts)
    if axis == "input":
        with_lists = [source for source in sources if _has_list(source.facts)] or sources
        chosen = spread(with_lists, config["scaling"]["texts_per_input"])
        grown = [grow(source, size) for source in chosen]
        characters = statistics.fmean(map(count_characters, grown))
        return Work(lambda: write([grown]), characters, len(grown))
    raise ValueError(f"no axis {axis!r}: there are texts, train, input and batch")


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes batches and keeps no text, so that the memory is the system's own.

    Progress is told between batches, out of the measured time; if nobody is left to hear it, the
    work ends there.
    """

    system: Generator
    max_words: int
    events: Events

    def __call__(self, batches: Iterator[list[Source]] | list[list[Source]]) -> int:
        spent_ns = 0
        for batch in batches:
            started_ns = meter.now_ns()
            deque(self.system.generate(batch, self.max_words), maxlen=0)
            spent_ns += meter.now_ns() - started_ns
            self.events.advance(len(batch))
        return spent_ns


def _fit(config: Mapping[str, Any], task: Task, events: Events) -> int:
    system = build(config["generator"]["system"])
    started_ns = meter.now_ns()
    system.fit(task)
    spent_ns = meter.now_ns() - started_ns
    events.advance(len(task.train))
    return spent_ns


def _repeat(run: Callable[[], int], fill_s: float) -> list[int]:
    """Times of the work, done once, and again until ``fill_s`` is filled."""
    times_ns = [run()]
    while sum(times_ns) < fill_s * 1e9:
        times_ns.append(run())
    return times_ns


def _batches(sources: Sequence[Source], count: int, batch_size: int) -> Iterator[list[Source]]:
    """So many sources, the same ones under other names where there are too few."""
    named = (
        dataclasses.replace(source, id=f"{source.id}-{number}")
        for number, source in enumerate(itertools.islice(itertools.cycle(sources), count))
    )
    while batch := list(itertools.islice(named, batch_size)):
        yield batch


def spread(items: Sequence[_T], count: int) -> tuple[_T, ...]:
    """At most ``count`` items, evenly over the whole list."""
    if count >= len(items):
        return tuple(items)
    return tuple(items[math.floor(k * len(items) / count)] for k in range(count))


def grow(source: Source, times: int) -> Source:
    """The source with every list of its facts, and its text, repeated."""
    facts = {
        name: [*value] * times if isinstance(value, list) else value
        for name, value in source.facts.items()
    }
    return dataclasses.replace(source, facts=facts, text=" ".join([source.text] * times))


def count_characters(source: Source) -> int:
    """Length of an input: its facts as JSON, and its text."""
    return len(json.dumps(source.facts, ensure_ascii=False)) + len(source.text)


def _has_list(facts: Mapping[str, Any]) -> bool:
    return any(isinstance(value, list) for value in facts.values())


if __name__ == "__main__":
    leave(main(measure))
