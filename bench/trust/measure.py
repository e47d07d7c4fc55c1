"""Metrics over rated texts, and how their columns follow the ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.api import Floats, RowMetric, SetMetric, Slot, Task, Unavailable
from bench.build import build
from bench.human.follows import follows_of
from bench.report.human import Follows
from bench.report.trust import Source
from bench.stats.agreement import krippendorff_alpha
from bench.trust.ratings import (
    RatedText,
    Ratings,
    read_e2e_naturalness,
    read_webnlg_2017,
    read_webnlg_2020,
)

Schemas = Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]


def read_all(folder: Path) -> list[Ratings]:
    """The ratings of every source that lies in the folder of public data."""
    found: list[Ratings] = []
    if (folder / "e2e").is_dir():
        found.append(read_e2e_naturalness(folder / "e2e"))
    if (folder / "webnlg2017").is_dir():
        found += read_webnlg_2017(folder / "webnlg2017")
    if (folder / "webnlg2020").is_dir():
        found += read_webnlg_2020(folder / "webnlg2020")
    return found


def measure(ratings: Ratings, metrics: Mapping[str, Mapping[str, Any]], schemas: Schemas) -> Source:
    """Compare every metric that can run with the ratings of one source.

    Args:
        metrics: build recipes by name, as in ``conf/metrics``.
        schemas: fact slots by source kind, then record kind.
    """
    slots = {k: tuple(Slot(**one) for one in v) for k, v in schemas[ratings.schema].items()}
    task = Task(ratings.schema, "en", "", slots, (), (), max_words=200)
    follows: list[Follows] = []
    for spec in metrics.values():
        try:
            metric = build(spec)
            metric.prepare(task)
        except Unavailable:
            continue
        follows += _follows(metric, ratings.texts)
    return Source(
        key=ratings.key,
        title=ratings.title,
        asked=ratings.asked,
        citation=ratings.citation,
        systems=len({text.system for text in ratings.texts}),
        texts=len(ratings.texts),
        inputs=len({text.example.source.id for text in ratings.texts}),
        method=ratings.method,
        agreement=_agreement(ratings.table),
        follows=tuple(follows),
    )


def _agreement(table: Floats | None) -> float | None:
    return None if table is None else krippendorff_alpha(table, "interval")


def _follows(metric: RowMetric | SetMetric, texts: Sequence[RatedText]) -> list[Follows]:
    """Columns with a good end that vary over these texts, by system and by text."""
    systems = sorted({text.system for text in texts})
    member = np.array([systems.index(text.system) for text in texts])
    human = np.array([text.rating for text in texts])
    human_by_system = np.array([human[member == index].mean() for index in range(len(systems))])
    by_text, by_system = _columns(metric, texts, member, len(systems))
    inputs = np.array([text.example.source.id for text in texts])
    found = []
    for key, score in metric.scores.items():
        if score.better is None or key not in by_system or np.ptp(by_system[key]) == 0:
            continue
        sign = 1.0 if score.better == "higher" else -1.0
        named = (key, score.label, metric.recipe)
        found.append(
            follows_of(*named, "system", column=sign * by_system[key], human=human_by_system)
        )
        if key in by_text:
            column = sign * _centred(by_text[key], [text.group for text in texts])
            found.append(follows_of(*named, "segment", column=column, human=human, groups=inputs))
    return found


def _columns(
    metric: RowMetric | SetMetric, texts: Sequence[RatedText], member: Any, systems: int
) -> tuple[Mapping[str, Floats], Mapping[str, Floats]]:
    """A metric's columns for each text (empty for a set metric) and for each system."""
    written = [text.text for text in texts]
    examples = [text.example for text in texts]
    if isinstance(metric, RowMetric):
        rows = metric.rows(written, examples)
        totals = np.stack([rows[member == index].sum(axis=0) for index in range(systems)])
        return metric.score(rows), metric.score(totals)
    scored = []
    for index in range(systems):
        mine = np.flatnonzero(member == index)
        scored.append(metric.score([written[i] for i in mine], [examples[i] for i in mine]))
    complete = [key for key in metric.scores if all(one[key] is not None for one in scored)]
    return {}, {key: np.array([one[key] for one in scored], float) for key in complete}


def _centred(column: Floats, groups: Sequence[str]) -> Floats:
    """Without the mean of the texts judged together: ratings know no other difference."""
    if not any(groups):
        return column
    _, group = np.unique(groups, return_inverse=True)
    means = np.bincount(group, column) / np.bincount(group)
    centred: Floats = column - means[group]
    return centred
