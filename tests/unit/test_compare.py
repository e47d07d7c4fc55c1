"""Paired tests from files: what is equal ties, what is better wins, and the floor of p."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench import record
from bench.compare import compare_run, main
from bench.config import Correction
from bench.record import Record
from bench.stats import CORRECTIONS, holm, minimum_detectable_difference
from bench.sweep import count_cells
from tests.conftest import composed

ITEMS = 60


def write_cell(
    run: Path,
    name: str,
    copied: np.ndarray[Any, Any],
    seed: int = 1,
    size: np.ndarray[Any, Any] | None = None,
    *,
    correction: str = "holm",
    **other: Any,
) -> None:
    """A finished cell whose only metric is the share of copied 4-grams, out of 10 a text."""
    config = composed("generator=silent")
    config["statistics"]["correction"] = correction
    config["metrics"] = {"ratio": {"_target_": "tests.unit.test_compare.Ratio"}}
    folder = run / "cells" / name / f"seed-{seed}"
    folder.mkdir(parents=True)
    made = Record(
        task="news", condition="clean", generator=name, family="rules", title=name, seed=seed,
        bound=False, status="ok", started_at="", wall_s=1.0, config=config,
    )  # fmt: skip
    record.write(folder / "record.json", dataclasses.replace(made, **other))
    rows = np.stack([copied, np.full(ITEMS, 10.0) if size is None else size], axis=1)
    np.savez(folder / "statistics.npz", allow_pickle=False, ratio=rows)


class Ratio:
    """Sum of the first column over sum of the second."""

    from bench.api import Score  # noqa: PLC0415 - a namespace of its own

    scores = {"ratio": Score("Ratio", "higher")}  # noqa: RUF012 - as a metric has it
    recipe = "a ratio"

    def prepare(self, task: object) -> None:
        pass

    def rows(self, texts: object, examples: object) -> None:
        raise AssertionError("a comparison reads stored rows")

    def score(self, totals: np.ndarray[Any, Any]) -> dict[str, np.ndarray[Any, Any]]:
        return {"ratio": totals[..., 0] / totals[..., 1]}


def test_equal_systems_tie_and_a_better_one_wins(tmp_path: Path) -> None:
    noise = np.random.default_rng(0)
    base = noise.integers(2, 6, ITEMS).astype(float)
    write_cell(tmp_path, "same", base)
    write_cell(tmp_path, "twin", noise.permutation(base))
    write_cell(tmp_path, "good", base + 3)
    write_cell(tmp_path, "bound", base + 9, bound=True)
    write_cell(tmp_path, "dead", base, status="failed")
    (comparison,) = compare_run(tmp_path)
    assert set(comparison.systems) == {"same", "twin", "good"}
    (ranking,) = comparison.rankings
    assert ranking.ranks == {"good": (1, 1), "same": (2, 3), "twin": (2, 3)}
    against = {frozenset((pair.a, pair.b)): pair for pair in ranking.pairs}
    win, tie = against[frozenset(("good", "same"))], against[frozenset(("same", "twin"))]
    assert win.p_adjusted < 0.05 < tie.p_adjusted
    assert abs(win.difference) == 0.3
    assert win.low is None  # base + 3 differs from base by as much on every item
    assert tie.low is not None
    assert tie.high is not None
    assert tie.low <= tie.difference <= tie.high
    assert ranking.detectable is not None
    assert 0 < ranking.detectable < 0.3


def test_every_correction_can_be_named() -> None:
    assert {correction.name for correction in Correction} == set(CORRECTIONS)


def test_a_run_from_before_the_choice_is_corrected_by_holm(tmp_path: Path) -> None:
    noise = np.random.default_rng(0)
    for name in ("a", "b", "c"):
        write_cell(tmp_path, name, noise.integers(0, 9, ITEMS).astype(float))
    for path in record.find(tmp_path):
        document = json.loads(path.read_text("utf-8"))
        del document["config"]["statistics"]["correction"]
        path.write_text(json.dumps(document), "utf-8")
    (comparison,) = compare_run(tmp_path)
    (ranking,) = comparison.rankings
    wanted = holm(np.array([pair.p for pair in ranking.pairs]))
    assert [pair.p_adjusted for pair in ranking.pairs] == pytest.approx(wanted)


def test_the_correction_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    noise = np.random.default_rng(0)
    steps = [noise.permutation(np.arange(ITEMS) % 3 + shift) for shift in (0.0, 0.3, 0.6, 0.9)]
    found = {}
    for correction in CORRECTIONS:
        for index, copied in enumerate(steps):
            write_cell(tmp_path / correction, f"s{index}", copied, correction=correction)
        (comparison,) = compare_run(tmp_path / correction)
        assert comparison.correction == correction
        (ranking,) = comparison.rankings
        p = np.array([pair.p for pair in ranking.pairs])
        found[correction] = np.array([pair.p_adjusted for pair in ranking.pairs])
        assert found[correction] == pytest.approx(CORRECTIONS[correction](p))
    assert (found["benjamini_hochberg"] <= found["holm"]).all()
    assert (found["benjamini_hochberg"] < found["holm"]).any()


def test_seeds_are_averaged_item_by_item(tmp_path: Path) -> None:
    write_cell(tmp_path, "luck", np.full(ITEMS, 2.0), seed=1)
    write_cell(tmp_path, "luck", np.full(ITEMS, 6.0), seed=2)
    write_cell(tmp_path, "calm", np.full(ITEMS, 4.0))
    (comparison,) = compare_run(tmp_path)
    (pair,) = comparison.rankings[0].pairs
    assert pair.difference == 0
    assert pair.p == 1


def test_seeds_are_scored_one_by_one_as_the_page_shows_them(tmp_path: Path) -> None:
    noise = np.random.default_rng(3)
    seeds = [noise.integers(1, 9, ITEMS).astype(float) for _ in range(2)]
    sizes = [np.full(ITEMS, 10.0), noise.integers(10, 90, ITEMS).astype(float)]
    calm = noise.integers(1, 9, ITEMS).astype(float)
    for number, (copied, size) in enumerate(zip(seeds, sizes, strict=True), 1):
        write_cell(tmp_path, "luck", copied, seed=number, size=size)
    write_cell(tmp_path, "calm", calm)
    (comparison,) = compare_run(tmp_path)
    (pair,) = comparison.rankings[0].pairs
    shown = [one.sum() / size.sum() for one, size in zip(seeds, sizes, strict=True)]
    turn = 1 if (pair.a, pair.b) == ("luck", "calm") else -1
    assert turn * pair.difference == pytest.approx(np.mean(shown) - calm.sum() / (10 * ITEMS))
    assert pair.low is not None
    assert pair.high is not None
    assert pair.low < pair.difference < pair.high


def test_systems_that_never_differ_show_no_detectable_difference(tmp_path: Path) -> None:
    for name in ("one", "other", "third"):
        write_cell(tmp_path, name, np.zeros(ITEMS))
    (comparison,) = compare_run(tmp_path)
    (ranking,) = comparison.rankings
    assert ranking.detectable is None
    assert ranking.spread is None
    assert {(pair.low, pair.high, pair.p) for pair in ranking.pairs} == {(None, None, 1.0)}


def test_the_detectable_difference_is_that_of_the_corrected_tests(tmp_path: Path) -> None:
    noise = np.random.default_rng(4)
    for number in range(4):
        write_cell(tmp_path, f"s{number}", noise.integers(1, 9, ITEMS).astype(float))
    (comparison,) = compare_run(tmp_path)
    (ranking,) = comparison.rankings
    assert ranking.spread is not None
    assert ranking.detectable == minimum_detectable_difference(ranking.spread, 0.05 / 6)


def test_too_few_resamples_are_raised_and_said(tmp_path: Path) -> None:
    for number in range(8):
        write_cell(tmp_path, f"s{number}", np.full(ITEMS, float(number)))
    for path in record.find(tmp_path):
        made = record.read(path, Record)
        config = dict(made.config) | {"statistics": {"resamples": 100, "alpha": 0.05, "seed": 1}}
        record.write(path, dataclasses.replace(made, config=config))
    (comparison,) = compare_run(tmp_path)
    assert comparison.resamples == 28 / 0.05 - 1
    assert "raised from 100" in comparison.note
    assert comparison.rankings[0].ranks["s7"] == (1, 1)


def test_one_system_is_no_comparison(tmp_path: Path) -> None:
    write_cell(tmp_path, "alone", np.ones(ITEMS))
    assert compare_run(tmp_path) == []


def test_cells_are_counted_with_later_lists_in_place_of_earlier_ones() -> None:
    assert count_cells(["generator=a,b,c"]) == 3
    assert count_cells(["generator=a,b,c", "generator=a", "seed=1,2"]) == 2
    assert count_cells(["+experiment=x", "seed=range(1,6)"]) == 5
    assert count_cells([]) == 1


def test_a_pair_has_an_effect_size_and_seeds_show_luck_of_training(tmp_path: Path) -> None:
    noise = np.random.default_rng(1)
    base = noise.integers(2, 6, ITEMS).astype(float)
    write_cell(tmp_path, "plain", base)
    write_cell(tmp_path, "trained", base + noise.integers(0, 2, ITEMS), seed=1)
    write_cell(tmp_path, "trained", base + 3 + noise.integers(0, 2, ITEMS), seed=2)
    write_cell(tmp_path, "twin", base + noise.integers(0, 2, ITEMS))
    (comparison,) = compare_run(tmp_path)
    pairs = {(pair.a, pair.b): pair for pair in comparison.rankings[0].pairs}
    lucky, steady = pairs["plain", "trained"], pairs["plain", "twin"]
    assert lucky.effect is not None
    assert lucky.effect < -2
    assert lucky.training_share is not None
    assert lucky.training_share > 0.9
    assert steady.effect is not None
    assert -2 < steady.effect < -0.5
    assert steady.training_share is None


def test_the_command_compares_the_folder_of_one_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noise = np.random.default_rng(0)
    write_cell(tmp_path, "one", noise.integers(2, 6, ITEMS).astype(float))
    assert main([str(tmp_path)]) == 2
    assert f"error: no run.json in {tmp_path}" in capsys.readouterr().err
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")
    assert main([str(tmp_path)]) == 0
    assert "nothing to compare" in capsys.readouterr().out
    write_cell(tmp_path, "two", noise.integers(2, 6, ITEMS).astype(float))
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == "news, clean: 2 systems\n"


def test_no_run_an_empty_one_and_several_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "no run.json in" in capsys.readouterr().err
    for number, name in enumerate(("first", "second")):
        write_cell(tmp_path / name, f"system{number}", np.full(ITEMS, 3.0))
        (tmp_path / name / "run.json").write_text("{}", encoding="utf-8")
    assert main([str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "wanted the folder of one run, which is one with run.json, found 2 within" in told
    assert told.strip().endswith(str(tmp_path / "second"))
    assert not (tmp_path / "comparisons").exists()
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "run.json").write_text("{}", encoding="utf-8")
    assert main([str(tmp_path / "empty")]) == 2
    assert "no record.json below" in capsys.readouterr().err


def test_a_record_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")
    (tmp_path / "record.json").write_text("{", encoding="utf-8")
    assert main([str(tmp_path)]) == 2
    assert "record.json is no Record" in capsys.readouterr().err
