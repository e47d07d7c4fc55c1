"""Where the cells ran: what all share, what differs, and whether the machine was busy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bench.record import Record
from bench.report.boards import Board

_BUSY = 1.5
"""Load per core at the start of a cell above which others were surely at work."""


def shared_environment(records: Sequence[Record]) -> Mapping[str, Any]:
    """The entries that are equal in every record that has an environment."""
    known = [record.environment for record in records if record.environment]
    first = known[0] if known else {}
    return {
        key: value
        for key, value in first.items()
        if all(key in other and other[key] == value for other in known)
    }


def differing_environment(records: Sequence[Record]) -> list[tuple[str, Mapping[str, Any]]]:
    """The other entries, cell by cell."""
    shared = shared_environment(records)
    cells: list[tuple[str, Mapping[str, Any]]] = []
    for record in records:
        own = {key: value for key, value in record.environment.items() if key not in shared}
        if own:
            name = f"{record.task}/{record.condition}/{record.generator} seed {record.seed}"
            cells.append((name, own))
    return cells


def busy_note(board: Board) -> str:
    """A warning where a cell began on a machine that had other work, else empty."""
    loads = []
    for system in board.systems:
        for record in system.finished:
            load, cores = record.environment.get("load_at_start"), record.environment.get("cores")
            if isinstance(load, int | float) and isinstance(cores, int) and load > _BUSY * cores:
                loads.append((load, cores))
    if not loads:
        return ""
    load, cores = max(loads)
    return (
        f"{len(loads)} cells began while the machine was busy (load up to {load:.1f} on {cores} "
        "cores): read their times as upper bounds."
    )
