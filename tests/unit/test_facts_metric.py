"""The metric: additive rows, vectorised scores, a recipe, marks for the report."""

from __future__ import annotations

import numpy as np
import pytest

from bench.api import Annotates, Example, RowMetric, Slot, Source, Task
from bench.stats import Draws, approximate_randomisation
from metrics.facts import Facts

SLOTS = {"*": (Slot("hurt", "count"), Slot("depth_km", "measurement", unit="km"))}


def example(hurt: int, depth: int) -> Example:
    return Example(Source(f"q-{hurt}-{depth}", "", {"hurt": hurt, "depth_km": depth}, ""), ("x",))


@pytest.fixture
def facts() -> Facts:
    made = Facts()
    made.prepare(Task("made-up", "en", "Write.", SLOTS, (example(3, 4),), (), 20))
    return made


TEXTS = (
    "In all 41 people were hurt, 12 km down.",
    "In all 14 people were hurt, 12 km down.",
    "It struck 12 km down.",
    "In all 41 people were hurt, 12 km down, and 900 fled.",
    "",
)
EXAMPLES = (example(41, 12),) * 5


def task_of(*slots: Slot, language: str = "en") -> Task:
    return Task("made-up", language, "Write.", {"*": slots}, (example(3, 4),), (), 20)


@pytest.mark.parametrize(
    ("unit", "meant"),
    [("kilometres", "; perhaps 'km'"), ("%", "; perhaps 'percent'"), ("litre", ""), ("times", "")],
)
def test_a_unit_that_no_text_is_read_for_is_refused(unit: str, meant: str) -> None:
    task = task_of(Slot("depth_km", "measurement", unit=unit))
    for refuses in (Facts().prepare, lambda task: Facts().check(task, ())):
        with pytest.raises(ValueError, match=rf"'depth_km': .* {unit!r}{meant}\. There are C, EUR"):
            refuses(task)


def test_a_unit_of_any_kind_and_a_unit_that_decides_nothing_are_taken() -> None:
    Facts().check(task_of(Slot("depth_km", "number", unit="*"), Slot("x", "name", unit="?")), ())


@pytest.mark.parametrize(
    ("slot", "message"),
    [
        (Slot("hurt", "date"), "item 'q-3-4': slot 'hurt' is of type 'date' but its value is 3"),
        (Slot("hurt.who", "name"), "item 'q-3-4': a slot reaches into what is no record"),
        (Slot("hurt", "count", values={"from": ["a"]}), "could not convert string to float"),
    ],
)
def test_slots_that_do_not_fit_the_values_are_told_before_the_first_text(
    slot: Slot, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^task 'made-up', .*{message}"):
        Facts().check(task_of(slot), [example(3, 4)])


def test_a_language_that_is_not_read_is_told_before_the_first_text() -> None:
    with pytest.raises(ValueError, match=r"not in 'fr': set task\.language"):
        Facts().check(task_of(language="fr"), ())


def test_it_keeps_both_contracts(facts: Facts) -> None:
    assert isinstance(facts, RowMetric)
    assert isinstance(facts, Annotates)
    assert "lang:en" in facts.recipe


def test_each_kind_of_error_counts_once(facts: Facts) -> None:
    per_text = facts.score(facts.rows(TEXTS, EXAMPLES))
    assert per_text["slot_error_rate"].tolist() == [0, 50, 50, 50, 100]
    assert per_text["fact_recall"].tolist() == [100, 50, 50, 100, 0]
    assert per_text["wrong_values"].tolist() == [0, 1, 0, 0, 0]
    assert per_text["missing_facts"].tolist() == [0, 0, 1, 0, 2]
    assert per_text["hallucinations"].tolist() == [0, 0, 0, 1, 0]
    assert per_text["faithful_share"].tolist() == [100, 0, 0, 0, 0]


def test_scores_of_sums_and_of_resamples(facts: Facts) -> None:
    rows = facts.rows(TEXTS, EXAMPLES)
    weights = np.array([[1.0, 1, 1, 1, 1], [5, 0, 0, 0, 0]])
    scores = facts.score(weights @ rows)
    assert set(scores) == set(facts.scores)
    assert scores["slot_error_rate"].tolist() == [50, 0]
    assert all(np.isfinite(score).all() for score in scores.values())


def test_no_text_at_all_is_no_division_by_zero(facts: Facts) -> None:
    assert all(np.isfinite(score) for score in facts.score(np.zeros(7)).values())


def test_optional_facts_that_a_text_speaks_of_change_no_denominator() -> None:
    """Else one error in many texts would be told apart from none by what else the texts say."""
    slots = {"*": (*SLOTS["*"], Slot("died", "count", optional=True))}
    examples = [
        Example(Source(f"q-{n}", "", {"hurt": 41 + n, "depth_km": 12, "died": 77}, ""), ("x",))
        for n in range(40)
    ]
    facts = Facts()
    facts.prepare(Task("made-up", "en", "Write.", slots, (), (), 20))
    brief = [f"In all {41 + n} people were hurt, 12 km down." for n in range(40)]
    brief[7] = "It struck."
    chatty = [f"In all {41 + n} people were hurt, 12 km down, and 77 died." for n in range(40)]
    rows = np.stack([facts.rows(brief, examples), facts.rows(chatty, examples)])
    assert facts.score(rows.sum(axis=1))["slot_error_rate"].tolist() == [2.5, 0]
    tests = approximate_randomisation(facts.score, rows, Draws(40, 1000))
    assert tests["slot_error_rate"].p[0, 1] == 1


def test_marks_point_into_the_text(facts: Facts) -> None:
    found = facts.annotate(TEXTS[1], EXAMPLES[1])
    assert [(TEXTS[1][m.start : m.end], m.verdict, m.slot) for m in found.marks] == [
        ("14", "wrong", "hurt"),
        ("12 km", "supported", "depth_km"),
    ]
    assert facts.annotate(TEXTS[2], EXAMPLES[2]).missing == ("hurt",)


def test_scoring_before_preparing_says_what_to_do() -> None:
    with pytest.raises(RuntimeError, match="call prepare"):
        Facts().rows(["x"], [example(1, 2)])
