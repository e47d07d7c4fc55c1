"""How long the main command takes: ``python -m tests.speed.whole_run``.

``python -m bench +experiment=news_report`` twice: with an empty cache, as after installation, then
with the fits and converted weights of the first run. Arguments narrow the sweep, as in
``python -m tests.speed.whole_run generator=template,rules,ngram``. Beside the times stands what the
cores do in matrix products, which is what a language model's time is made of: two machines differ
by it. Leave the machine alone meanwhile.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from bench import record
from bench.cell import CORES
from bench.record import Record

WANTED_S = {"empty cache": 12 * 60, "cached fits": 5 * 60}
TRADITIONAL = ("rules", "template", "ngram")
TRADITIONAL_S = 30
SIZE, ROUNDS = 2048, 5


def gigaflops(dtype: torch.dtype) -> float:
    """The best of ``ROUNDS`` square matrix products on all cores."""
    one = torch.randn(SIZE, SIZE).to(dtype)
    best_s = min(_seconds(one) for _ in range(ROUNDS))
    return 2 * SIZE**3 / best_s / 1e9


def _seconds(matrix: torch.Tensor) -> float:
    begun = time.perf_counter()
    torch.mm(matrix, matrix)
    return time.perf_counter() - begun


def run(folder: Path, cache: Path, arguments: Sequence[str]) -> tuple[float, dict[str, float]]:
    """Seconds of the whole command, and of each system's cells."""
    command = [sys.executable, "-m", "bench", "+experiment=news_report"]
    begun = time.monotonic()
    done = subprocess.run(
        [*command, f"hydra.sweep.dir={folder}", *arguments],
        env=os.environ | {"NLGBENCH_CACHE": str(cache)},
        check=False,
    )
    took_s = time.monotonic() - begun
    if done.returncode:
        sys.exit(f"error: the run ended with exit code {done.returncode}")
    cells: dict[str, float] = {}
    for path in record.find(folder):
        found = record.read(path, Record)
        cells[found.generator] = cells.get(found.generator, 0.0) + found.wall_s
    return took_s, cells


def main() -> int:
    speeds = [f"{gigaflops(dtype):.0f} in {dtype}" for dtype in (torch.float32, torch.bfloat16)]
    with tempfile.TemporaryDirectory() as place:
        runs = {
            name: run(Path(place) / name.replace(" ", "-"), Path(place) / "cache", sys.argv[1:])
            for name in WANTED_S
        }
    print(f"{CORES} cores, GFLOP/s of matrix products: {', '.join(speeds)}")
    print(f"{'seconds':16}" + "".join(f"{name:>14}" for name in runs))
    for system in next(iter(runs.values()))[1]:
        print(f"{system:16}" + "".join(f"{cells[system]:14.1f}" for _, cells in runs.values()))
    traditional = (sum(cells.get(n, 0.0) for n in TRADITIONAL) for _, cells in runs.values())
    print(f"{'traditional':16}" + "".join(f"{took:14.1f}" for took in traditional))
    print(f"{'the command':16}" + "".join(f"{took:14.1f}" for took, _ in runs.values()))
    wanted = "".join(f"{limit:14.1f}" for limit in WANTED_S.values())
    print(f"{'wanted':16}{wanted}   (traditional: {TRADITIONAL_S})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
