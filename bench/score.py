"""Texts in, columns out: runs the metrics of the configuration over one cell's texts.

Leaves the sufficient statistics in ``statistics.npz`` (one array per row metric, one row per
text) for the paired tests of ``bench.compare``, and the evidence of annotating metrics in
``judgements.jsonl`` for the report.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.api import (
    Annotates,
    Confuses,
    Confusion,
    Example,
    Floats,
    Judgement,
    Refuses,
    RowMetric,
    Score,
    SetMetric,
    held_out,
)
from bench.judges import Judge, fault, judges_of, require_scores, rows_of
from bench.progress import told
from bench.record import Column, Slice
from bench.stats import (
    Draws,
    bca_interval,
    bootstrap_scores,
    jackknife_scores,
    wilson_interval,
)

STATISTICS_FILE = "statistics.npz"
JUDGEMENTS_FILE = "judgements.jsonl"
NO_SPREAD = 1e-10
"""A spread below this share of the scores is rounding."""


@dataclass(frozen=True, slots=True)
class Scores:
    """All that the metrics say of one cell."""

    columns: tuple[Column, ...]
    held_out: tuple[Column, ...]
    slices: tuple[Slice, ...]
    confusions: tuple[Confusion, ...] = ()

    def value(self, key: str) -> float | None:
        """The score of that key, None where there is none."""
        return next((column.value for column in self.columns if column.key == key), None)


def score_texts(
    folder: Path,
    config: Mapping[str, Any],
    texts: Sequence[str],
    examples: Sequence[Example],
    answers_with_reference: bool,
) -> Scores:
    """Score one cell's texts, in the order of ``examples``.

    A system that answers with a reference gets no scores against all of them.
    """
    judges = judges_of(config)
    _write_judgements(folder / JUDGEMENTS_FILE, judges, texts, examples)
    if answers_with_reference:
        (folder / STATISTICS_FILE).unlink(missing_ok=True)
        return Scores((), _fair_columns(judges, texts, examples, config["statistics"]), ())
    columns, rows = _columns(judges, texts, examples, config["statistics"])
    np.savez(folder / STATISTICS_FILE, allow_pickle=False, **rows)
    # After the others: metrics still know the pairs of text and reference.
    fair = _fair_columns(judges, texts, examples, config["statistics"])
    return Scores(columns, fair, _slices(judges, rows, examples), _confusions(judges, rows))


def _fair_columns(
    judges: Iterable[Judge],
    texts: Sequence[str],
    examples: Sequence[Example],
    statistics: Mapping[str, Any],
) -> tuple[Column, ...]:
    """Columns against the references that the human ceiling is scored against."""
    pairs = [
        (text, fair)
        for text, fair in zip(texts, map(_without_held_out, examples), strict=True)
        if fair is not None
    ]
    columns, _ = _columns(
        judges, [text for text, _ in pairs], [fair for _, fair in pairs], statistics
    )
    return columns


def _columns(
    judges: Iterable[Judge],
    texts: Sequence[str],
    examples: Sequence[Example],
    statistics: Mapping[str, Any],
) -> tuple[tuple[Column, ...], dict[str, Floats]]:
    """Columns of all metrics and the rows of the row metrics."""
    if not texts:
        return (), {}
    columns: list[Column] = []
    rows: dict[str, Floats] = {}
    draws = Draws(len(texts), statistics["resamples"], statistics["seed"])
    for judge in told(judges):
        metric = judge.metric
        if metric is None:
            columns.append(_absent_column(judge))
            continue
        try:
            if isinstance(metric, RowMetric):
                table = rows_of(metric, texts, examples)
                columns += _row_columns(judge.name, metric, table, draws)
                rows[judge.name] = table
            else:
                columns += _set_columns(judge.name, metric, texts, examples)
        except Exception as error:  # whatever a metric raises is its outcome
            empty = [_column(judge.name, metric, key, None, None) for key in metric.scores]
            columns += [dataclasses.replace(column, reason=fault(error)) for column in empty]
    return tuple(columns), rows


def _row_columns(name: str, metric: RowMetric, rows: Floats, draws: Draws) -> list[Column]:
    values = metric.score(rows.sum(axis=0))
    require_scores(values, metric.scores)
    intervals = _intervals(metric, rows, draws)
    return [_column(name, metric, key, float(values[key]), intervals[key]) for key in metric.scores]


def _set_columns(
    name: str, metric: SetMetric, texts: Sequence[str], examples: Sequence[Example]
) -> list[Column]:
    found = metric.score(texts, examples)
    require_scores(found, metric.scores)
    return [_column(name, metric, key, found[key], None) for key in metric.scores]


def _confusions(judges: Iterable[Judge], rows: Mapping[str, Floats]) -> tuple[Confusion, ...]:
    """Gold labels against shown ones, of every metric that reads labels."""
    found = []
    for judge in judges:
        metric: object = judge.metric
        if isinstance(metric, Confuses) and judge.name in rows:
            found.append(metric.confusion(rows[judge.name].sum(axis=0)))
    return tuple(found)


def _intervals(
    metric: RowMetric, rows: Floats, draws: Draws
) -> dict[str, tuple[float, float] | None]:
    """95 % intervals: Wilson's of a share of texts, else the BCa bootstrap's.

    None where the texts agree: resampling them shows no spread, and others might well have one.
    """
    alone = rows[np.newaxis]
    samples = bootstrap_scores(metric.score, alone, draws)
    jackknife = jackknife_scores(metric.score, alone)
    observed = metric.score(alone.sum(axis=1))
    ends = {key: bca_interval(samples[key], observed[key], jackknife[key]) for key in samples}
    found: dict[str, tuple[float, float] | None] = {}
    for key, (low, high) in ends.items():
        if metric.scores[key].share:
            hits = round(float(observed[key][0]) / 100 * len(rows))
            found[key] = _percent(wilson_interval(hits, len(rows)))
        elif np.ptp(samples[key]) <= NO_SPREAD * abs(samples[key]).max():
            found[key] = None
        else:
            found[key] = float(low[0]), float(high[0])
    return found


def _percent(ends: tuple[float, float]) -> tuple[float, float]:
    return 100 * ends[0], 100 * ends[1]


def _column(
    name: str,
    metric: RowMetric | SetMetric,
    key: str,
    value: float | None,
    interval: tuple[float, float] | None,
) -> Column:
    score: Score = metric.scores[key]
    low, high = interval if interval is not None else (None, None)
    return Column(
        key=key,
        metric=name,
        label=score.label,
        better=score.better,
        unit=score.unit,
        decimals=score.decimals,
        value=value,
        low=low,
        high=high,
        recipe=metric.recipe,
        reason="" if value is not None else _refusal(metric, key),
    )


def _refusal(metric: RowMetric | SetMetric, key: str) -> str:
    """Why a column has no value, in the metric's own words where it has some."""
    reason = metric.refusal(key) if isinstance(metric, Refuses) else ""
    return reason or "not defined on these texts"


