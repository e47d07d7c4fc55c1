"""The ctranslate2 engine: int8 weights and activations on the CPU, greedy decoding.

ctranslate2 converts a folder of safetensors once; the conversion is kept beside the weights'
cache. Its sampling draws from one generator for the whole process, so that a text would depend
on its neighbours in the batch: this engine is greedy only.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# The package ships no type information.
import ctranslate2  # type: ignore[import-untyped]
from ctranslate2.converters import TransformersConverter  # type: ignore[import-untyped]

from generators.engines import Decoding, Prompt


def convert(weights: Path, target: Path) -> None:
    """Write the int8 model of a transformers folder to the existing folder ``target``."""
    TransformersConverter(str(weights)).convert(str(target), quantization="int8", force=True)


@dataclass
class Ctranslate2Engine:
    """Greedy decoding of a converted model.

    Attributes:
        model: folder that ``convert`` wrote.
        tokens: the piece of every token id, since ctranslate2 takes pieces.
        threads: of one step; 0 means all cores.
    """

    model: Path
    tokens: Sequence[str]
    threads: int = 0
    _generator: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._generator = ctranslate2.Generator(
            str(self.model), device="cpu", inter_threads=1, intra_threads=self.threads
        )

    def stream(
        self,
        prompts: Sequence[Prompt],
        decoding: Decoding,
        stop: Container[int],
        finished: Container[int],
    ) -> Iterator[tuple[int, int]]:
        """As ``Engine.stream``; rows of one prefix run together.

        Raises:
            ValueError: the decoding is not greedy.
        """
        if decoding.temperature != 0.0:
            raise ValueError(
                "the ctranslate2 engine is greedy, but temperature is "
                f"{decoding.temperature}: set temperature to 0 or engine to transformers"
            )
        groups: dict[tuple[int, ...], list[int]] = {}
        for row, prompt in enumerate(prompts):
            groups.setdefault(prompt.prefix, []).append(row)
        for prefix, rows in groups.items():
            arrived: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
            jobs = self._generator.generate_batch(
                [self._pieces(prompts[row].ids) for row in rows],
                static_prompt=self._pieces(prefix) or None,
                cache_static_prompt=bool(prefix),
                beam_size=1,
                repetition_penalty=decoding.repetition_penalty,
                max_length=decoding.max_tokens,
                include_prompt_in_result=False,
                asynchronous=True,
                callback=_taker(arrived, rows, stop, finished),
            )
            yield from _drain(arrived, jobs)

    def log_likelihood(self, pieces: Sequence[str]) -> float:
        """Of all but the first of ``pieces``, in nats: what quantisation costs can be seen here."""
        scored = self._generator.score_batch([list(pieces)])[0]
        return float(sum(scored.log_probs))

    def _pieces(self, ids: Sequence[int]) -> list[str]:
        return [self.tokens[token] for token in ids]


def _taker(
    arrived: queue.SimpleQueue[tuple[int, int]],
    rows: Sequence[int],
    stop: Container[int],
    finished: Container[int],
) -> Callable[[Any], bool]:
    """The callback of every step: hands the token over, and says whether its row is over."""

    def take(step: Any) -> bool:
        row = rows[step.batch_id]
        over = step.token_id in stop
        if not over:
            arrived.put((row, step.token_id))
        return over or row in finished

    return take


def _drain(
    arrived: queue.SimpleQueue[tuple[int, int]], jobs: Sequence[Any]
) -> Iterator[tuple[int, int]]:
    """Tokens as they come until every job is done; re-raises what a job raised."""
    while not (all(job.done() for job in jobs) and arrived.empty()):
        try:
            yield arrived.get(timeout=0.02)
        except queue.Empty:
            continue
    for job in jobs:
        job.result()
