"""Eight items with what every system wrote, judged stretches marked.

Only the lines of the chosen items are parsed and kept, so ten thousand texts of twenty systems
cost a read of their files and no memory.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.api import stable_seed
from bench.record import Record
from bench.report.boards import Board, System

COUNT = 8
SEVERITY = {"supported": 1, "unsupported": 2, "wrong": 3}
"""Where marks overlap, the worse verdict is shown."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of characters under one verdict, ``""`` where nothing was judged."""

    text: str
    verdict: str
    slot: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One system's text for an item; ``judged`` is False where no annotating metric ran."""

    system: System
    stretches: tuple[Stretch, ...]
    missing: tuple[str, ...]
    judged: bool

    def count(self, verdict: str) -> int:
        """How many stretches have that verdict."""
        return sum(stretch.verdict == verdict for stretch in self.stretches)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the test set, its facts as printed, with the answers."""

    id: str
    kind: str
    text: str
    facts: Mapping[str, str]
    references: tuple[str, ...]
    slices: Mapping[str, str]
    answers: tuple[Answer, ...]


def examples_of(run: Path, board: Board) -> list[Item]:
    """The chosen items with the answers of all systems that have a text for them."""
    chosen = choose(run / "items" / f"{board.task}.jsonl")
    wanted = [str(item["id"]) for item in chosen]
    systems = (*board.ranked, *board.bounds)
    answers = {
        system.generator: _answers(run, system.finished[0], wanted) for system in systems if wanted
    }
    return [
        Item(
            id=str(item["id"]),
            kind=str(item.get("kind", "")),
            text=str(item.get("text", "")),
            facts={name: plain(value) for name, value in item.get("facts", {}).items()},
            references=tuple(item.get("references", ())),
            slices=item.get("slices", {}),
            answers=tuple(
                _answer(system, line)
                for system in systems
                if (line := answers[system.generator].get(str(item["id"]))) is not None
            ),
        )
        for item in chosen
    ]


def choose(path: Path, count: int = COUNT) -> list[Mapping[str, Any]]:
    """Items spread over kinds, by the hash of their ids: the same in every run, picked by nobody.

    Returns:
        At most ``count`` items, kinds in turn; empty where the file is absent.
    """
    if not path.is_file():
        return []
    by_kind: dict[str, list[tuple[int, int, bytes]]] = defaultdict(list)
    with path.open("rb") as lines:
        for number, line in enumerate(lines):
            item = json.loads(line)
            kept = by_kind[str(item.get("kind", ""))]
            kept.append((stable_seed(0, str(item["id"])), number, line))
            kept.sort()
            del kept[count:]
    turns = [
        kept[turn]
        for turn in range(count)
        for _, kept in sorted(by_kind.items())
        if turn < len(kept)
    ]
    return [json.loads(line) for _, _, line in turns[:count]]


def stretches_of(text: str, marks: Iterable[Sequence[Any]]) -> tuple[Stretch, ...]:
    """Cut a text at its marks ``[start, end, verdict, slot]``; joined, they are the text again.

    Marks may overlap (the worse verdict wins) or reach past the end (they are clipped).
    """
    judged: list[tuple[str, str, int]] = [("", "", -1)] * len(text)
    ordered = sorted(enumerate(marks), key=lambda pair: SEVERITY.get(str(pair[1][2]), 0))
    for number, (start, end, verdict, slot) in ordered:
        if str(verdict) not in SEVERITY:
            continue
        for position in range(max(0, int(start)), min(len(text), int(end))):
            judged[position] = (str(verdict), str(slot), number)
    stretches: list[Stretch] = []
    begin = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or judged[position] != judged[begin]:
            verdict, slot, _ = judged[begin]
            stretches.append(Stretch(text[begin:position], verdict, slot))
            begin = position
    return tuple(stretches)


def _answer(system: System, line: Mapping[str, Any]) -> Answer:
    return Answer(
        system=system,
        stretches=stretches_of(str(line.get("text", "")), line.get("marks", ())),
        missing=tuple(str(slot) for slot in line.get("missing", ())),
        judged="marks" in line,
    )


def _answers(run: Path, record: Record, wanted: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    folder = run / "cells" / record.task / record.condition / record.generator
    for name in ("judgements.jsonl", "rows.jsonl"):
        path = folder / f"seed-{record.seed}" / name
        if path.is_file():
            return _lines_of(path, wanted)
    return {}


def _lines_of(path: Path, wanted: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The first line of each wanted id; lines are parsed only where an id occurs in them."""
    spellings = {json.dumps(id_, ensure_ascii=ascii_) for id_ in wanted for ascii_ in (True, False)}
    pattern = re.compile(b"|".join(re.escape(text.encode()) for text in sorted(spellings)))
    found: dict[str, Mapping[str, Any]] = {}
    with path.open("rb") as lines:
        for line in lines:
            if not pattern.search(line):
                continue
            row = json.loads(line)
            if row.get("id") in wanted:
                found.setdefault(row["id"], row)
            if len(found) == len(wanted):
                break
    return found


def plain(value: object) -> str:
    """A fact as printed: lists and records in words, yes and no for truth values."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(plain, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {plain(part)}" for name, part in value.items())
    return value if isinstance(value, str) else json.dumps(value)
