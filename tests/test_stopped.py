"""A run that somebody stops: Ctrl-C, or the SIGTERM of whoever gives up on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bench import record
from tests.conftest import ROOT
from tests.test_end_to_end import QUICK, only_run


def running_commands() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended meanwhile
            yield path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_ends_its_cell_and_says_how_to_go_on(
    tmp_path: Path, sent: signal.Signals
) -> None:
    systems = tmp_path / "own" / "generator"
    systems.mkdir(parents=True)
    (systems / "hangs.yaml").write_text(
        "name: hangs\nfamily: fake\ntitle: Hangs\n"
        "system: {_target_: tests.fakes.Hangs, trouble_with: weather-test-003}\n"
    )
    # A job in the background of a shell, as continuous integration may be, is born deaf to SIGINT.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    stopped = subprocess.Popen(
        [sys.executable, "-m", "bench", "--config-dir", "own", "generator=template,hangs", *QUICK],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGINT, before)
    try:
        deadline = time.monotonic() + 60
        while not any(tmp_path.glob("results/*/*/cells/*/*/hangs/*/rows.jsonl")):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        stopped.send_signal(sent)
        _, told = stopped.communicate(timeout=30)
    finally:
        stopped.kill()
    assert stopped.returncode == 130
    assert "Traceback" not in told
    run = only_run(tmp_path, "single")
    assert f"hydra.sweep.dir={run}" in told
    assert [path.parts[-3] for path in record.find(run)] == ["template"]
    assert not any(str(run) in command for command in running_commands())
