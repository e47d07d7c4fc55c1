"""A metric whose model is missing says so in its column, and nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.score import score_texts
from bench.tasks import load_task
from tests.conftest import composed

ABSENT = {"_target_": "metrics.embedding.BertScore", "model": "no/such-model"}


def test_not_run_with_reason_and_command(tmp_path: Path) -> None:
    config = composed("task=news_report")
    bleu = config["metrics"]["bleu"]
    examples = load_task(config["task"]).dev[:4]
    texts = [example.references[0] for example in examples]

    def columns(name: str, metrics: dict[str, Any]) -> Any:
        folder = tmp_path / name
        folder.mkdir()
        return score_texts(folder, {**config, "metrics": metrics}, texts, examples, False).columns

    alone = columns("alone", {"bleu": bleu})
    absent, *others = columns("both", {"bertscore": ABSENT, "bleu": bleu})
    assert tuple(others) == alone
    assert (absent.key, absent.value) == ("bertscore", None)
    assert absent.reason == (
        "no folder and no downloaded hub model is called 'no/such-model', hf download no/such-model"
    )
