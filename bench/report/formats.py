"""Numbers as a reader wants them: sensible digits, thin on decoration, never a stand-in."""

from __future__ import annotations

import math

from bench.record import Column, Latency, Record

ABSENT = "–"


def significant(value: float | None, digits: int = 3) -> str:
    """``value`` to that many significant digits: ``0.0213``, ``12.3``, ``3,410``."""
    if value is None:
        return ABSENT
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    text = f"{round(value, places):,.{max(0, min(places, 6))}f}"
    return text.rstrip("0").rstrip(".") if abs(value) < 1 else text


def score(value: float | None, column: Column) -> str:
    """A score with its column's own decimals, without the unit."""
    return ABSENT if value is None else f"{value:,.{column.decimals}f}"


def with_unit(value: float | None, column: Column) -> str:
    """A score as it stands in a sentence: ``2.10 %``, ``0.31 per text``."""
    return score(value, column) + (f" {column.unit}" if column.unit and value is not None else "")


def interval(low: float | None, high: float | None, column: Column) -> str:
    """A 95 % interval, or nothing where there is none."""
    if low is None or high is None:
        return ""
    return f"{score(low, column)} to {score(high, column)}"


def reading(value: float | None, unit: str) -> str:
    """A reading without its unit; seconds below a thousandth are no more than that."""
    if unit == "s" and value is not None and value < 0.001:
        return "< 0.001"
    return significant(value)


def span(value: float | None, unit: str) -> str:
    """A reading with its unit in a sentence: ``0.31 ms``."""
    return ABSENT if value is None else f"{reading(value, unit)} {unit}".rstrip()


def times(ratio: float) -> str:
    """A ratio of two readings: ``132 times``, ``1.4 times``."""
    return f"{significant(ratio, 2)} times"


def tail(latency: Latency | None) -> str:
    """The slow end of single-stream latency; below 59 texts only the maximum is honest."""
    if latency is None or latency.p95_ms is None:
        return tail_of_few(latency)
    return significant(latency.p95_ms)


def tail_of_few(latency: Latency | None) -> str:
    """The slowest text and how many were timed: ``max 651 (n=30)``."""
    if latency is None:
        return ABSENT
    return f"max {significant(latency.max_ms)} (n={latency.texts})"


def rank_range(ranks: tuple[int, int] | None) -> str:
    """``1``, or ``1–3`` where the tests cannot say more."""
    if ranks is None:
        return ABSENT
    best, worst = ranks
    return str(best) if best == worst else f"{best}–{worst}"


def not_run(record: Record) -> str:
    """Why a cell has no scores: ``not run (module peft is missing)``, ``failed (...)``."""
    reason = record.failure.reason if record.failure else "no reason was recorded"
    word = "not run" if record.status == "skipped" else record.status
    return f"{word} ({reason})"


def duration(seconds: float) -> str:
    """A wall time: ``0.42 s``, ``3 min 12 s``, ``1 h 04 min``."""
    if seconds < 60:
        return f"{significant(seconds)} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def p_value(p: float) -> str:
    """A p-value, with the equals or less-than sign: ``p = 0.013``, ``p < 0.001``."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def inline(label: str) -> str:
    """A label inside a sentence: ``slot error rate``, but ``BLEU`` and ``chrF++`` as they are."""
    word = label.replace("-", " ").partition(" ")[0]
    return label[0].lower() + label[1:] if word.istitle() and len(word) > 1 else label


def listed(parts: list[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"
