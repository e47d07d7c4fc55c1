"""The timed passes over a generator: cold, warm-up, single-stream, offline.

Burn-in and measurement share one loop (``_submit``). Between submission and the end of a
request nothing runs but the generator and one clock reading per chunk; rows are written and
progress is told between requests. Only of a queue, which may take minutes, is progress told on the
way, at most twice a second.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TextIO

from bench.api import Chunk, Generator, Serves, Source
from bench.events import Events
from bench.meter import now_ns
from bench.timing import Request

LOOP_BELOW_NS = 100_000
LOOP_FOR_NS = 1_000_000
"""A request quicker than the first is repeated until it fills the second: calibrated loops."""

BATCHES_PER_QUEUE = 8
"""Of a queue's texts none is written before the last is done, and death loses them all."""


class ContractError(TypeError):
    """A generator broke its contract (bench/api.py); says what was wanted and what was found."""


class Passes:
    """Runs the passes of one cell and writes their rows.

    Attributes:
        own_ns: the harness's own time in the passes: writing rows and telling progress.
    """

    def __init__(
        self,
        generator: Generator,
        max_words: int,
        rows: TextIO,
        events: Events,
        speed: Mapping[str, Any],
    ) -> None:
        self.generator = generator
        self.max_words = max_words
        self.rows = rows
        self.events = events
        self.speed = speed
        self.own_ns = 0
        self.typical_ns = 0
        self.slow = False

    def cold(self, source: Source) -> None:
        """The very first request of the process."""
        self.events.phase("cold", 1)
        self._submit("cold", -1, 0, [source])

    def warm_up(self, sources: Sequence[Source]) -> None:
        """Requests before measuring: at most ``warm_up_texts`` and ``warm_up_s``."""
        self.events.phase("warm up", self.speed["warm_up_texts"])
        end_ns = now_ns() + int(self.speed["warm_up_s"] * 1e9)
        for number in range(self.speed["warm_up_texts"]):
            done = self._submit("warm_up", -1, number, [sources[number % len(sources)]])
            self.typical_ns = done[0].done_ns
            if now_ns() > end_ns:
                break

    def single_stream(self, sources: Sequence[Source]) -> None:
        """One request at a time, every text, or as many as ``single_stream_s`` allows.

        Items are taken in a stride over the whole list, so that a part of them is still a
        sample of all kinds.
        """
        self.events.phase("single-stream", len(sources))
        loops = 1
        if self.typical_ns < LOOP_BELOW_NS:
            loops = math.ceil(LOOP_FOR_NS / max(self.typical_ns, 1))
        end_ns = now_ns() + int(self.speed["single_stream_s"] * 1e9)
        for number, index in enumerate(_strided(len(sources))):
            self._submit("single_stream", 0, number, [sources[index]], loops=loops)
            if number + 1 >= self.speed["single_stream_texts_min"] and now_ns() > end_ns:
                self.slow = True
                break

    def offline(self, sources: Sequence[Source], batch_size: int, last: bool) -> None:
        """All texts at hand, in batches. The last size writes every text; others stop in time.

        Fast systems go over the texts again until ``offline_s_min`` is filled. Batches of one
        are the single-stream pass over again: slow systems are spared it (``bench.timing``).
        A generator that serves a queue has the last size as its texts in work at once.
        """
        if batch_size == 1 and self.slow and not last:
            return
        name = f"offline_{batch_size}"
        self.events.phase(f"batches of {batch_size}", len(sources))
        order = [sources[index] for index in _strided(len(sources))]
        at_once = batch_size if last and isinstance(self.generator, Serves) else 0
        size = batch_size * BATCHES_PER_QUEUE if at_once else batch_size
        spent_ns, repeat = 0, 0
        while True:
            for start in range(0, len(order), size):
                batch = order[start : start + size]
                done = self._submit(name, repeat, start // size, batch, at_once=at_once)
                spent_ns += done[0].done_ns
                if not last and spent_ns > self.speed["offline_s"] * 1e9:
                    return
            repeat += 1
            enough = spent_ns >= self.speed["offline_s_min"] * 1e9
            if enough or repeat >= self.speed["repeats_max"]:
                return

    def _submit(
        self,
        name: str,
        repeat: int,
        number: int,
        batch: list[Source],
        *,
        loops: int = 1,
        at_once: int = 0,
    ) -> list[Request]:
        """Submit one batch, or a queue if some are to be in work ``at_once``; stamp what arrives.

        The only timed lines of the harness.
        """
        arrivals: list[tuple[Chunk, int]] = []
        arrive, words = arrivals.append, self.max_words
        generate = self._serving(at_once) if at_once else self.generator.generate
        started_ns = now_ns()
        for _ in range(loops):
            arrivals.clear()
            for chunk in generate(batch, words):
                arrive((chunk, now_ns()))
        done_ns = now_ns()

        # Inside a loop single arrivals cannot be placed: all count as the loop's mean.
        elapsed_ns = (done_ns - started_ns) // loops
        pieces: list[list[str]] = [[] for _ in batch]
        stamps: list[list[int]] = [[] for _ in batch]
        for chunk, stamp_ns in arrivals:
            _require_chunk(chunk, len(batch))
            pieces[chunk.row].append(chunk.text)
            if chunk.text:
                stamps[chunk.row].append(stamp_ns - started_ns if loops == 1 else elapsed_ns)
        requests = [
            Request(name, repeat, number, s.id, "".join(p).strip(), tuple(t), elapsed_ns, loops)
            for s, p, t in zip(batch, pieces, stamps, strict=True)
        ]
        for request in requests:
            stored = asdict(request)
            if repeat > 0:  # the same texts again: their times are enough
                stored |= {"text": "", "stamps_ns": []}
            self.rows.write(json.dumps(stored, ensure_ascii=False) + "\n")
        self.rows.flush()
        if not at_once:
            self.events.advance(len(batch))
        self.own_ns += now_ns() - done_ns
        return requests

    def _serving(self, at_once: int) -> Callable[[Sequence[Source], int], Iterator[Chunk]]:
        """``generate`` by way of a queue that tells progress."""
        generator, advance = self.generator, self.events.advance
        if not isinstance(generator, Serves):
            raise TypeError(f"{type(generator).__name__} serves no queue")

        def taken(sources: Sequence[Source]) -> Iterator[Source]:
            for source in sources:
                yield source
                advance(1)

        return lambda sources, words: generator.serve(taken(sources), at_once, words)


def _require_chunk(chunk: object, rows: int) -> None:
    """Refuse what is no piece of a text of the batch.

    Raises:
        ContractError: naming what came.
    """
    wanted = f"generate: wanted Chunk(row, text) with a row from 0 to {rows - 1} and a str"
    if not isinstance(chunk, Chunk) or type(chunk.row) is not int or type(chunk.text) is not str:
        raise ContractError(f"{wanted}, found {chunk!r:.200}")
    if not 0 <= chunk.row < rows:
        raise ContractError(f"{wanted}, found the row {chunk.row}")
    if not chunk.text.isascii():
        try:
            chunk.text.encode()
        except UnicodeEncodeError as error:
            place = f"{chunk.text[error.start]!a} for {error.reason}"
            raise ContractError(f"{wanted} of whole characters, found {place}") from error


def _strided(count: int) -> list[int]:
    """Indices 0 .. count-1, spread: any prefix samples the whole list evenly."""
    stride = max(1, round(count * 0.618))
    while math.gcd(stride, count) != 1:
        stride += 1
    return [(number * stride) % count for number in range(count)]
