"""Whose value is it: result lines, scorers' minutes, the subject of a change, words for nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.api import Judgement, Source
from bench.tasks import load_task
from metrics.facts import judge

TASK = load_task(yaml.safe_load(Path("conf/task/news_report.yaml").read_text(encoding="utf-8")))
MATCH = {
    "home_team": "Calder Rovers",
    "away_team": "Pellan Rangers",
    "home_goals": 2,
    "away_goals": 1,
    "half_time": "1-0",
    "goals": [
        {"player": "Ann", "team": "Calder Rovers", "minute": 23},
        {"player": "Ann", "team": "Calder Rovers", "minute": 40},
        {"player": "Bo", "team": "Pellan Rangers", "minute": 67},
    ],
    "red_card": {"player": "Zed", "minute": 80},
}
QUARTER = {
    "revenue_change_pct": 0.0,
    "net_income_musd": 95.0,
    "prior_net_income_musd": 100.0,
    "eps_usd": 0.0,
    "eps_consensus_usd": 0.03,
    "shares_move_pct": 5.2,
}
DAY = {"high_c": 12, "normal_high_c": 9, "tomorrow_high_c": 10}
VOTE = {"turnout_pct": 72.4, "previous_turnout_pct": 73.2}


def verdict(text: str, desk: str, facts: dict[str, Any]) -> Judgement:
    return judge(text, Source("made-up", desk, facts, ""), TASK.slots_of(desk))


def slots(found: Judgement, kind: str) -> list[str]:
    return sorted(mark.slot for mark in found.marks if mark.verdict == kind)


@pytest.mark.parametrize(
    "line",
    [
        "Calder Rovers 2, Pellan Rangers 1.",
        "Pellan Rangers 1, Calder Rovers 2.",
        "Calder Rovers two, Pellan Rangers one.",
        "Calder 2 Pellan 1.",
        "Calder Rovers 2-1 Pellan Rangers.",
        "Final score: Calder Rovers 2; Pellan Rangers 1. Half-time: 1-0.",
        "Calder Rovers 2, Pellan Rangers 1 (half-time: Calder 1, Pellan 0).",
    ],
)
def test_a_result_line_is_the_score(line: str) -> None:
    found = verdict(line, "football", MATCH)
    assert "home_goals:away_goals" in slots(found, "supported")
    assert {mark.verdict for mark in found.marks} == {"supported"}


@pytest.mark.parametrize(
    "line",
    [
        "Calder Rovers 1, Pellan Rangers 2.",
        "Pellan Rangers 2, Calder Rovers 1.",
        "Calder Rovers 1-2 Pellan Rangers.",
        "Calder Rovers 3, Pellan Rangers 1.",
        "Calder Rovers 22, Pellan Rangers 1.",
    ],
)
def test_a_turned_or_other_result_line_is_wrong(line: str) -> None:
    assert slots(verdict(line, "football", MATCH), "wrong") == ["home_goals:away_goals"]


@pytest.mark.parametrize(
    "text",
    [
        "Ann scored in the 23rd and 40th minutes, Bo (67).",
        "Ann (23, 40) and Bo (67') scored; Zed was sent off on 80 minutes.",
        "Ann's 23rd-minute goal was answered by Bo after 67 minutes.",
    ],
)
def test_minutes_of_their_scorers_are_supported(text: str) -> None:
    assert {mark.verdict for mark in verdict(text, "football", MATCH).marks} == {"supported"}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Ann scored in the 23rd and 67th minutes.", 1),
        ("Bo's 23rd-minute goal; Ann (40).", 1),
        ("Bo (23, 40), Ann (67).", 3),
        ("Zed (23) was sent off.", 1),
    ],
)
def test_another_scorers_minute_is_wrong(text: str, wrong: int) -> None:
    assert len(slots(verdict(text, "football", MATCH), "wrong")) == wrong


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("Revenue was unchanged.", "revenue_change_pct"),
        ("Sales were flat on the year.", "revenue_change_pct"),
        ("It broke even.", "eps_usd"),
    ],
)
def test_words_for_nothing_carry_a_zero(text: str, slot: str) -> None:
    assert slot in slots(verdict(text, "earnings", QUARTER), "supported")


def test_words_for_nothing_oppose_another_value() -> None:
    found = verdict("The shares were unchanged.", "earnings", QUARTER)
    assert slots(found, "wrong") == ["shares_move_pct"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Net income fell 5 per cent.", []),
        ("Net income fell 5%, and the shares rose 5.2%.", []),
        ("Net income fell 5%. Shares fell 5.2%.", ["shares_move_pct"]),
        ("Revenue rose 5%.", ["revenue_change_pct"]),
    ],
)
def test_a_change_is_held_against_what_it_is_said_of(text: str, wrong: list[str]) -> None:
    assert slots(verdict(text, "earnings", QUARTER), "wrong") == wrong


@pytest.mark.parametrize(
    ("told", "judged"), [("quadrupled", "supported"), ("tripled", "unsupported")]
)
def test_multiples_are_checked(told: str, judged: str) -> None:
    facts = {"net_income_musd": 40.3, "prior_net_income_musd": 10.0}
    found = verdict(f"Net income {told} to $40.3m.", "earnings", facts)
    assert (judged == "unsupported") == ("unsupported" in {mark.verdict for mark in found.marks})


@pytest.mark.parametrize(
    ("text", "desk", "facts", "slot"),
    [
        ("It was 12C, three above normal.", "weather", DAY, "normal_high_c"),
        ("Turnout was 72.4%, down 0.8 points.", "election", VOTE, "previous_turnout_pct"),
    ],
)
def test_a_difference_to_its_own_counterpart_carries(
    text: str, desk: str, facts: dict[str, Any], slot: str
) -> None:
    assert slot in slots(verdict(text, desk, facts), "supported")


@pytest.mark.parametrize(
    ("text", "desk", "facts", "slot"),
    [
        ("It was 12C, 1C above the norm.", "weather", DAY, "normal_high_c"),
        ("Turnout was 72.4%, down 0.5 points.", "election", VOTE, "previous_turnout_pct"),
    ],
)
def test_a_difference_to_something_else_is_wrong(
    text: str, desk: str, facts: dict[str, Any], slot: str
) -> None:
    assert slots(verdict(text, desk, facts), "wrong") == [slot]


@pytest.mark.parametrize(
    ("text", "desk"),
    [
        ("A tsunami warning was issued.", "earthquake"),
        ("Several people were injured.", "earthquake"),
        ("A flood warning is in force.", "weather"),
        ("The visitors had a man sent off.", "football"),
        ("It will pay a dividend.", "earnings"),
    ],
)
def test_a_claim_about_a_fact_that_the_record_lacks_is_added(text: str, desk: str) -> None:
    assert [mark.verdict for mark in verdict(text, desk, {}).marks] == ["unsupported"]


@pytest.mark.parametrize(
    ("text", "desk", "facts"),
    [
        ("A flood warning is in force.", "weather", {"alert": "a flood warning"}),
        ("Nobody was hurt.", "earthquake", {"injuries": 0}),
        ("Zed was sent off.", "football", MATCH),
    ],
)
def test_a_claim_about_a_fact_that_the_record_has_is_supported(
    text: str, desk: str, facts: dict[str, Any]
) -> None:
    assert {mark.verdict for mark in verdict(text, desk, facts).marks} == {"supported"}
