"""Right values in wrong places: told by the words of another fact of their sort."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bench.api import ANY_KIND, Example, Slot, Source, Task
from bench.tasks import load_task
from metrics.facts import Lexicon, Verdict, compile_brief, learn
from metrics.facts.contexts import SEEN_MIN, Context, contexts_of, count_contexts
from metrics.facts.evidence import Evidence
from metrics.facts.forms import sign
from metrics.facts.match import assess
from metrics.facts.misplaced import are_differences, told_spans
from metrics.facts.quantities import match_numbers

NEWS = load_task(yaml.safe_load(Path("conf/task/news_report.yaml").read_text(encoding="utf-8")))
MONEY = (
    Slot("revenue", "money", scale=1.0e6),
    Slot("profit", "money", scale=1.0e6),
)
WAYS = (
    "Revenue came to ${revenue}m, of which ${profit}m was profit.",
    "Profit was ${profit}m. Revenue came to ${revenue}m.",
)


def year(number: int) -> dict[str, float]:
    return {"revenue": 100.0 + 3 * number, "profit": 7.0 + number}


def firm(count: int, ways: tuple[str, ...] = WAYS) -> Task:
    """A task of yearly figures, told in turn in each of the ways."""
    train = tuple(
        Example(Source(f"year-{n}", "", year(n), ""), (_told(ways[n % len(ways)], year(n)),))
        for n in range(count)
    )
    return replace(NEWS, name="firm", train=train, dev=(), slots={ANY_KIND: MONEY})


def _told(way: str, facts: dict[str, float]) -> str:
    return way.format(**{key: f"{value:g}" for key, value in facts.items()})


def judged(task: Task, text: str, lexicon: Lexicon | None = None) -> Verdict:
    source = Source("new", "", {"revenue": 512.0, "profit": 41.0}, "")
    return assess(text, compile_brief(source, MONEY), lexicon or learn(task))


def test_a_context_is_the_words_of_the_sentence_with_names_as_signs() -> None:
    text = "it lost. here \ue123 made $ in all, not 12.5 more. then"
    at = text.index("$")
    found = contexts_of(text, [(at, at + 1)])[at, at + 1]
    assert found == Context(["here", "\ue123", "made"], ["in", "all", ",", "not"])
    assert set(found.features()) == {
        *(("before", word) for word in found.before),
        *(("after", word) for word in found.after),
        ("last", "made"),
        ("last two", "\ue123 made"),
        ("next", "in"),
        ("name", "\ue123"),
    }


def test_chinese_is_read_by_its_characters() -> None:
    text = "前句。营收为5亿美元，同比增长"
    at = text.index("5")
    found = contexts_of(text, [(at, at + 1)])[at, at + 1]
    assert found == Context(["营", "收", "为"], ["亿", "美", "元", "，"])


def test_a_value_within_another_has_no_context() -> None:
    assert set(contexts_of("one two three", [(0, 7), (4, 7), (8, 13)])) == {(0, 7), (8, 13)}


def test_a_labelled_value_has_no_context() -> None:
    """Lists of "name: value" are true whatever prose would say."""
    assert contexts_of("high: 12 low: 3", [(6, 8), (14, 15)]) == {}
    found = judged(firm(80), "Profit: $41m. of which: $512m, was profit.")
    assert not any(found.wrong)


def after(word: str) -> Context:
    return Context((word,), ())


def test_a_rare_slot_has_no_weights() -> None:
    told = [("often", after("a"))] * SEEN_MIN + [("rare", after("b"))] * (SEEN_MIN - 1)
    assert count_contexts(told).columns == {"often": 0}


def test_words_speak_for_the_slot_that_they_stand_beside() -> None:
    contexts = count_contexts([("high", after("high"))] * 30 + [("low", after("low"))] * 30)
    low, high, neither = contexts.weigh([after("low"), after("high"), after("never")])
    assert contexts.lean(low, "high", "low") > 3
    assert contexts.lean(high, "high", "low") < -3
    assert contexts.lean(neither, "high", "low") == pytest.approx(0)
    assert contexts.weigh([]) == []


def test_the_names_of_the_two_say_nothing() -> None:
    winner, loser = after(sign("winner")), after(sign("loser"))
    contexts = count_contexts([("winner", loser)] * 30 + [("loser", winner)] * 30)
    [place] = contexts.weigh([winner])
    assert contexts.lean(place, "winner", "loser") == pytest.approx(0)


def test_right_places_are_left_alone() -> None:
    found = judged(firm(80), "Revenue came to $512m, of which $41m was profit.")
    assert found.carried == (True, True)
    assert not any(found.wrong)


def test_an_exchange_is_two_wrong_values() -> None:
    found = judged(firm(80), "Revenue came to $41m, of which $512m was profit.")
    assert found.wrong == (True, True)
    assert found.carried == (False, False)
    assert [(mark.slot, mark.verdict) for mark in found.marks] == [
        ("revenue", "wrong"),
        ("profit", "wrong"),
    ]
    assert found.added == 0


def test_one_value_in_the_place_of_an_untold_fact_is_its_wrong_value() -> None:
    found = judged(firm(80), "Revenue came to $512m. Profit was $512m.")
    assert found.carried == (True, False)
    assert found.wrong == (False, True)


def test_what_is_told_in_its_own_place_too_is_not_accused() -> None:
    """One odd wording is no evidence while the fact that it might mean is told rightly."""
    found = judged(firm(80), "Revenue came to $512m. Profit was $41m, against profit of $512m.")
    assert not any(found.wrong)


def test_words_that_training_texts_use_of_both_accuse_nobody() -> None:
    """One writer in ten tells each by the other's words: that is no evidence any more."""
    ways = (WAYS[1],) * 9 + ("Profit was ${revenue}m. Revenue came to ${profit}m.",)
    exchanged = "Profit was $512m. Revenue came to $41m."
    assert judged(firm(100, ways[:9]), exchanged).wrong == (True, True)
    assert judged(firm(100, ways), exchanged).carried == (True, True)
    assert not any(judged(firm(100, ways), exchanged).wrong)


