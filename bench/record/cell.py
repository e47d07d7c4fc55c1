"""What is stored about a cell: its status, costs and scores.

``None`` means not defined or not run; ``reason`` or ``failure`` says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bench.api import Better, Confusion

SCHEMA = 1
"""Of every file that is stored."""

Status = Literal["ok", "failed", "killed", "timeout", "skipped"]
FINE: frozenset[Status] = frozenset({"ok", "skipped"})
"""Statuses that leave the exit code at 0."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a cell has no scores.

    Attributes:
        reason: one line, e.g. ``"ValueError: no rule for kind 'opera'"``.
        phase: the phase it died in, ``"fit"``.
        command: what mends it, or empty.
        last_lines: the end of the child's own output.
    """

    reason: str
    phase: str = ""
    command: str = ""
    last_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of a child process: ``import``, ``build``, ``fit`` or ``load`` ...

    Attributes:
        peak_rss_mb: highest resident memory of the process during the phase.
        gpu_peak_mb: highest memory of the GPU allocator during the phase.
    """

    name: str
    seconds: float
    peak_rss_mb: float | None
    gpu_peak_mb: float | None = None


@dataclass(frozen=True, slots=True)
class Latency:
    """Single-stream figures: one request at a time, warm, in milliseconds.

    Attributes:
        texts: how many texts were timed.
        p95_ms: None below 59 texts, ``p99_ms`` below 299 (protocol, rule 10).
        per_100_chars_ms: median over texts of latency / characters * 100.
        first_text_ms: median time from request to first text.
        gap_ms: median time between two pieces of one text, the first left out.
    """

    texts: int
    p50_ms: float
    p95_ms: float | None
    p99_ms: float | None
    max_ms: float
    first_text_ms: float | None
    per_100_chars_ms: float | None
    gap_ms: float | None


@dataclass(frozen=True, slots=True)
class Offline:
    """Throughput with all texts at hand, submitted in batches of ``batch_size``."""

    batch_size: int
    texts: int
    seconds: float
    texts_per_s: float


@dataclass(frozen=True, slots=True)
class Timing:
    """All speed figures of a cell.

    Attributes:
        fit_s: time to learn; of the original fit when ``fit_cached``.
        load_s: time to read a cached fit, None when it was fitted here.
        cold_first_text_ms: request to first text of the very first request.
    """

    build_s: float
    fit_s: float | None
    fit_cached: bool
    load_s: float | None
    cold_first_text_ms: float | None
    single_stream: Latency | None
    offline: tuple[Offline, ...]
    faithful_texts_per_s: float | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of the isolated child process.

    Attributes:
        import_floor_mb: resident memory before the generator's module is imported.
        peak_rss_mb: the highest of all phases.
        disk_mb: size of what was fitted or of the weights, None where there is none.
    """

    import_floor_mb: float
    peak_rss_mb: float
    gpu_peak_mb: float | None
    disk_mb: float | None


@dataclass(frozen=True, slots=True)
class Harness:
    """The harness's own cost in this cell: everything that is not the generator's.

    Attributes:
        own_s: start-up of the child, stamping and writing rows; scoring is ``score_s``.
        share: ``own_s`` over the wall time of the child.
        stamp_ns: calibrated cost of stamping one chunk on this machine.
    """

    own_s: float
    score_s: float
    share: float
    stamp_ns: float


@dataclass(frozen=True, slots=True)
class Column:
    """One score of one system, with the recipe without which it means nothing.

    Attributes:
        low, high: 95 % interval: of a share of texts Wilson's, else the bootstrap's; None for
            set metrics, and where all items agree, so that resampling shows no spread.
        reason: why ``value`` is None.
    """

    key: str
    metric: str
    label: str
    better: Better | None
    unit: str
    decimals: int
    value: float | None
    low: float | None
    high: float | None
    recipe: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Slice:
    """Scores on part of the test items, e.g. ``by="desk", value="weather"``."""

    by: str
    value: str
    texts: int
    scores: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Record:
    """One cell: a system on a task under a condition with a seed.

    Attributes:
        bound: a floor or ceiling, shown but not ranked.
        scores: against all references; empty for a system that answers with one of them.
        held_out: against the references without the one the human ceiling answers with.
        confusions: gold labels against shown ones, of metrics that read labels.
        varying_share: share of texts that differ from batch size 1, by batch size.
        explained_share: share of the characters of some dev texts whose origin (rule, template,
            fact) the system names; None for a system that explains nothing.
    """

    task: str
    condition: str
    generator: str
    family: str
    title: str
    seed: int
    bound: bool
    status: Status
    started_at: str
    wall_s: float
    failure: Failure | None = None
    phases: tuple[Phase, ...] = ()
    timing: Timing | None = None
    memory: Memory | None = None
    harness: Harness | None = None
    texts: int = 0
    empty_texts: int = 0
    mean_words: float | None = None
    mean_chars: float | None = None
    scores: tuple[Column, ...] = ()
    held_out: tuple[Column, ...] = ()
    slices: tuple[Slice, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    varying_share: Mapping[str, float] = field(default_factory=dict)
    explained_share: float | None = None
    environment: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    schema: int = SCHEMA

    def column(self, key: str) -> Column | None:
        """The score of that key, or None."""
        return next((column for column in self.scores if column.key == key), None)
