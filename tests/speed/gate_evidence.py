"""How often does the speed gate err? Runs it on no change and on a known slowdown; counts.

``python tests/speed/gate_evidence.py --runs 20`` compares a commit with itself, then with a copy in
which one generator writes every fifth text twice (+20 % of its work). Both kinds of run alternate,
so that neither has the quieter machine. The counts go to ``tests/speed/gate_evidence.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.speed.gate import Outcome, Plan, compare
from bench.speed.revisions import checkouts, commit_of, repository_of
from bench.speed.suite import PytestSuite

SLOWED = "rules_generate[news_report]"
SLOWED_FILE = Path("generators/rules/generator.py")
LINE = "            yield Chunk(row, _fit_words(self._sentences(source), max_words))\n"
TWICE = "            if row % 5 == 0:\n                self._sentences(source)\n"
OUT = Path(__file__).with_suffix(".json")


def slow_down(folder: Path) -> None:
    """Let the rules of a checked-out revision write every fifth text twice.

    Raises:
        ValueError: the generator no longer has the line that is patched.
    """
    path = folder / SLOWED_FILE
    text = path.read_text(encoding="utf-8")
    if text.count(LINE) != 1:
        raise ValueError(f"{path} no longer holds the line to patch: {LINE.strip()}")
    path.write_text(text.replace(LINE, TWICE + LINE), encoding="utf-8")


def row_of(kind: str, outcome: Outcome, seconds: float) -> dict[str, Any]:
    """What is kept of one run."""
    return {
        "kind": kind,
        "exit_code": outcome.exit_code,
        "seconds": round(seconds, 1),
        "load": round(os.getloadavg()[0], 2),
        "regressions": [finding.name for finding in outcome.regressions],
        "ratios": {finding.name: round(finding.time.value, 4) for finding in outcome.findings},
        "confirmed": [finding.name for finding in outcome.findings if finding.confirmed],
    }


def summary_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts of both kinds."""
    none = [row for row in rows if row["kind"] == "no change"]
    slow = [row for row in rows if row["kind"] == "slowed"]
    return {
        "no_change_runs": len(none),
        "no_change_passed": sum(row["exit_code"] == 0 for row in none),
        "slowed_runs": len(slow),
        "slowed_caught": sum(
            row["exit_code"] == 1 and row["regressions"] == [SLOWED] for row in slow
        ),
        "no_verdict": sum(row["exit_code"] == 3 for row in rows),
    }


def runs_of(
    base: Path, heads: Mapping[str, Path], suite: PytestSuite, count: int
) -> Iterator[dict[str, Any]]:
    """``count`` gate runs of each kind, in turn."""
    for number in range(count):
        for kind, head in heads.items():
            started_s = time.monotonic()
            outcome = compare(base, head, suite, Plan(seed=number), lambda _: None)
            yield row_of(kind, outcome, time.monotonic() - started_s)


def main() -> None:
    """Run both kinds in turn and keep the counts after each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="of each kind")
    parser.add_argument("--rev", default="HEAD", help="the commit to compare with itself")
    parser.add_argument("--only", nargs="+", default=["control", "rules", "template"])
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    repository = repository_of(Path.cwd())
    commit = commit_of(repository, options.rev)
    suite = PytestSuite(tuple(options.only))
    with (
        checkouts(repository, commit, commit) as (base, same),
        checkouts(repository, commit, commit) as (_, slow),
    ):
        slow_down(slow.folder)
        heads = {"no change": same.folder, "slowed": slow.folder}
        rows: list[dict[str, Any]] = []
        for row in runs_of(base.folder, heads, suite, options.runs):
            print(json.dumps(row), file=sys.stderr, flush=True)
            rows.append(row)
            document = {
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "commit": commit,
                "cores": os.cpu_count(),
                "benchmarks": options.only,
                "plan": asdict(Plan()),
                **summary_of(rows),
                "runs": rows,
            }
            options.out.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(summary_of(rows)))


if __name__ == "__main__":
    main()
