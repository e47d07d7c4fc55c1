"""Right values in wrong places: told by the words of another fact of their sort."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from bench.api import ANY_KIND, Example, Slot, Source, Task
from bench.build import build
from bench.tasks import load_task
from metrics.facts import Lexicon, Verdict, compile_brief, learn
from metrics.facts.brief import Brief
from metrics.facts.contexts import SEEN_MIN, Context, contexts_of, count_contexts
from metrics.facts.forms import sign
from metrics.facts.match import assess
from metrics.facts.plain import normalise

NEWS = load_task(yaml.safe_load(Path("conf/task/news_report.yaml").read_text(encoding="utf-8")))
MONEY = (
    Slot("revenue", "money", scale=1.0e6),
    Slot("profit", "money", scale=1.0e6),
)
WAYS = (
    "Revenue came to ${revenue}m, of which ${profit}m was profit.",
    "Profit was ${profit}m. Revenue came to ${revenue}m.",
)
TELLS_NOTHING = ("${revenue}m and ${profit}m.", "${profit}m and ${revenue}m.")


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
    found = judged(firm(80, TELLS_NOTHING), "$41m and $512m.")
    assert found.carried == (True, True)
    assert not any(found.wrong)


def test_too_few_texts_teach_nothing() -> None:
    task = firm(SEEN_MIN - 1)
    assert learn(task).contexts == {}
    assert judged(task, "Revenue came to $41m, of which $512m was profit.").carried == (True, True)


def test_equal_values_cannot_change_places() -> None:
    source = Source("new", "", {"revenue": 41.0, "profit": 41.0}, "")
    found = assess(
        "Revenue came to $41m, of which $41m was profit.",
        compile_brief(source, MONEY),
        learn(firm(80)),
    )
    assert found.carried == (True, True)
    assert not any(found.wrong)


def test_an_announced_difference_is_in_no_place() -> None:
    """471 is the difference; as a value it is nobody's, and as the profit's place it is none."""
    found = judged(firm(80), "Revenue came to $512m, $471m more than the profit of $41m.")
    assert not any(found.wrong)


@lru_cache
def taught() -> Lexicon:
    return learn(NEWS)


def untaught() -> Lexicon:
    return replace(taught(), contexts={})


def briefs(examples: tuple[Example, ...]) -> Iterator[tuple[Example, Brief]]:
    for example in examples:
        slots = NEWS.slots_of(example.source.kind)
        yield example, compile_brief(example.source, slots)


def exchanges(example: Example, brief: Brief) -> Iterator[tuple[str, str, Brief]]:
    """The source with two told facts of one sort exchanged, for pairs that the rule judges.

    The reference is then a text that tells each as the other.
    """
    told = assess(normalise(example.references[0]), brief, untaught())
    for pair in brief.akin:
        one, other = (brief.facts[index].slot for index in pair)
        sure = all(told.carried[index] and not told.wrong[index] for index in pair)
        if not sure or (one, other) not in taught().contexts[brief.kind].together:
            continue
        values = example.source.facts[one], example.source.facts[other]
        if not _are_close(*values):
            facts = {**example.source.facts, one: values[1], other: values[0]}
            source = replace(example.source, facts=facts, text="")
            yield one, other, compile_brief(source, NEWS.slots_of(brief.kind))


def _are_close(one: object, other: object) -> bool:
    """Whether rounding may take one value for the other, but for its sign."""
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return one == other
    return abs(abs(one) - abs(other)) <= 0.1 * max(abs(one), abs(other))


def caught(lexicon: Lexicon) -> list[bool]:
    found = []
    for example, brief in briefs(NEWS.dev):
        text = normalise(example.references[0])
        for one, other, exchanged in exchanges(example, brief):
            verdict = assess(text, exchanged, lexicon)
            wrong = {
                fact.slot for fact, bad in zip(verdict.facts, verdict.wrong, strict=True) if bad
            }
            found.append(bool(wrong & {one, other}))
    return found


def test_exchanged_facts_of_dev_are_noticed() -> None:
    """Contexts are learned from train only. Without them few are."""
    found = caught(taught())
    assert len(found) > 400
    assert sum(found) / len(found) >= 0.7
    before = caught(untaught())
    assert sum(before) / len(before) <= 0.2


@pytest.mark.parametrize("pair", [("runner_up", "winner"), ("net_income_musd", "revenue_musd")])
def test_the_pairs_that_matter_most_are_judged(pair: tuple[str, str]) -> None:
    kind = "election" if "winner" in pair else "earnings"
    assert pair in taught().contexts[kind].together


def newly_accused(texts: list[tuple[str, Brief]]) -> int:
    """Texts with more wrong values than without contexts."""
    return sum(
        sum(assess(normalise(text), brief, taught()).wrong)
        > sum(assess(normalise(text), brief, untaught()).wrong)
        for text, brief in texts
    )


def test_references_of_dev_are_hardly_accused() -> None:
    texts = [(example.references[0], brief) for example, brief in briefs(NEWS.dev)]
    assert newly_accused(texts) <= 0.02 * len(texts)


@pytest.mark.parametrize(
    "system",
    [
        {"_target_": "generators.rules.RuleBased", "seed": 1},
        {"_target_": "generators.template.Templates", "task": "news_report", "seed": 1},
    ],
)
def test_texts_that_are_right_by_construction_are_not_accused(system: dict[str, object]) -> None:
    examples = (*NEWS.dev, *NEWS.train[::3])
    generator = build(system)
    generator.fit(NEWS)
    texts = [""] * len(examples)
    for chunk in generator.generate([example.source for example in examples], NEWS.max_words):
        texts[chunk.row] += chunk.text
    pairs = zip(texts, (brief for _, brief in briefs(examples)), strict=True)
    assert newly_accused(list(pairs)) <= 1
