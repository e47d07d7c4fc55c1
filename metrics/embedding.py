"""Closeness in meaning by an encoder: greedy matching of tokens, and cosine of whole texts.

Both reward texts that *sound* like the reference: a wrong number costs them little. They belong
beside the fact metric, never in its place.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from bench.api import Example, Floats, Score, Task, stable_seed
from metrics.encoder import LONGEST, Encoder, TokenVectors, load_encoder, read_once
from metrics.models import find_model
from metrics.sacrebleu_rows import require_references

BASELINE_TEXTS = 200
"""Training references whose random pairs give the value that chance gets."""

MOST_KNOWN = 1000
"""Texts whose token vectors stay in memory for the next system: about 150 kB each."""


@dataclass
class BertScore:
    """BERTScore F1, rescaled, times 100: best reference per text, mean over texts.

    Zhang et al. (2020), https://arxiv.org/abs/1904.09675: each token's best cosine with a token
    of the other text; without idf; values before rescaling are the bert-score package's. 0 is
    what a random pair of the task's training references gets, 100 an identical text; a text that
    is worse than chance is below 0, and an empty one lowest of all (0 before rescaling). Two
    empty texts score as unlike. Without two training references nothing is rescaled.

    Attributes:
        model: a name that ``metrics.models.find_model`` knows.

    Raises:
        Unavailable: when built, if the model is not on this machine.
    """

    model: str = "minilm"
    _encoder: Encoder | None = field(default=None, init=False, repr=False, compare=False)
    _baseline: float = field(default=0.0, init=False, repr=False, compare=False)
    _known: dict[str, TokenVectors] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    scores: ClassVar[Mapping[str, Score]] = {
        "bertscore": Score("BERTScore F1", "higher", decimals=1),
    }

    def __post_init__(self) -> None:
        self._label = find_model(self.model).label

    @property
    def recipe(self) -> str:
        """The model with its hash, the layer, the baseline."""
        return (
            f"model:{self._label}|layer:last|idf:no|refs:max|cut:{LONGEST} tokens|rescaled:0 is"
            f" {self._baseline:.4f}, random pairs of train references|corpus:mean"
        )

    def prepare(self, task: Task) -> None:
        """Load the model and measure what chance gets on this task's training references."""
        self._encoder = load_encoder(self.model)
        self._known.clear()
        examples = sorted(task.train, key=lambda item: stable_seed(0, item.source.id))
        texts = [item.references[0] for item in examples[:BASELINE_TEXTS] if item.references]
        vectors = self._encoder.tokens(texts)
        pairs = itertools.pairwise(vectors)
        by_chance = [match_tokens(*pair) for pair in pairs]
        self._baseline = float(np.mean(by_chance)) if by_chance else 0.0

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """F1 before rescaling, and 1: (n, 2).

        Raises:
            ValueError: texts and examples differ in number, or an example has no reference.
            RuntimeError: ``prepare`` was not called.
        """
        if self._encoder is None:
            raise RuntimeError("BertScore needs its model: call prepare(task) first")
        for example in examples:
            require_references(example)
        references = dict.fromkeys(r for example in examples for r in example.references)
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        read_once(self._known, list(references), self._encoder.tokens)
        rows = np.ones((len(texts), 2))
        vectors = self._encoder.tokens(texts)
        for row, text, example in zip(rows, vectors, examples, strict=True):
            row[0] = max(match_tokens(text, self._known[other]) for other in example.references)
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Rescaled mean from summed rows: (..., 2) to (...); 0 for no texts."""
        texts = totals[..., 1]
        means = totals[..., 0] / np.maximum(texts, 1)
        rescaled = 100 * (means - self._baseline) / (1 - self._baseline)
        return {"bertscore": np.where(texts > 0, rescaled, 0.0)}


@dataclass
class SentenceCosine:
    """Cosine of sentence vectors times 100: best reference per text, mean over texts.

    Reimers and Gurevych (2019), Sentence-BERT, https://aclanthology.org/D19-1410. Texts of one
    task are alike to begin with, so compare with the human ceiling; may be below 0. A text or
    reference without a character but spaces has cosine 0.

    Attributes:
        model: a name that ``metrics.models.find_model`` knows.

    Raises:
        Unavailable: when built, if the model is not on this machine.
    """

    model: str = "minilm"
    _encoder: Encoder | None = field(default=None, init=False, repr=False, compare=False)
    _known: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    scores: ClassVar[Mapping[str, Score]] = {
        "sentence_cosine": Score("sentence cosine", "higher", decimals=1),
    }

    def __post_init__(self) -> None:
        self._label = find_model(self.model).label

    @property
    def recipe(self) -> str:
        """The model with its hash and where it cuts."""
        cut = f"{self._encoder.sentence_tokens} tokens" if self._encoder else "unprepared"
        return f"model:{self._label}|pooling:mean|refs:max|cut:{cut}|corpus:mean"

    def prepare(self, task: Task) -> None:
        """Load the model."""
        self._encoder = load_encoder(self.model)
        self._known.clear()

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Cosine with the closest reference, and 1: (n, 2).

        Raises:
            ValueError: texts and examples differ in number, or an example has no reference.
            RuntimeError: ``prepare`` was not called.
        """
        if self._encoder is None:
            raise RuntimeError("SentenceCosine needs its model: call prepare(task) first")
        for example in examples:
            require_references(example)
        # All at once: a batch of one item's references keeps no core busy.
        self._vectors(self._encoder, [one for example in examples for one in example.references])
        rows = np.ones((len(texts), 2))
        for row, text, example in zip(
            rows, self._vectors(self._encoder, texts), examples, strict=True
        ):
            others = self._vectors(self._encoder, example.references)
            row[0] = max(float(text @ other) for other in others)
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Mean from summed rows: (..., 2) to (...); 0 for no texts."""
        return {"sentence_cosine": 100 * totals[..., 0] / np.maximum(totals[..., 1], 1)}

    def _vectors(self, encoder: Encoder, texts: Sequence[str]) -> list[Any]:
        vectors = read_once(self._known, texts, encoder.sentences)
        return [
            vector if text.strip() else np.zeros_like(vector)
            for text, vector in zip(texts, vectors, strict=True)
        ]


def match_tokens(text: TokenVectors, reference: TokenVectors) -> float:
    """F1 of greedy matching; 0 where either text has no token but the special ones.

    The special tokens may be matched with, as in the bert-score package, but are not counted.
    """
    if not (text.counts.any() and reference.counts.any()):
        return 0.0
    cosines = text.vectors @ reference.vectors.T
    precision = float(cosines.max(axis=1)[text.counts].mean())
    recall = float(cosines.max(axis=0)[reference.counts].mean())
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
