"""The matcher's rules, one by one, on a made-up schema."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.api import Judgement, Slot, Source
from metrics.facts import Lexicon, judge
from metrics.facts.forms import SlotError

SLOTS = (
    Slot("firm", "name"),
    Slot("boss", "name"),
    Slot("sales", "money", scale=1e6),
    Slot("change", "percentage", values={"+": ["rose", "up"], "-": ["fell", "down"]}),
    Slot("hurt", "count", values={"0": ["nobody (was )?hurt"]}),
    Slot("high", "measurement", unit="C"),
    Slot("normal", "measurement", unit="C"),
    Slot("day", "date"),
    Slot("at", "time"),
    Slot("cause", "phrase"),
    Slot("held", "yes_no", values={"True": ["kept the seat"], "False": ["lost the seat"]}),
    Slot("code", "code"),
    Slot("region", "name", optional=True),
    Slot(
        "winner",
        "name",
        values={"!": ["<loser> (beat|defeated) <winner>"]},
    ),
    Slot("loser", "name"),
    Slot("home:away", "score"),
    Slot("half", "score", optional=True, values={"near": ["half-time"]}),
)


def verdict(text: str, **facts: object) -> Judgement:
    return judge(text, Source("made-up", "", facts, ""), SLOTS)


def labels(found: Judgement) -> list[tuple[str, str]]:
    return [(mark.verdict, mark.slot) for mark in found.marks]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Sales were $1.04bn.", {"sales": 1039.4}),
        ("Sales were nearly 1.04 billion dollars.", {"sales": 1039.4}),
        ("It rose 19 per cent.", {"change": 19.1}),
        ("It fell 19.1%.", {"change": -19.1}),
        ("Forty-one people were hurt.", {"hurt": 41}),
        ("Nobody was hurt.", {"hurt": 0}),
        ("More than 12,000 were hurt.", {"hurt": 12_345}),
        ("It struck on Sunday night.", {"day": "2026-10-25"}),
        ("It struck on 25 October.", {"day": "2026-10-25"}),
        ("It struck at four minutes to ten in the evening.", {"at": "21:56"}),
        ("It struck at 9.56pm.", {"at": "21:56"}),
        ("Walls cracked and chimneys fell down.", {"cause": "cracked walls and chimneys"}),
        ("She kept the seat.", {"held": True}),
        ("Order H791871 is here.", {"code": "H791871"}),
        ("Harwood leads it.", {"boss": "Samuel Harwood"}),
        ("The Geological Survey said so.", {"firm": "the Geological Survey"}),
        ("It was 17 degrees, three above normal.", {"high": 17, "normal": 14}),
        ("They won 2-1.", {"home": 1, "away": 2}),
    ],
)
def test_written_forms_carry_the_fact(text: str, facts: dict[str, object]) -> None:
    found = verdict(text, **facts)
    assert not found.missing
    assert {mark.verdict for mark in found.marks} == {"supported"}


@pytest.mark.parametrize(
    ("text", "facts", "slot"),
    [
        ("Sales were $10.39bn.", {"sales": 1039.4}, "sales"),
        ("Sales were $1.1bn.", {"sales": 1039.4}, "sales"),
        ("Fourteen people were hurt.", {"hurt": 41}, "hurt"),
        ("Nobody was hurt.", {"hurt": 41}, "hurt"),
        ("More than 12,000 were hurt.", {"hurt": 11_345}, "hurt"),
        ("Profit fell 19.1%.", {"change": 19.1}, "change"),
        ("It reached 3C.", {"high": -3}, "high"),
        ("It struck on 26 October.", {"day": "2026-10-25"}, "day"),
        ("It struck on Sunday 26 October.", {"day": "2026-10-25"}, "day"),
        ("It struck at 9.56am.", {"at": "21:56"}, "at"),
        ("She lost the seat.", {"held": True}, "held"),
        ("Order H791872 is here.", {"code": "H791871"}, "code"),
        ("Samuel Smith leads it.", {"boss": "Samuel Harwood"}, "boss"),
        ("It was there, said the Geological Institute.", {"firm": "Geological Survey"}, "firm"),
        ("Vera Falk beat Ada Holm.", {"winner": "Ada Holm", "loser": "Vera Falk"}, "winner"),
        ("It was 17 degrees, three above normal.", {"high": 18, "normal": 14}, "high"),
    ],
)
def test_other_values_are_wrong(text: str, facts: dict[str, object], slot: str) -> None:
    assert ("wrong", slot) in labels(verdict(text, **facts))


@pytest.mark.parametrize(
    "text",
    [
        "It made $5m, and 77 people cheered.",
        "It made $5m. So said Henrietta Vane, who knows.",
        "It made $5m and 12 per cent more than before.",
    ],
)
def test_what_no_fact_supports_is_added(text: str) -> None:
    assert ("unsupported", "") in labels(verdict(text, sales=5))


def test_an_absent_optional_fact_is_no_error() -> None:
    assert verdict("Nothing.", region="Arden", firm="Corex").missing == ("firm",)


def test_a_running_score_does_not_pass_for_the_final_one() -> None:
    facts = {
        "home": 2,
        "away": 1,
        "half": "1-0",
        "names": "A",
        "other": "B",
        "goals": [{"side": "A"}, {"side": "B"}, {"side": "A"}],
    }
    assert ("wrong", "home:away") in labels(verdict("It ended 1-1.", **facts))
    told = verdict("It was 1-0 at half-time, then 1-1, and ended 2-1.", **facts)
    assert {mark.verdict for mark in told.marks} == {"supported"}


def test_numbers_and_names_of_the_free_text_support() -> None:
    source = Source("made-up", "", {"firm": "Corex"}, "Corex cuts 250 jobs in Halden")
    found = judge("Corex is to cut 250 jobs in Halden and 90 in Selby.", source, SLOTS)
    assert [mark.verdict for mark in found.marks].count("unsupported") == 2


def test_a_value_of_another_type_names_the_slot() -> None:
    with pytest.raises(SlotError, match="'day' is of type 'date' but its value is 'soon'"):
        verdict("Nothing.", day="soon")


@given(st.text(max_size=300))
def test_any_text_can_be_judged(text: str) -> None:
    found = verdict(text, firm="Corex", sales=5, change=-2.0, day="2026-10-25", at="21:56")
    assert all(0 <= mark.start <= mark.end <= len(text) for mark in found.marks)


@given(st.integers(1, 99_999), st.integers(1, 99_999))
def test_only_the_right_count_is_supported(told: int, fact: int) -> None:
    found = verdict(f"In all {told:,} people were hurt.", hurt=fact)
    rounded = (told % 100 == 0 and told >= 1000) and abs(told - fact) <= 500
    assert (labels(found) == [("supported", "hurt")]) == (told == fact or rounded) or rounded


KIND = Slot(
    "kind",
    "choice",
    values={
        "only": ["*"],
        "pub": [r"pubs?\b"],
        "coffee shop": ["coffee shop", "coffee"],
        "shop": ["shop"],
    },
)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("pub", "It is a pub.", [("supported", "kind")]),
        ("shop", "It is a coffee shop.", [("wrong", "kind")]),
        ("coffee shop", "It is a coffee shop.", [("supported", "kind")]),
        (
            "coffee shop",
            "It is a coffee shop and pub.",
            [("supported", "kind"), ("unsupported", "")],
        ),
        ("pub", "It is nice.", []),
    ],
)
def test_a_slot_of_one_value_takes_the_longest_wording_and_no_second_value(
    kind: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert labels(judge(text, Source("made-up", "", {"kind": kind}, ""), (KIND,))) == expected


def test_without_only_a_second_value_claims_nothing() -> None:
    values = {key: forms for key, forms in KIND.values.items() if key != "only"}
    source = Source("made-up", "", {"kind": "coffee shop"}, "")
    found = judge("It is a coffee shop and pub.", source, (Slot("kind", "choice", values=values),))
    assert labels(found) == [("supported", "kind")]


def test_a_capital_makes_a_common_word_no_name() -> None:
    source = Source("made-up", "", {"firm": "Acme"}, "")
    taught = Lexicon(common=frozenset({"family", "in", "riverside"}))
    text = "In Riverside, the Family firm Acme met Bloggs."
    found = judge(text, source, SLOTS, taught)
    assert [text[mark.start : mark.end] for mark in found.marks] == ["Acme", "Bloggs"]
    assert len(judge(text, source, SLOTS).marks) == 4
