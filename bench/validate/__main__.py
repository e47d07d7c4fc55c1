"""``python -m bench.validate FOLDER``: published / ours / difference, and exit code 1 on drift."""

from __future__ import annotations

import argparse
import dataclasses
import json
import platform
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf

import conf
from bench.trust.__main__ import main as measure_trust
from bench.validate import cases, e2e, webnlg
from bench.validate.checks import Check, Checks, Scope
from bench.validate.importers import ImportFailure

Suite = Callable[[Path, Scope], Checks]
SUITES: Mapping[str, tuple[str, Suite]] = {
    "e2e": ("e2e", e2e.replay),
    "webnlg2017": ("webnlg2017", webnlg.replay_2017),
    "webnlg2020": ("webnlg2020", webnlg.replay_2020),
    "cases": ("metric_cases", cases.replay),
}
"""Folder of the public data and what replays it, by name."""
_WIDTHS = (12, 36, 30, 12, 12, 11)


def load_metrics() -> dict[str, Any]:
    """``conf/validate.yaml``."""
    loaded = OmegaConf.load(Path(conf.__path__[0]) / "validate.yaml")
    return {str(key): OmegaConf.to_container(value) for key, value in loaded.items()}


def replay(folder: Path, scope: Scope, names: Sequence[str]) -> Iterable[Check]:
    """All checks of the named suites, as they are made.

    Raises:
        FileNotFoundError: the folder has not the data of a suite.
    """
    for name in names:
        subfolder, suite = SUITES[name]
        if not (folder / subfolder).is_dir():
            raise FileNotFoundError(
                f"no {subfolder}/ in {folder}: give the folder that holds the public data, or "
                f"--only {','.join(other for other in SUITES if other != name)}"
            )
        yield from suite(folder, scope)


def row_of(check: Check) -> str:
    """One line of the table."""
    cells = [check.suite, check.item, check.score, _number(check.published)]
    cells += [_number(check.ours), _number(check.difference, signed=True)]
    padded = [
        cell[:width].ljust(width) if index < 3 else cell.rjust(width)
        for index, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    ]
    words = check.verdict if check.cause == "" else f"{check.verdict}: {check.cause}"
    return " ".join([*padded, "", words])


def _number(value: float | None, signed: bool = False) -> str:
    if value is None:
        return "-"
    if value == int(value):
        return f"{int(value):+d}" if signed and value else f"{int(value)}"
    return f"{value:+.6f}" if signed else f"{value:.5f}"


def document_of(checks: Sequence[Check], quick: bool) -> dict[str, Any]:
    """What is written as JSON: every number, verdict and recipe, and the versions."""
    packages = ("numpy", "sacrebleu", "rouge-score", "nltk")
    return {
        "quick": quick,
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages},
        "verdicts": dict(Counter(check.verdict for check in checks)),
        "checks": [
            dataclasses.asdict(check) | {"difference": check.difference, "verdict": check.verdict}
            for check in checks
        ],
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Score published outputs again and compare with the published numbers.

    Exit code 0 without drift, 1 with drift, 2 where the data are absent or cannot be aligned; with
    --trust also bench.trust's.
    """
    parser = argparse.ArgumentParser(prog="python -m bench.validate", description=__doc__)
    parser.add_argument("folder", type=Path, help="the public data, e.g. ../shared/public")
    parser.add_argument("--quick", action="store_true", help="no METEOR, no TER, two systems each")
    parser.add_argument("--only", default=",".join(SUITES), help=f"of {','.join(SUITES)}")
    parser.add_argument("--json", type=Path, default=Path("results/validation.json"))
    parser.add_argument(
        "--trust",
        action="store_true",
        help="then measure how far columns follow the human ratings of these data, as bench.trust"
        " does, into a file beside --json",
    )
    options = parser.parse_args(arguments)
    names = options.only.split(",")
    unknown = sorted(set(names) - SUITES.keys())
    if unknown:
        parser.error(f"--only {','.join(unknown)}: wanted some of {','.join(SUITES)}")
    scope = Scope(load_metrics(), options.quick, 2 if options.quick else None)
    checks = []
    heads = ("data", "item", "score", "published", "ours", "difference")
    print(" ".join(head.ljust(width) for head, width in zip(heads, _WIDTHS, strict=True)))
    try:
        for check in replay(options.folder, scope, names):
            checks.append(check)
            print(row_of(check), flush=True)
    except (FileNotFoundError, ImportFailure) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    options.json.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document_of(checks, options.quick), indent=1, ensure_ascii=False)
    options.json.write_text(text + "\n", encoding="utf-8")
    counts = Counter(check.verdict for check in checks)
    print(f"\n{', '.join(f'{n} {verdict}' for verdict, n in counts.items())}; {options.json}")
    for check in checks:
        if check.verdict == "drift":
            print(f"drift: {row_of(check)}", file=sys.stderr)
    trusted = _measure_trust(options.folder, names, options.json) if options.trust else 0
    return 1 if counts["drift"] else trusted


def _measure_trust(folder: Path, names: Sequence[str], beside: Path) -> int:
    sources = [SUITES[name][0] for name in names if name != "cases"]
    out = beside.with_name("trust.json")
    return measure_trust([str(folder), "--out", str(out), "--sources", *sources])


if __name__ == "__main__":
    sys.exit(main())
