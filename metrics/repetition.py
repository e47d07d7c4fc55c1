"""Texts that repeat themselves, and texts that repeat their training data at length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from bench.api import Example, Floats, Score, Task
from metrics.words import RULE, split_words

END_OF_REFERENCE = ""
"""Stands between references; no word is empty, so no span runs across."""


@dataclass
class SequenceRepetition:
    """seq-rep-n: the share of a text's word n-grams that occur earlier in it; mean over texts.

    Welleck et al. (2020), Neural Text Generation With Unlikelihood Training,
    https://arxiv.org/abs/1908.04319, equation 10, with words for their tokens. Texts shorter
    than ``order`` words repeat nothing (0).
    """

    order: int = 4

    scores: ClassVar[Mapping[str, Score]] = {
        "seq_rep": Score("seq-rep", "lower", "%", decimals=2),
    }

    @property
    def recipe(self) -> str:
        """Length of the n-grams and the rule for words."""
        return f"n:{self.order}|1 - different/all, mean over texts|{RULE}"

    def prepare(self, task: Task) -> None:
        """Nothing to prepare: one rule for words serves every language."""

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Share repeated (0 to 1), and 1 for the text itself: (n, 2)."""
        rows = np.ones((len(texts), 2))
        for row, text in zip(rows, texts, strict=True):
            words = split_words(text)
            count = len(words) - self.order + 1
            grams = {tuple(words[start : start + self.order]) for start in range(count)}
            row[0] = 1 - len(grams) / count if count > 0 else 0
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Mean in per cent from summed rows: (..., 2) to (...); 0 for no texts."""
        return {"seq_rep": 100 * totals[..., 0] / np.maximum(totals[..., 1], 1)}


@dataclass
class LongestCopy:
    """Words in the longest stretch of a text that stands word for word in a training reference.

    McCoy et al. (2023), https://doi.org/10.1162/tacl_a_00567. The mean over texts, and the share
    of texts that are copied whole. A description: the oracle's values are the ones to compare
    with. An empty text copies nothing.
    """

    _training: Suffixes | None = field(default=None, init=False, repr=False, compare=False)

    scores: ClassVar[Mapping[str, Score]] = {
        "longest_copy": Score("longest copied span", None, "words", decimals=1),
        "copied_whole": Score("texts copied whole", None, "%", decimals=1, share=True),
    }

    @property
    def recipe(self) -> str:
        """What counts as copied and the rule for words."""
        return f"longest common run of words|of:references of train|mean over texts|{RULE}"

    def prepare(self, task: Task) -> None:
        """Index the training references."""
        self._training = Suffixes(
            word
            for example in task.train
            for reference in example.references
            for word in (*split_words(reference), END_OF_REFERENCE)
        )

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Words in the longest copied stretch, whether it is the whole text, and 1: (n, 3).

        Raises:
            RuntimeError: ``prepare`` was not called.
        """
        if self._training is None:
            raise RuntimeError("LongestCopy needs the training texts: call prepare(task) first")
        rows = np.ones((len(texts), 3))
        for row, text in zip(rows, texts, strict=True):
            words = split_words(text)
            longest = self._training.longest_run(words)
            row[:2] = longest, 0 < longest == len(words)
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Means from summed rows: (..., 3) to (...); 0 for no texts."""
        texts = np.maximum(totals[..., 2], 1)
        return {
            "longest_copy": totals[..., 0] / texts,
            "copied_whole": 100 * totals[..., 1] / texts,
        }


class Suffixes:
    """All runs of a sequence of words, as a suffix automaton: finding one takes its length.

    Blumer et al. (1985), https://doi.org/10.1016/0304-3975(85)90157-4.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._link = [-1]
        self._length = [0]
        last = 0
        for word in words:
            last = self._extend(last, word)

    def longest_run(self, words: Sequence[str]) -> int:
        """Number of words in the longest run of ``words`` that occurs in the sequence."""
        state = length = longest = 0
        for word in words:
            while state and word not in self._next[state]:
                state = self._link[state]
                length = self._length[state]
            if word in self._next[state]:
                state = self._next[state][word]
                length += 1
                longest = max(longest, length)
        return longest

    def _extend(self, last: int, word: str) -> int:
        state = self._add({}, self._length[last] + 1)
        before = last
        while before >= 0 and word not in self._next[before]:
            self._next[before][word] = state
            before = self._link[before]
        if before < 0:
            self._link[state] = 0
            return state
        after = self._next[before][word]
        if self._length[before] + 1 == self._length[after]:
            self._link[state] = after
            return state
        copy = self._add(dict(self._next[after]), self._length[before] + 1)
        self._link[copy] = self._link[after]
        self._link[after] = self._link[state] = copy
        while before >= 0 and self._next[before].get(word) == after:
            self._next[before][word] = copy
            before = self._link[before]
        return state

    def _add(self, following: dict[str, int], length: int) -> int:
        self._next.append(following)
        self._link.append(0)
        self._length.append(length)
        return len(self._next) - 1
