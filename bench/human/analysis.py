"""From ratings to findings: agreement, rank clusters, and which metrics follow people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bench.api import Floats, RowMetric
from bench.human.answers import Answers, HumanError, System
from bench.human.design import QUESTIONS, Key, Question
from bench.human.follows import RESAMPLES, follows_of
from bench.human.ratings import Rater, rating_table, without_severity
from bench.judges import Judge, judges_of
from bench.report.human import Aspect, Follows, Rated, RaterNote, Study
from bench.score import STATISTICS_FILE
from bench.stats import Draws, alpha_interval, fleiss_kappa, krippendorff_alpha, rank_clusters


def analyse(answers: Answers, key: Key, raters: Sequence[Rater], keep_all: bool = False) -> Study:
    """All findings of a study.

    Args:
        answers: the rated systems of the run, in the order of the key.
        keep_all: count raters who failed the attention checks as well.

    Raises:
        HumanError: no rater is left, or a system has no rating.
    """
    used = [rater for rater in raters if keep_all or rater.attentive]
    if not used:
        raise HumanError(
            f"none of {len(raters)} raters passed the attention checks: read the texts' ratings"
            " yourself, or count them all with --keep-inattentive"
        )
    items = sorted({entry.item for entry in key.entries.values()})
    notes = tuple(
        RaterNote(r.name, len(r.ratings), r.checks, r.passed, round(r.minutes, 1), r in used)
        for r in raters
    )
    judges = [j for j in judges_of(answers.systems[0].record.config) if j.metric is not None]
    aspects = tuple(
        _aspect(question, answers, key, used, items=items, judges=judges) for question in QUESTIONS
    )
    return Study(key.study, key.task, key.condition, len(items), notes, aspects)


def _aspect(
    question: Question,
    answers: Answers,
    key: Key,
    raters: Sequence[Rater],
    *,
    items: Sequence[str],
    judges: Sequence[Judge],
) -> Aspect:
    table = rating_table(raters, key, question.aspect, items)
    if np.isnan(table).all(axis=(0, 2)).any():
        raise HumanError(f"a system has no rating of its {question.aspect}: wait for more files")
    table = table[~np.isnan(table).all(axis=(1, 2))]  # some stop before this question
    units = table.reshape(len(table), -1)
    draws = Draws(units.shape[1], RESAMPLES, key.seed)
    alpha = krippendorff_alpha(units, "ordinal")
    ends = alpha_interval(units, "ordinal", draws) or (None, None)
    scores = _mean_over_raters(without_severity(table))
    return Aspect(
        key=question.aspect,
        asks=question.asks,
        alpha=alpha,
        alpha_low=ends[0],
        alpha_high=ends[1],
        kappa=fleiss_kappa(units),
        systems=_rated(answers, scores, key.seed),
        follows=_follows(answers, scores, items, judges),
    )


def _mean_over_raters(table: Floats) -> Floats:
    """Mean rating of each text, (raters, systems, items) to (systems, items), ``nan`` if none."""
    rated = ~np.isnan(table)
    counts = rated.sum(axis=0)
    totals = np.where(rated, table, 0).sum(axis=0)
    means: Floats = np.divide(totals, counts, out=np.full(counts.shape, np.nan), where=counts > 0)
    return means


def _rated(answers: Answers, scores: Floats, seed: int) -> tuple[Rated, ...]:
    clusters = rank_clusters(scores, Draws(scores.shape[1], RESAMPLES, seed))
    rated = [
        Rated(
            generator=system.name,
            title=system.record.title,
            bound=system.record.bound,
            texts=int((~np.isnan(scores[index])).sum()),
            mean=float(clusters.means[index]),
            low=float(clusters.intervals[index, 0]),
            high=float(clusters.intervals[index, 1]),
            best=clusters.ranges[index].best,
            worst=clusters.ranges[index].worst,
            cluster=clusters.cluster[index],
        )
        for index, system in enumerate(answers.systems)
    ]
    return tuple(sorted(rated, key=lambda one: -one.mean))


def _follows(
    answers: Answers, scores: Floats, items: Sequence[str], judges: Sequence[Judge]
) -> tuple[Follows, ...]:
    """Every column with a good end, by system and by text; bounds are no systems to predict."""
    ranked = [i for i, system in enumerate(answers.systems) if not system.record.bound]
    systems = [answers.systems[index] for index in ranked]
    human = scores[ranked]
    place = {name: index for index, name in enumerate(answers.items)}
    rows_of_items = [place[item] for item in items]
    found = []
    for judge in judges:
        assert judge.metric is not None
        tables = _text_scores(judge, systems, rows_of_items)
        for key, score in judge.metric.scores.items():
            columns = [system.record.column(key) for system in systems]
            values = [column.value for column in columns if column and column.value is not None]
            if score.better is None or len(values) < len(systems):
                continue
            sign = 1.0 if score.better == "higher" else -1.0
            recipe = columns[0].recipe if columns[0] else ""
            found.append(
                follows_of(
                    key,
                    score.label,
                    recipe,
                    "system",
                    column=sign * np.array(values),
                    human=np.nanmean(human, axis=1),
                )
            )
            if tables:
                points = ~np.isnan(human)
                groups = np.broadcast_to(np.arange(len(items)), human.shape)[points]
                found.append(
                    follows_of(
                        key,
                        score.label,
                        recipe,
                        "segment",
                        column=sign * tables[key][points],
                        human=human[points],
                        groups=groups,
                    )
                )
    return tuple(found)


def _text_scores(
    judge: Judge, systems: Sequence[System], items: Sequence[int]
) -> Mapping[str, Floats]:
    """A row metric's columns for single texts, (systems, items); empty for other metrics.

    Rows of statistics stand in the order of the test items.
    """
    if not isinstance(judge.metric, RowMetric):
        return {}
    rows = []
    for system in systems:
        with np.load(system.folder / STATISTICS_FILE, allow_pickle=False) as stored:
            if judge.name not in stored.files:
                return {}
            rows.append(stored[judge.name][list(items)])
    return judge.metric.score(np.stack(rows))
