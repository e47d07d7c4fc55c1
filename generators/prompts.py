"""What a language model reads: facts as readable lines, chat prompts, few-shot examples.

This room turns a ``Source`` into text and chooses examples; it knows no model and no tokeniser.
The values are written the way the texts write them (``net_income_musd: -28.4`` becomes
``net income: -$28.4m``, an ISO date gets its weekday), since a small model cannot compute them.
"""

from __future__ import annotations

import datetime
import heapq
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from bench.api import Example, Source

UNITS = {
    "km": "{} km",
    "kmh": "{} km/h",
    "mm": "{} mm",
    "c": "{}C",
    "pct": "{} per cent",
}
"""How a measured value is written, by the last part of its key; money has its own rule."""


def linearise(source: Source) -> str:
    """The input as lines: kind and free text first, then one ``name: value`` line per fact.

    Facts keep the order of the record. Every fact is there; ``None`` values, which corpora should
    not have, are left out.
    """
    head = ": ".join(part for part in (source.kind, source.text) if part)
    lines = [head] if head else []
    for key, value in source.facts.items():
        if value is not None:
            name, written = _write(key, value)
            lines.append(f"{name}: {written}")
    return "\n".join(lines)


def _write(key: str, value: Any) -> tuple[str, str]:
    """Name and value of one fact without underscores, units moved to the value."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _write_number(key, value)
    if isinstance(value, bool):
        written = "yes" if value else "no"
    elif isinstance(value, Mapping):
        written = _write_record(value)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        items = (_write_record(item) if isinstance(item, Mapping) else str(item) for item in value)
        written = "; ".join(items)
    else:
        written = _date(value) if "date" in key else str(value)
    return _spaced(key), written


def _write_number(key: str, value: float) -> tuple[str, str]:
    stem, _, unit = key.rpartition("_")
    if stem and unit in ("musd", "usd"):
        return _spaced(stem), _money(float(value), millions=unit == "musd")
    if stem and unit in UNITS:
        # Without its unit a share would be named like its owner ("winner_pct", "winner").
        share = unit == "pct" and not stem.endswith(("change", "move"))
        return _spaced(f"{stem}_share" if share else stem), UNITS[unit].format(_number(value))
    return _spaced(key), str(value) if "year" in key else _number(value)


def _write_record(record: Mapping[str, Any]) -> str:
    """A nested record by its values; a true flag by its name, a false one by its absence."""
    parts = []
    for key, value in record.items():
        if isinstance(value, bool):
            parts += [_spaced(key)] if value else []
        elif value is not None:
            name, written = _write(key, value)
            parts.append(f"{name} {written}" if isinstance(value, int | float) else written)
    return ", ".join(parts)


def _spaced(key: str) -> str:
    return key.replace("_", " ")


def _number(value: float) -> str:
    return f"{value:,}"


def _money(value: float, *, millions: bool) -> str:
    sign, size = ("-" if value < 0 else ""), abs(value)
    if millions:
        return f"{sign}${size / 1000:.2f}bn" if size >= 1000 else f"{sign}${_trim(size)}m"
    return f"{sign}{_trim(size * 100)} cents" if size < 1 else f"{sign}${size:,.2f}"


def _trim(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _date(value: Any) -> str:
    try:
        day = datetime.date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return f"{day:%A} {day.day} {day:%B} {day.year}"


class Shots:
    """Few-shot examples: the training texts whose inputs are most like the item's.

    Likeness is the Jaccard index of two inputs' features: which facts there are, how many values
    a list has, and the values that recur in training, such as yes and no (Liu et al. 2022, "What
    Makes Good In-Context Examples for GPT-3?", find the like by an encoder).
    """

    def __init__(self, train: Sequence[Example]) -> None:
        self._by_kind: dict[str, list[tuple[Example, frozenset[Hashable]]]] = {}
        counts = Counter(feature for example in train for feature in _features(example.source))
        self._common = frozenset(feature for feature, count in counts.items() if count > 1)
        for example in train:
            kind = self._by_kind.setdefault(example.source.kind, [])
            kind.append((example, self._known(example.source)))

    def choose(self, source: Source, count: int) -> list[Example]:
        """``count`` examples of the item's kind, the likest last; ties go by their ids."""
        wanted = self._known(source)

        def rank(entry: tuple[Example, frozenset[Hashable]]) -> tuple[float, str]:
            example, features = entry
            return -len(wanted & features) / max(1, len(wanted | features)), example.source.id

        likest = heapq.nsmallest(count, self._by_kind.get(source.kind, ()), key=rank)
        return [example for example, _ in reversed(likest)]

    def _known(self, source: Source) -> frozenset[Hashable]:
        return frozenset(
            feature
            for feature in _features(source)
            if isinstance(feature, str) or feature in self._common
        )


def _features(source: Source) -> set[Hashable]:
    found: set[Hashable] = set()
    for key, value in source.facts.items():
        found.add(key)
        if isinstance(value, str | bool):
            found.add((key, value))
        elif isinstance(value, Sequence):
            found.add((key, len(value)))
    return found


def chat_messages(
    instruction: str, source: Source, shots: Sequence[Example]
) -> list[dict[str, str]]:
    """The conversation for an instruction-tuned model: solved examples, then the item.

    Every user turn repeats the instruction: on dev a small model follows it better from there
    than from a system turn.
    """
    messages = []
    for example in shots:
        messages.append(_ask(instruction, example.source))
        messages.append({"role": "assistant", "content": example.references[0]})
    return [*messages, _ask(instruction, source)]


def _ask(instruction: str, source: Source) -> dict[str, str]:
    return {"role": "user", "content": f"{instruction}\n\n{linearise(source)}"}


def completion_prompt(source: Source) -> str:
    """The compact prompt of the fine-tuned models: no instruction, no chat template."""
    return linearise(source) + "\n\n"
