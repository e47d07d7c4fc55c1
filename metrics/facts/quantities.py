"""Rules for quantities that state a fact, directly or by a difference or a discount."""

from __future__ import annotations

import re
from collections.abc import Sequence

from metrics.facts.agreement import agrees, near
from metrics.facts.evidence import Evidence
from metrics.facts.forms import Fact, Span
from metrics.facts.numbers import Mention
from metrics.facts.plain import lower

_CLAUSE_END = re.compile(
    r"[,;:.(]\s|[，；：。（、]|\b(?:and|but|while|whereas|as|against|with|though|after|from)\b"
)


def match_numbers(evidence: Evidence) -> list[Mention]:
    strays = []
    facts = evidence.brief.facts
    for mention in evidence.brief.language.mentions(evidence.text):
        if evidence.is_covered((mention.start, mention.end)):
            continue
        evidence.numbers.append(mention)
        if mention.kind == "date":
            evidence.covered.append((mention.start, mention.end))
        fits = [
            index
            for index in evidence.brief.stateable(mention)
            if agrees(facts[index], mention) and is_beside(evidence, facts[index], mention)
        ]
        fits = fits and _of_their_subject(evidence, fits, mention)
        agreed = [i for i in fits if not _sign_opposes(evidence, facts[i], mention)]
        for index in agreed if mention.kind != "month" else ():
            evidence.support(index, (mention.start, mention.end))
            if mention.kind == "date":
                evidence.dated.add(index)
        excused = fits and not agreed and _is_told_of_another(evidence, fits, mention)
        for index in fits if not (agreed or excused) else ():
            evidence.oppose(index, (mention.start, mention.end))
        if not fits and not _supported_otherwise(evidence, mention):
            strays.append(mention)
    return strays


def is_beside(evidence: Evidence, fact: Fact, mention: Mention) -> bool:
    """Whether the words that the fact's value needs stand beside the mention."""
    if fact.near is None:
        return True
    start, end = max(0, mention.start - 50), mention.end + 50
    return fact.near.search(evidence.lowered, start, end) is not None


def speaks_of(evidence: Evidence, fact: Fact, mention: Mention) -> bool:
    """Whether the mention's clause names what the fact's value is said of."""
    return fact.subject is not None and fact.subject.search(_clause(evidence, mention)) is not None


def _of_their_subject(evidence: Evidence, fits: list[int], mention: Mention) -> list[int]:
    """Leaves out the facts of another subject than the one that the mention's clause names."""
    facts = evidence.brief.facts
    if not (evidence.brief.subjects and any(facts[index].subject for index in fits)):
        return fits
    spoken = [
        index
        for index in evidence.brief.subjects
        if facts[index].type == facts[fits[0]].type and speaks_of(evidence, facts[index], mention)
    ]
    if not spoken or set(spoken) & set(fits):
        return fits
    return [index for index in fits if facts[index].subject is None]


def _is_told_of_another(evidence: Evidence, fits: Sequence[int], mention: Mention) -> bool:
    """Whether arithmetic bears out a mention whose clause is about none of the facts it fits."""
    facts = [evidence.brief.facts[index] for index in fits]
    return (
        all(fact.subject is not None for fact in facts)
        and not any(speaks_of(evidence, fact, mention) for fact in facts)
        and evidence.brief.derived.supports(mention, evidence.lowered)
    )


def _supported_otherwise(evidence: Evidence, mention: Mention) -> bool:
    return any(
        (mention.kind == other.kind and mention.unit in ("", other.unit))
        or (mention.kind == other.kind == "number" and other.unit == "" and _same(mention, other))
        for other in evidence.brief.support
        if _same(mention, other)
    )


def _sign_opposes(evidence: Evidence, fact: Fact, mention: Mention) -> bool:
    if fact.gain is None or fact.loss is None or not fact.value:
        return False
    own, other = (fact.gain, fact.loss) if fact.value > 0 else (fact.loss, fact.gain)
    clause = _clause(evidence, mention)
    return other.search(clause) is not None and own.search(clause) is None


def _clause(evidence: Evidence, mention: Mention) -> str:
    """The mention's clause in small letters, itself replaced by "#"."""
    span = mention.start, mention.end
    known = evidence.clauses.get(span)
    if known is None:
        before = _CLAUSE_END.split(evidence.text[max(0, span[0] - 60) : span[0]])[-1]
        after = _CLAUSE_END.split(evidence.text[span[1] : span[1] + 28], maxsplit=1)[0]
        known = evidence.clauses[span] = lower(f"{before}#{after}")
    return known


def infer_by_difference(evidence: Evidence) -> None:
    """A difference to a carried fact carries the other: "7 degrees, three below normal"."""
    for first, second in evidence.brief.pairs:
        if evidence.carried[first] == evidence.carried[second]:
            continue
        lost = second if evidence.carried[first] else first
        if evidence.wrong[lost] or lost in evidence.inferred:
            continue
        one, other = evidence.brief.facts[first], evidence.brief.facts[second]
        if not may_carry(*((one, other) if lost == second else (other, one))):
            continue
        gap = abs(one.value - other.value)
        for mention in evidence.numbers:
            if evidence.brief.derived.is_difference(mention, gap, one.unit, evidence.lowered):
                evidence.inferred[lost] = (mention.start, mention.end)
                break


def may_carry(told: Fact, lost: Fact) -> bool:
    """Whether a difference to the fact that is told may tell the other."""
    return not lost.against or told.slot in lost.against


def infer_by_discount(evidence: Evidence) -> None:
    """A discounted price carries the price that it was worked out from."""
    for index, prices in evidence.brief.derived.discounted.items():
        for mention in evidence.numbers:
            if mention.unit == "USD" and any(
                near(price, mention.value, mention.step, mention) for price in prices
            ):
                span = evidence.inferred[index] = (mention.start, mention.end)
                _infer_share(evidence, span)


def _infer_share(evidence: Evidence, span: Span) -> None:
    """A price that was worked out with the only percentage carries the percentage."""
    facts = evidence.brief.facts
    shares = [i for i in evidence.brief.numeric if facts[i].type == "percentage"]
    if len(shares) == 1 and evidence.is_open(shares[0]):
        evidence.inferred[shares[0]] = span


def settle_inferred(evidence: Evidence) -> None:
    for index, span in evidence.inferred.items():
        if evidence.is_open(index):
            evidence.support(index, span)


def _same(mention: Mention, other: Mention) -> bool:
    return (
        mention.kind == other.kind
        and mention.second in (0, other.second)
        and (
            mention.value == other.value
            or (
                mention.kind == "number" and near(other.value, mention.value, mention.step, mention)
            )
        )
    )
