"""Trust in columns: public ratings, correlations of made-up ones, the stored file."""

from __future__ import annotations

import csv
import dataclasses
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from bench.api import Better, Example, Floats, Score, Source, Task, Unavailable
from bench.record import Column
from bench.report.human import Coefficient, Follows
from bench.report.trust import (
    FILE,
    Trust,
    merged,
    read_trust,
    spearman_of,
    trust_rows,
    unknown,
    write_trust,
)
from bench.trust.measure import measure, sample
from bench.trust.ratings import (
    RatedText,
    Ratings,
    normal_form,
    read_e2e_naturalness,
    read_webnlg_2017,
    read_webnlg_2020,
)

BESIDE = Path(__file__).parents[3] / "shared" / "public"
PUBLIC = Path(os.environ.get("NLGBENCH_PUBLIC", BESIDE))
needs_public = pytest.mark.skipif(
    not (PUBLIC / "e2e").is_dir(),
    reason=f"no public ratings at {PUBLIC}: set NLGBENCH_PUBLIC to the folder that holds them",
)


@dataclass
class Sight:
    """Reads the number in a text; ``errors`` is the same with its good end below."""

    scores: ClassVar[Mapping[str, Score]] = {
        "sight": Score("Sight", "higher"),
        "errors": Score("Errors", "lower"),
        "constant": Score("Constant", "higher"),
        "description": Score("Description", None),
    }
    recipe: str = "made up"

    def prepare(self, task: Task) -> None: ...

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        return np.array([[float(text), 1] for text in texts])

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        mean = totals[..., 0] / totals[..., 1]
        none = np.zeros_like(mean)
        return {"sight": mean, "errors": -mean, "constant": none, "description": mean}


@dataclass
class Longest:
    """A set metric."""

    scores: ClassVar[Mapping[str, Score]] = {"longest": Score("Longest", "higher")}
    recipe: str = "made up"

    def prepare(self, task: Task) -> None: ...

    def score(
        self, texts: Sequence[str], examples: Sequence[Example]
    ) -> Mapping[str, float | None]:
        return {"longest": max(map(float, texts))}


@dataclass
class Absent:
    """A metric whose program is missing."""

    def prepare(self, task: Task) -> None:
        raise Unavailable("no Java", "apt-get install default-jre")


def made(group: bool) -> Ratings:
    """Seven systems, twenty inputs: people see what ``Sight`` sees, inputs differ in difficulty."""
    draw = np.random.default_rng(5)
    texts = []
    for item in range(20):
        example = Example(Source(f"item-{item}", "", {}, ""), ("a reference",))
        difficulty = 40 * draw.random()
        for system in range(7):
            seen = system + draw.normal() / 2
            number = str(round(seen + (difficulty if group else 0), 4))
            label = f"unit-{item}" if group else ""
            texts.append(RatedText(f"system-{system}", example, number, seen, label))
    return Ratings("made", "made", "Made", "merit", "nobody", "none.", tuple(texts))


METRICS = {name: {"_target_": f"{__name__}.{name}"} for name in ("Sight", "Longest", "Absent")}


@pytest.mark.parametrize("group", [False, True])
def test_a_metric_that_sees_what_people_see_is_trusted(group: bool) -> None:
    (source,) = measure([made(group)], METRICS, [])
    assert (source.systems, source.texts, source.inputs) == (7, 140, 20)
    keys = {(follows.key, follows.level) for follows in source.follows}
    assert keys == {
        ("sight", "system"),
        ("sight", "segment"),
        ("errors", "system"),
        ("errors", "segment"),
        ("longest", "system"),
    }
    for key in ("sight", "errors"):
        by_text = source.of(key, "segment")
        assert by_text is not None
        assert by_text.spearman is not None
        assert by_text.spearman.value == pytest.approx(1, abs=0.05), "the good end is turned up"
        if not group:
            by_system = source.of(key, "system")
            assert by_system is not None
            assert by_system.kendall is not None
            assert by_system.kendall.value == pytest.approx(1)


def test_a_column_that_tells_no_system_from_another_is_named() -> None:
    said: list[str] = []
    measure([made(False)], {"Sight": METRICS["Sight"]}, [], say=said.append)
    (line,) = said
    assert re.fullmatch(
        r"Made: Constant 0\.00 for every system, so it follows nobody \(Description \d\.\d+\)", line
    )


def test_a_metric_of_sets_reads_all_that_a_system_wrote() -> None:
    ratings = made(False)
    example = ratings.texts[0].example
    written = {f"system-{n}": ((example,), (str(-n),)) for n in range(7)}
    metrics = {"Longest": METRICS["Longest"]}
    (rated,) = measure([ratings], metrics, [])
    (whole,) = measure([dataclasses.replace(ratings, outputs=written)], metrics, [])
    for source, sign in ((rated, 1), (whole, -1)):
        (follows,) = source.follows
        assert follows.spearman is not None
        assert follows.spearman.value == pytest.approx(sign)


