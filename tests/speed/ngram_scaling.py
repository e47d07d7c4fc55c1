"""The n-gram model up to ten million tokens: time, rates and memory against size, with a plot.

``python -m tests.speed.ngram_scaling`` writes ``ngram_scaling.json`` and ``.png`` into
``results/sample_speed``. Each size runs in a process of its own; the text is the training part of
news_report and altered copies of it (``contests.ngram.sentences_of``). Wanted, on one core: fit
500,000 tokens/s or more, generate 50,000 tokens/s or more, 60 bytes per n-gram or less.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bench import environment, meter
from bench.stats import fit_power_law
from tests.speed.side_by_side import FOLDER

SIZES = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
ORDER = 5
SAMPLED, LONGEST = 4_000, 100
REPEATS = 3
PANELS = {
    "fit_s": "Fit, seconds",
    "generate_tokens_per_s": "Generation, tokens/s",
    "fit_peak_mb": "Peak memory of the fit, MB",
    "bytes_per_ngram": "Bytes per stored n-gram",
}


def measure(wanted: int) -> dict[str, Any]:
    """One size, in this process."""
    from generators.ngram.kneser_ney import KneserNey, encode  # noqa: PLC0415 - memory floor
    from tests.speed.contests.ngram import TRAIN, sentences_of  # noqa: PLC0415 - memory floor

    sentences = sentences_of(TRAIN, wanted)
    started_s = time.perf_counter()
    tokens, lengths, vocabulary = encode(sentences)
    encode_s = time.perf_counter() - started_s
    del sentences
    fits_s = []
    floor_mb = meter.rss_mb() or 0.0
    meter.reset_peak_memory()
    for _ in range(REPEATS if wanted <= 1_000_000 else 1):
        started_s = time.perf_counter()
        model = KneserNey.fit(tokens, lengths, len(vocabulary), ORDER)
        fits_s.append(time.perf_counter() - started_s)
    fit_s, peak_mb = min(fits_s), meter.peak_rss_mb() or 0.0
    drawing_s = []
    for _ in range(REPEATS):
        started_s = time.perf_counter()
        drawn = int(model.sample(SAMPLED, LONGEST, 1)[1].sum())
        drawing_s.append(time.perf_counter() - started_s)
    return {
        "tokens": len(tokens),
        "ngrams": sum(len(level.word) for level in model.levels),
        "encode_s": encode_s,
        "fit_s": fit_s,
        "fit_tokens_per_s": len(tokens) / fit_s,
        "fit_with_encoding_tokens_per_s": len(tokens) / (fit_s + encode_s),
        "generate_tokens_per_s": drawn / min(drawing_s),
        "fit_peak_mb": peak_mb - floor_mb,
        "bytes_per_ngram": model.bytes_per_ngram,
    }


def draw(points: list[dict[str, Any]], exponents: dict[str, Any]) -> None:
    """Log-log panels with the fitted exponents."""
    figure = Figure(figsize=(10, 7), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    sizes = [point["tokens"] for point in points]
    for panel, (key, label) in zip(figure.subplots(2, 2).flat, PANELS.items(), strict=True):
        panel.loglog(sizes, [point[key] for point in points], "o-", color="#B87400")
        law = exponents[key]
        panel.set_title(
            f"{label}: size to the power of {law['exponent']:.2f} "
            f"({law['low']:.2f} to {law['high']:.2f})",
            fontsize=9,
        )
        panel.set_xlabel("Tokens of training text")
        panel.grid(True, which="both", color="#e3e7ea", lw=0.6)
        if key in ("generate_tokens_per_s", "bytes_per_ngram"):
            limit = 50_000 if key == "generate_tokens_per_s" else 60
            panel.axhline(limit, color="#b3261e", lw=1, ls="--")
            low, high = panel.get_ylim()
            panel.set_ylim(low / 2, high * 2)
    figure.savefig(FOLDER / "ngram_scaling.png")


def main() -> int:
    """All sizes, each in a child; or one size of a child."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=int, metavar="TOKENS", help="one size; prints JSON")
    wanted = parser.parse_args().one
    if wanted is not None:
        print(json.dumps(measure(wanted)))
        return 0
    load, points = os.getloadavg()[0], []
    one_core = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    for size in SIZES:
        command = [sys.executable, "-m", __spec__.name, "--one", str(size)]
        done = subprocess.run(command, env=one_core, stdout=subprocess.PIPE, check=True)
        points.append(json.loads(done.stdout))
        print({key: round(value, 1) for key, value in points[-1].items()}, flush=True)
    sizes = [point["tokens"] for point in points]
    laws = {key: fit_power_law(sizes, [point[key] for point in points]) for key in PANELS}
    exponents = {
        key: {"exponent": law.exponent, "low": law.low, "high": law.high}
        for key, law in laws.items()
        if law is not None
    }
    document = {
        "order": ORDER,
        "load_at_start": round(load, 2),
        "environment": environment.describe(),
        "points": points,
        "exponents": exponents,
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "ngram_scaling.json").write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    draw(points, exponents)
    return 0


if __name__ == "__main__":
    sys.exit(main())
