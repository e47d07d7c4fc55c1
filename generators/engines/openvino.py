"""The OpenVINO engine: Llama models on a CPU, with continuous batching and paged attention.

Rows enter and leave the batch at every step (Kwon et al. 2023), so that prompts of different
lengths cost no padding. The weights are float16, lossless for a float16 checkpoint; the products
are bfloat16 where the processor multiplies it, or float32 on demand.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

# The packages ship no type information.
import openvino  # type: ignore[import-untyped]
import openvino_genai  # type: ignore[import-untyped]

from generators.engines import Decoding, Prompt
from generators.engines.to_gguf import write_gguf

TOKENS_PER_STEP = 512
"""Most tokens of one step: prompts that are longer together wait, so that rows keep writing."""


def convert(model: Any, tokenizer: Any, folder: Path) -> None:
    """Write a Llama model of transformers to an existing folder, in OpenVINO's own format."""
    gguf = folder / "model.gguf"
    write_gguf(model, tokenizer, gguf)
    openvino_genai.LLMPipeline(gguf, "CPU", enable_save_ov_model=True)
    gguf.unlink()


@dataclass
class OpenvinoEngine:
    """Decoding of a converted model.

    Attributes:
        model: folder that ``convert`` wrote.
        precision: of the products: ``auto``, ``float32`` or ``bfloat16``; auto is bfloat16 where
            that is a hardware instruction.
        threads: of one step; 0 means all cores.
    """

    model: Path
    precision: str = "auto"
    threads: int = 0
    _pipeline: Any = field(init=False, repr=False)
    _numbers: Iterator[int] = field(default_factory=itertools.count, init=False, repr=False)

    def __post_init__(self) -> None:
        scheduler = openvino_genai.SchedulerConfig()
        # A benchmark gives the same prompt twice, and must not find it read already.
        scheduler.enable_prefix_caching = False
        scheduler.max_num_batched_tokens = TOKENS_PER_STEP
        wide = self.precision == "float32"
        properties: dict[str, Any] = {"KV_CACHE_PRECISION": "f32" if wide else "f16"}
        if self.precision != "auto":
            properties["INFERENCE_PRECISION_HINT"] = "f32" if wide else "bf16"
        if self.threads:
            properties["INFERENCE_NUM_THREADS"] = self.threads
        self._pipeline = openvino_genai.ContinuousBatchingPipeline(
            self.model, scheduler, "CPU", properties
        )

    def stream(
        self,
        prompts: Iterator[Prompt],
        at_once: int,
        decoding: Decoding,
        stop: Container[int],
        finished: Container[int],
    ) -> Iterator[tuple[int, int]]:
        """As ``Engine.stream``: a row enters as soon as one has left."""
        waiting = enumerate(prompts)
        running: dict[int, Any] = {}
        try:
            while True:
                for row, prompt in itertools.islice(waiting, at_once - len(running)):
                    running[row] = self._submit(prompt.ids, _config(decoding, prompt.seed))
                if not running:
                    return
                self._pipeline.step()
                for row, request in list(running.items()):
                    over = request.get_status() != openvino_genai.GenerationStatus.RUNNING
                    for token in _arrived(request):
                        over = over or token in stop
                        if token not in stop:
                            yield row, token
                    if over or row in finished:
                        running.pop(row).cancel()
        finally:
            for request in running.values():
                request.cancel()
            if self._pipeline.has_non_finished_requests():
                self._pipeline.step()  # takes the cancelled rows out

    def _submit(self, ids: Sequence[int], config: Any) -> Any:
        tensor = openvino.Tensor(np.array([ids], np.int64))
        return self._pipeline.add_request(next(self._numbers), tensor, config)


def _config(decoding: Decoding, seed: int) -> Any:
    config = openvino_genai.GenerationConfig()
    config.max_new_tokens = decoding.max_tokens
    config.presence_penalty = decoding.presence_penalty
    config.do_sample = decoding.temperature > 0.0
    if config.do_sample:
        config.temperature = decoding.temperature
        config.top_p = decoding.top_p
        config.rng_seed = seed % 2**32
    return config


def _arrived(request: Any) -> Iterator[int]:
    while request.can_read():
        for output in request.read().values():
            yield from output.generated_ids
