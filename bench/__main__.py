"""``python -m bench +experiment=news_report``: compose, sweep, report."""

from __future__ import annotations

import os
import signal
import sys

import hydra
from hydra.errors import HydraException
from omegaconf import DictConfig

from bench import config, sweep


@hydra.main(version_base="1.3", config_path="../conf", config_name="config")
def _cell(composed: DictConfig) -> None:
    sweep.run_job(composed)


def _sweep() -> None:
    """Run the cells; a mistake beside a list of values is told as what it is.

    Hydra composes once to read ``hydra.mode``. Where that fails it takes the sweep for a single
    run and complains of the list ("Ambiguous value", "add --multirun"), which hides the mistake.
    """
    try:
        _cell()
    except HydraException as error:
        if "add --multirun" not in str(error):
            raise
        sys.argv.append("--multirun")
        _cell()


def main() -> int:
    """Exit code 0: all cells ok or skipped; 1: one failed; 2: wrong command line; 130: stopped."""
    # Hydra would print an error of its own and leave; this hands it over instead.
    os.environ["HYDRA_FULL_ERROR"] = "1"
    config.register()
    # Whoever gives up on a run, as CI and timeout do, sends SIGTERM: it too must end the cell.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _sweep()
        return sweep.finish()
    except config.NOT_COMPOSED as error:
        print(f"error: {config.explain(error)}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(sweep.how_to_go_on(), file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
