"""The written forms of a record's facts: what the delexicaliser looks for and the model says.

Each form has a slot token that remembers fact and style, ``<revenue_musd:$>``. Many writings of a
value count as one style when reading ("$1.04bn", "$1.039 billion"); one of them is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from bench.api import Slot, Source
from generators.ngram.styles import (
    POISON,
    STYLES,
    UNITS,
    Form,
    money_forms,
    number_forms,
    per_share_forms,
)

MARK = "mark"
_CARRIES_NOTHING = {"month", "early_month", "mid_month", "late_month", "part", "within", POISON}
_NUMERIC = {"number", "measurement", "percentage", "count", "money"}


def forms_of(source: Source, slots: Sequence[Slot]) -> list[Form]:
    """All forms of all facts of a record, and of the differences between comparable ones."""
    forms: list[Form] = []
    values: list[tuple[Slot, float]] = []
    for slot, name, value in instances(source.facts, slots):
        forms += _styled(slot, name, value)
        if slot.type in _NUMERIC and "[" not in name:
            values.append((slot, float(value)))
    for (one, first), (other, second) in combinations(values, 2):
        alike = (one.type, one.unit) == (other.type, other.unit)
        if alike and related(one.name, other.name, source.facts):
            forms += _difference(one, other, abs(first - second))
    return _unambiguous(forms + _years_since(source.facts, slots))


def instances(facts: Mapping[str, Any], slots: Sequence[Slot]) -> Iterator[tuple[Slot, str, Any]]:
    """(slot, name of the instance, value) of the facts that a record has, in schema order."""
    for slot in slots:
        if slot.name.endswith("[]"):
            for index, item in enumerate(facts.get(slot.name[:-2], ())):
                yield slot, f"{slot.name[:-2]}[{index}]", item
        elif "[]." in slot.name:
            outer, inner = slot.name.split("[].")
            for index, item in enumerate(facts.get(outer, ())):
                yield slot, f"{outer}[{index}].{inner}", item[inner]
        elif ":" in slot.name:
            parts = slot.name.split(":")
            if all(part in facts for part in parts):
                yield slot, slot.name, "-".join(str(facts[part]) for part in parts)
        elif "." in slot.name:
            outer, inner = slot.name.split(".")
            if outer in facts:
                yield slot, slot.name, facts[outer][inner]
        elif slot.name in facts:
            yield slot, slot.name, facts[slot.name]


def fact_of(token: str) -> str:
    """The fact that a slot token or mark carries, "" for none: derived values, parts of a date."""
    name, _, style = token[1:-1].rpartition(":")
    if "~" in name or style in _CARRIES_NOTHING or style.startswith("next_"):
        return ""
    return f"{name}.{style}" if style in ("weekday", "year") and name == "date" else name


def mark_of(fact: str) -> str:
    """A silent token for a fact that is put in words without a slot ("Nobody was hurt")."""
    return f"<{fact}:{MARK}>"


def related(one: str, other: str, names: Collection[str]) -> bool:
    """Whether two facts compare: "x" and "prior_x", "home_goals" and "away_goals".

    Args:
        one, other: names of facts.
        names: all names; a role like "home" must occur in two of them at least.
    """
    first, second = set(one.split("_")), set(other.split("_"))
    if first < second or second < first:
        return True
    ours, theirs = role_of(one), role_of(other)
    return (
        ours != theirs
        and one[len(ours) :] == other[len(theirs) :] != ""
        and all(sum(name.startswith(f"{role}_") for name in names) > 1 for role in (ours, theirs))
    )


def role_of(name: str) -> str:
    """The name without its last part: "home" of "home_goals", "runner_up" of "runner_up_pct"."""
    return name.rpartition("_")[0]


def _styled(slot: Slot, name: str, value: Any) -> list[Form]:
    make = STYLES.get(slot.type)
    if make is None or value is None:
        return []
    words = frozenset(part for part in slot.name.replace("[]", "").replace(".", "_").split("_"))
    unit = UNITS.get(slot.unit or slot.type, frozenset())
    return [
        Form(
            f"<{name}:{form.token}>",
            name,
            form.text,
            form.readings,
            words,
            form.unit or unit,
            form.weight,
            form.hedged,
        )
        for form in make(slot, value)
    ]


def _difference(one: Slot, other: Slot, size: float) -> list[Form]:
    gap = round(size, 2 if one.type == "money" else 1)
    if gap == 0:
        return []
    if one.type == "money":
        made = per_share_forms(gap) if one.scale == 1 else money_forms(one, gap)
    else:
        made = [form for form in number_forms(one, gap) if not form.hedged]
    unit = UNITS.get(one.unit or one.type, frozenset()) | {"points", "percentage", "degrees"}
    return [
        replace(
            form,
            token=f"<{one.name}~{other.name}:{form.token}>",
            weight=form.weight - 0.5,
            unit=unit,
            cue=frozenset({"than", "above", "below", "ahead", "by", "margin", "clear", "behind"}),
        )
        for form in made
    ]


def _years_since(facts: Mapping[str, Any], slots: Sequence[Slot]) -> list[Form]:
    dates = [str(facts[s.name]) for s in slots if s.type == "date" and s.name in facts]
    years = [s.name for s in slots if s.type == "year" and s.name in facts]
    forms = []
    for date in dates[:1]:
        for name in years:
            gap = int(date[:4]) - int(facts[name])
            if gap > 1:
                for form in number_forms(Slot(name, "count"), gap):
                    if not form.hedged:
                        cue = frozenset({"years", "year"})
                        forms.append(
                            replace(
                                form, token=f"<since~{name}:{form.token}>", unit=cue, weight=-0.5
                            )
                        )
    return forms


def _unambiguous(forms: Sequence[Form]) -> list[Form]:
    """Without the short names that would stand for two facts ("Abbott beat Abbott")."""
    owners: dict[str, set[str]] = {}
    for form in forms:
        if form.token.endswith((":last>", ":first>")):
            owners.setdefault(form.text, set()).add(form.fact)
    return [
        form
        for form in forms
        if not (form.token.endswith((":last>", ":first>")) and len(owners[form.text]) > 1)
    ]
