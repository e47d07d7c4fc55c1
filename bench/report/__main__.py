"""``python -m bench.report DIR``: make the report of a finished or a running run again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.report import RunError, write_report
from bench.report.markdown import markdown_table


def main(arguments: list[str] | None = None) -> int:
    """Write the report; the exit code is 2 where the folder is no run."""
    parser = argparse.ArgumentParser(prog="python -m bench.report", description=__doc__)
    parser.add_argument(
        "run", type=Path, metavar="DIR", help="a run's folder, as results/TASK/TIME"
    )
    parser.add_argument("--no-figures", action="store_true", help="leave the figures out")
    parser.add_argument(
        "--markdown", action="store_true", help="print the leaderboard as Markdown instead"
    )
    options = parser.parse_args(arguments)
    try:
        if options.markdown:
            print(markdown_table(options.run))
        else:
            print(write_report(options.run, final=not options.no_figures))
    except RunError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
