"""Test cases that metric authors published with their programs (``metric_cases``)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.api import Unavailable
from bench.validate.checks import Check, Checks, Scope, absent, corpus_score, of_references
from bench.validate.e2e import smoothed_bleu

_ROUGE = ("rouge1", "rouge2", "rougeL")


def replay(folder: Path, scope: Scope) -> Checks:
    """All checks on ``folder``/metric_cases."""
    root = folder / "metric_cases"
    yield from _sacrebleu(root, scope)
    yield from _rouge_score(root, scope)
    yield from _gem(root, scope)
    yield from _nlg_eval(root, scope)
    yield from _mteval(root, scope)
    yield from _kenlm(root, scope)
    yield from _mauve(root, scope)


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _score(
    scope: Scope,
    name: str,
    texts: Sequence[str],
    references: Sequence[Sequence[str]],
    **fields: Any,
) -> dict[str, float]:
    metric = scope.metric(name, **fields)
    totals = metric.rows(texts, of_references(references)).sum(axis=0)
    return {key: float(value) for key, value in metric.score(totals).items()}


def _sacrebleu(root: Path, scope: Scope) -> Checks:
    """Cases of the smoothing and tokenisers that this project uses."""
    cases = _load(root / "sacrebleu_bleu.json")["corpus_bleu_default_0_100"]
    for number, case in enumerate(cases):
        if case["kwargs"].keys() <= {"tokenize", "lowercase"}:
            references = [list(several) for several in zip(*case["ref_streams"], strict=True)]
            ours = _score(scope, "bleu", case["hyps"], references, **case["kwargs"])["bleu"]
            yield Check("sacrebleu", f"case {number}", "BLEU", case["score"], ours, 1e-6)
    cases = _load(root / "sacrebleu_chrf.json")["corpus_char6_word0_beta3_effective_order"]
    for number, case in enumerate(cases):
        references = [[reference] for reference in case["refs"]]
        (ours,) = _score(scope, "chrf", case["hyps"], references, beta=3).values()
        yield Check("sacrebleu", f"case {number}", "chrF3", case["score"], ours, 1e-4)
    for number, case in enumerate(_load(root / "sacrebleu_ter.json")["corpus"]):
        names = ("sacrebleu", f"case {number}", "TER")
        references = [[reference] for reference in case["refs"]]
        try:
            ours = _score(scope, "ter", case["hyps"], references)["ter"]
            yield Check(*names, case["score_0_100"], ours, 1e-3)
        except Unavailable as reason:
            yield absent(names, case["score_0_100"], reason)


def _rouge_score(root: Path, scope: Scope) -> Checks:
    cases = _load(root / "rouge_score.json")
    for number, case in enumerate(cases["cases"]):
        kind = case["type"]
        name = "rouge_lsum" if kind == "rougeLsum" else "rouge"
        ours = _score(scope, name, [case["prediction"]], [[case["target"]]])[kind]
        yield Check("rouge-score", f"case {number}", kind, 100 * case["f"], ours, 1e-6)
    for number, case in enumerate(cases["multi_best_f"]):
        found = _score(scope, "rouge", [case["prediction"]], [case["targets"]])
        for kind in _ROUGE:
            names = ("rouge-score", f"best of several {number}", kind)
            yield Check(*names, 100 * case[f"{kind}_f"], found[kind], 1e-6)
    yield from _rouge_155(root, cases["rouge155_files"], scope)
    for number, case in enumerate([cases["rougeLsum_files"], *cases["rougeLsum_split"]]):
        texts = [case["prediction"], case["target"]]
        if number == 0:
            texts = [(root / name).read_text(encoding="utf-8") for name in texts]
        fields = {"use_stemmer": case["use_stemmer"], "split_sentences": False}
        ours = _score(scope, "rouge_lsum", texts[:1], [texts[1:]], **fields)["rougeLsum"]
        published = case["prf"][2] if number == 0 else case["f"]
        yield Check("rouge-score", f"Lsum {number}", "rougeLsum", 100 * published, ours, 1e-3)


def _rouge_155(root: Path, files: Any, scope: Scope) -> Checks:
    """Values of the Perl program ROUGE-1.5.5 itself."""
    targets = (root / files["target"]).read_text(encoding="utf-8").splitlines()
    predictions = (root / files["prediction"]).read_text(encoding="utf-8").splitlines()
    for case in files["lines"]:
        line = case["line"]
        for suffix in ("", "_stem"):
            fields = {"use_stemmer": bool(suffix)}
            found = _score(scope, "rouge", [predictions[line]], [[targets[line]]], **fields)
            for kind in _ROUGE:
                if kind + suffix in case:
                    names = ("ROUGE-1.5.5", f"line {line}", kind + suffix)
                    yield Check(*names, 100 * case[kind + suffix][2], found[kind], 1e-3)


def _gem(root: Path, scope: Scope) -> Checks:
    cases = _load(root / "gem_metrics.json")
    smoothing = "published with sacreBLEU's other smoothing of n-gram orders"
    for name, texts in cases["hypotheses"].items():
        expected = {kind: values[name] for kind, values in cases["expected"].items()}
        ours = _score(scope, "bleu", texts, cases["references"])["bleu"]
        yield Check("GEM-metrics", name, "BLEU", expected["bleu"]["bleu"], ours, 0.0051)
        (ours,) = _score(scope, "chrf", texts, cases["references"]).values()
        yield Check("GEM-metrics", name, "chrF", expected["chrf"]["chrf"], ours, 1e-5)
        ours = _score(scope, "chrf_plus_plus", texts, cases["references"])["chrf"]
        published = expected["chrf"]["chrf++"]
        known = (0.02, smoothing) if name == "basic" else (1e-5, "")
        yield Check("GEM-metrics", name, "chrF++", published, ours, *known)
        found = _score(scope, "rouge", texts, cases["references"])
        for kind in _ROUGE:
            published = 100 * expected["rouge"][kind]["fmeasure"]
            yield Check("GEM-metrics", name, kind, published, found[kind], 1e-3)


def _nlg_eval(root: Path, scope: Scope) -> Checks:
    """The COCO metric family on words split at white space."""
    for number, case in enumerate(_load(root / "nlg_eval_coco.json")["cases"]):
        item = f"case {number}"
        examples = of_references(case["refs"])
        statistics = scope.metric("bleu_words", lowercase=False).rows(case["hyps"], examples)
        for order in range(1, 5):
            names = ("nlg-eval", item, f"Bleu_{order}")
            ours = float(smoothed_bleu(statistics.sum(axis=0), 1e-15, 1e-9, order))
            yield Check(*names, case[f"Bleu_{order}"], ours, 1e-5)
        for column, name in (
            ("ROUGE_L", "rouge_coco_words"),
            ("CIDEr", "cider_words"),
            ("METEOR_1.5_java", "meteor"),
        ):
            names = ("nlg-eval", item, column)
            try:
                metric = scope.metric(name)
                ours = corpus_score(metric, metric.rows(case["hyps"], examples))
                yield Check(*names, case[column], ours, 1e-5, "", metric.recipe)
            except Unavailable as reason:
                yield absent(names, case[column], reason)


def _mteval(root: Path, scope: Scope) -> Checks:
    """mteval-v13a.pl on 100 Russian segments that are tokens already."""
    expected = _load(root / "wmt15_expected.json")
    texts = (root / expected["hyp"]).read_text(encoding="utf-8").splitlines()
    references = [
        [line] for line in (root / expected["ref"]).read_text(encoding="utf-8").splitlines()
    ]
    ours = _score(scope, "bleu", texts, references)["bleu"] / 100
    yield Check("mteval", "wmt15 en-ru", "BLEU", expected["BLEU_4_mteval13a"], ours, 0.51e-4)
    ours = _score(scope, "nist", texts, references)["nist"]
    cause = "published from the text before it was split into words: 1,862 words, here 1,866"
    yield Check("mteval", "wmt15 en-ru", "NIST", expected["NIST_5"], ours, 0.005, cause)


def _kenlm(root: Path, scope: Scope) -> Checks:
    """KenLM's test model read from its ARPA file, its sentences scored by our n-gram model."""
    cases = _load(root / "kenlm_scores.json")
    model, vocabulary = scope.function("read_arpa")(root / cases["arpa"])
    ids = {word: index for index, word in enumerate(vocabulary)}
    words = cases["continuation_from_bos"]
    tokens = [ids.get(case["word"], 0) for case in words if case["word"] != "</s>"]
    logs, orders = model.score(tokens, [len(tokens)])
    for case, log, order in zip(words, logs / math.log(10), orders, strict=True):
        yield Check("KenLM", case["word"], "log10 probability", case["log10"], float(log), 2e-5)
        matched = case["matched_ngram_length"]
        yield Check("KenLM", case["word"], "words matched", matched, int(order), 0)
    for case in cases["sentences_python_binding_0.3.0"]:
        tokens = [ids.get(word, 0) for word in case["text"].split()]
        log10 = float(model.logprob(tokens, [len(tokens)]).sum()) / math.log(10)
        names = ("KenLM", case["text"], "log10 probability")
        yield Check(*names, case["log10_bos_eos"], log10, 1e-4)


def _mauve(root: Path, scope: Scope) -> Checks:
    """The divergence curve of mauve-text 0.4.0 between two histograms."""
    for case in _load(root / "mauve_multinomial.json")["cases"]:
        p, q = np.array(case["p"], float), np.array(case["q"], float)
        item = f"{case['p']} {case['q']}".replace(" ", "")
        for key in ("mauve", "frontier_integral"):
            ours = float(scope.function(key)(p, q))
            yield Check("MAUVE", item, key, case[key], ours, 1e-6)
