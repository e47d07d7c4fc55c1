"""Judging a text against its facts: carried, missing, wrong, added.

The heart of the fact matcher. A quantity of the text that fits no fact and follows from none is a
wrong value if a fact of its sort is not carried otherwise, else an addition; a name likewise.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bench.api import Judgement, Mark, Slot, Source
from metrics.facts import forms
from metrics.facts.dates import dates_and_times
from metrics.facts.derive import Derived
from metrics.facts.forms import Fact, agrees, compatible
from metrics.facts.names import codes, find_all, foreign_names, name_tokens, name_words
from metrics.facts.numbers import Mention, numbers
from metrics.facts.phrases import content, coverage, positions

CARRIED = 0.5
"""Share of a phrase's content words that carries it."""
_CLAUSE = re.compile(r"[,;:.(]\s|\b(?:and|but|while|whereas|as|against|with|though|after|from)\b")
_FORWARD = re.compile(
    r"\b(?:forecast\w*|tomorrow|will|'ll|follow\w*|brings?|expect\w*|due|next|should|promis\w+|may"
    r"|outlook|yesterday|previous|before|after)\b",
    re.IGNORECASE,
)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of each fact of one text.

    Attributes:
        facts: the facts, in schema order.
        carried: by fact, whether the text states it.
        wrong: by fact, whether the text states another value.
        marks: the evidence in the text.
        added: how many quantities and names nothing supports.
    """

    facts: tuple[Fact, ...]
    carried: tuple[bool, ...]
    wrong: tuple[bool, ...]
    marks: tuple[Mark, ...]
    added: int

    @property
    def missing(self) -> tuple[str, ...]:
        """Slots of the main facts that are neither carried nor wrong."""
        return tuple(
            fact.slot
            for fact, carried, wrong in zip(self.facts, self.carried, self.wrong, strict=True)
            if not (carried or wrong or fact.optional)
        )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a task's training texts teach: it tells names from sentence openers, and rivals.

    Attributes:
        names: words that are names somewhere in the task.
        rivals: by phrase slot, all values that were seen, as content stems.
    """

    names: frozenset[str] = frozenset()
    rivals: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Brief:
    """A source compiled for matching: reused for every text about it."""

    facts: tuple[Fact, ...]
    numeric: tuple[int, ...]
    worded: tuple[int, ...]
    support: tuple[Mention, ...]
    tokens: frozenset[str]
    distinct: Mapping[str, int]
    stated: tuple[str, ...]
    derived: Derived
    contradictions: tuple[tuple[int, re.Pattern[str]], ...]
    idioms: re.Pattern[str] | None
    named: frozenset[str]
    pairs: tuple[tuple[int, int], ...]
    phrases: frozenset[tuple[str, ...]]
    codes: frozenset[str]


def compile_brief(source: Source, slots: Sequence[Slot]) -> Brief:
    """Everything about a source that does not depend on the text.

    Raises:
        SlotError: a value is no instance of its slot's type.
    """
    facts: list[Fact] = []
    contradictions: list[tuple[int, re.Pattern[str]]] = []
    anchors: dict[str, tuple[float, ...]] = {}
    seen: set[tuple[str, str]] = set()
    for slot in slots:
        for value in forms.leaves(source.facts, slot.name):
            if (slot.name, str(value)) in seen:
                continue
            seen.add((slot.name, str(value)))
            facts.append(forms.compile_fact(slot, value))
            if contradicting := forms.contradictions(slot, source.facts):
                contradictions.append((len(facts) - 1, contradicting))
        if slot.values.get("from"):
            anchors[slot.unit] = tuple(float(one) for one in slot.values["from"])
    idioms = [idiom for slot in slots for idiom in slot.values.get("~", ())]
    words = tuple(strings(source.facts))
    text = normalise("\n".join((*words, source.text)))
    tokens = frozenset(name_tokens(text))
    records = [
        value
        for value in source.facts.values()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    ]
    listed = tuple(len(value) for value in source.facts.values() if isinstance(value, list))
    loose = mentions(text)
    years = tuple(
        one.value
        for one in loose
        if one.kind == "number" and not one.unit and 1800 <= one.value <= 2100
    )
    percents = tuple(one.value for one in loose if one.unit == "percent")
    sides = frozenset(value for value in source.facts.values() if isinstance(value, str))
    numeric = tuple(i for i, fact in enumerate(facts) if fact.type in forms.NUMERIC)
    derived = Derived(
        [facts[i] for i in numeric], numeric, records, anchors, listed, years, sides, percents
    )
    return Brief(
        facts=tuple(facts),
        numeric=numeric,
        worded=tuple(i for i in range(len(facts)) if i not in numeric),
        support=(*loose, *_loose_numbers(source.facts), *_loose_years(facts)),
        tokens=tokens,
        distinct=_distinct(facts),
        stated=tuple({forms.bare(normalise(one)) for one in words if any(map(str.isupper, one))}),
        derived=derived,
        pairs=tuple((facts.index(one), facts.index(other)) for one, other in derived.pairs),
        contradictions=tuple(contradictions),
        idioms=forms.pattern(tuple(idioms)),
        codes=frozenset(code for code, _ in codes(text)),
        phrases=frozenset(content(one) for one in words),
        named=frozenset(fact.slot for fact in facts if fact.type == "name"),
    )


