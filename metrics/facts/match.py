"""Judging a text against its facts: carried, missing, wrong, added.

The heart of the fact matcher. A quantity of the text that fits no fact and follows from none is a
wrong value if a fact of its sort is not carried otherwise, else an addition; a name likewise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from bench.api import Judgement, Mark, Slot, Source
from metrics.facts.brief import Brief, compile_brief
from metrics.facts.evidence import Evidence
from metrics.facts.forms import Fact
from metrics.facts.misplaced import check_places
from metrics.facts.plain import normalise
from metrics.facts.quantities import (
    infer_by_difference,
    infer_by_discount,
    settle_inferred,
)
from metrics.facts.reading import read_values
from metrics.facts.strays import judge_strays
from metrics.facts.taught import Lexicon
from metrics.facts.wordings import (
    add_absent,
    check_contradictions,
    judge_names,
    match_rival_values,
    match_words,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of each fact of one text.

    Attributes:
        facts: the facts, in schema order.
        carried: by fact, whether the text states it.
        wrong: by fact, whether the text states another value.
        marks: the evidence in the text.
        added: how many quantities and names nothing supports.
    """

    facts: tuple[Fact, ...]
    carried: tuple[bool, ...]
    wrong: tuple[bool, ...]
    marks: tuple[Mark, ...]
    added: int

    @property
    def missing(self) -> tuple[str, ...]:
        """Slots of the main facts that are neither carried nor wrong."""
        return tuple(
            fact.slot
            for fact, carried, wrong in zip(self.facts, self.carried, self.wrong, strict=True)
            if not (carried or wrong or fact.optional)
        )


def judge(
    text: str,
    source: Source,
    slots: Sequence[Slot],
    lexicon: Lexicon | None = None,
) -> Judgement:
    """What a text carries, misses and contradicts of its source, and what it adds."""
    verdict = assess(text, compile_brief(source, slots), lexicon or Lexicon())
    return Judgement(verdict.marks, verdict.missing)


def assess(text: str, brief: Brief, lexicon: Lexicon) -> Verdict:
    """The verdict on one text about a compiled source."""
    evidence = Evidence(normalise(text), brief, lexicon)
    strays = read_values(evidence)
    check_places(evidence)
    match_words(evidence)
    add_absent(evidence)
    infer_by_difference(evidence)
    infer_by_discount(evidence)
    judge_strays(evidence, strays)
    settle_inferred(evidence)
    match_rival_values(evidence)
    judge_names(evidence)
    check_contradictions(evidence)
    marks = tuple(sorted(evidence.marks, key=attrgetter("start", "end")))
    return Verdict(
        brief.facts, tuple(evidence.carried), tuple(evidence.wrong), marks, evidence.added
    )
