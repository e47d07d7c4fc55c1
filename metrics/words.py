"""Words as the descriptive metrics count them: one rule for every language.

A word is a run of letters, digits and combining marks, with apostrophes, hyphens, points and
commas kept inside it (``don't``, ``1.53bn``, ``north-west``). Han and kana characters count one by
one, because Chinese and Japanese put no spaces between words. Punctuation is no word. Thai, Lao and
Khmer, which also write without spaces, count by phrase.
"""

from __future__ import annotations

import re

RULE = "words:runs of letters and digits, Han and kana one by one|case:lc"
"""The rule above as a recipe states it."""

SINGLE = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Han and kana, as the inside of a character class."""

_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e"
)
_RUN = rf"(?:(?![{SINGLE}_])[\w{_MARKS}])+"
_WORD = re.compile(rf"[{SINGLE}]|{_RUN}(?:['’.,\-]{_RUN})*")


def split_words(text: str) -> list[str]:
    """The words of a text in order, lower-cased; ``[]`` for a text without any."""
    return _WORD.findall(text.lower())
