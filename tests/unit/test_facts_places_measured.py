"""Right values in wrong places, measured: exchanges in dev references, right texts, true lists.

Contexts are learned from train only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from bench.api import Example
from bench.build import build
from bench.tasks import load_task
from metrics.facts import Lexicon, compile_brief, learn
from metrics.facts.brief import Brief
from metrics.facts.match import assess
from metrics.facts.plain import normalise

NEWS = load_task(yaml.safe_load(Path("conf/task/news_report.yaml").read_text(encoding="utf-8")))


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
    """Without contexts few are."""
    found = caught(taught())
    assert len(found) > 400
    assert sum(found) / len(found) >= 0.68
    before = caught(untaught())
    assert sum(before) / len(before) <= 0.2


def newly_accused(texts: list[tuple[str, Brief]]) -> int:
    """Texts with more wrong values than without contexts."""
    return sum(
        sum(assess(normalise(text), brief, taught()).wrong)
        > sum(assess(normalise(text), brief, untaught()).wrong)
        for text, brief in texts
    )


def test_an_exchange_is_counted_once() -> None:
    """Two wrong values, not those of a third fact that the same words touch."""
    more = []
    for example, brief in briefs(NEWS.dev):
        text = normalise(example.references[0])
        for _, _, exchanged in exchanges(example, brief):
            errors = [
                len(verdict.missing) + sum(verdict.wrong) + verdict.added
                for verdict in (assess(text, exchanged, one) for one in (untaught(), taught()))
            ]
            more.append(errors[1] - errors[0])
    assert sum(count > 2 for count in more) <= 0.02 * len(more)


@pytest.mark.parametrize(
    "line", ["{} {}\n", "{}: {} ", "{}: about {}\n", "- {} {}\n", "| {} | {} ", "{} = {}, "]
)
def test_a_true_list_is_not_accused(line: str) -> None:
    lists = []
    for example, brief in briefs(NEWS.dev):
        facts = {key: one for key, one in example.source.facts.items() if "goals" not in key}
        text = "".join(line.format(*_written(key, value)) for key, value in facts.items())
        lists.append((text, brief))
    assert newly_accused(lists) == 0


def _written(key: str, value: object) -> tuple[str, str]:
    """A fact as a list of facts has it: "turnout", "71.9%"."""
    name, _, unit = key.rpartition("_")
    forms = {"pct": "{}%", "c": "{}C", "km": "{} km", "mm": "{} mm", "kmh": "{} km/h"}
    forms |= {"musd": "${}m", "usd": "${}"}
    if name and unit in forms:
        return name.replace("_", " "), forms[unit].format(value)
    return key.replace("_", " "), str(value)


def test_names_of_different_sorts_are_not_mixed_up() -> None:
    assert ("place", "region") not in taught().contexts["earthquake"].together
    assert ("runner_up", "winner") in taught().contexts["election"].together
    assert ("net_income_musd", "revenue_musd") in taught().contexts["earnings"].together


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
