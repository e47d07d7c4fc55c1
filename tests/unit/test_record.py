"""What is written is what is read; anything else is refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import record
from bench.record import Comparison, Pair, Ranking, Record, RecordError
from tests.unit.made_run import made_run


def test_a_run_survives_the_disk(tmp_path: Path) -> None:
    made_run(tmp_path / "run")
    paths = list(record.find(tmp_path / "run"))
    assert len(paths) > 10
    for path in paths:
        found = record.read(path, Record)
        record.write(tmp_path / "again.json", found)
        assert record.read(tmp_path / "again.json", Record) == found


def test_a_comparison_keeps_its_pairs(tmp_path: Path) -> None:
    pair = Pair("a", "b", 0.5, 0.1, 0.9, 0.01, 0.02)
    ranking = Ranking("bleu", (pair,), {"a": (1, 1), "b": (2, 2)}, None)
    made = Comparison("news", "clean", ("a", "b"), 150, 0.05, 10_000, (ranking,))
    record.write(tmp_path / "comparison.json", made)
    assert record.read(tmp_path / "comparison.json", Comparison) == made


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "is no Record"), ("[]", "is no Record"), ('{"schema": 99}', "python -m bench.cell")],
)
def test_other_files_are_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "record.json"
    path.write_text(content)
    with pytest.raises(RecordError, match=message):
        record.read(path, Record)


def test_a_comparison_of_another_version_says_what_makes_it_again(tmp_path: Path) -> None:
    path = tmp_path / "comparison.json"
    pair = Pair("a", "b", 0.5, 0.1, 0.9, 0.01, 0.02)
    ranking = Ranking("bleu", (pair,), {"a": (1, 1), "b": (2, 2)}, None)
    record.write(path, Comparison("news", "clean", ("a", "b"), 9, 0.05, 99, (ranking,)))
    path.write_text(path.read_text().replace("p_adjusted", "p_holm"))
    with pytest.raises(RecordError, match=r"knows no p_holm: .* python -m bench\.compare FOLDER"):
        record.read(path, Comparison)


def test_nan_is_never_written(tmp_path: Path) -> None:
    pair = Pair("a", "b", float("nan"), 0, 0, 1, 1)
    made = Comparison("t", "c", (), 1, 0.05, 1, (Ranking("k", (pair,), {}, None),))
    with pytest.raises(ValueError, match="not JSON compliant"):
        record.write(tmp_path / "comparison.json", made)
    assert not list(tmp_path.iterdir())


def test_half_a_file_is_never_left(tmp_path: Path) -> None:
    path = tmp_path / "comparison.json"
    record.write(path, Comparison("t", "c", (), 1, 0.05, 1, ()))
    assert json.loads(path.read_text())["schema"] == record.SCHEMA
    assert [p.name for p in tmp_path.iterdir()] == ["comparison.json"]
