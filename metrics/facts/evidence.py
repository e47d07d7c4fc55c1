"""What is known so far about one text: the state that the matching rules share."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.api import Mark
from metrics.facts import forms
from metrics.facts.brief import Brief
from metrics.facts.forms import Span
from metrics.facts.numbers import Mention
from metrics.facts.plain import lower
from metrics.facts.taught import Lexicon


@dataclass(slots=True)
class Evidence:
    """A text under judgement.

    Attributes:
        text: with plain apostrophes and spaces.
        brief: its source, compiled.
        lexicon: what the task's training texts teach.
        lowered: the text in small letters, as wordings are looked for in it.
        latin: the text as names are looked for in it.
        carried: by fact, whether the text states it.
        wrong: by fact, whether the text states another value.
        marks: the evidence in the text.
        covered: spans that are read already: names, dates, idioms.
        numbers: all quantities.
        dated: date facts that a full date states, not a weekday alone.
        inferred: facts that follow from a stated difference or discount, and where.
        added: how many quantities and names nothing supports.
        moved: places that tell one fact's value as another's, and the slot of the value.
        clauses: the clauses of quantities in small letters, by their spans, as they are asked for.
    """

    text: str
    brief: Brief
    lexicon: Lexicon
    lowered: str = field(init=False)
    latin: str = field(init=False)
    carried: list[bool] = field(init=False)
    wrong: list[bool] = field(init=False)
    marks: list[Mark] = field(default_factory=list)
    covered: list[Span] = field(default_factory=list)
    numbers: list[Mention] = field(default_factory=list)
    dated: set[int] = field(default_factory=set)
    inferred: dict[int, Span] = field(default_factory=dict)
    added: int = 0
    moved: dict[Span, str] = field(default_factory=dict)
    clauses: dict[Span, str] = field(default_factory=dict)
    _signed: dict[bool, tuple[list[tuple[int, int, str]], str]] = field(
        default_factory=dict, init=False
    )

    def __post_init__(self) -> None:
        self.lowered = lower(self.text)
        self.latin = self.brief.language.latin(self.text)
        self.carried = [False] * len(self.brief.facts)
        self.wrong = [False] * len(self.brief.facts)

    def is_open(self, index: int) -> bool:
        """Whether nothing is known of a fact yet."""
        return not (self.carried[index] or self.wrong[index])

    def support(self, index: int, span: Span) -> None:
        self.carried[index] = True
        self.marks.append(Mark(*span, "supported", self.brief.facts[index].slot))

    def oppose(self, index: int, span: Span) -> None:
        self.wrong[index] = True
        self.marks.append(Mark(*span, "wrong", self.brief.facts[index].slot))

    def add(self, span: Span) -> None:
        self.added += 1
        self.marks.append(Mark(*span, "unsupported"))

    def is_covered(self, span: Span) -> bool:
        first, last = span
        for start, end in self.covered:  # noqa: SIM110 - a generator costs three times as much
            if start <= first and last <= end:
                return True
        return False

    def signed(self, *, named: bool) -> str:
        """``lowered`` with names blanked and replaced by their slot's sign, lengths kept.

        North Larkhill is no wind direction; ``<winner>`` in a wording finds the winner. Numbers
        are signed too unless only the ``named`` are wanted.
        """
        moved = self.moved
        told = [
            (mark.start, mark.end, slot)
            for mark in self.marks
            if (
                slot := mark.slot
                if mark.verdict == "supported"
                else moved.get((mark.start, mark.end))
            )
            and (not named or slot in self.brief.named)
        ]
        known = self._signed.get(named)
        if known is None or known[0] != told:
            signed = list(self.lowered)
            for start, end, slot in told:
                signed[start:end] = " " * (end - start)
                signed[start] = forms.sign(slot)
            known = self._signed[named] = told, "".join(signed)
        return known[1]
