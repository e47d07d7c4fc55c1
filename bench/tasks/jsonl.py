"""The JSON-lines loader. Standard library only: every cell's child process runs it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.api import Example, Slot, Source, Task

CORPORA = Path(__file__).parent


class TaskError(ValueError):
    """A corpus or its configuration is not as stated; says file, line and the mend."""


def load_task(config: Mapping[str, Any]) -> Task:
    """The task without its test split.

    Args:
        config: a ``conf/task`` file as a mapping: ``name``, ``language``, ``instruction``,
            ``max_words``, ``path`` (see ``corpus_folder``), ``fields`` and ``slots``; ``test``
            names the split to write, without ``.jsonl``, if it is not ``test``.

    Raises:
        TaskError: a file is missing, a line is no JSON object, or a field is not there.
    """
    slots = {
        kind: tuple(Slot(**slot) for slot in listed) for kind, listed in config["slots"].items()
    }
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
    """The items to write: for the harness and its metrics, never for a generator."""
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
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                examples.append(_example(json.loads(line), config["fields"]))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise TaskError(f"{path}:{number}: {type(error).__name__}: {error}") from error
    _refuse_duplicates(path, examples)
    return tuple(examples)


def _example(record: Mapping[str, Any], fields: Mapping[str, Any]) -> Example:
    facts = dict(record[fields["facts"]]) if fields.get("facts") else {}
    facts |= {name: record[name] for name in fields.get("extra_facts", ()) if name in record}
    references = tuple(text.strip() for text in record["references"])
    if not references or not all(references):
        raise ValueError("references must be a list of texts, none of them empty")
    return Example(
        source=Source(
            id=record["id"],
            kind=record[fields["kind"]] if fields.get("kind") else "",
            facts=facts,
            text=record[fields["text"]] if fields.get("text") else "",
        ),
        references=references,
        slices={name: _plain(record[name]) for name in fields.get("slices", ()) if name in record},
        labels={name: _plain(record[name]) for name in fields.get("labels", ())},
    )


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _refuse_duplicates(path: Path, examples: Sequence[Example]) -> None:
    seen: set[str] = set()
    for example in examples:
        if example.source.id in seen:
            raise TaskError(f"{path}: the id {example.source.id!r} occurs twice; ids are unique")
        seen.add(example.source.id)
