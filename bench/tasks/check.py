"""Whether a task's file fits its corpus: looked at once, before the first cell of a run.

Each mistake here would otherwise give a full run whose figures mean something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.api import ANY_KIND, Example, Slot, Task
from bench.tasks.jsonl import load_task, load_test
from bench.tasks.schema import TaskError, among

NO_PATTERNS = ("against", "sides", "from")
"""Keys of ``Slot.values`` that list names or numbers; the others list regular expressions."""
EVERY = "*"
"""A wording that stands for all the others: no pattern."""


def check_task(config: Mapping[str, Any]) -> tuple[Task, tuple[Example, ...]]:
    """A task and its test items, both found in order.

    Args:
        config: a ``conf/task`` file as a mapping, see ``load_task``.

    Raises:
        TaskError: as ``load_task`` raises it; a slot, slice or further fact that no item has, a
            wording that is no regular expression, or a test item that stands in train too.
    """
    task, test = load_task(config), load_test(config)
    examples = (*task.train, *task.dev, *test)
    for kind, slots in task.slots.items():
        where = f"task {task.name!r}, slots of {kind!r}"
        own = [one for one in examples if kind in (ANY_KIND, one.source.kind)]
        if slots and not own:
            kinds = sorted({one.source.kind for one in examples})
            mend = among(kind, kinds) if any(kinds) else ', as items have none: wanted "*"'
            raise TaskError(f"{where}: no item is of this kind{mend}")
        _check_names(where, slots, own)
        for slot in slots:
            _check_wordings(f"{where}, {slot.name!r}", slot)
    _check_fields(config, examples)
    _check_apart(config, task.train, test)
    return task, test


def _check_names(where: str, slots: Sequence[Slot], examples: Sequence[Example]) -> None:
    """Each slot reaches into the facts of some item."""
    there = dict.fromkeys(path for one in examples for path in _paths(one.source.facts))
    for slot in slots:
        for part in slot.name.split(":"):
            if part not in there:
                raise TaskError(
                    f"{where}: no item of any split has {part!r}{among(part, tuple(there))}"
                )


def _paths(value: object, prefix: str = "") -> Iterator[str]:
    """The slot names that reach into facts: ``a``, ``a.b``, ``a[]``, ``a[].b``."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            path = f"{prefix}.{name}" if prefix else name
            yield path
            yield from _paths(one, path)
    elif isinstance(value, list):
        yield f"{prefix}[]"
        for one in value:
            yield from _paths(one, f"{prefix}[]")


def _check_wordings(where: str, slot: Slot) -> None:
    for key, listed in slot.values.items():
        for wording in listed:
            if key in NO_PATTERNS or wording == EVERY:
                continue
            try:
                re.compile(f"(?:{wording})")  # as one of several, where flags for all are no more
            except re.error as error:
                raise TaskError(
                    f"{where}, values {key!r}: {wording!r} is no regular expression: {error.msg}"
                ) from error


def _check_fields(config: Mapping[str, Any], examples: Sequence[Example]) -> None:
    """What the file calls a slice or a further fact is one of some item."""
    there = {
        "slices": {name for one in examples for name in one.slices},
        "extra_facts": {name for one in examples for name in one.source.facts},
    }
    for key, names in there.items():
        for name in config["fields"].get(key, ()):
            if name not in names:
                raise TaskError(
                    f"task {config['name']!r}: no item of any split has the field {name!r} "
                    f"(task.fields.{key}): correct the name, or take it out"
                )


def _check_apart(
    config: Mapping[str, Any], train: Sequence[Example], test: Sequence[Example]
) -> None:
    """No test item asks for what a system has learnt the answer to."""
    learnt = {_input(example): example.source.id for example in train}
    same = [example for example in test if _input(example) in learnt]
    if same:
        first, known = same[0].source.id, learnt[_input(same[0])]
        raise TaskError(
            f"task {config['name']!r}: {len(same)} of {len(test)} items of "
            f"{config.get('test', 'test')}.jsonl stand in train.jsonl too, with the same facts and "
            f"text, first {first!r} (there {known!r}): take them out of one"
        )


def _input(example: Example) -> str:
    source = example.source
    return json.dumps([source.kind, source.facts, source.text], sort_keys=True)
