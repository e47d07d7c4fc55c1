"""What turns prompts into token pieces: one interface, one module per runtime.

An engine owns a loaded model and a device. It knows no task, no prompt wording and no text; it
maps token ids to token ids, so that every engine can be compared on the same prompts.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Prompt:
    """Token ids to continue.

    Attributes:
        ids: never empty.
        seed: of this row's sampling; unused when decoding is greedy.
    """

    ids: tuple[int, ...]
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Decoding:
    """How the next token is chosen.

    Attributes:
        temperature: 0 is greedy; otherwise the softmax temperature of sampling.
        top_p: nucleus of sampling (Holtzman et al. 2020), in (0, 1].
        presence_penalty: taken from the logits of tokens already generated in this row; the
            prompt is not penalised, since facts are to be copied.
        max_tokens: no row grows longer.
    """

    temperature: float = 0.0
    top_p: float = 1.0
    presence_penalty: float = 0.0
    max_tokens: int = 256


class Engine(Protocol):
    """A loaded model that continues prompts."""

    def stream(
        self,
        prompts: Iterator[Prompt],
        at_once: int,
        decoding: Decoding,
        stop: Container[int],
        finished: Container[int],
    ) -> Iterator[tuple[int, int]]:
        """Yield (row, token id) as tokens come, at most one per unfinished row per step.

        Rows count the prompts; no more than ``at_once`` (at least 1) of them are in work.
        A row ends before a token of ``stop`` (not yielded), at ``decoding.max_tokens``, or when
        the caller has put it into ``finished``, which is looked at before every step.
        """
        ...
