"""Proper names in English text: which stated names occur, which names nobody stated.

Part of the fact matcher. A name may come back short (a surname, a club's first word).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from metrics.facts.lexicon import words

_REST = r"[A-Za-z'&À-ÿ]*(?:-[A-Z][A-Za-z']*)*"
# A leading set of characters is searched several times faster than a leading look-behind.
_CAPITALISED = re.compile(rf"[A-Z](?<![\w'&-].){_REST}")
_RUN = re.compile(
    rf"{_CAPITALISED.pattern}(?:(?:(?: of the | of | de | for | & | )|(?<=St)\. )[A-Z]{_REST})*"
)
_CODE_START = re.compile(r"[A-Z\d]{5}")
_CODE = re.compile(r"\b(?=[A-Z]{0,4}\d)(?=\d*[A-Z])[A-Z\d]{5,}\b")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:;\"”“‘(—–-] ?['\"]?|\.['\"”] |\n)\s*\Z")
_ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)
NO_NAMES = frozenset(
    words(
        "One Two Three Four Five Six Seven Eight Nine Ten Mayor Governor President Councillor "
        "Professor Councilor Chief Executive Independent I I'm I'd I've I'll A The An Mr Mrs "
        "Ms Dr Sir CEO CFO EPS Q GMT UTC OK TV FAQ ID US USD C F January February March April "
        "May June July August September October November December Monday Tuesday Wednesday "
        "Thursday Friday Saturday Sunday Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec "
        "Celsius Fahrenheit AM PM AGM IPO MP MPs No Yes Richter New Year Christmas Easter Hi "
        "Hello Dear Sorry Thanks Thank Good And But So Its It In On At For Not Just"
    )
)


def bare(name: str) -> str:
    """A name without its leading article."""
    return _ARTICLE.sub("", name)


def name_tokens(text: str) -> set[str]:
    """Capitalised words of ``text``, possessive endings removed; hyphenated parts apart too."""
    found = {_strip(token) for token in _CAPITALISED.findall(text)}
    return found | {part for token in found for part in token.split("-") if part[:1].isupper()}


def codes(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Reference codes of ``text`` ("H791871") with their spans."""
    start = _CODE_START.search(text)
    for found in _CODE.finditer(text, start.start()) if start else ():
        yield found[0], found.span()


def name_words(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Capitalised words of ``text`` with their spans, possessive endings left out."""
    for found in _CAPITALISED.finditer(text):
        word = _strip(found[0])
        yield word, (found.start(), found.start() + len(word))


def _strip(token: str) -> str:
    return token[:-2] if token.endswith("'s") else token.rstrip("'")


def find_all(text: str, lowered: str, name: str) -> list[tuple[int, int]]:
    """Spans of ``name`` as whole words; another case counts only if the exact one is absent."""
    return _spans(text, name) or _spans(lowered, name.lower())


def _spans(text: str, name: str) -> list[tuple[int, int]]:
    spans = []
    start = text.find(name) if name else -1
    while start >= 0:
        end = start + len(name)
        if not (start and text[start - 1].isalnum()) and not text[end : end + 1].isalnum():
            spans.append((start, end))
        start = text.find(name, end)
    return spans


def foreign_names(
    text: str,
    covered: Iterable[tuple[int, int]],
    known: set[str] | frozenset[str],
    listed: frozenset[str],
    common: frozenset[str] = frozenset(),
    *,
    openers: bool = True,
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Runs of capitalised words that hold a word nobody stated: start, end, all their words.

    Args:
        text: apostrophes normalised to ``'``.
        covered: spans of names that were found whole.
        known: capitalised words of the input.
        listed: words known to be names; a sentence's first word counts only if it is listed,
            because any word may stand there.
        common: words, written small, that a capital does not make a name.
        openers: whether a capital letter may only mean that a sentence opens.
    """
    spans = list(covered)
    for run in _RUN.finditer(text):
        start, end = run.span()
        if _within(start, end, spans):
            continue
        free = [
            (at, _strip(word[0]))
            for word in _CAPITALISED.finditer(text, start, end)
            if not _within(at := word.start(), at + 1, spans)
        ]
        strange = [(at, word) for at, word in free if not _is_known(word, known, common)]
        opens = strange and strange[0][0] == start and _SENTENCE_START.search(text, 0, start)
        if openers and opens:
            first = strange[0][1]
            if (first not in listed and not (len(strange) > 1 and len(first) > 1)) or (
                first not in listed and strange[1:] and first.lower() in _OPENERS
            ):
                strange = strange[1:]
        if strange:
            yield free[0][0], end, tuple(word for _, word in free)


def _within(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    for a, b in spans:  # noqa: SIM110 - a generator costs three times as much
        if a <= start and end <= b:
            return True
    return False


_OPENERS = frozenset(
    words(
        "when while after before although though as if once since with for in on at from by "
        "to and but so yet also then meanwhile however both only even still under over "
        "despite"
    )
)


def _is_known(word: str, known: set[str] | frozenset[str], common: frozenset[str]) -> bool:
    if word in known or word in NO_NAMES or (word.isupper() and len(word) == 1):
        return True
    if word.lower() in common:
        return True
    if word.endswith("s") and word[:-1] in known:
        return True
    return "-" in word and all(_is_known(part, known, common) for part in word.split("-"))
