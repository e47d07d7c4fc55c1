"""Prompts: every fact is told, values are written as people write them, shots are chosen well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.api import Source
from generators.prompts import chat_messages, choose_shots, completion_prompt, linearise

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


def test_shots_are_of_the_kind_and_cover_the_facts() -> None:
    task = tiny_task()
    shots = choose_shots(task, 2)
    assert set(shots) == {"quake", "storm"}
    for kind, examples in shots.items():
        assert len(examples) == 2
        assert {example.source.kind for example in examples} == {kind}
    assert any("injuries" in example.source.facts for example in shots["storm"])
    assert choose_shots(task, 2) == shots
    assert all(not examples for examples in choose_shots(task, 0).values())


def test_chat_shows_instruction_examples_and_item_in_order() -> None:
    task = tiny_task()
    item = task.dev[1].source
    shots = choose_shots(task, 2)[item.kind]
    messages = chat_messages(task.instruction, item, shots)
    assert [message["role"] for message in messages] == [
        "system",
        *["user", "assistant"] * 2,
        "user",
    ]
    assert messages[0]["content"] == task.instruction
    assert messages[2]["content"] == shots[0].references[0]
    assert messages[-1]["content"] == linearise(item)
