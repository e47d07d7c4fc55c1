"""How records are written and read back."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from bench.record.cell import SCHEMA, Record
from bench.record.comparison import Comparison
from bench.record.growth import Growth

RECORD_FILE = "record.json"
COMPARISON_FILE = "comparison.json"
GROWTH_FILE = "growth.json"
RUN_FILE = "run.json"
"""What makes a folder a run's: its command, its size and when it ran."""


_MENDED_BY: Mapping[type, str] = {
    Record: "python -m bench.cell FOLDER",
    Comparison: "python -m bench.compare FOLDER",
}
"""What writes a file of another version again, from what the run keeps; a growth is measured."""


class RecordError(ValueError):
    """A file is no record of this schema; says which file and what mends it."""


_T = TypeVar("_T")


def write(path: Path, value: Record | Comparison | Growth) -> None:
    """Write as JSON, whole or not at all."""
    document = json.dumps(dataclasses.asdict(value), indent=1, ensure_ascii=False, allow_nan=False)
    temporary = path.with_suffix(".part")
    temporary.write_text(document + "\n", encoding="utf-8")
    temporary.replace(path)


def read(path: Path, kind: type[_T]) -> _T:
    """Read a ``Record``, ``Comparison`` or ``Growth``.

    Raises:
        RecordError: the file is no JSON of this schema.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["schema"] != SCHEMA:
            found = f"{path} has schema {document['schema']}, this version reads {SCHEMA}"
            raise RecordError(found + _mending(kind))
        return typing.cast(_T, _decode(kind, document))
    except (OSError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise RecordError(f"{path} is no {kind.__name__}: {error}{_mending(kind)}") from error


def _mending(kind: type) -> str:
    return f": make it again with {_MENDED_BY[kind]}" if kind in _MENDED_BY else ""


def find(run: Path, name: str = RECORD_FILE) -> Iterator[Path]:
    """All files of that name under a run's folder, in a stable order."""
    return iter(sorted(run.rglob(name)))


def runs_within(folder: Path) -> list[Path]:
    """The folders of other runs below this one."""
    return sorted(path.parent for path in folder.rglob(RUN_FILE) if path.parent != folder)


def _decode(kind: Any, value: Any) -> Any:
    """JSON back to dataclasses, guided by the annotations."""
    if value is None:
        return None
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return _decode(inner, value)
    if origin is tuple:
        kinds = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else arguments
        return tuple(_decode(k, v) for k, v in zip(kinds, value, strict=True))
    if origin is Mapping or origin is typing.get_origin(Mapping[str, Any]):
        return {key: _decode(arguments[1], item) for key, item in value.items()}
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        if unknown := sorted(value.keys() - hints.keys()):
            raise TypeError(f"this version knows no {', '.join(unknown)}")
        return kind(**{name: _decode(hints[name], item) for name, item in value.items()})
    return value
