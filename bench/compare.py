"""Paired tests between the systems of a run, from the sufficient statistics on disk.

Reads ``record.json`` and ``statistics.npz`` of every cell, writes one ``comparison.json`` per
task and condition. Reruns alone: ``python -m bench.compare RUN``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench import record
from bench.api import Better, Floats, RowMetric, Score
from bench.judges import judges_of
from bench.record import Comparison, Pair, Ranking, Record
from bench.score import NO_SPREAD, STATISTICS_FILE
from bench.stats import (
    CORRECTIONS,
    Draws,
    PairedTest,
    adjust_pairs,
    approximate_randomisation,
    average_seeds,
    bootstrap_scores,
    measure_effect,
    minimum_detectable_difference,
    paired_sd,
    paired_share_interval,
    percentile_interval,
    pseudo_values,
    rank_ranges,
    resamples_needed,
    training_luck,
)

COMPARISONS = "comparisons"
_FEWEST_SYSTEMS = 2
_FEWEST_ITEMS = 2
HALF = 50
"""Between the values of an item that is none of a share, 0, and one that is, 100."""


def compare_run(run: Path) -> list[Comparison]:
    """Compare all systems of a run, task by task and condition by condition."""
    groups: dict[tuple[str, str], dict[str, list[tuple[Record, Path]]]] = {}
    for path in record.find(run):
        found = record.read(path, Record)
        if found.status == "ok" and not found.bound:
            group = groups.setdefault((found.task, found.condition), {})
            group.setdefault(found.generator, []).append((found, path.parent))
    made = []
    for (task, condition), systems in groups.items():
        if len(systems) >= _FEWEST_SYSTEMS:
            comparison = _compare(task, condition, systems)
            path = run / COMPARISONS / task / condition / record.COMPARISON_FILE
            path.parent.mkdir(parents=True, exist_ok=True)
            record.write(path, comparison)
            made.append(comparison)
    return made


def _compare(
    task: str, condition: str, systems: Mapping[str, Sequence[tuple[Record, Path]]]
) -> Comparison:
    config = next(iter(systems.values()))[0][0].config
    settings = config["statistics"]
    names = tuple(systems)
    pairs = len(names) * (len(names) - 1) // 2
    resamples = max(settings["resamples"], resamples_needed(settings["alpha"], pairs))
    note = (
        f"resamples raised from {settings['resamples']} to {resamples}: fewer could show no "
        f"difference significant among {pairs} pairs"
        if resamples > settings["resamples"]
        else ""
    )
    tables = [_rows_by_seed(cells) for cells in systems.values()]
    texts = next(iter(tables[0].values())).shape[1]
    draws = Draws(texts, resamples, settings["seed"])
    rankings = []
    for judge in judges_of(config):
        if isinstance(judge.metric, RowMetric) and all(judge.name in table for table in tables):
            rows = [table[judge.name] for table in tables]
            rankings += _rank(judge.metric, rows, names, draws, settings)
    return Comparison(
        task=task,
        condition=condition,
        systems=names,
        texts=texts,
        alpha=settings["alpha"],
        resamples=resamples,
        rankings=tuple(rankings),
        note=note,
        correction=_correction(settings),
    )


def _correction(settings: Mapping[str, Any]) -> str:
    """The setting; a run from before there was one was corrected by Holm."""
    name: str = settings.get("correction", "holm")
    return name


def _rows_by_seed(cells: Sequence[tuple[Record, Path]]) -> dict[str, Floats]:
    """A system's rows by metric, shape (seeds, items, k)."""
    tables = []
    for _, folder in cells:
        with np.load(folder / STATISTICS_FILE, allow_pickle=False) as stored:
            tables.append({name: stored[name] for name in stored.files})
    return {name: np.stack([table[name] for table in tables]) for name in tables[0]}


def _rank(
    metric: RowMetric,
    rows_by_seed: Sequence[Floats],
    names: Sequence[str],
    draws: Draws,
    settings: Mapping[str, Any],
) -> list[Ranking]:
    """All pairs of one metric's columns; an item counts once, however many seeds ran."""
    averaged, rows = average_seeds(metric.score, rows_by_seed)
    samples = bootstrap_scores(averaged, rows, draws)
    tests = approximate_randomisation(averaged, rows, draws)
    values = [pseudo_values(metric.score, one) for one in rows_by_seed]
    return [
        _ranking(
            (key, score, score.better),
            samples[key],
            tests[key],
            {name: own[key] for name, own in zip(names, values, strict=True)},
            settings,
        )
        for key, score in metric.scores.items()
        if score.better is not None
    ]


