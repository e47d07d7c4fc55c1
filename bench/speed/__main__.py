"""``python -m bench.speed --base REV``: has a commit made anything slower or larger?

Exit code 0: no; 1: yes, or a benchmark is missing, new or broken; 2: nothing could be measured;
3: something stood out, but the control moved too, so there is no verdict.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.speed.gate import CONTROL, Plan, compare
from bench.speed.outputs import (
    JSON_FILE,
    PICTURE_FILE,
    Comparison,
    table_of,
    verdict_of,
    write_outputs,
)
from bench.speed.revisions import (
    GateError,
    checkouts,
    commit_of,
    refuse_changes,
    repository_of,
)
from bench.speed.suite import SUITE, PytestSuite, has_suite

EXIT_USAGE = 2
OUT = Path("results/speed")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gate; the exit code is the verdict."""
    options = _parser().parse_args(arguments)
    # A CI that gives up sends SIGTERM: it too must leave no worktree behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _run(options)
    except GateError as error:
        print(f"bench.speed: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        print("bench.speed: stopped; the worktrees are removed", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace) -> int:
    repository = repository_of(Path.cwd())
    base = commit_of(repository, options.base)
    head = commit_of(repository, options.head or "HEAD")
    if options.head is None:
        refuse_changes(repository)
    plan = Plan(
        pairs=options.pairs,
        confirm_pairs=options.confirm_pairs,
        threshold=options.threshold,
        memory_threshold=options.memory_threshold,
        allow_renamed=options.allow_renamed,
    )
    started_s = time.monotonic()
    with checkouts(repository, base, head) as (old, new):
        if not has_suite(new.folder):
            raise GateError(f"{options.head or 'HEAD'} ({new.short}) has no {SUITE}")
        if not has_suite(old.folder):
            print(f"nothing to compare with: {options.base} ({old.short}) has no {SUITE}")
            return 0
        suite = PytestSuite((*options.only, CONTROL) if options.only else ())
        outcome = compare(old.folder, new.folder, suite, plan, _tell)
    comparison = Comparison(old, new, plan, outcome, time.monotonic() - started_s)
    write_outputs(comparison, options.out, options.history)
    print(table_of(comparison))
    print(verdict_of(comparison))
    files = f"{options.out / JSON_FILE}, {options.out / PICTURE_FILE}"
    print(f"{comparison.seconds:.0f} s; {files}")
    return outcome.exit_code


def _tell(line: str) -> None:
    print(f"bench.speed: {line}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    plan = Plan()
    parser = argparse.ArgumentParser(
        prog="python -m bench.speed",
        description="Compare the speed and memory of two commits, interleaved, on this machine.",
        epilog="exit code: 0 pass, 1 regression, 2 nothing measured, 3 no verdict",
    )
    parser.add_argument("--base", required=True, metavar="REV", help="what to compare with")
    parser.add_argument(
        "--head", metavar="REV", help="what to measure: HEAD, with no changed files, if not given"
    )
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="WORD", help="in the names of benchmarks to run"
    )
    parser.add_argument("--pairs", type=_count, default=plan.pairs, help="pairs at first sight")
    parser.add_argument(
        "--confirm-pairs", type=_count, default=plan.confirm_pairs, help="pairs of a suspect"
    )
    parser.add_argument("--threshold", type=_share, default=plan.threshold, help="slowdown")
    parser.add_argument(
        "--memory-threshold", type=_share, default=plan.memory_threshold, help="growth of memory"
    )
    parser.add_argument(
        "--allow-renamed", action="store_true", help="the sets of benchmarks may differ"
    )
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the JSON and the picture")
    parser.add_argument("--history", type=Path, metavar="FILE", help="append a line of JSON here")
    return parser


def _count(written: str) -> int:
    value = int(written)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{written} is not at least 1")
    return value


def _share(written: str) -> float:
    value = float(written)
    if not 0 < value < 10:
        raise argparse.ArgumentTypeError(f"{written} is no share such as 0.1")
    return value


if __name__ == "__main__":
    sys.exit(main())
