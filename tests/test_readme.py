"""The README's own examples, run as a reader would run them."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bench import record
from bench.record import Record
from bench.report.markdown import markdown_table
from tests.conftest import ROOT
from tests.test_end_to_end import QUICK, run_bench

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = TEXT.partition("## Your own system")[2]
LONGEST = 25


def write_files(folder: Path) -> list[str]:
    """Write every example that starts with a comment naming its file."""
    names = []
    for body in re.findall(r"```(?:python|yaml)\n# (.*?)```", EXAMPLES, re.DOTALL):
        name, _, content = body.partition("\n")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        names.append(name)
    return names


@pytest.fixture(scope="module")
def own_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reader")
    assert len(write_files(folder)) == 6
    return folder


def test_every_example_is_short() -> None:
    blocks = re.findall(r"```(?:python|yaml)\n(.*?)```", EXAMPLES, re.DOTALL)
    assert blocks
    assert all(len(block.splitlines()) < LONGEST for block in blocks)


@pytest.mark.parametrize("number", range(3), ids=["generator", "task", "metric"])
def test_the_commands_do_what_they_say(own_files: Path, number: int) -> None:
    commands = re.findall(r"```bash\n(.*?)```", EXAMPLES, re.DOTALL)[number].strip().splitlines()
    run = own_files / f"run{number}"
    for command in commands:
        arguments = shlex.split(command)
        if arguments[:3] == ["python", "-m", "bench"]:
            done = run_bench(
                own_files, *arguments[3:], f"hydra.sweep.dir={run}", *QUICK, path=[str(own_files)]
            )
            assert done.returncode == 0, done.stderr
        else:
            subprocess.run([sys.executable, *arguments[1:]], cwd=own_files, check=True)
    records = {r.generator: r for r in (record.read(p, Record) for p in record.find(run))}
    assert "shout" in records or number == 2
    assert all(found.status == "ok" for found in records.values())
    if number == 1:
        slots = records["shout"].column("slot_error_rate")
        assert slots is not None
        assert slots.value == 100
    if number == 2:
        questions = records["template"].column("questions")
        assert questions is not None
        assert (questions.value, questions.low) == (0, None)  # no text asks anything


def test_the_files_that_it_names_exist() -> None:
    for name in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert name.startswith("http") or (ROOT / name).exists(), name


@pytest.mark.parametrize("run", ["sample", "sample_fresh"])
def test_the_tables_are_those_of_the_sample_runs(run: str) -> None:
    table = markdown_table(ROOT / "results" / run)
    between = re.search(rf"<!-- {run}: .*? -->\n(.*?)<!-- end of {run} -->", TEXT, re.DOTALL)
    assert between is not None
    assert between[1].strip() == table.strip()
