"""What a slot's value may look like: a fact compiled for matching, and when a mention agrees.

Part of the fact matcher. The keys of ``Slot.values`` are values of the fact (``"0"``, ``"winner"``,
``"True"``) and hold wordings of that value for any slot type. Reserved keys:

- ``"+"`` and ``"-"``: wordings of a gain and of a loss, for numbers whose sign is said in words;
- ``"!"``: wordings that contradict the fact, and ``"!a<b"``, ``"!a>b"``, ``"!a=b"`` where they do
  so only if the facts ``a`` and ``b`` stand like this;
- ``"~"``: idioms of the slot's world whose numbers and names claim nothing ("ten men");
- ``"near"``: wordings of which one must stand beside the value for it to be this fact's;
- ``"subject"``: wordings of what the value is said of: a number in their clause that agrees with
  nothing is held against this fact, even if arithmetic would bear it out;
- ``"against"``: slots whose difference to this one, told in words, carries it (default: all);
- ``"sides"``: for a score, the two name slots that its numbers belong to, in order;
- ``"after"``: for a field of a record, wordings between the record's name and the value that tie
  them: a value there must be of that record;
- ``"absent"``: wordings that are an addition where the input has no such fact; ``"*"`` for the
  wordings of all its values;
- ``"only"``: (``["*"]``) a text tells no other value of this choice: a wording within a longer one
  of another value does not count (list longer ones first), and a second value is an addition;
- ``"from"``: values that the fact may be counted from (45 and 90 for a minute of play).

A wording may name slots: ``<winner>`` stands wherever the text names the winner.
"""

from __future__ import annotations

import datetime
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, groupby
from typing import Any

from bench.api import Slot
from metrics.facts.lexicon import words
from metrics.facts.names import bare
from metrics.facts.plain import normalise

Span = tuple[int, int]
"""A place in a text: its first character, and one past its last."""

NUMERIC = frozenset(
    {"money", "count", "number", "percentage", "measurement", "ordinal", "year", "date", "time",
     "score"}
)  # fmt: skip
TYPES_BY_KIND: Mapping[str, frozenset[str]] = {
    "number": NUMERIC - {"date", "score"},
    "ordinal": frozenset({"ordinal"}),
    "score": frozenset({"score"}),
    "time": frozenset({"time"}),
    "date": frozenset({"date"}),
    "month": frozenset({"date"}),
    "weekday": frozenset({"date"}),
}
"""Slot types that a mention of each kind could state at all."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that a text should carry.

    Attributes:
        slot: name of its slot.
        type: the slot's type.
        value: the number in the slot's unit; month * 100 + day for dates; minutes for times;
            first side of a score; 0 for words.
        second: year of a date, second side of a score.
        unit: normalised unit.
        scale: the slot's scale.
        text: the value as words ("" for numbers).
        optional: its absence is no error.
        words: content stems of a phrase, capitalised words of a name.
        wordings: patterns that express this value.
        rivals: patterns that express another value of the slot.
        near: pattern that must stand beside the value, or None.
        subject: pattern of what the value is said of, or None.
        against: slots whose told difference carries the fact; empty for all.
        gain: pattern of a gain, or None when the sign is not checked.
        loss: pattern of a loss.
        only: whether a text tells no other value of the slot.
    """

    slot: str
    type: str
    value: float = 0.0
    second: int = 0
    unit: str = ""
    scale: float = 1.0
    text: str = ""
    optional: bool = False
    words: tuple[str, ...] = ()
    wordings: re.Pattern[str] | None = None
    rivals: re.Pattern[str] | None = None
    near: re.Pattern[str] | None = None
    subject: re.Pattern[str] | None = None
    against: tuple[str, ...] = ()
    gain: re.Pattern[str] | None = None
    loss: re.Pattern[str] | None = None
    weekday: int = field(default=-1)
    only: bool = False


def pairs_of_a_sort(facts: Iterable[tuple[int, Fact]]) -> Iterator[tuple[int, int]]:
    """Pairs of numbered facts of one type, unit and scale, in the order given."""
    groups: dict[tuple[str, str, float], list[int]] = {}
    for index, fact in facts:
        groups.setdefault((fact.type, fact.unit, fact.scale), []).append(index)
    for group in groups.values():
        yield from combinations(group, 2)


class SlotError(ValueError):
    """A slot of the schema does not fit its value; says which and what would."""


def leaves(facts: Mapping[str, Any], name: str) -> Iterator[Any]:
    """The values that a slot name reaches: ``a``, ``a.b``, ``a[]``, ``a[].b``, ``a:b``."""
    if ":" in name:
        parts = [next(leaves(facts, part), None) for part in name.split(":")]
        if None not in parts:
            yield ":".join(str(part) for part in parts)
        return
    head, _, rest = name.partition(".")
    listed = head.endswith("[]")
    value = facts.get(head.removesuffix("[]"))
    for one in (value or ()) if listed else (value,):
        if one is None:
            continue
        if rest:
            yield from leaves(one, rest)
        else:
            yield one


def read_value(slot: Slot, value: Any) -> tuple[float, int, str]:
    """A value as number, second number and words.

    Raises:
        TypeError, ValueError, AttributeError: it is no instance of the slot's type.
    """
    if slot.type == "date":
        day = datetime.date.fromisoformat(value)
        return float(100 * day.month + day.day), day.year, ""
    if slot.type == "time":
        hour, minute = value.split(":")
        return 60.0 * int(hour) + int(minute), 0, ""
    if slot.type == "score":
        first, second = re.split("[-:]", value)
        return float(first), int(second), ""
    if slot.type == "ordinal" and isinstance(value, str):
        return float(_ORDINALS.index(value) + 1), 0, ""
    if slot.type in NUMERIC:
        return float(value) * slot.scale, 0, ""
    return 0.0, 0, bare(normalise(str(value)))


_ORDINALS = words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
)


_ESCAPE_OR_OTHER = re.compile(r"(\\.)|[^\\]+")
_SLOT_SIGN = re.compile(r"(?<![?P])<([a-z][\w.\[\]:]*)>")


@lru_cache(maxsize=4096)
def sign(slot: str) -> str:
    """The private character that stands for a slot's names and numbers in a marked text."""
    return chr(0xE000 + zlib.crc32(slot.encode()) % 6000)


@lru_cache(maxsize=4096)
def pattern(wordings: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for all wordings, to be searched in lower-cased text; None for none.

    A pattern that ignores case itself is searched at half the speed.
    """
    if not wordings:
        return None
    runs = (
        (whole, "|".join(map(_signed, run))) for whole, run in groupby(wordings, _is_whole_word)
    )
    # One \b before a run of wordings is several times faster than one before each.
    return re.compile("|".join(rf"\b(?:{run})" if whole else run for whole, run in runs))


def _is_whole_word(wording: str) -> bool:
    """Whether a wording starts at a word's start: where the script has words."""
    return wording.isascii() and wording[0] != "<"


def _signed(wording: str) -> str:
    """The wording with its slots' signs, its letters small but for those of escapes."""
    signed = _SLOT_SIGN.sub(lambda found: f"{sign(found[1])} *", wording)
    return _ESCAPE_OR_OTHER.sub(lambda found: found[1] or found[0].lower(), signed)
