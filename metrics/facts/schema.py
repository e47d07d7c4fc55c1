"""A task's slots compiled for matching, once for all its sources."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.api import Slot
from metrics.facts.forms import NUMERIC, Fact, SlotError, leaves, pattern, read_value
from metrics.facts.names import name_tokens
from metrics.facts.owners import Tie, result_pattern, ties
from metrics.facts.phrases import content

_UNIT_OF_TYPE = {"money": "USD", "percentage": "percent"}
_RESERVED = (
    "+",
    "-",
    "~",
    "from",
    "near",
    "subject",
    "against",
    "sides",
    "after",
    "absent",
    "only",
)
_CONDITION = re.compile(r"!(?:(\w+)([<>=])(\w+))?")
Words = re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Form:
    """A slot with its wordings compiled.

    Attributes:
        slot: the slot.
        keyed: wordings by value.
        near: see ``forms``; so are the next five.
        subject: what the value is said of.
        gain: words of a gain.
        loss: words of a loss.
        absent: what states the fact where the input has none.
        denials: contradicting wordings, each with the slots that it compares and how.
        facts: facts by value, kept once compiled.
    """

    slot: Slot
    keyed: Mapping[str, tuple[str, ...]]
    near: Words
    subject: Words
    gain: Words
    loss: Words
    absent: Words
    denials: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    facts: dict[str, Fact] = field(default_factory=dict)

    def fact(self, value: Any) -> Fact:
        """A value of the slot, ready for matching.

        Raises:
            SlotError: the value is no instance of the slot's type.
        """
        written = str(value)
        known = self.facts.get(written)
        if known is None:
            known = self.facts[written] = _compile_fact(self, value)
        return known

    def contradictions(self, facts: Mapping[str, Any]) -> Words:
        """The wordings that contradict the slot, given how the compared facts stand."""
        wordings: list[str] = []
        for one, relation, other, listed in self.denials:
            if not relation or _holds(facts.get(one), relation, facts.get(other)):
                wordings += listed
        return pattern(tuple(wordings)) if wordings else None


@dataclass(frozen=True, slots=True)
class Schema:
    """All slots of a record kind.

    Attributes:
        forms: the slots, compiled.
        idioms: wordings whose numbers and names claim nothing.
        numeric: names of the numeric slots, list marks removed.
        described: the top-level facts that some slot describes.
        anchors: by unit, values that a fact may be counted from.
        sides: how results are told, by the names of their sides.
        ties: fields that are tied to their record's name.
    """

    forms: tuple[Form, ...]
    idioms: Words
    numeric: frozenset[str]
    described: frozenset[str]
    anchors: Mapping[str, tuple[float, ...]]
    sides: Mapping[tuple[str, str], re.Pattern[str]]
    ties: tuple[Tie, ...]


def compile_schema(slots: Sequence[Slot]) -> Schema:
    """The slots of a record kind, ready for any source of it."""
    idioms = tuple(idiom for slot in slots for idiom in slot.values.get("~", ()))
    sides = {_sides(slot) for slot in slots if slot.values.get("sides")}
    return Schema(
        forms=tuple(map(_compile_slot, slots)),
        idioms=pattern(idioms),
        numeric=frozenset(slot.name.removesuffix("[]") for slot in slots if slot.type in NUMERIC),
        described=frozenset(
            part.partition(".")[0].removesuffix("[]")
            for slot in slots
            for part in slot.name.split(":")
        ),
        anchors={
            slot.unit: tuple(map(float, slot.values["from"]))
            for slot in slots
            if slot.values.get("from")
        },
        sides={(home, away): result_pattern(home, away) for home, away in sides},
        ties=tuple(ties(slots)),
    )


def _sides(slot: Slot) -> tuple[str, str]:
    home, away = slot.values["sides"]
    return home, away


def _compile_slot(slot: Slot) -> Form:
    keyed = {
        key: tuple(listed)
        for key, listed in slot.values.items()
        if key not in _RESERVED and key[0] != "!"
    }
    absent = tuple(slot.values.get("absent", ()))
    if "*" in absent:
        absent = tuple(wording for listed in keyed.values() for wording in listed)
    near, subject, gain, loss = (
        pattern(tuple(slot.values.get(key, ()))) for key in ("near", "subject", "+", "-")
    )
    return Form(slot, keyed, near, subject, gain, loss, pattern(absent), tuple(_denials(slot)))


def _denials(slot: Slot) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for key, listed in slot.values.items():
        if condition := _CONDITION.fullmatch(key):
            one, relation, other = (part or "" for part in condition.groups())
            yield one, relation, other, tuple(listed)


def _compile_fact(form: Form, value: Any) -> Fact:
    slot = form.slot
    try:
        number, second, text = read_value(slot, value)
    except (TypeError, ValueError, AttributeError) as error:
        raise SlotError(
            f"slot {slot.name!r} is of type {slot.type!r} but its value is {value!r}: "
            "correct the type in conf/task or the record"
        ) from error
    words: tuple[str, ...] = ()
    if slot.type == "phrase":
        words = content(text)
    elif slot.type == "name":
        words = tuple(sorted(name_tokens(text)))
    written = str(value)
    others = (listed for key, listed in form.keyed.items() if key != written)
    return Fact(
        slot=slot.name,
        type=slot.type,
        value=number,
        second=second,
        unit=slot.unit or _UNIT_OF_TYPE.get(slot.type, ""),
        scale=slot.scale,
        text=text,
        optional=slot.optional,
        words=words,
        wordings=pattern(form.keyed.get(written, ())),
        rivals=pattern(tuple(wording for listed in others for wording in listed)),
        near=form.near,
        subject=form.subject,
        against=tuple(slot.values.get("against", ())),
        gain=form.gain,
        loss=form.loss,
        weekday=datetime.date.fromisoformat(value).weekday() if slot.type == "date" else -1,
        only="only" in slot.values,
    )


def facts_of(schema: Schema, facts: Mapping[str, Any]) -> tuple[tuple[Form, Fact], ...]:
    """One fact for each slot and value, with its slot; equal values of a list are one fact.

    Raises:
        SlotError: a value is no instance of its slot's type.
    """
    found = {
        (form.slot.name, str(value)): (form, form.fact(value))
        for form in schema.forms
        for value in leaves(facts, form.slot.name)
    }
    return tuple(found.values())


def _holds(one: float | None, relation: str, other: float | None) -> bool:
    if one is None or other is None:
        return False
    return {"<": one < other, ">": one > other, "=": one == other}[relation]
