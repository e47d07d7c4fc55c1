"""Fluency: how many bits per character a language model needs to write a text down.

Bits per character and not perplexity per token, so that tokenisers can be compared (Gao et al.
2020, https://arxiv.org/abs/2101.00027, section 3.1). The end of the text is written down too and
counts as a character: that is what makes an empty text dear. A low figure is common language, not
good language: repeated and bland texts need few bits (Holtzman et al. 2020,
https://arxiv.org/abs/1904.09751), so compare with the human ceiling.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from bench.api import Example, Floats, Score, Task
from metrics.encoder import read_once
from metrics.models import encodable, find_model, quietly

TOKENS_PER_BATCH = 1024
"""Padding included; the logits of a batch are this many times the vocabulary."""


@dataclass
class Fluency:
    """Bits per character under a language model that reads nothing but the text.

    The model should be none of the systems under test: a model finds its own writing fluent.
    Where there is no other on the machine, name the systems it is related to in ``also_systems``,
    and the recipe says so.

    Attributes:
        model: a name that ``metrics.models.find_model`` knows.
        also_systems: systems under test that are this model or come from it.
        tokens_max: a text is read up to here.

    Raises:
        Unavailable: when built, if the model is not on this machine.
    """

    model: str = "smollm2"
    also_systems: Sequence[str] = ()
    tokens_max: int = 512
    _judge: _Judge | None = field(default=None, init=False, repr=False, compare=False)
    _known: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    scores: ClassVar[Mapping[str, Score]] = {
        "bits_per_char": Score("bits per character", "lower", "bits"),
    }

    def __post_init__(self) -> None:
        self._label = find_model(self.model).label

    @property
    def recipe(self) -> str:
        """The model with its hash, whether it is a party to the contest, and the limits."""
        systems = ", ".join(self.also_systems)
        party = f"PARTIAL: the judge is or made {systems}" if systems else "judge:no system here"
        return (
            f"model:{self._label}|{party}|unconditional|with end of text"
            f"|cut:{self.tokens_max} tokens|corpus:bits/characters"
        )

    def prepare(self, task: Task) -> None:
        """Load the model."""
        self._judge = _load_judge(self.model)

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Bits, and characters with the end of the text: (n, 2).

        Raises:
            RuntimeError: ``prepare`` was not called.
        """
        judge = self._judge
        if judge is None:
            raise RuntimeError("Fluency needs its model: call prepare(task) first")
        rows = read_once(self._known, texts, lambda new: judge.read(new, self.tokens_max))
        return np.array(rows, dtype=np.float64).reshape(len(texts), 2)

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Bits per character from summed rows: (..., 2) to (...); 0 for no texts."""
        return {"bits_per_char": totals[..., 0] / np.maximum(totals[..., 1], 1)}


@dataclass(frozen=True)
class _Judge:
    tokenizer: Any
    model: Any
    edge: int  # the token that stands before and after a document

    def read(self, texts: Sequence[str], tokens_max: int) -> list[tuple[float, int]]:
        """Bits and characters of each text, the end included where it was reached."""
        found: dict[int, tuple[float, int]] = {}
        ids = [self._split(encodable(text), tokens_max) for text in texts]
        order = sorted(range(len(texts)), key=lambda index: len(ids[index][0]))
        while order:
            longest = len(ids[order[-1]][0])
            batch = [order.pop() for _ in range(min(len(order), TOKENS_PER_BATCH // longest or 1))]
            bits = self._bits([ids[index][0] for index in batch])
            found |= {i: (value, ids[i][1]) for i, value in zip(batch, bits, strict=True)}
        return [found[index] for index in range(len(texts))]

    def _split(self, text: str, tokens_max: int) -> tuple[list[int], int]:
        """Tokens with the edges, and the characters that they write down."""
        read = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        tokens, offsets = read["input_ids"], read["offset_mapping"]
        if len(tokens) > tokens_max:
            return [self.edge, *tokens[:tokens_max]], offsets[tokens_max - 1][1]
        return [self.edge, *tokens, self.edge], len(text) + 1

    def _bits(self, rows: Sequence[Sequence[int]]) -> list[float]:
        import torch  # noqa: PLC0415 - heavy

        longest = max(map(len, rows))
        ids = torch.full((len(rows), longest), self.edge)
        mask = torch.zeros_like(ids)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = torch.tensor(row)
            mask[index, : len(row)] = 1
        with torch.inference_mode():
            logits = self.model(input_ids=ids, attention_mask=mask).logits[:, :-1]
            nats = torch.nn.functional.cross_entropy(
                logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none"
            ).view(len(rows), -1)
            sums = (nats.double() * mask[:, 1:]).sum(dim=1) / math.log(2)
        return [float(value) for value in sums]


@lru_cache(maxsize=1)
def _load_judge(name: str) -> _Judge:
    files = find_model(name)
    import torch  # noqa: PLC0415 - heavy
    from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415 - heavy

    gguf = {"gguf_file": files.weights.name} if files.weights.suffix == ".gguf" else {}
    with quietly():
        tokenizer: Any = AutoTokenizer.from_pretrained(str(files.folder), **gguf)
        model: Any = AutoModelForCausalLM.from_pretrained(
            str(files.folder), dtype=torch.float32, **gguf
        )
    # A chat model's own end is that of a turn; between documents stands the older token.
    edge = tokenizer.get_vocab().get("<|endoftext|>", tokenizer.eos_token_id)
    return _Judge(tokenizer, model.eval(), edge)
