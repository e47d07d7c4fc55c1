"""The transformers engine: any causal model, any device, a decoding loop of our own.

The loop exists because ``generate`` streams one row only. Rows are padded on the left; the state
of a shared prompt prefix is computed once and kept.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from transformers import DynamicCache

from generators.engines import Decoding, Prompt

MAX_PREFIXES = 16
"""Prefixes whose state is kept; the oldest goes first."""

States = list[tuple[torch.Tensor, torch.Tensor]]
"""Keys and values by layer, each (rows, heads, tokens, head size)."""


@dataclass
class TransformersEngine:
    """Greedy or sampled decoding with a model of transformers, already on its device."""

    model: Any
    _prefixes: dict[tuple[int, ...], States] = field(default_factory=dict)

    @torch.inference_mode()
    def stream(
        self,
        prompts: Sequence[Prompt],
        decoding: Decoding,
        stop: Container[int],
        finished: Container[int],
    ) -> Iterator[tuple[int, int]]:
        """As ``Engine.stream``. The logits are float32 whatever the model's precision."""
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
                yield row, token
                if row not in finished:
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
        before = max(len(prompt.prefix) for prompt in prompts)
        after = max(len(prompt.ids) for prompt in prompts)
        cache = DynamicCache(config=self.model.config)
        if before:
            states = [self._prefix_states(prompt.prefix) for prompt in prompts]
            for layer in range(max(len(state) for state in states)):
                cache.update(*_stack(states, layer, before), layer)
        ids = torch.zeros(len(prompts), after, dtype=torch.long)
        mask = torch.zeros(len(prompts), before + after, dtype=torch.long)
        for row, prompt in enumerate(prompts):
            ids[row, after - len(prompt.ids) :] = torch.tensor(prompt.ids)
            mask[row, before - len(prompt.prefix) : before] = 1
            mask[row, before + after - len(prompt.ids) :] = 1
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

    def _prefix_states(self, prefix: tuple[int, ...]) -> States:
        """States of one prefix, rows = 1; an empty prefix has none."""
        if not prefix:
            return []
        if prefix not in self._prefixes:
            cache = DynamicCache(config=self.model.config)
            ids = torch.tensor([prefix], device=self.model.device)
            self._step(ids, torch.ones_like(ids), cache)
            if len(self._prefixes) == MAX_PREFIXES:
                del self._prefixes[next(iter(self._prefixes))]
            layers: list[Any] = cache.layers
            self._prefixes[prefix] = [(layer.keys, layer.values) for layer in layers]
        return self._prefixes[prefix]


def _stack(states: Sequence[States], layer: int, width: int) -> tuple[torch.Tensor, torch.Tensor]:
    """One layer's states of all rows, padded on the left to ``width`` tokens."""
    sample = next(state[layer] for state in states if state)
    stacked = []
    for part in (0, 1):
        _, heads, _, size = sample[part].shape
        out = sample[part].new_zeros(len(states), heads, width, size)
        for row, state in enumerate(states):
            if state:
                out[row, :, width - state[layer][part].shape[2] :] = state[layer][part][0]
        stacked.append(out)
    return stacked[0], stacked[1]


class _Chooser:
    """Picks the next token of every row; each row draws from its own generator."""

    def __init__(self, decoding: Decoding, seeds: Sequence[int]) -> None:
        self.decoding = decoding
        self.draws = [torch.Generator().manual_seed(seed) for seed in seeds]

    def __call__(
        self, logits: torch.Tensor, rows: Sequence[int], chosen: Sequence[Sequence[int]]
    ) -> list[int]:
        if self.decoding.repetition_penalty != 1.0:
            for index, row in enumerate(rows):
                _penalise(logits[index], chosen[row], self.decoding.repetition_penalty)
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


def _penalise(logits: torch.Tensor, tokens: Sequence[int], penalty: float) -> None:
    if tokens:
        seen = torch.tensor(sorted(set(tokens)), device=logits.device)
        values = logits[seen]
        logits[seen] = torch.where(values > 0, values / penalty, values * penalty)


def _nucleus(probabilities: torch.Tensor, top_p: float) -> torch.Tensor:
    """Zero all but the smallest set of tokens that holds ``top_p`` of the mass, by row."""
    if top_p >= 1.0:
        return probabilities
    ordered, order = probabilities.sort(dim=-1, descending=True)
    ordered[ordered.cumsum(-1) - ordered >= top_p] = 0.0
    return torch.zeros_like(probabilities).scatter(-1, order, ordered)
