"""A task and random models small enough for tests of the language-model room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

from bench.api import Example, Source, Task
from generators.scratch import Scratch, train_tokenizer

# Threads that wait for each other on a busy machine take longer than these models do.
torch.set_num_threads(1)

PLACES = ("Quill", "Halden", "Corex", "Selby", "Tessin", "Dellbrook", "Arden", "Lowell")


def example(index: int, split: str = "train") -> Example:
    place, magnitude = PLACES[index % len(PLACES)], 4 + index % 5
    facts: dict[str, Any] = {"place": place, "magnitude": magnitude, "depth_km": 10 + index}
    if index % 2:
        facts["injuries"] = 1000 + index
    return Example(
        Source(f"quake-{split}-{index}", ("quake", "storm")[index % 2], facts, f"{place} shaken"),
        (f"A quake of magnitude {magnitude} shook {place} at a depth of {10 + index} km.",),
    )


def tiny_task() -> Task:
    return Task(
        name="tiny",
        language="en",
        instruction="Write one sentence.",
        slots={},
        train=tuple(example(index) for index in range(24)),
        dev=tuple(example(index, "dev") for index in range(6)),
        max_words=12,
    )


def tiny_tokenizer() -> Any:
    task = tiny_task()
    texts = [text for item in task.train for text in (*item.references, item.source.text)]
    return train_tokenizer(texts, Scratch(vocabulary=400))


def tiny_model(kind: str, vocabulary: int, end: int) -> Any:
    torch.manual_seed(0)
    model: Any
    if kind == "gpt2":
        model = GPT2LMHeadModel(
            GPT2Config(
                vocab_size=vocabulary,
                n_positions=256,
                n_embd=32,
                n_layer=2,
                n_head=2,
                bos_token_id=end,
                eos_token_id=end,
            )
        )
        return model.eval()
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=vocabulary,
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=256,
            bos_token_id=end,
            eos_token_id=end,
            tie_word_embeddings=True,
            initializer_range=0.3,
        )
    )
    return model.eval()


def tiny_weights(folder: Path, kind: str = "llama") -> Path:
    tokenizer = tiny_tokenizer()
    tiny_model(kind, len(tokenizer), tokenizer.eos_token_id).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def collect(system: Any, batch: list[Source], max_words: int) -> list[str]:
    texts = [""] * len(batch)
    for chunk in system.generate(batch, max_words):
        texts[chunk.row] += chunk.text
    return texts
