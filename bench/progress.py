"""The bar that the user sees while a cell's child runs.

The parent sleeps in ``select`` until a line comes (see ``bench.events``): no thread, no busy
waiting beside the measured code.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Iterable, Iterator
from subprocess import Popen
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from bench.judges import Judge


def follow(child: Popen[bytes], channel: int, title: str, timeout_s: float) -> bool:
    """Show a child's progress until its channel closes.

    Returns:
        False when ``timeout_s`` passed first.
    """
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", style="bold"),
        TextColumn("{task.fields[phase]}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    end_s = time.monotonic() + timeout_s
    pending = b""
    with Progress(
        *columns,
        console=console,
        auto_refresh=False,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        bar = progress.add_task(title, total=None, phase="start")
        while (left_s := end_s - time.monotonic()) > 0:
            ready, _, _ = select.select([channel], [], [], min(left_s, 60.0))
            if not ready:
                continue
            data = os.read(channel, 65536)
            if not data:
                return True
            *lines, pending = (pending + data).split(b"\n")
            for line in lines:
                word, value, extra = line.decode().split("\t")
                if word == "phase":
                    progress.reset(bar, total=int(extra) or None, phase=value)
                else:
                    progress.update(bar, completed=int(value))
            progress.refresh()
    return False


def told(judges: Iterable[Judge]) -> Iterator[Judge]:
    """The judges one by one, each named on the terminal while it works."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from judges
        return
    with console.status("judging") as status:
        for judge in judges:
            status.update(f"judging: {judge.name}")
            yield judge
