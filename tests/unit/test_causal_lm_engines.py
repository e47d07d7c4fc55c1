"""The quick engine against float32 on the real SmolLM2: what its quality costs."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from bench.api import Unavailable
from generators.engines import Decoding, Prompt
from generators.serving import Served, Server, load_tokenizer
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


def next_tokens(served: Served, prompts: list[Prompt]) -> list[tuple[int, int]]:
    return sorted(served.engine.stream(iter(prompts), 8, Decoding(max_tokens=1), (), set()))


def test_openvino_chooses_what_float32_chooses(folder: Path) -> None:
    tokenizer = load_tokenizer(folder)
    exact = Server("transformers", "cpu", "float32", 0).serve_folder(folder, tokenizer)
    prompts, greedy, close = [], [], []
    for text in TEXTS:
        ids = tokenizer(text)["input_ids"]
        with torch.inference_mode():
            best = exact.model(torch.tensor([ids])).logits[0].topk(2).values
        for cut in range(4, len(ids)):
            prompts.append(Prompt(tuple(ids[:cut])))
            close.append(bool(best[cut - 1, 0] - best[cut - 1, 1] < 0.1))
    greedy = next_tokens(exact, prompts)
    assert len(greedy) > 90
    for precision, wanted in (("float32", 0.98), ("auto", 0.93)):
        quick = Server("openvino", "cpu", precision, 0).serve_folder(folder, tokenizer)
        chosen = next_tokens(quick, prompts)
        same = [one == other for one, other in zip(greedy, chosen, strict=True)]
        assert sum(same) / len(same) >= wanted
        # Where the first choice is clear of the second, nothing changes at all.
        clear = [equal for equal, near in zip(same, close, strict=True) if not near]
        assert sum(clear) / len(clear) >= (1.0 if precision == "float32" else 0.97)
