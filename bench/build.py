"""Makes an object from its configuration: ``_target_`` names the class, the rest its fields.

The child process of a cell uses this in place of ``hydra.utils.instantiate``, whose import
alone takes longer than a template needs for all its texts.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from bench.api import Unavailable


class BuildError(ValueError):
    """A ``_target_`` or its fields are wrong; says what was found."""


def build(config: Mapping[str, Any]) -> Any:
    """Build ``config["_target_"]`` with the other keys as keyword arguments, nested ones first.

    Raises:
        Unavailable: a third-party module is not installed.
        BuildError: the target does not exist or does not take these fields.
    """
    if not isinstance(config.get("_target_"), str):
        raise BuildError(f"wanted _target_: package.module.Class, found {sorted(config)}")
    target = config["_target_"]
    fields = {
        name: build(value) if isinstance(value, Mapping) and "_target_" in value else value
        for name, value in config.items()
        if name != "_target_"
    }
    try:
        return locate(target)(**fields)
    except TypeError as error:
        if error.__traceback__ is not None and error.__traceback__.tb_next is None:
            raise BuildError(f"{target} does not take {sorted(fields)}: {error}") from error
        raise


def locate(target: str) -> Any:
    """Import ``package.module.Name``."""
    module_name, _, name = target.rpartition(".")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if _is_own(error.name, module_name):
            raise BuildError(f"no module {error.name!r}, wanted by _target_ {target!r}") from error
        raise missing_module(error) from error
    try:
        return getattr(module, name)
    except AttributeError as error:
        raise BuildError(f"module {module_name} has no {name!r} (_target_ {target!r})") from error


def missing_module(error: ModuleNotFoundError) -> Unavailable:
    """What to tell a user who lacks a third-party package."""
    package = (error.name or "").partition(".")[0]
    return Unavailable(f"the package {package!r} is not installed", f"pip install {package}")


def _is_own(missing: str | None, wanted: str) -> bool:
    """Whether the missing module belongs to the target's own package: a typo, not an extra."""
    return missing is not None and missing.partition(".")[0] == wanted.partition(".")[0]
