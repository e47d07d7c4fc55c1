"""Outside a cell's child process: hand over the input, run the child, score what came back.

Every arrow is a file, so every stage reruns from its input alone: ``python -m bench.cell
FOLDER...`` scores again without generating again.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import environment, record
from bench.api import Example
from bench.build import BuildError
from bench.child import run_worker
from bench.judges import check_metrics
from bench.measured import read_requests, with_measurements
from bench.record import Failure, Record
from bench.score import JUDGEMENTS_FILE, Scores, score_texts
from bench.tasks import TaskError, load_test
from bench.tasks.conditions import disturb
from bench.worker import CELL_FILE, PHASES_FILE, ROWS_FILE, SOURCES_FILE

OUTCOME_FILE = "outcome.json"
CORES = len(os.sched_getaffinity(0))


class CellError(RuntimeError):
    """A folder cannot take this cell; says why and what mends it."""


def run_cell(run: Path, folder: Path, config: Mapping[str, Any]) -> Record:
    """Run one cell, or give back its record where the same configuration has finished.

    Args:
        run: the run's folder, for what its cells share.
        folder: the cell's own folder.
        config: the resolved configuration.

    Raises:
        CellError: the folder holds a record of another configuration.
        BuildError: a metric's configuration is wrong.
    """
    check_metrics(config["metrics"])
    finished = _finished(folder, config)
    if finished is not None:
        return finished
    folder.mkdir(parents=True, exist_ok=True)
    examples = load_test(config["task"])
    sources = [disturb(example.source, config["condition"]) for example in examples]
    _write_lines(folder / SOURCES_FILE, [dataclasses.asdict(source) for source in sources])
    _write_items(run / "items" / f"{config['task']['name']}.jsonl", examples)
    (folder / CELL_FILE).write_text(json.dumps(config, indent=1, ensure_ascii=False), "utf-8")

    title = f"{config['generator']['name']} seed {config['seed']}"
    described, started_at = environment.describe(), datetime.now(UTC)
    started_s = time.monotonic()
    outcome = run_worker(folder, title, config["timeout_s"])
    document = {
        "status": outcome.status,
        "failure": dataclasses.asdict(outcome.failure) if outcome.failure else None,
        "started_at": started_at.isoformat(timespec="seconds"),
        "wall_s": time.monotonic() - started_s,
        "environment": described,
    }
    (folder / OUTCOME_FILE).write_text(json.dumps(document, indent=1), encoding="utf-8")
    return score_cell(folder)


def score_cell(folder: Path) -> Record:
    """Make a cell's record from the files that its child left.

    Where its rows are gone, as from a committed sample, the record keeps its measurements and the
    texts that were judged are scored again.

    Raises:
        CellError: the folder holds no finished cell, or no text for an item.
    """
    try:
        config = json.loads((folder / CELL_FILE).read_text(encoding="utf-8"))
        outcome = json.loads((folder / OUTCOME_FILE).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise CellError(f"{folder} holds no finished cell: {error}") from error
    phases = _read_json(folder / PHASES_FILE)
    if outcome["status"] == "ok" and not (folder / ROWS_FILE).is_file():
        if phases is None:
            raise CellError(f"{folder} has neither {ROWS_FILE} nor {PHASES_FILE}: run it again")
        made, written = _handed_on(folder)
        answers = bool(phases["answers_with_reference"])
        return _write(folder, _judged(made, folder, config, answers, written))
    try:
        requests = read_requests(folder / ROWS_FILE)
    except ValueError as error:
        raise CellError(f"{error}: run the cell again") from error
    generator = config["generator"]
    made = Record(
        task=config["task"]["name"],
        condition=config["condition"]["name"],
        generator=generator["name"],
        family=generator["family"],
        title=generator["title"],
        seed=config["seed"],
        bound=generator["family"] == "bound",
        status=outcome["status"],
        started_at=outcome["started_at"],
        wall_s=outcome["wall_s"],
        failure=Failure(**outcome["failure"]) if outcome["failure"] else None,
        environment=outcome["environment"],
        config=config,
        texts=len({request.id for request in requests if request.repeat == 0}),
    )
    if made.status == "ok" and phases is not None:
        made = with_measurements(made, phases, requests)
        last = f"offline_{config['speed']['batch_sizes'][-1]}"
        written = {r.id: r.text for r in requests if r.pass_name == last and r.repeat == 0}
        made = _judged(made, folder, config, phases["answers_with_reference"], written)
    return _write(folder, made)


def _handed_on(folder: Path) -> tuple[Record, dict[str, str]]:
    """Of a cell that was handed on without its rows: its record, and the texts that were judged.

    Raises:
        CellError: they are not there.
    """
    try:
        with (folder / JUDGEMENTS_FILE).open(encoding="utf-8") as lines:
            written = {one["id"]: one["text"] for one in map(json.loads, lines)}
        made = record.read(folder / record.RECORD_FILE, Record)
        if made.timing is None or made.harness is None:
            raise ValueError("its record has no measurements")
        return made, written
    except (OSError, ValueError, KeyError) as error:
        raise CellError(
            f"{folder} has neither {ROWS_FILE} nor a record with its {JUDGEMENTS_FILE} ({error}): "
            "run the cell again"
        ) from error


def _write(folder: Path, made: Record) -> Record:
    record.write(folder / record.RECORD_FILE, made)
    return made


def _judged(
    made: Record,
    folder: Path,
    config: Mapping[str, Any],
    answers_with_reference: bool,
    written: Mapping[str, str],
) -> Record:
    """Add scores: of the texts of the last batch size, by id, in the order of the test items.

    Raises:
        CellError: an item has no text.
    """
    started_s = time.monotonic()
    examples = load_test(config["task"])
    lacking = [e.source.id for e in examples if e.source.id not in written]
    if lacking:
        raise CellError(
            f"{folder} has no text for {len(lacking)} of {len(examples)} items, first "
            f"{lacking[0]!r}: run the cell again, or name the items that it wrote in {CELL_FILE}"
        )
    texts = [written[example.source.id] for example in examples]
    scores: Scores = score_texts(folder, config, texts, examples, answers_with_reference)
    share = scores.value(config["statistics"]["goodput"])
    best = max((o.texts_per_s for o in made.timing.offline), default=0.0) if made.timing else 0.0
    assert made.timing is not None
    assert made.harness is not None
    return dataclasses.replace(
        made,
        timing=dataclasses.replace(
            made.timing, faithful_texts_per_s=None if share is None else best * share / 100
        ),
        harness=dataclasses.replace(made.harness, score_s=time.monotonic() - started_s),
        texts=len(texts),
        empty_texts=sum(not text for text in texts),
        mean_words=statistics.fmean(len(text.split()) for text in texts),
        mean_chars=statistics.fmean(len(text) for text in texts),
        scores=scores.columns,
        held_out=scores.held_out,
        slices=scores.slices,
        confusions=scores.confusions,
    )


def _finished(folder: Path, config: Mapping[str, Any]) -> Record | None:
    """The record that already lies there, if it is of the same configuration and fine."""
    path = folder / record.RECORD_FILE
    if not path.is_file():
        return None
    found = record.read(path, Record)
    if dict(found.config) != json.loads(json.dumps(config)):
        raise CellError(
            f"{folder} holds a record of another configuration, and finished work is never "
            "overwritten: give the system its own file in conf/generator, or remove the folder"
        )
    return found if found.status in record.FINE else None


def _write_items(path: Path, examples: Sequence[Example]) -> None:
    """The test items of a task, for the report; written once per run."""
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    items = [
        dataclasses.asdict(example.source)
        | {"references": example.references, "slices": dict(example.slices)}
        for example in examples
    ]
    _write_lines(path, items)


def _write_lines(path: Path, documents: Sequence[Mapping[str, Any]]) -> None:
    lines = (json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
    path.write_text("".join(lines), encoding="utf-8")


def _read_json(path: Path) -> dict[str, Any] | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def scoring_pool(jobs: int = CORES) -> ProcessPoolExecutor:
    """Processes that score, with the cores shared out: more threads than cores slow each other."""
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, CORES // jobs)))
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"))


def main() -> int:
    """Score cells again from their stored texts."""
    parser = argparse.ArgumentParser(prog="python -m bench.cell", description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of cells or runs")
    parser.add_argument("--jobs", type=int, default=CORES, help="cells at once (%(default)s)")
    arguments = parser.parse_args()
    found = [
        path.parent for folder in arguments.folders for path in sorted(folder.rglob(OUTCOME_FILE))
    ]
    if not found:
        print(f"error: no {OUTCOME_FILE} below these folders", file=sys.stderr)
        return 2
    with scoring_pool(max(1, min(arguments.jobs, len(found)))) as pool:
        scoring = {folder: pool.submit(score_cell, folder) for folder in found}
        code = 0
        for folder, job in scoring.items():
            try:
                print(f"{job.result().status}: {folder}", flush=True)
            except (BuildError, CellError, TaskError) as error:
                print(f"error: {error}", file=sys.stderr)
                code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
