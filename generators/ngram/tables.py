"""Counting and smoothing: from a text of word ids to one sorted table per order.

The estimator behind ``kneser_ney``; see there for what is estimated and after whom. A table's rows
are sorted by (row of the context, last word), so the successors of a context are one slice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

UNKNOWN_ID, START_ID, END_ID = 0, 1, 2
FALLBACK_DISCOUNTS = (0.5, 1.0, 1.5)

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Level:
    """All n-grams of one order n, sorted by words, and the contexts of the next order.

    Attributes:
        key: (size,) row of the context times the vocabulary's size, plus the last word; sorted.
        word: (size,) last word of each n-gram.
        probability: (size,) interpolated p(last word | the words before).
        backoff: (size,) weight that the n-gram as a context gives to its suffix; 1 without
            successors.
        first: (size + 1,) successors of row i are rows first[i] to first[i + 1] of the level above.
        mass: (size + 1,) running sum of the discounted share of the n-grams, for sampling.
    """

    key: Longs
    word: Ints
    probability: Singles
    backoff: Singles
    first: Ints
    mass: Floats

    @property
    def bytes_used(self) -> int:
        """Memory of the table."""
        return sum(getattr(self, name).nbytes for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class _Counts:
    """One order before smoothing, (size,) each; ``parent``: row of all but the last word."""

    key: Longs
    word: Ints
    parent: Ints
    suffix: Ints
    count: Longs
    starts: Booleans


def pad(tokens: Ints, lengths: Ints, size: int) -> tuple[Ints, Ints]:
    """The text with <s> and </s>, and how many tokens of the sentence start at each place."""
    if lengths.sum() != len(tokens):
        raise ValueError(f"lengths add up to {lengths.sum()}, but there are {len(tokens)} tokens")
    if len(tokens) and not (tokens.min() >= 0 and tokens.max() < size):
        raise ValueError(f"word ids must lie in 0..{size - 1}: {tokens.min()}..{tokens.max()}")
    ends = np.cumsum(lengths + 2)
    text = np.empty(len(tokens) + 2 * len(lengths), np.int32)
    marks = np.concatenate((ends - lengths - 2, ends - 1)).astype(np.int64)
    inner = np.ones(len(text), bool)
    inner[marks] = False
    text[inner] = tokens
    text[ends - lengths - 2] = START_ID
    text[ends - 1] = END_ID
    room = np.repeat(ends, lengths + 2) - np.arange(len(text))
    return text, room.astype(np.int32)


def _count(text: Ints, room: Ints, size: int, order: int) -> list[_Counts]:
    """Raw counts of all n-grams, each order sorted by (row of its context, last word)."""
    everything = np.arange(size, dtype=np.int32)
    zeros = np.zeros(size, np.int32)
    total = np.bincount(text, minlength=size)
    counts = [_Counts(np.arange(size), everything, zeros, zeros, total, everything == START_ID)]
    # row[i]: the n-gram that starts at i, in the table of its order.
    row: npt.NDArray[np.integer] = text
    for length in range(2, order + 1):
        place = np.flatnonzero(room >= length)
        key = row[place].astype(np.int64) * size + text[place + length - 1]
        by_key = np.argsort(key)
        ordered = key[by_key]
        fresh = np.concatenate(([True], ordered[1:] != ordered[:-1])) if len(key) else key > 0
        first = np.flatnonzero(fresh)
        example = place[by_key[first]]
        parent = row[example].astype(np.int32)
        counts.append(
            _Counts(
                ordered[first],
                text[example + length - 1],
                parent,
                row[example + 1].astype(np.int32),
                np.diff(np.append(first, len(key))),
                counts[-1].starts[parent],
            )
        )
        grown = np.full(len(text), -1, np.int32)
        grown[place[by_key]] = np.cumsum(fresh) - 1
        row = grown
    return counts


def estimate(text: Ints, room: Ints, size: int, order: int) -> tuple[tuple[Level, ...], Floats]:
    """The tables of all orders, unigrams first, and the (order, 3) discounts."""
    counts = _count(text, room, size, order)
    discounts = np.empty((order, 3))
    shares: list[Floats] = []
    weights: list[Floats] = []
    for n, table in enumerate(counts):
        adjusted = table.count
        if n + 1 < order:
            left = np.bincount(counts[n + 1].suffix, minlength=len(table.count))
            adjusted = np.where(table.starts, table.count, left)
        if n == 0:
            adjusted = np.where(np.arange(len(adjusted)) == START_ID, 0, adjusted)
        discounts[n] = _discounts(adjusted)
        contexts = len(counts[n - 1].word) if n else 1
        off = np.concatenate(([0.0], discounts[n]))[np.minimum(adjusted, 3)]
        total = np.bincount(table.parent, adjusted, contexts)
        held_back = np.bincount(table.parent, off, contexts)
        known = np.maximum(total, 1)
        shares.append((adjusted - off) / known[table.parent])
        weights.append(np.where(total > 0, held_back / known, 1.0))
    return _levels(counts, shares, weights), discounts


def _levels(
    counts: Sequence[_Counts], shares: Sequence[Floats], weights: Sequence[Floats]
) -> tuple[Level, ...]:
    levels: list[Level] = []
    lower = np.full(1, 1 / max(len(counts[0].word) - 1, 1))
    for n, table in enumerate(counts):
        probability = shares[n] + weights[n][table.parent] * lower[table.suffix]
        if n == 0:
            probability[START_ID] = 0.0
        lower = probability
        top = n + 1 == len(counts)
        above = np.empty(0, np.int32) if top else counts[n + 1].parent
        backoff = np.ones(len(table.word)) if top else weights[n + 1]
        levels.append(
            make_level(
                key=table.key,
                word=table.word,
                probability=probability,
                backoff=backoff,
                share=shares[n],
                above=above,
            )
        )
    return tuple(levels)


def make_level(
    *, key: Longs, word: Ints, probability: Floats, backoff: Floats, share: Floats, above: Ints
) -> Level:
    """A table from its columns; ``above``: context rows of the n-grams one order up, sorted."""
    successors = np.bincount(above, minlength=len(word))
    return Level(
        key=key,
        word=word,
        probability=probability.astype(np.float32),
        backoff=backoff.astype(np.float32),
        first=np.concatenate(([0], np.cumsum(successors))).astype(np.int32),
        mass=np.concatenate(([0.0], np.cumsum(share))),
    )


def _discounts(adjusted: Longs) -> Floats:
    """D1, D2, D3+ by equation 26 of Chen & Goodman; the fallback where it is not defined."""
    n1, n2, n3, n4 = (int(count) for count in np.bincount(adjusted.clip(0, 5), minlength=6)[1:5])
    if not (n1 and n2 and n3):
        return np.array(FALLBACK_DISCOUNTS)
    y = n1 / (n1 + 2 * n2)
    found = np.array([1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3])
    sensible = (found >= 0).all() and (found <= (1, 2, 3)).all()
    return found if sensible else np.array(FALLBACK_DISCOUNTS)
