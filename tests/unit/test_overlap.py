"""BLEU, chrF++, TER and ROUGE against sacreBLEU and rouge-score, and on texts that break things."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]  # no stubs
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from bench.api import Example, RowMetric, SetMetric, Source, Task
from metrics.bleu import Bleu, corpus_bleu
from metrics.chrf import ChrF
from metrics.diversity import Copied, Distinct, LengthRatio
from metrics.rouge import Rouge
from metrics.ter import Ter

SENTENCE = "the a river Rose rises rising by 3.5 per cent on Monday , . town's mayor-elect (said)"
WORDS = SENTENCE.split()
ODD = [
    "",
    " ",
    "word",
    "...",
    "\x00\x07\x1b[0m\u200b\ufeff",
    "Line one\nline two\r\n\ttabbed",
    "Река поднялась на 3,5 процента",
    "河水上涨了3.5%，New Birchwood 居民撤离。",
    "नदी में पानी बढ़ा",
    "עלה הנהר",
    "🙂 🙂 e\u0301 é",
    "&quot;A &amp; B&quot; <skipped>",
    "the the the the the the",
    "word " * 10_000,
]


def example(*references: str) -> Example:
    return Example(Source("item", "", {}, ""), references)


def task(language: str = "en", *train: str) -> Task:
    return Task("t", language, "", {}, tuple(example(text) for text in train), (), 100)


def sentences(n: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.choices(WORDS, k=rng.randint(1, 25))) for _ in range(n)]


def corpus(seed: int) -> tuple[list[str], list[Example]]:
    """Texts with one to three references each."""
    rng = random.Random(seed)
    texts = [*sentences(30, seed), ""]
    examples = [example(*sentences(rng.randint(1, 3), seed + 1 + i)) for i in range(len(texts))]
    return texts, examples


def streams(examples: Sequence[Example]) -> list[list[str | None]]:
    """References as sacreBLEU takes them: one list per reference index, None where absent."""
    most = max(len(item.references) for item in examples)
    padded = [[*item.references, *[None] * (most - len(item.references))] for item in examples]
    return [list(stream) for stream in zip(*padded, strict=True)]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Bleu(), BLEU()),
        (Bleu(lowercase=True, tokenize="intl"), BLEU(lowercase=True, tokenize="intl")),
        (ChrF(), CHRF(word_order=2)),
        (ChrF(lowercase=True), CHRF(word_order=2, lowercase=True)),
        (Ter(), TER()),
        (Ter(case_sensitive=True), TER(case_sensitive=True)),
    ],
)
def test_equals_sacrebleu(ours: RowMetric, theirs: BLEU | CHRF | TER, seed: int) -> None:
    texts, examples = corpus(seed)
    (score,) = ours.score(ours.rows(texts, examples).sum(axis=0)).values()
    expected = theirs.corpus_score(texts, streams(examples))  # type: ignore[arg-type]  # None
    assert score == pytest.approx(expected.score, abs=1e-9)
    assert ours.recipe == str(theirs.get_signature())


texts_of_any_script = st.text(st.sampled_from("ab .,(\n\u00a0河水é"), max_size=20) | st.text()


@given(texts_of_any_script, st.lists(texts_of_any_script, min_size=1, max_size=3))
@settings(deadline=None)
def test_chrf_statistics_equal_sacrebleus(text: str, references: list[str]) -> None:
    theirs = CHRF(word_order=2)._extract_corpus_statistics([text], [[r] for r in references])
    assert ChrF().rows([text], [example(*references)]).tolist() == theirs


@pytest.mark.parametrize("language", ["en", "zh"])
def test_chinese_tokens_follow_the_task(language: str) -> None:
    texts, examples = ["河水上涨了3.5%。"], [example("河水周一上涨3.5%，New 居民。")]
    bleu = Bleu()
    bleu.prepare(task(language))
    expected = BLEU(trg_lang=language).corpus_score(texts, [[examples[0].references[0]]]).score
    assert bleu.score(bleu.rows(texts, examples)[0])["bleu"] == pytest.approx(expected, abs=1e-9)
    assert f"tok:{'zh' if language == 'zh' else '13a'}" in bleu.recipe
    ter = Ter()
    ter.prepare(task(language))
    length = ter.rows(texts, examples)[0, 1]
    assert length == (13 if language == "zh" else 2)


@pytest.mark.parametrize("use_stemmer", [True, False])
def test_rouge_equals_rouge_score(use_stemmer: bool) -> None:
    kinds = ["rouge1", "rouge2", "rougeL"]
    scorer = RougeScorer(kinds, use_stemmer=use_stemmer)
    texts, examples = corpus(3)
    short = [text for text in ODD if len(text) < 1000]
    texts += [*short, *short]
    examples += [example(text) for text in [*short, *reversed(short)]]
    rows = Rouge(use_stemmer=use_stemmer).rows(texts, examples)
    for row, text, item in zip(rows, texts, examples, strict=True):
        best = scorer.score_multi(item.references, text)
        assert row[:3].tolist() == [best[kind].fmeasure for kind in kinds]


def test_chinese_rouge_equals_rouge_score_with_the_same_tokens() -> None:
    class Characters:
        def tokenize(self, text: str) -> list[str]:
            return {"A": list("河水涨"), "B": [*list("河涨水"), "new"]}[text]

    best = RougeScorer(["rouge1", "rouge2", "rougeL"], tokenizer=Characters()).score("B", "A")
    rouge = Rouge()
    rouge.prepare(task("zh"))
    row = rouge.rows(["河水，涨。"], [example("河涨水 New")])[0]
    assert row[:3].tolist() == [score.fmeasure for score in best.values()]


METRICS: list[RowMetric] = [Bleu(), ChrF(), Ter(), Rouge(), LengthRatio(), Copied()]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: type(metric).__name__)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_odd_texts_score_and_stay_finite(metric: RowMetric, language: str) -> None:
    metric.prepare(task(language, "The river rose by 3.5 per cent"))
    reference = "The river rose by 3.5 per cent. 河水上涨"
    texts = [*ODD, reference, reference[::-1]]
    rows = metric.rows(texts, [example(reference)] * len(texts))
    assert rows.shape[0] == len(texts)
    assert np.isfinite(rows).all()
    for values in (metric.score(rows), metric.score(rows.sum(axis=0)), metric.score(0 * rows)):
        assert values.keys() == metric.scores.keys()
        assert all(np.isfinite(value).all() for value in values.values())


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: type(metric).__name__)
def test_scores_are_vectorised_over_leading_axes(metric: RowMetric) -> None:
    texts, examples = corpus(1)
    rows = metric.rows(texts, examples)
    weights = np.random.default_rng(0).integers(0, 3, (4, 2, len(texts)))
    together = metric.score(weights @ rows)
    for index in np.ndindex(4, 2):
        alone = metric.score(weights[index] @ rows)
        for key, value in alone.items():
            assert together[key].shape == (4, 2)
            assert together[key][index] == pytest.approx(float(value), abs=1e-12)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: type(metric).__name__)
def test_statistics_are_additive_and_reading_again_changes_nothing(metric: RowMetric) -> None:
    texts, examples = corpus(2)
    rows = metric.rows(texts, examples)
    assert np.array_equal(rows, metric.rows(texts, examples))
    assert np.array_equal(rows[::-1], metric.rows(texts[::-1], examples[::-1]))


@pytest.mark.parametrize("kind", [Bleu, ChrF, Ter, Rouge])
def test_what_is_known_of_a_text_serves_fewer_and_other_references(kind: type[RowMetric]) -> None:
    texts, examples = corpus(5)
    fewer = [dataclasses.replace(e, references=e.references[-1:]) for e in examples]
    doubled = [dataclasses.replace(e, references=e.references + e.references[:1]) for e in examples]
    metric = kind()
    metric.rows(texts, examples)
    for others in (fewer, doubled, fewer[::-1]):
        np.testing.assert_array_equal(metric.rows(texts, others), kind().rows(texts, others))


@given(st.text("ab c"), st.lists(st.text("ab c"), min_size=1, max_size=3))
def test_bleu_statistics_equal_sacrebleus(text: str, references: list[str]) -> None:
    theirs = BLEU(force=True)
    lines = [theirs._preprocess_segment(line) for line in references]
    expected = theirs._compute_segment_statistics(
        theirs._preprocess_segment(text), theirs._extract_reference_info(lines)
    )
    assert Bleu().rows([text], [example(*references)])[0].tolist() == expected


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: type(metric).__name__)
def test_no_texts_give_no_rows(metric: RowMetric) -> None:
    rows = metric.rows([], [])
    assert rows.shape[0] == 0
    assert all(np.isfinite(value) for value in metric.score(rows.sum(axis=0)).values())


def test_identical_texts_score_full_marks_and_silence_none() -> None:
    texts = ["The river rose by 3.5 per cent on Monday.", "Nobody was hurt in the old town."]
    examples = [example(text, "Something else entirely was written.") for text in texts]
    best = {"bleu": 100, "chrf": 100, "ter": 0, "rouge1": 100, "rouge2": 100, "rougeL": 100}
    for metric in METRICS[:4]:
        full = metric.score(metric.rows(texts, examples).sum(axis=0))
        silent = metric.score(metric.rows(["", ""], examples).sum(axis=0))
        for key in metric.scores:
            assert full[key] == pytest.approx(best[key])
            assert silent[key] == pytest.approx(100 if key == "ter" else 0, abs=20)


def test_bleu_without_long_ngrams_or_matches_is_zero() -> None:
    totals = np.array([[3, 3, 3, 2, 1, 0, 3, 2, 1, 0], [9, 9, 0, 0, 0, 0, 9, 8, 7, 6.0]])
    assert corpus_bleu(totals).tolist() == [0, 0]


def test_a_missing_reference_is_refused_by_name() -> None:
    for metric in METRICS[:4]:
        with pytest.raises(ValueError, match=r"'item' has no reference.*leave the item out"):
            metric.rows(["text"], [example()])


def test_texts_and_examples_must_match() -> None:
    for metric in METRICS:
        with pytest.raises(ValueError, match="zip"):
            metric.rows(["one", "two"], [example("one")])


def test_signature_says_when_the_number_of_references_varies() -> None:
    bleu = Bleu()
    assert bleu.recipe.startswith("nrefs:var|")
    bleu.rows(["a"], [example("a", "b")])
    assert bleu.recipe.startswith("nrefs:2|")
    bleu.rows(["a", "b"], [example("a", "b"), example("a")])
    assert bleu.recipe.startswith("nrefs:var|")


def test_metrics_keep_the_contract() -> None:
    assert all(isinstance(metric, RowMetric) and metric.recipe for metric in METRICS)
    assert isinstance(Distinct(), SetMetric)
