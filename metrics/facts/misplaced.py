"""Rules for a right value in the wrong place: told by the words of another fact of its sort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from bench.api import Mark
from metrics.facts.contexts import Contexts, Place, contexts_of
from metrics.facts.evidence import Evidence
from metrics.facts.forms import Span, sign

Places = Mapping[int, Sequence[Place]]
"""Where facts are told, weighed."""


def told_spans(evidence: Evidence) -> dict[int, list[Span]]:
    """Where each fact is told that could be mixed up; a place that tells two says nothing."""
    akin = evidence.brief.akin_slots
    told: dict[Span, int | None] = {}
    for mark in evidence.marks:
        if mark.verdict == "supported":
            span = mark.start, mark.end
            told[span] = None if span in told else akin.get(mark.slot)
    found: dict[int, list[Span]] = {}
    for span, index in told.items():
        if index is not None:
            found.setdefault(index, []).append(span)
    return found


def are_differences(evidence: Evidence, spans: Iterable[Span]) -> set[Span]:
    """The places of those numbers that arithmetic bears out as well: they may tell no fact."""
    derived, asked = evidence.brief.derived, set(spans)
    return {
        (one.start, one.end)
        for one in evidence.numbers
        if (one.start, one.end) in asked and derived.supports(one, evidence.lowered)
    }


def exchange(
    contexts: Contexts, places: Places, pair: tuple[int, int], slots: Sequence[str]
) -> float:
    """How strongly the words of two told facts say that they changed places, in nats.

    0 unless the words of both do.
    """
    strength = 0.0
    for index, own, other in zip(pair, slots, slots[::-1], strict=True):
        spoken = sum(contexts.lean(place, own, other) for place in places[index])
        if spoken <= 0:
            return 0.0
        strength += spoken
    return strength


def check_places(evidence: Evidence) -> None:
    """A value among the words of another fact of its sort is that fact's wrong value.

    Of two facts that changed places both are wrong; the value of one alone is only if no number or
    name tells the other. Facts told in other words or by a difference are found later.
    """
    contexts = evidence.lexicon.contexts.get(evidence.brief.kind)
    if contexts is not None and evidence.brief.akin:
        _Places(evidence, contexts).check()


class _Places:
    """The places of a text's facts, weighed.

    Attributes:
        told: by fact that is judged, where it is told.
        places: by fact and where it is told, the words there, weighed.
        text: what is read; names are signs.
        spans: all told places; each is read over as one word, as when the words were learned.
    """

    def __init__(self, evidence: Evidence, contexts: Contexts) -> None:
        self.evidence, self.contexts = evidence, contexts
        facts, told = evidence.brief.facts, told_spans(evidence)
        self.told = {i: spans for i, spans in told.items() if facts[i].slot in contexts.judged}
        self.text = evidence.signed(named=True)
        self.spans = list(chain.from_iterable(told.values()))
        self.places = self._weighed()

    def check(self) -> None:
        free = [pair for pair in self.evidence.brief.akin if self.told.keys() >= set(pair)]
        while changed := self._strongest(free):
            free = [pair for pair in free if not set(pair) & set(changed)]
            self._exchange(changed)
        for pair in self.evidence.brief.akin:
            self._check_borrowed(*pair)
            self._check_borrowed(*pair[::-1])

    def _weighed(self) -> dict[int, dict[Span, Place]]:
        beside = contexts_of(self.text, self.spans)
        judged = [one for spans in self.told.values() for one in spans if one in beside]
        places = self.contexts.weigh([beside[span] for span in judged])
        weighed = dict(zip(judged, places, strict=True))
        return {
            index: {span: weighed[span] for span in spans if span in weighed}
            for index, spans in self.told.items()
        }

    def _slots(self, pair: tuple[int, int]) -> tuple[str, str]:
        facts = self.evidence.brief.facts
        return facts[pair[0]].slot, facts[pair[1]].slot

    def _strongest(self, pairs: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
        """The two facts whose words say most clearly that they changed places, if any do."""
        strengths = {pair: self._strength(pair) for pair in pairs}
        best = max(strengths, key=lambda pair: strengths[pair], default=None)
        return best if best is not None and strengths[best] > 0 else None

    def _strength(self, pair: tuple[int, int]) -> float:
        """By how many nats an exchange exceeds what the two slots need; 0 if it does not."""
        slots = self._slots(pair)
        least = self.contexts.together.get(slots)
        if least is None:
            return 0.0
        told = {index: list(self.places[index].values()) for index in pair}
        if exchange(self.contexts, told, pair, slots) <= least:
            return 0.0
        differences = are_differences(self.evidence, [one for i in pair for one in self.places[i]])
        told = {
            index: [place for span, place in self.places[index].items() if span not in differences]
            for index in pair
        }
        return max(0.0, exchange(self.contexts, told, pair, slots) - least)

    def _exchange(self, pair: tuple[int, int]) -> None:
        """Tells both as wrong; from here on each one's name stands for the other."""
        for own, other in (pair, pair[::-1]):
            self._move(own, other, least=0.0)
        if self.evidence.brief.facts[pair[0]].type == "name":
            signs = "".join(map(sign, self._slots(pair)))
            self.text = self.text.translate(str.maketrans(signs, signs[::-1]))
            self.places = self._weighed()

    def _check_borrowed(self, own: int, lost: int) -> None:
        least = self.contexts.alone.get(self._slots((own, lost)))
        if least is not None and own in self.told and self.evidence.is_open(lost):
            self._move(own, lost, least)

    def _move(self, own: int, other: int, least: float) -> None:
        """Takes those places from a fact that speak for the other: they have its wrong value."""
        slots = self._slots((own, other))
        spans = [
            span
            for span, place in self.places[own].items()
            if self.contexts.lean(place, *slots) > least
        ]
        if not spans:
            return
        evidence = self.evidence
        for span in sorted(set(spans) - are_differences(evidence, spans)):
            mark = Mark(*span, "supported", slots[0])
            if mark in evidence.marks:
                evidence.marks.remove(mark)
                evidence.moved[span] = slots[0]
                evidence.oppose(other, span)
        evidence.carried[own] = any(
            mark.slot == slots[0] and mark.verdict == "supported" for mark in evidence.marks
        )
