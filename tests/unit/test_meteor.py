"""METEOR: the formula, the program's absence, its failures; the program itself where it is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from bench.api import Example, Source, Task, Unavailable
from metrics import meteor
from metrics.meteor import Meteor, corpus_meteor

# "this is a good test" against "this is a test": words, function words, then of the exact matches
# content words and function words on both sides, chunks, matched words.
BY_HAND = [5, 4, 3, 3, 1, 1, 3, 3, *[0] * 12, 2, 4, 4]


def examples(*references: str) -> list[Example]:
    return [Example(Source("item", "", {}, ""), references)]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A java that answers every line with ``$ANSWER``, and a jar to be found."""
    script = tmp_path / "java"
    script.write_text('#!/bin/sh\nwhile read -r line; do eval "$ANSWER"; done\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(meteor, "find_jar", lambda: tmp_path / "meteor.jar")
    return script


def test_the_formula_by_hand() -> None:
    """P = 1.5/2.25, R = 1.5/1.5, F = PR / (.15 R + .85 P), 2 chunks of 4 words."""
    f_mean = (2 / 3) / (0.15 + 0.85 * 2 / 3)
    expected = f_mean * (1 - 0.6 * 0.5**0.2)
    assert corpus_meteor(np.array(BY_HAND, float)) == pytest.approx(expected)
    assert expected == pytest.approx(0.44434387, abs=1e-8)


def test_no_statistics_score_zero() -> None:
    assert corpus_meteor(np.zeros((2, 23))).tolist() == [0, 0]


def test_one_call_reads_all_texts(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSWER", f'echo "{" ".join(map(str, BY_HAND))}"')
    rows = Meteor().rows(["a", "b ||| c"], examples("a", "x") * 2)
    assert rows.tolist() == [BY_HAND, BY_HAND]
    assert Meteor().rows([], []).shape == (0, 23)


def test_a_perfect_match_adds_no_chunk(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [1, 1, 0, 0, 1, 1, *[0] * 14, 1, 1, 1]
    monkeypatch.setenv("ANSWER", f'echo "{" ".join(map(str, whole))}"')
    metric = Meteor()
    rows = metric.rows(["a"], examples("a"))
    assert rows[0, 20] == 0
    assert metric.score(rows)["meteor"].tolist() == [1]


def test_failures_are_told(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSWER", "echo no heap >&2; exit 3")
    with pytest.raises(RuntimeError, match="ended with 3: no heap"):
        Meteor().rows(["a"], examples("a"))
    monkeypatch.setenv("ANSWER", "echo 1 2 3")
    with pytest.raises(RuntimeError, match="shape"):
        Meteor().rows(["a"], examples("a"))
    monkeypatch.setenv("ANSWER", "sleep 5")
    with pytest.raises(subprocess.TimeoutExpired):
        Meteor(timeout_s=0.2).rows(["a"], examples("a"))


def test_absence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(meteor, "PACKAGE", "no-such-package")
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/java")
    with pytest.raises(Unavailable, match="pip install --no-deps"):
        Meteor()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(Unavailable, match="apt-get install"):
        Meteor()


def test_other_languages_are_not_scored(program: Path) -> None:
    with pytest.raises(Unavailable, match="tables for English"):
        Meteor().prepare(Task("t", "zh", "", {}, (), (), 10))
    with pytest.raises(ValueError, match="wanted 'ptb' or 'none'"):
        Meteor(tokenize="13a")