def normalise(text: str) -> str:
    """Typographic apostrophes and spaces made plain, character for character."""
    return text.translate(_PLAIN)


_PLAIN = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2011": "-", "−": "-"})


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from strings(one)


def _loose_numbers(value: Any) -> Iterator[Mention]:
    """Numbers of the input as plain mentions: support, even where no slot is defined."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield Mention(0, 0, "number", float(value))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _loose_numbers(one)
    elif isinstance(value, list):
        for one in value:
            yield from _loose_numbers(one)


def _loose_years(facts: Iterable[Fact]) -> Iterator[Mention]:
    for fact in facts:
        if fact.type == "date":
            yield Mention(0, 0, "number", float(fact.second))


def _distinct(facts: Sequence[Fact]) -> dict[str, int]:
    """Words that belong to one name only: they may stand for it."""
    owners: dict[str, set[tuple[str, int]]] = {}
    for index, fact in enumerate(facts):
        for word in fact.words if fact.type == "name" else ():
            owners.setdefault(word, set()).add((fact.text, index))
    return {
        word: min(index for _, index in owned)
        for word, owned in owners.items()
        if len({text for text, _ in owned}) == 1
    }


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
    found.sort(key=lambda one: one.start)
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


def judge(
    text: str,
    source: Source,
    slots: Sequence[Slot],
    lexicon: Lexicon | None = None,
) -> Judgement:
    """What a text carries, misses and contradicts of its source, and what it adds."""
    verdict = assess(text, compile_brief(source, slots), lexicon or Lexicon())
    return Judgement(verdict.marks, verdict.missing)


def assess(text: str, brief: Brief, lexicon: Lexicon) -> Verdict:
    """The verdict on one text about a compiled source."""
    return _Reading(normalise(text), brief, lexicon).verdict()


class _Reading:
    """One text under judgement: the state that the rules share."""

    def __init__(self, text: str, brief: Brief, lexicon: Lexicon) -> None:
        self.text, self.lowered = text, text.lower()
        self.brief, self.lexicon = brief, lexicon
        self.carried = [False] * len(brief.facts)
        self.wrong = [False] * len(brief.facts)
        self.marks: list[Mark] = []
        self.covered: list[Span] = []
        self.numbers: list[Mention] = []
        self.dated: set[int] = set()
        self.inferred: dict[int, Span] = {}
        self.added = 0

    def verdict(self) -> Verdict:
        self._find_names()
        strays = self._match_numbers()
        self._match_words()
        self._infer_by_difference()
        self._infer_by_discount()
        self._judge_strays(strays)
        self._settle_inferred()
        self._match_rival_values()
        self._judge_names()
        self._check_contradictions()
        marks = tuple(sorted(self.marks, key=lambda mark: (mark.start, mark.end)))
        return Verdict(self.brief.facts, tuple(self.carried), tuple(self.wrong), marks, self.added)

    def _support(self, index: int, span: Span) -> None:
        self.carried[index] = True
        self.marks.append(Mark(*span, "supported", self.brief.facts[index].slot))

    def _oppose(self, index: int, span: Span) -> None:
        self.wrong[index] = True
        self.marks.append(Mark(*span, "wrong", self.brief.facts[index].slot))

    def _add(self, span: Span) -> None:
        self.added += 1
        self.marks.append(Mark(*span, "unsupported"))

    def _is_covered(self, span: Span) -> bool:
        return any(start <= span[0] and span[1] <= end for start, end in self.covered)

    def _find_names(self) -> None:
        by_text: dict[str, list[int]] = {}
        for index in self.brief.worded:
            fact = self.brief.facts[index]
            if fact.type in ("name", "code"):
                by_text.setdefault(fact.text, []).append(index)
        for name in sorted({*by_text, *self.brief.stated}, key=len, reverse=True):
            for span in find_all(self.text, self.lowered, name):
                if self._is_covered(span):
                    continue
                self.covered.append(span)
                for index in by_text.get(name, ()):
                    self._support(index, span)
        for word, span in name_words(self.text):
            short = self.brief.distinct.get(word)
            if short is not None and not self._is_covered(span):
                self._support(short, span)
        if self.brief.idioms is not None:
            self.covered += [found.span() for found in self.brief.idioms.finditer(self.text)]

    def _match_numbers(self) -> list[Mention]:
        strays = []
        for mention in mentions(self.text):
            if self._is_covered((mention.start, mention.end)):
                continue
            self.numbers.append(mention)
            if mention.kind == "date":
                self.covered.append((mention.start, mention.end))
            fits = [
                index
                for index in self.brief.numeric
                if compatible(self.brief.facts[index], mention)
                and agrees(self.brief.facts[index], mention)
                and self._is_beside(self.brief.facts[index], mention)
            ]
            agreed = [i for i in fits if not self._sign_opposes(self.brief.facts[i], mention)]
            for index in agreed if mention.kind != "month" else ():
                self._support(index, (mention.start, mention.end))
                if mention.kind == "date":
                    self.dated.add(index)
            opposed = fits if not agreed else ()
            for index in opposed:
                self._oppose(index, (mention.start, mention.end))
            if not fits and not self._supported_otherwise(mention):
                strays.append(mention)
        return strays

    def _is_beside(self, fact: Fact, mention: Mention) -> bool:
        """Whether the words that the fact's value needs stand beside the mention."""
        if fact.near is None:
            return True
        start, end = max(0, mention.start - 50), mention.end + 50
        return fact.near.search(self.text, start, end) is not None

    def _supported_otherwise(self, mention: Mention) -> bool:
        return any(
            mention.kind == other.kind
            and mention.unit in ("", other.unit)
            or mention.kind == other.kind == "number"
            and other.unit == ""
            and _same(mention, other)
            for other in self.brief.support
            if _same(mention, other)
        )

    def _sign_opposes(self, fact: Fact, mention: Mention) -> bool:
        if fact.gain is None or fact.loss is None or not fact.value:
            return False
        own, other = (fact.gain, fact.loss) if fact.value > 0 else (fact.loss, fact.gain)
        before = self.text[max(0, mention.start - 60) : mention.start]
        after = self.text[mention.end : mention.end + 28]
        clause = f"{_CLAUSE.split(before)[-1]}#{_CLAUSE.split(after, maxsplit=1)[0]}"
        return other.search(clause) is not None and own.search(clause) is None

    def _match_words(self) -> None:
        where: dict[str, list[int]] | None = None
        unnamed = self._signed(named=True)
        for index, fact in enumerate(self.brief.facts):
            if self.carried[index] or self.wrong[index]:
                continue
            if fact.wordings is not None and (found := fact.wordings.search(unnamed)):
                self._support(index, found.span())
                continue
            if fact.type in forms.NUMERIC:
                continue
            if fact.rivals is not None and (found := fact.rivals.search(unnamed)):
                self._oppose(index, found.span())
                continue
            if fact.type == "phrase":
                where = positions(self.lowered) if where is None else where
                self._match_phrase(index, fact, where)

    def _match_rival_values(self) -> None:
        """Wordings of another value ("dry") oppose a number that nothing else speaks of."""
        open_ = [i for i in self.brief.numeric if not (self.carried[i] or self.wrong[i])]
        rivals = [(i, self.brief.facts[i].rivals) for i in open_]
        if not any(pattern for _, pattern in rivals):
            return
        unnamed = self._signed(named=True)
        for index, pattern in rivals:
            if pattern is not None and (found := pattern.search(unnamed)):
                self._oppose(index, found.span())

    def _signed(self, *, named: bool) -> str:
        """The text with names blanked and replaced by their slot's sign, lengths kept.

        North Larkhill is no wind direction; ``<winner>`` in a wording finds the winner. Numbers
        are signed too unless only the ``named`` are wanted.
        """
        signed = list(self.text)
        for mark in self.marks:
            if mark.verdict == "supported" and (not named or mark.slot in self.brief.named):
                signed[mark.start : mark.end] = " " * (mark.end - mark.start)
                signed[mark.start] = forms.sign(mark.slot)
        return "".join(signed)

    def _match_phrase(self, index: int, fact: Fact, where: Mapping[str, list[int]]) -> None:
        own = coverage(fact.words, where)
        for rival in self.lexicon.rivals.get(fact.slot, ()) if own < 1 else ():
            if set(rival) <= set(fact.words) or rival in self.brief.phrases:
                continue
            other = coverage(rival, where)
            if other == 1 or (other >= CARRIED and own < 0.3 and other * len(rival) >= 2):
                self._oppose(index, self._phrase_span(rival))
                return
        exact = all(word in where for word in fact.words if word[0].isdigit())
        if own >= CARRIED and exact:
            self._support(index, self._phrase_span(fact.words))

    def _phrase_span(self, words: Iterable[str]) -> Span:
        places = [at for word in words if (at := self.lowered.find(word)) >= 0]
        if not places:
            return 0, 0
        start = min(places)
        end = start
        while end < len(self.text) and (self.text[end].isalnum() or self.text[end] in "-'"):
            end += 1
        return start, end

    def _infer_by_difference(self) -> None:
        """A difference to a carried fact carries the other: "7 degrees, three below normal"."""
        for first, second in self.brief.pairs:
            if self.carried[first] == self.carried[second]:
                continue
            lost = second if self.carried[first] else first
            if self.wrong[lost] or lost in self.inferred:
                continue
            one, other = self.brief.facts[first], self.brief.facts[second]
            gap = abs(one.value - other.value)
            for mention in self.numbers:
                if self.brief.derived.is_difference(mention, gap, one.unit, self.text):
                    self.inferred[lost] = (mention.start, mention.end)
                    break

    def _infer_by_discount(self) -> None:
        """A discounted price carries the price that it was worked out from."""
        for index, prices in self.brief.derived.discounted.items():
            for mention in self.numbers:
                if mention.unit == "USD" and any(
                    forms.near(price, mention.value, mention.step, mention) for price in prices
                ):
                    span = self.inferred[index] = (mention.start, mention.end)
                    self._infer_share(span)

    def _infer_share(self, span: Span) -> None:
        """A price that was worked out with the only percentage carries the percentage."""
        facts = self.brief.facts
        shares = [i for i in self.brief.numeric if facts[i].type == "percentage"]
        if len(shares) == 1 and not (self.carried[shares[0]] or self.wrong[shares[0]]):
            self.inferred[shares[0]] = span

    def _settle_inferred(self) -> None:
        for index, span in self.inferred.items():
            if not (self.wrong[index] or self.carried[index]):
                self._support(index, span)

    def _judge_strays(self, strays: Sequence[Mention]) -> None:
        for mention in strays:
            span = (mention.start, mention.end)
            if mention.kind in ("date", "weekday", "month") and self._is_wrong_day(mention):
                continue
            if self.brief.derived.supports(mention, self.text) and not (
                mention.kind == "score" and self._lacks_score()
            ):
                continue
            rivals = [index for index in self.brief.numeric if self._may_oppose(index, mention)]
            if not rivals and not mention.unit and mention.value >= 100:
                rivals = [i for i in self.brief.worded if self._may_hold(i)]
            if rivals:
                self._oppose(min(rivals, key=lambda index: self._distance(index, mention)), span)
            elif not mention.weak and mention.kind not in ("month",):
                self._add(span)

    def _is_wrong_day(self, mention: Mention) -> bool:
        """Opposes a date fact with a day that is not it, nor the day before or after it."""
        dates = [i for i in self.brief.numeric if self.brief.facts[i].type == "date"]
        told = [index for index in dates if self.carried[index]]
        around = self.text[max(0, mention.start - 60) : mention.end + 40]
        if (told or _FORWARD.search(around)) and self.brief.derived.supports(mention, self.text):
            return True
        untold = [index for index in dates if index not in told and not self.wrong[index]]
        untold.sort(key=lambda index: self.brief.facts[index].optional)
        vague = [index for index in told if index not in self.dated]
        full = mention.kind == "date"
        chosen = untold or (vague if full else told if len(told) == 1 and not vague else [])
        if not chosen or (mention.kind == "month" and not untold):
            return mention.kind == "month"
        self.carried[chosen[0]] = False
        self._oppose(chosen[0], (mention.start, mention.end))
        return True

    def _lacks_score(self) -> bool:
        """Whether a main score is not told: then a running score stands in its place."""
        facts = self.brief.facts
        return any(
            facts[i].type == "score" and not (facts[i].optional or self.carried[i] or self.wrong[i])
            for i in self.brief.numeric
        )

    def _may_hold(self, index: int) -> bool:
        """Whether a phrase that is not carried has a number of its own."""
        fact = self.brief.facts[index]
        free = not (self.carried[index] or self.wrong[index])
        return free and fact.type == "phrase" and any(word[0].isdigit() for word in fact.words)

    def _may_oppose(self, index: int, mention: Mention) -> bool:
        """Whether a stray quantity may be a wrong value of a fact that is not carried."""
        fact = self.brief.facts[index]
        if self.carried[index] or self.wrong[index] or not compatible(fact, mention):
            return False
        if fact.type == "ordinal" and mention.kind == "number" and mention.unit:
            return self.text[mention.start].isdigit()
        if mention.unit or mention.kind not in ("number", "ordinal"):
            return not mention.weak or mention.unit == "quarter"
        if mention.weak:
            return False
        if fact.type == "year":
            return 1800 <= mention.value <= 2100
        if fact.type == "time":
            return self.text[max(0, mention.start - 3) : mention.start] in ("at ", "At ")
        if mention.kind == "number" and fact.unit == "minute":
            before = self.text[max(0, mention.start - 6) : mention.start].lower()
            return before.endswith(("on ", "after ", "(", "the "))
        if fact.unit and mention.kind == "number":
            size = abs(fact.value)
            values = [mention.value * scale for scale in (1.0, 0.01, *mention.scales)]
            return any(size / 3 <= abs(value) <= 3 * size for value in values)
        return True

    def _distance(self, index: int, mention: Mention) -> tuple[bool, bool, bool, float]:
        """How unlikely it is that the mention was meant for the fact."""
        fact = self.brief.facts[index]
        ratio = (abs(fact.value) + 1e-3) / (abs(mention.value) + 1e-3)
        foreign = fact.unit != mention.unit
        return index in self.inferred, foreign, fact.optional, abs(math.log(ratio))

    def _judge_names(self) -> None:
        for code, span in codes(self.text):
            if code not in self.brief.codes:
                self._oppose_code(span)
        foreign = foreign_names(self.text, self.covered, self.brief.tokens, self.lexicon.names)
        for start, end, words in foreign:
            names = [
                index
                for index in self.brief.worded
                if self.brief.facts[index].type == "name" and not self.wrong[index]
            ]
            akin = [i for i in names if set(words) & set(self.brief.facts[i].words)]
            open_ = [i for i in names if not self.carried[i]]
            if akin or open_:
                index = (akin or open_)[0]
                self.carried[index] = False
                self._oppose(index, (start, end))
            else:
                self._add((start, end))

    def _oppose_code(self, span: Span) -> None:
        """A code that nobody stated stands for an untold one of its length, if there is one."""
        facts = self.brief.facts
        untold = [
            i
            for i in self.brief.worded
            if facts[i].type == "code" and not (self.carried[i] or self.wrong[i])
        ]
        if untold:
            length = span[1] - span[0]
            self._oppose(min(untold, key=lambda i: abs(len(facts[i].text) - length)), span)
        else:
            self._add(span)

    def _check_contradictions(self) -> None:
        if not self.brief.contradictions:
            return
        signed = self._signed(named=False)
        for index, pattern in self.brief.contradictions:
            if not self.wrong[index] and (found := pattern.search(signed)):
                self.carried[index] = False
                self._oppose(index, found.span())


def _same(mention: Mention, other: Mention) -> bool:
    return (
        mention.kind == other.kind
        and mention.second in (0, other.second)
        and (
            mention.value == other.value
            or mention.kind == "number"
            and forms.near(other.value, mention.value, mention.step, mention)
        )
    )


def rivals_of(values: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Content stems of all values seen for a phrase slot."""
    return tuple({content(value) for value in values})
