"""Every file of conf/generator keeps the contract of ``bench.api.Generator``.

Language models run with a tiny random model in place of their weights: what is tested is the
contract, not the quality.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.api import Explains, Generator, Persistent, Serves, Source, Task
from bench.build import build
from bench.tasks import load_task
from tests.conftest import ROOT, composed
from tests.unit.causal_lm_tiny import tiny_weights

FILES = sorted((ROOT / "conf" / "generator").glob("*.yaml"))
FAMILIES = {"rules", "template", "statistical", "neural", "pretrained", "bound"}
MAX_WORDS = 20


@pytest.fixture(scope="module")
def task() -> Task:
    """News reports with a training split that a test can afford."""
    whole = load_task(composed("generator=silent")["task"])
    return replace(whole, train=whole.train[::4], dev=whole.dev[::20])


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random Llama with room for a few-shot prompt."""
    folder = tiny_weights(tmp_path_factory.mktemp("tiny"))
    config = json.loads((folder / "config.json").read_text())
    config |= {"max_position_embeddings": 8192}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def fitted(request: pytest.FixtureRequest, task: Task, tiny_model: Path) -> tuple[Any, Any]:
    """A generator of each file, built and fitted, and its configuration."""
    config = composed(f"generator={request.param.stem}")["generator"]["system"]
    if config.get("weights") not in (None, "scratch"):
        # Random weights nearly tie, and bfloat16 breaks ties by batch: that is measured instead.
        config |= {"weights": str(tiny_model), "precision": "float32"}
    if config.get("training"):
        config["training"] |= {"max_steps": 2, "dev_examples": 2}
    if config.get("scratch"):
        config["scratch"] |= {"layers": 1, "width": 32, "heads": 2, "vocabulary": 512}
    generator = build(config)
    generator.fit(task)
    return generator, config


def write(generator: Any, sources: Sequence[Source], max_words: int = MAX_WORDS) -> list[str]:
    texts = [""] * len(sources)
    for chunk in generator.generate(list(sources), max_words):
        assert 0 <= chunk.row < len(sources)
        texts[chunk.row] += chunk.text
    return [text.strip() for text in texts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    assert text.startswith("# ")
    assert set(found) == {"name", "family", "title", "system"}
    assert found["name"] == path.stem
    assert found["family"] in FAMILIES


def test_it_is_a_plain_dataclass_with_the_methods(fitted: tuple[Any, Any]) -> None:
    generator, config = fitted
    assert isinstance(generator, Generator)
    assert is_dataclass(generator)
    assert set(config) - {"_target_"} <= {*generator.__dataclass_fields__}


def test_texts_depend_on_neither_batch_nor_order(fitted: tuple[Any, Any], task: Task) -> None:
    generator, _ = fitted
    sources = [example.source for example in task.dev]
    texts = write(generator, sources)
    assert texts == write(generator, sources)
    order = list(range(len(sources)))
    random.Random(1).shuffle(order)
    shuffled = write(generator, [sources[index] for index in order])
    assert [shuffled[order.index(index)] for index in range(len(sources))] == texts
    assert [write(generator, [source])[0] for source in sources[:2]] == texts[:2]


def test_no_more_words_than_allowed(fitted: tuple[Any, Any], task: Task) -> None:
    generator, _ = fitted
    texts = write(generator, [example.source for example in task.dev[:4]], 12)
    assert all(len(text.split()) <= 12 for text in texts)


def test_an_empty_batch_is_nothing(fitted: tuple[Any, Any]) -> None:
    assert list(fitted[0].generate([], MAX_WORDS)) == []


def test_a_queue_writes_the_same(fitted: tuple[Any, Any], task: Task) -> None:
    generator, _ = fitted
    if not isinstance(generator, Serves):
        pytest.skip("serves no queue")
    sources = [example.source for example in task.dev[:5]]
    texts = [""] * len(sources)
    for chunk in generator.serve(iter(sources), 2, MAX_WORDS):
        texts[chunk.row] += chunk.text
    assert [text.strip() for text in texts] == write(generator, sources)


def test_a_saved_fit_writes_the_same(fitted: tuple[Any, Any], task: Task, tmp_path: Path) -> None:
    generator, config = fitted
    if not isinstance(generator, Persistent):
        pytest.skip("keeps no fit")
    sources = [example.source for example in task.dev[:3]]
    generator.save(tmp_path)
    again = build(config)
    again.load(tmp_path)
    assert write(again, sources) == write(generator, sources)
    assert not {path.suffix for path in tmp_path.rglob("*")} & {".pkl", ".pickle", ".pt", ".pth"}


def test_an_explanation_lies_within_the_text(fitted: tuple[Any, Any], task: Task) -> None:
    generator, _ = fitted
    if not isinstance(generator, Explains):
        pytest.skip("explains nothing")
    for example in task.dev:
        text = write(generator, [example.source], task.max_words)[0]
        spans = generator.explain(example.source)
        assert spans
        assert all(0 <= span.start < span.end <= len(text) and span.origin for span in spans)
