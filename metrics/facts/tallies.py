"""Counts over a list of records: how many, of which kind, and how the score ran."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Records = Sequence[Mapping[str, Any]]


def tallies(records: Records) -> set[int]:
    """How many records there are, in all and by each field's values, and the leads on the way."""
    found = {len(records)}
    for key in {key for record in records for key in record}:
        counter: Counter[str] = Counter()
        for record in records:
            counter[str(record.get(key))] += 1
            first, *rest = sorted(counter.values(), reverse=True)
            found |= {*counter.values(), first - (rest[0] if rest else 0), counter.total()}
        found.add(len(counter))
    return found


def running_scores(records: Records, sides: frozenset[str]) -> Iterator[tuple[int, int]]:
    """How the records fall on two sides after each of them, both ways round.

    Args:
        sides: the fields that hold nothing but these values tell the side.
    """
    for key in records[0] if records else ():
        names = [str(record.get(key)) for record in records]
        if not set(names) <= sides:
            continue
        first = min(names)
        for end in range(len(names) + 1):
            left = names[:end].count(first)
            yield left, end - left
            yield end - left, left
