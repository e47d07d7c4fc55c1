"""Inside a cell's child process: build, fit, generate.

Reads ``cell.json`` and ``sources.jsonl`` from its folder, writes ``rows.jsonl`` as texts come
and ``phases.json`` at the end; test references never enter this process. By itself it imports
no torch, matplotlib or metric, so that a template's memory is a template's.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from bench import meter
from bench.api import Explains, Generator, Persistent, Source, Unavailable
from bench.build import build, missing_module
from bench.cache import FitCache
from bench.events import Events
from bench.passes import Passes
from bench.tasks import load_task

EXIT_FAILED, EXIT_UNAVAILABLE = 1, 3
FAILURE_FILE, PHASES_FILE, ROWS_FILE = "failure.json", "phases.json", "rows.jsonl"
CELL_FILE, SOURCES_FILE = "cell.json", "sources.jsonl"
EXPLAINED = 20
"""Texts that a system is asked to explain."""


def main(work: Callable[[Path, meter.Meter, int], None] | None = None) -> int:
    """Do ``work`` (by default ``run``) on a cell's folder, and note why where it fails."""
    parser = argparse.ArgumentParser(prog="python -m bench.worker", description=__doc__)
    parser.add_argument("folder", type=Path, help="a cell's folder with cell.json")
    folder: Path = parser.parse_args().folder
    started_ns = meter.process_start_ns() or meter.now_ns()
    meters = meter.Meter()
    try:
        (work or run)(folder, meters, started_ns)
    except Unavailable as error:
        print(error, file=sys.stderr)
        return _fail(folder, meters, EXIT_UNAVAILABLE, error.reason, error.command)
    except ModuleNotFoundError as error:
        absent = missing_module(error)
        print(absent, file=sys.stderr)
        return _fail(folder, meters, EXIT_UNAVAILABLE, absent.reason, absent.command)
    except BaseException as error:  # whatever a system raises is its outcome
        traceback.print_exc()
        return _fail(folder, meters, EXIT_FAILED, f"{type(error).__name__}: {error}", "")
    return 0


def run(folder: Path, meters: meter.Meter, started_ns: int) -> None:
    """All phases of a cell; raises what the generator raises."""
    config = json.loads((folder / CELL_FILE).read_text(encoding="utf-8"))
    task = load_task(config["task"])
    sources = [Source(**json.loads(line)) for line in _lines(folder / SOURCES_FILE)]
    events = Events.from_environment()
    stamp_ns = meter.calibrate_stamp_ns()
    floor_mb = meter.rss_mb()
    started_s = (meter.now_ns() - started_ns) / 1e9

    with meters.phase("build"):
        generator: Generator = build(config["generator"]["system"])
    fit = fit_or_load(config, generator, meters, events, task)
    with (folder / ROWS_FILE).open("w", encoding="utf-8") as rows:
        passes = Passes(generator, task.max_words, rows, events, config["speed"])
        warm_up = [example.source for example in task.dev] or sources
        with meters.phase("cold"):
            passes.cold(warm_up[0])
        with meters.phase("warm_up"):
            passes.warm_up(warm_up)
        with meters.phase("single_stream"):
            passes.single_stream(sources)
        for batch_size in config["speed"]["batch_sizes"]:
            with meters.phase(f"offline_{batch_size}"):
                passes.offline(sources, batch_size, last=_is_last(config, batch_size))
    document = {
        "start_up_s": started_s,
        "stamp_ns": stamp_ns,
        "import_floor_mb": floor_mb,
        "own_s": started_s + passes.own_ns / 1e9,
        "phases": [asdict(phase) for phase in meters.phases],
        "explained_share": explained_share(generator, warm_up[:EXPLAINED], task.max_words),
        "answers_with_reference": bool(getattr(generator, "answers_with_reference", False)),
        **fit,
        "disk_mb": disk_mb(fit["disk_mb"], _weights_mb(generator)),
    }
    (folder / PHASES_FILE).write_text(json.dumps(document, indent=1), encoding="utf-8")


def disk_mb(fit: float | None, weights: float | None) -> float | None:
    """What a system needs on disk, in MB: its fit, and its weights where the fit holds none."""
    if fit is None or weights is None:
        return weights if fit is None else fit
    return fit if fit >= weights else fit + weights


def explained_share(
    generator: Generator, sources: Sequence[Source], max_words: int
) -> float | None:
    """Share of the characters that a system can account for; None if it explains nothing."""
    if not isinstance(generator, Explains):
        return None
    written = covered = 0
    for source in sources:
        text = "".join(chunk.text for chunk in generator.generate([source], max_words)).strip()
        places = {p for span in generator.explain(source) for p in range(span.start, span.end)}
        written += len(text)
        covered += len(places & set(range(len(text))))
    return covered / written if written else None


def _is_last(config: Mapping[str, Any], batch_size: int) -> bool:
    return bool(batch_size == config["speed"]["batch_sizes"][-1])


def fit_or_load(
    config: Mapping[str, Any],
    generator: Generator,
    meters: meter.Meter,
    events: Events,
    task: Any,
) -> dict[str, Any]:
    """Fit, or load the fit of the same configuration, data, seed and code."""
    cache = FitCache.of(config) if isinstance(generator, Persistent) else None
    if cache is not None and config["use_cached_fits"] and (kept := cache.find()) is not None:
        events.phase("load", 0)
        with meters.phase("load"):
            generator.load(cache.folder)  # type: ignore[attr-defined] # Persistent, checked above
        return {"fit_cached": True, "fit_s": kept["fit_s"], "disk_mb": cache.size_mb()}
    events.phase("fit", 0)
    with meters.phase("fit"):
        generator.fit(task)
    fit_s = meters.seconds("fit")
    if cache is None:
        return {"fit_cached": False, "fit_s": fit_s, "disk_mb": None}
    cache.keep(generator, {"fit_s": fit_s, "phases": [asdict(p) for p in meters.phases]})  # type: ignore[arg-type] # Persistent
    return {"fit_cached": False, "fit_s": fit_s, "disk_mb": cache.size_mb()}


def _weights_mb(generator: Generator) -> float | None:
    """Size of the weights a system runs from, where it can name them."""
    name = getattr(generator, "weights_path", None)
    path: Path | None = name() if callable(name) else None
    if path is None:
        return None
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return float(sum(file.stat().st_size for file in files)) / 2**20


def _lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:  # splitlines breaks within texts, at U+2028
        return list(lines)


def _fail(folder: Path, meters: meter.Meter, code: int, reason: str, command: str) -> int:
    document = {"reason": reason, "phase": meters.running, "command": command}
    (folder / FAILURE_FILE).write_text(json.dumps(document), encoding="utf-8")
    return code


def leave(code: int) -> NoReturn:
    """End this process at once: libraries' exit hooks have hung and crashed finished cells."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
