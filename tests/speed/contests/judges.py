"""The metrics and the paired test beside sacreBLEU's and rouge-score's own.

Texts are training references of news_report compared with others of their desk: paraphrase-like,
so that TER has many shifts to try. A slow original does a share of the work.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import numpy as np
from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]  # no stubs
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER
from sacrebleu.significance import PairedTest

from bench.api import Example, RowMetric, Source
from bench.stats import Draws, bootstrap_scores, paired_bootstrap
from metrics.bleu import Bleu
from metrics.chrf import ChrF
from metrics.rouge import Rouge
from metrics.ter import Ter
from tests.speed.benchmarks.inputs import task_of
from tests.speed.contests.contest import Contest, Side

TEXTS, REFERENCES, SYSTEMS, RESAMPLES = 1000, 3, 8, 10_000
FEW = 8
"""Texts that are scored by TER, whose original is slow."""


def make_corpus(seed: int, texts: int = TEXTS) -> tuple[list[str], list[Example]]:
    """Texts with references that people wrote for other events of the same desk."""
    rng = random.Random(seed)
    by_desk: dict[str, list[str]] = {}
    for item in task_of("news_report").train:
        by_desk.setdefault(item.source.kind, []).extend(item.references)
    desks = [rng.choice(sorted(by_desk)) for _ in range(texts)]
    drawn = [rng.sample(by_desk[desk], 1 + REFERENCES) for desk in desks]
    examples = [
        Example(Source(str(index), desk, {}, ""), tuple(row[1:]))
        for index, (desk, row) in enumerate(zip(desks, drawn, strict=True))
    ]
    return [row[0] for row in drawn], examples


@cache
def _corpus() -> tuple[list[str], list[Example], list[list[str]]]:
    texts, examples = make_corpus(seed=0)
    streams = [list(stream) for stream in zip(*(e.references for e in examples), strict=True)]
    return texts, examples, streams


def _scoring(
    make: Callable[[], RowMetric], original: Callable[[int], object], ours: int, theirs: int
) -> tuple[Side, Side]:
    """A new metric each time, so that nothing is kept from one round to the next."""
    texts, examples, _ = _corpus()
    return (
        Side(lambda: make().rows(texts[:ours], examples[:ours]), ours),
        Side(lambda: original(theirs), theirs),
    )


def _bleu() -> tuple[Side, Side]:
    texts, _, streams = _corpus()
    return _scoring(Bleu, lambda n: BLEU().corpus_score(texts[:n], streams), TEXTS, TEXTS)


def _chrf() -> tuple[Side, Side]:
    texts, _, streams = _corpus()
    return _scoring(
        ChrF,
        lambda n: CHRF(word_order=2).corpus_score(texts[:n], [s[:n] for s in streams]),
        TEXTS,
        200,
    )


def _ter() -> tuple[Side, Side]:
    texts, _, streams = _corpus()
    return _scoring(
        Ter, lambda n: TER().corpus_score(texts[:n], [s[:n] for s in streams]), FEW, FEW
    )


def _rouge() -> tuple[Side, Side]:
    texts, examples, _ = _corpus()
    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)

    def original(count: int) -> object:
        pairs = zip(texts[:count], examples, strict=False)
        return [scorer.score_multi(example.references, text) for text, example in pairs]

    return _scoring(Rouge, original, TEXTS, 100)


def _paired_test() -> tuple[Side, Side]:
    """BLEU of all pairs of eight systems; sacreBLEU's has one pair, both without the scoring."""
    texts, examples, streams = _corpus()
    metric = Bleu()
    generator = np.random.default_rng(0)
    rows = metric.rows(texts, examples)
    systems = np.stack([generator.permuted(rows, axis=0) for _ in range(SYSTEMS)])
    observed = metric.score(systems.sum(axis=1))["bleu"]
    few = RESAMPLES // 10
    named: list[tuple[str, Sequence[str]]] = [("a", texts), ("b", list(reversed(texts)))]
    original = BLEU(force=True)
    prepared = PairedTest(named, {"bleu": original}, streams, "bs", n_samples=few)
    kept = original._extract_corpus_statistics(named[1][1], streams)
    original._extract_corpus_statistics = lambda *_: kept  # type: ignore[method-assign] # no scoring

    seeds = itertools.count()

    def ours() -> None:
        draws = Draws(TEXTS, RESAMPLES, next(seeds))  # a new seed: the draws are timed as well
        paired_bootstrap(bootstrap_scores(metric.score, systems, draws)["bleu"], observed)

    pairs = SYSTEMS * (SYSTEMS - 1) // 2
    return Side(ours, pairs * RESAMPLES), Side(prepared, few)


def contests() -> Iterator[Contest]:
    """Scoring with three references, then the paired bootstrap."""
    yield Contest("BLEU, 3 references", "sacreBLEU", "texts", _bleu, 3)
    yield Contest("chrF++, 3 references", "sacreBLEU", "texts", _chrf, 3)
    yield Contest("TER, 3 references", "sacreBLEU", "texts", _ter, 3)
    yield Contest("ROUGE-1, -2, -L, 3 references", "rouge-score", "texts", _rouge, 3)
    yield Contest(
        "paired bootstrap of BLEU, 1,000 texts",
        "sacreBLEU PairedTest",
        "resamples of a pair",
        _paired_test,
        3,
    )
