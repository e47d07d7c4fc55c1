"""No work at start that a run does not need: what is imported, and when."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"torch", "transformers", "openvino", "matplotlib", "pandas", "nltk", "sacrebleu"}


def loaded_by(script: str) -> set[str]:
    """Top-level modules of a fresh interpreter after the script."""
    tail = "\nimport sys\nprint('\\n'.join({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", script + tail], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_command_line_loads_no_metric_and_no_report() -> None:
    script = "import bench.__main__, bench.sweep, bench.config"
    assert not loaded_by(script) & (HEAVY | {"numpy", "metrics", "generators"})


@pytest.mark.parametrize(
    "target", ["rules.RuleBased", "template.Templates", "ngram.NGram", "bounds.Silent"]
)
def test_a_traditional_system_starts_without_heavy_modules(target: str) -> None:
    script = f"import bench.worker\nfrom bench.build import locate\nlocate('generators.{target}')"
    assert not loaded_by(script) & (HEAVY | {"hydra", "omegaconf", "rich", "metrics"})


def test_a_scaling_point_is_as_light_as_a_cell() -> None:
    assert not loaded_by("import bench.scaling_point") & (HEAVY | {"hydra", "rich", "metrics"})
