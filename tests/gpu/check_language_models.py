"""Language models on a GPU: are the texts right, how fast do they come, how much memory is held.

Three checks per model, each of which can fail: bfloat16 on the device agrees with float32 on the
CPU about most next tokens; a batch gives the texts of single rows up to a stated share; training
lowers the dev loss. Real GPT-2 weights are used where they are on the machine, else random ones
of the same shape. ``--device cpu --tiny`` runs everything on a small model, to test this script.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import GPT2Config, GPT2LMHeadModel

from bench.api import Example, Source, Task, Unavailable
from generators.causal_lm import CausalLM
from generators.devices import cast_parameters
from generators.scratch import Scratch, train_tokenizer
from generators.serving import load_model
from generators.training import Training
from generators.weights import find_weights, prepare_weights

RECORD = Path("results/sample_gpu/language_models.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all checks, write the record; the exit code is 1 if a check failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda", choices=["cuda", "cpu"])
    parser.add_argument("--tiny", action="store_true", help="small random models only")
    parser.add_argument("--record", type=Path, default=RECORD)
    chosen = parser.parse_args(arguments)
    task = _task(8 if chosen.tiny else 256)
    steps = 8 if chosen.tiny else 60
    sizes = (1, 4) if chosen.tiny else (1, 8, 32, 128)
    with tempfile.TemporaryDirectory() as place:
        models: dict[str, tuple[Path | None, str]] = {
            "gpt2": _gpt2(Path(place, "gpt2"), task, tiny=chosen.tiny)
        }
        if not chosen.tiny:
            models["smollm2"] = _smollm2()
        rows: dict[str, dict[str, Any]] = {
            name: _examine(weights, chosen.device, task, steps, sizes) | {"weights": kind}
            if weights
            else {"skipped": kind}
            for name, (weights, kind) in models.items()
        }
    record = {"schema": 1, "machine": _machine(chosen.device), "models": rows}
    chosen.record.parent.mkdir(parents=True, exist_ok=True)
    chosen.record.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    failed = [
        f"{name}: {check}"
        for name, row in rows.items()
        for check, passed in row.get("checks", {}).items()
        if not passed
    ]
    print(json.dumps(record, indent=1))
    print("failed: " + ", ".join(failed) if failed else "all checks passed")
    return 1 if failed else 0


def _task(count: int) -> Task:
    """Short made-up quake reports: enough to see a loss fall, no corpus needed."""

    def example(index: int) -> Example:
        place, depth = f"Town{index % 17}", 5 + index % 60
        facts = {"place": place, "depth_km": depth, "magnitude": 4 + index % 5}
        text = f"A magnitude {4 + index % 5} quake struck {place} at a depth of {depth} km."
        return Example(Source(f"q-{index}", "quake", facts, f"{place} shaken"), (text,))

    train, dev = tuple(map(example, range(count))), tuple(map(example, range(count, count + 8)))
    return Task("quakes", "en", "Write one sentence.", {}, train, dev, 40)


def _gpt2(folder: Path, task: Task, *, tiny: bool) -> tuple[Path, str]:
    """GPT-2's folder and what its weights are."""
    if not tiny:
        try:
            return find_weights("openai-community/gpt2"), "pretrained"
        except Unavailable:
            pass
    texts = [text for item in task.train for text in item.references]
    tokenizer = train_tokenizer(texts, Scratch())
    end = tokenizer.eos_token_id
    shape: dict[str, Any] = {"n_layer": 2, "n_embd": 64, "n_head": 2} if tiny else {}
    torch.manual_seed(0)
    config = GPT2Config(**shape, bos_token_id=end, eos_token_id=end)
    GPT2LMHeadModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder, "random"


def _smollm2() -> tuple[Path | None, str]:
    try:
        return prepare_weights("smollm2"), "pretrained"
    except Unavailable as missing:
        return None, str(missing)


def _examine(
    weights: Path, device: str, task: Task, steps: int, sizes: Sequence[int]
) -> dict[str, Any]:
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    training = Training("full", 2e-4, max_steps=steps, batch_size=8, evaluations=2)
    system = CausalLM(
        seed=1, weights=str(weights), engine="transformers", device=device, training=training
    )
    begun = time.perf_counter()
    system.fit(task)
    fit_s = time.perf_counter() - begun
    losses = list(system.dev_losses().values())
    sources = [item.source for item in task.dev] * (max(sizes) // len(task.dev) + 1)
    speeds = {str(size): _measure(system, sources[:size]) for size in sizes}
    alone = [_texts(system, [source])[0] for source in sources[:8]]
    same = sum(a == b for a, b in zip(alone, _texts(system, sources[:8]), strict=True)) / 8
    agreement = _agreement(weights, device)
    return {
        "fit_s": fit_s,
        "fit_steps": steps,
        "dev_losses": losses,
        "speed_by_batch": speeds,
        "batch_invariant_share": same,
        "greedy_agreement_with_cpu_float32": agreement,
        "peak_gpu_mb": torch.cuda.max_memory_allocated() / 2**20 if device == "cuda" else None,
        "checks": {
            "dev loss falls": losses[-1] < losses[0],
            "texts at batch 8 are those of batch 1 in at least 3 of 4": same >= 0.75,
            "device agrees with float32 on 9 of 10 next tokens": agreement >= 0.9,
        },
    }


def _texts(system: CausalLM, batch: Sequence[Source]) -> list[str]:
    texts = [""] * len(batch)
    for chunk in system.generate(batch, 40):
        texts[chunk.row] += chunk.text
    return texts


def _measure(system: CausalLM, batch: Sequence[Source]) -> dict[str, float]:
    """One warm-up, then the time of one batch: text cannot exist before the device is done."""
    _texts(system, batch)
    begun = time.perf_counter()
    texts = _texts(system, batch)
    taken_s = time.perf_counter() - begun
    characters = sum(map(len, texts))
    return {"seconds": taken_s, "texts_per_s": len(batch) / taken_s, "characters": characters}


def _agreement(weights: Path, device: str) -> float:
    """Share of positions of random token texts where both precisions choose the same token."""
    exact = load_model(weights).float().eval()
    torch.manual_seed(0)
    ids = torch.randint(0, min(1000, exact.config.vocab_size), (4, 64))
    with torch.inference_mode():
        wanted = exact(ids).logits.argmax(-1)
        quick = load_model(weights).to(device).eval()
        cast_parameters(quick, torch.bfloat16 if device == "cuda" else torch.float32)
        found = quick(ids.to(device)).logits.argmax(-1).cpu()
    return float((wanted == found).float().mean())


def _machine(device: str) -> dict[str, str]:
    return {
        "device": torch.cuda.get_device_name() if device == "cuda" else platform.processor(),
        "cuda": str(torch.version.cuda),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }


if __name__ == "__main__":
    raise SystemExit(main())
