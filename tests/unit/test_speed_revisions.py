"""``python -m bench.speed`` on small made-up repositories: messages, exit codes, clean folders."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bench.speed.__main__ import main
from bench.speed.revisions import GateError, checkouts, commit_of, refuse_changes, repository_of
from bench.speed.suite import SUITE, Listed, PytestSuite

SUITE_FILES = {
    "pytest.ini": "[pytest]\npython_files = bench_*.py\npython_functions = bench_*\n",
    "conftest.py": """
import pytest

@pytest.fixture
def measure(benchmark):
    def run(work):
        benchmark.pedantic(work, rounds=2)
        benchmark.extra_info["peak_rss_mb"] = 12.5
    return run
""",
    "bench_made.py": """
import pytest

def bench_control(measure):
    measure(lambda: sum(range(20000)))

def bench_quick(measure):
    measure(lambda: sum(range(20000)))

def bench_absent(measure):
    pytest.skip("no weights")
""",
}


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def commit(folder: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        git(folder, "add", name)
    git(folder, "commit", "--quiet", "--message", "made")
    return git(folder, "rev-parse", "HEAD")


def with_suite() -> dict[str, str]:
    return {f"{SUITE}/{name}": text for name, text in SUITE_FILES.items()}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One commit without a suite; the tests run inside it."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, {"readme.txt": "one\n"})
    monkeypatch.chdir(folder)
    return folder


def test_an_unknown_revision_is_named(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--base", "no-such-branch"]) == 2
    assert "no commit 'no-such-branch'" in capsys.readouterr().err


def test_an_option_is_no_revision(repository: Path) -> None:
    with pytest.raises(GateError, match="no commit '--all'"):
        commit_of(repository, "--all")


def test_the_first_commit_has_none_before_it(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--base", "HEAD~1"]) == 2
    assert "no commit 'HEAD~1'" in capsys.readouterr().err


def test_a_shallow_clone_is_told_how_to_deepen(repository: Path, tmp_path: Path) -> None:
    commit(repository, {"readme.txt": "two\n"})
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", repository.as_uri(), str(clone))
    with pytest.raises(GateError, match="git fetch --unshallow"):
        commit_of(clone, "HEAD~1")


def test_outside_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--base", "HEAD"]) == 2
    assert "belongs to no git repository" in capsys.readouterr().err


def test_changed_files_are_refused_and_untracked_ones_are_not(repository: Path) -> None:
    (repository / "new.txt").write_text("untracked", encoding="utf-8")
    refuse_changes(repository)
    (repository / "readme.txt").write_text("changed", encoding="utf-8")
    with pytest.raises(GateError, match=r"1 changed file\(s\), such as readme.txt"):
        refuse_changes(repository)


def test_both_revisions_lie_side_by_side_and_go_again(repository: Path) -> None:
    old = commit_of(repository, "HEAD")
    new = commit(repository, {"readme.txt": "two\n"})
    with checkouts(repository_of(repository), old, new) as (base, head):
        assert (base.folder / "readme.txt").read_text() == "one\n"
        assert (head.folder / "readme.txt").read_text() == "two\n"
        assert len(str(base.folder)) == len(str(head.folder))
    assert not base.folder.exists()
    assert len(git(repository, "worktree", "list").splitlines()) == 1


def test_a_base_without_benchmarks_passes_with_a_word(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(repository, with_suite())
    assert main(["--base", "HEAD~1"]) == 0
    assert "nothing to compare with: HEAD~1" in capsys.readouterr().out


def test_a_head_without_benchmarks_is_an_error(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--base", "HEAD"]) == 2
    assert f"has no {SUITE}" in capsys.readouterr().err


def test_a_suite_that_does_not_start_is_an_error(repository: Path) -> None:
    commit(repository, {f"{SUITE}/pytest.ini": "[no such section"})
    with pytest.raises(GateError, match="does not start"):
        PytestSuite().names(repository)


def test_a_file_that_cannot_be_imported_fails_alone(repository: Path) -> None:
    commit(repository, {**with_suite(), f"{SUITE}/bench_bad.py": "import no_such_module\n"})
    found = PytestSuite().names(repository)
    states = {name: listed.state for name, listed in found.items()}
    assert states == {"bad": "failed", "control": "ready", "quick": "ready", "absent": "skipped"}
    gone = repository, Listed("bench_made.py::bench_gone")
    with pytest.raises(GateError, match="bench_gone fails"):
        PytestSuite().pair(gone, gone, head_first=False)


def test_the_whole_way_leaves_its_files(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(repository, with_suite())
    more = SUITE_FILES["bench_made.py"] + "\ndef bench_new(measure):\n    measure(list)\n"
    commit(repository, {f"{SUITE}/bench_made.py": more})
    out, history = tmp_path / "out", tmp_path / "kept" / "history.jsonl"
    arguments = ["--base", "HEAD~1", "--out", str(out), "--history", str(history)]
    arguments += ["--pairs", "2", "--confirm-pairs", "2", "--threshold", "9"]

    assert main(arguments) == 1
    printed = capsys.readouterr().out
    assert "only in base: none; only in head: new. If that is meant, say --allow-renamed" in printed
    assert "not compared: absent (skipped in head: no weights)" in printed

    assert "absent" not in PytestSuite(("control", "quick")).names(repository)
    document = json.loads((out / "speed.json").read_text())
    assert [finding["name"] for finding in document["findings"]] == ["control", "quick"]
    assert document["findings"][0]["memory"]["value"] == 1.0
    assert (out / "speed.png").read_bytes().startswith(b"\x89PNG")
    kept = [json.loads(line) for line in history.read_text().splitlines()]
    assert [sorted(line["benchmarks"]) for line in kept] == [["control", "quick"]]
