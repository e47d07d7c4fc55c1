"""A user's mistakes end a sweep before its first cell, in one line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hydra import initialize_config_dir

from bench.preflight import check_settings, jobs_for_each_value, leave_where_wrong
from tests.conftest import ROOT, composed
from tests.test_end_to_end import QUICK, run_bench, write_own

SYSTEM = "system: {_target_: tests.fakes.Mute}"
TASK = "defaults: [news_report, _self_]\n"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("generator/x", "name: x\nfamily: [fake\n", r"x\.yaml:3: no YAML: "),
        ("generator/x", "name: \udcf6\n", r"own/generator/x\.yaml: wanted UTF-8"),
        ("generator/x", "- name\n- family\n", "In 'generator/x'"),
        ("generator/x", f"name: x\nfamily: fake\n{SYSTEM}\n", "wanted title, found name, family"),
        ("task/x", f"{TASK}name: x\ninstruction: ${{nowhere}}\n", "'nowhere' not found"),
    ],
)
def test_a_mistake_in_a_file_dies_before_the_first_cell(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    write_own(tmp_path, name, text)
    room = name.partition("/")[0]
    sound = {"generator": "silent", "task": "news_report"}[room]
    done = run_bench(tmp_path, "--config-dir", "own", f"{room}={sound},x", *QUICK)
    assert done.returncode in (1, 2)
    assert re.search(message, done.stderr)
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["own"]


@pytest.fixture(scope="module")
def sound() -> dict[str, Any]:
    return composed("generator=silent")


def test_nothing_is_found_in_sound_settings(sound: dict[str, Any]) -> None:
    seen: set[str] = set()
    check_settings(sound, seen)
    assert len(seen) == 1


SILENT = {"name": "x", "family": "fake", "title": "X", "system": {"_target_": "tests.fakes.Mute"}}


@pytest.mark.parametrize(
    ("part", "changed", "message"),
    [
        ("generator", {"family": ""}, "generator 'x': wanted family, found name, family"),
        ("generator", {"system": None}, "generator 'x': wanted system"),
        ("generator", {"name": 3}, "wanted text as name, found 3"),
        ("generator", {"system": "Mute"}, "wanted system as {_target_: package.module.Name}"),
        ("generator", {"system": {"_target_": "Mute"}}, "found {'_target_': 'Mute'}"),
        (
            "condition",
            {"name": "x", "typos": 0.5},
            "shuffle_facts: wanted true or false",
        ),
        ("metrics", {"x": 3}, "metric 'x': wanted {_target_: package.module.Class}, found 3"),
        ("metrics", {"x": {"_target_": "metrics.no.Facts"}}, "'x': no module 'metrics.no'"),
        ("task", {"test": "train"}, r"800 of 800 items of train\.jsonl stand in train\.jsonl too"),
    ],
)
def test_a_mistake_in_settings_is_named(
    sound: dict[str, Any], part: str, changed: dict[str, Any], message: str
) -> None:
    kept = {"generator": SILENT, "task": sound["task"]}.get(part, {})
    with pytest.raises(ValueError, match=message):
        check_settings(sound | {part: kept | changed}, set())


def test_a_broken_task_ends_a_sweep_before_the_sound_one_runs(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    for split in ("train", "dev", "test"):
        (tmp_path / "corpus" / f"{split}.jsonl").write_text("{}\n")
    write_own(tmp_path, "task/bad", f"{TASK}name: bad\npath: corpus\n")
    done = run_bench(tmp_path, "--config-dir", "own", "task=news_report,bad", *QUICK)
    assert done.returncode == 1
    assert re.fullmatch(r"error: .*/train\.jsonl:1: wanted field 'facts' .*\n", done.stderr)
    assert not (tmp_path / "results").exists()


def test_each_value_of_a_sweep_is_in_one_of_the_fewest_jobs() -> None:
    overrides = [
        "generator=template,rules,ngram",
        "task=news_report,recommendation",
        "seed=1,2,3,4",
    ]
    with initialize_config_dir(str(ROOT / "conf"), version_base="1.3"):
        jobs = jobs_for_each_value([*overrides, "condition=glob(*)", "~metrics.ter"])
        assert jobs_for_each_value([]) == [[]]
    assert [job[0] for job in jobs] == [f"generator={x}" for x in ("template", "rules", "ngram")]
    assert [job[1] for job in jobs] == ["task=news_report", *2 * ["task=recommendation"]]
    assert {job[2] for job in jobs} == {"seed=1"}
    assert {job[3] for job in jobs} == {"condition=clean", "condition=noisy"}
    assert {job[4] for job in jobs} == {"~metrics.ter=null"}


def test_a_fault_of_our_own_ends_the_run_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left, leave_where_wrong():
        raise ZeroDivisionError("ours")
    assert left.value.code == 1
    assert "ZeroDivisionError: ours" in capsys.readouterr().err
