"""Training data of the language models: prompt and report as token ids, batched by length."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch

from bench.api import Example

IGNORED = -100
"""Label of positions that the loss leaves out: prompt and padding."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One training text: ``ids[:start]`` is the prompt, the rest the report with its end token."""

    ids: tuple[int, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded on the right, so that causal attention needs no mask: ids and labels (rows, tokens).

    ``labels[r, t]`` is the token that follows ``ids[r, t]``, or ``IGNORED``.
    """

    ids: torch.Tensor
    labels: torch.Tensor

    def to(self, device: torch.device) -> Batch:
        return Batch(self.ids.to(device), self.labels.to(device))


def encode(
    examples: Sequence[Example],
    prompt_ids: Callable[[Example], Sequence[int]],
    text_ids: Callable[[str], Sequence[int]],
    end: int,
) -> list[Encoded]:
    """Every reference of every example, in order."""
    encoded = []
    for example in examples:
        prompt = tuple(prompt_ids(example))
        for reference in example.references:
            encoded.append(Encoded((*prompt, *text_ids(reference), end), len(prompt)))
    return encoded


def make_batch(rows: Sequence[Encoded]) -> Batch:
    """Pad ``rows`` to the longest; the padding id 0 is never looked at by a real token."""
    width = max(len(row.ids) for row in rows) - 1
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    labels = torch.full((len(rows), width), IGNORED, dtype=torch.long)
    for index, row in enumerate(rows):
        whole = torch.tensor(row.ids)
        ids[index, : len(row.ids) - 1] = whole[:-1]
        labels[index, row.start - 1 : len(row.ids) - 1] = whole[row.start :]
    return Batch(ids, labels)


def epochs(rows: Sequence[Encoded], batch_size: int, seed: int) -> Iterator[Batch]:
    """Endless batches, each of neighbours in length, in a new random order every epoch."""
    chance = random.Random(seed)
    while True:
        # A little noise on the length makes new neighbours in every epoch.
        ordered = sorted(rows, key=lambda row: len(row.ids) * chance.uniform(0.95, 1.05))
        starts = list(range(0, len(ordered), batch_size))
        chance.shuffle(starts)
        for start in starts:
            yield make_batch(ordered[start : start + batch_size])


def in_length_order(rows: Sequence[Encoded], batch_size: int) -> list[Batch]:
    """Every row once, for measuring."""
    ordered = sorted(rows, key=lambda row: len(row.ids))
    return [
        make_batch(ordered[start : start + batch_size])
        for start in range(0, len(ordered), batch_size)
    ]
