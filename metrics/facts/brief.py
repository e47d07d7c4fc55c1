"""A source compiled for matching: all that does not depend on the text, done once per source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.api import Slot, Source
from metrics.facts import forms
from metrics.facts.derive import Derived
from metrics.facts.forms import Fact
from metrics.facts.mentions import mentions
from metrics.facts.names import bare, codes, name_tokens
from metrics.facts.numbers import Mention
from metrics.facts.phrases import content


@dataclass(frozen=True, slots=True)
class Brief:
    """A source compiled for matching: reused for every text about it."""

    facts: tuple[Fact, ...]
    numeric: tuple[int, ...]
    by_kind: Mapping[str, tuple[int, ...]]
    worded: tuple[int, ...]
    support: tuple[Mention, ...]
    tokens: frozenset[str]
    distinct: Mapping[str, int]
    stated: tuple[str, ...]
    derived: Derived
    contradictions: tuple[tuple[int, re.Pattern[str]], ...]
    idioms: re.Pattern[str] | None
    named: frozenset[str]
    pairs: tuple[tuple[int, int], ...]
    phrases: frozenset[tuple[str, ...]]
    codes: frozenset[str]


def compile_brief(source: Source, slots: Sequence[Slot]) -> Brief:
    """Everything about a source that does not depend on the text.

    Raises:
        SlotError: a value is no instance of its slot's type.
    """
    facts: list[Fact] = []
    contradictions: list[tuple[int, re.Pattern[str]]] = []
    anchors: dict[str, tuple[float, ...]] = {}
    seen: set[tuple[str, str]] = set()
    for slot in slots:
        for value in forms.leaves(source.facts, slot.name):
            if (slot.name, str(value)) in seen:
                continue
            seen.add((slot.name, str(value)))
            facts.append(forms.compile_fact(slot, value))
            if contradicting := forms.contradictions(slot, source.facts):
                contradictions.append((len(facts) - 1, contradicting))
        if slot.values.get("from"):
            anchors[slot.unit] = tuple(float(one) for one in slot.values["from"])
    idioms = [idiom for slot in slots for idiom in slot.values.get("~", ())]
    words = tuple(strings(source.facts))
    text = normalise("\n".join((*words, source.text)))
    tokens = frozenset(name_tokens(text))
    records = [
        value
        for value in source.facts.values()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    ]
    listed = tuple(len(value) for value in source.facts.values() if isinstance(value, list))
    loose = mentions(_loose_text(source, slots))
    years = tuple(
        one.value
        for one in loose
        if one.kind == "number" and not one.unit and 1800 <= one.value <= 2100
    )
    percents = tuple(one.value for one in loose if one.unit == "percent")
    sides = frozenset(value for value in source.facts.values() if isinstance(value, str))
    numeric = tuple(i for i, fact in enumerate(facts) if fact.type in forms.NUMERIC)
    derived = Derived(
        [facts[i] for i in numeric], numeric, records, anchors, listed, years, sides, percents
    )
    return Brief(
        facts=tuple(facts),
        numeric=numeric,
        by_kind={
            kind: tuple(i for i in numeric if facts[i].type in types)
            for kind, types in forms.TYPES_BY_KIND.items()
        },
        worded=tuple(i for i in range(len(facts)) if i not in numeric),
        support=(*loose, *_loose_numbers(_unslotted(source.facts, slots)), *_loose_years(facts)),
        tokens=tokens,
        distinct=_distinct(facts),
        stated=tuple({bare(normalise(one)) for one in words if any(map(str.isupper, one))}),
        derived=derived,
        pairs=tuple((facts.index(one), facts.index(other)) for one, other in derived.pairs),
        contradictions=tuple(contradictions),
        idioms=forms.pattern(tuple(idioms)),
        codes=frozenset(code for code, _ in codes(text)),
        phrases=frozenset(content(one) for one in words),
        named=frozenset(fact.slot for fact in facts if fact.type == "name"),
    )


def normalise(text: str) -> str:
    """Typographic apostrophes and spaces made plain, character for character."""
    return text.translate(_PLAIN)


_PLAIN = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2011": "-", "−": "-"})


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from strings(one)


def _loose_numbers(value: Any) -> Iterator[Mention]:
    """Numbers of the input as plain mentions: support, even where no slot is defined."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield Mention(0, 0, "number", float(value))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _loose_numbers(one)
    elif isinstance(value, list):
        for one in value:
            yield from _loose_numbers(one)


def _loose_text(source: Source, slots: Sequence[Slot]) -> str:
    """The free text and the worded facts: their numbers support a text's."""
    typed = {slot.name.removesuffix("[]") for slot in slots if slot.type in forms.NUMERIC}
    facts = {name: value for name, value in source.facts.items() if name not in typed}
    return normalise("\n".join((*strings(facts), source.text)))


def _unslotted(facts: Mapping[str, Any], slots: Sequence[Slot]) -> dict[str, Any]:
    """The facts that no slot describes."""
    described = {
        part.partition(".")[0].removesuffix("[]") for slot in slots for part in slot.name.split(":")
    }
    return {name: value for name, value in facts.items() if name not in described}


def _loose_years(facts: Iterable[Fact]) -> Iterator[Mention]:
    for fact in facts:
        if fact.type == "date":
            yield Mention(0, 0, "number", float(fact.second))


def _distinct(facts: Sequence[Fact]) -> dict[str, int]:
    """Words that belong to one name only: they may stand for it."""
    owners: dict[str, set[tuple[str, int]]] = {}
    for index, fact in enumerate(facts):
        for word in fact.words if fact.type == "name" else ():
            owners.setdefault(word, set()).add((fact.text, index))
    return {
        word: min(index for _, index in owned)
        for word, owned in owners.items()
        if len({text for text, _ in owned}) == 1
    }
