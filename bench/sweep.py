"""What happens around the cells: the run's folder, one cell per Hydra job, the report, the end.

A job never raises for a system's fault: Hydra would show one traceback and drop the rest.
The end is called plainly after the sweep and works from the records on disk, so it holds under
any launcher. Functions import what needs numpy: ``--help`` reads this module and must be quick.
"""

from __future__ import annotations

import json
import math
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, cast

from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.experimental.callback import Callback
from omegaconf import DictConfig, OmegaConf

from bench.config import SettingError, check, check_early

RUN_FILE = "run.json"
FOLDER_OPTION = "hydra.sweep.dir"
_begun: list[Path] = []


class RunFolder(Callback):
    """Makes the run's folder in the process that the user started."""

    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:
        """Hydra calls this once before the sweep, but not for ``--help`` or ``--cfg``."""
        swept = [f"{key}={value}" for key, value in (config.hydra.sweeper.params or {}).items()]
        overrides = [*swept, *config.hydra.overrides.task]
        run = Path(config.hydra.sweep.dir).resolve()
        try:
            check_early(config, swept_values(overrides))
            _require_own(run)
        except SettingError as error:
            _refuse(error)
        begin(run, config.experiment, count_cells(overrides))


def count_cells(overrides: Sequence[str]) -> int:
    """Cells of a sweep: the product of all lists."""
    return math.prod(len(values) for values in swept_values(overrides).values())


def swept_values(overrides: Sequence[str]) -> dict[str, list[Any]]:
    """The values of each key that is swept over; a later override of the same key is in place."""
    parsed = OverridesParser.create().parse_overrides(list(overrides))
    last: dict[str, Override] = {override.key_or_group: override for override in parsed}
    return {
        key: list(override.sweep_iterator())
        for key, override in last.items()
        if override.is_sweep_override()
    }


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
    from bench.cell import CellError, run_cell  # noqa: PLC0415
    from bench.report import growth_line, one_line, write_report  # noqa: PLC0415
    from bench.tasks import TaskError  # noqa: PLC0415

    sweep = HydraConfig.get().sweep
    run = Path(sweep.dir).resolve()
    config = OmegaConf.to_container(composed, resolve=True, throw_on_missing=True, enum_to_str=True)
    folder, settings = run / sweep.subdir, cast(dict[str, Any], config)
    try:
        check(settings)
    except SettingError as error:
        _refuse(error)
    if settings["scaling"] is not None:
        from bench.scaling import measure_growth  # noqa: PLC0415

        print(growth_line(measure_growth(folder, settings)), flush=True)
        return
    try:
        record = run_cell(run, folder, settings)
    except (CellError, TaskError) as error:
        sys.exit(f"error: {error}")
    print(one_line(record), flush=True)
    write_report(run, final=False)


def finish() -> int:
    """Compare, write the report, print the table; the exit code of the whole run."""
    if not _begun:
        return 0
    from bench.compare import compare_run  # noqa: PLC0415
    from bench.record import FINE, GROWTH_FILE, Growth, Record, find, read  # noqa: PLC0415
    from bench.report import terminal_table, write_report  # noqa: PLC0415

    run = _begun[-1]
    compare_run(run)
    note = json.loads((run / RUN_FILE).read_text(encoding="utf-8"))
    _write_note(run, note | {"finished_at": _now()})
    page = write_report(run, final=True)
    print(terminal_table(run))
    records: list[Record | Growth] = [
        *(read(path, Record) for path in find(run)),
        *(read(path, Growth) for path in find(run, GROWTH_FILE)),
    ]
    for record in records:
        if record.status != "ok" and record.failure is not None:
            mend = f"; to mend it: {record.failure.command}" if record.failure.command else ""
            where = f"{record.generator} seed {record.seed} on {record.task}"
            print(f"{record.status}: {where}: {record.failure.reason}{mend}")
    print(f"report: {page}")
    return 0 if records and all(record.status in FINE for record in records) else 1


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


def _refuse(error: SettingError) -> NoReturn:
    """End as a wrong command line does. Of an exception Hydra would warn, or go on."""
    print(f"error: {error}", file=sys.stderr)
    raise SystemExit(2)


def _write_note(run: Path, note: dict[str, Any]) -> None:
    (run / RUN_FILE).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
