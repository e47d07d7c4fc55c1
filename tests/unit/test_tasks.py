"""The loader on all five corpora, and on bad files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.api import Example, Slot
from bench.cache import FitCache
from bench.tasks import TaskError, load_task, load_test
from bench.tasks.conditions import disturb
from tests.conftest import composed

CONF = Path("conf/task")
SIZES = {
    "news_report": (800, 100, 150),
    "news_report_zh": (200, 30, 70),
    "customer_service": (280, 30, 60),
    "finance_monitor": (280, 30, 60),
    "recommendation": (280, 30, 60),
}


SYSTEM = {
    "generator": {"name": "silent", "system": {"_target_": "generators.bounds.Silent"}},
    "seed": 1,
    "condition": {"name": "clean"},
}


def config(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CONF / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", SIZES)
def test_each_corpus_loads_with_the_same_nouns(name: str) -> None:
    task, test = load_task(config(name)), load_test(config(name))
    assert (len(task.train), len(task.dev), len(test)) == SIZES[name]
    examples = (*task.train, *task.dev, *test)
    assert len({example.source.id for example in examples}) == len(examples)
    assert all(example.source.facts or example.source.text for example in examples)
    assert all(isinstance(slot, Slot) for listed in task.slots.values() for slot in listed)
    assert Path(f"bench/tasks/{name}/README.md").read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", SIZES)
def test_every_fact_has_a_slot(name: str) -> None:
    task, test = load_task(config(name)), load_test(config(name))
    for example in (*task.train, *task.dev, *test):
        known = {
            slot.name.split(".")[0].removesuffix("[]")
            for slot in task.slots_of(example.source.kind)
        }
        assert set(example.source.facts) <= known, example.source.id


def test_fresh_items_are_the_same_job_with_other_items() -> None:
    test, fresh = (
        composed(f"task={name}")["task"] for name in ("news_report", "news_report_fresh")
    )
    own = {"name": "news_report_fresh", "test": "fresh", "templates": "news_report"}
    assert fresh == test | own
    items = load_test(fresh)
    assert len(items) == 100
    assert {len(item.references) for item in items} == {2}
    known = {example.source.id for example in load_test(test)}
    assert not known & {item.source.id for item in items}
    for item in items:
        slots = {
            slot["name"].split(".")[0].removesuffix("[]")
            for slot in test["slots"][item.source.kind]
        }
        assert set(item.source.facts) <= slots
    assert FitCache.of({"task": fresh} | SYSTEM) == FitCache.of({"task": test} | SYSTEM)


def entities(example: Example) -> set[str]:
    """Towns (of clubs too), surnames and companies of a news record."""
    facts = example.source.facts
    people = [facts.get(key) for key in ("chief_executive", "winner", "runner_up")]
    people += [one["player"] for one in (*facts.get("goals", ()), facts.get("red_card")) if one]
    clubs = [facts.get(key) for key in ("home_team", "away_team")]
    others = [facts.get(key) for key in ("place", "city", "company")]
    return {
        *(name.split()[-1] for name in people if name),
        *(name.rpartition(" ")[0] for name in clubs if name),
        *filter(None, others),
    }


@pytest.mark.parametrize(("name", "unseen"), [("news_report", 75), ("news_report_fresh", 40)])
def test_unseen_entities_are_in_no_training_record(name: str, unseen: int) -> None:
    task = composed(f"task={name}")["task"]
    known = set().union(*map(entities, load_task(task).train))
    strange = [e for e in load_test(task) if e.slices["unseen_entities"] == "yes"]
    assert len(strange) == unseen
    assert not [e.source.id for e in strange if entities(e) & known]


def test_gold_labels_are_no_input() -> None:
    for example in load_test(config("finance_monitor")):
        assert set(example.labels) == {"sentiment", "topic"}
        assert not set(example.source.facts) & {"sentiment", "topic", "intent"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"train\.jsonl:1: wanted a JSON object: Expecting"),
        ("[1]", "wanted a JSON object, found a list"),
        ("\n", "found an empty line"),
        ('{"id": "a", "facts": {}}', "wanted field 'references', found fields id, facts"),
        ('{"id": "a", "facts": {}, "references": [" "]}', "none of them empty"),
        ('{"id": "a", "facts": {}, "references": [3]}', "must be a list of texts"),
        ('{"id": "a", "facts": {}, "references": "x"}', "wanted a list in field 'references'"),
        ('{"id": 7, "facts": {}, "references": ["x"]}', "wanted text in field 'id', found 7"),
        ('{"id": "a", "facts": 3, "references": ["x"]}', "wanted an object in field 'facts'"),
        (
            '{"id": "a", "data": {}, "text": "x"}',
            r"'facts' \(task\.fields\.facts\), found fields id",
        ),
        ('{"id": "K\udcf6ln"}', r"train\.jsonl:1: wanted UTF-8, found the byte 0xf6 at 10"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "train.jsonl").write_text(line, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(TaskError, match=message):
        load_task(config("recommendation") | {"path": str(tmp_path)})


def test_a_test_split_without_items_is_refused_and_others_may_have_none(tmp_path: Path) -> None:
    for split in ("train", "dev", "test"):
        (tmp_path / f"{split}.jsonl").touch()
    bare = config("recommendation") | {"path": str(tmp_path)}
    assert load_task(bare).train == load_task(bare).dev == ()
    with pytest.raises(TaskError, match=r"test\.jsonl: wanted at least one item, found none"):
        load_test(bare)


def test_a_repeated_id_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "facts": {}, "references": ["x"]})
    (tmp_path / "train.jsonl").write_text(f"{line}\n{line}\n")
    bad = config("recommendation") | {"path": str(tmp_path)}
    with pytest.raises(TaskError, match="'a' occurs twice"):
        load_task(bad)
    with pytest.raises(TaskError, match=r"task\.path"):
        load_test(bad)


def test_noise_keeps_the_facts_and_is_the_same_each_time() -> None:
    noisy = yaml.safe_load(Path("conf/condition/noisy.yaml").read_text())
    clean = yaml.safe_load(Path("conf/condition/clean.yaml").read_text())
    changed = 0
    for example in load_test(config("news_report")):
        source = example.source
        assert disturb(source, clean) == source
        disturbed = disturb(source, noisy)
        assert disturbed == disturb(source, noisy)
        assert disturbed.facts == source.facts
        assert sorted(disturbed.text) == sorted(source.text)
        changed += disturbed.text != source.text
    assert changed > 100