def _ranking(
    column: tuple[str, Score, Better],
    samples: Floats,
    test: PairedTest,
    values: Mapping[str, Floats],
    settings: Mapping[str, Any],
) -> Ranking:
    """Pairs and ranks of one column; ``values`` holds (seeds, items) of each system."""
    key, score, better = column
    names = tuple(values)
    alpha = settings["alpha"]
    adjusted = adjust_pairs(test.p, CORRECTIONS[_correction(settings)])
    pairs = []
    for a in range(len(names)):
        for b in range(a + 1, len(names)):
            both = values[names[a]], values[names[b]]
            low, high = _interval(score, samples[:, a] - samples[:, b], *both)
            pairs.append(
                Pair(
                    a=names[a],
                    b=names[b],
                    difference=float(test.difference[a, b]),
                    low=low,
                    high=high,
                    p=float(test.p[a, b]),
                    p_adjusted=float(adjusted[a, b]),
                    **_sizes(*both),
                )
            )
    ranges = rank_ranges(test.difference, adjusted <= alpha, better)
    of_pairs = paired_sd(samples)[np.triu_indices(len(names), 1)]
    spread = statistics.median(of_pairs)
    varies = spread > NO_SPREAD * abs(samples).max()
    return Ranking(
        key=key,
        pairs=tuple(pairs),
        ranks={name: (ends.best, ends.worst) for name, ends in zip(names, ranges, strict=True)},
        detectable=minimum_detectable_difference(spread, alpha / len(pairs)) if varies else None,
        spread=spread if varies else None,
    )


def _interval(
    score: Score, differences: Floats, first: Floats, second: Floats
) -> tuple[float | None, float | None]:
    """95 % interval of a difference, from its resamples or the items' values by seed."""
    if score.share and len(first) == len(second) == 1:
        # The items' values are 0 and 100, but for rounding.
        low, high = paired_share_interval(first[0] > HALF, second[0] > HALF)
        return 100 * low, 100 * high
    if np.ptp(differences) <= NO_SPREAD * abs(differences).max():
        return None, None
    low, high = percentile_interval(differences)
    return float(low), float(high)


def _sizes(first: Floats, second: Floats) -> dict[str, float | None]:
    """How large a difference is, and how much of its variance is luck in training."""
    if first.shape[1] < _FEWEST_ITEMS:
        return {}
    return {
        "effect": measure_effect(first.mean(axis=0), second.mean(axis=0)).d,
        "training_share": training_luck(first, second).share_of_training,
    }


def _not_one_run(folder: Path) -> str:
    """Why the systems of a folder cannot be compared, and what can; empty if they can."""
    others = record.runs_within(folder)
    if others:
        return (
            f"wanted the folder of one run, which is one with {record.RUN_FILE}, found "
            f"{len(others)} within {folder}: give one, e.g. {others[-1]}"
        )
    if not (folder / record.RUN_FILE).is_file():
        return (
            f"no {record.RUN_FILE} in {folder}: give the folder of a run, "
            "e.g. results/news_report/TIME"
        )
    if not any(record.find(folder)):
        return f"no {record.RECORD_FILE} below {folder}: no cell of this run has ended"
    return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the systems of a run again; the exit code is 2 where the folder is no run."""
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description=main.__doc__)
    parser.add_argument("run", type=Path, help="a run's folder, as results/TASK/TIME")
    run: Path = parser.parse_args(arguments).run
    if refusal := _not_one_run(run):
        print(f"error: {refusal}", file=sys.stderr)
        return 2
    try:
        comparisons = compare_run(run)
    except record.RecordError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for comparison in comparisons:
        print(f"{comparison.task}, {comparison.condition}: {len(comparison.systems)} systems")
    if not comparisons:
        print(f"nothing to compare: no two systems of {run} finished the same task and condition")
    return 0


if __name__ == "__main__":
    sys.exit(main())
