"""Prompts: every fact is told, values are written as people write them, shots are chosen well."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.api import Example, Source
from generators.prompts import Shots, chat_messages, completion_prompt, linearise

from .causal_lm_tiny import tiny_task

NAMES = st.from_regex(r"[a-z]{2,8}(_(km|mm|pct|musd|usd|kmh|c))?", fullmatch=True)
VALUES = st.one_of(
    st.integers(-(10**6), 10**6), st.booleans(), st.sampled_from(["Quill", "a dry spell"])
)


def source(**facts: object) -> Source:
    return Source("x-1", "desk", facts, "Headline")


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("depth_km", 58, "depth: 58 km"),
        ("revenue_musd", 1039.4, "revenue: $1.04bn"),
        ("net_income_musd", -28.4, "net income: -$28.4m"),
        ("eps_usd", -0.15, "eps: -15 cents"),
        ("dividend_usd", 1.5, "dividend: $1.50"),
        ("winner_pct", 48.2, "winner share: 48.2 per cent"),
        ("shares_move_pct", -1.1, "shares move: -1.1 per cent"),
        ("attendance", 44021, "attendance: 44,021"),
        ("fiscal_year", 2026, "fiscal year: 2026"),
        ("date", "2026-08-22", "date: Saturday 22 August 2026"),
        ("due_date", "next week", "due date: next week"),
        ("gift", True, "gift: yes"),
        ("red_card", {"player": "Ito", "minute": 30}, "red card: Ito, minute 30"),
        (
            "goals",
            [{"player": "Ito", "minute": 5, "penalty": True}, {"player": "Abe", "minute": 9}],
            "goals: Ito, minute 5, penalty; Abe, minute 9",
        ),
        ("history", ["a kettle", "two mugs"], "history: a kettle; two mugs"),
    ],
)
def test_values_are_written_out(key: str, value: object, line: str) -> None:
    assert linearise(source(**{key: value})).splitlines() == ["desk: Headline", line]


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=6))
def test_every_fact_has_a_line(facts: dict[str, object]) -> None:
    lines = linearise(Source("x", "", facts, "")).splitlines()
    assert len(lines) == len(facts)
    for key, line in zip(facts, lines, strict=True):
        assert line.startswith(key.split("_")[0])
        assert not line.endswith(":")


def test_none_is_never_written() -> None:
    assert "None" not in linearise(source(place=None, card={"player": "Ito", "minute": None}))


def test_completion_prompt_ends_where_the_report_begins() -> None:
    assert completion_prompt(source(place="Quill")).endswith("place: Quill\n\n")


def test_shots_are_the_likest_of_the_kind_and_never_another() -> None:
    task = tiny_task()
    shots = Shots(task.train)
    item = task.dev[1].source
    chosen = shots.choose(item, 2)
    assert [example.source.kind for example in chosen] == ["storm", "storm"]
    assert all("injuries" in example.source.facts for example in chosen)
    assert shots.choose(item, 2) == chosen
    assert shots.choose(item, 0) == []
    assert shots.choose(source(place="Quill"), 2) == []


def test_the_likest_shot_stands_next_to_the_item() -> None:
    def example(name: str, **facts: Any) -> Example:
        return Example(Source(name, "quake", facts, ""), (name,))

    train = [
        example("far", depth=1),
        example("near", place="Quill", tsunami=False, injuries=4),
        example("middle", place="Quill", tsunami=True),
    ]
    item = Source("item", "quake", {"place": "Quill", "tsunami": False, "injuries": 9}, "")
    assert [shot.source.id for shot in Shots(train).choose(item, 3)] == ["far", "middle", "near"]


def test_chat_shows_examples_and_item_with_the_instruction() -> None:
    task = tiny_task()
    item = task.dev[1].source
    shots = Shots(task.train).choose(item, 2)
    messages = chat_messages(task.instruction, item, shots)
    assert [message["role"] for message in messages] == [*["user", "assistant"] * 2, "user"]
    assert messages[1]["content"] == shots[0].references[0]
    assert messages[-1]["content"] == f"{task.instruction}\n\n{linearise(item)}"
