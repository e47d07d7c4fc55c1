"""What the fact matcher needs to know of a text's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from metrics.facts import cues
from metrics.facts.chinese import chinese_mentions, latin_only
from metrics.facts.chinese_cues import CHINESE
from metrics.facts.cues import Cues
from metrics.facts.mentions import mentions
from metrics.facts.numbers import Mention


@dataclass(frozen=True, slots=True)
class Language:
    """A language's readers.

    Attributes:
        mentions: all quantities of a text in order.
        latin: the text as names are looked for in it, lengths kept.
        cues: the words that announce arithmetic.
        openers: whether a capital letter may only mean that a sentence opens.
    """

    mentions: Callable[[str], list[Mention]]
    latin: Callable[[str], str]
    cues: Cues
    openers: bool


ENGLISH = Language(mentions, lambda text: text, cues.ENGLISH, openers=True)
_LANGUAGES = {"en": ENGLISH, "zh": Language(chinese_mentions, latin_only, CHINESE, openers=False)}


def language_of(code: str) -> Language:
    """The readers of a language.

    Raises:
        ValueError: the matcher does not read it.
    """
    if code not in _LANGUAGES:
        raise ValueError(
            f"facts are matched in {sorted(_LANGUAGES)}, not in {code!r}: set task.language, or "
            "leave metrics.facts out"
        )
    return _LANGUAGES[code]
