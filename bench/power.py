"""How many items does a comparison need? A table and a curve, to look at before a run.

``python -m bench.power task=news_report`` takes the spread of paired differences from the newest
run of that task, ``python -m bench.power RUN`` from that run, ``--sd 2.1 --items 150`` from you.
The run is named first, and the curves are drawn into its folder.
Card et al. (2020), With Little Power Comes Great Responsibility, https://aclanthology.org/2020.emnlp-main.745.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import record
from bench.record import Comparison
from bench.stats import minimum_detectable_difference, power_of

RESULTS = Path("results")
PICTURE = "power.png"
SIZES = (50, 100, 150, 200, 300, 500, 1000, 2000, 5000)
CURVE_POINTS = 200


@dataclass(frozen=True, slots=True)
class Spread:
    """How far paired differences of one score scatter.

    Attributes:
        key: of the score.
        sd: standard deviation of a paired difference on the whole test set, in its unit.
        items: size of that test set; ``sd`` falls with its square root.
    """

    key: str
    sd: float
    items: int

    def on(self, items: int) -> float:
        """The standard deviation on a test set of another size."""
        return self.sd * math.sqrt(self.items / items)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a two-sided level, the tests that it is shared by, the wanted power."""

    alpha: float
    comparisons: int
    power: float

    @property
    def level(self) -> float:
        """The level that each single test has to pass at worst (Bonferroni, Holm's first step)."""
        return self.alpha / self.comparisons


@dataclass(frozen=True, slots=True)
class Origin:
    """Where spreads are taken from: a run's folder and one of its comparisons."""

    run: Path
    comparison: Comparison

    def __str__(self) -> str:
        made = self.comparison
        return (
            f"Run {self.run}: {len(made.systems)} systems ({', '.join(made.systems)}), "
            f"{made.texts:,} items of {made.task} ({made.condition})."
        )


class NoSpread(ValueError):
    """No run to take a spread from; says what was looked for and what mends it."""


def spreads_of(comparison: Comparison, wanted: Sequence[str] = ()) -> list[Spread]:
    """The median spread over all pairs, for each score (of those wanted) of a comparison."""
    return [
        Spread(ranking.key, ranking.spread, comparison.texts)
        for ranking in comparison.rankings
        if ranking.spread and (not wanted or ranking.key in wanted)
    ]


def find_comparison(source: str) -> Origin:
    """The newest comparison below a folder, or with ``task=NAME`` the newest of that task.

    Raises:
        NoSpread: there is none.
    """
    task = source.removeprefix("task=") if source.startswith("task=") else None
    folder = RESULTS if task is not None else Path(source)
    paths = sorted(
        record.find(folder, record.COMPARISON_FILE), key=lambda path: path.stat().st_mtime
    )
    found = [Origin(_run_of(path), record.read(path, Comparison)) for path in paths]
    fitting = [origin for origin in found if task in (None, origin.comparison.task)]
    if not fitting:
        raise NoSpread(
            f"no comparison of {'task ' + task if task else 'several systems'} under {folder}/:"
            " run two systems first (python -m bench generator=template,rules), or state a spread"
            " with --sd and --items"
        )
    return fitting[-1]


def _run_of(comparison: Path) -> Path:
    """The run's folder: the one with ``run.json``, else where a run keeps its comparisons."""
    marked = (folder for folder in comparison.parents if (folder / record.RUN_FILE).is_file())
    return next(marked, comparison.parents[3])


def tabulate(spreads: Sequence[Spread], question: Question) -> list[list[str]]:
    """Least difference found with the wanted power, by score and number of items."""
    sizes = sorted({*SIZES, *(spread.items for spread in spreads)})
    table = [["score", *(f"{size:,} items" for size in sizes)]]
    for spread in spreads:
        least = (
            minimum_detectable_difference(spread.on(size), question.level, question.power)
            for size in sizes
        )
        table.append([spread.key, *(f"{value:.3g}" for value in least)])
    return table


