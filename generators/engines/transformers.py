"""The transformers engine: any causal model, any device, a decoding loop of our own.

The loop exists because ``generate`` streams one row only. Rows are padded on the left.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import DynamicCache

from generators.engines import Decoding, Prompt


@dataclass
class TransformersEngine:
    """Greedy or sampled decoding with a model of transformers, already on its device."""

    model: Any

    @torch.inference_mode()
    def stream(
        self,
        prompts: Iterator[Prompt],
        at_once: int,
        decoding: Decoding,
        stop: Container[int],
        finished: Container[int],
    ) -> Iterator[tuple[int, int]]:
        """As ``Engine.stream``: a batch of rows enters when the one before has left."""
        done = 0
        while batch := list(itertools.islice(prompts, at_once)):
            yield from self._batch(batch, done, decoding, stop, finished)
            done += len(batch)

    def _batch(
        self,
        prompts: Sequence[Prompt],
        start: int,
        decoding: Decoding,
        stop: Container[int],
        finished: Container[int],
    ) -> Iterator[tuple[int, int]]:
        """Rows from ``start`` on. The logits are float32 whatever the model's precision."""
        rows = list(range(len(prompts)))
        cache, mask, logits = self._prefill(prompts)
        chosen: list[list[int]] = [[] for _ in prompts]
        choose = _Chooser(decoding, [prompt.seed for prompt in prompts])
        for _ in range(decoding.max_tokens):
            tokens = choose(logits, rows, chosen)
            keep = []
            for index, (row, token) in enumerate(zip(rows, tokens, strict=True)):
                if token in stop:
                    continue
                chosen[row].append(token)
                yield start + row, token
                if start + row not in finished:
                    keep.append(index)
            if not keep or len(chosen[rows[keep[0]]]) == decoding.max_tokens:
                return
            if len(keep) < len(rows):
                rows = [rows[index] for index in keep]
                picked = torch.tensor(keep, device=mask.device)
                cache.batch_select_indices(picked)
                mask = mask[picked]
            mask = torch.nn.functional.pad(mask, (0, 1), value=1)
            last = [[chosen[row][-1]] for row in rows]
            logits = self._step(torch.tensor(last, device=mask.device), mask, cache)

    def _prefill(
        self, prompts: Sequence[Prompt]
    ) -> tuple[DynamicCache, torch.Tensor, torch.Tensor]:
        device = self.model.device
        width = max(len(prompt.ids) for prompt in prompts)
        cache = DynamicCache(config=self.model.config)
        ids = torch.zeros(len(prompts), width, dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, prompt in enumerate(prompts):
            ids[row, width - len(prompt.ids) :] = torch.tensor(prompt.ids)
            mask[row, width - len(prompt.ids) :] = 1
        ids, mask = ids.to(device), mask.to(device)
        return cache, mask, self._step(ids, mask, cache)

    def _step(self, ids: torch.Tensor, mask: torch.Tensor, cache: DynamicCache) -> torch.Tensor:
        """Logits (rows, vocabulary) after the last of ``ids`` (rows, new tokens)."""
        positions = (mask.cumsum(1) - 1).clamp(min=0)[:, -ids.shape[1] :]
        output = self.model(
            input_ids=ids,
            attention_mask=mask,
            position_ids=positions,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        logits: torch.Tensor = output.logits[:, -1].float()
        return logits


class _Chooser:
    """Picks the next token of every row; each row draws from its own generator."""

    def __init__(self, decoding: Decoding, seeds: Sequence[int]) -> None:
        self.decoding = decoding
        self.draws = [torch.Generator().manual_seed(seed) for seed in seeds]

    def __call__(
        self, logits: torch.Tensor, rows: Sequence[int], chosen: Sequence[Sequence[int]]
    ) -> list[int]:
        if self.decoding.presence_penalty:
            for index, row in enumerate(rows):
                logits[index, sorted(set(chosen[row]))] -= self.decoding.presence_penalty
        if self.decoding.temperature == 0.0:
            picked: list[int] = logits.argmax(-1).tolist()
            return picked
        probabilities = _nucleus(
            (logits / self.decoding.temperature).softmax(-1).cpu(), self.decoding.top_p
        )
        return [
            int(torch.multinomial(probabilities[index], 1, generator=self.draws[row]))
            for index, row in enumerate(rows)
        ]


def _nucleus(probabilities: torch.Tensor, top_p: float) -> torch.Tensor:
    """Zero all but the smallest set of tokens that holds ``top_p`` of the mass, by row."""
    if top_p >= 1.0:
        return probabilities
    ordered, order = probabilities.sort(dim=-1, descending=True)
    ordered[ordered.cumsum(-1) - ordered >= top_p] = 0.0
    return torch.zeros_like(probabilities).scatter(-1, order, ordered)
