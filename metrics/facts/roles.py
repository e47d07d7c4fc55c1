"""Rules for who a value belongs to: the sides of a score, the record of a field."""

from __future__ import annotations

import re

from bench.api import Mark
from metrics.facts.evidence import Evidence
from metrics.facts.forms import Span
from metrics.facts.numbers import Mention
from metrics.facts.owners import Belongings, ResultLine, goals
from metrics.facts.quantities import is_beside

_AND_SO_ON = re.compile(r"['′’]?(?:,|,? and|,? &)? (?:then )?(?:in |on |after )?(?:the )?")


def read_result_lines(evidence: Evidence) -> None:
    """Judges scores that are written beside their sides' names: then the order counts."""
    for line in evidence.brief.results:
        for found in line.pattern.finditer(evidence.signed(named=True)):
            if found["one"] == (found["other"] or found["opposite"]):
                continue
            told = (
                goals(found["first"] or found["left"]),
                goals(found["second"] or found["right"]),
            )
            numbers = (
                "first" if found["first"] else "left",
                "second" if found["second"] else "right",
            )
            span = found.start(numbers[0]), found.end(numbers[1])
            _judge_result(evidence, line, told if found["one"] == line.home else told[::-1], span)


def _judge_result(evidence: Evidence, line: ResultLine, told: tuple[int, int], span: Span) -> None:
    facts = evidence.brief.facts
    mention = Mention(*span, "score", float(told[0]), second=told[1])
    evidence.covered.append(span)
    beside = [i for i in line.indices if is_beside(evidence, facts[i], mention)]
    beside.sort(key=lambda index: facts[index].near is None)
    said = [i for i in beside if (facts[i].value, facts[i].second) == told]
    turned = any((facts[i].second, facts[i].value) == told for i in beside)
    if said:
        evidence.support(said[0], span)
    elif beside and (turned or told not in evidence.brief.derived.scores):
        evidence.oppose(beside[-1], span)


def check_belongings(evidence: Evidence) -> None:
    """A value told of one record that is only another record's is wrong."""
    owned = evidence.brief.belongings
    if owned is None:
        return
    names = [one for one in evidence.marks if one.slot in owned.owners and _is_support(one)]
    told = {(one.start, one.end): one for one in evidence.marks if one.slot in owned.slots}
    before: tuple[int, Mark | None] = (0, None)
    for mention in evidence.numbers:
        mark = told.get((mention.start, mention.end))
        if mark is None or not _is_support(mark):
            continue
        name = max((one for one in names if one.end <= mark.start), key=_end, default=None)
        if name is None:
            continue
        listed = before[1] is name and _AND_SO_ON.fullmatch(evidence.text, before[0], mention.start)
        between = evidence.text[name.end : mention.start]
        if listed or owned.slots[mark.slot].fullmatch(between):
            before = mention.end, name
            _judge_owner(evidence, owned, (name, mark), mention)


def _is_support(mark: Mark) -> bool:
    return mark.verdict == "supported"


def _end(mark: Mark) -> int:
    return mark.end


def _judge_owner(
    evidence: Evidence, owned: Belongings, marks: tuple[Mark, Mark], mention: Mention
) -> None:
    name, mark = marks
    written = evidence.text[name.start : name.end]
    own = [
        values
        for owner, values in owned.values.items()
        if owner == written or written in owner.split()
    ]
    if not own or any(mention.value in values for values in own):
        return
    facts = evidence.brief.facts
    kin = [i for i in evidence.brief.numeric if facts[i].slot in owned.slots]
    mine = [i for i in kin if evidence.is_open(i) and any(facts[i].value in one for one in own)]
    others = [i for i in kin if facts[i].value == mention.value]
    elsewhere = any(
        one.value == mention.value and one.start != mention.start for one in evidence.numbers
    )
    for index in others if not elsewhere else ():
        evidence.carried[index] = False
    evidence.marks.remove(mark)
    evidence.oppose((mine or others)[0], (mention.start, mention.end))
