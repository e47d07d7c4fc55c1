"""Who a value belongs to, compiled from the schema: a score's sides, a record's fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.api import Slot, Source
from metrics.facts import forms
from metrics.facts.lexicon import ONES
from metrics.facts.names import bare

_GOALS = {"nil": 0, **ONES}
_COUNT = rf"(?:\d{{1,2}}|{'|'.join(_GOALS)})\b(?![:%]|[.,-]\d)"


@dataclass(frozen=True, slots=True)
class ResultLine:
    """How a result is written by its sides: "Calder Rovers 2, Pellan Rangers 1".

    Attributes:
        pattern: both sides by their slots' signs, with their numbers.
        home: sign of the side whose number comes first in the facts.
        indices: the score facts with these sides.
    """

    pattern: re.Pattern[str]
    home: str
    indices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Belongings:
    """Which values of which slots belong to whom.

    Attributes:
        slots: by slot of a value, what may stand between its owner's name and it.
        owners: the name slots that own.
        values: by owner's name, the values that are its own.
    """

    slots: Mapping[str, re.Pattern[str]]
    owners: frozenset[str]
    values: Mapping[str, frozenset[float]]


def result_lines(slots: Sequence[Slot], facts: Sequence[forms.Fact]) -> tuple[ResultLine, ...]:
    """The result lines that a schema's scores may be told by."""
    by_sides: dict[tuple[str, ...], list[int]] = {}
    sides = {slot.name: tuple(slot.values.get("sides", ())) for slot in slots}
    for index, fact in enumerate(facts):
        if sides[fact.slot]:
            by_sides.setdefault(sides[fact.slot], []).append(index)
    return tuple(
        ResultLine(_result_pattern(home, away), forms.sign(home), tuple(indices))
        for (home, away), indices in by_sides.items()
    )


def _result_pattern(home: str, away: str) -> re.Pattern[str]:
    either = f"[{forms.sign(home)}{forms.sign(away)}]"
    return re.compile(
        rf"(?P<one>{either}) *(?:(?P<first>{_COUNT})(?:[,;]| [-–])? (?:and )?(?:the )?"
        rf"(?P<other>{either}) *(?P<second>{_COUNT})"
        rf"|(?P<left>\d{{1,2}}) ?[-–] ?(?P<right>\d{{1,2}}) ?(?P<opposite>{either}))",
        re.IGNORECASE,
    )


def goals(written: str) -> int:
    return int(written) if written.isdigit() else int(_GOALS[written.lower()])


def belongings(source: Source, slots: Sequence[Slot]) -> Belongings | None:
    """The fields that are tied to their record's name by the schema; None if there are none."""
    tied: dict[str, re.Pattern[str]] = {}
    owners: set[str] = set()
    values: dict[str, set[float]] = {}
    for slot in slots:
        wordings = slot.values.get("after", ())
        prefix, _, field = slot.name.rpartition(".")
        if not wordings:
            continue
        names = [
            other.name
            for other in slots
            if other.type == "name" and other.name.startswith(f"{prefix}.")
        ]
        tied[slot.name] = re.compile("|".join(wordings), re.IGNORECASE)
        owners |= set(names)
        for record in forms.leaves(source.facts, prefix):
            for name in names:
                owner = bare(str(record.get(name.rpartition(".")[2])))
                if record.get(field) is not None:
                    values.setdefault(owner, set()).add(float(record[field]) * slot.scale)
    if not values:
        return None
    owned = {owner: frozenset(own) for owner, own in values.items()}
    return Belongings(tied, frozenset(owners), owned)
