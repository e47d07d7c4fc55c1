"""A metric that breaks: told in its columns, and the other metrics go on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from bench.api import Example, Floats, Score, Task
from bench.build import BuildError
from bench.judges import FAILED, check_metrics, judges_of
from bench.score import score_texts
from bench.tasks import load_test
from tests.conftest import composed

LENGTH = {"_target_": "tests.unit.test_judges.Length"}


class Length:
    """Characters of a text, and one."""

    scores: ClassVar[Mapping[str, Score]] = {"length": Score("length", None)}
    recipe = "characters"

    def prepare(self, task: Task) -> None:
        pass

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        return np.array([[len(text), 1.0] for text in texts])

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        return {"length": totals[..., 0] / totals[..., 1]}


class NoModel(Length):
    def prepare(self, task: Task) -> None:
        raise OSError("no model")


class Raises(Length):
    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        raise ZeroDivisionError("nothing to divide by")


class GivesAList(Length):
    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Any:
        return [len(text) for text in texts]


class GivesTooFew(Length):
    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        return super().rows(texts, examples)[1:]


class GivesNan(Length):
    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        return super().rows(texts, examples) * np.nan


class NamesAnother(Length):
    def score(self, totals: Floats) -> Mapping[str, Floats]:
        return {"size": totals[..., 0]}


class Nothing:
    """Has nothing that a metric has."""


@pytest.fixture
def scored(tmp_path: Path) -> Callable[[str], Mapping[str, Any]]:
    """Columns by metric, of a good metric beside one that breaks."""

    def score(name: str) -> Mapping[str, Any]:
        config = composed("generator=silent", "statistics.resamples=50")
        broken = {"_target_": f"tests.unit.test_judges.{name}"}
        config["metrics"] = {"broken": broken, "length": LENGTH}
        examples = load_test(config["task"])[:6]
        texts = [f"Text {number}." for number in range(6)]
        scores = score_texts(tmp_path, config, texts, examples, False)
        with np.load(tmp_path / "statistics.npz") as stored:
            assert stored.files == ["length"]
        return {column.metric: column for column in scores.columns}

    return score


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("NoModel", r"OSError: no model \(.*test_judges.py:"),
        ("Raises", r"ZeroDivisionError: nothing to divide by \(.*test_judges.py:"),
        ("GivesAList", r"rows: wanted an array of shape \(6, k\), found list"),
        ("GivesTooFew", r"rows: wanted an array of shape \(6, k\), found \(5, 2\)"),
        ("GivesNan", r"rows: wanted finite numbers, found \[nan, nan\] for text 0"),
        ("NamesAnother", r"score: wanted the columns \['length'\], found \['size'\]"),
    ],
)
def test_a_metric_that_breaks_is_told_and_the_others_go_on(
    scored: Callable[[str], Mapping[str, Any]], name: str, reason: str
) -> None:
    columns = scored(name)
    assert columns["length"].value == 7
    assert columns["broken"].value is None
    assert columns["broken"].reason.startswith(FAILED)
    assert re.search(reason, columns["broken"].reason)


def test_a_typo_in_a_metric_is_found_before_a_system_runs() -> None:
    check_metrics({"length": LENGTH})
    with pytest.raises(BuildError, match=r"metric 'typo': module tests.unit.test_judges has no"):
        check_metrics({"typo": {"_target_": "tests.unit.test_judges.Lenght"}})
    with pytest.raises(BuildError, match=r"metric 'nothing': .* lacks what a metric has"):
        check_metrics({"nothing": {"_target_": "tests.unit.test_judges.Nothing"}})
    with pytest.raises(BuildError, match=r"metric 'bare': wanted _target_.*, found \['model'\]"):
        check_metrics({"bare": {"model": "x"}})


def test_judges_are_made_once() -> None:
    config = composed("generator=silent")
    config["metrics"] = {"length": LENGTH}
    assert judges_of(config) is judges_of(json.loads(json.dumps(config)))
