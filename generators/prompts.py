"""What a language model reads: facts as readable lines, chat prompts, few-shot examples.

This room turns a ``Source`` into text and chooses examples; it knows no model and no tokeniser.
The values are written the way the texts write them (``net_income_musd: -28.4`` becomes
``net income: -$28.4m``, an ISO date gets its weekday), since a small model cannot compute them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from bench.api import Example, Source, Task

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


def choose_shots(task: Task, shots: int) -> dict[str, tuple[Example, ...]]:
    """The few-shot examples of every record kind, chosen once from the training split.

    The first example has the facts most often present in its kind, each next one the facts that
    the chosen ones lack most (ties: the shorter input, then the id), so that together they show
    how every fact is told. One fixed set per kind lets an engine keep the prompt's beginning.
    """
    by_kind: dict[str, list[Example]] = {}
    for example in task.train:
        by_kind.setdefault(example.source.kind, []).append(example)
    return {kind: _cover(examples, shots) for kind, examples in by_kind.items()}


def _cover(examples: Sequence[Example], shots: int) -> tuple[Example, ...]:
    share: dict[str, float] = {}
    for example in examples:
        for key in example.source.facts:
            share[key] = share.get(key, 0.0) + 1 / len(examples)
    chosen: list[Example] = []
    need = dict(share)
    while len(chosen) < min(shots, len(examples)):
        left = [example for example in examples if example not in chosen]
        best = min(
            left,
            key=lambda example: (
                -sum(need[key] for key in example.source.facts),
                len(linearise(example.source)),
                example.source.id,
            ),
        )
        chosen.append(best)
        for key in best.source.facts:
            need[key] /= 2
    return tuple(chosen)


def chat_messages(
    instruction: str, source: Source, shots: Sequence[Example]
) -> list[dict[str, str]]:
    """The conversation for an instruction-tuned model: instruction, examples, then the item."""
    messages = [{"role": "system", "content": instruction}]
    for example in shots:
        messages.append({"role": "user", "content": linearise(example.source)})
        messages.append({"role": "assistant", "content": example.references[0]})
    messages.append({"role": "user", "content": linearise(source)})
    return messages


def completion_prompt(source: Source) -> str:
    """The compact prompt of the fine-tuned models: no instruction, no chat template."""
    return linearise(source) + "\n\n"
