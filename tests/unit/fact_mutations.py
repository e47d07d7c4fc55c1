"""Wrong texts made from right ones: one fact's written form replaced by another plausible value.

For the tests of the fact matcher. A value is rewritten in the style it was written in: digits for
digits, words for words, a surname for a surname. Nothing random: values come in record order.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from num2words import num2words  # type: ignore[import-untyped]  # ships no types

from bench.api import Example, Slot, Task
from metrics.facts import forms
from metrics.facts.brief import Brief, compile_brief
from metrics.facts.language import language_of
from metrics.facts.match import Verdict, assess
from metrics.facts.names import bare
from metrics.facts.plain import normalise
from metrics.facts.schema import compile_schema
from metrics.facts.taught import Lexicon

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORDED = ("choice", "yes_no", "phrase")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One reference with one fact told wrong.

    Attributes:
        slot: the fact's slot.
        text: what is to be judged.
        brief: the compiled source it is judged against.
        was: the value before.
        became: the value after.
        spans: where the text was rewritten; empty if the input was changed instead.
    """

    slot: Slot
    text: str
    brief: Brief
    was: Any
    became: Any
    spans: tuple[tuple[int, int], ...] = ()

    def caught(self, verdict: Verdict) -> bool:
        """Whether the told value is reported as wrong, for whichever slot."""
        if not self.spans:
            return self.slot.name in _wrong(verdict)
        return any(
            mark.verdict == "wrong" and mark.start < end and start < mark.end
            for mark in verdict.marks
            for start, end in self.spans
        )


def mutations(task: Task, example: Example, lexicon: Lexicon, seed: int) -> Iterator[Mutation]:
    """Every carried fact of a reference told wrong in turn.

    Facts of words (choice, yes/no, phrase) are changed in the input instead, which is the same to
    a matcher; a new value that some other part of the text expresses is not taken.
    """
    slots = task.slots_of(example.source.kind)
    language = language_of(task.language)
    brief = compile_brief(example.source, slots, language)
    text = normalise(example.references[0])
    verdict = assess(text, brief, lexicon)
    for slot in slots:
        values = list(forms.leaves(example.source.facts, slot.name))
        fact = next((i for i, one in enumerate(verdict.facts) if one.slot == slot.name), None)
        if fact is None or not verdict.carried[fact] or slot.name in _wrong(verdict):
            continue
        for became in _others(task, example, slot, values[0], seed):
            made = _mutate(example, slot, (brief, verdict), became, slots)
            if made is not None:
                yield made
                break


def _wrong(verdict: Verdict) -> set[str]:
    return {fact.slot for fact, wrong in zip(verdict.facts, verdict.wrong, strict=True) if wrong}


def _others(task: Task, example: Example, slot: Slot, was: Any, seed: int) -> Iterator[Any]:
    """Values of the same slot in other records that cannot be taken for the old one."""
    kin = [one for one in task.train if one.source.kind == example.source.kind]
    start = (seed + sum(map(ord, example.source.id + slot.name)) * 31) % len(kin)
    taken = {str(value) for value in _flat(example.source.facts)}
    for step in range(len(kin)):
        other = kin[(start + step) % len(kin)]
        for value in forms.leaves(other.source.facts, slot.name):
            if str(value) not in taken and _differs(slot, was, value, taken):
                yield value


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _flat(one)
    elif isinstance(value, list):
        for one in value:
            yield from _flat(one)
    else:
        yield value


def _differs(slot: Slot, was: Any, value: Any, taken: set[str]) -> bool:
    if slot.type == "date":
        return bool(was[-5:] != value[-5:])
    if slot.type == "score":
        return sorted(re.split("[-:]", was)) != sorted(re.split("[-:]", value))
    if isinstance(was, bool) or not isinstance(was, int | float):
        return bool(was != value)
    if was and not (1 / 3 < value / was < 3):
        return False
    numbers = [abs(float(one)) for one in taken if re.fullmatch(r"-?[\d.]+", one)]
    return all(abs(abs(value) - one) > 0.06 * one + 0.01 for one in (*numbers, abs(was)))


