"""Supported arithmetic: what a writer may work out from the facts without inventing anything.

Part of the fact matcher. Differences, ratios, shares, changes, counts, running scores, time
spans. Differences and sums count only beside a word that announces one ("ahead", "above",
"later"), because any two facts differ by something.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

from metrics.facts.forms import Fact, near
from metrics.facts.numbers import Mention

_CUE = re.compile(
    r"\b(?:by|more|less|fewer|above|below|ahead|behind|short|shy|higher|lower|clear|margins?|leads?"
    r"|leading|led|advantage|up|down|over|under|than|later|after|afterwards|earlier|before|since"
    r"|gap|difference|beat|beats|beating|missed|miss|misses|excess|swing|warmer|colder|cooler"
    r"|milder|hotter|drop|dropped|rise|rose|fall|fell|fewer|extra|surplus|deficit|shortfall|from"
    r"|within|between|apart|range|spread|increase|decrease|better|worse|wide|ahead|exceed(?:s|ed)?"
    r"|past|off|away|adrift|beneath|cushion|majority|separated?|separating|wait|inside|into|time"
    r"|remaining|left|old|ago|on|next|previous|last|first|every|all|total|in|other|others|both"
    r"|rest|half|stretch|of|interval|minutes?|midpoint|additional|further|rung|places?|climbed"
    r"|slipped|gained?|shed|added?|lost|cut|trimmed|short-lived|quick|spell|apiece|each|saves?"
    r"|saving|reduced|reduction|off|discount)\b",
    re.IGNORECASE,
)
_SPANS = frozenset({"points", "minute", "hour", "day", "week", "month", "year"})
_NUMBER_CUE = re.compile(
    r"[- ](?:goals?|men|man|players?|places?|points?|degrees?|cents?|minutes?|years?|up|down|clear"
    r"|ahead|behind|better|fewer|more|less|higher|lower|above|below|under|over|short|warmer|colder"
    r"|cooler|milder|off|adrift|beneath|unanswered|times|strikes?|penalt\w+|scorers?|headers?|of"
    r"|finishes|without|in|sides?|teams?|candidates?|rivals?|parties|figures?|days?|hours?|halves"
    r"|ends|months?|quarters?|positions?|rungs?|spots?|behind|efforts?|late|early|first-half"
    r"|second-half|quick|options?|choices?|things?|attempts?|apart|or|[a-z]+-half)\b",
    re.IGNORECASE,
)


@dataclass
class Derived:
    """Everything that follows from one source's facts, worked out when first asked for.

    Attributes:
        facts: the compiled numeric facts.
        records: lists of records among the raw facts, in order.
        anchors: values that facts of a unit may be counted from, e.g. ``{"minute": (45, 90)}``.
        listed: lengths of the lists among the raw facts.
        years: years within worded facts and the input's text.
    """

    facts: Sequence[Fact]
    records: Sequence[Sequence[Mapping[str, Any]]]
    anchors: Mapping[str, tuple[float, ...]]
    listed: tuple[int, ...] = ()
    years: tuple[float, ...] = ()

    def supports(self, mention: Mention, text: str) -> bool:
        """Whether the facts bear out a mention that states none of them."""
        kind = mention.kind
        if kind == "score":
            return (int(mention.value), mention.second) in self.scores
        if kind in ("ratio", "fraction"):
            return self._supports_ratio(mention)
        if kind in ("date", "weekday", "month"):
            return self._supports_day(mention)
        if kind == "ordinal":
            return mention.value in self.ordinals
        if kind == "time":
            return False
        return self._supports_number(mention, text)

    def is_difference(self, mention: Mention, gap: float, unit: str, text: str) -> bool:
        """Whether a mention says two facts of ``unit`` lie ``gap`` apart."""
        unit = "points" if unit == "percent" else unit
        if mention.kind != "number" or mention.unit not in ("", unit):
            return False
        step = mention.step
        factor = 0.01 if unit == "USD" and not mention.unit and gap < 1 else 1.0
        if not near(gap, mention.value * factor, step * factor, mention):
            return False
        around = text[max(0, mention.start - 34) : mention.end + 40]
        return mention.unit == "points" or bool(_CUE.search(around))

    def _supports_number(self, mention: Mention, text: str) -> bool:
        around = text[max(0, mention.start - 34) : mention.end + 40]
        if mention.unit == "percent":
            return any(near(one, mention.value, mention.step, mention) for one in self.changes)
        if mention.unit not in _SPANS and not _CUE.search(around):
            return False
        if not mention.unit:
            if not _NUMBER_CUE.match(text, mention.end) and not self._is_gap(mention, text):
                return False
            units: Sequence[str] = ("", "points", "C", "USD", "cents", "minute", "year", "place")
        else:
            units = ("USD", "cents") if mention.unit == "USD" else (mention.unit,)
        return any(
            near(one, mention.value, mention.step, mention)
            for unit in units
            for one in self.gaps.get(unit, ())
        )

    @staticmethod
    def _is_gap(mention: Mention, text: str) -> bool:
        before = text[max(0, mention.start - 16) : mention.start].lower()
        return bool(
            re.search(r"\b(?:by|of|to|with|after|from|all|the|than|about) (?:\w+ )?$", before)
        )

    def _supports_ratio(self, mention: Mention) -> bool:
        if mention.kind == "fraction":
            wanted = self.shares
            return any(abs(one - mention.value) <= 0.045 for one in wanted)
        value = mention.value
        return any(
            abs(one - value) <= 0.17 * value or near(one, value, mention.step, mention)
            for one in self.ratios
        )

    def _supports_day(self, mention: Mention) -> bool:
        for year, day in self.days:
            for step in (-1, 1):
                other = datetime.date(year, day // 100, day % 100) + datetime.timedelta(days=step)
                if mention.kind == "weekday" and other.weekday() == mention.value:
                    return True
                if mention.kind == "date" and 100 * other.month + other.day == mention.value:
                    return True
                if mention.kind == "month" and other.month == mention.value:
                    return True
        return False

    @cached_property
    def days(self) -> tuple[tuple[int, int], ...]:
        """Year and month * 100 + day of each date."""
        return tuple((fact.second, int(fact.value)) for fact in self.facts if fact.type == "date")

    @cached_property
    def pairs(self) -> tuple[tuple[Fact, Fact], ...]:
        """Facts that may be compared: same type, unit and scale."""
        comparable = [fact for fact in self.facts if fact.type not in ("date", "time", "score")]
        return tuple(
            (one, other)
            for one, other in combinations(comparable, 2)
            if (one.type, one.unit, one.scale) == (other.type, other.unit, other.scale)
        )

    @cached_property
    def gaps(self) -> dict[str, tuple[float, ...]]:
        """Differences, sums, spans and counts by unit."""
        found: dict[str, set[float]] = {}
        for unit, value in self._gaps():
            found.setdefault(unit, set()).add(round(abs(value), 6))
        return {unit: tuple(values) for unit, values in found.items()}

    def _gaps(self) -> Iterator[tuple[str, float]]:
        for one, other in self.pairs:
            difference = one.value - other.value
            unit = "points" if one.unit == "percent" else one.unit
            yield unit, difference
            if one.type in ("count", "score"):
                yield unit, one.value + other.value
            if one.type == "money":
                yield unit, abs(one.value) + abs(other.value)
                yield unit, (one.value + other.value) / 2
        yield from self._discounts()
        for fact in self.facts:
            for anchor in self.anchors.get(fact.unit, ()):
                yield fact.unit, fact.value - anchor
            if fact.type == "score":
                yield "", fact.value - fact.second
                yield "", fact.value + fact.second
                yield "", fact.value
                yield "", float(fact.second)
            if fact.unit == "day":
                yield "week", fact.value / 7
            if fact.unit == "month":
                yield "year", fact.value / 12
        yield "month", 12.0
        yield from self._spans()
        yield from (("", float(count)) for count in self.counts)

    def _discounts(self) -> Iterator[tuple[str, float]]:
        for price in (fact for fact in self.facts if fact.type == "money"):
            for share in (fact for fact in self.facts if fact.type == "percentage"):
                if 0 < share.value < 100 and price.scale == 1:
                    yield "USD", price.value * share.value / 100
                    yield "USD", price.value * (100 - share.value) / 100

    def _spans(self) -> Iterator[tuple[str, float]]:
        years = [*(fact.value for fact in self.facts if fact.type == "year"), *self.years]
        dates = [datetime.date(year, day // 100, day % 100) for year, day in self.days]
        for date in dates:
            for year in years:
                yield "year", date.year - year
                yield "year", date.year - year - 1
        for one, other in combinations(dates, 2):
            days = abs((one - other).days)
            yield "day", days
            yield "week", days / 7

    @cached_property
    def counts(self) -> frozenset[int]:
        """How many records there are, in all and by each field's value; lengths of lists."""
        found = set(self.listed)
        for records in self.records:
            found.add(len(records))
            for key in {key for record in records for key in record}:
                found |= set(Counter(str(record.get(key)) for record in records).values())
                found.add(len({str(record.get(key)) for record in records}))
            tallies = [
                Counter(str(record.get("team", record.get(key))) for record in records[:end])
                for end in range(1, len(records) + 1)
                for key in records[0]
            ]
            for tally in tallies:
                values = sorted(tally.values())
                found |= set(values)
                found.add(values[-1] - (values[-2] if len(values) > 1 else 0))
                found.add(sum(values))
        return frozenset(found)

    @cached_property
    def ordinals(self) -> frozenset[float]:
        """1 to the longest list, and the days of the dates with their neighbours."""
        longest = max((len(records) for records in self.records), default=0)
        found = {float(index) for index in range(1, longest + 1)}
        for year, day in self.days:
            date = datetime.date(year, day // 100, day % 100)
            found |= {float((date + datetime.timedelta(days=step)).day) for step in (-1, 0, 1)}
        return frozenset(found)

    @cached_property
    def scores(self) -> frozenset[tuple[int, int]]:
        """Running scores: how the records fall on the values of each field, after each record."""
        found: set[tuple[int, int]] = set()
        for records in self.records:
            for key in records[0] if records else ():
                names = {str(record.get(key)) for record in records}
                if len(names) > 2:
                    continue
                first = sorted(names)[0]
                for end in range(len(records) + 1):
                    left = sum(str(record.get(key)) == first for record in records[:end])
                    found |= {(left, end - left), (end - left, left)}
        return frozenset(found)

    @cached_property
    def changes(self) -> tuple[float, ...]:
        """Relative changes between like-named facts, remainders and sums of shares, in percent."""
        found: list[float] = []
        for one, other in self.pairs:
            if one.unit == "percent":
                found += [100 - one.value - other.value, one.value + other.value]
            if _akin(one.slot, other.slot):
                for new, old in ((one.value, other.value), (other.value, one.value)):
                    if old:
                        found.append(100 * abs(abs(new) - abs(old)) / abs(old))
        found += [100 - fact.value for fact in self.facts if fact.unit == "percent"]
        return tuple(found)

    @cached_property
    def ratios(self) -> tuple[float, ...]:
        """Quotients of comparable facts, and counts: "scored twice"."""
        found = [float(count) for count in self.counts]
        for one, other in self.pairs:
            if one.value and other.value:
                ratio = abs(one.value / other.value)
                found += [ratio, 1 / ratio, ratio - 1, 1 / ratio - 1]
        return tuple(found)

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """Percentages and quotients as fractions of one."""
        found: list[float] = []
        for fact in self.facts:
            if fact.unit == "percent":
                found += [abs(fact.value) / 100, 1 - abs(fact.value) / 100]
        found += [share / 100 for share in self.changes]
        found += [ratio for ratio in self.ratios if ratio <= 1]
        return tuple(found)


def _akin(one: str, other: str) -> bool:
    """Whether two slot names share a word beside their unit."""
    return bool(set(one.split("_")[:-1]) & set(other.split("_")[:-1]))
