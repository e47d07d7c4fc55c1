"""From token ids to clean text while it grows: whole characters, plain spaces, a word limit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

UNFINISHED = "\N{REPLACEMENT CHARACTER}"
"""What a tokeniser decodes half a character to."""

PREAMBLE = re.compile(
    r"(?:(?:sure|certainly|of course)[,.!]? +)?(?:here(?:'s| is)\b[^:.]{0,90}|"
    r"(?:news )?report|title|headline):(?:\s+|$)",
    re.IGNORECASE,
)
"""What a chat model says before the text that was asked for."""

PREAMBLE_STARTS = (
    "sure",
    "certainly",
    "of course",
    "here",
    "news report",
    "report",
    "title",
    "headline",
)

CHARACTERS_PER_WORD = 1.5
"""Of Chinese, which is counted in characters."""

MARKUP = re.compile(r"[*#]+")
"""Markdown's emphasis and headings, which plain prose has no use for."""


@dataclass
class TextStream:
    """The text of one row. Feed it tokens; it gives what may leave.

    Attributes:
        decode: the tokeniser's, special tokens left out.
        max_words: the text ends before the next word.
        language: of the text.
        chat: strip a chat model's preamble and markup.
    """

    decode: Callable[[Sequence[int]], str]
    max_words: int
    language: str = "en"
    chat: bool = False
    full: bool = field(default=False, init=False)
    _ids: list[int] = field(default_factory=list, init=False)
    _sent: str = field(default="", init=False)

    def feed(self, token: int) -> str:
        """The text that one more token adds, often a word; ``full`` tells that no more fits."""
        self._ids.append(token)
        return self._advance(final=False)

    def finish(self) -> str:
        """What was held back: the last word of a text that ended."""
        return "" if self.full else self._advance(final=True)

    def _advance(self, *, final: bool) -> str:
        clean = self._clean(self.decode(self._ids), final=final)
        fitting = clip(clean, self.max_words, self.language)
        self.full = len(fitting) < len(clean)
        # Text already sent cannot be taken back, so a rewritten beginning sends nothing.
        piece = fitting[len(self._sent) :] if fitting.startswith(self._sent) else ""
        self._sent += piece
        return piece

    def _clean(self, raw: str, *, final: bool) -> str:
        text = raw.rstrip(UNFINISHED).lstrip()
        if self.chat:
            text = strip_preamble(text, final=final)
            text = MARKUP.sub("", text)
        return " ".join(text.split())


def strip_preamble(text: str, *, final: bool) -> str:
    """``text`` without a chat preamble; empty while it may still turn out to be one."""
    found = PREAMBLE.match(text)
    if found:
        return text[found.end() :]
    start = text.lower()
    open_ended = not final and len(start) <= 120 and not set(".:\n") & set(start)
    if open_ended and any(
        known.startswith(start) or start.startswith(known) for known in PREAMBLE_STARTS
    ):
        return ""
    return text


def count_words(text: str, language: str) -> float:
    """Words by spaces; Chinese characters are worth 1 / ``CHARACTERS_PER_WORD`` each."""
    return len(text) / CHARACTERS_PER_WORD if language == "zh" else len(text.split())


def clip(text: str, max_words: int, language: str) -> str:
    """The beginning of ``text`` with at most ``max_words`` words."""
    if language == "zh":
        return text[: int(max_words * CHARACTERS_PER_WORD)]
    end = 0
    for count, word in enumerate(re.finditer(r"\S+", text), 1):
        if count > max_words:
            break
        end = word.end()
    return text[:end]
