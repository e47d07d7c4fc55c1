"""``python -m bench.trust FOLDER``: measure on public ratings how far columns follow people."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from bench.report.trust import FILE, Source, Trust, spearman_of, write_trust
from bench.trust.measure import measure, read_all
from bench.validate.importers import ImportFailure

CONF = Path(__file__).parents[2] / "conf"


def main(arguments: list[str] | None = None) -> int:
    """Write the correlations; the exit code is 2 where the folder holds no ratings."""
    parser = argparse.ArgumentParser(prog="python -m bench.trust", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="public data: e2e, webnlg2017")
    parser.add_argument(
        "--out", type=Path, default=FILE, help="the JSON file to write (%(default)s)"
    )
    parser.add_argument("--metrics", help="a file of conf/metrics by name (as in conf/trust.yaml)")
    options = parser.parse_args(arguments)
    schemas = _load(CONF / "trust.yaml")
    metrics = _load_metrics(options.metrics or schemas["metrics"])
    try:
        ratings = read_all(options.folder)
    except (ImportFailure, OSError) as error:
        print(f"bench.trust: {error}", file=sys.stderr)
        return 2
    if not ratings:
        print(f"bench.trust: no e2e, webnlg2017 or webnlg2020 in {options.folder}", file=sys.stderr)
        return 2
    sources = []
    for one in ratings:
        source = measure(one, metrics, schemas)
        _print(source)
        sources.append(source)
    write_trust(options.out, Trust(tuple(sources)))
    print(f"written: {options.out}")
    return 0


def _load_metrics(name: str) -> dict[str, Any]:
    """The metrics of a file, after those of the files that it builds on."""
    own = _load(CONF / "metrics" / f"{name}.yaml")
    metrics: dict[str, Any] = {}
    for base in own.pop("defaults", ()):
        metrics |= _load_metrics(base) if base != "_self_" else {}
    return metrics | own


def _load(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def _print(source: Source) -> None:
    print(f"{source.title}, {source.asked}: {source.systems} systems, {source.texts} texts")
    for follows in source.follows:
        print(f"  {follows.label:22} by {follows.level:8} {spearman_of(follows)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
