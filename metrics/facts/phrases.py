"""Free-worded facts: carried when enough of their content words are in the text.

Part of the fact matcher. Words meet by a light stem, so "walls cracked" carries "cracked walls".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from metrics.facts.lexicon import words

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d[\d,.]*\d|\d")
_STOP = frozenset(
    words(
        "a an the of in on at to for and or by with from its it is are was be as that this "
        "their her his than into any all when use up"
    )
)
_NEGATION = frozenset(words("no not without never isn't wasn't aren't weren't don't hasn't"))
_ENDINGS = (
    "ations", "ation", "ments", "ment", "ings", "ing", "ers", "ies", "ied", "est", "ed", "er",
    "es", "ly", "y", "s", "e", "en",
)  # fmt: skip


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without its inflection; coarse on purpose, never shorter than three letters."""
    word = word.removesuffix("'s")
    for _ in range(2):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word[: -len(ending)]
                break
        else:
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def stems(text: str) -> list[str]:
    """Stems of all words of lower-cased ``text`` in order."""
    return [stem(word) for word in _WORD.findall(text)]


def content(phrase: str) -> tuple[str, ...]:
    """Stems of the content words of a phrase."""
    words = _WORD.findall(phrase.lower())
    kept = [word for word in words if word not in _STOP] or words
    return tuple(dict.fromkeys(stem(word) for word in kept))


def positions(text: str) -> dict[str, list[int]]:
    """Where each stem of lower-cased ``text`` stands, by word number."""
    found: dict[str, list[int]] = {}
    for index, one in enumerate(stems(text)):
        found.setdefault(one, []).append(index)
    return found


_NEGATION_STEMS = frozenset(stem(word) for word in _NEGATION) | _NEGATION


def coverage(wanted: Sequence[str], where: Mapping[str, list[int]]) -> float:
    """Share of ``wanted`` stems that are in the text; 0 when each occurrence is negated."""
    here = [one for one in wanted if one in where]
    if not here:
        return 0.0
    if not _NEGATION_STEMS.intersection(wanted):
        denied = {at for word in _NEGATION_STEMS for at in where.get(word, ())}
        if denied and all(
            any(at - 1 in denied or at - 2 in denied for at in where[one]) for one in here
        ):
            return 0.0
    return len(here) / len(wanted)
