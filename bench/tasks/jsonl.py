"""The JSON-lines loader. Standard library only: every cell's child process runs it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.api import Example, Source, Task
from bench.tasks.schema import TaskError, check_file, read_slots

CORPORA = Path(__file__).parent


def load_task(config: Mapping[str, Any]) -> Task:
    """The task without its test split.

    Args:
        config: a ``conf/task`` file as a mapping: ``name``, ``language``, ``instruction``,
            ``max_words``, ``path`` (see ``corpus_folder``), ``fields`` and ``slots``; ``test``
            names the split to write, without ``.jsonl``, if it is not ``test``.

    Raises:
        TaskError: the configuration is wrong, a file is missing or has no items, a line is no
            JSON object in UTF-8, or a field is not there.
    """
    check_file(config)
    slots = read_slots(config)
    return Task(
        name=config["name"],
        language=config["language"],
        instruction=" ".join(config["instruction"].split()),
        slots=slots,
        train=_read_split(config, "train"),
        dev=_read_split(config, "dev"),
        max_words=config["max_words"],
    )


def load_test(config: Mapping[str, Any]) -> tuple[Example, ...]:
    """The items to write: for the harness and its metrics, never for a generator.

    Raises:
        TaskError: as for ``load_task``.
    """
    check_file(config)
    return _read_split(config, config.get("test", "test"))


def corpus_folder(path: str) -> Path:
    """The folder with the three splits: one of this package, else as seen from here."""
    own = CORPORA / path
    return own if own.is_dir() else Path(path).absolute()


def _read_split(config: Mapping[str, Any], split: str) -> tuple[Example, ...]:
    path = corpus_folder(config["path"]) / f"{split}.jsonl"
    if not path.is_file():
        mend = "set task.path to a folder with train, dev, test.jsonl"
        if split not in ("train", "dev", "test"):
            mend = f"task.test is {split!r}, and names a split of that folder"
        raise TaskError(f"no file {path}: {mend}")
    examples = []
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                examples.append(_example(_record(line), config["fields"]))
            except ValueError as error:
                raise TaskError(f"{path}:{number}: {error}") from error
    if not examples and split not in ("train", "dev"):  # rules and prompts need no examples
        raise TaskError(f"{path}: wanted at least one item, found none: write one to a line")
    _refuse_duplicates(path, examples)
    return tuple(examples)


def _record(line: bytes) -> dict[str, Any]:
    """A line as the JSON object that it must be."""
    if not line.strip():
        raise ValueError("wanted a JSON object, found an empty line: take it out")
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(
            f"wanted UTF-8, found the byte 0x{line[error.start]:02x} at {error.start + 1}: save "
            "the file as UTF-8"
        ) from error
    except json.JSONDecodeError as error:
        raise ValueError(f"wanted a JSON object: {error.msg} at {error.pos + 1}") from error
    if not isinstance(record, dict):
        raise ValueError(f"wanted a JSON object, found a {type(record).__name__}")
    return record


def _example(record: Mapping[str, Any], fields: Mapping[str, Any]) -> Example:
    facts = dict(_field(record, fields, "facts", dict)) if fields.get("facts") else {}
    facts |= {name: record[name] for name in fields.get("extra_facts", ()) if name in record}
    labels = fields.get("labels", ())
    return Example(
        source=Source(
            id=_field(record, {}, "id", str),
            kind=_field(record, fields, "kind", str) if fields.get("kind") else "",
            facts=facts,
            text=_field(record, fields, "text", str) if fields.get("text") else "",
        ),
        references=_references(_field(record, {}, "references", list)),
        slices={name: _plain(record[name]) for name in fields.get("slices", ()) if name in record},
        labels={name: _plain(_field(record, {"labels": name}, "labels")) for name in labels},
    )


def _field(
    record: Mapping[str, Any], fields: Mapping[str, Any], key: str, kind: type = object
) -> Any:
    """The value of the field that ``task.fields`` names, or of the one that is always called so."""
    name = fields.get(key, key)
    said = f"{name!r} (task.fields.{key})" if key in fields else f"{name!r}"
    if name not in record:
        raise ValueError(f"wanted field {said}, found fields {', '.join(record) or 'none'}")
    value = record[name]
    if not isinstance(value, kind):
        wanted = {"dict": "an object", "list": "a list", "str": "text"}[kind.__name__]
        raise ValueError(f"wanted {wanted} in field {said}, found {value!r}")
    return value


def _references(listed: Sequence[object]) -> tuple[str, ...]:
    texts = tuple(one.strip() for one in listed if isinstance(one, str))
    if not listed or len(texts) < len(listed) or not all(texts):
        raise ValueError("references must be a list of texts, none of them empty")
    return texts


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _refuse_duplicates(path: Path, examples: Sequence[Example]) -> None:
    seen: set[str] = set()
    for example in examples:
        if example.source.id in seen:
            raise TaskError(f"{path}: the id {example.source.id!r} occurs twice; ids are unique")
        seen.add(example.source.id)
