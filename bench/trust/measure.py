"""Metrics over rated texts, and how their columns follow the ratings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.api import ANY_KIND, Floats, RowMetric, SetMetric, Slot, Task, Unavailable
from bench.build import build
from bench.human.follows import follows_of
from bench.report.human import Follows
from bench.report.trust import Source
from bench.stats import krippendorff_alpha
from bench.stats.correlation import Ints
from bench.trust.ratings import (
    RatedText,
    Ratings,
    read_e2e_naturalness,
    read_webnlg_2017,
    read_webnlg_2020,
)


def read_all(folder: Path, names: Sequence[str] | None = None) -> list[tuple[Ratings, ...]]:
    """The ratings of every source that lies in the folder of public data, by set of texts.

    Args:
        names: only these sub-folders.
    """
    readers: dict[str, Callable[[Path], tuple[Ratings, ...]]] = {
        "e2e": lambda path: (read_e2e_naturalness(path),),
        "webnlg2017": read_webnlg_2017,
        "webnlg2020": read_webnlg_2020,
    }
    return [
        read(folder / name)
        for name, read in readers.items()
        if (folder / name).is_dir() and (names is None or name in names)
    ]


def sample(aspects: Sequence[Ratings], inputs: int) -> tuple[Ratings, ...]:
    """The ratings of at most ``inputs`` inputs, evenly spread over those that were rated."""
    rated = list(dict.fromkeys(text.example.source.id for text in aspects[0].texts))
    kept = {rated[index * len(rated) // inputs] for index in range(inputs)}
    found = []
    for one in aspects:
        at = [n for n, text in enumerate(one.texts) if text.example.source.id in kept]
        table = None if one.table is None else one.table[:, at]
        found.append(replace(one, texts=tuple(one.texts[n] for n in at), table=table))
    return tuple(found)


def measure(
    aspects: Sequence[Ratings],
    metrics: Mapping[str, Mapping[str, Any]],
    slots: Sequence[Slot],
    *,
    leave_out: bool = True,
    say: Callable[[str], None] = lambda line: None,
) -> list[Source]:
    """Compare metrics with the ratings of one set of texts.

    Args:
        aspects: ratings of the same texts in the same order, so that each metric runs once.
        metrics: build recipes by name, as in ``conf/metrics``.
        slots: schema of the facts, for metrics that check them.
        leave_out: whether a metric that cannot run is left out.
        say: told of each column that has no correlation because it is the same for all systems.

    Raises:
        Unavailable: a metric cannot run, and none may be left out.
    """
    texts = aspects[0].texts
    task = Task(aspects[0].schema, "en", "", {ANY_KIND: tuple(slots)}, (), (), max_words=200)
    follows: dict[str, list[Follows]] = {one.key: [] for one in aspects}
    for spec in metrics.values():
        try:
            metric = build(spec)
            metric.prepare(task)
        except Unavailable:
            if leave_out:
                continue
            raise
        columns = _columns(metric, aspects[0])
        for line in _same_for_all(metric, columns):
            say(f"{aspects[0].title}: {line}")
        for one in aspects:
            follows[one.key] += _follows(metric, columns, one.texts)
    return [
        Source(
            key=one.key,
            title=one.title,
            asked=one.asked,
            citation=one.citation,
            systems=len({text.system for text in texts}),
            texts=len(texts),
            inputs=len({text.example.source.id for text in texts}),
            method=one.method,
            agreement=None if one.table is None else krippendorff_alpha(one.table, "interval"),
            follows=tuple(follows[one.key]),
        )
        for one in aspects
    ]


@dataclass(frozen=True, slots=True)
class _Columns:
    """A metric's columns: for each text (empty for a set metric) and for each system."""

    by_text: Mapping[str, Floats]
    by_system: Mapping[str, Floats]


def _columns(metric: RowMetric | SetMetric, ratings: Ratings) -> _Columns:
    """Score all texts; systems stand in the order of their names."""
    texts = ratings.texts
    if isinstance(metric, RowMetric):
        member = _members(texts)
        rows = metric.rows([one.text for one in texts], [one.example for one in texts])
        totals = np.stack([rows[member == index].sum(axis=0) for index in range(member.max() + 1)])
        return _Columns(metric.score(rows), metric.score(totals))
    scored = []
    for system in sorted({one.system for one in texts}):
        rated = [one for one in texts if one.system == system]
        examples, written = ratings.outputs.get(
            system, ([one.example for one in rated], [one.text for one in rated])
        )
        scored.append(metric.score(written, examples))
    complete = [key for key in metric.scores if all(one[key] is not None for one in scored)]
    return _Columns({}, {key: np.array([one[key] for one in scored], float) for key in complete})


def _follows(
    metric: RowMetric | SetMetric, columns: _Columns, texts: Sequence[RatedText]
) -> list[Follows]:
    """Columns with a good end that vary over these texts, by system and by text."""
    member = _members(texts)
    human = np.array([text.rating for text in texts])
    human_by_system = np.bincount(member, human) / np.bincount(member)
    inputs = np.array([text.example.source.id for text in texts])
    found = []
    for key, score in metric.scores.items():
        values = columns.by_system.get(key)
        if score.better is None or values is None or np.ptp(values) == 0:
            continue
        sign = 1.0 if score.better == "higher" else -1.0
        named = (key, score.label, metric.recipe)
        found.append(follows_of(*named, "system", column=sign * values, human=human_by_system))
        if key in columns.by_text:
            column = sign * _centred(columns.by_text[key], [text.group for text in texts])
            found.append(follows_of(*named, "segment", column=column, human=human, groups=inputs))
    return found


def _same_for_all(metric: RowMetric | SetMetric, columns: _Columns) -> Iterator[str]:
    """The columns that tell no system from another, with what describes them."""
    means = {key: float(values.mean()) for key, values in columns.by_system.items()}
    told = {
        key: f"{score.label} {means[key]:.{score.decimals}f} {score.unit}".rstrip()
        for key, score in metric.scores.items()
        if key in means
    }
    beside = ", ".join(told[key] for key in told if metric.scores[key].better is None)
    for key, words in told.items():
        if metric.scores[key].better and np.ptp(columns.by_system[key]) == 0:
            yield f"{words} for every system, so it follows nobody{beside and f' ({beside})'}"


def _members(texts: Sequence[RatedText]) -> Ints:
    """Number of each text's system, in the order of names."""
    return np.unique([text.system for text in texts], return_inverse=True)[1]


def _centred(column: Floats, groups: Sequence[str]) -> Floats:
    """Without the mean of the texts judged together: ratings know no other difference."""
    if not any(groups):
        return column
    _, group = np.unique(groups, return_inverse=True)
    means = np.bincount(group, column) / np.bincount(group)
    centred: Floats = column - means[group]
    return centred
