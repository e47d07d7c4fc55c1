"""Rules for a right value in the wrong place: told by the words of another fact of its sort."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

from bench.api import Mark
from metrics.facts.contexts import Contexts, Place, contexts_of
from metrics.facts.evidence import Evidence, Span

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

    Two values that changed places both are; one alone only if the other fact is told nowhere.
    """
    contexts = evidence.lexicon.contexts.get(evidence.brief.kind)
    if contexts is None or not evidence.brief.akin:
        return
    facts = evidence.brief.facts
    spans = {
        index: found
        for index, found in told_spans(evidence).items()
        if facts[index].slot in contexts.judged
    }
    beside = contexts_of(evidence.signed(named=True), chain.from_iterable(spans.values()))
    weighed = dict(zip(beside, contexts.weigh(beside.values()), strict=True))
    places = {
        index: {span: weighed[span] for span in found if span in weighed}
        for index, found in spans.items()
    }
    for one, other in [pair for pair in evidence.brief.akin if _changed(evidence, places, pair)]:
        _move(evidence, one, other, places[one])
        _move(evidence, other, one, places[other])
    for one, other in evidence.brief.akin:
        for own, lost in ((one, other), (other, one)):
            if own in places and evidence.is_open(lost):
                _move(evidence, own, lost, _borrowed(evidence, places[own], (own, lost)))


def _changed(
    evidence: Evidence, places: Mapping[int, Mapping[Span, Place]], pair: tuple[int, int]
) -> bool:
    """Whether two facts are told in each other's places."""
    one, other = pair
    if one not in places or other not in places:
        return False
    contexts, slots = _contexts_of_pair(evidence, pair)
    least = contexts.together.get(slots)
    told = {index: list(places[index].values()) for index in pair}
    if least is None or exchange(contexts, told, pair, slots) <= least:
        return False
    differences = are_differences(evidence, (*places[one], *places[other]))
    told = {
        index: [place for span, place in places[index].items() if span not in differences]
        for index in pair
    }
    return exchange(contexts, told, pair, slots) > least


def _borrowed(evidence: Evidence, places: Mapping[Span, Place], pair: tuple[int, int]) -> set[Span]:
    """Where a fact's value stands among the words of another one that is told nowhere."""
    contexts, slots = _contexts_of_pair(evidence, pair)
    least = contexts.alone.get(slots)
    if least is None:
        return set()
    spans = {span for span, place in places.items() if contexts.lean(place, *slots) > least}
    return spans - are_differences(evidence, spans) if spans else spans


def _contexts_of_pair(
    evidence: Evidence, pair: tuple[int, int]
) -> tuple[Contexts, tuple[str, str]]:
    facts = evidence.brief.facts
    return evidence.lexicon.contexts[evidence.brief.kind], (
        facts[pair[0]].slot,
        facts[pair[1]].slot,
    )


def _move(evidence: Evidence, own: int, other: int, spans: Collection[Span]) -> None:
    """Takes places from a fact: they are the other's, with a wrong value."""
    slot = evidence.brief.facts[own].slot
    for span in sorted(spans):
        mark = Mark(*span, "supported", slot)
        if mark in evidence.marks:
            evidence.marks.remove(mark)
            evidence.oppose(other, span)
    if spans:
        evidence.carried[own] = any(
            mark.slot == slot and mark.verdict == "supported" for mark in evidence.marks
        )
