"""ROUGE-1, ROUGE-2 and ROUGE-L with rouge-score's values, at a multiple of its speed.

Lin (2004), https://aclanthology.org/W04-1013. Each text is read once and each word stemmed once;
the longest common subsequence is counted 1 word of the text against all words of the reference
at a time, on the bits of one integer: Hyyrö (2004), Bit-parallel LCS-length computation revisited.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from importlib.metadata import version
from typing import ClassVar, NamedTuple

import numpy as np
from nltk.stem.porter import PorterStemmer  # type: ignore[import-untyped]  # nltk has no stubs

from bench.api import Example, Floats, Score, Task
from metrics.known import Known
from metrics.sacrebleu_rows import MOST_PAIRS, require_references
from metrics.words import SINGLE

_LATIN = re.compile(r"[a-z0-9]+")
_LATIN_AND_SINGLE = re.compile(rf"[a-z0-9]+|[{SINGLE}]")
_SHORTEST_STEMMED = 4


Scores = tuple[float, float, float]
"""F1 of ROUGE-1, -2 and -L of one pair of texts, 0 to 1."""


class Tokens(NamedTuple):
    """What of a text the three scores need.

    Attributes:
        words: the tokens in order.
        unigrams, bigrams: how often each occurs.
        positions: for each token an integer whose bit i says that it stands at position i.
    """

    words: list[str]
    unigrams: Counter[str]
    bigrams: Counter[tuple[str, str]]
    positions: dict[str, int]


@dataclass
class Rouge:
    """ROUGE F1 times 100: best reference per text and score, mean over texts.

    English tokens are rouge-score's (runs of a-z and 0-9, lower-cased, Porter-stemmed from four
    letters on), which drop every other script. Chinese tokens are single Han or kana characters
    and unstemmed runs of a-z and 0-9. A text without tokens scores 0.

    Attributes:
        use_stemmer: stem English tokens.
    """

    use_stemmer: bool = True
    _language: str = field(default="en", init=False, repr=False, compare=False)
    _known: dict[str, Tokens] = field(default_factory=dict, init=False, repr=False, compare=False)
    _scores: Known[tuple[str, str], Scores] = field(
        default_factory=lambda: Known(MOST_PAIRS), init=False, repr=False, compare=False
    )

    scores: ClassVar[Mapping[str, Score]] = {
        "rouge1": Score("ROUGE-1", "higher", decimals=2),
        "rouge2": Score("ROUGE-2", "higher", decimals=2),
        "rougeL": Score("ROUGE-L", "higher", decimals=2),
    }

    @property
    def recipe(self) -> str:
        """Tokens, stemmer, choice of reference, and the version whose values these are."""
        chinese = self._language == "zh"
        tokens = "char+latin" if chinese else "rouge-score"
        stemmer = "porter" if self.use_stemmer and not chinese else "no"
        return (
            f"f1|refs:max|tok:{tokens}|stem:{stemmer}|case:lc|corpus:mean"
            f"|equals:rouge-score-{version('rouge-score')}|nltk:{version('nltk')}"
        )

    def prepare(self, task: Task) -> None:
        """Choose the tokens by the task's language."""
        self._language = task.language
        self._known.clear()
        self._scores.clear()

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """F1 of ROUGE-1, -2 and -L (0 to 1), and 1 for the text itself: (n, 4).

        Raises:
            ValueError: texts and examples differ in number, or an example has no reference.
        """
        rows = np.ones((len(texts), 4))
        for index, (text, example) in enumerate(zip(texts, examples, strict=True)):
            require_references(example)
            pairs = [(text, reference) for reference in example.references]
            compare = partial(self._compare, text, example.references)
            rows[index, :3] = np.max(self._scores.together(pairs, compare), axis=0)
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Means from summed rows: (..., 4) to (...) per score; 0 for no texts."""
        means = 100 * totals[..., :3] / np.maximum(totals[..., 3:], 1)
        return {key: means[..., index] for index, key in enumerate(self.scores)}

    def _compare(self, text: str, references: Sequence[str]) -> list[Scores]:
        tokens = self._read(text)
        return [_f1_scores(tokens, self._read_once(reference)) for reference in references]

    def _read_once(self, text: str) -> Tokens:
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._read(text)
        return known

    def _read(self, text: str) -> Tokens:
        words = split_tokens(text, self._language, self.use_stemmer)
        bigrams = Counter(itertools.pairwise(words))
        return Tokens(words, Counter(words), bigrams, positions_of(words))


def split_tokens(text: str, language: str, use_stemmer: bool) -> list[str]:
    """The tokens of a text in order; see ``Rouge``."""
    if language == "zh":
        return _LATIN_AND_SINGLE.findall(text.lower())
    words = _LATIN.findall(text.lower())
    return [word for word in map(_stem, words) if word] if use_stemmer else words


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_PORTER.stem(word)) if len(word) >= _SHORTEST_STEMMED else word


_PORTER = PorterStemmer()


def _f1_scores(text: Tokens, reference: Tokens) -> Scores:
    n_text, n_reference = len(text.words), len(reference.words)
    unigrams = (text.unigrams & reference.unigrams).total()
    bigrams = (text.bigrams & reference.bigrams).total()
    return (
        _f1(unigrams, n_text, n_reference),
        _f1(bigrams, n_text - 1, n_reference - 1),
        _f1(lcs_length(text.words, reference.positions, n_reference), n_text, n_reference),
    )


def _f1(hits: int, n_text: int, n_reference: int) -> float:
    if not hits:
        return 0.0
    precision, recall = hits / n_text, hits / n_reference
    return 2 * precision * recall / (precision + recall)


def positions_of(words: Sequence[str]) -> dict[str, int]:
    """For each word the bits of the positions at which it stands."""
    positions: dict[str, int] = {}
    for index, word in enumerate(words):
        positions[word] = positions.get(word, 0) | 1 << index
    return positions


def lcs_length(words: Sequence[str], positions: Mapping[str, int], length: int) -> int:
    """Length of the longest common subsequence of words and a reference.

    Args:
        words: the text.
        positions: of the reference's words, see ``positions_of``.
        length: number of words in the reference.
    """
    every = (1 << length) - 1
    unmatched = every
    for word in words:
        if found := positions.get(word):
            step = unmatched & found
            unmatched = ((unmatched + step) | (unmatched - step)) & every
    return length - unmatched.bit_count()