def draw_curves(spreads: Sequence[Spread], question: Question, path: Path) -> None:
    """Power against the true difference, one panel a score, one line a test set's size (PNG)."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - the table alone needs no picture

    rows = math.ceil(len(spreads) / 2)
    figure = Figure(figsize=(9, 3 * rows), layout="constrained")
    panels = figure.subplots(rows, 2 if len(spreads) > 1 else 1, squeeze=False).ravel()
    for panel, spread in zip(panels, spreads, strict=False):
        sizes = sorted({spread.items // 2 or 1, spread.items, spread.items * 2, spread.items * 4})
        reach = minimum_detectable_difference(spread.on(sizes[0]), question.level, 0.99)
        differences = [reach * step / CURVE_POINTS for step in range(CURVE_POINTS + 1)]
        for shade, size in enumerate(sizes, 1):
            curve = [power_of(x, spread.on(size), question.level) for x in differences]
            panel.plot(differences, curve, color=str(0.8 - 0.2 * shade), label=f"{size:,} items")
        panel.axhline(question.power, linewidth=0.8, linestyle=":", color="tab:red")
        panel.set(title=spread.key, xlabel="true difference", ylabel="power", ylim=(0, 1.02))
        panel.legend(frameon=False, fontsize="small")
    for panel in panels[len(spreads) :]:
        panel.set_axis_off()
    figure.savefig(path, dpi=150)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and draw the curve; exit code 2 where there is no spread to start from."""
    chosen = _parser().parse_args(arguments)
    question = Question(chosen.alpha, chosen.comparisons, chosen.power)
    try:
        origin = _origin(chosen)
        spreads = _chosen_spreads(chosen, origin)
    except (NoSpread, record.RecordError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if origin is not None:
        print(origin)
    print(
        f"Smallest true difference that a paired test finds with {question.power:.0%} power, at"
        f" {question.alpha:g} over {question.comparisons} comparison(s):"
    )
    table = tabulate(spreads, question)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for name, *cells in table:
        padded = (cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        print("  ".join([name.ljust(widths[0]), *padded]))
    out = chosen.out or (origin.run / PICTURE if origin else None)
    if out is None:
        print("Curves: none drawn; name a file with --out")
        return 0
    try:
        draw_curves(spreads, question, out)
    except OSError as error:
        print(f"error: {out} cannot be written ({error}): name a file with --out", file=sys.stderr)
        return 2
    print(f"Curves: {out}")
    return 0


def _origin(chosen: argparse.Namespace) -> Origin | None:
    """The run to start from; None where a spread is stated."""
    if chosen.sd is not None:
        return None
    if chosen.source is None:
        raise NoSpread("wanted a run's folder, task=NAME, or --sd: see --help")
    return find_comparison(chosen.source)


def _chosen_spreads(chosen: argparse.Namespace, origin: Origin | None) -> list[Spread]:
    if origin is None:
        return [Spread("score", chosen.sd, chosen.items)]
    spreads = spreads_of(origin.comparison, chosen.score)
    if not spreads:
        known = ", ".join(ranking.key for ranking in origin.comparison.rankings)
        wanted = ", ".join(chosen.score) or "any score"
        raise NoSpread(
            f"no spread of {wanted} in {origin.run}: it has {known}; where an older version "
            f"compared it, do it again (python -m bench.compare {origin.run})"
        )
    return spreads


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.power", description="How many items does a comparison need?"
    )
    parser.add_argument("source", nargs="?", help="a run's folder, or task=NAME")
    parser.add_argument("--score", nargs="+", default=[], help="keys of scores, e.g. bleu chrf")
    parser.add_argument("--sd", type=_positive, help="a stated spread, in place of a run")
    parser.add_argument("--items", type=_count, default=100, help="test items it was seen on")
    parser.add_argument("--alpha", type=_share, default=0.05, help="two-sided level")
    parser.add_argument("--comparisons", type=_count, default=1, help="tests that share the level")
    parser.add_argument("--power", type=_share, default=0.8, help="wanted chance to find it")
    parser.add_argument(
        "--out", type=Path, help=f"where the curves go ({PICTURE} in the run's folder)"
    )
    return parser


def _positive(written: str) -> float:
    value = float(written)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{written} is not above 0")
    return value


def _share(written: str) -> float:
    value = float(written)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{written} is not between 0 and 1")
    return value


def _count(written: str) -> int:
    value = int(written)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{written} is not at least 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
