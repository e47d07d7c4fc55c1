"""How rich the words of a whole set of texts are, and how alike its texts.

All of these move with the size of the set: compare sets of equal size only. A set that is too
small for a score has none (``None``).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from bench.api import Example, Score, Task
from metrics.words import RULE, split_words

Ngram = tuple[str, ...]
SELF_BLEU_ORDERS = 4
SMOOTHING = 0.1
"""Matches that an order without any counts (Chen and Cherry 2014, method 1)."""


@dataclass
class LexicalRichness:
    """MSTTR and MTLD of all texts read as one, in the order given.

    Johnson (1944), Studies in language behavior (mean segmental type-token ratio: full segments
    only, the rest is left out); McCarthy and Jarvis (2010), https://doi.org/10.3758/BRM.42.2.381
    (mean length of a run of words that keeps its type-token ratio above a threshold, forwards and
    backwards).

    Attributes:
        segment: words in a segment; a shorter set has no MSTTR.
        threshold: of the type-token ratio.
        words_min: fewest words for MTLD; the paper warns below 100. Nor has a set an MTLD whose
            words all differ.
    """

    segment: int = 50
    threshold: float = 0.72
    words_min: int = 100

    scores: ClassVar[Mapping[str, Score]] = {
        "msttr": Score("MSTTR", "higher", "%", decimals=1),
        "mtld": Score("MTLD", "higher", "words", decimals=1),
    }

    def __post_init__(self) -> None:
        if self.segment < 1 or not 0 < self.threshold < 1:
            raise ValueError(
                "wanted a segment of at least one word and a threshold between 0 and 1, found"
                f" {self.segment} and {self.threshold}: see the paper for usual values"
            )

    @property
    def recipe(self) -> str:
        """Segment, threshold, the rule for words."""
        return (
            f"msttr:{self.segment} words|mtld:{self.threshold:g}, both ways, from"
            f" {self.words_min} words|texts joined|{RULE}"
        )

    def prepare(self, task: Task) -> None:
        """Nothing to prepare: one rule for words serves every language."""

    def score(
        self, texts: Sequence[str], examples: Sequence[Example]
    ) -> Mapping[str, float | None]:
        """MSTTR in per cent, MTLD in words; None where the set is too small."""
        words = [word for text in texts for word in split_words(text)]
        ratio = mean_segmental_ratio(words, self.segment)
        return {
            "msttr": None if ratio is None else 100 * ratio,
            "mtld": mtld(words, self.threshold) if len(words) >= self.words_min else None,
        }


@dataclass
class Entropy:
    """Shannon entropy of words and of word pairs, in bits: 0 where one is repeated for ever.

    Shannon (1948); as a measure of generated text in Gehrmann et al. (2021), GEM,
    https://aclanthology.org/2021.gem-1.10. Pairs do not cross texts.
    """

    scores: ClassVar[Mapping[str, Score]] = {
        "entropy1": Score("entropy-1", "higher", "bits"),
        "entropy2": Score("entropy-2", "higher", "bits"),
    }

    @property
    def recipe(self) -> str:
        """The base and the rule for words."""
        return f"shannon, log2, maximum likelihood|{RULE}"

    def prepare(self, task: Task) -> None:
        """Nothing to prepare: one rule for words serves every language."""

    def score(
        self, texts: Sequence[str], examples: Sequence[Example]
    ) -> Mapping[str, float | None]:
        """Bits per word and per pair; None where there is no word, or no pair."""
        words = [split_words(text) for text in texts]
        return {
            f"entropy{order}": entropy_bits(gram for text in words for gram in ngrams(text, order))
            for order in (1, 2)
        }


@dataclass
class SelfBleu:
    """Mean BLEU of each text with all others as its references: 100 is one text said n times.

    Zhu et al. (2018), Texygen, https://arxiv.org/abs/1802.01886. The value rises with the number
    of texts. Texts without words are left out; fewer than two texts with words have none.
    """

    scores: ClassVar[Mapping[str, Score]] = {
        "self_bleu": Score("self-BLEU", "lower", decimals=1),
    }

    @property
    def recipe(self) -> str:
        """Orders, smoothing, the rule for words."""
        return (
            f"mean sentence bleu-{SELF_BLEU_ORDERS}|refs:all other texts|brevity:closest"
            f"|smooth:method1-{SMOOTHING}|{RULE}"
        )

    def prepare(self, task: Task) -> None:
        """Nothing to prepare: one rule for words serves every language."""

    def score(
        self, texts: Sequence[str], examples: Sequence[Example]
    ) -> Mapping[str, float | None]:
        """Self-BLEU, 0 to 100."""
        return {"self_bleu": self_bleu([words for words in map(split_words, texts) if words])}


def ngrams(words: Sequence[str], order: int) -> list[Ngram]:
    """All runs of ``order`` words."""
    return [tuple(words[start : start + order]) for start in range(len(words) - order + 1)]


def mean_segmental_ratio(words: Sequence[str], segment: int) -> float | None:
    """Mean share of different words in full segments, None for fewer words than one segment."""
    ratios = [
        len(set(words[start : start + segment])) / segment
        for start in range(0, len(words) - segment + 1, segment)
    ]
    return sum(ratios) / len(ratios) if ratios else None


def mtld(words: Sequence[str], threshold: float) -> float | None:
    """Mean of both directions; None where all words differ, for no run ever ends."""
    factors = _factors(words, threshold), _factors(words[::-1], threshold)
    return sum(len(words) / count for count in factors) / 2 if all(factors) else None


def _factors(words: Sequence[str], threshold: float) -> float:
    """Runs until the share of different words falls to the threshold, the last one in part."""
    count, length = 0.0, 0
    seen: set[str] = set()
    for word in words:
        seen.add(word)
        length += 1
        if len(seen) / length <= threshold:
            count, length = count + 1, 0
            seen.clear()
    if length:
        count += (1 - len(seen) / length) / (1 - threshold)
    return count


def entropy_bits(items: Iterable[Ngram]) -> float | None:
    """Entropy of the items' distribution, None for no items."""
    counts = Counter(items)
    total = counts.total()
    if not total:
        return None
    # Entropy of a single item would be -0.0 without the sum's own 0.
    return 0.0 - sum(count / total * math.log2(count / total) for count in counts.values())


