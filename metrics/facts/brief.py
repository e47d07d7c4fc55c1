"""A source compiled for matching: all that does not depend on the text, done once per source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.api import Slot, Source
from metrics.facts import forms
from metrics.facts.agreement import compatible, is_dotted_time
from metrics.facts.derive import Derived
from metrics.facts.forms import Fact
from metrics.facts.language import ENGLISH, Language
from metrics.facts.names import bare, codes, name_tokens
from metrics.facts.numbers import Mention
from metrics.facts.owners import Belongings, ResultLine, belongings, result_lines
from metrics.facts.phrases import content
from metrics.facts.plain import normalise
from metrics.facts.schema import Form, Schema, compile_schema, facts_of

_PLACED = forms.NUMERIC - {"date", "score"} | {"name"}
"""Types of slots whose values a text may tell in each other's places."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A source compiled for matching: reused for every text about it."""

    language: Language
    kind: str
    facts: tuple[Fact, ...]
    numeric: tuple[int, ...]
    announced: tuple[int, ...]
    by_kind: Mapping[str, tuple[int, ...]]
    worded: tuple[int, ...]
    support: tuple[Mention, ...]
    tokens: frozenset[str]
    distinct: Mapping[str, int]
    names: tuple[tuple[str, tuple[int, ...]], ...]
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
    akin: tuple[tuple[int, int], ...]
    akin_slots: Mapping[str, int]
    _stateable: dict[tuple[str, str, bool, bool], tuple[int, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def stateable(self, mention: Mention) -> tuple[int, ...]:
        """The facts that a mention of this sort could state."""
        sort = mention.kind, mention.unit, mention.step == 1, is_dotted_time(mention)
        known = self._stateable.get(sort)
        if known is None:
            known = self._stateable[sort] = tuple(
                index
                for index in self.by_kind.get(mention.kind, ())
                if compatible(self.facts[index], mention)
            )
        return known


def compile_brief(source: Source, slots: Sequence[Slot], language: Language = ENGLISH) -> Brief:
    """``brief_of`` for a single source.

    Raises:
        SlotError: a value is no instance of its slot's type.
    """
    return brief_of(source, compile_schema(slots), language)


def brief_of(source: Source, schema: Schema, language: Language) -> Brief:
    """Everything about a source that does not depend on the text.

    Raises:
        SlotError: a value is no instance of its slot's type.
    """
    formed = facts_of(schema, source.facts)
    facts = tuple(fact for _, fact in formed)
    words = tuple(strings(source.facts))
    text = normalise("\n".join((*words, source.text)))
    loose = language.mentions(_loose_text(source, schema))
    numeric = tuple(i for i, fact in enumerate(facts) if fact.type in forms.NUMERIC)
    derived = _derived(source, schema, facts, loose, language)
    akin = tuple(_akin(facts))
    return Brief(
        language=language,
        kind=source.kind,
        facts=facts,
        numeric=numeric,
        announced=tuple(i for i in numeric if (facts[i].near or facts[i].subject) is not None),
        by_kind={
            kind: tuple(i for i in numeric if facts[i].type in types)
            for kind, types in forms.TYPES_BY_KIND.items()
        },
        worded=tuple(i for i, fact in enumerate(facts) if fact.type not in forms.NUMERIC),
        support=(*loose, *_loose_numbers(_unslotted(source.facts, schema)), *_loose_years(facts)),
        tokens=frozenset(name_tokens(language.latin(text))),
        distinct=_distinct(facts),
        names=_names(facts, words),
        derived=derived,
        pairs=derived.paired,
        contradictions=tuple(_contradictions(source, formed)),
        idioms=schema.idioms,
        subjects=tuple(i for i, fact in enumerate(facts) if fact.subject is not None),
        absent=tuple(_absent(source, schema)),
        results=_results(schema, formed),
        belongings=belongings(schema.ties, source.facts),
        akin=akin,
        akin_slots={facts[index].slot: index for pair in akin for index in pair},
        codes=frozenset(code for code, _ in codes(text)),
        phrases=frozenset(content(one) for one in words),
        named=frozenset(fact.slot for fact in facts if fact.type == "name"),
    )


def _akin(facts: Sequence[Fact]) -> Iterator[tuple[int, int]]:
    """Pairs of facts, in order of their slots, that a text could mix up: of one type and unit.

    Not those that a record has several of, nor dates and scores, whose places other rules know.
    """
    single = [
        (index, fact)
        for index, fact in enumerate(facts)
        if fact.type in _PLACED and not {"[", ":"} & set(fact.slot)
    ]
    return forms.pairs_of_a_sort(sorted(single, key=lambda one: one[1].slot))


def _contradictions(
    source: Source, formed: Sequence[tuple[Form, Fact]]
) -> Iterator[tuple[int, re.Pattern[str]]]:
    for index, (form, _) in enumerate(formed):
        if form.denials and (denial := form.contradictions(source.facts)):
            yield index, denial


def _absent(source: Source, schema: Schema) -> Iterator[re.Pattern[str]]:
    """The wordings that state a fact which this source does not have."""
    for form in schema.forms:
        if form.absent and next(forms.leaves(source.facts, form.slot.name), None) is None:
            yield form.absent


def _results(schema: Schema, formed: Sequence[tuple[Form, Fact]]) -> tuple[ResultLine, ...]:
    by_sides: dict[tuple[str, str], list[int]] = {}
    for index, (form, _) in enumerate(formed if schema.sides else ()):
        if sides := form.slot.values.get("sides"):
            by_sides.setdefault((sides[0], sides[1]), []).append(index)
    return result_lines(schema.sides, by_sides)


def _derived(
    source: Source,
    schema: Schema,
    facts: Sequence[Fact],
    loose: Sequence[Mention],
    language: Language,
) -> Derived:
    lists = [value for value in source.facts.values() if isinstance(value, list)]
    years = (one.value for one in loose if one.kind == "number" and not one.unit)
    numeric = [i for i, fact in enumerate(facts) if fact.type in forms.NUMERIC]
    return Derived(
        facts=[facts[i] for i in numeric],
        indices=numeric,
        records=[value for value in lists if value and isinstance(value[0], dict)],
        anchors=schema.anchors,
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


def _loose_text(source: Source, schema: Schema) -> str:
    """The free text and the worded facts: their numbers support a text's."""
    facts = {name: value for name, value in source.facts.items() if name not in schema.numeric}
    return normalise("\n".join((*strings(facts), source.text)))


def _unslotted(facts: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """The facts that no slot describes."""
    return {name: value for name, value in facts.items() if name not in schema.described}


def _loose_years(facts: Iterable[Fact]) -> Iterator[Mention]:
    for fact in facts:
        if fact.type == "date":
            yield Mention(0, 0, "number", float(fact.second))


def _names(facts: Sequence[Fact], words: Sequence[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """All stated names and codes, the longest first, with the facts that they are."""
    owners: dict[str, list[int]] = {
        bare(normalise(one)): [] for one in words if any(map(str.isupper, one))
    }
    for index, fact in enumerate(facts):
        if fact.type in ("name", "code"):
            owners.setdefault(fact.text, []).append(index)
    ordered = sorted(owners.items(), key=lambda owned: (-len(owned[0]), owned[0]))
    return tuple((name, tuple(indices)) for name, indices in ordered)


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
