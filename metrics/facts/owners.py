"""Who a value belongs to, compiled from the schema: a score's sides, a record's fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.api import Slot
from metrics.facts import forms
from metrics.facts.lexicon import ONES
from metrics.facts.names import bare
from metrics.facts.plain import normalise

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
class Tie:
    """A field of a record whose value belongs to the record's name.

    Attributes:
        slot: the field's slot.
        prefix: the record's path.
        field: the field's key in the record.
        names: the keys of the record's names.
        between: what may stand between a name and the value.
        scale: the slot's scale.
    """

    slot: str
    prefix: str
    field: str
    names: tuple[str, ...]
    between: re.Pattern[str]
    scale: float


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


def result_lines(
    sides: Mapping[tuple[str, str], re.Pattern[str]], by_sides: Mapping[tuple[str, str], list[int]]
) -> tuple[ResultLine, ...]:
    """The result lines that scores may be told by, from the scores' places by their sides."""
    return tuple(
        ResultLine(sides[home, away], forms.sign(home), tuple(indices))
        for (home, away), indices in by_sides.items()
    )


def result_pattern(home: str, away: str) -> re.Pattern[str]:
    """How a result is told by its sides: "Calder Rovers 2, Pellan Rangers 1"."""
    either = f"[{forms.sign(home)}{forms.sign(away)}]"
    return re.compile(
        rf"(?P<one>{either}) *(?:(?P<first>{_COUNT})(?:[,;]| [-–])? (?:and )?(?:the )?"
        rf"(?P<other>{either}) *(?P<second>{_COUNT})"
        rf"|(?P<left>\d{{1,2}}) ?[-–] ?(?P<right>\d{{1,2}}) ?(?P<opposite>{either}))",
        re.IGNORECASE,
    )


def goals(written: str) -> int:
    return int(written) if written.isdigit() else int(_GOALS[written.lower()])


def ties(slots: Sequence[Slot]) -> Iterator[Tie]:
    """The fields that a schema ties to their record's name."""
    for slot in slots:
        wordings = slot.values.get("after", ())
        prefix, _, field = slot.name.rpartition(".")
        names = tuple(
            other.name.removeprefix(f"{prefix}.")
            for other in slots
            if other.type == "name" and other.name.startswith(f"{prefix}.")
        )
        if wordings and names:
            between = re.compile("|".join(wordings), re.IGNORECASE)
            yield Tie(slot.name, prefix, field, names, between, slot.scale)


def belongings(tied: Sequence[Tie], facts: Mapping[str, Any]) -> Belongings | None:
    """Who owns which values of the tied fields; None if nobody owns any."""
    values: dict[str, set[float]] = {}
    for tie in tied:
        for record in forms.leaves(facts, tie.prefix):
            if record.get(tie.field) is not None:
                for name in tie.names:
                    owner = bare(normalise(str(record.get(name))))
                    values.setdefault(owner, set()).add(float(record[tie.field]) * tie.scale)
    if not values:
        return None
    return Belongings(
        {tie.slot: tie.between for tie in tied},
        frozenset(f"{tie.prefix}.{name}" for tie in tied for name in tie.names),
        {owner: frozenset(own) for owner, own in values.items()},
    )