def test_the_words_of_one_are_no_exchange() -> None:
    found = judged(firm(80), "Profit was $512m. Profit was $512m. Profit was $41m.")
    assert not any(found.wrong)


def test_a_place_of_its_own_words_stays() -> None:
    text = "Revenue came to $41m, of which $512m was profit. Revenue came to $512m."
    found = judged(firm(80), text)
    assert found.wrong == (True, True)
    assert [mark.verdict for mark in found.marks] == ["wrong", "wrong", "supported"]


def test_development_texts_teach_nothing() -> None:
    task = firm(80)
    assert learn(replace(task, train=(), dev=task.train)).contexts == {}


def test_too_few_texts_teach_nothing() -> None:
    task = firm(SEEN_MIN - 1)
    assert learn(task).contexts == {}
    assert judged(task, "Revenue came to $41m, of which $512m was profit.").carried == (True, True)


def test_two_facts_that_few_texts_tell_together_are_not_judged() -> None:
    ways = ("Revenue came to ${revenue}m.", "Profit was ${profit}m.")
    both = firm(1).train
    assert learn(replace(firm(80, ways), train=firm(80, ways).train + both)).contexts == {}


def test_a_name_in_a_wrong_place_is_no_prose() -> None:
    """Nobody named Rain makes it rain."""
    brief = compile_brief(Source("new", "", {"winner": "Ann Rain"}, ""), (Slot("winner", "name"),))
    found = Evidence("Ann Rain lost.", brief, Lexicon())
    found.oppose(0, (0, 8))
    assert "rain" in found.signed(named=True)
    found.moved[0, 8] = "winner"
    assert found.signed(named=True) == f"{sign('winner')}        lost."


def evidence(text: str, facts: dict[str, float]) -> Evidence:
    found = Evidence(text, compile_brief(Source("new", "", facts, ""), MONEY), Lexicon())
    match_numbers(found)
    return found


def test_a_place_that_tells_two_facts_is_of_neither() -> None:
    text = "Revenue came to $41m, of which $41m was profit."
    assert told_spans(evidence(text, {"revenue": 41.0, "profit": 41.0})) == {}
    assert told_spans(evidence(text, {"revenue": 41.0, "profit": 7.0})) == {0: [(16, 20), (31, 35)]}


def test_an_announced_difference_is_in_no_place() -> None:
    """The profit's value, as the difference of 82 and 41, tells no profit."""
    found = evidence("Revenue rose by $41m to $82m.", {"revenue": 82.0, "profit": 41.0})
    assert are_differences(found, [(16, 20), (24, 28)]) == {(16, 20)}
    text = "Revenue came to $82m, of which $41m was profit. By revenue, an increase of $41m."
    facts = {"revenue": 82.0, "profit": 41.0}
    source = compile_brief(Source("new", "", facts, ""), MONEY)
    assert not any(assess(text, source, learn(firm(80))).wrong)
