"""Two revisions on disk at once: git worktrees in a temporary folder."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SHORT = 10
"""Digits of a commit's hash that are printed."""


class GateError(Exception):
    """There is nothing to measure; says what was wanted, what was found and what mends it."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, and the folder where its files lie."""

    commit: str
    folder: Path

    @property
    def short(self) -> str:
        """As printed."""
        return self.commit[:SHORT]


def repository_of(folder: Path) -> Path:
    """The top of the repository that ``folder`` belongs to.

    Raises:
        GateError: it belongs to none, or git is not installed.
    """
    try:
        return Path(_git(folder, "rev-parse", "--show-toplevel"))
    except GateError as error:
        raise GateError(
            f"{folder} belongs to no git repository ({error}): the gate compares two commits, run"
            " it inside a clone"
        ) from error


def commit_of(repository: Path, name: str) -> str:
    """The full hash of the commit that a branch, tag, hash or ``HEAD~1`` names.

    Raises:
        GateError: there is no such commit.
    """
    try:
        return _git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^0")
    except GateError:
        pass
    shallow = _git(repository, "rev-parse", "--is-shallow-repository") == "true"
    mend = (
        "this clone is shallow: git fetch --unshallow" if shallow else "git log lists what there is"
    )
    raise GateError(f"no commit {name!r} in {repository}; {mend}")


def refuse_changes(repository: Path) -> None:
    """Tracked files must be as committed, or the measured head would not be what one sees.

    Raises:
        GateError: some are changed.
    """
    changed = _git(repository, "status", "--porcelain", "--untracked-files=no").splitlines()
    if changed:
        raise GateError(
            f"{len(changed)} changed file(s), such as {changed[0][2:].strip()}: the gate measures"
            " commits. Commit them, or say --head HEAD to measure the last commit as it is"
        )


@contextmanager
def checkouts(repository: Path, base: str, head: str) -> Iterator[tuple[Revision, Revision]]:
    """Both commits as worktrees in folders of equal length; removed at the end.

    Raises:
        GateError: git cannot make them.
    """
    place = Path(tempfile.mkdtemp(prefix="nlgbench-speed-"))
    made = tuple(
        Revision(commit, place / name) for name, commit in (("base", base), ("head", head))
    )
    try:
        for revision in made:
            _git(repository, "worktree", "add", "--detach", str(revision.folder), revision.commit)
        yield made[0], made[1]
    finally:
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run(
            ["git", "-C", str(repository), "worktree", "prune"], capture_output=True, check=False
        )


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise GateError("the program git is not installed") from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise GateError(f"git {arguments[0]}: {last}")
    return done.stdout.strip()
