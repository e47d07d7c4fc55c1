"""This project's speed beside what a user would pick instead, in one run: the speed page.

``python -m tests.speed.side_by_side [TRADE ...]`` writes ``speed.json`` and ``speed.md`` into
``results/sample_speed``; a trade named alone is measured again and takes its rows' place. Run it
with nothing else running: the ratios stand side by side in time, the rates are this machine's.
The rivals ``kenlm`` and ``simplenlg`` are measured where they are installed.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import environment
from tests.speed.contests.contest import Outcome, hold

FOLDER = Path(__file__).parents[2] / "results" / "sample_speed"
TRADES = ("ngram", "traditional", "judges", "language_model")


def measure(trade: str) -> dict[str, Any]:
    """All contests of a trade, with the machine and its load."""
    load = os.getloadavg()[0]
    module = importlib.import_module(f"tests.speed.contests.{trade}")
    outcomes = []
    for contest in module.contests():
        outcome = hold(contest)
        print(line_of(dataclasses.asdict(outcome)), flush=True)
        outcomes.append(dataclasses.asdict(outcome))
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "load_at_start": round(load, 2),
        "environment": environment.describe(),
        "outcomes": outcomes,
    }


def line_of(outcome: dict[str, Any]) -> str:
    """A row of the table."""
    found = Outcome(**outcome)
    head = f"| {found.what} | {found.rival} |"
    if found.ours is None or found.theirs is None or found.ratio is None:
        return f"{head} {found.note} | | | |"
    unit = f"{found.unit}/s"
    return (
        f"{head} {_digits(found.ours)} {unit} | {_digits(found.theirs)} {unit} | "
        f"**{_digits(found.ratio)}x** ({_digits(found.ratio_low or 0)} to "
        f"{_digits(found.ratio_high or 0)}) | {found.rounds} |"
    )


def page_of(document: dict[str, Any]) -> str:
    """``speed.md``: the table, and on what it was measured."""
    described = next(iter(document.values()))["environment"]
    lines = [
        "| What | Beside | Ours | Theirs | Ratio (range of rounds) | Rounds |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
        *(line_of(outcome) for trade in TRADES for outcome in _outcomes(document, trade)),
        "",
        f"Medians over rounds taken in turns, on {described['cores']} cores of "
        f"{described['processor']}, Python {described['python']}. One-minute load at the start of "
        "each trade, which the measured work itself adds to: "
        + ", ".join(f"{t} {document[t]['load_at_start']}" for t in TRADES if t in document)
        + ". Made by `python -m tests.speed.side_by_side`; all numbers: `speed.json`.",
    ]
    return "\n".join(lines) + "\n"


def _outcomes(document: dict[str, Any], trade: str) -> list[dict[str, Any]]:
    return document[trade]["outcomes"] if trade in document else []


def _digits(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def main() -> int:
    """Measure the wanted trades and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trades", nargs="*", metavar="TRADE", help=", ".join(TRADES))
    wanted = parser.parse_args().trades or list(TRADES)
    if unknown := set(wanted) - set(TRADES):
        parser.error(f"no trade {', '.join(sorted(unknown))}: there are {', '.join(TRADES)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "speed.json"
    document = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for trade in wanted:
        document[trade] = measure(trade)
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    (FOLDER / "speed.md").write_text(page_of(document), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
