"""A small finished run for the tests of human evaluation: hostile texts, made-up raters.

Nothing here was measured. Three systems, six items of two kinds, and the statistics of a fake
metric, so that no generator runs.
"""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bench.human.design import CHECK, read_key
from bench.record import RECORD_FILE, Column, Record, write
from tests.unit.made_records import HOSTILE, SYSTEMS, record_of

MERITS = {"rules": 4.4, "template": 3.2, "ngram": 1.9}
ITEMS = 12


def rated_run(path: Path) -> Path:
    """Write the run's records, items, texts and statistics."""
    names = [f"item-{number:02d}" for number in range(ITEMS)]
    items = [
        {
            "id": name,
            "kind": "opera" if number % 2 else "weather",
            "facts": {"wind_kmh": number, "days": ["Monday", HOSTILE]},
            "text": f"Headline {number} {HOSTILE}",
            "references": [f"The reference text of {name} has these words in this order."],
            "slices": {"desk": "opera" if number % 2 else "weather"},
        }
        for number, name in enumerate(names)
    ]
    _write_lines(path / "items" / "news_report.jsonl", items)
    for made in SYSTEMS[: len(MERITS)]:
        record = record_of(made, 1)
        folder = path / "cells" / "news_report" / "clean" / made.generator / "seed-1"
        config = {
            **record.config,
            "task": {"name": "news_report", "language": "en", "instruction": f"Write. {HOSTILE}"},
            "speed": {"batch_sizes": [1, 8]},
        }
        rows = [
            {"pass_name": name, "repeat": 0, "id": item["id"], "text": text}
            for item in items
            for name, text in (
                ("warm_up", "not this"),
                ("offline_8", f"Text of merit {MERITS[made.generator]} for {item['id']} {HOSTILE}"),
            )
        ]
        _write_lines(folder / "rows.jsonl", rows)
        _write_record(folder, record, config)
    return path


def save_ratings(run: Path, folder: Path, raters: int, careless: str = "") -> list[Path]:
    """What raters save who see the merits, with some noise; ``careless`` gives every text a 4."""
    key = read_key(run / "human" / "key.json")
    paths = []
    for number in range(1, raters + 1):
        rater = f"rater-{number}"
        draw = random.Random(number)
        ratings = {}
        for code, entry in key.entries.items():
            if entry.rater == rater:
                merit = 1.0 if entry.system == CHECK else MERITS[entry.system] + draw.gauss(0, 0.4)
                ratings[code] = 4 if rater == careless else round(min(5, max(1, merit)))
        saved = {
            "kind": "nlgbench ratings",
            "schema": 1,
            "study": key.study,
            "rater": rater,
            "ratings": ratings,
            "seconds": {"0": 90.0, "1": 30},
        }
        path = folder / f"ratings-{rater}.json"
        path.write_text(json.dumps(saved), encoding="utf-8")
        paths.append(path)
    return paths


def _write_record(folder: Path, record: Record, config: Mapping[str, Any]) -> None:
    merit = MERITS[record.generator]
    column = Column("merit", "merit", "Merit", "higher", "", 2, merit, None, None, "made up")
    made = dataclasses.replace(record, config=config, scores=(column,), texts=ITEMS)
    write(folder / RECORD_FILE, made)
    noise = np.random.default_rng(len(record.generator)).normal(size=ITEMS) / 3
    np.savez(folder / "statistics.npz", allow_pickle=False, merit=(merit + noise)[:, np.newaxis])


def _write_lines(path: Path, lines: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
