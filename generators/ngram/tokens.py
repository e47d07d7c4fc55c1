"""Text to tokens that remember their spacing, and back.

A token that follows the one before without a space begins with ``+``: "17C." is ``17 +C +.``.
So joining tokens is lossless but for the width of white space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

GLUE = "+"
_TOKEN = re.compile(
    r"\s*(?P<token>\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*|['’]s\b|\S)", re.UNICODE
)
_STOPS = frozenset({"+.", "+!", "+?"})
_CLOSERS = frozenset({'+"', "+”", "+’", "+)"})


def tokenise(text: str) -> list[str]:
    """Words, numbers and single marks; ``+`` in front where no space was."""
    tokens = []
    for match in _TOKEN.finditer(text):
        glued = match.start() == match.start("token") and match.start() > 0
        tokens.append(GLUE + match["token"] if glued else match["token"])
    return tokens


def join(tokens: Sequence[str]) -> str:
    """The text of tokens."""
    parts = [token[1:] if len(token) > 1 and token[0] == GLUE else f" {token}" for token in tokens]
    return "".join(parts).lstrip()


def bare(token: str) -> str:
    """The token without its spacing mark."""
    return token[1:] if len(token) > 1 and token[0] == GLUE else token


def split_sentences(tokens: Sequence[str]) -> list[list[str]]:
    """Cut behind full stops, question and exclamation marks that a space follows."""
    sentences: list[list[str]] = [[]]
    for index, token in enumerate(tokens):
        sentences[-1].append(token)
        after = tokens[index + 1] if index + 1 < len(tokens) else ""
        stopped = token in _STOPS or (
            token in _CLOSERS and index > 0 and tokens[index - 1] in _STOPS
        )
        if stopped and after and after[0] != GLUE:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def compact(tokens: Sequence[str]) -> list[str]:
    """Fewer tokens for the same text: hyphened words, "per cent" and "km/h" as one token each.

    The model looks back a fixed number of tokens; set phrases should not use that up.
    """
    result: list[str] = []
    for token in tokens:
        before = result[-1] if result else ""
        after_mark = before.endswith(("-", "/")) and token[0] == GLUE and token[1:2] != "<"
        is_mark = token in ("+-", "+/") and before != "" and not bare(before).startswith("<")
        if after_mark or is_mark:
            result[-1] = before + token[1:]
        elif token == "cent" and before == "per":
            result[-1] = "per cent"
        else:
            result.append(token)
    return result