def self_bleu(texts: Sequence[Sequence[str]]) -> float | None:
    """Self-BLEU of texts with at least one word each, in one pass for each order.

    An n-gram of a text may match as often as it occurs in any *other* text, so that the two
    highest counts of each n-gram, and whose the highest is, are all that must be known.
    """
    if len(texts) < 2:
        return None
    logs = [0.0] * len(texts)
    for order in range(1, SELF_BLEU_ORDERS + 1):
        counted = [Counter(ngrams(text, order)) for text in texts]
        highest = _highest_counts(counted)
        for index, counts in enumerate(counted):
            matches = sum(
                min(count, highest[gram][1] if highest[gram][2] == index else highest[gram][0])
                for gram, count in counts.items()
            )
            if order == 1 and not matches:
                logs[index] = -math.inf
            share = (matches or SMOOTHING) / max(counts.total(), 1)
            logs[index] += math.log(share) / SELF_BLEU_ORDERS
    lengths = Counter(map(len, texts))
    scores = [
        math.exp(log + min(0.0, 1 - _closest(lengths, len(text)) / len(text)))
        for log, text in zip(logs, texts, strict=True)
    ]
    return 100 * sum(scores) / len(scores)


def _highest_counts(counted: Sequence[Counter[Ngram]]) -> dict[Ngram, tuple[int, int, int]]:
    """For each n-gram its highest and second highest count in a text, and the first's index."""
    highest: dict[Ngram, tuple[int, int, int]] = {}
    for index, counts in enumerate(counted):
        for gram, count in counts.items():
            first, second, owner = highest.get(gram, (0, 0, -1))
            if count > first:
                highest[gram] = count, first, index
            elif count > second:
                highest[gram] = first, count, owner
    return highest


def _closest(lengths: Counter[int], length: int) -> int:
    """The length among all other texts that is nearest, the shorter of two equally near."""
    if lengths[length] > 1:
        return length
    return min((other for other in lengths if other != length), key=lambda o: (abs(o - length), o))