def _mutate(
    example: Example, slot: Slot, told: tuple[Brief, Verdict], became: Any, slots: Sequence[Slot]
) -> Mutation | None:
    brief, verdict = told
    was = next(forms.leaves(example.source.facts, slot.name))
    text = normalise(example.references[0])
    compiled = compile_schema([slot]).forms[0].fact(became)
    if slot.type in _WORDED:
        if "[]" in slot.name:
            return None
        if compiled.wordings is not None and compiled.wordings.search(text):
            return None
        source = replace(
            example.source, facts=_with(example.source.facts, slot.name, became), text=""
        )
        return Mutation(slot, text, compile_brief(source, slots, brief.language), was, became)
    marks = [
        mark for mark in verdict.marks if mark.slot == slot.name and mark.verdict == "supported"
    ]
    spans: list[tuple[int, int]] = []
    for mark in sorted(marks, key=lambda one: one.start):
        if any(
            other.slot != slot.name and other.start <= mark.start < other.end
            for other in verdict.marks
        ):
            return None
        shift = len(text) - len(example.references[0])
        start, end = mark.start + shift, mark.end + shift
        new = _rewritten(text[start:end], slot, was, became)
        if new is None or new == text[start:end]:
            return None
        text = text[:start] + new + text[end:]
        spans.append((start, start + len(new)))
    return Mutation(slot, text, brief, was, became, tuple(spans))


def _with(facts: Any, name: str, value: Any) -> dict[str, Any]:
    head, _, rest = name.partition(".")
    return {**facts, head: _with(facts[head], rest, value) if rest else value}


def _rewritten(written: str, slot: Slot, was: Any, became: Any) -> str | None:
    """The new value in the old one's style; None if the style is too free to copy."""
    if slot.type in ("name", "code"):
        return _rewritten_name(written, bare(str(was)), bare(str(became)))
    if slot.type == "date":
        return _rewritten_date(written, datetime.date.fromisoformat(became))
    if slot.type == "time":
        return str(became)
    if slot.type == "score":
        return str(became).replace(":", "-") if re.fullmatch(r"\d[-比]\d", written) else None
    return _rewritten_number(written, slot, was, became)


def _rewritten_name(written: str, old: str, new: str) -> str | None:
    if not new[0].isupper():
        return None
    if written.lower() == old.lower():
        return new
    if written not in old.split():
        return None
    return new.split()[0 if written == old.split(maxsplit=1)[0] else -1]


def _rewritten_date(written: str, day: datetime.date) -> str | None:
    if written.endswith("day") and " " not in written:
        return f"{day:%A}"
    if "月" in written:
        return f"{day.month}月{day.day}日"
    return f"{day.day} {day:%B}" if " " in written else None


def _rewritten_number(written: str, slot: Slot, was: Any, became: Any) -> str | None:
    if slot.type == "ordinal":
        return _rewritten_ordinal(written, became)
    digits = _DIGITS.search(written)
    if digits is None:
        old = num2words(abs(was)) if isinstance(was, int) else ""
        new = num2words(abs(became)) if isinstance(became, int) else ""
        lowered = written.lower()
        return lowered.replace(old, new) if old and lowered.startswith(old) else None
    bare = digits[0].replace(",", "")
    if not float(bare) or not was:
        return None
    factor = 10.0 ** round(math.log10(abs(was) / float(bare)))
    decimals = len(bare.partition(".")[2])
    number = f"{abs(became) / factor:{',' if ',' in digits[0] else ''}.{decimals}f}"
    if not float(number.replace(",", "")):
        return None
    minus = "零下" if "℃" in written else "minus "
    sign = minus if slot.unit == "C" and became < 0 and minus not in written else ""
    return sign + written[: digits.start()] + number + written[digits.end() :]


def _rewritten_ordinal(written: str, became: Any) -> str | None:
    if re.match(r"\d+(?:st|nd|rd|th)", written):
        return re.sub(r"\d+(?:st|nd|rd|th)", str(num2words(became, to="ordinal_num")), written)
    if re.match(r"\D?\d+", written) and became != str(became):
        return re.sub(r"\d+", str(became), written, count=1)
    word = became if isinstance(became, str) else num2words(became, to="ordinal")
    return re.sub(r"^[A-Za-z]+(?:-[a-z]+th)?", str(word), written)
