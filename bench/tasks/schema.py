"""What a task's file may say: its keys, its fields, its slots.

Standard library only, and nothing that takes time: every cell's child process runs it. What takes
longer to look at is in ``bench.tasks.check``.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from bench.api import Slot, SlotType

TEXTS = ("name", "language", "path", "instruction")
OTHERS = ("max_words", "fields", "slots")
OPTIONAL = ("test", "templates")
FIELDS = ("kind", "text", "facts")
LISTED_FIELDS = ("extra_facts", "slices", "labels")
TYPES: tuple[str, ...] = get_args(SlotType)
SLOT_KEYS = tuple(field.name for field in dataclasses.fields(Slot))


class TaskError(ValueError):
    """A corpus or its configuration is not as stated; says file, line and the mend."""


def check_file(config: Mapping[str, Any]) -> None:
    """Whether a task's file has the keys that it needs and no other, with values of their kind.

    Raises:
        TaskError: it has not; says which and what there is. Slots are looked at by ``read_slots``.
    """
    where = f"task {config.get('name', '')!r}"
    known = (*TEXTS, *OTHERS, *OPTIONAL)
    refuse_unknown(where, config, known)
    for key in known:
        if config.get(key) is None and key not in OPTIONAL:
            raise TaskError(f"{where}: wanted {key}, found {', '.join(map(str, config))}: add it")
    for key in (*TEXTS, *OPTIONAL):
        value = config.get(key, "-")
        if not isinstance(value, str) or not value.strip():
            raise TaskError(f"{where}: wanted text as {key}, found {value!r}: correct it")
    words = config["max_words"]
    if not isinstance(words, int) or isinstance(words, bool) or words < 1:
        raise TaskError(f"{where}: wanted a number from 1 on as max_words, found {words!r}")
    _check_fields(f"{where}, fields", config["fields"])


def _check_fields(where: str, fields: object) -> None:
    if not isinstance(fields, Mapping):
        raise TaskError(f"{where}: wanted a mapping such as {{facts: facts}}, found {fields!r}")
    refuse_unknown(where, fields, (*FIELDS, *LISTED_FIELDS))
    for key in FIELDS:
        if not isinstance(fields.get(key) or "", str):
            raise TaskError(f"{where}: wanted a field's name as {key}, found {fields[key]!r}")
    for key in LISTED_FIELDS:
        if not _is_list_of_texts(fields.get(key, [])):
            raise TaskError(f"{where}: wanted a list of names as {key}, found {fields[key]!r}")


def read_slots(config: Mapping[str, Any]) -> dict[str, tuple[Slot, ...]]:
    """The slots of a task's file, by record kind.

    Raises:
        TaskError: a slot has an unknown key or type, or a value of the wrong kind.
    """
    where, slots = f"task {config['name']!r}", config["slots"]
    if not isinstance(slots, Mapping):
        raise TaskError(f'{where}: wanted slots as {{"*": [a list]}} or by kind, found {slots!r}')
    found = {}
    for kind, listed in slots.items():
        if not _is_list(listed):
            raise TaskError(f"{where}, slots of {kind!r}: wanted a list, found {listed!r}")
        found[str(kind)] = tuple(_slot(f"{where}, slots of {kind!r}", slot) for slot in listed)
    return found


def _slot(where: str, slot: object) -> Slot:
    if not isinstance(slot, Mapping):
        raise TaskError(f"{where}: wanted {{name: NAME, type: TYPE}}, found {slot!r}")
    where = f"{where}, {slot.get('name', '')!r}"
    refuse_unknown(where, slot, SLOT_KEYS)
    for key in ("name", "type"):
        if not isinstance(slot.get(key), str) or not slot[key]:
            raise TaskError(f"{where}: wanted text as {key}, found {slot.get(key)!r}: add it")
    if slot["type"] not in TYPES:
        raise TaskError(
            f"{where}: the type {slot['type']!r} is unknown{among(slot['type'], TYPES)}"
        )
    if not isinstance(slot.get("unit", ""), str):
        raise TaskError(f"{where}: wanted text as unit, found {slot['unit']!r}: leave it out")
    if not isinstance(slot.get("optional", False), bool):
        raise TaskError(f"{where}: wanted true or false as optional, found {slot['optional']!r}")
    scale = slot.get("scale", 1.0)
    if isinstance(scale, bool) or not isinstance(scale, int | float) or not math.isfinite(scale):
        raise TaskError(f"{where}: wanted a number as scale, found {scale!r}")
    return Slot(**{**slot, "values": _values(where, slot.get("values", {}))})


def _values(where: str, values: object) -> dict[str, Sequence[str]]:
    if not isinstance(values, Mapping):
        raise TaskError(f"{where}: wanted values as {{VALUE: [wordings]}}, found {values!r}")
    for key, listed in values.items():
        if isinstance(key, bool) or key is None or key == "":
            raise TaskError(f"{where}, values: YAML reads a key as {key!r}: write it in quotes")
        if not _is_list_of_texts(listed):
            raise TaskError(
                f"{where}, values {key!r}: wanted a list of texts, none of them empty, found "
                f"{listed!r}"
            )
    return {str(key): listed for key, listed in values.items()}


def refuse_unknown(where: str, found: Iterable[object], known: Sequence[str]) -> None:
    """Raises:
    TaskError: a key is none of those that are known; names the nearest.
    """
    for key in found:
        if key not in known:
            raise TaskError(f"{where}: the key {key!r} is unknown{among(str(key), known)}")


def among(name: str, known: Sequence[str]) -> str:
    """The end of an error's sentence: what was perhaps meant, and all that there is."""
    from difflib import get_close_matches  # noqa: PLC0415 - a child that finds no error is quicker

    near = get_close_matches(name, known, n=2)
    meant = f"; perhaps {' or '.join(near)}" if near else ""
    return f"{meant} (there are: {', '.join(known)})"


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_list_of_texts(value: object) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and all(isinstance(one, str) and one for one in value)
    )
