"""ROUGE-L as the COCO caption evaluation computes it.

Lin (2004), https://aclanthology.org/W04-1013; Chen et al. (2015), https://arxiv.org/abs/1504.00325.
It is another number than rouge-score's (``metrics.rouge``): the best precision and the best recall
may come from different references, and recall weighs more (beta 1.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from bench.api import Example, Floats, Score, Task
from metrics.ptb import token_rule
from metrics.rouge import lcs_length, positions_of
from metrics.sacrebleu_rows import require_references

_BETA = 1.2


@dataclass
class CocoRougeL:
    """Mean ROUGE-L, 0 to 1; an empty text scores 0.

    Attributes:
        tokenize: ``ptb`` for the COCO code's tokens, ``none`` for texts that are tokens already.
    """

    tokenize: str = "ptb"

    scores: ClassVar[Mapping[str, Score]] = {
        "coco_rougeL": Score("ROUGE-L (COCO)", "higher", decimals=4)
    }

    def __post_init__(self) -> None:
        self._split, self._rule = token_rule(self.tokenize, "en")

    @property
    def recipe(self) -> str:
        """Tokens, choice of reference, weight of recall."""
        return f"f{_BETA}|refs:max precision, max recall|corpus:mean|{self._rule}"

    def prepare(self, task: Task) -> None:
        """Chinese texts are split into characters."""
        self._split, self._rule = token_rule(self.tokenize, task.language)

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """ROUGE-L of each text, and 1: (n, 2).

        Raises:
            ValueError: texts and examples differ in number, or an example has no reference.
        """
        rows = np.ones((len(texts), 2))
        for row, text, example in zip(rows, texts, examples, strict=True):
            require_references(example)
            row[0] = self._best(self._split(text), example.references)
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Mean from summed rows: (..., 2) to (...); 0 for no texts."""
        return {"coco_rougeL": totals[..., 0] / np.maximum(totals[..., 1], 1)}

    def _best(self, words: Sequence[str], references: Sequence[str]) -> float:
        precision = recall = 0.0
        for reference in map(self._split, references):
            shared = lcs_length(words, positions_of(reference), len(reference))
            precision = max(precision, shared / max(len(words), 1))
            recall = max(recall, shared / max(len(reference), 1))
        weighted = recall + _BETA**2 * precision
        return (1 + _BETA**2) * precision * recall / weighted if weighted else 0.0
