"""``python -m bench.trust FOLDER``: measure on public ratings how far columns follow people."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from bench.api import Slot, Unavailable
from bench.record import RecordError
from bench.report.trust import FILE, Source, Trust, merged, read_trust, spearman_of, write_trust
from bench.trust.measure import measure, read_all, sample
from bench.validate.importers import ImportFailure

CONF = Path(__file__).parents[2] / "conf"


def main(arguments: list[str] | None = None) -> int:
    """Write the correlations.

    The exit code is 2 where the folder holds no ratings, or a metric named with --only cannot run.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    settings = _load(CONF / "trust.yaml")
    metrics = _load_metrics(options.metrics or settings["metrics"])
    try:
        known = read_trust(options.out).sources if options.out.exists() else ()
        for setting in options.set:
            apply_setting(metrics, setting)
    except (RecordError, ValueError) as error:
        parser.error(str(error))
    wanted = options.only or [name for name in metrics if name not in settings["slow"]]
    if strange := [name for name in wanted if name not in metrics]:
        parser.error(f"no metric {', '.join(strange)}: there are {', '.join(metrics)}")
    if options.inputs and options.out.resolve() == FILE:
        parser.error("--inputs measures on a sample only: name a file of its own with --out")
    sources: list[Source] = []
    try:
        for aspects in read_all(options.folder, options.sources):
            listed = settings["slots"][aspects[0].schema]
            slots = _load(CONF / listed) if isinstance(listed, str) else listed
            sources += measure(
                sample(aspects, options.inputs) if options.inputs else aspects,
                {name: metrics[name] for name in wanted},
                [Slot(**slot) for slot in slots],
                leave_out=not options.only,
                say=print,
            )
            for source in sources[-len(aspects) :]:
                _print(source)
    except (ImportFailure, OSError, Unavailable) as error:
        print(f"bench.trust: {error}", file=sys.stderr)
        return 2
    if not sources:
        print(f"bench.trust: no e2e, webnlg2017 or webnlg2020 in {options.folder}", file=sys.stderr)
        return 2
    write_trust(options.out, Trust(merged(known, sources)))
    print(f"written: {options.out}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.trust", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="public data: e2e, webnlg2017")
    parser.add_argument(
        "--out",
        type=Path,
        default=FILE,
        help="the JSON file to write; what it knows of other columns stays (%(default)s)",
    )
    parser.add_argument("--metrics", help="a file of conf/metrics by name (as in conf/trust.yaml)")
    parser.add_argument("--only", nargs="+", help="these metrics of it, e.g. slow ones")
    parser.add_argument("--sources", nargs="+", help="these folders of FOLDER (all)")
    parser.add_argument(
        "--set",
        nargs="+",
        default=[],
        metavar="METRIC.KEY=VALUE",
        help="settings of metrics, such as judge.model=NAME judge.base_url=http://HOST:PORT/v1",
    )
    parser.add_argument(
        "--inputs",
        type=_positive,
        help="ratings of so many inputs only, evenly spread: for slow judges",
    )
    return parser


def _positive(written: str) -> int:
    number = int(written)
    if number < 1:
        raise argparse.ArgumentTypeError(f"wanted 1 or more, found {written}")
    return number


def apply_setting(metrics: dict[str, Any], setting: str) -> None:
    """Apply ``METRIC.KEY=VALUE`` to the build recipes.

    Raises:
        ValueError: it is no such setting, or there is no such metric or key.
    """
    where, equals, value = setting.partition("=")
    name, _, key = where.partition(".")
    known = [f"{one}.{key}" for one in metrics for key in metrics[one] if key != "_target_"]
    if not equals or where not in known:
        raise ValueError(
            f"wanted METRIC.KEY=VALUE, found {setting!r}; there are {', '.join(known)}"
        )
    try:
        metrics[name] = metrics[name] | {key: yaml.safe_load(value)}
    except yaml.YAMLError as error:
        raise ValueError(f"{setting!r}: the value is no YAML: {error}") from error


def _load_metrics(name: str) -> dict[str, Any]:
    """The metrics of a file, after those of the files that it builds on."""
    own: dict[str, Any] = _load(CONF / "metrics" / f"{name}.yaml")
    metrics: dict[str, Any] = {}
    for base in own.pop("defaults", ()):
        metrics |= _load_metrics(base) if base != "_self_" else {}
    return metrics | own


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _print(source: Source) -> None:
    print(f"{source.title}, {source.asked}: {source.systems} systems, {source.texts} texts")
    for follows in source.follows:
        print(f"  {follows.label:22} by {follows.level:8} {spearman_of(follows)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
