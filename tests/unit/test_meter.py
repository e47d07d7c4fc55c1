"""The meter against work of known size."""

from __future__ import annotations

import mmap
import sys
import time

import pytest

from bench import meter

MB = 2**20

linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


@linux
def test_a_phase_sees_its_own_peak_only() -> None:
    meters = meter.Meter()
    # A mapping of its own: what an allocator keeps after a release depends on earlier tests.
    with meters.phase("large"), mmap.mmap(-1, 200 * MB) as block:
        for start in range(0, 200 * MB, mmap.PAGESIZE):
            block[start] = 1
    with meters.phase("small"):
        pass
    large, small = (phase.peak_rss_mb for phase in meters.phases)
    assert large is not None
    assert small is not None
    assert large - small > 150


def test_a_phase_is_timed_and_one_that_raises_leaves_its_name() -> None:
    meters = meter.Meter()
    with meters.phase("sleep"):
        time.sleep(0.05)
    seconds = meters.seconds("sleep")
    assert seconds is not None
    assert 0.05 <= seconds < 1
    assert meters.running == ""
    with pytest.raises(ValueError, match="no"), meters.phase("fit"):
        raise ValueError("no")
    assert meters.running == "fit"
    assert meters.seconds("fit") is None


@linux
def test_the_process_started_before_now() -> None:
    started_ns = meter.process_start_ns()
    assert started_ns is not None
    assert started_ns < meter.now_ns()


def test_a_stamp_costs_less_than_ten_microseconds() -> None:
    assert 0 < meter.calibrate_stamp_ns() < 10_000


def test_no_gpu_in_use_means_none() -> None:
    assert meter.gpu_peak_mb() is None
