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
from metrics.facts.language import ENGLISH, Language
from metrics.facts.names import bare, codes, name_tokens
from metrics.facts.numbers import Mention
from metrics.facts.owners import Belongings, ResultLine, belongings, result_lines
from metrics.facts.phrases import content
from metrics.facts.plain import normalise


@dataclass(frozen=True, slots=True)
class Brief:
    """A source compiled for matching: reused for every text about it."""

    language: Language
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
    subjects: tuple[int, ...]
    absent: tuple[re.Pattern[str], ...]
    results: tuple[ResultLine, ...]
    belongings: Belongings | None


def compile_brief(source: Source, slots: Sequence[Slot], language: Language = ENGLISH) -> Brief:
    """Everything about a source that does not depend on the text.

    Raises:
        SlotError: a value is no instance of its slot's type.
    """
    facts = _compile_facts(source, slots)
    words = tuple(strings(source.facts))
    text = normalise("\n".join((*words, source.text)))
    loose = language.mentions(_loose_text(source, slots))
    numeric = tuple(i for i, fact in enumerate(facts) if fact.type in forms.NUMERIC)
    derived = _derived(source, slots, facts, loose, language)
    idioms = [idiom for slot in slots for idiom in slot.values.get("~", ())]
    return Brief(
        language=language,
        facts=facts,
        numeric=numeric,
        by_kind={
            kind: tuple(i for i in numeric if facts[i].type in types)
            for kind, types in forms.TYPES_BY_KIND.items()
        },
        worded=tuple(i for i in range(len(facts)) if i not in numeric),
        support=(*loose, *_loose_numbers(_unslotted(source.facts, slots)), *_loose_years(facts)),
        tokens=frozenset(name_tokens(language.latin(text))),
        distinct=_distinct(facts),
        stated=tuple({bare(normalise(one)) for one in words if any(map(str.isupper, one))}),
        derived=derived,
        pairs=tuple((facts.index(one), facts.index(other)) for one, other in derived.pairs),
        contradictions=_contradictions(source, slots, facts),
        idioms=forms.pattern(tuple(idioms)),
        subjects=tuple(i for i, fact in enumerate(facts) if fact.subject is not None),
        absent=tuple(_absent(source, slots)),
        results=result_lines(slots, facts),
        belongings=belongings(source, slots),
        codes=frozenset(code for code, _ in codes(text)),
        phrases=frozenset(content(one) for one in words),
        named=frozenset(fact.slot for fact in facts if fact.type == "name"),
    )


def _compile_facts(source: Source, slots: Sequence[Slot]) -> tuple[Fact, ...]:
    """One fact for each slot and value; equal values of a list are one fact."""
    values = {
        (slot.name, str(value)): (slot, value)
        for slot in slots
        for value in forms.leaves(source.facts, slot.name)
    }
    return tuple(forms.compile_fact(slot, value) for slot, value in values.values())


def _contradictions(
    source: Source, slots: Sequence[Slot], facts: Sequence[Fact]
) -> tuple[tuple[int, re.Pattern[str]], ...]:
    by_slot = {slot.name: forms.contradictions(slot, source.facts) for slot in slots}
    return tuple(
        (index, pattern)
        for index, fact in enumerate(facts)
        if (pattern := by_slot[fact.slot]) is not None
    )


def _absent(source: Source, slots: Sequence[Slot]) -> Iterator[re.Pattern[str]]:
    """The wordings that state a fact which this source does not have."""
    for slot in slots:
        wordings = slot.values.get("absent")
        if wordings and next(forms.leaves(source.facts, slot.name), None) is None:
            stated = forms.stated_by(slot) if "*" in wordings else forms.pattern(tuple(wordings))
            if stated is not None:
                yield stated


def _derived(
    source: Source,
    slots: Sequence[Slot],
    facts: Sequence[Fact],
    loose: Sequence[Mention],
    language: Language,
) -> Derived:
    lists = [value for value in source.facts.values() if isinstance(value, list)]
    numeric = [i for i, fact in enumerate(facts) if fact.type in forms.NUMERIC]
    years = (one.value for one in loose if one.kind == "number" and not one.unit)
    return Derived(
        facts=[facts[i] for i in numeric],
        indices=numeric,
        records=[value for value in lists if value and isinstance(value[0], dict)],
        anchors={
            slot.unit: tuple(map(float, slot.values["from"]))
            for slot in slots
            if slot.values.get("from")
        },
        listed=tuple(map(len, lists)),
        years=tuple(year for year in years if 1800 <= year <= 2100),
        sides=frozenset(value for value in source.facts.values() if isinstance(value, str)),
        percents=tuple(one.value for one in loose if one.unit == "percent"),
        cues=language.cues,
    )


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
