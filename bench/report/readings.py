"""What a stopwatch and a memory gauge said about a cell: one reading per column of the cost tables.

Readings are measured once and not tested; scores, which are, live in ``Record.scores``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.record import Latency, Record, Timing

START_UP_PHASES = ("import", "build")


@dataclass(frozen=True, slots=True)
class Reading:
    """A cost of a cell.

    Attributes:
        key: column of the CSV, unit included.
        label: as printed above a column.
        unit: ``"s"``, ``"ms"``, ``"MB"`` or ``"texts/s"``.
        meaning: one line for whoever hovers over the label.
        read: takes it from a record, None where it is not defined.
    """

    key: str
    label: str
    unit: str
    meaning: str
    read: Callable[[Record], float | None]


def _stream(name: str) -> Callable[[Record], float | None]:
    def read(record: Record) -> float | None:
        latency: Latency | None = record.timing.single_stream if record.timing else None
        value: float | None = getattr(latency, name) if latency else None
        return value

    return read


def _timed(name: str) -> Callable[[Record], float | None]:
    def read(record: Record) -> float | None:
        timing: Timing | None = record.timing
        value: float | None = getattr(timing, name) if timing else None
        return value

    return read


def _memory(name: str) -> Callable[[Record], float | None]:
    def read(record: Record) -> float | None:
        value: float | None = getattr(record.memory, name) if record.memory else None
        return value

    return read


def start_up_s(record: Record) -> float | None:
    """Importing and building: what a fresh process waits for besides fitting."""
    seconds = [phase.seconds for phase in record.phases if phase.name in START_UP_PHASES]
    if seconds:
        return sum(seconds)
    return record.timing.build_s if record.timing else None


def offline_rate(batch_size: int) -> Callable[[Record], float | None]:
    """Texts per second at that batch size."""

    def read(record: Record) -> float | None:
        passes = record.timing.offline if record.timing else ()
        return next((one.texts_per_s for one in passes if one.batch_size == batch_size), None)

    return read


def phase_peak(name: str) -> Callable[[Record], float | None]:
    """Peak resident memory during that phase."""

    def read(record: Record) -> float | None:
        return next((phase.peak_rss_mb for phase in record.phases if phase.name == name), None)

    return read


START_UP = Reading(
    "start_up_s", "Start-up", "s", "importing and building in a fresh process", start_up_s
)
FIT = Reading(
    "fit_s",
    "Fit",
    "s",
    "from built to ready: learning from the training split, reading and converting weights",
    _timed("fit_s"),
)
LOAD = Reading("load_s", "Load fitted", "s", "reading a cached fit instead", _timed("load_s"))


def from_nothing_s(record: Record) -> float | None:
    """Start-up, fit (its own timing where it came from the cache) and first call together."""
    timing, built = record.timing, start_up_s(record)
    if timing is None or built is None or timing.cold_first_text_ms is None:
        return None
    return built + (timing.fit_s or 0.0) + timing.cold_first_text_ms / 1000


FROM_NOTHING = Reading(
    "from_nothing_s",
    "From nothing to a first text",
    "s",
    "start-up, fit and first call together",
    from_nothing_s,
)
FIRST_CALL = Reading(
    "cold_first_text_ms",
    "First call",
    "ms",
    "very first request to its first text, cold",
    _timed("cold_first_text_ms"),
)
MEDIAN = Reading(
    "p50_ms",
    "Median",
    "ms",
    "one request at a time, warm: request to complete text",
    _stream("p50_ms"),
)
P95 = Reading("p95_ms", "p95", "ms", "printed from 59 texts on", _stream("p95_ms"))
P99 = Reading("p99_ms", "p99", "ms", "printed from 299 texts on", _stream("p99_ms"))
SLOWEST = Reading("max_ms", "Slowest", "ms", "the slowest of all timed texts", _stream("max_ms"))
FIRST_TEXT = Reading(
    "first_text_ms",
    "First text",
    "ms",
    "median, request to first piece of text",
    _stream("first_text_ms"),
)
GAP = Reading(
    "gap_ms", "Gap", "ms", "median time between two pieces of one text", _stream("gap_ms")
)
PER_100 = Reading(
    "per_100_chars_ms",
    "Per 100 characters",
    "ms",
    "median latency for equal length of output",
    _stream("per_100_chars_ms"),
)
FAITHFUL_RATE = Reading(
    "faithful_texts_per_s",
    "Faithful texts",
    "texts/s",
    "texts a second that carry every fact and no wrong one",
    _timed("faithful_texts_per_s"),
)
FLOOR = Reading(
    "import_floor_mb",
    "Floor",
    "MB",
    "resident before the generator's module is imported",
    _memory("import_floor_mb"),
)
PEAK = Reading("peak_rss_mb", "Peak", "MB", "highest of all phases", _memory("peak_rss_mb"))
GPU_PEAK = Reading(
    "gpu_peak_mb", "GPU peak", "MB", "highest of the GPU allocator", _memory("gpu_peak_mb")
)
DISK = Reading("disk_mb", "On disk", "MB", "what was fitted, and the weights", _memory("disk_mb"))
WORDS = Reading(
    "mean_words", "Words", "", "mean length of a text", lambda record: record.mean_words
)


def offline_readings(records: Sequence[Record]) -> list[Reading]:
    """Texts per second, one reading for each batch size that some record has."""
    sizes = {one.batch_size for record in records if record.timing for one in record.timing.offline}
    return [
        Reading(
            f"texts_per_s_batch_{size}",
            f"Batch {size}",
            "texts/s",
            f"all texts at hand, {size} in work at once",
            offline_rate(size),
        )
        for size in sorted(sizes)
    ]


def phase_readings(records: Sequence[Record]) -> list[Reading]:
    """Peak resident memory by phase, in the order in which phases first occur."""
    names = dict.fromkeys(
        phase.name for record in records for phase in record.phases if phase.peak_rss_mb is not None
    )
    return [
        Reading(
            f"peak_rss_mb_{name}",
            name.replace("_", " ").capitalize(),
            "MB",
            f"highest resident memory during {name}",
            phase_peak(name),
        )
        for name in names
    ]


def cost_readings(records: Sequence[Record]) -> list[Reading]:
    """Every reading of the CSV."""
    speed = [START_UP, FIT, LOAD, FIRST_CALL, MEDIAN, P95, P99, SLOWEST, FIRST_TEXT, GAP, PER_100]
    memory = [FLOOR, PEAK, GPU_PEAK, DISK]
    return [
        WORDS,
        *speed,
        *offline_readings(records),
        FAITHFUL_RATE,
        *memory,
        *phase_readings(records),
    ]
