"""What a cell's child process measured, as the parts of its record."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import record, timing
from bench.record import Harness, Memory, Record, Timing


def read_requests(path: Path) -> list[timing.Request]:
    """The rows that the child wrote; a last line cut off by its death is left out.

    Raises:
        ValueError: another line is no row.
    """
    if not path.is_file():
        return []
    requests = []
    # Not by splitlines, which breaks at U+2028 and its like, as they may stand within a text.
    *lines, _cut_off = path.read_text(encoding="utf-8", errors="replace").split("\n")
    for number, line in enumerate(lines, 1):
        try:
            fields = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"{path}:{number} is no row: {error}") from error
        requests.append(timing.Request(**fields | {"stamps_ns": tuple(fields["stamps_ns"])}))
    return requests


def with_measurements(
    made: Record, phases: Mapping[str, Any], requests: Sequence[timing.Request]
) -> Record:
    """The record with speed and memory: of the phases, and of the rows as requests."""
    listed = tuple(record.Phase(**phase) for phase in phases["phases"])
    seconds = {phase.name: phase.seconds for phase in listed}
    sizes = made.config["speed"]["batch_sizes"]
    cold = next((request for request in requests if request.pass_name == "cold"), None)
    varying = {str(s): timing.varying_share(requests, s) for s in sizes if s > 1}
    peaks = [phase.peak_rss_mb for phase in listed if phase.peak_rss_mb is not None]
    gpu_peaks = [phase.gpu_peak_mb for phase in listed if phase.gpu_peak_mb is not None]
    return dataclasses.replace(
        made,
        phases=listed,
        explained_share=phases["explained_share"],
        timing=Timing(
            build_s=seconds["build"],
            fit_s=phases["fit_s"],
            fit_cached=phases["fit_cached"],
            load_s=seconds.get("load"),
            cold_first_text_ms=cold.stamps_ns[0] / 1e6 if cold and cold.stamps_ns else None,
            single_stream=timing.single_stream(requests),
            offline=tuple(o for size in sizes if (o := timing.offline(requests, size))),
        ),
        memory=Memory(
            import_floor_mb=phases["import_floor_mb"] or 0.0,
            peak_rss_mb=max(peaks, default=0.0),
            gpu_peak_mb=max(gpu_peaks, default=None),
            disk_mb=phases["disk_mb"],
        ),
        harness=Harness(
            own_s=phases["own_s"],
            score_s=0.0,
            share=phases["own_s"] / max(made.wall_s, 1e-9),
            stamp_ns=phases["stamp_ns"],
        ),
        varying_share={size: share for size, share in varying.items() if share is not None},
    )
