"""The fact metric: slot error rate, fact recall, hallucinations per text.

Slot error rate as in the E2E NLG challenge (Dusek, Novikova & Rieser 2020, "Evaluating the
state-of-the-art of end-to-end natural language generation"): missing, wrong and added over slots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from bench.api import Example, Floats, Judgement, Score, Task
from metrics.facts.brief import Brief, brief_of
from metrics.facts.check import check_items, check_units
from metrics.facts.language import ENGLISH, Language, language_of
from metrics.facts.learn import learn
from metrics.facts.match import Verdict, assess
from metrics.facts.schema import Schema, compile_schema
from metrics.facts.taught import Lexicon
from metrics.known import Known

MOST_VERDICTS = 12_000
"""Verdicts that stay in memory, a few kB each: rows and evidence ask for the same ones."""

VERSION = "5"
"""Raised whenever a rule changes a verdict."""


@dataclass
class Facts:
    """Does the text carry every fact, with the right value, and nothing that no fact supports?

    Slots are the facts that a good text carries, the same for all systems; an optional fact is no
    error unless its value is wrong. (A denominator that grew with the optional facts a text speaks
    of would favour the talkative, and let a paired test take talk for errors.) ``rows`` has the
    columns texts, slots, slots carried, missing, wrong, added, faithful (0 or 1).
    """

    scores: ClassVar[Mapping[str, Score]] = {
        "slot_error_rate": Score("Slot error rate", "lower", "%"),
        "fact_recall": Score("Fact recall", "higher", "%"),
        "hallucinations": Score("Hallucinations", "lower", "per text", 3),
        "wrong_values": Score("Wrong values", "lower", "per text", 3),
        "missing_facts": Score("Missing facts", "lower", "per text", 3),
        "faithful_share": Score("Faithful texts", "higher", "%", share=True),
    }

    _lexicon: Lexicon = field(default_factory=Lexicon, init=False, repr=False)
    _briefs: dict[str, Brief] = field(default_factory=dict, init=False, repr=False)
    _schemas: dict[str, Schema] = field(default_factory=dict, init=False, repr=False)
    _language: Language = field(default=ENGLISH, init=False, repr=False)
    _task: Task | None = field(default=None, init=False, repr=False)
    _verdicts: Known[tuple[str, str], Verdict] = field(
        default_factory=lambda: Known(MOST_VERDICTS), init=False, repr=False
    )

    @property
    def recipe(self) -> str:
        language = self._task.language if self._task else "unprepared"
        return (
            f"facts|lang:{language}|typed slots|rounding to the digits written|hedges 8%"
            "|derived: differences, ratios, changes, counts, spans|phrase overlap 0.5"
            "|places: naive Bayes of training texts"
            f"|optional facts count when wrong|version:{VERSION}"
        )

    def check(self, task: Task, examples: Sequence[Example]) -> None:
        """Whether the task's language, its slots and the values of these items can be read.

        Raises:
            ValueError: the matcher does not read the language.
            SlotError: see ``metrics.facts.check``.
        """
        language_of(task.language)
        check_units(task)
        check_items(task, examples)

    def prepare(self, task: Task) -> None:
        """Learns names, rival values and contexts from the task's training texts.

        Raises:
            ValueError: the matcher does not read the language.
            SlotError: a slot's unit is none that a text is read for, or a training value is none of
                its slot's.
        """
        check_units(task)
        self._task = task
        self._language = language_of(task.language)
        self._lexicon = learn(task)
        self._briefs = {}
        self._schemas = {}
        self._verdicts.clear()

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        rows = np.zeros((len(texts), 7))
        for row, (text, example) in enumerate(zip(texts, examples, strict=True)):
            rows[row] = _counts(self.verdict(text, example))
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Scores of summed rows; a set without slots has error rate 0 and recall 0."""
        texts, slots, carried, missing, wrong, added, faithful = np.moveaxis(totals, -1, 0)
        per_text = np.maximum(texts, 1)
        return {
            "slot_error_rate": 100 * (missing + wrong + added) / np.maximum(slots, 1),
            "fact_recall": 100 * carried / np.maximum(slots, 1),
            "hallucinations": added / per_text,
            "wrong_values": wrong / per_text,
            "missing_facts": missing / per_text,
            "faithful_share": 100 * faithful / per_text,
        }

    def annotate(self, text: str, example: Example) -> Judgement:
        """The evidence in the text."""
        verdict = self.verdict(text, example)
        return Judgement(verdict.marks, verdict.missing)

    def verdict(self, text: str, example: Example) -> Verdict:
        """What became of each fact.

        Raises:
            RuntimeError: ``prepare`` was not called.
        """
        if self._task is None:
            raise RuntimeError("Facts needs a task's slots: call prepare(task) before scoring")
        source = example.source
        known = self._verdicts.get((text, source.id))
        if known is not None:
            return known
        brief = self._briefs.get(source.id)
        if brief is None:
            brief = brief_of(source, self._schema(self._task, source.kind), self._language)
            self._briefs[source.id] = brief
        verdict = self._verdicts[text, source.id] = assess(text, brief, self._lexicon)
        return verdict

    def _schema(self, task: Task, kind: str) -> Schema:
        if kind not in self._schemas:
            self._schemas[kind] = compile_schema(task.slots_of(kind))
        return self._schemas[kind]


def _counts(verdict: Verdict) -> tuple[int, ...]:
    main = [
        (carried, wrong)
        for fact, carried, wrong in zip(verdict.facts, verdict.carried, verdict.wrong, strict=True)
        if not fact.optional
    ]
    carried = sum(carried and not wrong for carried, wrong in main)
    missing, wrong = len(verdict.missing), sum(verdict.wrong)
    faithful = not (missing or wrong or verdict.added)
    return 1, len(main), carried, missing, wrong, verdict.added, int(faithful)
