"""Slot errors by the E2E rules, on sentences written for this test."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.api import Example, Source
from metrics.e2e_slots import E2eSlots, compare_slots, wanted_values

MILL = {
    "name": "The Mill",
    "eatType": "pub",
    "priceRange": "moderate",
    "customer rating": "3 out of 5",
    "familyFriendly": "no",
    "near": "Café Sicilia",
}


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        (
            "The Mill is a moderately priced pub near Café Sicilia. It is rated 3 out of 5 and is"
            " not family-friendly.",
            (0, 0, 0, 0),
        ),
        ("the mill: pub, average prices are ok, three stars, adults only, café sicilia", (0,) * 4),
        ("The Mill is a pub near Café Sicilia.", (0, 3, 0, 0)),
        ("", (0, 6, 0, 0)),
        ("The Eagle is a pub near Café Sicilia.", (0, 3, 1, 0)),
        ("The Mill is an Italian pub by the river, near Café Sicilia.", (2, 3, 0, 0)),
        ("The Mill, a pub near Café Sicilia, is family friendly and not cheap.", (0, 1, 1, 0)),
    ],
)
def test_errors(text: str, errors: tuple[int, ...]) -> None:
    found = compare_slots(text, wanted_values(MILL))
    assert found[:4] == errors
    assert found.slots == 6


def test_the_wanted_reading_of_ambiguous_words_is_taken() -> None:
    for value in ("cheap", "less than £20"):
        wanted = wanted_values({"name": "Zizzi", "priceRange": value})
        assert compare_slots("Zizzi is cheap.", wanted)[:4] == (0, 0, 0, 0)


def test_longer_readings_swallow_shorter_ones() -> None:
    wanted = wanted_values({"name": "The Rice Boat", "near": "Raja Indian Cuisine"})
    assert compare_slots("The Rice Boat is near Raja Indian Cuisine.", wanted)[:4] == (0, 0, 0, 0)


def test_repeated_slots_of_the_input_are_counted() -> None:
    wanted = wanted_values({"near": ["Ranch", "Avalon"]})
    assert compare_slots("It is near Ranch.", wanted) == (0, 1, 0, 0, 2)


def test_scores_are_rates_of_sums() -> None:
    metric = E2eSlots()
    examples = [Example(Source("1", "", MILL, ""), ("r",))] * 2
    rows = metric.rows(["The Mill is a pub near Café Sicilia.", ""], examples)
    found = {key: float(value) for key, value in metric.score(rows.sum(axis=0)).items()}
    assert found["e2e_ser"] == pytest.approx(100 * 9 / 12)
    assert found["e2e_missing"] == pytest.approx(4.5)
    assert found["e2e_added"] == found["e2e_wrong"] == found["e2e_repeated"] == 0


def test_other_tasks_are_refused() -> None:
    with pytest.raises(ValueError, match=r"magnitude\[5\] is none of the E2E slots"):
        wanted_values({"magnitude": "5"})


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_judged(text: str) -> None:
    added, missing, wrong, repeated, slots = compare_slots(text, wanted_values(MILL))
    assert slots == 6
    assert missing + wrong <= slots
    assert min(added, missing, wrong, repeated) >= 0
