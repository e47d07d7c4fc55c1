"""How far a column can be trusted: how it followed people's ratings of other systems.

``trust.json`` beside this module holds correlations that ``python -m bench.trust`` measured on
public ratings; no rating and no text is in it. Signs are turned so that 1 means that the column
orders systems, or texts, exactly as people did.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.record import SCHEMA, Column, read
from bench.report import formats
from bench.report.human import Coefficient, Follows

FILE = Path(__file__).with_name("trust.json")


@dataclass(frozen=True, slots=True)
class Source:
    """Public ratings of one aspect.

    Attributes:
        key: ``"webnlg2017-semantics"``.
        title: as printed; ``asked`` what people were asked.
        citation: the paper, with its address.
        systems, texts, inputs: what the correlations stand on.
        method: how ratings became numbers, and what was resampled.
        agreement: Krippendorff's alpha of the raters; None where ratings come averaged.
    """

    key: str
    title: str
    asked: str
    citation: str
    systems: int
    texts: int
    inputs: int
    method: str
    agreement: float | None
    follows: tuple[Follows, ...]

    def of(self, key: str, level: str) -> Follows | None:
        """How that column follows these ratings."""
        fitting = (one for one in self.follows if (one.key, one.level) == (key, level))
        return next(fitting, None)


@dataclass(frozen=True, slots=True)
class Trust:
    """All sources; ``trust.json``."""

    sources: tuple[Source, ...]
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class Reading:
    """One correlation as printed, with its place on a line from -1 to 1 (shares of the width)."""

    text: str
    interval: str
    points: int
    low: float
    value: float
    high: float


@dataclass(frozen=True, slots=True)
class TrustCell:
    """A column against a source; a reading is None where it is not defined."""

    systems: Reading | None
    texts: Reading | None


@dataclass(frozen=True, slots=True)
class TrustRow:
    """A column of the board against all sources; ``follows`` is empty where none has it."""

    label: str
    cells: tuple[TrustCell, ...]


def read_trust(path: Path = FILE) -> Trust:
    """The measured correlations.

    Raises:
        RecordError: the file is of another schema.
    """
    return read(path, Trust)


def write_trust(path: Path, trust: Trust) -> None:
    """Write as JSON, three digits: more would be noise; a correlation on one line."""
    text = json.dumps(_rounded(dataclasses.asdict(trust)), indent=1, ensure_ascii=False)
    short = re.sub(r"\{[^{}]*\}", lambda found: re.sub(r"\n *", " ", found[0]), text)
    path.write_text(short + "\n", encoding="utf-8")


def merged(known: Sequence[Source], fresh: Sequence[Source]) -> tuple[Source, ...]:
    """Sources with their new correlations in place of older ones of the same column and level."""
    added = {source.key: source for source in fresh}
    sources = []
    for source in (*known, *(one for one in fresh if one.key not in {old.key for old in known})):
        new = added.get(source.key, source)
        renewed = {(one.key, one.level) for one in new.follows}
        kept = [one for one in source.follows if (one.key, one.level) not in renewed]
        sources.append(dataclasses.replace(new, follows=(*kept, *new.follows)))
    return tuple(sources)


def trust_rows(columns: Iterable[Column], sources: Sequence[Source]) -> tuple[TrustRow, ...]:
    """The columns with a good end that any source knows."""
    rows = []
    for column in columns:
        cells = tuple(
            TrustCell(*(_reading(source.of(column.key, level)) for level in ("system", "segment")))
            for source in sources
        )
        if column.better and any(cell.systems or cell.texts for cell in cells):
            rows.append(TrustRow(column.label, cells))
    return tuple(rows)


def unknown(columns: Iterable[Column], rows: Sequence[TrustRow]) -> list[str]:
    """Labels of columns with a good end that no source knows."""
    known = {row.label for row in rows}
    return [one.label for one in columns if one.better and one.label not in known]


def _reading(follows: Follows | None) -> Reading | None:
    found = follows.spearman if follows else None
    if follows is None or found is None:
        return None
    low, high = (found.value if end is None else end for end in (found.low, found.high))
    return Reading(
        text=f"{found.value:.2f}",
        interval=interval_of(found),
        points=follows.points,
        low=(low + 1) / 2,
        value=(found.value + 1) / 2,
        high=(high + 1) / 2,
    )


def interval_of(found: Coefficient) -> str:
    """The 95 % interval of a correlation, or why there is none."""
    if found.low is None or found.high is None:
        return "too few for an interval"
    return f"{found.low:.2f} to {found.high:.2f}"


def spearman_of(follows: Follows) -> str:
    """A Spearman correlation with its interval, as a table prints it."""
    found = follows.spearman
    return formats.ABSENT if found is None else f"{found.value:.2f} ({interval_of(found)})"


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value
