"""The two ends of every table: a human reference (the ceiling) and empty text (the floor)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import bench.api
from bench.api import Chunk, Example, Source, Task, held_out

CORPORA = Path(bench.api.__file__).parent / "tasks"


@dataclass
class Oracle:
    """Answers with the reference that ``held_out`` names; empty where there is only one.

    Attributes:
        references: the test split, JSON lines with ``id`` and ``references``; a relative path is
            looked up below ``bench/tasks``, then from the working folder.
        answers_with_reference: tells the scorer to leave that reference out for this system.

    Raises:
        FileNotFoundError: (on ``fit``) there is no such file.
        KeyError: (on ``generate``) a source is not in the file.
    """

    references: str
    answers_with_reference: ClassVar[bool] = True

    def fit(self, task: Task) -> None:
        """Read the references; dev items, which warm a system up, answer with their own."""
        path = self._path()
        if not path.is_file():
            raise FileNotFoundError(f"no file {path}: set references to the task's test.jsonl")
        self._texts = {example.source.id: example.references[0] for example in task.dev}
        with path.open(encoding="utf-8") as lines:
            self._texts |= dict(_answer(json.loads(line)) for line in lines)

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        """Each row whole, cut after ``max_words``."""
        for row, source in enumerate(batch):
            if source.id not in self._texts:
                raise KeyError(f"no references for {source.id!r} in {self._path()}")
            yield Chunk(row, _cut(self._texts[source.id], max_words))

    def _path(self) -> Path:
        own = CORPORA / self.references
        return own if own.is_file() else Path(self.references).absolute()


@dataclass
class Silent:
    """Empty text for every row."""

    def fit(self, task: Task) -> None:
        """Silence learns nothing."""

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        """One empty chunk per row."""
        for row in range(len(batch)):
            yield Chunk(row, "")


def _answer(record: Mapping[str, Any]) -> tuple[str, str]:
    texts = tuple(text.strip() for text in record["references"])
    example = Example(Source(record["id"], "", {}, ""), texts)
    index = held_out(example)
    return record["id"], "" if index is None else texts[index]


def _cut(text: str, max_words: int) -> str:
    words = text.split()
    return text if len(words) <= max_words else " ".join(words[:max_words])
