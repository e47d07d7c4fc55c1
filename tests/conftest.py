"""What tests share: a run's configuration, a folder of its own for cached fits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf

from bench import config

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test, and no module's fixture, reads or leaves a fit in the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NLGBENCH_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
        yield


def composed(*overrides: str) -> dict[str, Any]:
    """A cell's configuration as the sweep makes it, with speed settings that fit a test."""
    config.register()
    quick = (
        "speed.single_stream_s=0.2",
        "speed.offline_s=0.2",
        "speed.offline_s_min=0",
        "speed.warm_up_s=0.1",
        "statistics.resamples=200",
    )
    with initialize_config_dir(str(ROOT / "conf"), version_base="1.3"):
        made = compose("config", overrides=[*quick, *overrides])
    container = OmegaConf.to_container(made, resolve=True, enum_to_str=True)
    assert isinstance(container, dict)
    return {str(key): value for key, value in container.items()}