def _absent_column(judge: Judge) -> Column:
    name = judge.name
    return Column(name, name, name, None, "", 2, None, None, None, "", judge.absent)


def _slices(
    judges: Iterable[Judge], rows: Mapping[str, Floats], examples: Sequence[Example]
) -> tuple[Slice, ...]:
    """Scores by every slice that the task names, and by the size of the input."""
    members: dict[tuple[str, str], list[int]] = {}
    for index, (example, size) in enumerate(zip(examples, _sizes(examples), strict=True)):
        for by, value in {**example.slices, "input_size": size}.items():
            members.setdefault((by, value), []).append(index)
    metrics = {judge.name: judge.metric for judge in judges}
    slices = []
    for (by, value), indices in members.items():
        scores: dict[str, float | None] = {}
        for name, table in rows.items():
            metric = metrics[name]
            assert isinstance(metric, RowMetric)
            found = metric.score(table[indices].sum(axis=0))
            scores |= {key: float(found[key]) for key in metric.scores}
        slices.append(Slice(by, value, len(indices), scores))
    return tuple(slices)


def _sizes(examples: Sequence[Example]) -> list[str]:
    """The third that each input falls into: by its number of facts, or words if all are equal."""
    sizes = [_count_values(example.source.facts) for example in examples]
    if len(set(sizes)) == 1:
        sizes = [len(example.source.text.split()) for example in examples]
    low, high = np.quantile(sizes, [1 / 3, 2 / 3])
    return ["small" if s <= low else "medium" if s <= high else "large" for s in sizes]


def _count_values(facts: Any) -> int:
    """Single values in nested facts."""
    if isinstance(facts, Mapping):
        return sum(_count_values(value) for value in facts.values())
    if isinstance(facts, Sequence) and not isinstance(facts, str):
        return sum(_count_values(value) for value in facts)
    return 1


def _without_held_out(example: Example) -> Example | None:
    """The example without the reference that the human ceiling answers with."""
    index = held_out(example)
    if index is None:
        return None
    others = example.references[:index] + example.references[index + 1 :]
    return dataclasses.replace(example, references=others)


def _write_judgements(
    path: Path, judges: Iterable[Judge], texts: Sequence[str], examples: Sequence[Example]
) -> None:
    annotator = next((j.metric for j in judges if isinstance(j.metric, Annotates)), None)
    if not isinstance(annotator, Annotates):
        return
    # Whole or not at all: a run handed on without its rows has its texts here only.
    temporary = path.with_suffix(".part")
    with temporary.open("w", encoding="utf-8") as file:
        for text, example in zip(texts, examples, strict=True):
            judgement = _judgement(annotator, text, example)
            marks = [(mark.start, mark.end, mark.verdict, mark.slot) for mark in judgement.marks]
            line = {"id": example.source.id, "text": text, "marks": marks}
            line["missing"] = list(judgement.missing)
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    temporary.replace(path)


def _judgement(annotator: Annotates, text: str, example: Example) -> Judgement:
    try:
        return annotator.annotate(text, example)
    except Exception:  # its columns tell; the text is kept without marks
        return Judgement((), ())
