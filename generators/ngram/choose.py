"""Which sentences make the text: cover every fact once, then prefer what the model finds likely.

Langkilde & Knight (1998), "Generation that exploits corpus-based statistical knowledge": generate
many, rank with the language model. A beam search over the candidates, each fact one bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pool:
    """Candidate sentences as arrays, one entry each.

    Attributes:
        facts: bit set of the facts carried.
        once: the part of ``facts`` that may be said only once (all but names).
        words: length in words.
        merit: how good the sentence is by itself, higher is better.
        opens: may stand first.
    """

    facts: Longs
    once: Longs
    words: Longs
    merit: Floats
    opens: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Weights:
    """What a text is worth: per main fact, per optional fact, per sentence, per repeated name."""

    main: float
    optional: float
    sentence: float
    again: float


def choose(
    pool: Pool, optional: int, weights: Weights, max_words: int, beam: int, longest: int
) -> list[int]:
    """Indices of the sentences of the best text found, opener first; empty without an opener."""
    value = pool.merit - weights.sentence
    order = np.flatnonzero(pool.opens & (pool.words <= max_words))
    if not len(order):
        return []
    worth = value[order] + _worth(pool.facts[order], optional, weights)
    best_first = np.argsort(-worth, kind="stable")[:beam]
    chosen = order[best_first][:, None]
    score = worth[best_first]
    facts, once, words = (a[chosen[:, 0]] for a in (pool.facts, pool.once, pool.words))
    best, best_score = chosen[0].tolist(), score[0]
    for _ in range(longest - 1):
        fits = (once[:, None] & pool.once) == 0
        fits &= words[:, None] + pool.words <= max_words
        fits &= ~(chosen[:, :, None] == np.arange(len(value))).any(1)
        gain = _worth(pool.facts & ~facts[:, None], optional, weights) + value
        gain -= weights.again * np.bitwise_count(pool.facts & facts[:, None])
        total = np.where(fits, score[:, None] + gain, -np.inf)
        state, picked = _distinct_best(total, facts[:, None] | pool.facts, beam)
        if not len(state):
            break
        score = total[state, picked]
        facts, once = facts[state] | pool.facts[picked], once[state] | pool.once[picked]
        words = words[state] + pool.words[picked]
        chosen = np.concatenate((chosen[state], picked[:, None]), 1)
        if score[0] > best_score:
            best, best_score = chosen[0].tolist(), score[0]
    return best


def _worth(facts: Longs, optional: int, weights: Weights) -> Floats:
    main = np.bitwise_count(facts & ~optional)
    return weights.main * main + weights.optional * np.bitwise_count(facts & optional)


def _distinct_best(total: Floats, facts: Longs, beam: int) -> tuple[Longs, Longs]:
    """The best continuations, at most one per set of facts, best first."""
    flat = total.ravel()
    top = np.argsort(-flat, kind="stable")[: 8 * beam]
    top = top[np.isfinite(flat[top])]
    _, first = np.unique(facts.ravel()[top], return_index=True)
    top = top[np.sort(first)][:beam]
    return top // total.shape[1], top % total.shape[1]


def in_order(indices: Sequence[int], place: Floats) -> list[int]:
    """The opener, then the others by their usual place in a text."""
    return [*indices[:1], *sorted(indices[1:], key=lambda index: float(place[index]))]
