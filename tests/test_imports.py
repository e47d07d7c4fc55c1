"""The import rule: who may know whom (CONTRIBUTING.md, "Rooms")."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOMS = ("bench", "generators", "metrics")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(room: str) -> list[Path]:
    return sorted(Path(room).rglob("*.py"))


def starts(name: str, *modules: str) -> bool:
    return any(name == module or name.startswith(module + ".") for module in modules)


def test_there_are_files_to_check() -> None:
    assert all(len(files(room)) > 5 for room in ROOMS)


def test_the_nouns_stand_on_the_standard_library_and_numpy() -> None:
    allowed = {*sys.stdlib_module_names, "numpy"}
    assert {name.split(".")[0] for name in imports(Path("bench/api.py"))} <= allowed


@pytest.mark.parametrize("path", files("generators") + files("metrics"), ids=str)
def test_systems_and_judges_know_the_nouns_only(path: Path) -> None:
    other = "metrics" if path.parts[0] == "generators" else "generators"
    for name in imports(path):
        assert not starts(name, other, "hydra", "omegaconf", "tests"), name
        assert not starts(name, "bench") or starts(name, "bench.api"), name


@pytest.mark.parametrize("path", files("bench"), ids=str)
def test_the_harness_knows_no_system_and_no_judge(path: Path) -> None:
    assert not any(starts(name, "generators", "metrics", "tests") for name in imports(path))


@pytest.mark.parametrize("path", files("bench/report"), ids=str)
def test_the_report_reads_records_only(path: Path) -> None:
    for name in imports(path):
        if starts(name, "bench"):
            assert starts(name, "bench.api", "bench.record", "bench.report"), name


def test_a_worker_pulls_in_nothing_heavy() -> None:
    script = (
        "import sys, bench.worker\n"
        "heavy = {'torch', 'transformers', 'matplotlib', 'pandas', 'nltk', 'hydra', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
