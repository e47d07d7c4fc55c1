"""The typed schema of the configuration: a wrong key or kind of value dies at compose time.

``task``, ``generator``, ``condition`` and ``metrics`` stay open mappings: their files in
``conf`` are the schema, so that a new one needs no line here.
"""

from __future__ import annotations

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
