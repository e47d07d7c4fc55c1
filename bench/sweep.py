"""What happens around the cells: the run's folder, one cell per Hydra job, the report, the end.

A job never raises for a system's fault: Hydra would show one traceback and drop the rest.
The end is called plainly after the sweep and works from the records on disk, so it holds under
any launcher. Functions import what needs numpy (the imports marked PLC0415): ``--help`` reads this
module and must be quick.
"""

from __future__ import annotations

import json
import math
import shlex
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from hydra.core.global_hydra import GlobalHydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.experimental.callback import Callback
from omegaconf import DictConfig, OmegaConf

from bench.config import SettingError, check

if TYPE_CHECKING:
    from bench.record import Growth, Record

RUN_FILE = "run.json"
FOLDER_OPTION = "hydra.sweep.dir"
_begun: list[Path] = []
_refused: list[Path] = []


class RunFolder(Callback):
    """Makes the run's folder in the process that the user started."""

    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:
        """Hydra calls this once before the sweep, but not for ``--help`` or ``--cfg``."""
        from bench.preflight import check_sweep, leave_where_wrong  # noqa: PLC0415

        swept = [f"{key}={value}" for key, value in (config.hydra.sweeper.params or {}).items()]
        overrides = [*swept, *config.hydra.overrides.task]
        with leave_where_wrong():
            check_sweep(config, overrides)
            run = Path(config.hydra.sweep.dir).resolve()
            _require_own(run)
            try:
                begin(run, config.experiment, count_cells(overrides))
            except OSError as error:
                mend = f"name a folder that can be written with {FOLDER_OPTION}=FOLDER"
                sys.exit(f"error: cannot write {run}: {error.strerror}: {mend}")


def count_cells(overrides: Sequence[str]) -> int:
    """Cells of a sweep: the product of all lists, a later value of the same key in place."""
    hydra = GlobalHydra.instance()
    loader = hydra.config_loader() if hydra.is_initialized() else None  # for glob(...)
    parsed = OverridesParser.create(config_loader=loader).parse_overrides(list(overrides))
    lengths = {
        override.key_or_group: len(list(override.sweep_iterator()))
        if override.is_sweep_override()
        else 1
        for override in parsed
    }
    return math.prod(lengths.values())


def begin(run: Path, experiment: str, planned: int) -> None:
    """Note a run's command, size and start."""
    run.mkdir(parents=True, exist_ok=True)
    _write_note(
        run,
        {
            "command": shlex.join(["python", "-m", "bench", *sys.argv[1:]]),
            "experiment": experiment,
            "planned": planned,
            "started_at": _now(),
            "finished_at": None,
        },
    )
    _begun.append(run)


def run_job(composed: DictConfig) -> None:
    """One Hydra job: run a cell, print its line, rewrite the report page."""
    from bench.build import BuildError  # noqa: PLC0415
    from bench.cell import CellError, run_cell  # noqa: PLC0415
    from bench.child import LOG_FILE  # noqa: PLC0415
    from bench.record import FINE  # noqa: PLC0415
    from bench.report import growth_line, one_line, write_report  # noqa: PLC0415
    from bench.tasks import TaskError  # noqa: PLC0415

    sweep = HydraConfig.get().sweep
    run = Path(sweep.dir).resolve()
    config = OmegaConf.to_container(composed, resolve=True, throw_on_missing=True, enum_to_str=True)
    folder, settings = run / sweep.subdir, cast(dict[str, Any], config)
    try:
        check(settings)
    except SettingError as error:
        sys.exit(f"error: {error}")
    if settings["scaling"] is not None:
        from bench.scaling import measure_growth  # noqa: PLC0415

        print(growth_line(measure_growth(folder, settings)), flush=True)
        return
    try:
        record = run_cell(run, folder, settings)
    except (BuildError, CellError, TaskError) as error:
        # Of this cell alone: others of the sweep may be fine.
        print(f"error: {error}", file=sys.stderr, flush=True)
        _refused.append(folder)
        return
    print(one_line(record), flush=True)
    if record.status not in FINE:
        print(f"        its output: {folder / LOG_FILE}", flush=True)
    write_report(run, final=False)


def finish() -> int:
    """Compare, write the report, print the table; the exit code of the whole run."""
    if not _begun:
        return 0
    from bench.compare import compare_run  # noqa: PLC0415
    from bench.record import FINE, GROWTH_FILE, Growth, Record, find, read  # noqa: PLC0415
    from bench.report import terminal_table, write_report  # noqa: PLC0415

    run = _begun[-1]
    records = [read(path, Record) for path in find(run)]
    growths = [read(path, Growth) for path in find(run, GROWTH_FILE)]
    done: list[Record | Growth] = [*records, *growths]
    if not done:
        return 1
    compare_run(run)
    note = json.loads((run / RUN_FILE).read_text(encoding="utf-8"))
    _write_note(run, note | {"finished_at": _now()})
    page = write_report(run, final=True)
    print(terminal_table(run))
    broken = _broken_metrics(records)
    for line in [*_unfinished(done), *broken]:
        print(line)
    print(f"report: {page}")
    fine = all(one.status in FINE for one in done)
    return 0 if fine and not broken and not _refused else 1


def _unfinished(records: Sequence[Record | Growth]) -> Iterator[str]:
    for record in records:
        if record.status != "ok" and record.failure is not None:
            mend = f"; to mend it: {record.failure.command}" if record.failure.command else ""
            where = f"{record.generator} seed {record.seed} on {record.task}"
            yield f"{record.status}: {where}: {record.failure.reason}{mend}"


def _broken_metrics(records: Sequence[Record]) -> list[str]:
    from bench.judges import FAILED  # noqa: PLC0415

    told = (
        f"metric {column.metric} {column.reason}"
        for record in records
        for column in (*record.scores, *record.held_out)
        if column.reason.startswith(FAILED)
    )
    return list(dict.fromkeys(told))


def how_to_go_on() -> str:
    """For whoever stopped a run: what is kept, and the command that takes it up."""
    if not _begun:
        return "stopped before the first cell"
    run = _begun[-1]
    arguments = [one for one in sys.argv[1:] if not one.startswith(f"{FOLDER_OPTION}=")]
    command = shlex.join(["python", "-m", "bench", *arguments, f"{FOLDER_OPTION}={run}"])
    return f"stopped; what had finished is kept in {run}\nto go on: {command}"


def _require_own(run: Path) -> None:
    """Systems of two runs must not end up on one board."""
    from bench.record import runs_within  # noqa: PLC0415

    if others := runs_within(run):
        raise SettingError(
            f"{FOLDER_OPTION}: wanted a folder for this run alone, found {len(others)} other "
            f"run(s) within {run}, e.g. {others[-1]}"
        )


def _write_note(run: Path, note: dict[str, Any]) -> None:
    (run / RUN_FILE).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
