"""Interpolated modified Kneser-Ney language model on numpy arrays.

Chen & Goodman (1999), "An empirical study of smoothing techniques for language modeling": three
discounts per order, taken from the counts of counts; lower orders count distinct left neighbours.
The details are those of KenLM's ``lmplz`` (Heafield et al. 2013, "Scalable modified Kneser-Ney
language model estimation"): n-grams that begin with ``<s>`` keep their raw counts, ``<s>`` itself
has no probability, unigrams are interpolated with a uniform distribution over all words but
``<s>``, ``<unk>`` lives on that share alone, and an order whose counts of counts give no sensible
discounts uses (0.5, 1, 1.5).

Scoring and sampling work on many places or sentences at once, each step a binary search or a sum
over whole arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from generators.ngram.tables import (
    END_ID,
    START_ID,
    UNKNOWN_ID,
    Floats,
    Ints,
    Level,
    Longs,
    Singles,
    estimate,
    pad,
)

UNKNOWN, START, END = "<unk>", "<s>", "</s>"


@dataclass(frozen=True, slots=True)
class KneserNey:
    """A fitted model.

    Attributes:
        levels: one table per order, unigrams first; row = word id in the unigram table.
        discounts: (order, 3) D1, D2, D3+ of each order; (0, 3) for a model read from a file.
    """

    levels: tuple[Level, ...]
    discounts: Floats

    @property
    def order(self) -> int:
        """Longest n-gram."""
        return len(self.levels)

    @property
    def vocabulary_size(self) -> int:
        """Number of word ids, the three special ones included."""
        return len(self.levels[0].word)

    @classmethod
    def fit(cls, tokens: npt.ArrayLike, lengths: npt.ArrayLike, size: int, order: int) -> KneserNey:
        """Estimate from sentences laid end to end.

        Args:
            tokens: (n,) word ids from 3 on, without sentence marks; 0 stands for unknown words.
            lengths: words per sentence; they add up to n.
            size: number of word ids, the special ones included.
            order: longest n-gram, at least 1.

        Raises:
            ValueError: the lengths do not add up, an id is out of range, or the order is below 1.
        """
        if order < 1:
            raise ValueError(f"order must be at least 1, found {order}")
        text, room = pad(np.asarray(tokens), np.asarray(lengths), size)
        return cls(*estimate(text, room, size, order))

    def logprob(self, tokens: npt.ArrayLike, lengths: npt.ArrayLike) -> Floats:
        """Natural log probability of each word and of each sentence's end.

        Returns:
            (n + number of sentences,) in order, each sentence's ``</s>`` after its words.
        """
        return self.score(tokens, lengths)[0]

    def score(self, tokens: npt.ArrayLike, lengths: npt.ArrayLike) -> tuple[Floats, Longs]:
        """``logprob``, and the order of the longest known n-gram that ends at each word."""
        text, _ = pad(np.asarray(tokens), np.asarray(lengths), self.vocabulary_size)
        starts = text == START_ID
        rows = [text.astype(np.int64)]
        for level in range(1, self.order):
            # The n-gram that ends at i is the (n-1)-gram that ends at i - 1, and word i.
            before = np.concatenate(([-1], rows[-1][:-1]))
            before[starts] = -1
            rows.append(self._successors(level, before, text))
        known = np.sum([row >= 0 for row in rows], axis=0, dtype=np.int64)
        return self._combine(rows)[~starts], np.asarray(known)[~starts]

    def perplexity(self, tokens: npt.ArrayLike, lengths: npt.ArrayLike) -> float:
        """exp of the mean negative log probability per token, sentence ends included."""
        return float(np.exp(-self.logprob(tokens, lengths).mean()))

    def sample(
        self, count: int, max_length: int, seed: int, start: npt.ArrayLike = (), shortest: int = 0
    ) -> tuple[Ints, Ints]:
        """Draw sentences from the model, all of them a word at a time in step.

        Args:
            count: number of sentences.
            max_length: longest sentence in words, ``start`` not counted; longer ones are cut.
            seed: equal seeds give equal sentences.
            start: word ids that the sentences begin with, not part of the result: (k,) for all
                or (count, k) one row each.
            shortest: never look away from a known context of so many words; 0 samples the model
                as it is, 2 says seen trigrams only.

        Returns:
            (count, max_length) word ids, 0 behind the end, and (count,) lengths.
        """
        generator = np.random.default_rng(seed)
        words = np.zeros((count, max_length), np.int32)
        lengths = np.full(count, max_length, np.int32)
        alive = np.arange(count)
        history = [np.full(count, -1, np.int64)] * (self.order - 1)
        given = np.broadcast_to(np.asarray(start, np.int64), (count, np.shape(start)[-1]))
        for column in (np.full(count, START_ID), *given.T):
            history = self._advance(history, column)
        for step in range(max_length):
            drawn = self._draw(history, generator.random(len(alive)), shortest)
            goes_on = drawn != END_ID
            lengths[alive[~goes_on]] = step
            alive, drawn = alive[goes_on], drawn[goes_on]
            if not len(alive):
                break
            words[alive, step] = drawn
            history = self._advance([rows[goes_on] for rows in history], drawn)
        return words, lengths

    def distribution(self, history: Sequence[int]) -> Floats:
        """p(word | history) for every word id, shape (vocabulary_size,); ``<s>`` has none."""
        size = self.vocabulary_size
        rows = [np.full(1, -1, np.int64)] * (self.order - 1)
        for word in history:
            rows = self._advance(rows, np.full(1, word))
        contexts = [np.repeat(row, size) for row in rows]
        words = np.arange(size)
        found = [words.astype(np.int64)]
        for level, context in enumerate(contexts, 1):
            found.append(self._successors(level, context, words))
        probabilities = np.zeros(size)
        weight = np.ones(size)
        pending = words != START_ID
        for level in range(self.order - 1, -1, -1):
            hit = pending & (found[level] >= 0)
            probabilities[hit] = weight[hit] * self.levels[level].probability[found[level][hit]]
            pending &= ~hit
            if level:
                weight *= _at(self.levels[level - 1].backoff, contexts[level - 1])
        return probabilities

    @property
    def bytes_per_ngram(self) -> float:
        """Memory of the tables over the number of n-grams of all orders."""
        return sum(level.bytes_used for level in self.levels) / sum(
            len(level.word) for level in self.levels
        )

    def _successors(self, level: int, contexts: Longs, words: npt.NDArray[np.integer]) -> Longs:
        """Rows of context + word in ``levels[level]`` by binary search; -1 where there is none."""
        table = self.levels[level].key
        if not len(table):
            return np.full(len(contexts), -1, np.int64)
        wanted = contexts * self.vocabulary_size + words
        rows = np.minimum(np.searchsorted(table, wanted), len(table) - 1)
        return np.where((contexts >= 0) & (table[rows] == wanted), rows, -1)

    def _combine(self, rows: Sequence[Longs]) -> Floats:
        """Log probabilities from the rows of the n-grams of each order that end at each place."""
        total = np.zeros(len(rows[0]))
        pending = np.ones(len(total), bool)
        for level in range(self.order - 1, -1, -1):
            hit = pending & (rows[level] >= 0)
            total[hit] += _log(self.levels[level].probability[rows[level][hit]])
            pending &= ~hit
            if level:
                context = np.concatenate(([-1], rows[level - 1][:-1]))[pending]
                total[pending] += _log(_at(self.levels[level - 1].backoff, context))
        return total

    def _draw(self, history: Sequence[Longs], uniform: Floats, shortest: int) -> Longs:
        """One word per stream: stay among the seen successors or hand on to a shorter context."""
        drawn = np.full(len(uniform), -1, np.int64)
        left = uniform.copy()
        for level in range(self.order - 1, 0, -1):
            here = np.flatnonzero((drawn < 0) & (history[level - 1] >= 0))
            if not len(here):
                continue
            context = history[level - 1][here]
            first = self.levels[level - 1].first
            mass = self.levels[level].mass
            low, high = mass[first[context]], mass[first[context + 1]]
            if level <= shortest:
                left[here] *= np.where(high > low, high - low, 1.0)
            stays = left[here] < high - low
            rows = np.searchsorted(mass, low[stays] + left[here[stays]], side="right") - 1
            rows = np.clip(rows, first[context[stays]], first[context[stays] + 1] - 1)
            drawn[here[stays]] = self.levels[level].word[rows]
            gone, share = here[~stays], (high - low)[~stays]
            left[gone] = np.minimum((left[gone] - share) / np.maximum(1 - share, 1e-300), 1 - 1e-16)
        rest = np.flatnonzero(drawn < 0)
        if not len(rest):
            return drawn
        share = self.levels[0].mass[-1]
        seen = np.searchsorted(self.levels[0].mass, left[rest], side="right") - 1
        # What is left over is uniform over every word but <s>, which the shift leaves out.
        spread = (left[rest] - share) / max(1 - share, 1e-300) * (self.vocabulary_size - 1)
        other = np.clip(spread.astype(np.int64), 0, self.vocabulary_size - 2)
        other += other >= START_ID
        drawn[rest] = np.where(
            left[rest] < share, np.minimum(seen, self.vocabulary_size - 1), other
        )
        return drawn

    def _advance(self, history: Sequence[Longs], words: npt.NDArray[np.integer]) -> list[Longs]:
        """Rows of the contexts of 1 to order - 1 words once ``words`` have been said."""
        if self.order == 1:
            return []
        rows = [words.astype(np.int64)]
        for level in range(1, self.order - 1):
            rows.append(self._successors(level, history[level - 1], words))
        return rows


def encode(sentences: Iterable[Sequence[str]]) -> tuple[Ints, Ints, list[str]]:
    """Word ids, words per sentence and the vocabulary of tokenised sentences."""
    listed = list(sentences)
    ids = {UNKNOWN: UNKNOWN_ID, START: START_ID, END: END_ID}
    words = list(chain.from_iterable(listed))
    for word in dict.fromkeys(words):
        ids.setdefault(word, len(ids))
    tokens = np.fromiter(map(ids.__getitem__, words), np.int32, len(words))
    lengths = np.fromiter(map(len, listed), np.int32, len(listed))
    return tokens, lengths, list(ids)


def _at(values: Singles, rows: Longs) -> Floats:
    """``values[rows]``, 1 for row -1."""
    found = np.ones(len(rows))
    known = rows >= 0
    found[known] = values[rows[known]]
    return found


def _log(values: npt.NDArray[np.floating]) -> Floats:
    """Logarithm, of the smallest normal single for 0, so that none is infinite."""
    return np.log(np.maximum(values.astype(np.float64), np.finfo(np.float32).tiny))
