"""CIDEr-D as the COCO caption evaluation computes it: similarity of tf-idf weighted n-grams.

Vedantam, Zitnick and Parikh (2015), https://arxiv.org/abs/1411.5726; the COCO code calls this form
CIDEr: counts clipped, a Gaussian on the difference in length, times 10.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from bench.api import Example, Floats, Score, Task
from metrics.ptb import token_rule
from metrics.sacrebleu_rows import require_references

Ngram = tuple[str, ...]
ORDERS = 4
_SIGMA = 6.0


class Weighted(NamedTuple):
    """A text as tf-idf vectors.

    Attributes:
        vectors: weight by n-gram for each order.
        norms: Euclidean length of each vector.
        bigrams: number of bigrams; the original takes it for the length of the text.
    """

    vectors: list[dict[Ngram, float]]
    norms: list[float]
    bigrams: int


@dataclass
class CiderD:
    """Mean CIDEr-D, 0 to 10.

    The rarity of an n-gram is taken from the references of the whole set that ``rows`` was given,
    so a score depends on the company: with a single item every n-gram is in every item and the
    score is 0. In resamples the rarity stays that of the whole set.

    Attributes:
        tokenize: ``ptb`` for the COCO code's tokens, ``none`` for texts that are tokens already.
    """

    tokenize: str = "ptb"

    scores: ClassVar[Mapping[str, Score]] = {"cider": Score("CIDEr-D", "higher", decimals=4)}

    def __post_init__(self) -> None:
        self._split, self._rule = token_rule(self.tokenize, "en")

    @property
    def recipe(self) -> str:
        """Order, tokens, where the rarity comes from."""
        return f"n:{ORDERS}|sigma:{_SIGMA:g}|idf:references of this set|{self._rule}"

    def prepare(self, task: Task) -> None:
        """Chinese texts are split into characters; rarity comes with the references."""
        self._split, self._rule = token_rule(self.tokenize, task.language)

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """CIDEr-D of each text, and 1: (n, 2).

        Raises:
            ValueError: texts and examples differ in number, or an example has no reference.
        """
        for example in examples:
            require_references(example)
        counted = [
            [count_ngrams(self._split(text)) for text in example.references] for example in examples
        ]
        rarity = rarities(counted)
        rows = np.ones((len(texts), 2))
        for row, text, references in zip(rows, texts, counted, strict=True):
            weighted = weigh(count_ngrams(self._split(text)), rarity, math.log(len(examples)))
            others = [weigh(counts, rarity, math.log(len(examples))) for counts in references]
            row[0] = 10 * sum(similarity(weighted, other) for other in others) / len(others)
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Mean from summed rows: (..., 2) to (...); 0 for no texts."""
        return {"cider": totals[..., 0] / np.maximum(totals[..., 1], 1)}


def count_ngrams(words: Sequence[str]) -> Counter[Ngram]:
    """How often each n-gram of 1 to 4 words occurs."""
    return Counter(
        tuple(words[start : start + order])
        for order in range(1, ORDERS + 1)
        for start in range(len(words) - order + 1)
    )


def rarities(counted: Sequence[Sequence[Counter[Ngram]]]) -> dict[Ngram, float]:
    """ln(items / items that have the n-gram in any reference), by n-gram."""
    found: Counter[Ngram] = Counter()
    for references in counted:
        found.update({ngram for counts in references for ngram in counts})
    everywhere = math.log(len(counted)) if counted else 0.0
    return {ngram: everywhere - math.log(items) for ngram, items in found.items()}


def weigh(counts: Counter[Ngram], rarity: Mapping[Ngram, float], unseen: float) -> Weighted:
    """Counts times rarity; ``unseen`` is the rarity of n-grams that no reference has."""
    vectors: list[dict[Ngram, float]] = [{} for _ in range(ORDERS)]
    for ngram, count in counts.items():
        vectors[len(ngram) - 1][ngram] = count * rarity.get(ngram, unseen)
    norms = [math.sqrt(sum(weight**2 for weight in vector.values())) for vector in vectors]
    return Weighted(vectors, norms, sum(n for ngram, n in counts.items() if len(ngram) == 2))


def similarity(text: Weighted, reference: Weighted) -> float:
    """Clipped cosine, mean over the orders, damped by the difference in length."""
    total = 0.0
    for order in range(ORDERS):
        norms = text.norms[order] * reference.norms[order]
        if norms:
            of_reference = reference.vectors[order]
            shared = (
                min(weight, of_reference[ngram]) * of_reference[ngram]
                for ngram, weight in text.vectors[order].items()
                if ngram in of_reference
            )
            total += sum(shared) / norms
    return total / ORDERS * math.exp(-((text.bigrams - reference.bigrams) ** 2) / (2 * _SIGMA**2))
