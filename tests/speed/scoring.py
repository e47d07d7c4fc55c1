"""How long scoring takes: the default metrics on 1,000 texts of 8 systems, all pairs tested.

``python -m tests.speed.scoring`` times what the harness does once the texts are there: every
column with its interval, the same against the left-out references, the evidence for the report
(``bench.score``), then the paired tests (``bench.compare``). A system's texts are training
references of other events of the same desk: paraphrase-like, so that TER has many shifts to try.
"""

from __future__ import annotations

import dataclasses
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from bench.api import Example
from bench.cell import CORES, scoring_pool
from bench.compare import compare_run
from bench.record import write
from bench.score import score_texts
from tests.speed.benchmarks.inputs import TASKS, task_of
from tests.unit.made_records import Made, record_of

TEXTS, REFERENCES, SYSTEMS = 1000, 3, 8


def corpus(seed: int = 0) -> tuple[list[Example], list[list[str]]]:
    """Items with ``REFERENCES`` references, and the texts of ``SYSTEMS`` systems for them."""
    rng = random.Random(seed)
    train = task_of("news_report").train
    by_desk: dict[str, list[str]] = {}
    for example in train:
        by_desk.setdefault(example.source.kind, []).extend(example.references)
    drawn = rng.choices(train, k=TEXTS)
    texts = [rng.sample(by_desk[e.source.kind], REFERENCES - 1 + SYSTEMS) for e in drawn]
    items = [
        dataclasses.replace(e, references=(e.references[0], *row[: REFERENCES - 1]))
        for e, row in zip(drawn, texts, strict=True)
    ]
    systems = [list(column) for column in zip(*texts, strict=True)][REFERENCES - 1 :]
    # No text twice: what a metric knows of one must not serve another.
    return items, [
        [f"{text} {'x' * (number + 1)}-{index}" for index, text in enumerate(texts)]
        for number, texts in enumerate(systems)
    ]


def configuration() -> dict[str, Any]:
    """What a cell of news_report is scored by: its task, the default metrics, B = 10,000."""
    conf = TASKS.parent
    parts = {
        "task": TASKS / "news_report.yaml",
        "metrics": conf / "metrics" / "default.yaml",
        "whole": conf / "config.yaml",
    }
    read = {key: yaml.safe_load(path.read_text("utf-8")) for key, path in parts.items()}
    return {
        "task": read["task"],
        "metrics": read["metrics"],
        "statistics": read["whole"]["statistics"],
    }


def main() -> None:
    """Score as ``python -m bench.cell`` does, a cell to a core, then compare."""
    config = configuration()
    items, systems = corpus()
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder)
        cells = [_write_cell(run, number, config) for number in range(SYSTEMS)]
        begun = time.perf_counter()
        with scoring_pool() as pool:
            jobs = [
                pool.submit(score_texts, cell, config, texts, items, False)
                for cell, texts in zip(cells, systems, strict=True)
            ]
            for job in jobs:
                job.result()
        scored = time.perf_counter()
        comparisons = compare_run(run)
        compared = time.perf_counter()
    pairs = sum(len(ranking.pairs) for made in comparisons for ranking in made.rankings)
    print(f"{SYSTEMS} systems x {TEXTS:,} texts x {REFERENCES} references on {CORES} cores")
    print(f"scored:   {scored - begun:6.1f} s")
    print(f"compared: {compared - scored:6.1f} s ({pairs} tests)")
    print(f"together: {compared - begun:6.1f} s")


def _write_cell(run: Path, number: int, config: dict[str, Any]) -> Path:
    made = Made(f"system{number}", "rules", f"System {number}", 0, 0, 1, 1)
    record = dataclasses.replace(record_of(made, 1), config=config)
    cell = run / "cells" / record.task / record.condition / made.generator / "seed-1"
    cell.mkdir(parents=True)
    write(cell / "record.json", record)
    return cell


if __name__ == "__main__":
    main()
