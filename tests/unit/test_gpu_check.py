"""The GPU check itself, on the CPU with a tiny model: it runs, judges and writes its record."""

from __future__ import annotations

import json
from pathlib import Path

from tests.gpu.check_language_models import main


def test_runs_on_the_cpu_and_writes_a_record(tmp_path: Path) -> None:
    path = tmp_path / "sample" / "record.json"
    assert main(["--device", "cpu", "--tiny", "--record", str(path)]) == 0
    row = json.loads(path.read_text(encoding="utf-8"))["models"]["gpt2"]
    assert row["weights"] == "random"
    assert row["peak_gpu_mb"] is None
    assert row["dev_losses"][-1] < row["dev_losses"][0]
    assert row["batch_invariant_share"] == 1.0
    assert set(row["speed_by_batch"]) == {"1", "4"}
