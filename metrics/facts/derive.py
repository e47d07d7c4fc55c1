"""Supported arithmetic: what a writer may work out from the facts without inventing anything.

Part of the fact matcher. Differences, ratios, shares, changes, counts, running scores, time
spans. Differences and sums count only beside a word that announces one ("ahead", "above",
"by"), because any two facts differ by something.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

from metrics.facts.agreement import near
from metrics.facts.cues import ENGLISH, Cues
from metrics.facts.forms import Fact, pairs_of_a_sort
from metrics.facts.numbers import Mention
from metrics.facts.tallies import running_scores, tallies

_SPANS = frozenset({"minute", "hour", "day", "week", "month", "year"})
_DIFFERENCES = ("points", "C", "USD", "year", "place", "mm", "km", "km/h")


@dataclass
class Derived:
    """Everything that follows from one source's facts, worked out when first asked for.

    Attributes:
        facts: the compiled numeric facts.
        indices: their places among all facts.
        records: lists of records among the raw facts, in order.
        anchors: values that facts of a unit may be counted from, e.g. ``{"minute": (45, 90)}``.
        listed: lengths of the lists among the raw facts.
        years: years within worded facts and the input's text.
        percents: percentages within worded facts and the input's text.
        cues: the language's words that announce arithmetic.
        sides: the plain facts in words: a field of the records that holds nothing else splits them.
    """

    facts: Sequence[Fact]
    indices: Sequence[int]
    records: Sequence[Sequence[Mapping[str, Any]]]
    anchors: Mapping[str, tuple[float, ...]]
    listed: tuple[int, ...] = ()
    years: tuple[float, ...] = ()
    sides: frozenset[str] = frozenset()
    percents: tuple[float, ...] = ()
    cues: Cues = ENGLISH

    def supports(self, mention: Mention, text: str) -> bool:
        """Whether the facts bear out a mention, in lower-cased text, that states none of them."""
        if mention.kind == "score":
            return (int(mention.value), mention.second) in self.scores
        if mention.kind in ("ratio", "fraction"):
            return self._supports_ratio(mention, text)
        if mention.kind in ("date", "weekday", "month"):
            return self._supports_day(mention)
        if mention.kind == "ordinal":
            return self._supports_ordinal(mention, text)
        return mention.kind == "number" and self._supports_number(mention, text)

    def is_difference(self, mention: Mention, gap: float, unit: str, text: str) -> bool:
        """Whether a mention, in lower-cased text, says two facts of ``unit`` lie ``gap`` apart."""
        unit = "points" if unit == "percent" else unit
        if mention.kind != "number" or mention.unit not in ("", unit):
            return False
        step = mention.step
        factor = 0.01 if unit == "USD" and not mention.unit and gap < 1 else 1.0
        if not near(gap, mention.value * factor, step * factor, mention):
            return False
        return mention.unit == "points" or self.cues.difference(mention, text)

    def _supports_number(self, mention: Mention, text: str) -> bool:
        if not mention.unit:
            return self._supports_bare(mention, text)
        if mention.unit == "percent":
            if self.cues.change(mention, text) and self._among(self.changes, mention):
                return True
            return self.cues.rest(mention, text) and self._among(self.remainders, mention)
        gaps = self.gaps.get(mention.unit, ())
        if mention.unit == "points" or mention.unit in _SPANS:
            return self._among(gaps, mention)
        if mention.unit == "USD":
            left = (price for prices in self.discounted.values() for price in prices)
            if self._among((*self.gaps.get("discount", ()), *left), mention):
                return True
        return self.cues.difference(mention, text) and self._among(gaps, mention)

    def _supports_bare(self, mention: Mention, text: str) -> bool:
        counted = mention.value in self.counts
        if counted and self.cues.count(mention, text):
            return True
        minutes = self.gaps.get("minute", ())
        if self.cues.span(mention, text) and self._among(minutes, mention):
            return True
        if not self.cues.difference(mention, text):
            return False
        cents = replace(mention, value=0.01 * mention.value, step=0.01 * mention.step)
        return (
            counted
            or any(self._among(self.gaps.get(unit, ()), mention) for unit in _DIFFERENCES)
            or (mention.value < 100 and self._among(self.gaps.get("USD", ()), cents))
        )

    @staticmethod
    def _among(values: Iterable[float], mention: Mention) -> bool:
        return any(near(one, mention.value, mention.step, mention) for one in values)

    def _supports_ordinal(self, mention: Mention, text: str) -> bool:
        before = text[max(0, mention.start - 4) : mention.start]
        if before == "the " and mention.value in self.days_of_month:
            return True
        if mention.unit or text[mention.start].isdigit() or mention.value > 12:
            return False
        return mention.value <= max((len(records) for records in self.records), default=0)

    def _supports_ratio(self, mention: Mention, text: str) -> bool:
        if mention.kind == "fraction":
            wanted = self.shares
            return any(abs(one - mention.value) <= 0.045 for one in wanted)
        value = mention.value
        # "Three times more" may be four times as much; "tripled" may not.
        further = text[mention.start : mention.end].endswith(("times", "fold", "倍"))
        return any(
            abs(one - value) <= 0.17 * value or near(one, value, mention.step, mention)
            for one in (*self.ratios, *(one - 1 for one in self.ratios if further and one > 1))
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
    def paired(self) -> tuple[tuple[int, int], ...]:
        """Places, among all facts, of those that may be compared: same type, unit and scale."""
        numbered = zip(self.indices, self.facts, strict=True)
        apart = ("date", "time", "score")
        return tuple(pairs_of_a_sort(one for one in numbered if one[1].type not in apart))

    @cached_property
    def pairs(self) -> tuple[tuple[Fact, Fact], ...]:
        """Facts that may be compared."""
        by_index = dict(zip(self.indices, self.facts, strict=True))
        return tuple((by_index[one], by_index[other]) for one, other in self.paired)

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
            if fact.unit == "day":
                yield "week", fact.value / 7
            if fact.unit == "month":
                yield "year", fact.value / 12
        yield "month", 12.0
        yield from self._spans()

    @cached_property
    def discounted(self) -> dict[int, tuple[float, ...]]:
        """By index of a price: what each stated percentage off leaves of it."""
        shares = [fact.value for fact in self.facts if fact.type == "percentage"]
        shares += [share for share in self.percents if 0 < share < 100]
        return {
            index: tuple(fact.value * (100 - share) / 100 for share in shares)
            for index, fact in zip(self.indices, self.facts, strict=True)
            if fact.type == "money" and fact.scale == 1 and fact.value > 2
        }

    def _discounts(self) -> Iterator[tuple[str, float]]:
        for index, prices in self.discounted.items():
            full = self.facts[list(self.indices).index(index)].value
            yield from (("discount", full - price) for price in prices)

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
        for fact in self.facts:
            if fact.type == "score":
                one, other = int(fact.value), fact.second
                found |= {one, other, one + other, abs(one - other)}
            if fact.type == "count":
                kin = [other for other in self.facts if other.type == "count" and other is not fact]
                found |= {int(abs(fact.value - other.value)) for other in kin}
        for records in self.records:
            found |= tallies(records)
        return frozenset(found)

    @cached_property
    def days_of_month(self) -> frozenset[float]:
        """The days of the dates with their neighbours."""
        found: set[float] = set()
        for year, day in self.days:
            date = datetime.date(year, day // 100, day % 100)
            found |= {float((date + datetime.timedelta(days=step)).day) for step in (-1, 0, 1)}
        return frozenset(found)

    @cached_property
    def scores(self) -> frozenset[tuple[int, int]]:
        """Running scores: how the records fall on the two sides, after each record."""
        return frozenset(
            score for records in self.records for score in running_scores(records, self.sides)
        )

    @cached_property
    def changes(self) -> tuple[float, ...]:
        """Relative changes between like-named facts, in percent."""
        found: list[float] = []
        for one, other in self.pairs:
            if _akin(one.slot, other.slot):
                for new, old in ((one.value, other.value), (other.value, one.value)):
                    if old:
                        found.append(100 * abs(abs(new) - abs(old)) / abs(old))
        return tuple(found)

    @cached_property
    def remainders(self) -> tuple[float, ...]:
        """Sums of shares and what they leave of a hundred."""
        shares = [fact.value for fact in self.facts if fact.unit == "percent"]
        sums = [one + other for one, other in combinations(shares, 2)]
        return (*sums, *(100 - share for share in (*shares, *sums)))

    @cached_property
    def ratios(self) -> tuple[float, ...]:
        """Quotients of comparable facts, and counts: "scored twice"."""
        found = [float(count) for count in self.counts]
        found += [fact.value for fact in self.facts if fact.type == "count"]
        for one, other in self.pairs:
            if one.value and other.value:
                ratio = abs(one.value / other.value)
                found += [ratio, 1 / ratio]
        return tuple(found)

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """Percentages and quotients as fractions of one."""
        found: list[float] = []
        for fact in self.facts:
            if fact.unit == "percent":
                found += [abs(fact.value) / 100, 1 - abs(fact.value) / 100]
        found += [share / 100 for share in (*self.changes, *self.remainders)]
        found += [ratio for ratio in self.ratios if ratio <= 1]
        found += [ratio - 1 for ratio in self.ratios if 1 < ratio <= 2]
        return tuple(found)


def _akin(one: str, other: str) -> bool:
    """Whether two slot names share a word beside their unit."""
    return bool(set(one.split("_")[:-1]) & set(other.split("_")[:-1]))
