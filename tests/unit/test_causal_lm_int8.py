"""The int8 engine against float32 with the real SmolLM2: slow, so only with ``NLGBENCH_SLOW=1``."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

import pytest
import torch

from bench.api import Unavailable
from generators.engines import Decoding, Prompt
from generators.serving import Server, load_tokenizer
from generators.weights import prepare_weights

TEXTS = (
    "A magnitude 5.5 earthquake injured 41 people when it struck 89 km east of Quill on Saturday.",
    "Corex Hotels reported revenue of $1.04bn for the second quarter, up 11.2 per cent.",
    "Nadia Abbott was re-elected mayor of Halden with 48.2 per cent of the vote, or 62,867 votes.",
    "Petrov scored in the 86th minute as Ravensmoor Rovers beat Selby Rovers 3-2 on Thursday.",
)


@pytest.fixture(scope="module")
def folder() -> Path:
    try:
        return prepare_weights("smollm2")
    except Unavailable as missing:
        pytest.skip(str(missing))


def served(folder: Path, tokenizer: Any, engine: str) -> Any:
    return Server(engine, "cpu", "float32", 0).serve_folder(folder, tokenizer)


@pytest.mark.skipif("NLGBENCH_SLOW" not in os.environ, reason="takes a minute: NLGBENCH_SLOW=1")
def test_int8_keeps_the_likelihood_and_most_greedy_choices(folder: Path) -> None:
    tokenizer = load_tokenizer(folder)
    exact, quick = (served(folder, tokenizer, name) for name in ("transformers", "ctranslate2"))
    total, change, tokens, agree = 0.0, 0.0, 0, 0
    for text in TEXTS:
        ids = tokenizer(text)["input_ids"]
        with torch.inference_mode():
            scores = exact.model(torch.tensor([ids])).logits[0].log_softmax(-1)
        full = sum(float(scores[at, token]) for at, token in enumerate(ids[1:]))
        pieces = tokenizer.convert_ids_to_tokens(ids)
        reduced = quick.engine.log_likelihood(pieces)
        total, change, tokens = total + full, change + reduced - full, tokens + len(ids) - 1
        for cut in range(4, len(ids), 4):
            prompt = [Prompt((), tuple(ids[:cut]))]
            one = Decoding(max_tokens=1)
            greedy = int(scores[cut - 1].argmax())
            agree += list(quick.engine.stream(prompt, one, (), set())) == [(0, greedy)]
    chances = sum(len(range(4, len(tokenizer(text)["input_ids"]), 4)) for text in TEXTS)
    assert math.isfinite(total)
    # On 470 tokens of dev reports: 0.05 nats per token and 85% of the greedy choices.
    assert abs(change) / tokens < 0.1
    assert agree / chances > 0.65
