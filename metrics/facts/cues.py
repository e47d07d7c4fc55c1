"""Words that announce arithmetic: a difference, a span, a change, a remainder, a count.

Part of the fact matcher: data and five small questions about the words beside a number, asked of
the text in small letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from metrics.facts.numbers import Mention

Announces = Callable[[Mention, str], bool]


@dataclass(frozen=True, slots=True)
class Cues:
    """The questions that derived arithmetic asks of the words beside a number.

    Attributes:
        difference: do they announce a difference or a sum?
        span: a stretch of time?
        change: does a word of change stand near a percentage?
        rest: a word for the others or the remainder?
        count: does something countable follow?
    """

    difference: Announces
    span: Announces
    change: Announces
    rest: Announces
    count: Announces


_LOOSE = (
    r"(?:(?:more than|less than|just over|just under|a little over|nearly|almost|about|around|some"
    r"|roughly|over|only|just|a full|a mere|a further|another|as much as|at least|up to) )?"
)
_BEFORE = re.compile(
    r"\b(?:(?:by|within|(?:margin|gap|swing|difference|lead|rise|jump|fall|drop|increase|advantage"
    r"|improvement|excess|deficit|shortfall|cushion|surplus|saving|discount|spread|range|change"
    r"|edge|majority|total|sum|midpoint|decrease|decline|beat|miss|turnaround|reversal|save|saving"
    r"|saves|saved|separated|separating))(?: (?:was|is|of|to|worth|some))? (?:a |an |the )?"
    rf"{_LOOSE}|(?:lose|loses|losing|gains?|gaining|claw back|adds?|adding|sheds?) {_LOOSE}"
    rf"|(?:further|extra|another|full|additional|remaining|other|last|first|next|all"
    rf"|final|previous|closing|opening) {_LOOSE})\Z"
)
_AFTER = re.compile(
    r"(?:,[^,]{1,26},)?[- ](?:(?:degrees?|points?|cents?|places?|positions?|spots?|rungs?"
    r"|goals?|(?:a|per) share|km"
    r"|c|percentage|dollars?|million|billion|votes?|full|clear|or so|short|good)"
    r"[- ]?,? ?){0,2}(?:more|less|fewer|above|below|ahead|behind|short|shy|higher|lower|clear|up"
    r"|down|better|worse|warmer|colder|cooler|milder|hotter|adrift|beneath|off|apart|beyond|wide"
    r"|than|in front|in excess|light|heavier|lighter|in arrears|lead|gap|margin|swing|advantage"
    r"|difference|deficit|rise|jump|shortfall|stronger|greater|smaller|inferior|further|beat"
    r"|cushion|turnaround|majority|spread|saving|discount|closer|nearer|deeper|away|narrower|wider"
    r"|bigger|larger|discrepancy|excess|in hand|to the good|too \w+|over|under"
    r"|improvement|miss|drop|fall|increase|in all|in total|apiece|each|or about)\b"
)
_SPAN_BEFORE = re.compile(
    r"\b(?:in|inside|within|for|just|only|last|final|opening|first|next|another|further|remaining"
    r"|by|after|the|of|previous|past|full|about|some|with|were|take|took|those|all|over) "
    rf"{_LOOSE}\Z"
)
_SPAN_AFTER = re.compile(
    r"(?: of the (?:match|game|first|second)| of play)?,? (?:later|after|afterwards|before|earlier"
    r"|from|into|remain\w*|left|to (?:go|play|spare)|short|further|apart|on|more|past|ago|either"
    r"|in|beforehand|shy|prior|old|since|away|of|without|separat\w+)\b"
)
_CHANGE = re.compile(
    r"\b(?:r[oi]se\w*|rising|f[ae]ll\w*|up|down|more|less|higher|lower|jump\w*|grow\w*|grew|drop\w*"
    r"|declin\w+|increas\w+|decreas\w+|improv\w+|climb\w*|shr[aiu]nk\w*|cut|slump\w*|advanc\w+"
    r"|gain\w*"
    r"|plung\w+|slid\w*|tumbl\w+|surg\w+|leapt?|soar\w*|change|bigger|smaller|reduc\w+|slip\w*"
    r"|collapse\w*"
    r"|above|below|lost|dwindl\w+|shrivel\w*|fatter|by|better|worse|fewer|off|sank|dip\w*|ahead"
    r"|discount\w*|growth|vanish\w*)\b"
)
_REST = re.compile(
    r"\b(?:others?|rest|remain\w*|together|combined|between them|not|away|neither|everyone|all but"
    r"|home|elsewhere|jointly|total|uncounted|pending|still|to come|left|outstanding|abst\w+"
    r"|nobody|short)\b"
)
_NOUN = re.compile(
    r"[- ](?:of (?:the|them|their|his|its)|(?:[a-z]+-)?(?:[a-z]+ )?(?:goals?|men|man|players?"
    r"|strikes?|penalt\w+|scorers?|headers?"
    r"|finishes|sides?|teams?|candidates?|rivals?|parties|figures?|halves|ends|options?|choices"
    r"|attempts?|efforts?|times|strikers?|clubs|hosts|visitors|namesakes?|defences|supporters"
    r"|things|sets|cards?|spot-kicks?|replies|answers|equalisers|without|unanswered|up|down|in"
    r"|items?|products?|ways?|charges?|payments?|purchases?|books?|late|early|second-half"
    r"|first-half|quick|more|further))\b"
)


def announces_difference(mention: Mention, text: str) -> bool:
    """Whether the words beside a number announce a difference or a sum."""
    before = text[max(0, mention.start - 34) : mention.start]
    return bool(_BEFORE.search(before) or _AFTER.match(text, mention.end))


def announces_span(mention: Mention, text: str) -> bool:
    """Whether the words beside a number announce a stretch of time."""
    before = text[max(0, mention.start - 24) : mention.start]
    return bool(_SPAN_AFTER.match(text, mention.end) or _SPAN_BEFORE.search(before))


def announces_change(mention: Mention, text: str) -> bool:
    """Whether a word of change stands near a percentage."""
    return bool(_CHANGE.search(text, max(0, mention.start - 48), mention.end + 48))


def announces_rest(mention: Mention, text: str) -> bool:
    """Whether a word for the others or the remainder stands near a percentage."""
    return bool(_REST.search(text, max(0, mention.start - 48), mention.end + 48))


def counts_something(mention: Mention, text: str) -> bool:
    """Whether a countable noun follows: "three of the goals", "two men"."""
    return bool(_NOUN.match(text, mention.end))


ENGLISH = Cues(
    announces_difference, announces_span, announces_change, announces_rest, counts_something
)
