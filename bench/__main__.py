"""``python -m bench +experiment=news_report``: compose, sweep, report."""

from __future__ import annotations

import sys

import hydra
from omegaconf import DictConfig

from bench import config, sweep


@hydra.main(version_base="1.3", config_path="../conf", config_name="config")
def _cell(composed: DictConfig) -> None:
    sweep.run_job(composed)


if __name__ == "__main__":
    config.register()
    _cell()
    sys.exit(sweep.finish())
