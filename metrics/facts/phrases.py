"""Free-worded facts: carried when enough of their content words are in the text.

Part of the fact matcher. Words meet by a light stem, so "walls cracked" carries "cracked walls".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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


_NEGATION_STEMS = frozenset(stem(word) for word in _NEGATION) | _NEGATION


class Words:
    """The words of a text by their stems.

    Attributes:
        stems: of all words in order.
        known: the same, each once.
        denied: numbers of the words that deny.
    """

    def __init__(self, lowered: str) -> None:
        self.stems = stems(lowered)
        self.known = frozenset(self.stems)
        denies = _NEGATION_STEMS & self.known
        self.denied = [at for at, one in enumerate(self.stems) if one in denies] if denies else []

    def coverage(self, wanted: Sequence[str]) -> float:
        """Share of ``wanted`` stems that are in the text; 0 when each occurrence is negated."""
        here = [one for one in wanted if one in self.known]
        if not here:
            return 0.0
        if self.denied and not _NEGATION_STEMS.intersection(wanted):
            after = [self.stems[at + 1 : at + 3] for at in self.denied]
            if all(any(one in words for words in after) for one in here):
                return 0.0
        return len(here) / len(wanted)
