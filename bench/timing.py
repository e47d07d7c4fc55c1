"""Recorded integers in, latency figures out: pure functions, no clock.

Names follow MLPerf inference (single-stream, offline); which percentiles may be printed
follows from order statistics: the sample maximum is a 95 % upper confidence bound of p95 from
59 values on (0.95**59 < 0.05), of p99 from 299 on.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench.record import Latency, Offline

P95_FROM = 59
P99_FROM = 299


@dataclass(frozen=True, slots=True)
class Request:
    """One text of one submitted batch, times in nanoseconds since submission.

    Attributes:
        pass_name: ``cold``, ``warm_up``, ``single_stream`` or ``offline_<batch size>``.
        repeat: below zero for warm-up, which stays out of every figure.
        loops: how often the request was made between two clock readings; ``stamps_ns`` are
            per request.
        stamps_ns: arrival of each piece of this text; empty when no text came.
        done_ns: when the whole batch was finished.
    """

    pass_name: str
    repeat: int
    batch: int
    id: str
    text: str
    stamps_ns: tuple[int, ...]
    done_ns: int
    loops: int = 1


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """Linear interpolation between order statistics (type 7, numpy's default)."""
    position = share * (len(sorted_values) - 1)
    low = int(position)
    high = min(low + 1, len(sorted_values) - 1)
    return sorted_values[low] + (sorted_values[high] - sorted_values[low]) * (position - low)


def single_stream(requests: Sequence[Request]) -> Latency | None:
    """Latency of one request at a time; None if none was measured."""
    measured = [r for r in requests if r.pass_name == "single_stream" and r.repeat >= 0]
    if not measured:
        return None
    latencies_ms = sorted(r.done_ns / 1e6 for r in measured)
    # In a loop of repeats, pieces have no times of their own.
    placed = [r for r in measured if r.loops == 1 or len(r.stamps_ns) == 1]
    first_ms = [r.stamps_ns[0] / 1e6 for r in placed if r.stamps_ns]
    per_100 = [r.done_ns / 1e6 / len(r.text) * 100 for r in measured if r.text]
    gaps_ms = [
        (later - earlier) / 1e6
        for r in placed
        for earlier, later in zip(r.stamps_ns, r.stamps_ns[1:], strict=False)
    ]
    count = len(latencies_ms)
    return Latency(
        texts=count,
        p50_ms=percentile(latencies_ms, 0.5),
        p95_ms=percentile(latencies_ms, 0.95) if count >= P95_FROM else None,
        p99_ms=percentile(latencies_ms, 0.99) if count >= P99_FROM else None,
        max_ms=latencies_ms[-1],
        first_text_ms=statistics.median(first_ms) if first_ms else None,
        per_100_chars_ms=statistics.median(per_100) if per_100 else None,
        gap_ms=statistics.median(gaps_ms) if gaps_ms else None,
    )


def offline(requests: Sequence[Request], batch_size: int) -> Offline | None:
    """Throughput of one batch size: texts over the sum of the batches' times.

    Where batches of one were not run apart, the single-stream requests are those batches.
    """
    name = f"offline_{batch_size}"
    measured = [r for r in requests if r.pass_name == name and r.repeat >= 0]
    if not measured and batch_size == 1:
        measured = [r for r in requests if r.pass_name == "single_stream" and r.repeat >= 0]
    if not measured:
        return None
    batches = {(r.repeat, r.batch): r.done_ns for r in measured}
    seconds = sum(batches.values()) / 1e9
    return Offline(batch_size, len(measured), seconds, len(measured) / max(seconds, 1e-9))


def varying_share(requests: Sequence[Request], batch_size: int) -> float | None:
    """Share of texts that differ between batch size 1 and ``batch_size``; None if not both ran."""
    alone = {r.id: r.text for r in requests if r.pass_name == "single_stream" and r.repeat == 0}
    together = {
        r.id: r.text for r in requests if r.pass_name == f"offline_{batch_size}" and r.repeat == 0
    }
    both = alone.keys() & together.keys()
    return sum(alone[i] != together[i] for i in both) / len(both) if both else None
