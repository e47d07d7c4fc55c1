"""Training text to slot tokens: find the values of a record in what was written about it.

After Oh & Rudnicky (2000), "Stochastic language generation for spoken dialogue systems". Where a
writing could stand for several facts, the words around it decide; where they do not, or where a
number, a date or a name is left that no fact explains, the sentence is not learnt from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generators.ngram.styles import POISON, UNITS, Form
from generators.ngram.tokens import bare, tokenise

_UNIT_WORDS = frozenset().union(*UNITS.values()) - {"per"}
_HEDGES_UP = frozenset({"nearly", "almost", "under", "to", "short", "approaching"})
_HEDGES_DOWN = frozenset({"than", "over", "above", "past", "least"})
_HEDGES = frozenset({"about", "around", "some", "roughly", "approximately", "or"})
_LEFT_OVER = re.compile(
    r"\d|^(nil|one-|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|half|third|quarter|"
    r"quarters|thirds|fifth|tenth|twice|doubl\w+|tripl\w+|trebl\w+|quadrupl\w+|"
    r"quintupl\w+|halved|halves|halving|[a-z]+fold|penny|eighths?|sevenths?|ninths?|tenths?|fifths|both|"
    r"once|thrice|brace|either|hat|second|fourth|sixth|he|she|his|her|him|yesterday|tonight|cent|cents|"
    r"this|these|that)(-|$)"
)
_SPANS = frozenset({"day", "days", "week", "weekend", "month", "<date:weekday>", "<date:month>"})
_ARTICLES = frozenset({"a", "an", "the", "this", "that"})
_AGENTS = frozenset(
    {"incumbent", "candidate", "challenger", "winner", "mayor", "governor", "leader", "member"}
    | {"nominee", "man", "woman", "side", "team", "city", "town", "area", "region", "match", "tie"}
)


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of tokens read as a form."""

    length: int
    form: Form


@lru_cache(maxsize=1 << 16)
def _tokens(reading: str) -> tuple[str, ...]:
    return tuple(tokenise(reading))


class Reader:
    """Reads the forms of one record in text."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Form]]] = defaultdict(list)
        seen: set[tuple[str, str]] = set()
        for form in forms:
            for reading in form.readings:
                if (reading, form.token) in seen:
                    continue
                seen.add((reading, form.token))
                tokens = _tokens(reading)
                self._by_first[tokens[0]].append((tokens, form))

    def read(self, tokens: Sequence[str], used: set[str]) -> list[str] | None:
        """The sentence with slot tokens; None if it should not be learnt from.

        Args:
            tokens: one sentence.
            used: facts said so far in this text, extended in place.
        """
        result: list[str] = []
        place = 0
        while place < len(tokens):
            found = self._best(tokens, place, used)
            if found is None:
                result.append(tokens[place])
                place += 1
                continue
            if found.length == 0 or found.form.token.endswith(f":{POISON}>"):
                return None
            used.add(found.form.fact)
            glue = "+" if tokens[place] != bare(tokens[place]) else ""
            result.append(glue + found.form.token)
            place += found.length
        return result

    def _best(self, tokens: Sequence[str], place: int, used: set[str]) -> Match | None:
        """The longest, likeliest reading at a place; length 0 for a tie between facts."""
        found: list[tuple[int, float, Form]] = []
        for first in _cases(tokens, place):
            for reading, form in self._by_first.get(first, ()):
                length = len(reading)
                if tuple(tokens[place + 1 : place + length]) == reading[1:]:
                    score = _score(tokens, place, length, form, used)
                    if score > 0:
                        found.append((length, score, form))
        if not found:
            return None
        longest = max(length for length, _, _ in found)
        ranked = sorted(
            ((score, form) for length, score, form in found if length == longest),
            key=lambda pair: -pair[0],
        )
        close = [form for score, form in ranked if score > ranked[0][0] - 0.25]
        if len({form.fact.split("[")[0] for form in close}) > 1:
            return Match(0, close[0])
        # Items of a list are told in their order.
        return Match(longest, min(close, key=lambda form: form.fact))


def _cases(tokens: Sequence[str], place: int) -> tuple[str, ...]:
    word = bare(tokens[place])
    if place == 0 and word[:1].isupper():
        return word, word[0].lower() + word[1:]
    return (word,)


def _score(tokens: Sequence[str], place: int, length: int, form: Form, used: set[str]) -> float:
    hedge = _hedge(tokens, place)
    if form.hedged and (hedge not in (form.hedged, "either")):
        return -1.0
    score = form.weight + (0.6 if form.hedged else 0.0)
    after = [bare(token) for token in tokens[place + length : place + length + 2]]
    if form.text.startswith("the ") and after and after[0] in _AGENTS:
        # "the Labour Front incumbent": the article belongs to the incumbent.
        return -1.0
    if form.token.endswith((":full>", ":bare>")):
        article = place > 0 and bare(tokens[place - 1]).lower() in _ARTICLES
        score -= 0.5 * (article != form.token.endswith(":bare>"))
    if (form.unit and after and after[0] in form.unit) or (
        form.unit and "+-" in tokens[place + length : place + length + 1] and after[-1] in form.unit
    ):
        score += 2.0
    elif after and after[0] in _UNIT_WORDS and form.weight <= 0:
        score -= 2.0
    near = [bare(token).lower() for token in tokens[max(0, place - 6) : place + length + 6]]
    score += 0.8 * min(2, sum(_akin(word, near) for word in form.cue))
    if form.fact not in used:
        score += 0.3
    return score


def _akin(word: str, near: Sequence[str]) -> bool:
    stem = word[:5]
    return len(word) > 3 and any(other.startswith(stem) for other in near)


def _hedge(tokens: Sequence[str], place: int) -> str:
    before = bare(tokens[place - 1]).lower() if place else ""
    if before in _HEDGES_UP:
        return "up"
    if before in _HEDGES_DOWN:
        return "down"
    return "either" if before in _HEDGES else ""


def leaves_nothing_open(tokens: Sequence[str], names: Collection[str]) -> bool:
    """Whether no number, pronoun of a person or unknown name is left beside the slots.

    Args:
        tokens: a delexicalised sentence, first word in its inner case.
        names: capitalised words that are no names of a record, e.g. "C", "I".
    """
    for index, token in enumerate(tokens):
        word = bare(token)
        if word.startswith("<"):
            continue
        before = tokens[index - 1] if index else ""
        after = tokens[index + 1] if index + 1 < len(tokens) else ""
        if _LEFT_OVER.search(word.lower()) and not _harmless(word, before, after):
            return False
        if word in ("first", "last") and after in _SPANS:
            return False
        if word[:1].isupper() and word not in names:
            return False
    return True


def _harmless(word: str, before: str, after: str) -> bool:
    """ "per cent", "half-time", "<quarter> quarter", "second half", "that"."""
    return (
        word == "that"
        or (word == "cent" and before == "per")
        or (word == "half" and after in ("+-", "time", "hour") + ("+,",) * (before == "second"))
        or (word == "half" and before in ("first", "second"))
        or (word == "second" and after == "half")
        or (word == "quarter" and (bare(before).startswith("<") or before == "+-"))
    )
