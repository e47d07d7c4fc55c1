"""Words that loosen the number after them: "more than", "nearly", "about"."""

from __future__ import annotations

from typing import Literal

from metrics.facts import lexicon

Hedge = Literal["", "over", "under", "about"]


def hedge_before(text: str, start: int) -> Hedge:
    """How the words just before a number loosen it."""
    before = text[max(0, start - 28) : start].lower().split()[-4:]
    if not before or before[-1] not in _BEFORE_NUMBERS:
        return ""
    for extra in _FILLERS:
        if len(before) > 1 and before[-1] in extra:
            hedge = _hedge(before[:-1])
            if hedge:
                return hedge
    return _hedge(before)


_FILLERS = (("an", "a", "the"), ("about", "some"))
_BEFORE_NUMBERS = frozenset(
    (*(phrase[-1] for phrase in lexicon.HEDGES), *(word for words in _FILLERS for word in words))
)
"""The words of which one must stand before a loosened number."""


def _hedge(before: list[str]) -> Hedge:
    for length in (3, 2, 1):
        hedge = lexicon.HEDGES.get(tuple(before[-length:]))
        if hedge:
            return hedge
    return ""
