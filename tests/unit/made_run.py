"""The made-up systems as a run on disk: with ties, failures and hostile strings."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path

from bench.record import Record, write
from tests.unit.made_records import (
    HOSTILE,
    KINDS,
    SYSTEMS,
    Made,
    comparison_of,
    failed_record,
    record_of,
)


def made_run(
    path: Path,
    systems: Sequence[Made] = SYSTEMS,
    *,
    seeds: Sequence[int] = (1, 2),
    texts: int = 20,
    compared: bool = True,
    by_size: bool = False,
) -> Path:
    """Write a whole run folder: ``systems``, two bounds, one failed and one skipped cell."""
    for made, seed in itertools.product(systems, seeds):
        _write_cell(path, record_of(made, seed, by_size=by_size), texts)
    oracle = Made("oracle", "bound", "Human reference", 0.8, 46.0, 0.01, 20.0)
    silent = Made("silent", "bound", "Silence", 100.0, 0.0, 0.01, 20.0)
    for made in (oracle, silent):
        _write_cell(path, record_of(made, seeds[0]), texts)
    _write_cell(path, failed_record("gpt2"), 0)
    _write_cell(path, failed_record("llama", "skipped"), 0)
    if compared:
        folder = path / "comparisons" / "news_report" / "clean"
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / "comparison.json", comparison_of(systems))
    items = path / "items" / "news_report.jsonl"
    items.parent.mkdir(exist_ok=True)
    items.write_text("".join(json.dumps(_item(n)) + "\n" for n in range(texts)), encoding="utf-8")
    info = {
        "command": "python -m bench +experiment=news_report",
        "experiment": "news_report",
        "started_at": "2026-11-23T17:00:00+00:00",
        "finished_at": "2026-11-23T17:09:00+00:00",
        "planned": len(systems) * len(seeds) + 4,
    }
    (path / "run.json").write_text(json.dumps(info), encoding="utf-8")
    return path


def item_id(number: int) -> str:
    """Ids are hostile too: every third holds quotes and angle brackets."""
    return f'made-<i>"{number:03d}"' if number % 3 == 0 else f"made-{number:03d}"


def _item(number: int) -> dict[str, object]:
    return {
        "id": item_id(number),
        "kind": KINDS[number % len(KINDS)],
        "text": f"Quake of {number} hits {HOSTILE}",
        "facts": {"magnitude": 5.2, "place": f"Ash Harbour {HOSTILE}", "damage": False},
        "references": ["A magnitude 5.2 quake hit Ash Harbour.", "Second reference.", "Third."],
        "slices": {"desk": KINDS[number % len(KINDS)], "unseen_entities": "yes"},
    }


def _write_cell(path: Path, record: Record, texts: int) -> None:
    folder = path / "cells" / record.task / record.condition / record.generator
    folder = folder / f"seed-{record.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "record.json", record)
    text = f"A magnitude 5.2 earthquake struck Ash Harbour and killed 40. {HOSTILE}"
    marks = [
        [12, 15, "supported", "magnitude"],
        [34, 45, "wrong", "place"],
        [57, 59, "unsupported", ""],
    ]
    lines = (
        {"id": item_id(n), "text": text, "marks": marks, "missing": ["damage"]}
        for n in range(texts)
    )
    if record.generator != "silent":
        with (folder / "judgements.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
    else:
        with (folder / "rows.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps({"id": item_id(n), "text": ""}) + "\n" for n in range(texts))
