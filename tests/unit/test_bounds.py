"""The oracle answers with the held-out reference, silence with nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.api import Chunk, Example, Generator, Source, Task, held_out
from generators.bounds import Oracle, Silent

TASK = Task("toy", "en", "", {}, (), (), 100)
RECORDS = [
    {"id": "a", "references": ["one one", " two two ", "three three"]},
    {"id": "b", "references": ["only"]},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "test.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in RECORDS), encoding="utf-8")
    return path


def _source(name: str) -> Source:
    return Source(name, "", {}, "")


def test_oracle_answers_with_the_held_out_reference(file: Path) -> None:
    oracle = Oracle(str(file))
    oracle.fit(TASK)
    texts = ("one one", "two two", "three three")
    index = held_out(Example(_source("a"), texts))
    assert index is not None
    answers = list(oracle.generate([_source("b"), _source("a")], 100))
    assert answers == [Chunk(0, ""), Chunk(1, texts[index])]
    assert [chunk.text for chunk in oracle.generate([_source("a")], 1)] == [texts[index].split()[0]]
    assert Oracle.answers_with_reference
    assert isinstance(oracle, Generator)


def test_oracle_names_missing_file_and_item(file: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"set references to the task's test\.jsonl"):
        Oracle("no_such_task/test.jsonl").fit(TASK)
    oracle = Oracle(str(file))
    oracle.fit(TASK)
    with pytest.raises(KeyError, match="no references for 'c'"):
        list(oracle.generate([_source("c")], 100))


def test_silent_gives_one_empty_chunk_per_row() -> None:
    silent = Silent()
    silent.fit(TASK)
    answers = list(silent.generate([_source("a"), _source("b")], 100))
    assert answers == [Chunk(0, ""), Chunk(1, "")]
    assert isinstance(silent, Generator)
