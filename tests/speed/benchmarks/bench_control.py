"""Work that is nobody's: if this moves, the machine has moved."""

from __future__ import annotations

import hashlib
import re

import numpy as np

from tests.speed.benchmarks.inputs import Measure

WORDS = [
    hashlib.blake2b(bytes([i % 256, i // 256]), digest_size=4).hexdigest() for i in range(4000)
]
NUMBERS = np.arange(200_000, dtype=np.float64)


def turn_over() -> float:
    """Dictionaries, sorting, strings, regular expressions, an array."""
    counts: dict[str, int] = {}
    for word in WORDS:
        counts[word[:3]] = counts.get(word[:3], 0) + len(word)
    text = " ".join(sorted(counts, key=lambda word: (-counts[word], word)))
    found = len(re.findall(r"\b\d\w+", text))
    return found + float(np.sqrt(NUMBERS * found).sum())


def bench_control(measure: Measure) -> None:
    measure(turn_over, 160)
