"""Before the first cell: are the files that a run is made from in order?

Every value of every sweep is composed once and looked at: the task with its corpus, the system's
file, the condition, the metrics. A mistake that ended a run after its third hour, or gave figures
that mean something else, ends it here in one line.
"""

from __future__ import annotations

import copy
import json
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from hydra.core.global_hydra import GlobalHydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser
from omegaconf import DictConfig, OmegaConf, open_dict

from bench.api import Checks
from bench.config import NOT_COMPOSED, SettingError, check, explain
from bench.judges import Judge, check_metrics
from bench.tasks.check import check_task

SYSTEM_KEYS = ("name", "family", "title", "system")


@contextmanager
def leave_where_wrong() -> Iterator[None]:
    """End the process on an error: Hydra makes warnings of what its callbacks raise, and goes on.

    Raises:
        SystemExit: 2 where the configuration cannot be composed or has a value that nothing can
            run with, 1 for all else that is wrong.
    """
    try:
        yield
    except NOT_COMPOSED as error:
        print(f"error: {explain(error)}", file=sys.stderr)
        sys.exit(2)
    except SettingError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
    except (OSError, ValueError) as error:  # TaskError, BuildError and metrics' own among them
        sys.exit(f"error: {error}")
    except Exception:
        traceback.print_exc()
        sys.exit(1)


def check_sweep(composed: DictConfig, overrides: Sequence[str]) -> None:
    """Compose and check whatever a sweep names.

    Args:
        composed: the configuration without the swept values, as Hydra hands it to callbacks.
        overrides: the sweep's, in Hydra's grammar.

    Raises:
        NOT_COMPOSED: what Hydra raises where a job cannot be composed.
        ValueError: see ``check_settings``.
    """
    loader = GlobalHydra.instance().config_loader()
    seen: set[str] = set()
    jobs = jobs_for_each_value(overrides)
    # Hydra takes a third of a second for a job: the only one of a run without a sweep is there.
    ready = len(jobs) == 1 and not composed.hydra.sweeper.params
    for job in jobs:
        one = composed if ready else loader.load_sweep_config(composed, job)
        check_settings(_resolved(one), seen)


def jobs_for_each_value(overrides: Sequence[str]) -> list[list[str]]:
    """The fewest jobs of a sweep of which one has each value; of seeds, which name no file, one."""
    parser = OverridesParser.create(config_loader=GlobalHydra.instance().config_loader())
    values: dict[str, list[str]] = {}
    for override in parser.parse_overrides(list(overrides)):
        key = override.get_key_element()
        written = (
            list(override.sweep_string_iterator())
            if override.is_sweep_override()
            else [override.get_value_element_as_str()]
        )
        values[key] = [f"{key}={one}" for one in written[: 1 if key == "seed" else None]]
    most = max(map(len, values.values()), default=1)
    return [[listed[min(at, len(listed) - 1)] for listed in values.values()] for at in range(most)]


def _resolved(composed: DictConfig) -> dict[str, Any]:
    """A job's settings as its cell gets them."""
    held = HydraConfig.instance().cfg
    job = copy.deepcopy(composed)
    with open_dict(job.hydra):
        job.hydra.job.id, job.hydra.job.num = "0", 0
    HydraConfig.instance().set_config(job)  # for ${hydra:...}
    try:
        own = OmegaConf.masked_copy(job, [str(key) for key in job if key != "hydra"])
        settings = OmegaConf.to_container(
            own, resolve=True, throw_on_missing=True, enum_to_str=True
        )
    finally:
        HydraConfig.instance().cfg = held
    return cast(dict[str, Any], settings)


def check_settings(settings: Mapping[str, Any], seen: set[str]) -> None:
    """Check one job's settings; ``seen`` remembers tasks with their metrics.

    Raises:
        SettingError: a value or file is wrong, or ``statistics.goodput`` names no column.
        TaskError, BuildError: a task or a metric is; says which and what mends it.
        ValueError: a metric cannot judge the task.
    """
    check(settings)
    _check_system(settings["generator"])
    _check_condition(settings["condition"])
    metrics = {} if settings["scaling"] is not None else settings["metrics"]
    goodput = settings["statistics"]["goodput"]
    key = json.dumps([settings["task"], metrics, goodput], default=str)
    if key not in seen:
        seen.add(key)
        task, test = check_task(settings["task"])
        judges = check_metrics(metrics)
        if metrics:
            _check_goodput(goodput, judges)
        for judge in judges:
            metric: object = judge.metric
            if isinstance(metric, Checks):
                metric.check(task, test)


def _check_system(generator: Mapping[str, Any]) -> None:
    found = ", ".join(map(str, generator)) or "nothing"
    where = f"generator {generator.get('name', '')!r}"
    for key in SYSTEM_KEYS:
        if not generator.get(key):
            raise SettingError(
                f"{where}: wanted {key}, found {found}: add it to its file in conf/generator, or "
                "below --config-dir"
            )
        if key != "system" and not isinstance(generator[key], str):
            raise SettingError(f"{where}: wanted text as {key}, found {generator[key]!r}")
    system = generator["system"]
    target = system.get("_target_") if isinstance(system, Mapping) else None
    if not isinstance(target, str) or "." not in target.strip("."):
        raise SettingError(
            f"{where}: wanted system as {{_target_: package.module.Name}}, found {system!r}"
        )


def _check_condition(condition: Mapping[str, Any]) -> None:
    """Its other keys are within their limits already."""
    if not isinstance(condition.get("name"), str):
        found = ", ".join(map(str, condition)) or "nothing"
        raise SettingError(
            f"condition: wanted name, found {found}: add it to its file in conf/condition, or "
            "below --config-dir"
        )


def _check_goodput(wanted: str, judges: Sequence[Judge]) -> None:
    """The column is one of the metrics' that are there; one that is not here may have it."""
    known = [key for judge in judges if judge.metric is not None for key in judge.metric.scores]
    if wanted and wanted not in known and all(judge.metric is not None for judge in judges):
        raise SettingError(
            f"statistics.goodput: wanted a column of the configured metrics ({', '.join(known)})"
            f" or '' for none, found {wanted!r}"
        )
