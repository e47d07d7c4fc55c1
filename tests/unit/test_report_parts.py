"""Parts of the report: the Pareto front, marked texts, chosen examples, printed numbers."""

from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageColor

from bench.api import Better
from bench.record import Latency, Record
from bench.report import formats
from bench.report.boards import Board, System
from bench.report.configurations import common, configurations_of, without
from bench.report.environments import busy_note, differing_environment, shared_environment
from bench.report.examples import choose, examples_of, stretches_of
from bench.report.figures import draw_figures, error_columns
from bench.report.front import Point, front_of
from bench.report.paper import NARROW_DPI, NARROW_IN
from bench.report.runs import read_run
from tests.unit.made_records import SYSTEMS, record_of
from tests.unit.made_run import item_id, made_run

SYSTEM = System("made", (record_of(SYSTEMS[0], 1),))
points = st.lists(
    st.builds(Point, st.just(SYSTEM), st.integers(1, 9).map(float), st.integers(0, 9).map(float)),
    min_size=1,
    max_size=12,
)
marks = st.lists(
    st.tuples(
        st.integers(-3, 30),
        st.integers(-3, 30),
        st.sampled_from(["supported", "wrong", "unsupported", "odd"]),
        st.text(max_size=4),
    ),
    max_size=6,
)


def beats(a: Point, b: Point, better: Better) -> bool:
    """Brute force: ``a`` is nowhere worse than ``b`` and somewhere better."""
    sign = 1 if better == "higher" else -1
    gains = (b.median_ms - a.median_ms, sign * (a.value - b.value))
    return min(gains) >= 0 and max(gains) > 0


@given(points, st.sampled_from(["higher", "lower"]))
def test_front_is_what_no_point_beats(found: list[Point], better: Better) -> None:
    front = front_of(found, better)
    for point in found:
        assert (point in front) == (not any(beats(other, point, better) for other in found))
    assert [p.median_ms for p in front] == sorted(p.median_ms for p in front)


@given(st.text(max_size=25), marks)
def test_stretches_join_to_the_text(text: str, found: list[tuple[int, int, str, str]]) -> None:
    stretches = stretches_of(text, found)
    assert "".join(stretch.text for stretch in stretches) == text
    assert all(stretch.text for stretch in stretches)
    assert {stretch.verdict for stretch in stretches} <= {"", "supported", "wrong", "unsupported"}


def test_worse_verdict_wins_where_marks_overlap() -> None:
    stretches = stretches_of("abcdef", [(0, 4, "wrong", "x"), (2, 6, "supported", "y")])
    assert [(s.text, s.verdict) for s in stretches] == [("abcd", "wrong"), ("ef", "supported")]


def test_examples_are_spread_over_kinds_and_stable(tmp_path: Path) -> None:
    made_run(tmp_path, seeds=(1,), texts=40)
    path = tmp_path / "items" / "news_report.jsonl"
    chosen = choose(path)
    assert len(chosen) == 8
    assert {item["kind"] for item in chosen[:5]} == {item["kind"] for item in chosen}
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(reversed(lines)) + "\n", encoding="utf-8")
    assert [item["id"] for item in choose(path)] == [item["id"] for item in chosen]


