"""Vectors of texts and of their tokens by a BERT-like encoder, on the CPU and in float32.

One encoder serves all metrics of a process that name the same model.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from metrics.models import ModelFiles, encodable, find_model, quietly

Vectors = npt.NDArray[np.float32]
BATCH = 32
LONGEST = 512
"""Tokens of a text that are read if the model's own configuration allows more."""


class TokenVectors(NamedTuple):
    """The tokens of one text.

    Attributes:
        vectors: of length 1 each, the special first and last token included: (tokens, size).
        counts: which tokens count: all but the special ones, (tokens,).
    """

    vectors: Vectors
    counts: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Encoder:
    """A loaded encoder.

    Attributes:
        files: which model it is.
        sentence_tokens: where sentence vectors cut a text.
    """

    files: ModelFiles
    sentence_tokens: int
    _tokenizer: Any
    _model: Any

    def tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Last-layer vectors of each text's tokens; a text is cut at ``LONGEST`` tokens."""
        found: dict[int, TokenVectors] = {}
        for indices, states, mask, special in self._batches(texts, LONGEST):
            for index, state, length, marks in zip(
                indices, states, mask.sum(axis=1), special, strict=True
            ):
                vectors = state[:length]
                norms = np.linalg.norm(vectors, axis=1, keepdims=True)
                found[index] = TokenVectors(vectors / norms, marks[:length] == 0)
        return [found[index] for index in range(len(texts))]

    def sentences(self, texts: Sequence[str]) -> Vectors:
        """Mean last-layer vectors of length 1, shape (n, size), special tokens included."""
        found = np.zeros((len(texts), self._model.config.hidden_size), np.float32)
        for indices, states, mask, _ in self._batches(texts, self.sentence_tokens):
            weights = mask[:, :, np.newaxis]
            means = (states * weights).sum(axis=1) / weights.sum(axis=1)
            found[indices] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return found

    def _batches(
        self, texts: Sequence[str], longest: int
    ) -> Iterator[tuple[list[int], Vectors, Any, Any]]:
        """Indices, states (rows, tokens, size), masks and marks of special tokens, by length."""
        import torch  # noqa: PLC0415 - heavy

        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), BATCH):
            indices = order[start : start + BATCH]
            read = self._tokenizer(
                [encodable(texts[index]) for index in indices],
                padding=True,
                truncation=True,
                max_length=longest,
                return_special_tokens_mask=True,
                return_tensors="pt",
            )
            special = read.pop("special_tokens_mask").numpy()
            with torch.inference_mode():
                states = self._model(**read).last_hidden_state.numpy()
            yield indices, states, read["attention_mask"].numpy(), special


def read_once(
    memory: dict[str, Any], texts: Sequence[str], read: Callable[[list[str]], Iterable[Any]]
) -> list[Any]:
    """What ``read`` makes of each text; what the memory holds is not read again."""
    new = list(dict.fromkeys(text for text in texts if text not in memory))
    memory.update(zip(new, read(new), strict=True) if new else ())
    return [memory[text] for text in texts]


@functools.lru_cache(maxsize=2)
def load_encoder(name: str) -> Encoder:
    """Load the model that ``metrics.models.find_model`` finds under ``name``.

    Raises:
        Unavailable: it is not on this machine.
    """
    files = find_model(name)
    import torch  # noqa: PLC0415 - heavy
    from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415 - heavy

    with quietly():
        model = AutoModel.from_pretrained(str(files.folder), dtype=torch.float32).eval()
    settings = files.folder / "sentence_bert_config.json"
    cut = LONGEST
    if settings.is_file():
        cut = min(cut, json.loads(settings.read_text(encoding="utf-8"))["max_seq_length"])
    return Encoder(files, cut, AutoTokenizer.from_pretrained(str(files.folder)), model)
