"""What the systems of a run wrote: read from the files of its cells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.record import Record, find, read
from bench.worker import ROWS_FILE


class HumanError(ValueError):
    """A run, a key or a file of ratings cannot be used; says what was found and what mends it."""


@dataclass(frozen=True, slots=True)
class System:
    """One system of a run, its first seed.

    Attributes:
        folder: of its cell.
        texts: by item id.
    """

    record: Record
    folder: Path
    texts: Mapping[str, str]

    @property
    def name(self) -> str:
        """The generator's name, as its folder has it."""
        return self.record.generator


@dataclass(frozen=True, slots=True)
class Answers:
    """One task under one condition: its test items, and what each system wrote for them.

    Attributes:
        items: as in the run's ``items`` folder: id, kind, facts, text, references, slices.
    """

    run: Path
    task: str
    condition: str
    language: str
    items: Mapping[str, Mapping[str, Any]]
    systems: tuple[System, ...]


def read_answers(
    run: Path,
    task: str | None = None,
    condition: str | None = None,
    systems: Sequence[str] | None = None,
) -> Answers:
    """Read the texts of a run's systems.

    Args:
        task, condition: which board, where the run has several.
        systems: names of generators; None for all, without those that write nothing.

    Raises:
        HumanError: there is no such board or system, or too little to compare.
    """
    first: dict[tuple[str, str], dict[str, Path]] = {}
    for path in find(run):
        found = read(path, Record)
        if found.status == "ok":
            cells = first.setdefault((found.task, found.condition), {})
            cells.setdefault(found.generator, path)  # seeds come in order
    board = _choose(run, list(first), task, condition)
    read_systems = [_system(path) for path in first[board].values()]
    if systems is None:
        chosen = [system for system in read_systems if any(system.texts.values())]
    else:
        chosen = list(_named(systems, {system.name: system for system in read_systems}))
    if len(chosen) < 2:
        raise HumanError(
            f"a rating sheet compares at least two systems, found {len(chosen)} with texts in"
            f" {run} for {board[0]}, {board[1]}: run more systems, or name them with --systems"
        )
    items = _read_items(run / "items" / f"{board[0]}.jsonl")
    language = chosen[0].record.config.get("task", {}).get("language", "en")
    return Answers(run, *board, language, items, tuple(chosen))


def _choose(
    run: Path, boards: Sequence[tuple[str, str]], task: str | None, condition: str | None
) -> tuple[str, str]:
    fitting = [
        board for board in boards if task in (None, board[0]) and condition in (None, board[1])
    ]
    if len(fitting) == 1:
        return fitting[0]
    listed = "; ".join(f"--task {task} --condition {condition}" for task, condition in boards)
    raise HumanError(
        f"wanted one task and condition of {run}, found {len(fitting)} that fit: choose with"
        f" {listed or 'a folder that holds finished cells'}"
    )


def _system(path: Path) -> System:
    found = read(path, Record)
    last = f"offline_{found.config['speed']['batch_sizes'][-1]}"
    texts = {
        row["id"]: row["text"]
        for row in _lines(path.parent / ROWS_FILE)
        if row["pass_name"] == last and row["repeat"] == 0
    }
    return System(found, path.parent, texts)


def _named(names: Sequence[str], known: Mapping[str, System]) -> Iterator[System]:
    for name in names:
        if name not in known:
            raise HumanError(f"no finished system {name!r} in this run: it has {', '.join(known)}")
        yield known[name]


def _read_items(path: Path) -> dict[str, Mapping[str, Any]]:
    return {str(item["id"]): item for item in _lines(path)}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise HumanError(f"no file {path}: the run was moved without its cells, run it again")
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
