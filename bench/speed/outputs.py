"""What a comparison leaves behind: a terminal table, a JSON, a picture, a line of history."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.speed.gate import CONTROL, Finding, Outcome, Plan
from bench.speed.ratios import Ratio
from bench.speed.revisions import Revision

SCHEMA = 1
JSON_FILE, PICTURE_FILE = "speed.json", "speed.png"
MARKS = {"same": "", "faster": "faster", "control": "must not move"}
_ROW_INCHES = 0.32


@dataclass(frozen=True, slots=True)
class Comparison:
    """A finished comparison and what it compared."""

    base: Revision
    head: Revision
    plan: Plan
    outcome: Outcome
    seconds: float


def table_of(comparison: Comparison) -> str:
    """One line a benchmark: medians of both sides, ratio with interval, memory, verdict."""
    head = ["benchmark", "base", "head", "ratio", "95 % interval", "memory", "pairs", ""]
    rows = [head, *(_row(finding) for finding in comparison.outcome.findings)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 0 < place < len(head) - 1 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def verdict_of(comparison: Comparison) -> str:
    """The decision in plain words, with what to do about it."""
    outcome, plan = comparison.outcome, comparison.plan
    lines = [f"not compared: {name} ({why})" for name, why in sorted(outcome.left_out.items())]
    lines += [f"FAILS in head: {name} ({why})" for name, why in sorted(outcome.broken.items())]
    if outcome.missing or outcome.added:
        lines.append(
            f"the benchmarks differ: only in base: {', '.join(outcome.missing) or 'none'}; only in"
            f" head: {', '.join(outcome.added) or 'none'}"
            + ("" if outcome.renaming_allowed else ". If that is meant, say --allow-renamed")
        )
    for finding in outcome.regressions:
        lines.append(f"REGRESSION: {finding.name} is {finding.verdict} ({_told(finding)})")
    if outcome.regressions and outcome.control_moved:
        lines.append(
            f"NO VERDICT: the control moved by more than {plan.control_threshold:.0%}, so the"
            " machine is not steady enough to tell; run the gate again"
        )
    elif not outcome.exit_code:
        lines.append(
            f"pass: no benchmark of {comparison.head.short} is more than {plan.threshold:.0%}"
            f" slower or {plan.memory_threshold:.0%} larger than at {comparison.base.short}"
        )
    return "\n".join(lines)


def document_of(comparison: Comparison) -> dict[str, Any]:
    """Everything as JSON."""
    outcome = comparison.outcome
    return {
        "schema": SCHEMA,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "base": comparison.base.commit,
        "head": comparison.head.commit,
        "exit_code": outcome.exit_code,
        "seconds": round(comparison.seconds, 1),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "plan": asdict(comparison.plan),
        **asdict(outcome),
    }


def history_line(comparison: Comparison) -> str:
    """One line of JSON: medians of head by benchmark, for a look over many commits."""
    outcome = comparison.outcome
    document = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "base": comparison.base.commit,
        "head": comparison.head.commit,
        "exit_code": outcome.exit_code,
        "python": platform.python_version(),
        "benchmarks": {
            finding.name: {
                "seconds": finding.time.head,
                "ratio": finding.time.value,
                "peak_mb": finding.memory.head if finding.memory else None,
            }
            for finding in outcome.findings
        },
    }
    return json.dumps(document)


def write_outputs(comparison: Comparison, folder: Path, history: Path | None) -> None:
    """Write ``speed.json`` and ``speed.png`` into ``folder``, and append to ``history``."""
    folder.mkdir(parents=True, exist_ok=True)
    document = json.dumps(document_of(comparison), indent=1, allow_nan=False)
    (folder / JSON_FILE).write_text(document + "\n", encoding="utf-8")
    draw_ratios(comparison, folder / PICTURE_FILE)
    if history is not None:
        history.parent.mkdir(parents=True, exist_ok=True)
        with history.open("a", encoding="utf-8") as file:
            file.write(history_line(comparison) + "\n")


def draw_ratios(comparison: Comparison, path: Path) -> None:
    """Time and memory ratios with their intervals, one line a benchmark (PNG)."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - a wrong argument needs no picture

    findings = comparison.outcome.findings[::-1]
    figure = Figure(figsize=(10, 1.4 + _ROW_INCHES * len(findings)), layout="constrained")
    time, memory = figure.subplots(1, 2, sharey=True)
    panels = (
        (time, "time", [finding.time for finding in findings], comparison.plan.threshold),
        (
            memory,
            "peak memory",
            [finding.memory for finding in findings],
            comparison.plan.memory_threshold,
        ),
    )
    for axes, title, ratios, threshold in panels:
        _draw_intervals(axes, ratios, threshold)
        axes.set(title=title, xlabel="head / base")
    time.set_yticks(range(len(findings)), [finding.name for finding in findings])
    figure.suptitle(f"{comparison.base.short} to {comparison.head.short}", fontsize="medium")
    figure.savefig(path, dpi=120)


def _draw_intervals(axes: Any, ratios: Sequence[Ratio | None], threshold: float) -> None:
    axes.axvline(1, color="0.6", linewidth=0.8)
    axes.axvline(1 + threshold, color="tab:red", linewidth=0.8, linestyle=":")
    for place, ratio in enumerate(ratios):
        if ratio is not None:
            color = "tab:red" if ratio.exceeds(threshold) else "tab:blue"
            axes.plot([ratio.low, ratio.high], [place, place], color=color)
            axes.plot([ratio.value], [place], "o", color=color, markersize=4)
    axes.set_xscale("log")
    axes.set_xticks([0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.5, 2], minor=False)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter("")
    seen = [end for ratio in ratios if ratio for end in (ratio.low, ratio.high)]
    axes.set_xlim(min(0.8, *seen) * 0.97, max(1.25, *seen) * 1.03)


def _row(finding: Finding) -> list[str]:
    time = finding.time
    return [
        finding.name,
        _duration(time.base),
        _duration(time.head),
        f"{time.value:.3f}",
        f"{time.low:.3f} - {time.high:.3f}",
        f"{finding.memory.value:.3f}" if finding.memory else "-",
        str(time.pairs),
        MARKS.get(finding.verdict, finding.verdict.upper())
        + (" (measured again)" if finding.confirmed and finding.name != CONTROL else ""),
    ]


def _duration(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _told(finding: Finding) -> str:
    told = [f"time x{finding.time.value:.2f}"]
    if finding.memory is not None:
        told.append(f"memory x{finding.memory.value:.2f}")
    return f"{', '.join(told)} over {finding.time.pairs} pairs of a second measurement"
