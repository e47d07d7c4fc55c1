"""Whether the matcher can read a task's slots and values at all: told before the first text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from bench.api import ANY_KIND, Example, Task
from metrics.facts import lexicon
from metrics.facts.agreement import ANY_UNIT
from metrics.facts.forms import SlotError
from metrics.facts.mentions import mentions
from metrics.facts.schema import Schema, compile_schema, facts_of

MEASURED = frozenset({"money", "count", "number", "percentage", "measurement", "ordinal"})
"""Slot types whose unit decides which numbers of a text can be the value."""
_OF_ORDINALS = {"minute", "quarter", "place"}
_OF_RATIOS = {"times"}
"""Read after a number, which is then a ratio and no value of a slot."""
UNITS = frozenset(
    {unit for unit, _ in (*lexicon.UNITS.values(), *lexicon.UNIT_GROUPS.values())}
    | {*lexicon.CURRENCY.values(), *_OF_ORDINALS}
) - frozenset(_OF_RATIOS)
"""Units that numbers are read with, in the one spelling that a slot must use."""


def check_units(task: Task) -> None:
    """Whether each unit of a slot is one that texts are read for.

    "12 km" is no 12 of a slot in "kilometre": such a slot would be missing from every text.

    Raises:
        SlotError: one is not; names the slot and the units there are.
    """
    known = sorted(UNITS)
    for kind, slot in ((kind, slot) for kind, slots in task.slots.items() for slot in slots):
        if slot.type in MEASURED and slot.unit not in ("", ANY_UNIT, *known):
            near = _read_as(slot.unit) or next(iter(get_close_matches(slot.unit, known, n=1)), "")
            meant = f"; perhaps {near!r}" if near else ""
            raise SlotError(
                f"task {task.name!r}, slots of {kind!r}, {slot.name!r}: no text is read for the "
                f"unit {slot.unit!r}{meant}. There are {', '.join(known)}; for another one set "
                f"unit to {ANY_UNIT!r} (whichever the text has)"
            )


def _read_as(unit: str) -> str:
    """The unit that a number gets with this word behind it: km for kilometres; "" for none."""
    return next((mention.unit for mention in mentions(f"There are 5 {unit}.")), "")


def check_items(task: Task, examples: Sequence[Example]) -> None:
    """Whether the slots compile, and each item's values are of their slots' types.

    Raises:
        SlotError: they are not; names the slot or the item.
    """
    schemas = {kind: _schema(task, kind) for kind in task.slots if kind != ANY_KIND}
    shared = _schema(task, ANY_KIND)
    for example in examples:
        source = example.source
        try:
            facts_of(schemas.get(source.kind, shared), source.facts)
        except SlotError as error:
            raise SlotError(f"task {task.name!r}, item {source.id!r}: {error}") from error
        except AttributeError as error:
            raise SlotError(
                f"task {task.name!r}, item {source.id!r}: a slot reaches into what is no record "
                f"({error}): correct its name in conf/task or the item"
            ) from error


def _schema(task: Task, kind: str) -> Schema:
    try:
        return compile_schema(task.slots_of(kind))
    except (ValueError, re.error) as error:
        raise SlotError(f"task {task.name!r}, slots of {kind!r}: {error}") from error