def test_a_slow_judge_reads_a_sample() -> None:
    table = np.arange(140.0)[np.newaxis]
    ratings = dataclasses.replace(made(False), table=table)
    (few,) = sample([ratings], 5)
    assert len({text.example.source.id for text in few.texts}) == 5
    assert few.table is not None
    assert few.table.shape == (1, 5 * 7)
    assert [ratings.texts[int(at)] for at in few.table[0]] == list(few.texts)
    (whole,) = sample([made(False)], 1000)
    assert whole == made(False)


def test_the_file_keeps_three_digits_and_comes_back(tmp_path: Path) -> None:
    (source,) = measure([made(False)], METRICS, [])
    write_trust(tmp_path / "trust.json", Trust((source,)))
    (back,) = read_trust(tmp_path / "trust.json").sources
    assert back.title == "Made"
    assert len(back.follows) == len(source.follows)
    before, after = source.of("sight", "segment"), back.of("sight", "segment")
    assert before is not None
    assert after is not None
    assert before.pearson is not None
    assert after.pearson is not None
    assert after.pearson.value == pytest.approx(before.pearson.value, abs=5e-4)


def test_a_slow_metric_is_added_to_the_others() -> None:
    known = measure([made(False)], {"Sight": METRICS["Sight"]}, [])
    fresh = measure([made(False)], {"Longest": METRICS["Longest"]}, [])
    (both,) = merged(known, fresh)
    assert {one.key for one in both.follows} == {"sight", "errors", "longest"}
    assert merged(known, known) == tuple(known), "renewed, not doubled"
    assert merged((), fresh) == tuple(fresh)


def test_rows_for_the_columns_of_a_board() -> None:
    trust = Trust(tuple(measure([made(False)], METRICS, [])))
    goods: dict[str, Better | None] = {"sight": "higher", "other": "lower", "words": None}
    columns = [
        Column(key, key, key.upper(), better, "", 1, 1.0, None, None, "")
        for key, better in goods.items()
    ]
    (row,) = trust_rows(columns, trust.sources)
    assert row.label == "SIGHT"
    assert row.cells[0].texts is not None
    assert row.cells[0].texts.low <= row.cells[0].texts.value <= row.cells[0].texts.high <= 1
    assert unknown(columns, [row]) == ["OTHER"]


def test_correlations_as_printed() -> None:
    few = Follows("k", "K", "", "system", 5, Coefficient(0.5, None, None), None, None)
    assert spearman_of(few) == "0.50 (too few for an interval)"
    assert spearman_of(Follows("k", "K", "", "system", 2, None, None, None)) == "–"


def test_the_stored_file_is_whole() -> None:
    trust = read_trust()
    assert FILE.stat().st_size < 400_000
    assert {source.title for source in trust.sources} >= {"E2E restaurants", "WebNLG 2017"}
    for source in trust.sources:
        assert "http" in source.citation
        assert {"bleu", "chrf", "slot_error_rate"} <= {one.key for one in source.follows}
        for follows in source.follows:
            for found in (follows.spearman, follows.pearson, follows.kendall):
                assert found is None or -1 <= found.value <= 1


def test_normal_form_of_webnlg() -> None:
    assert normal_form(" Zürich,  (2010) A.C. ") == "zurich , ( 2010 ) a . c ."


@needs_public
def test_e2e_ranks_equal_the_published_summary() -> None:
    ratings = read_e2e_naturalness(PUBLIC / "e2e")
    with (PUBLIC / "e2e" / "human_naturalness_summary.tsv").open(encoding="utf-8") as file:
        summary = {row["system"]: row for row in csv.DictReader(file, delimiter="\t")}
    assert {text.system for text in ratings.texts} == set(summary)
    for system, row in summary.items():
        mean = np.mean([text.rating for text in ratings.texts if text.system == system])
        assert 5 - 4 * mean == pytest.approx(float(row["mean_rank_within_judgement"]), abs=1e-6)
    assert ratings.table is not None
    assert ratings.table.shape == (3, 7065)


@needs_public
def test_webnlg_means_equal_the_published_ones() -> None:
    fluency, correctness, _ = read_webnlg_2020(PUBLIC / "webnlg2020")
    assert len(fluency.texts) == 5 * 178 - 1
    with (PUBLIC / "webnlg2020" / "scores.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    by_system = {row["system"].replace("(", "").replace(")", ""): row for row in rows}
    assert correctness.table is not None
    assert fluency.table is not None
    for system, row in by_system.items():
        mine = [text.system == system for text in correctness.texts]
        for ratings, column in ((correctness, "raw_Correctness"), (fluency, "raw_Fluency")):
            assert ratings.table is not None
            means = np.nanmean(ratings.table[:, mine], axis=0)
            assert means.mean() == pytest.approx(float(row[column]), abs=0.6)
    semantics = read_webnlg_2017(PUBLIC / "webnlg2017")[2]
    assert len(semantics.texts) == 9 * 223
    assert all(1 <= text.rating <= 3 for text in semantics.texts)
