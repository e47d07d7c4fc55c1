"""What a metric says of itself beside a number: why there is none, which labels were shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from bench.api import Confusion, Example, Score, Source, Task
from bench.score import score_texts
from tests.conftest import composed


class Silent:
    """A set metric without a value that says why in one of its columns."""

    scores = {"told": Score("Told", None), "untold": Score("Untold", None)}  # noqa: RUF012 - as a metric has it
    recipe = "none"

    def prepare(self, task: Task) -> None:
        pass

    def score(self, texts: object, examples: object) -> dict[str, float | None]:
        return {"told": None, "untold": None}

    def refusal(self, key: str) -> str:
        return "2 texts, 9 needed" if key == "told" else ""


class Letters:
    """A row metric whose confusion counts texts of one letter."""

    scores = {"right": Score("Right", "higher")}  # noqa: RUF012 - as a metric has it
    recipe = "letters"

    def prepare(self, task: Task) -> None:
        pass

    def rows(self, texts: list[str], examples: object) -> Any:
        return np.array([[float(text == "a"), float(text != "a"), 0.0, 0.0] for text in texts])

    def score(self, totals: Any) -> dict[str, Any]:
        return {"right": totals[..., 0]}

    def confusion(self, totals: Any) -> Any:
        counts = totals.astype(int).reshape(2, 2).tolist()
        return Confusion(("a", "none"), tuple(map(tuple, counts)))


def scored(tmp_path: Path, metric: str) -> Any:
    config = composed("generator=silent")
    config["metrics"] = {"one": {"_target_": f"tests.unit.test_refusals.{metric}"}}
    examples = [Example(Source(str(n), "", {}, ""), ("a", "b")) for n in range(2)]
    return score_texts(tmp_path, config, ["a", "b"], examples, False)


def test_a_metric_s_own_reason_reaches_the_column(tmp_path: Path) -> None:
    told, untold = scored(tmp_path, "Silent").columns
    assert (told.value, told.reason) == (None, "2 texts, 9 needed")
    assert untold.reason == "not defined on these texts"


def test_a_confusion_reaches_the_scores(tmp_path: Path) -> None:
    (confusion,) = scored(tmp_path, "Letters").confusions
    assert confusion.labels == ("a", "none")
    assert confusion.counts == ((1, 1), (0, 0))
