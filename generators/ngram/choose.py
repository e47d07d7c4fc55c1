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
class Search:
    """What a text is worth, and how far to look for it.

    Attributes:
        main, optional: worth of a fact.
        sentence, again: cost of a sentence, of naming a name once more.
        optional_facts: bit set of the facts that count as optional.
        max_words: longest text.
        max_sentences: most sentences.
        beam: texts kept at each step.
    """

    main: float
    optional: float
    sentence: float
    again: float
    optional_facts: int
    max_words: int
    max_sentences: int
    beam: int

    def worth(self, facts: Longs) -> Floats:
        """Worth of bit sets of facts."""
        main = np.bitwise_count(facts & ~self.optional_facts)
        rest = np.bitwise_count(facts & self.optional_facts)
        return np.asarray(self.main * main + self.optional * rest)


def choose(pool: Pool, search: Search) -> list[int]:
    """Indices of the sentences of the best text found, opener first; empty without an opener."""
    value = pool.merit - search.sentence
    order = np.flatnonzero(pool.opens & (pool.words <= search.max_words))
    if not len(order):
        return []
    worth = value[order] + search.worth(pool.facts[order])
    best_first = np.argsort(-worth, kind="stable")[: search.beam]
    score, chosen = worth[best_first], order[best_first][:, None]
    facts, once, words = (a[chosen[:, 0]] for a in (pool.facts, pool.once, pool.words))
    best, best_score = chosen[0], score[0]
    for _ in range(search.max_sentences - 1):
        fits = (once[:, None] & pool.once) == 0
        fits &= words[:, None] + pool.words <= search.max_words
        fits &= ~(chosen[:, :, None] == np.arange(len(value))).any(1)
        gain = search.worth(pool.facts & ~facts[:, None]) + value
        gain -= search.again * np.bitwise_count(pool.facts & facts[:, None])
        total = np.where(fits, score[:, None] + gain, -np.inf)
        state, picked = _distinct_best(total, facts[:, None] | pool.facts, search.beam)
        if not len(state):
            break
        score = total[state, picked]
        facts, once = facts[state] | pool.facts[picked], once[state] | pool.once[picked]
        words = words[state] + pool.words[picked]
        chosen = np.concatenate((chosen[state], picked[:, None]), 1)
        if score[0] > best_score:
            best, best_score = chosen[0], score[0]
    return [int(index) for index in best]


def _distinct_best(total: Floats, facts: Longs, beam: int) -> tuple[Longs, Longs]:
    """The best continuations, at most one per set of facts, best first."""
    flat = total.ravel()
    top = np.argsort(-flat, kind="stable")[: 8 * beam]
    top = top[np.isfinite(flat[top])]
    _, first = np.unique(facts.ravel()[top], return_index=True)
    top = np.asarray(top[np.sort(first)][:beam])
    return top // total.shape[1], top % total.shape[1]


def in_order(indices: Sequence[int], place: Floats) -> list[int]:
    """The opener, then the others by their usual place in a text."""
    return [*indices[:1], *sorted(indices[1:], key=lambda index: float(place[index]))]
