"""All quantities of an English text in order: numbers, dates and times together."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

from metrics.facts.dates import dates_and_times
from metrics.facts.numbers import Mention, numbers


def mentions(text: str) -> list[Mention]:
    """All dates, times and numbers of a text in order; a date's digits are not numbers again."""
    days = list(dates_and_times(text))
    found = list(days)
    at = 0
    for mention in numbers(text):
        while at < len(days) and days[at].end <= mention.start:
            at += 1
        if at == len(days) or mention.end <= days[at].start:
            found.append(mention)
    found.sort(key=attrgetter("start"))
    return _lend_scales(found)


def _lend_scales(found: list[Mention]) -> list[Mention]:
    """A bare number beside a scaled one may share its scale: "1.47 and 1.59 billion"."""
    if not any(one.kind == "number" and abs(one.value) >= 1e5 for one in found):
        return found
    scales = (1e6, 1e9)
    return [
        replace(one, scales=scales)
        if one.kind == "number" and not one.unit and abs(one.value) < 1e4
        else one
        for one in found
    ]
