"""``python -m bench.human make RUN`` and ``python -m bench.human read FILES --run RUN``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.human.analysis import analyse
from bench.human.answers import HumanError, read_answers
from bench.human.design import design, read_key
from bench.human.ratings import read_ratings
from bench.human.sheet import count_ratings, minutes_of, render_sheet
from bench.record import RecordError
from bench.report import RunError, write_report
from bench.report.formats import significant
from bench.report.human import Study, write_study

FOLDER = "human"
SHEETS = "sheets"
KEY_FILE = "key.json"
LONG_MINUTES = 60


def make(options: argparse.Namespace) -> None:
    """Write a sheet for every rater, and the key apart from them."""
    answers = read_answers(options.run, options.task, options.condition, options.systems)
    sheets, key = design(answers, options.items, options.raters, options.seed)
    out: Path = options.out or options.run / FOLDER
    (out / SHEETS).mkdir(parents=True, exist_ok=True)
    for sheet in sheets:
        path = out / SHEETS / f"{sheet.rater}.html"
        path.write_text(render_sheet(sheet, answers), encoding="utf-8")
    key.write(out / KEY_FILE)
    print(f"sheets: {out / SHEETS} ({len(sheets)} raters, {len(key.systems)} systems)")
    print(f"each:   {count_ratings(sheets[0])} ratings, about {minutes_of(sheets[0])} minutes")
    if minutes_of(sheets[0]) > LONG_MINUTES:
        print("        that is long for one sitting: fewer --items, or some --systems")
    print(f"key:    {out / KEY_FILE} - keep it from the raters")
    print(f"then:   python -m bench.human read FILES --run {options.run}")


def read(options: argparse.Namespace) -> None:
    """Read what raters saved; write RUN/human.json and the report."""
    key = read_key(options.key or options.run / FOLDER / KEY_FILE)
    raters = read_ratings(options.files, key)
    answers = read_answers(options.run, key.task, key.condition, key.systems)
    study = analyse(answers, key, raters, options.keep_inattentive)
    _print(study)
    print(f"written: {write_study(options.run, study)}")
    print(f"report:  {write_report(options.run)}")


def _print(study: Study) -> None:
    for note in study.raters:
        left_out = "" if note.used else ", LEFT OUT"
        print(
            f"{note.rater}: {note.texts} ratings, {note.passed} of {note.checks} attention "
            f"checks passed, {note.minutes:g} minutes{left_out}"
        )
    for aspect in study.aspects:
        print(f"\n{aspect.asks} ({aspect.key})")
        print(
            f"  Krippendorff's alpha (ordinal) {significant(aspect.alpha)}, Fleiss' kappa "
            f"{significant(aspect.kappa)}: {aspect.reliable}"
        )
        for one in aspect.systems:
            print(
                f"  cluster {one.cluster}  {one.title}: {one.mean:.2f} "
                f"[{one.low:.2f}, {one.high:.2f}], rank {one.best}-{one.worst}"
            )
        for follows in aspect.follows:
            rho = follows.spearman.value if follows.spearman else None
            print(
                f"  {follows.label} by {follows.level} (n={follows.points}): Spearman "
                f"{significant(rho, 2)}"
            )


def main(arguments: list[str] | None = None) -> int:
    """The exit code is 2 where a run, key or file cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m bench.human", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="make|read")
    making = commands.add_parser("make", help=make.__doc__)
    making.add_argument("run", type=Path, metavar="RUN", help="folder of a finished run")
    making.add_argument("--items", type=int, default=20, help="items to rate (20)")
    making.add_argument("--raters", type=int, default=3, help="sheets to write (3)")
    making.add_argument("--seed", type=int, default=1, help="draws items and orders (1)")
    making.add_argument("--out", type=Path, help="folder for sheets and key (RUN/human)")
    making.add_argument("--task", help="which task, where the run has several")
    making.add_argument("--condition", help="which condition, where the run has several")
    making.add_argument("--systems", nargs="+", help="generators to rate (all that write)")
    making.set_defaults(do=make)
    reading = commands.add_parser("read", help=read.__doc__)
    reading.add_argument("files", type=Path, nargs="+", metavar="FILE", help="saved ratings")
    reading.add_argument("--run", type=Path, required=True, help="folder of the rated run")
    reading.add_argument("--key", type=Path, help="the key (RUN/human/key.json)")
    reading.add_argument(
        "--keep-inattentive", action="store_true", help="count raters who failed the checks too"
    )
    reading.set_defaults(do=read)
    options = parser.parse_args(arguments)
    try:
        options.do(options)
    except (HumanError, RecordError, RunError) as error:
        print(f"bench.human: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
