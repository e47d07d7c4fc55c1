"""Number expressions of English text: digits, words, units, hedges, ratios, scores.

Part of the fact matcher. Reads text only; knows no task, no slot and no corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from metrics.facts import lexicon
from metrics.facts.hedges import Hedge, hedge_before
from metrics.facts.lexicon import ONES, ORDINALS, SCALES, TENS
from metrics.facts.plain import lower

Kind = Literal[
    "number", "ordinal", "ratio", "fraction", "score", "date", "month", "weekday", "time", "code"
]


@dataclass(slots=True)
class Mention:
    """One quantity in a text; nobody changes one, but a frozen one takes thrice as long to make.

    Attributes:
        start: first character.
        end: one past the last character, unit included.
        kind: what sort of expression it is.
        value: the number in ``unit`` (1.53e9 for "$1.53bn"); minutes since midnight for times;
            month * 100 + day for dates; 0 (Monday) to 6 for weekdays; first side for scores.
        step: one unit of the last digit written: 0.01e9 for "1.53bn", 1000 for "12,000".
        unit: normalised unit ("km", "USD", "percent", "points" ...), "" if none is written.
        hedge: "over" (more than), "under" (nearly), "about" or "".
        weak: too idiomatic to be held against the text when nothing supports it ("one", "first").
        second: year of a date (0 if none), second side of a score, else 0.
        scales: factors borrowed from a neighbour ("1.47 and 1.59 billion"), tried as well.
    """

    start: int
    end: int
    kind: Kind
    value: float
    step: float = 1.0
    unit: str = ""
    hedge: Hedge = ""
    weak: bool = False
    second: int = 0
    scales: tuple[float, ...] = ()


_NO_NUMERAL = re.compile(r"[^\d.]")
_ARTICLE_BEFORE = re.compile(r"\b(?:an?|another) \Z", re.IGNORECASE)
_POINTER_BEFORE = re.compile(r"(?:\bthe|\bit|\bof|these|those) \Z")
_GOES_ON = re.compile(" [a-z]|-")


def words_to_number(words: str) -> float | None:
    """The value of a number in words ("twenty-eight thousand"); None if they make no number."""
    total = current = 0.0
    seen = False
    last = 0.0
    for token in words.lower().replace("-", " ").split():
        if token in ("and", "a", "an"):
            continue
        if token == "half":
            current, seen = 0.5, True
        elif token in ONES or token in TENS:
            value = ONES.get(token, TENS.get(token, 0))
            if seen and 0 < last < 100 and not (last in TENS.values() and 0 < value < 10):
                return None
            current, seen, last = current + value, True, float(value)
        elif token in SCALES:
            scale = SCALES[token]
            current = (current if seen else 1.0) * scale
            if scale >= 1000:
                total, current = total + current, 0.0
            seen, last = True, scale
        else:
            return None
    return total + current if seen else None


def ordinal_value(word: str) -> int | None:
    """20 for "twentieth", 21 for "twenty-first" or "21st"; None for another word."""
    lowered = word.lower()
    digits = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", lowered)
    if digits:
        return int(digits[1])
    head, _, tail = lowered.replace(" ", "-").rpartition("-")
    if head in TENS and tail in ORDINALS:
        return TENS[head] + ORDINALS[tail]
    return ORDINALS.get(lowered)


def numbers(text: str) -> Iterator[Mention]:
    """All number expressions of ``text`` in order; dates and times are read elsewhere."""
    position = 0
    lowered = lower(text)
    for start in lexicon.START.finditer(lowered):
        if start.start() < position:
            continue
        match = lexicon.NUMBER.match(lowered, start.start())
        if match is None:
            continue
        mention = _READERS[str(match.lastgroup)](text, match)
        position = match.end()
        if mention is not None:
            position = max(position, mention.end)
            yield mention


def _score(text: str, match: re.Match[str]) -> Mention | None:
    first, second = re.split("[-–]", match[0])
    return Mention(match.start(), match.end(), "score", float(first), second=int(second))


def _score_words(text: str, match: re.Match[str]) -> Mention | None:
    first, _, second = match[0].rpartition("-")
    left = {"nil": 0, **ONES}.get(first)
    if left is None:
        return None
    right = left if second == "all" else float({"nil": 0, **ONES}[second])
    return Mention(match.start(), match.end(), "score", float(left), second=int(right))


def _goals_to(text: str, match: re.Match[str]) -> Mention | None:
    values = {"a": 1, "nil": 0, **ONES}
    left, right = values[match["left"]], values[match["right"]]
    return Mention(match.start(), match.end(), "score", float(left), second=right)


def _share(text: str, match: re.Match[str]) -> Mention | None:
    part = float(match["part"]) if match["part"].isdigit() else words_to_number(match["part"])
    if part is None:
        return None
    whole = float(match["whole"]) if match["whole"].isdigit() else ONES[match["whole"]]
    hedge = hedge_before(text, match.start())
    return Mention(
        match.start(), match.end(), "fraction", part / whole, 1 / whole, "", hedge, part <= 1
    )


def _ordinal(text: str, match: re.Match[str]) -> Mention | None:
    value = ordinal_value(match[0])
    if value is None:
        return None
    unit, _, end = _unit(text, match.end())
    if lexicon.PLACE.match(text, match.end()):
        unit, end = "place", match.end()
    elif unit not in ("quarter", "minute"):
        unit, end = "", match.end()
    odd = _ARTICLE_BEFORE.search(text, max(0, match.start() - 9), match.start())
    weak = (value <= 3 or odd is not None) and not match[0][0].isdigit()
    return Mention(match.start(), end, "ordinal", float(value), unit=unit, weak=weak)


def _fraction(text: str, match: re.Match[str]) -> Mention | None:
    head, tail = re.split("[- ]", match[0])
    part = 1 if head in ("a", "an") else ONES[head]
    tail = "half" if tail in ("halve", "halves", "half") else tail.removesuffix("s")
    hedge = hedge_before(text, match.start())
    whole = lexicon.FRACTIONS[tail]
    weak = part == 1
    return Mention(match.start(), match.end(), "fraction", part / whole, 1 / whole, "", hedge, weak)


def _ratio(text: str, match: re.Match[str]) -> Mention | None:
    word = match[0]
    value = lexicon.RATIOS.get(word) or float(ONES[word.removesuffix("fold")])
    hedge = hedge_before(text, match.start())
    weak = word in ("twice", "double", "treble", "thrice", "triple")
    return Mention(match.start(), match.end(), "ratio", value, 1.0, "times", hedge, weak)


def _digits(text: str, match: re.Match[str]) -> Mention | None:
    written = match[0]
    if written.isdecimal():  # most are, and this is a third of the work
        return _finish(text, match.span(), float(written), 1.0)
    currency = next((unit for sign, unit in lexicon.CURRENCY.items() if sign in written), "")
    negative = written[0] in "-−–" or written.startswith("minus")
    bare = _NO_NUMERAL.sub("", written).rstrip(".")
    value = float(bare) + 0.5 * written.endswith("½")
    step = 10.0 ** -len(bare.partition(".")[2])
    return _finish(text, match.span(), -value if negative else value, step, currency)


def _words(text: str, match: re.Match[str]) -> Mention | None:
    written = match[0]
    negative = written.startswith("minus ")
    value = words_to_number(written.removeprefix("minus "))
    if value is None or written.replace("-", " ").split(" ", 1)[0] in SCALES:
        return None
    step = 1.0 if value < 100 or value % 10 else 10.0 ** (len(str(int(value))) - 1)
    while step > 1 and value % step:
        step /= 10
    step = max(1.0, min(step, 0.1 * value))
    return _finish(text, match.span(), -value if negative else value, step)


def _nothing(text: str, match: re.Match[str]) -> Mention | None:
    return Mention(match.start(), match.end(), "number", 0.0, weak=True)


def _finish(
    text: str, span: tuple[int, int], value: float, step: float, currency: str = ""
) -> Mention | None:
    """Reads what follows the digits: scale, "and a half", unit."""
    start, end = span
    if part := lexicon.AND_PART.match(text, end):
        value += {"a half": 0.5, "a quarter": 0.25, "three quarters": 0.75}[part[1].lower()]
        step, end = step / 2, part.end()
    if suffix := lexicon.SUFFIX.match(text, end):
        scale = lexicon.SUFFIXES[(suffix[1] or suffix[2] or suffix[3]).lower()]
        value, step, end = value * scale, step * scale, suffix.end()
    unit, factor, end = (currency, 1.0, end) if currency else _unit(text, end)
    if end < len(text) and text[end].isalnum():
        return None
    value, step = value * factor, step * factor
    if unit == "USD" and factor == 1 and not currency and value < 1000:
        value, step, end = _and_cents(text, end, value)
    if unit == "times":
        hedge = hedge_before(text, start)
        return Mention(start, end, "ratio", value, step, unit, hedge, value <= 1)
    weak = (
        not unit and not text[start].isdigit() and (abs(value) <= 1 or _is_pair(text, start, end))
    )
    return Mention(start, end, "number", value, step, unit, hedge_before(text, start), weak)


def _is_pair(text: str, start: int, end: int) -> bool:
    """Whether "two" only points back: "the two met", "made it two", "two Yukis"."""
    if text[start:end].lower() != "two":
        return False
    before, after = text[max(0, start - 6) : start].lower(), text[end : end + 2]
    return bool(_POINTER_BEFORE.search(before)) or not _GOES_ON.match(after)


def _and_cents(text: str, end: int, dollars: float) -> tuple[float, float, int]:
    """Adds the cents of "two dollars nine": value, step, end."""
    match = lexicon.CENTS_AFTER_DOLLARS.match(text, end)
    cents = None
    if match is not None:
        cents = float(match[1]) if match[1].isdigit() else words_to_number(match[1])
    if match is None or cents is None or cents > 99:
        return dollars, 1.0, end
    return dollars + cents / 100, 0.01, match.end()


def _single(text: str, match: re.Match[str]) -> Mention | None:
    end = match.end() + 7 * text.startswith(" single", match.end())
    mention = _finish(text, (match.start(), end), 1.0, 1.0)
    return replace(mention, weak=True) if mention else None


def _unit(text: str, end: int) -> tuple[str, float, int]:
    """Unit, its factor and where it ends; ("", 1, end) when none follows."""
    match = lexicon.UNIT.match(text, end)
    if match is None:
        return "", 1.0, end
    group = str(match.lastgroup)
    if group in ("word", "tight"):
        word = match[group].lower()
        name = lexicon.UNIT_SPELLINGS.get(word) or word.removesuffix("s")
        unit, factor = lexicon.UNITS[name]
    else:
        unit, factor = lexicon.UNIT_GROUPS[group]
    return unit, factor, match.end()


_READERS = {
    "score": _score,
    "score_words": _score_words,
    "goals_to": _goals_to,
    "inten": _share,
    "ordinal": _ordinal,
    "fraction": _fraction,
    "ratio": _ratio,
    "digits": _digits,
    "words": _words,
    "single": _single,
    "nothing": _nothing,
}
