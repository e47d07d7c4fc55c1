"""What a sentence takes for granted about its record: signs, comparisons, outcomes, choices.

A sentence learnt from a record that turned a profit into a loss may serve only such records. The
features follow from the facts' names and types, none is written for a desk.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np

from bench.api import Slot, Source
from generators.ngram.forms import instances, related, role_of
from generators.ngram.tokens import bare

_NUMBERS = {"number", "measurement", "percentage", "count", "money"}
_WORDY = {"phrase", "choice", "yes_no"}
_PHASES = (10, 40, 45, 50, 80)
CHANCE = 0.003
"""Licence only words that would keep to one value less often than this by luck."""
_SMALL = frozenset(
    ("a", "an", "the", "of", "in", "at", "to", "for", "its", "on", "and", "from", "with")
)


Cuts = Mapping[str, Sequence[float]]


def cuts_of(sources: Iterable[Source], slots: Sequence[Slot]) -> dict[str, list[float]]:
    """Bounds between small, middling and large values of each number, by its name."""
    values: dict[str, list[float]] = defaultdict(list)
    for source in sources:
        for slot, name, value in instances(source.facts, slots):
            if slot.type in _NUMBERS:
                values[name].append(abs(float(value)))
    return {name: np.quantile(found, (1 / 3, 2 / 3)).tolist() for name, found in values.items()}


def features_of(source: Source, slots: Sequence[Slot], cuts: Cuts) -> dict[str, str]:
    """Feature values of a record by feature name.

    Args:
        source: the record.
        slots: schema of its kind.
        cuts: from ``cuts_of`` on the training records of the kind.
    """
    facts = source.facts
    found = {f"{slot.name}!": "no" for slot in slots}
    numbers: dict[str, float] = {}
    for slot, name, value in instances(facts, slots):
        found[f"{slot.name}!"] = "yes"
        if slot.type in _NUMBERS:
            numbers[name] = float(value)
            found[f"{name}?sign"] = "+" if value > 0 else "-" if value < 0 else "0"
            found[f"{name}?size"] = str(bisect(cuts.get(name, ()), abs(value)))
        if slot.values:
            found[f"{name}="] = _key(slot, value)
        elif slot.type in _WORDY:
            found[f"{name}="] = str(value)
        if slot.type == "score":
            one, _, other = str(value).partition("-")
            ahead = int(one) - int(other)
            found[f"{name}?sign"] = "+" if ahead > 0 else "-" if ahead < 0 else "0"
    numbers |= {name: float(v) for name, v in facts.items() if _is_number(v)}
    for one, other in combinations(sorted(numbers), 2):
        if related(one, other, facts):
            first, second = numbers[one], numbers[other]
            found[f"{one}?{other}"] = "<" if first < second else ">" if first > second else "="
            low, high = sorted((abs(first), abs(second)))
            found[f"{one}?{other}?ratio"] = str(bisect((0.3, 0.7, 0.9), low / high if high else 1))
    for name, value in facts.items():
        if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            found |= _list_features(name, value, facts)
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _key(slot: Slot, value: Any) -> str:
    """The key of ``slot.values`` that the value has; the value itself otherwise."""
    for key in slot.values:
        if key == str(value) or key.replace(":", "-") == str(value) or _equal(key, value):
            return key
    return "other" if _is_number(value) else str(value)


def _equal(key: str, value: Any) -> bool:
    try:
        return _is_number(value) and float(key) == float(value)
    except ValueError:
        return False


def _list_features(name: str, items: Sequence[Mapping[str, Any]], facts: Any) -> dict[str, str]:
    """Per item: its role and how far its side was ahead; its flags; the phase of its time."""
    roles = {value: key for key, value in facts.items() if isinstance(value, str)}
    found = {f"{name}#": "some" if items else "none"}
    balance: Counter[str] = Counter()
    story = ""
    for index, item in enumerate(items):
        role = next((roles[v] for v in item.values() if v in roles), "")
        ahead = max(-2, min(2, 2 * balance[role] - balance.total()))
        found[f"{name}[{index}]"] = f"{role} {ahead:+d}{' first' * (index == 0)}"
        flags = "".join("y" if v else "n" for v in item.values() if isinstance(v, bool))
        found[f"{name}[{index}]!"] = flags
        minutes = [v for v in item.values() if _is_number(v)]
        phase = ",".join(str(bisect(_PHASES, v)) for v in minutes)
        found[f"{name}[{index}]@"] = phase + " last" * (index == len(items) - 1)
        balance[role] += 1
        story += f"{role} "
    return found | {f"{name}~story": story, f"{name}~length": str(len(items))}


def requirements(
    said: Set[str], worded: Set[str], timed: bool, own: Mapping[str, str]
) -> dict[str, str]:
    """The features that a record must share to use a sentence.

    Args:
        said: facts that it carries.
        worded: facts that it alludes to in words of its own.
        timed: whether it says early, late, before the interval ...
        own: features of the record that it was written about.
    """
    needed: dict[str, str] = {}
    roles = {role_of(part) for fact in said for part in fact.split(":")}
    listed = any("[" in fact for fact in said)
    narrates = timed and not listed
    timed = timed or any(":" in fact for fact in said)
    for name, value in own.items():
        base, _, other = name.partition("?")
        if other.endswith(("size", "?ratio")):
            continue
        if name.endswith("="):
            applies = name[:-1] in worded
        elif other == "sign":
            applies = base in said
        elif other:
            applies = bool({base, other} & said)
            if base.count("_") == other.count("_"):
                applies = applies or listed or bool({role_of(base), role_of(other)} & roles)
        else:
            applies = "[" in name and any(fact.startswith(name.rstrip("@!")) for fact in said)
            applies = applies and (timed or not name.endswith("@"))
            applies = applies and ("y" in value or not name.endswith("]!"))
            applies = applies or name.endswith("#")
            applies = applies or (name.endswith("~story") and narrates)
        if applies:
            needed[name] = value
    return needed


def likings(said: Set[str], own: Mapping[str, str]) -> dict[str, str]:
    """The features that a record had better share: sizes, phrases, the course of its lists."""
    liked = {}
    for name, value in own.items():
        if name.endswith("?ratio"):
            applies = not said.isdisjoint(name.split("?"))
        else:
            applies = name.removesuffix("?size").removesuffix("=") in said
            applies = applies and name.endswith(("?size", "="))
            applies = applies or "~" in name
        if applies:
            liked[name] = value
    return liked


def worded(
    tokens: Sequence[str], said: Set[str], source: Source, slots: Sequence[Slot]
) -> tuple[dict[str, int], set[str]]:
    """Facts that a delexicalised sentence expresses without a slot.

    Returns:
        the place of the token that completes the expression, by fact; and the facts that are only
        alluded to, by a word of a phrase.
    """
    words = [bare(token) for token in tokens]
    text = " ".join("_" if word.startswith("<") else word for word in words)
    ahead = "tomorrow" in text or any("next_" in word for word in words)
    carried: dict[str, int] = {}
    alluded: set[str] = set()
    for slot, name, value in instances(source.facts, slots):
        skipped = name in said and slot.type != "phrase"
        if skipped or (slot.type == "choice" and slot.name.startswith("tomorrow") != ahead):
            continue
        if slot.name in words:
            alluded.add(name)
        pattern = _pattern(tuple(slot.values.get(_key(slot, value), ()))) if slot.values else None
        found = pattern.search(text) if pattern and name not in said else None
        if found:
            carried[name] = text[: found.end()].count(" ")
        elif slot.type == "phrase":
            stems = {word[:5] for word in str(value).split() if word not in _SMALL}
            hits = [re.search(rf"\b{re.escape(stem)}", text, re.IGNORECASE) for stem in stems]
            ends = [hit.end() for hit in hits if hit]
            if ends and name not in said and 2 * len(ends) >= len(stems):
                carried[name] = text[: max(ends)].count(" ")
            elif ends:
                alluded.add(name)
    return carried, alluded


@lru_cache(maxsize=4096)
def _pattern(alternatives: tuple[str, ...]) -> re.Pattern[str] | None:
    if not alternatives:
        return None
    return re.compile(rf"\b(?:{'|'.join(alternatives)})", re.IGNORECASE)


def licences(
    words: Sequence[set[str]], records: Sequence[Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Words that occur with one value of a feature only, too often for chance.

    Args:
        words: the words of each sentence.
        records: the features of each sentence's record.

    Returns:
        feature values that a record must have for a word, by word.
    """
    where: dict[str, list[int]] = defaultdict(list)
    for index, sentence in enumerate(words):
        for word in sentence:
            where[word].append(index)
    base: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for record in records:
        for name, value in record.items():
            base[name][value] += 1 / len(records)
    varied = [name for name, values in base.items() if max(values.values()) < 0.95]
    found: dict[str, dict[str, str]] = {}
    for word, places in where.items():
        if len(places) < 3:
            continue
        for name in varied:
            values = {records[place].get(name, "") for place in places}
            value = values.pop()
            if not values and value and base[name][value] ** len(places) < CHANCE:
                found.setdefault(word, {})[name] = value
    return found


def topics(words: Sequence[Set[str]], said: Sequence[Set[str]]) -> dict[str, set[str]]:
    """Words that nearly always go with a fact, e.g. "analysts" with the consensus.

    A sentence with such a word is about the fact even where it does not say it.
    """
    together: dict[str, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    facts = Counter(fact for own in said for fact in own)
    for own_words, own in zip(words, said, strict=True):
        total.update(own_words)
        for word in own_words:
            together[word].update(own)
    return {
        word: {
            fact
            for fact, count in together[word].items()
            if count >= 0.7 * total[word] and facts[fact] < 0.35 * len(said)
        }
        for word in total
        if total[word] >= 5
    }
