"""Settings out of range die before the first cell, in one line that says what was wanted."""

from __future__ import annotations

import copy
import functools
import math
from pathlib import Path
from typing import Any

import pytest

from bench import sweep
from bench.config import SettingError, check
from bench.preflight import check_settings
from tests.conftest import ROOT, composed

FILES = [
    f"{group}={path.stem}"
    for group in ("task", "condition", "metrics")
    for path in sorted((ROOT / "conf" / group).glob("*.yaml"))
]


_composed = functools.cache(composed)  # by far the most of these tests' time


def plain(*overrides: str) -> dict[str, Any]:
    return copy.deepcopy(_composed(*overrides))


def with_value(key: str, value: object) -> dict[str, Any]:
    settings = plain("+experiment=scaling") if key.startswith("scaling") else plain()
    section, _, name = key.rpartition(".")
    (settings[section] if section else settings)[name] = value
    return settings


@pytest.mark.parametrize("override", [*FILES, "+experiment=scaling", "+experiment=news_report"])
def test_every_file_of_ours_is_within_its_limits(override: str) -> None:
    check(composed(override))


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("seed", -1, "a whole number of at least 0"),
        ("timeout_s", 0.0, "a number above 0"),
        ("timeout_s", math.inf, "a number above 0"),
        ("timeout_s", math.nan, "a number above 0"),
        ("speed.batch_sizes", [], "a list of whole numbers of at least 1"),
        ("speed.batch_sizes", [1, 0], "a list of whole numbers of at least 1"),
        ("speed.batch_sizes", [8, 8], "each once"),
        ("speed.warm_up_texts", 0, "a whole number of at least 1"),
        ("speed.warm_up_s", -1.0, "a number of at least 0"),
        ("speed.single_stream_s", -1.0, "a number of at least 0"),
        ("speed.single_stream_texts_min", -1, "a whole number of at least 0"),
        ("speed.offline_s", -0.1, "a number of at least 0"),
        ("speed.offline_s_min", -0.1, "a number of at least 0"),
        ("speed.repeats_max", 0, "a whole number of at least 1"),
        ("statistics.resamples", 0, "a whole number of at least 1"),
        ("statistics.alpha", 0.0, "a number between 0 and 1"),
        ("statistics.alpha", 1.0, "a number between 0 and 1"),
        ("statistics.seed", -1, "a whole number of at least 0"),
        ("task.max_words", 0, "a whole number of at least 1"),
        ("task.max_words", "many", "a whole number of at least 1"),
        ("task.max_words", True, "a whole number of at least 1"),
        ("condition.typos", 1.5, "a number from 0 to 1"),
        ("condition.typos", -0.1, "a number from 0 to 1"),
        ("condition.shuffle_facts", "perhaps", "true or false"),
        ("scaling.texts", [0], "a list of whole numbers of at least 1"),
        ("scaling.input", [], "with one or more of them"),
        ("scaling.texts_per_input", 0, "a whole number of at least 1"),
        ("scaling.batch_size", 0, "a whole number of at least 1"),
        ("scaling.fill_s", -1.0, "a number of at least 0"),
        ("scaling.budget_s", -1.0, "a number of at least 0"),
    ],
)
def test_a_value_out_of_range_is_named_with_what_was_wanted(
    key: str, value: object, wanted: str
) -> None:
    with pytest.raises(SettingError) as caught:
        check(with_value(key, value))
    told = str(caught.value)
    assert told.startswith(f"{key}: wanted ")
    assert wanted in told
    assert told.endswith(f"found {value!r}")


def test_a_condition_without_its_share_of_typos_is_named() -> None:
    settings = plain()
    del settings["condition"]["typos"]
    with pytest.raises(SettingError, match=r"condition\.typos: .*found nothing"):
        check(settings)


def test_goodput_names_a_column_of_the_configured_metrics() -> None:
    check_settings(with_value("statistics.goodput", "chrf"), set())
    check_settings(with_value("statistics.goodput", ""), set())
    with pytest.raises(SettingError, match=r"goodput: wanted a column .*chrf.*found 'chrff'"):
        check_settings(with_value("statistics.goodput", "chrff"), set())


def test_a_scaling_run_scores_nothing_and_needs_no_goodput() -> None:
    settings = plain("+experiment=scaling")
    settings["statistics"]["goodput"] = "chrff"
    check_settings(settings, set())


def test_a_metric_that_cannot_tell_its_columns_leaves_goodput_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wants_a_package.py").write_text("import surely_not_installed", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    settings = plain()
    settings["metrics"]["other"] = {"_target_": "wants_a_package.Metric"}
    settings["statistics"]["goodput"] = "theirs"
    check_settings(settings, set())


def test_a_folder_with_other_runs_is_no_place_for_one(tmp_path: Path) -> None:
    (tmp_path / "older").mkdir()
    (tmp_path / "older" / "run.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SettingError, match=r"hydra\.sweep\.dir: wanted .* found 1 other"):
        sweep._require_own(tmp_path)
    sweep._require_own(tmp_path / "older")