def test_examples_find_texts_by_id_not_by_place(tmp_path: Path) -> None:
    made_run(tmp_path, seeds=(1,), texts=10)
    folder = tmp_path / "cells" / "news_report" / "clean" / "rules" / "seed-1"
    rows = [
        {"id": item_id(n), "text": f"I cite {item_id(9 - n)}, I am {item_id(n)}", "marks": []}
        for n in reversed(range(10))
    ]
    (folder / "judgements.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for item in examples_of(tmp_path, read_run(tmp_path).boards[0]):
        answer = next(a for a in item.answers if a.system.generator == "rules")
        assert "".join(s.text for s in answer.stretches).endswith(f"I am {item.id}")


def test_rows_serve_where_nothing_was_judged(tmp_path: Path) -> None:
    made_run(tmp_path, seeds=(1,), texts=10)
    item = examples_of(tmp_path, read_run(tmp_path).boards[0])[0]
    silent = next(a for a in item.answers if a.system.generator == "silent")
    assert not silent.judged
    assert silent.stretches == ()


def test_figures_cover_twenty_systems(tmp_path: Path) -> None:
    many = tuple(
        dataclasses.replace(
            made, generator=f"{made.generator}{n}", title=f"{made.title} {n} $\\frac$ 新闻"
        )
        for n in range(3)
        for made in SYSTEMS
    )[:20]
    board = read_run(made_run(tmp_path, systems=many, seeds=(1,), compared=False)).boards[0]
    pictures = list(draw_figures(board))
    assert len(pictures) == 4
    assert all(p.light.startswith(b"\x89PNG") and p.light != p.dark for p in pictures)


def test_narrow_figures_have_the_same_rows_and_colours(tmp_path: Path) -> None:
    board = read_run(made_run(tmp_path, seeds=(1,))).boards[0]
    for picture in draw_figures(board):
        wide, light, dark = (
            Image.open(io.BytesIO(png)).convert("RGB")
            for png in (picture.light, picture.narrow_light, picture.narrow_dark)
        )
        assert light.size == dark.size
        assert light.width == int(NARROW_IN * NARROW_DPI)
        assert light.height > 0.8 * light.width
        for system in board.ranked if picture.name in ("latency", "memory") else ():
            colour = system.family.light
            assert all(nearest(image, colour) <= 12 for image in (wide, light)), colour
            assert nearest(dark, system.family.dark) <= 12


def nearest(image: Image.Image, colour: str) -> int:
    """How far the nearest colour of the image is, in steps of 256."""
    wanted = ImageColor.getrgb(colour)
    found = image.getcolors(1 << 20)
    assert found is not None
    return min(
        max(abs(a - b) for a, b in zip(pixel, wanted, strict=True))
        for _, pixel in found
        if isinstance(pixel, tuple)
    )


@pytest.mark.parametrize(
    ("most_mb", "words"), [(700.0, "The grey part is"), (5000.0, "About 18 MB of each")]
)
def test_memory_caption_speaks_of_what_can_be_seen(
    tmp_path: Path, most_mb: float, words: str
) -> None:
    large = dataclasses.replace(SYSTEMS[-1], peak_mb=most_mb)
    board = read_run(made_run(tmp_path, systems=(SYSTEMS[0], large), seeds=(1,))).boards[0]
    (memory,) = (p for p in draw_figures(board) if p.name == "memory")
    assert words in memory.caption


def test_error_kinds_share_a_unit(tmp_path: Path) -> None:
    board = read_run(made_run(tmp_path, seeds=(1,))).boards[0]
    kinds = error_columns(board)
    assert list(kinds) == ["Missing", "Wrong", "Added"]
    assert {column.unit for column in kinds.values()} == {"per text"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0213, "0.0213"),
        (12.34, "12.3"),
        (3412.0, "3,410"),
        (0.41, "0.41"),
        (0.0, "0"),
        (99.96, "100.0"),
        (None, "–"),
    ],
)
def test_three_significant_digits(value: float | None, text: str) -> None:
    assert formats.significant(value) == text


def test_tail_is_a_maximum_below_59_texts() -> None:
    assert formats.tail(Latency(30, 1.0, None, None, 4.0, None, None, None)) == "max 4.00 (n=30)"
    assert formats.tail(Latency(150, 1.0, 2.0, None, 4.0, None, None, None)) == "2.00"


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Slot error rate", "slot error rate"),
        ("chrF++", "chrF++"),
        ("BLEU", "BLEU"),
        ("ROUGE-L", "ROUGE-L"),
    ],
)
def test_labels_in_sentences(label: str, text: str) -> None:
    assert formats.inline(label) == text


def test_environment_is_split_into_shared_and_differing() -> None:
    records = [
        dataclasses.replace(record_of(made, 1), environment={"cores": 2, "load_at_start": load})
        for made, load in zip(SYSTEMS, (0.5, 6.0), strict=False)
    ]
    assert shared_environment(records) == {"cores": 2}
    differing = dict(differing_environment(records))
    assert differing["news_report/clean/template seed 1"] == {"load_at_start": 6.0}


values = st.recursive(
    st.integers(0, 2) | st.lists(st.integers(0, 1), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


def merged(shared: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = {
        key: merged(shared[key], own[key])
        for key in shared.keys() & own.keys()
        if isinstance(shared[key], dict)
    }
    return shared | own | both


@given(st.lists(st.dictionaries(st.sampled_from("abc"), values), min_size=1, max_size=4))
def test_shared_and_own_make_the_whole_configuration(parts: list[dict[str, Any]]) -> None:
    shared = common(parts)
    for part in parts:
        assert merged(shared, without(part, shared)) == part
    for key in shared:
        assert all(key in part for part in parts)
    assert common([parts[0]]) == parts[0]


def test_seeds_are_no_part_of_what_a_system_has_of_its_own() -> None:
    def cell(generator: int, seed: int) -> Record:
        own = {"name": SYSTEMS[generator].generator, "seed": seed}
        config = {"seed": seed, "task": {"slots": [1]}, "generator": own}
        return dataclasses.replace(record_of(SYSTEMS[generator], seed), config=config)

    systems = tuple(
        System(SYSTEMS[number].generator, (cell(number, 1), cell(number, 2))) for number in (0, 1)
    )
    found = configurations_of(Board("t", "clean", systems, {}, None, None))
    assert found.shared == {"task": {"slots": [1]}}
    assert [own for _, own in found.own] == [
        {"generator": {"name": "rules"}},
        {"generator": {"name": "template"}},
    ]


@pytest.mark.parametrize(("load", "warned"), [(2.5, False), (6.0, True)])
def test_busy_machine_is_said(load: float, warned: bool) -> None:
    record = record_of(SYSTEMS[0], 1)
    record = dataclasses.replace(record, environment={"cores": 2, "load_at_start": load})
    board = Board("t", "clean", (System("rules", (record,)),), {}, None, None)
    assert ("load up to 6.0 on 2 cores" in busy_note(board)) == warned
