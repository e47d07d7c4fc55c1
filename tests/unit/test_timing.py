"""Latency figures from recorded integers: exact, without a clock."""

from __future__ import annotations

import dataclasses

import pytest

from bench.timing import Request, offline, percentile, single_stream, varying_share

MS = 1_000_000


def request(
    number: int,
    done_ms: int,
    stamps_ms: tuple[int, ...] = (),
    *,
    name: str = "single_stream",
    repeat: int = 0,
    text: str = "x" * 50,
) -> Request:
    stamps = tuple(stamp * MS for stamp in stamps_ms)
    return Request(name, repeat, number, f"i{number}", text, stamps, done_ms * MS)


def test_percentile_interpolates_as_numpy_does() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 2.5
    assert percentile([7.0], 0.95) == 7.0


def test_single_stream_figures() -> None:
    latency = single_stream([request(n, n + 1, (n + 1,)) for n in range(59)])
    assert latency is not None
    assert (latency.texts, latency.p50_ms, latency.max_ms) == (59, 30.0, 59.0)
    assert latency.p95_ms == pytest.approx(56.1)
    assert latency.p99_ms is None
    assert latency.per_100_chars_ms == 60.0


def test_too_few_texts_have_no_tail_percentile() -> None:
    latency = single_stream([request(n, 1, (1,)) for n in range(58)])
    assert latency is not None
    assert latency.p95_ms is None


def test_warm_up_and_other_passes_stay_out() -> None:
    mixed = [
        request(0, 5, (5,)),
        request(1, 500, (500,), repeat=-1),
        request(2, 900, (900,), name="cold"),
    ]
    latency = single_stream(mixed)
    assert latency is not None
    assert (latency.texts, latency.max_ms) == (1, 5.0)
    assert single_stream(mixed[1:]) is None


def test_first_text_and_gaps_leave_the_first_out_of_the_gaps() -> None:
    latency = single_stream([request(0, 40, (10, 12, 16, 40))])
    assert latency is not None
    assert latency.first_text_ms == 10.0
    assert latency.gap_ms == 4.0


def test_pieces_within_a_loop_of_repeats_have_no_times_of_their_own() -> None:
    looped = dataclasses.replace(request(0, 8, (8, 8, 8)), loops=54)
    latency = single_stream([looped])
    assert latency is not None
    assert latency.p50_ms == 8.0
    assert latency.first_text_ms is latency.gap_ms is None
    whole = single_stream([dataclasses.replace(looped, stamps_ns=looped.stamps_ns[:1])])
    assert whole is not None
    assert whole.first_text_ms == 8.0


def test_an_empty_text_has_latency_but_no_first_text() -> None:
    latency = single_stream([request(0, 3, text="")])
    assert latency is not None
    assert latency.p50_ms == 3.0
    assert latency.first_text_ms is latency.per_100_chars_ms is latency.gap_ms is None


def test_offline_counts_a_batch_once() -> None:
    rows = [request(0, 100, name="offline_2"), request(0, 100, name="offline_2")]
    rows += [request(1, 300, name="offline_2"), request(1, 300, name="offline_2")]
    result = offline(rows, 2)
    assert result is not None
    assert (result.texts, result.seconds, result.texts_per_s) == (4, 0.4, 10.0)
    assert offline(rows, 8) is None


def test_varying_share_compares_the_same_items_only() -> None:
    rows = [request(0, 1, text="a"), request(1, 1, text="b")]
    rows += [request(n, 1, name="offline_8", text="a") for n in (0, 1, 2)]
    assert varying_share(rows, 8) == 0.5
    assert varying_share(rows, 32) is None


def test_single_stream_stands_in_for_batches_of_one() -> None:
    result = offline([request(n, 100, (100,)) for n in range(4)], 1)
    assert result is not None
    assert (result.texts, result.texts_per_s) == (4, 10.0)
