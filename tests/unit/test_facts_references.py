"""The matcher against people's texts: what it finds in references, and in references made wrong.

Training and development texts only. The tests of mutations take every n-th example, for time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from bench.api import Example, Task
from bench.tasks import load_task
from metrics.facts import Facts, Verdict
from metrics.facts.learn import learn
from metrics.facts.match import assess
from tests.unit.fact_mutations import mutations

TASKS = ("news_report", "customer_service", "recommendation", "finance_monitor", "news_report_zh")
ENGLISH = TASKS[:-1]


@lru_cache
def prepared(name: str) -> tuple[Task, Facts]:
    path = Path("conf/task") / f"{name}.yaml"
    task = load_task(yaml.safe_load(path.read_text(encoding="utf-8")))
    facts = Facts()
    facts.prepare(task)
    return task, facts


@lru_cache
def verdicts(name: str) -> tuple[tuple[Example, Verdict], ...]:
    task, facts = prepared(name)
    return tuple(
        (example, facts.verdict(example.references[0], example))
        for example in (*task.train, *task.dev)
    )


@pytest.mark.parametrize("name", TASKS)
def test_references_carry_their_main_facts(name: str) -> None:
    told = [
        carried and not wrong
        for _, verdict in verdicts(name)
        for fact, carried, wrong in zip(verdict.facts, verdict.carried, verdict.wrong, strict=True)
        if not fact.optional
    ]
    assert sum(told) / len(told) >= 0.985


@pytest.mark.parametrize("desk", ["earthquake", "earnings", "football", "weather", "election"])
def test_each_desk_carries_its_main_facts(desk: str) -> None:
    told = [
        carried and not wrong
        for example, verdict in verdicts("news_report")
        for fact, carried, wrong in zip(verdict.facts, verdict.carried, verdict.wrong, strict=True)
        if not fact.optional and example.source.kind == desk
    ]
    assert sum(told) / len(told) >= 0.98


@pytest.mark.parametrize("name", TASKS)
def test_references_are_rarely_accused(name: str) -> None:
    found = [verdict for _, verdict in verdicts(name)]
    assert sum(bool(verdict.added) for verdict in found) / len(found) <= 0.03
    assert sum(any(verdict.wrong) for verdict in found) / len(found) <= 0.02


@pytest.mark.parametrize(
    ("name", "stride"),
    [
        ("news_report", 6),
        ("customer_service", 4),
        ("recommendation", 3),
        ("finance_monitor", 2),
        ("news_report_zh", 3),
    ],
)
def test_a_swapped_value_is_reported_wrong(name: str, stride: int) -> None:
    task, _ = prepared(name)
    lexicon = learn(task)
    caught = [
        mutation.caught(assess(mutation.text, mutation.brief, lexicon))
        for example in (*task.train, *task.dev)[::stride]
        for mutation in mutations(task, example, lexicon, seed=7)
    ]
    assert len(caught) >= 100
    assert sum(caught) / len(caught) >= 0.97


def test_a_swapped_value_is_caught_on_every_desk() -> None:
    task, _ = prepared("news_report")
    lexicon = learn(task)
    caught: dict[str, list[bool]] = {}
    for example in task.train[3::8]:
        for mutation in mutations(task, example, lexicon, seed=11):
            verdict = assess(mutation.text, mutation.brief, lexicon)
            caught.setdefault(example.source.kind, []).append(mutation.caught(verdict))
    assert {
        desk: sum(found) / len(found) >= 0.95 for desk, found in caught.items()
    } == dict.fromkeys(caught, True)


_SENTENCE_END = re.compile(r"(?<=[a-z\d%)]{2}[.!?]) (?=[A-Z])|(?<=[。！？])(?=.)")


def dropped(example: Example, verdict: Verdict) -> Iterator[tuple[str, set[str]]]:
    """The reference without one of its sentences, and the main slots only that sentence told.

    A choice is left out: other words of the text often imply it.
    """
    text = example.references[0]
    starts = [0, *(found.end() for found in _SENTENCE_END.finditer(text))]
    main = {
        fact.slot
        for fact in verdict.facts
        if not fact.optional and fact.type not in ("choice", "yes_no")
    }
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        inside = {mark.slot for mark in verdict.marks if start <= mark.start < end}
        outside = {mark.slot for mark in verdict.marks if not start <= mark.start < end}
        if len(starts) > 1:
            yield text[:start] + text[end:], (inside - outside) & main


@pytest.mark.parametrize(
    ("name", "stride"),
    [("news_report", 9), ("customer_service", 3), ("recommendation", 3), ("news_report_zh", 3)],
)
def test_a_dropped_sentence_leaves_its_facts_untold(name: str, stride: int) -> None:
    _, facts = prepared(name)
    expected = missing = untold = 0
    for example, verdict in verdicts(name)[::stride]:
        for text, lost in dropped(example, verdict):
            found = facts.verdict(text, example)
            wrong = {fact.slot for fact, bad in zip(found.facts, found.wrong, strict=True) if bad}
            expected += len(lost)
            missing += len(lost & set(found.missing))
            untold += len(lost & (wrong | set(found.missing)))
    assert expected > 100
    assert untold / expected >= 0.95
    assert missing / expected >= 0.9


@pytest.mark.parametrize("name", ENGLISH)
@pytest.mark.parametrize(
    "claim",
    [
        " Another 7,319 people disagreed.",
        " This was announced by Henrietta Quillfeather.",
        " The bill came to $913.77.",
        " That is 1,234 km from Port Wexcombe.",
    ],
)
def test_an_inserted_claim_is_reported(name: str, claim: str) -> None:
    _, facts = prepared(name)
    found = []
    for example, before in verdicts(name)[::15]:
        after = facts.verdict(example.references[0] + claim, example)
        found.append(after.added + sum(after.wrong) > before.added + sum(before.wrong))
    assert sum(found) / len(found) >= 0.97


@pytest.mark.parametrize(
    "claim",
    ["另有7319人表示反对。", "账单金额为913.77美元。", "Henrietta Quillfeather 宣布了这一消息。"],
)
def test_an_inserted_chinese_claim_is_reported(claim: str) -> None:
    _, facts = prepared("news_report_zh")
    found = []
    for example, before in verdicts("news_report_zh")[::10]:
        after = facts.verdict(example.references[0] + claim, example)
        found.append(after.added + sum(after.wrong) > before.added + sum(before.wrong))
    assert sum(found) / len(found) >= 0.95
