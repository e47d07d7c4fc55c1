"""Rules for facts in words: names, phrases, choices, contradictions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from metrics.facts.evidence import Evidence
from metrics.facts.forms import Fact, Span
from metrics.facts.names import codes, find_all, foreign_names, name_words
from metrics.facts.phrases import Words

CARRIED = 0.5
"""Share of a phrase's content words that carries it."""


def find_names(evidence: Evidence) -> None:
    lowered = evidence.latin.lower()
    for name, indices in evidence.brief.names:
        for span in find_all(evidence.latin, lowered, name):
            if evidence.is_covered(span):
                continue
            evidence.covered.append(span)
            for index in indices:
                evidence.support(index, span)
    for word, span in name_words(evidence.latin):
        short = evidence.brief.distinct.get(word)
        if short is not None and not evidence.is_covered(span):
            evidence.support(short, span)
    if evidence.brief.idioms is not None:
        evidence.covered += [
            found.span() for found in evidence.brief.idioms.finditer(evidence.lowered)
        ]


def match_words(evidence: Evidence) -> None:
    words: Words | None = None
    told: set[Span] = set()
    only: list[Fact] = []
    unnamed = evidence.signed(named=True)
    for index, fact in enumerate(evidence.brief.facts):
        if not evidence.is_open(index):
            continue
        if found := _told(fact, unnamed):
            evidence.support(index, found)
            told.add(found)
            if fact.only:
                only.append(fact)
    for index in evidence.brief.worded:
        fact = evidence.brief.facts[index]
        if not evidence.is_open(index):
            continue
        if fact.rivals is not None and (span := _rival_words(fact.rivals, unnamed, told)):
            evidence.oppose(index, span)
            continue
        if fact.type == "phrase":
            words = Words(evidence.lowered) if words is None else words
            _match_phrase(evidence, index, fact, words)
    for fact in only:
        for span in _second_values(evidence, fact, unnamed):
            evidence.add(span)


def _told(fact: Fact, text: str) -> Span | None:
    """Where the value is told; not within a longer wording of another one, if it is the only."""
    if fact.wordings is None:
        return None
    if not (fact.only and fact.rivals):
        found = fact.wordings.search(text)
        return found.span() if found else None
    longer = [found.span() for found in fact.rivals.finditer(text)]
    for found in fact.wordings.finditer(text):
        if not any(_is_longer(span, found.span()) for span in longer):
            return found.span()
    return None


def _second_values(evidence: Evidence, fact: Fact, text: str) -> Iterator[Span]:
    """Where a value is told that is none of the slot's."""
    stated = (one.wordings for one in evidence.brief.facts if one.slot == fact.slot)
    own = [found.span() for forms in stated if forms for found in forms.finditer(text)]
    for found in fact.rivals.finditer(text) if fact.rivals else ():
        span = found.span()
        if not any(span == one or _is_longer(one, span) for one in own):
            yield span


def _is_longer(outer: Span, inner: Span) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]


def _rival_words(rivals: re.Pattern[str], text: str, told: set[Span]) -> Span | None:
    """Where another value is told by words that tell no other fact: not tomorrow's sunshine."""
    spans = (found.span() for found in rivals.finditer(text))
    return next((span for span in spans if span not in told), None)


def add_absent(evidence: Evidence) -> None:
    """Facts that the input does not have are added if the text states them."""
    if not evidence.brief.absent:
        return
    unnamed = evidence.signed(named=True)
    for pattern in evidence.brief.absent:
        if found := pattern.search(unnamed):
            evidence.covered.append(found.span())
            evidence.add(found.span())


def match_rival_values(evidence: Evidence) -> None:
    """Wordings of another value ("dry") oppose a number that nothing else speaks of."""
    open_ = [i for i in evidence.brief.numeric if evidence.is_open(i)]
    rivals = [(i, evidence.brief.facts[i].rivals) for i in open_]
    if not any(pattern for _, pattern in rivals):
        return
    unnamed = evidence.signed(named=True)
    for index, pattern in rivals:
        if pattern is not None and (found := pattern.search(unnamed)):
            evidence.oppose(index, found.span())


def _match_phrase(evidence: Evidence, index: int, fact: Fact, words: Words) -> None:
    own = words.coverage(fact.words)
    for rival in evidence.lexicon.rivals.get(fact.slot, ()) if own < 1 else ():
        if set(rival) <= set(fact.words) or rival in evidence.brief.phrases:
            continue
        other = words.coverage(rival)
        if other == 1 or (other >= CARRIED and own < 0.3 and other * len(rival) >= 2):
            evidence.oppose(index, _phrase_span(evidence, rival))
            return
    exact = all(word in words.known for word in fact.words if word[0].isdigit())
    if own >= CARRIED and exact:
        evidence.support(index, _phrase_span(evidence, fact.words))


def _phrase_span(evidence: Evidence, words: Iterable[str]) -> Span:
    places = [at for word in words if (at := evidence.lowered.find(word)) >= 0]
    if not places:
        return 0, 0
    start = min(places)
    end = start
    while end < len(evidence.text) and (evidence.text[end].isalnum() or evidence.text[end] in "-'"):
        end += 1
    return start, end


def judge_names(evidence: Evidence) -> None:
    for code, span in codes(evidence.latin):
        if code not in evidence.brief.codes:
            _oppose_code(evidence, span)
    foreign = foreign_names(
        evidence.latin,
        evidence.covered,
        evidence.brief.tokens,
        evidence.lexicon.names,
        evidence.lexicon.common,
        openers=evidence.brief.language.openers,
    )
    worded = {mark.start: mark.end for mark in evidence.marks if mark.verdict == "supported"}
    for start, end, words in foreign:
        if worded.get(start, 0) >= end:
            continue
        names = [
            index
            for index in evidence.brief.worded
            if evidence.brief.facts[index].type == "name" and not evidence.wrong[index]
        ]
        akin = [i for i in names if set(words) & set(evidence.brief.facts[i].words)]
        open_ = [i for i in names if not evidence.carried[i]]
        if akin or open_:
            index = (akin or open_)[0]
            evidence.carried[index] = False
            evidence.oppose(index, (start, end))
        else:
            evidence.add((start, end))


def _oppose_code(evidence: Evidence, span: Span) -> None:
    """A code that nobody stated stands for an untold one of its length, if there is one."""
    facts = evidence.brief.facts
    untold = [i for i in evidence.brief.worded if facts[i].type == "code" and evidence.is_open(i)]
    if untold:
        length = span[1] - span[0]
        evidence.oppose(min(untold, key=lambda i: abs(len(facts[i].text) - length)), span)
    else:
        evidence.add(span)


def check_contradictions(evidence: Evidence) -> None:
    if not evidence.brief.contradictions:
        return
    signed = evidence.signed(named=False)
    for index, pattern in evidence.brief.contradictions:
        if not evidence.wrong[index] and (found := pattern.search(signed)):
            evidence.carried[index] = False
            evidence.oppose(index, found.span())
