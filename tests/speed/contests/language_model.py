"""SmolLM2 as this project serves it beside ``transformers.generate`` with the same weights.

Both write greedily from the same prompts, without stopping early, on the same number of threads.
Ours is what a user gets by default on a CPU (OpenVINO: float16 weights, bfloat16 products where the
processor has them); the rival is what the model card shows (PyTorch), in float32.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.api import Unavailable
from tests.speed.benchmarks.bench_language_models import PROMPT_TOKENS, TOKENS, decoding
from tests.speed.benchmarks.inputs import task_of
from tests.speed.contests.contest import Absent, Contest, Side

WEIGHTS = "smollm2"


def _sides(rows: int) -> tuple[Side, Side]:
    import torch  # noqa: PLC0415 - heavy
    from transformers import AutoModelForCausalLM  # noqa: PLC0415 - heavy

    from generators.causal_lm import CausalLM  # noqa: PLC0415
    from generators.weights import prepare_weights  # noqa: PLC0415

    threads = torch.get_num_threads()
    try:
        system = CausalLM(seed=1, weights=WEIGHTS, device="cpu", threads=threads)
        system.fit(task_of("news_report", 5))
        folder = prepare_weights(WEIGHTS)
    except Unavailable as error:
        raise Absent(str(error)) from error
    served = system._served
    assert served is not None
    model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    model.requires_grad_(False)
    prompts = torch.tensor(
        [[300 + (7 * place + row) % 1500 for place in range(PROMPT_TOKENS)] for row in range(rows)]
    )

    def original() -> None:
        with torch.inference_mode():
            model.generate(
                prompts,
                attention_mask=torch.ones_like(prompts),
                do_sample=False,
                min_new_tokens=TOKENS,
                max_new_tokens=TOKENS,
                pad_token_id=0,
            )

    return Side(decoding(served.engine, rows), rows * TOKENS), Side(original, rows * TOKENS)


def contests() -> Iterator[Contest]:
    """One text at a time, and a batch."""
    for rows in (1, 8):
        yield Contest(
            f"SmolLM2-135M: {TOKENS} tokens for {rows} prompt{'s' if rows > 1 else ''}",
            "transformers.generate",
            "tokens",
            lambda rows=rows: _sides(rows),  # type: ignore[misc]  # early binding
            3,
        )
