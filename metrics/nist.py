"""NIST as mteval-v13a.pl computes it: n-grams weighted by how much they tell.

Doddington (2002), Automatic evaluation of machine translation quality using n-gram co-occurrence
statistics, HLT. The Python ports differ from the Perl program that made the published numbers:
NLTK takes the best single reference where mteval counts against the union of all, and pymteval
takes another reference length.
"""

from __future__ import annotations

import math
import string
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from sacrebleu.tokenizers.tokenizer_zh import TokenizerZh

from bench.api import Example, Floats, Score, Task
from metrics.sacrebleu_rows import require_references

Ngram = tuple[str, ...]
ORDERS = 5
_BETA = math.log(0.5) / math.log(1.5) ** 2
"""A text of two thirds of the references' length loses half of its score."""


@dataclass
class Nist:
    """Corpus NIST up to 5-grams; 0 for empty texts, no upper bound.

    What an n-gram tells (its weight) is taken from the references of the whole set that ``rows``
    was given and stays the same in every resample.

    Attributes:
        lowercase: compare texts with A to Z in lower case, as mteval does unless told otherwise;
            it leaves other letters alone.
        tokenize: ``13a`` for mteval's tokens (for Chinese sacreBLEU's ``zh``, characters), ``none``
            for texts that are tokens already.
    """

    lowercase: bool = True
    tokenize: str = "13a"

    scores: ClassVar[Mapping[str, Score]] = {"nist": Score("NIST", "higher", decimals=4)}

    def __post_init__(self) -> None:
        if self.tokenize not in ("13a", "none"):
            raise ValueError(f"tokenize is {self.tokenize!r}: wanted '13a' or 'none'")
        self._tokens = self.tokenize

    @property
    def recipe(self) -> str:
        """Order, tokens, case, and where the weights and the length come from."""
        case = "lc A-Z" if self.lowercase else "mixed"
        return f"n:{ORDERS}|tok:{self._tokens}|case:{case}|weights:all references|like:mteval-v13a"

    def prepare(self, task: Task) -> None:
        """Chinese texts are split into characters; the weights come with the references."""
        chinese = self.tokenize == "13a" and task.language == "zh"
        self._tokens = "zh" if chinese else self.tokenize

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Weight of the matches x 5, n-grams x 5, words in all references, references, 1: (n, 13).

        Raises:
            ValueError: texts and examples differ in number, or an example has no reference.
        """
        for example in examples:
            require_references(example)
        references = [
            [count_ngrams(self._split(text)) for text in example.references] for example in examples
        ]
        weights = weigh_ngrams([counts for several in references for counts in several])
        rows = np.zeros((len(texts), 2 * ORDERS + 3))
        for row, text, several in zip(rows, texts, references, strict=True):
            found = count_ngrams(self._split(text))
            most: Counter[Ngram] = Counter()
            for counts in several:
                most |= counts
            for ngram, count in found.items():
                row[len(ngram) - 1] += min(count, most[ngram]) * weights.get(ngram, 0.0)
                row[ORDERS + len(ngram) - 1] += count
            words = sum(n for counts in several for ngram, n in counts.items() if len(ngram) == 1)
            row[2 * ORDERS :] = words, len(several), 1
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """NIST from summed rows: (..., 13) to (...)."""
        matched, ngrams = totals[..., :ORDERS], totals[..., ORDERS : 2 * ORDERS]
        gained = (matched / np.maximum(ngrams, 1)).sum(axis=-1)
        words, references, texts = np.moveaxis(totals[..., 2 * ORDERS :], -1, 0)
        expected = words * texts / np.maximum(references, 1)
        ratio = np.minimum(ngrams[..., 0] / np.maximum(expected, 1), 1)
        log_ratio = np.log(np.where(ratio > 0, ratio, 1))
        return {"nist": np.where(ratio > 0, gained * np.exp(_BETA * log_ratio**2), 0.0)}

    def _split(self, text: str) -> list[str]:
        cased = text.translate(_TO_LOWER) if self.lowercase else text
        return _TOKENIZERS[self._tokens](cased).split()


_TO_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_TOKENIZERS: Mapping[str, Callable[[str], str]] = {
    "13a": Tokenizer13a(),  # type: ignore[no-untyped-call]  # sacreBLEU has no types here
    "zh": TokenizerZh(),  # type: ignore[no-untyped-call]
    "none": str,
}


def count_ngrams(words: Sequence[str]) -> Counter[Ngram]:
    """How often each n-gram of 1 to 5 words occurs."""
    return Counter(
        tuple(words[start : start + order])
        for order in range(1, ORDERS + 1)
        for start in range(len(words) - order + 1)
    )


def weigh_ngrams(references: Sequence[Counter[Ngram]]) -> dict[Ngram, float]:
    """Bits that the last word of each n-gram tells after those before it, over all references."""
    total: Counter[Ngram] = Counter()
    for counts in references:
        total.update(counts)
    words = sum(count for ngram, count in total.items() if len(ngram) == 1)
    return {
        ngram: math.log2((total[ngram[:-1]] if len(ngram) > 1 else words) / count)
        for ngram, count in total.items()
    }
