"""What is stored about a cell, a comparison and a growth curve, and how it is read back.

A record is the truth: the report, the terminal table and the CSV are made from records alone.
"""

from bench.record.cell import (
    FINE,
    SCHEMA,
    Column,
    Failure,
    Harness,
    Latency,
    Memory,
    Offline,
    Phase,
    Record,
    Slice,
    Status,
    Timing,
)
from bench.record.comparison import Comparison, Pair, Ranking
from bench.record.files import (
    COMPARISON_FILE,
    GROWTH_FILE,
    RECORD_FILE,
    RUN_FILE,
    RecordError,
    find,
    read,
    runs_within,
    write,
)
from bench.record.growth import Exponent, Growth, Point

__all__ = [
    "COMPARISON_FILE",
    "FINE",
    "GROWTH_FILE",
    "RECORD_FILE",
    "RUN_FILE",
    "SCHEMA",
    "Column",
    "Comparison",
    "Exponent",
    "Failure",
    "Growth",
    "Harness",
    "Latency",
    "Memory",
    "Offline",
    "Pair",
    "Phase",
    "Point",
    "Ranking",
    "Record",
    "RecordError",
    "Slice",
    "Status",
    "Timing",
    "find",
    "read",
    "runs_within",
    "write",
]
