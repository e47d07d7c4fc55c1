"""What is looked at in a task's file and its corpus before the first cell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.tasks import TaskError, load_task, load_test
from bench.tasks.check import check_task
from tests.conftest import composed

FILES = sorted(Path("conf/task").glob("*.yaml"))


def ships(folder: Path, **changed: Any) -> dict[str, Any]:
    """A task of three items, one in each split, with the file's keys as given."""
    for split, speed in (("train", 9), ("dev", 12), ("test", 14)):
        facts = {"ship": "Ardent", "speed_kmh": speed, "crew": [{"name": "Ada Berg", "age": 40}]}
        row = {
            "id": split,
            "sort": "ferry",
            "note": f"{speed}",
            "facts": facts,
            "references": ["x"],
        }
        (folder / f"{split}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    slots = [
        {"name": "ship", "type": "name"},
        {"name": "speed_kmh", "type": "measurement", "unit": "km/h"},
        {"name": "crew[].name", "type": "name"},
    ]
    file = {
        "name": "ships",
        "language": "en",
        "path": str(folder),
        "max_words": 20,
        "instruction": "Write.",
        "fields": {"kind": "sort", "text": "note", "facts": "facts", "slices": ["sort"]},
        "slots": {"*": slots[:1], "ferry": slots[1:]},
    }
    return {key: value for key, value in {**file, **changed}.items() if value is not ...}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_checks_find_nothing_in_our_own_tasks(path: Path) -> None:
    found = composed(f"task={path.stem}")["task"]
    task, test = check_task(found)
    assert task == load_task(found)
    assert test == load_test(found)


def test_the_checks_find_nothing_in_a_task_that_is_in_order(tmp_path: Path) -> None:
    task, test = check_task(ships(tmp_path))
    assert [slot.name for slot in task.slots_of("ferry")] == ["ship", "speed_kmh", "crew[].name"]
    assert len(test) == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"max_wrds": 9}, r"'max_wrds' is unknown; perhaps max_words \(there are: name"),
        ({"slots": ...}, "wanted slots, found name, language, path"),
        ({"slots": ["ship"]}, "wanted slots as"),
        ({"max_words": "many"}, "wanted a number from 1 on as max_words, found 'many'"),
        ({"max_words": 0}, "wanted a number from 1 on as max_words, found 0"),
        ({"instruction": ["Write."]}, "wanted text as instruction"),
        ({"test": 3}, "wanted text as test, found 3"),
        ({"fields": "facts"}, "fields: wanted a mapping"),
        ({"fields": {"fact": "facts"}}, "'fact' is unknown; perhaps facts"),
        ({"fields": {"facts": ["facts"]}}, "wanted a field's name as facts"),
        ({"fields": {"facts": "facts", "labels": "sort"}}, "wanted a list of names as labels"),
    ],
)
def test_a_mistake_in_a_task_file_is_named(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    wrong = ships(tmp_path, **changed)
    with pytest.raises(TaskError, match=f"^task 'ships'.*{message}"):
        load_task(wrong)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"unt": "m"}, "'ship': the key 'unt' is unknown; perhaps unit"),
        ({"type": "nmae"}, "the type 'nmae' is unknown; perhaps name .*measurement"),
        ({"name": ""}, "wanted text as name, found ''"),
        ({"unit": 3}, "wanted text as unit, found 3"),
        ({"optional": "yes"}, "wanted true or false as optional"),
        ({"scale": "1e6"}, "wanted a number as scale, found '1e6'"),
        ({"values": ["Ardent"]}, "wanted values as"),
        ({"values": {True: ["ship"]}}, "YAML reads a key as True: write it in quotes"),
        ({"values": {"Ardent": "ship"}}, "'Ardent': wanted a list of texts"),
        ({"values": {"Ardent": [""]}}, "none of them empty, found"),
    ],
)
def test_a_mistake_in_a_slot_is_named(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    wrong = ships(tmp_path, slots={"*": [{"name": "ship", "type": "name"} | changed]})
    with pytest.raises(TaskError, match=rf"^task 'ships', slots of '\*', .*{message}"):
        load_task(wrong)


@pytest.mark.parametrize(
    ("kind", "slot", "message"),
    [
        ("*", {"name": "shp"}, "no item of any split has 'shp'; perhaps ship .*crew"),
        ("*", {"name": "crew.name"}, r"'crew\.name'; perhaps crew\[\]\.name"),
        ("*", {"name": "ship[]"}, r"no item of any split has 'ship\[\]'"),
        ("*", {"name": "ship:sped"}, "no item of any split has 'sped'"),
        ("fery", {"name": "ship"}, "no item is of this kind; perhaps ferry"),
        ("*", {"name": "ship", "values": {"a": ["(b"]}}, r"values 'a': '\(b' is no regular"),
        ("*", {"name": "ship", "values": {"a": ["b", "(?i)c"]}}, "global flags not at the start"),
    ],
)
def test_a_slot_that_does_not_fit_the_corpus_is_named(
    tmp_path: Path, kind: str, slot: dict[str, Any], message: str
) -> None:
    wrong = ships(tmp_path, slots={kind: [{"type": "name"} | slot]})
    with pytest.raises(TaskError, match=f"^task 'ships', slots of .*{message}"):
        check_task(wrong)


@pytest.mark.parametrize("key", ["slices", "extra_facts"])
def test_a_field_that_no_item_has_is_named(tmp_path: Path, key: str) -> None:
    wrong = ships(tmp_path, fields={"facts": "facts", key: ["prot"]}, slots={})
    with pytest.raises(TaskError, match=rf"the field 'prot' \(task\.fields\.{key}\)"):
        check_task(wrong)


def test_kinds_are_wanted_where_items_have_none(tmp_path: Path) -> None:
    slots = {"ferry": [{"name": "ship", "type": "name"}]}
    with pytest.raises(TaskError, match=r"as items have none: wanted \"\*\""):
        check_task(ships(tmp_path, fields={"facts": "facts"}, slots=slots))


def test_a_test_item_that_was_learnt_is_refused(tmp_path: Path) -> None:
    file = ships(tmp_path)
    row = json.loads((tmp_path / "train.jsonl").read_text(encoding="utf-8"))
    others = [row | {"id": "other", "note": "of another text"}, row | {"id": "same"}]
    (tmp_path / "test.jsonl").write_text("\n".join(map(json.dumps, others)), encoding="utf-8")
    with pytest.raises(TaskError, match=r"1 of 2 items of test\.jsonl .* first 'same' \(there 'tr"):
        check_task(file)


def test_numbers_as_keys_of_wordings_are_read_as_written(tmp_path: Path) -> None:
    slot = {"name": "speed_kmh", "type": "count", "values": {9: ["nine knots"]}}
    assert load_task(ships(tmp_path, slots={"*": [slot]})).slots["*"][0].values == {
        "9": ["nine knots"]
    }
