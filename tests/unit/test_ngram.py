"""The n-gram generator on the news corpus: constraints, determinism, storage, start-up."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

import bench.api
from bench.api import Chunk, Generator, Persistent, Source, Task
from bench.tasks.jsonl import load_task
from generators.ngram import NGram

ROOT = Path(bench.api.__file__).parent.parent
BAD = re.compile(r"None|<|>|_|\+|\d{4}-\d{2}-\d{2}|\s\s|\s[.,;]|[.,;]{2}|\bthe the\b|\b(\w+) \1\b")


def _load(name: str) -> Task:
    return load_task(yaml.safe_load((ROOT / "conf" / "task" / f"{name}.yaml").read_text("utf-8")))


@pytest.fixture(scope="module")
def task() -> Task:
    return _load("news_report")


@pytest.fixture(scope="module")
def fitted(task: Task) -> NGram:
    system = NGram()
    system.fit(task)
    return system


@pytest.fixture(scope="module")
def dev(task: Task) -> list[Source]:
    return [example.source for example in task.dev]


@pytest.fixture(scope="module")
def texts(fitted: NGram, dev: list[Source]) -> list[str]:
    return _texts(fitted, dev)


def _texts(system: NGram, batch: Sequence[Source], max_words: int = 110) -> list[str]:
    chunks = list(system.generate(batch, max_words))
    assert [chunk.row for chunk in chunks] == list(range(len(batch)))
    return [chunk.text for chunk in chunks]


def test_contracts_hold(fitted: NGram) -> None:
    assert isinstance(fitted, Generator)
    assert isinstance(fitted, Persistent)


def test_texts_are_clean(texts: list[str]) -> None:
    for text in texts:
        assert not BAD.search(text.replace("that that", "that")), text
        assert text[0].isupper() or text[0].isdigit() or text[0] == "$", text
        assert text.endswith((".", "!", "?")), text


def test_most_names_are_said(texts: list[str], dev: list[Source]) -> None:
    """A weak floor for what the fact matcher measures exactly (dev: 97 % of main facts)."""
    wanted = {
        "earthquake": ["agency"],
        "earnings": ["company"],
        "football": ["home_team", "away_team"],
        "weather": ["city"],
        "election": ["winner", "runner_up"],
    }
    said = [
        source.facts[name].split()[-1] in text
        for source, text in zip(dev, texts, strict=True)
        for name in wanted[source.kind]
    ]
    assert sum(said) >= 0.95 * len(said)


def test_no_number_from_another_record(texts: list[str], dev: list[Source]) -> None:
    """Decimals stand only where the record has them, rounded, or has two that far apart."""
    for source, text in zip(dev, texts, strict=True):
        numbers = [v for v in source.facts.values() if isinstance(v, (int, float))]
        known = {abs(v) for v in numbers} | {abs(a - b) for a in numbers for b in numbers}
        for found in re.findall(r"(?<![\d.,])\d+\.\d(?=[ %])", text):
            assert any(abs(float(found) - value) < 0.051 for value in known), (found, text)


def test_same_text_alone_and_in_any_batch(
    fitted: NGram, texts: list[str], dev: list[Source]
) -> None:
    assert _texts(fitted, dev[::-1][:10])[::-1] == texts[-10:]
    assert _texts(fitted, dev[3:4]) == texts[3:4]


def test_seeds_vary_the_text(task: Task, texts: list[str], dev: list[Source]) -> None:
    other = NGram(seed=1)
    other.fit(task)
    assert _texts(other, dev[:10]) != texts[:10]


@pytest.mark.parametrize("max_words", [12, 40, 110])
def test_max_words_holds(fitted: NGram, dev: list[Source], max_words: int) -> None:
    for text in _texts(fitted, dev[::5], max_words):
        assert len(text.split()) <= max_words


def test_save_and_load_give_the_same_texts(
    fitted: NGram, texts: list[str], dev: list[Source], tmp_path: Path
) -> None:
    fitted.save(tmp_path)
    again = NGram()
    again.load(tmp_path)
    assert _texts(again, dev[:10]) == texts[:10]


def test_unknown_kind_and_missing_fit_are_named(fitted: NGram) -> None:
    source = Source("x-1", "chess", {}, "")
    with pytest.raises(ValueError, match=r"kind 'chess'; fitted kinds: .*weather"):
        list(fitted.generate([source], 50))
    with pytest.raises(ValueError, match="call fit first"):
        list(NGram().generate([source], 50))


def test_record_without_facts_gives_empty_text(fitted: NGram) -> None:
    assert list(fitted.generate([Source("x-2", "weather", {}, "")], 50)) == [Chunk(0, "")]


def test_absent_facts_are_not_made_up(fitted: NGram, dev: list[Source]) -> None:
    for source in (source for source in dev if source.kind == "earthquake"):
        facts = {k: v for k, v in source.facts.items() if k not in ("aftershocks", "injuries")}
        (text,) = _texts(fitted, [Source(source.id, source.kind, facts, "")])
        assert "aftershock" not in text
        assert not re.search(r"injur|hurt|unhurt", text), text


@pytest.mark.parametrize("name", ["customer_service", "recommendation"])
def test_other_english_tasks_need_no_code(name: str) -> None:
    other = _load(name)
    system = NGram()
    system.fit(other)
    texts = _texts(system, [example.source for example in other.dev[:8]], other.max_words)
    assert sum(not text for text in texts) <= 1
    assert not any(re.search("[<>_]", text) for text in texts)


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match=r"English .*'news_report_zh' is in 'zh'"):
        NGram().fit(_load("news_report_zh"))


def test_import_leaves_heavy_libraries_alone() -> None:
    code = "import sys, generators.ngram; print({'torch', 'nltk', 'jinja2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
