"""How the systems of a board were configured: what all share, and what each has of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.report.boards import Board, System


@dataclass(frozen=True, slots=True)
class Configurations:
    """The configurations of a board.

    Attributes:
        shared: the entries that are equal in every cell, at whatever depth.
        own: each system with the other entries that its seeds agree on.
    """

    shared: Mapping[str, Any]
    own: tuple[tuple[System, Mapping[str, Any]], ...]


def configurations_of(board: Board) -> Configurations:
    """Split the configurations of all cells; a cell that recorded none has no say."""
    shared = common([config for system in board.systems for config in _known(system)])
    return Configurations(
        shared,
        tuple((system, without(common(_known(system)), shared)) for system in board.systems),
    )


def _known(system: System) -> list[Mapping[str, Any]]:
    return [record.config for record in system.records if record.config]


def common(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The entries that are equal in all of ``parts``; of mappings that differ, what they share."""
    if not parts:
        return {}
    first, *others = parts
    kept: dict[str, Any] = {}
    for key, value in first.items():
        if not all(key in other for other in others):
            continue
        values = [value, *(other[key] for other in others)]
        if all(one == value for one in values):
            kept[key] = value
        elif all(isinstance(one, Mapping) for one in values) and (inner := common(values)):
            kept[key] = inner
    return kept


def without(part: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """``part`` less what ``common`` found in it."""
    own: dict[str, Any] = {}
    for key, value in part.items():
        if key not in shared:
            own[key] = value
        elif value != shared[key]:
            own[key] = without(value, shared[key])
    return own
