"""Language models on one core: a tiny GPT-2 made here, and SmolLM2; the tokens are counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bench.api import Task, Unavailable
from generators.causal_lm import CausalLM
from generators.engines import Decoding, Engine, Prompt
from generators.scratch import Scratch
from generators.training import Training
from tests.speed.benchmarks.inputs import Measure, task_of

TOKENS = 32
PROMPT_TOKENS = 96
ROWS = 2


def decoding(engine: Engine, rows: int) -> Callable[[], object]:
    """``TOKENS`` tokens for each row of ids that every vocabulary has; no text ends early."""
    prompts = [
        Prompt(tuple(300 + (7 * place + row) % 1500 for place in range(PROMPT_TOKENS)))
        for row in range(rows)
    ]
    settings = Decoding(max_tokens=TOKENS)

    def decode() -> None:
        tokens = engine.stream(iter(prompts), rows, settings, frozenset(), frozenset())
        written = sum(1 for _ in tokens)
        assert written == rows * TOKENS, f"wanted {rows * TOKENS} tokens, got {written}"

    return decode


def tiny(task: Task) -> CausalLM:
    """A GPT-2 of two blocks after one training step on eight texts."""
    system = CausalLM(
        seed=1,
        weights="scratch",
        engine="transformers",
        device="cpu",
        threads=1,
        scratch=Scratch(layers=2, width=128, heads=2, vocabulary=2048, dropout=0.0),
        training=Training("full", 1e-3, max_steps=1, batch_size=4, evaluations=1, dev_examples=2),
    )
    system.fit(task)
    return system


def bench_gpt2_scratch_generate(measure: Measure) -> None:
    task = task_of("news_report", 40)
    measure(decoding(tiny(task)._served.engine, ROWS), 12)


def bench_smollm2_generate(measure: Measure) -> None:
    task = task_of("news_report", 5)
    try:
        system = CausalLM(seed=1, weights="smollm2", device="cpu", threads=1)
    except Unavailable as absent:
        pytest.skip(str(absent))
    system.fit(task)
    measure(decoding(system._served.engine, 1), 5)
