"""``bench.passes``: what is submitted, in which portions, and what is written of it."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from bench.api import Chunk, Source, Task
from bench.events import Abandoned, Events
from bench.passes import BATCHES_PER_QUEUE, ContractError, Passes

SPEED = {
    "warm_up_texts": 2,
    "warm_up_s": 1.0,
    "single_stream_s": 1.0,
    "single_stream_texts_min": 3,
    "offline_s": 60.0,
    "offline_s_min": 0.0,
    "repeats_max": 1,
}


@dataclass
class Batches:
    """Says its item's name; remembers the portions that it was given."""

    portions: list[int] = field(default_factory=list)

    def fit(self, task: Task) -> None:
        pass

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        self.portions.append(len(batch))
        for row, source in enumerate(batch):
            yield Chunk(row, source.id)


@dataclass
class Queues(Batches):
    """Works on several at once and finishes them in the reverse order."""

    limits: list[int] = field(default_factory=list)

    def serve(self, sources: Iterator[Source], at_once: int, max_words: int) -> Iterator[Chunk]:
        self.limits.append(at_once)
        rows = list(enumerate(sources))
        self.portions.append(len(rows))
        for row, source in reversed(rows):
            yield Chunk(row, source.id)


def sources(count: int) -> list[Source]:
    return [Source(f"item-{number}", "", {}, "") for number in range(count)]


def offline(generator: Any, count: int, last: bool, channel: Any = None) -> list[dict[str, Any]]:
    rows = io.StringIO()
    passes = Passes(generator, 20, rows, Events(channel), SPEED)
    passes.offline(sources(count), 4, last=last)
    return [json.loads(line) for line in rows.getvalue().splitlines()]


def test_batches_are_submitted_one_by_one() -> None:
    generator = Batches()
    written = offline(generator, 10, last=True)
    assert generator.portions == [4, 4, 2]
    assert [row["text"] for row in written] == [row["id"] for row in written]
    assert {row["id"] for row in written} == {source.id for source in sources(10)}


def test_the_last_size_goes_through_a_queue_where_there_is_one() -> None:
    generator = Queues()
    written = offline(generator, 10, last=True)
    assert (generator.portions, generator.limits) == ([10], [4])
    assert [row["text"] for row in written] == [row["id"] for row in written]
    assert {row["id"] for row in written} == {source.id for source in sources(10)}
    assert len({row["done_ns"] for row in written}) == 1


def test_a_queue_has_an_end_so_that_death_does_not_lose_everything() -> None:
    generator = Queues()
    count = 2 * 4 * BATCHES_PER_QUEUE + 1
    assert len(offline(generator, count, last=True)) == count
    assert generator.portions == [4 * BATCHES_PER_QUEUE, 4 * BATCHES_PER_QUEUE, 1]


def test_other_sizes_stay_batches() -> None:
    generator = Queues()
    offline(generator, 10, last=False)
    assert (generator.portions, generator.limits) == ([4, 4, 2], [])


@pytest.mark.parametrize("generator", [Batches(), Queues()])
def test_progress_counts_every_text(generator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.events._EVERY_S", 0.0)
    told = io.StringIO()
    offline(generator, 10, last=True, channel=told)
    assert told.getvalue().splitlines()[0] == "phase\tbatches of 4\t10"
    assert told.getvalue().splitlines()[-1].startswith("done\t10")


def test_a_cell_whose_run_is_gone_ends() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    end = os.fdopen(write_end, "w", buffering=1)
    with pytest.raises(Abandoned, match="is gone"):
        Events(end).phase("fit", 0)
    with suppress(BrokenPipeError):
        end.close()


@dataclass
class Says(Batches):
    """Yields what it is told to."""

    what: Any = None

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        yield self.what


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("a text", "found 'a text'"),
        (Chunk(0, 42), r"found Chunk\(row=0, text=42\)"),  # type: ignore[arg-type] # wrong on purpose
        (Chunk(-1, "x"), "found the row -1"),
        (Chunk(1, "x"), "found the row 1"),
        (Chunk(0, "a \ud800"), "of whole characters, found"),
    ],
)
def test_a_breach_of_the_contract_is_named(what: Any, found: str) -> None:
    rows = io.StringIO()
    passes = Passes(Says(what=what), 20, rows, Events(None), SPEED)
    with pytest.raises(ContractError, match=rf"wanted Chunk\(row, text\).*0 to 0.*{found}"):
        passes.cold(sources(1)[0])
    assert not rows.getvalue()
