"""The typed schema of the configuration: a wrong key or kind of value dies at compose time.

``task``, ``generator``, ``condition`` and ``metrics`` stay open mappings: their files in
``conf`` are the schema, so that a new one needs no line here. What a value may be is said by
``LIMITS``: one out of range dies before the first cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from traceback import walk_tb
from typing import Any

import yaml
from hydra.core.config_store import ConfigStore
from hydra.errors import HydraException
from omegaconf import MISSING, DictConfig
from omegaconf.errors import OmegaConfBaseException

Device = Enum("Device", ["auto", "cpu", "cuda"])
Correction = Enum("Correction", ["holm", "benjamini_hochberg"])


@dataclass
class Speed:
    """How a system is timed; see ``bench.passes``."""

    batch_sizes: list[int] = MISSING
    warm_up_texts: int = MISSING
    warm_up_s: float = MISSING
    single_stream_s: float = MISSING
    single_stream_texts_min: int = MISSING
    offline_s: float = MISSING
    offline_s_min: float = MISSING
    repeats_max: int = MISSING


@dataclass
class Statistics:
    """How scores are compared; see ``bench.stats``."""

    resamples: int = MISSING
    alpha: float = MISSING
    correction: Correction = MISSING
    seed: int = MISSING
    goodput: str = MISSING


@dataclass
class Scaling:
    """The sizes at which cost is measured; see ``bench.scaling``."""

    texts: list[int] = MISSING
    train: list[int] = MISSING
    input: list[int] = MISSING
    batch: list[int] = MISSING
    texts_per_input: int = MISSING
    batch_size: int = MISSING
    fill_s: float = MISSING
    budget_s: float = MISSING


@dataclass
class Config:
    """One cell's whole configuration."""

    experiment: str = MISSING
    seed: int = MISSING
    device: Device = MISSING
    timeout_s: float = MISSING
    use_cached_fits: bool = MISSING
    scaling: Scaling | None = None
    speed: Speed = field(default_factory=Speed)
    statistics: Statistics = field(default_factory=Statistics)
    task: dict[str, Any] = field(default_factory=dict)
    generator: dict[str, Any] = field(default_factory=dict)
    condition: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)


class SettingError(ValueError):
    """A setting has a value that no cell can run with; says what was wanted and found."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a value has to be, in words and as a test."""

    wanted: str
    holds: Callable[[Any], bool]


def _is_number(value: object) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole or (isinstance(value, float) and math.isfinite(value))


def _whole(least: int) -> Limit:
    def holds(value: Any) -> bool:
        return _is_number(value) and isinstance(value, int) and value >= least

    return Limit(f"a whole number of at least {least}", holds)


_COUNT = _whole(1)
_SEED = _whole(0)
_COUNTS = Limit(
    "a list of whole numbers of at least 1, with one or more of them",
    lambda value: isinstance(value, list) and value != [] and all(map(_COUNT.holds, value)),
)
_SECONDS = Limit("a number of at least 0", lambda value: _is_number(value) and value >= 0)
LIMITS: Mapping[str, Limit] = {
    "seed": _SEED,
    "timeout_s": Limit("a number above 0", lambda value: _is_number(value) and value > 0),
    "speed.batch_sizes": Limit(
        f"{_COUNTS.wanted}, each once",
        lambda value: _COUNTS.holds(value) and len(set(value)) == len(value),
    ),
    "speed.warm_up_texts": _COUNT,
    "speed.warm_up_s": _SECONDS,
    "speed.single_stream_s": _SECONDS,
    "speed.single_stream_texts_min": _whole(0),
    "speed.offline_s": _SECONDS,
    "speed.offline_s_min": _SECONDS,
    "speed.repeats_max": _COUNT,
    "statistics.resamples": _COUNT,
    "statistics.alpha": Limit(
        "a number between 0 and 1", lambda value: _is_number(value) and 0 < value < 1
    ),
    "statistics.seed": _SEED,
    "task.max_words": _COUNT,
    "condition.typos": Limit(
        "a number from 0 to 1", lambda value: _is_number(value) and 0 <= value <= 1
    ),
    "condition.shuffle_facts": Limit("true or false", lambda value: isinstance(value, bool)),
    **{f"scaling.{axis}": _COUNTS for axis in ("texts", "train", "input", "batch")},
    "scaling.texts_per_input": _COUNT,
    "scaling.batch_size": _COUNT,
    "scaling.fill_s": _SECONDS,
    "scaling.budget_s": _SECONDS,
}
"""By key; the ``scaling`` ones hold where there is such a section."""


def check(config: Mapping[str, Any]) -> None:
    """Refuse a cell's resolved configuration that cannot run, or whose numbers would mean nothing.

    Raises:
        SettingError: a value is out of range.
    """
    for key in LIMITS:
        section, _, name = key.rpartition(".")
        values = config[section] if section else config
        if values is not None:
            _check_value(key, values.get(name))


def _check_value(key: str, value: object) -> None:
    limit = LIMITS[key]
    if not limit.holds(value):
        found = "nothing" if value is None else repr(value)
        raise SettingError(f"{key}: wanted {limit.wanted}, found {found}")


def register() -> None:
    """Make the schema known to Hydra as ``schema``."""
    ConfigStore.instance().store(name="schema", node=Config)


NOT_COMPOSED = (HydraException, OmegaConfBaseException, yaml.YAMLError, UnicodeDecodeError)
"""What Hydra raises where a configuration cannot be read or composed."""


def explain(error: Exception) -> str:
    """A composition error in plain words; for a wrong key, with the keys there are."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"{mark.name}:{mark.line + 1}: no YAML: {error.problem}"
    if isinstance(error, UnicodeDecodeError):
        return f"{_read_when(error)}: wanted UTF-8, found {error.reason}: save it as UTF-8"
    cause = error if isinstance(error, OmegaConfBaseException) else error.__cause__
    lines = [line for line in str(error).splitlines() if not line.startswith("To append")]
    if isinstance(cause, OmegaConfBaseException):
        lines = [lines[0], str(cause.msg).splitlines()[0]] if lines else [str(cause.msg)]
        if isinstance(cause.parent_node, DictConfig) and cause.key not in cause.parent_node:
            lines.append(f"Available keys: {', '.join(map(str, cause.parent_node))}")
    return "\n".join(dict.fromkeys(lines))


def _read_when(error: Exception) -> str:
    """The configuration file that was being read: Hydra has it in a frame, not in the error."""
    paths = [frame.f_locals.get("full_path") for frame, _ in walk_tb(error.__traceback__)]
    return next((str(path) for path in paths if path), "a file in conf or below --config-dir")
