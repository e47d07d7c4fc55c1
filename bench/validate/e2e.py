"""The E2E NLG challenge replayed: published outputs, published scores, slot errors.

Dušek, Novikova and Rieser (2020), https://doi.org/10.1016/j.csl.2019.06.009. Official scripts:
e2e-metrics (mteval-v13a.pl, COCO caption code), e2e-cleaning (slot_error.py).
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bench.api import Example, Floats, RowMetric, Source, Unavailable
from bench.validate.checks import (
    Check,
    Checks,
    Column,
    Job,
    Line,
    Scope,
    absent,
    compare,
    compare_table,
    corpus_score,
    half_digit,
)
from bench.validate.importers import read_blocks, read_e2e, read_e2e_outputs, read_lines

SUITE = "e2e"
COLUMNS: Mapping[str, tuple[str, float]] = {
    "BLEU": ("bleu_lowercase", 0.01),
    "NIST": ("nist", 1.0),
    "METEOR": ("meteor_coco", 1.0),
    "ROUGE_L": ("rouge_coco", 1.0),
    "CIDEr": ("cider", 1.0),
}
"""Our metric and the factor to the published scale, by column of published_scores.tsv."""


def replay(folder: Path, scope: Scope) -> Checks:
    """All checks on ``folder``/e2e."""
    root = folder / "e2e"
    yield from _published(root, scope)
    yield from _ptb_tokens(root, scope)
    yield from _segments(root, scope)
    yield from _slot_errors(root, scope)


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a TSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _published(root: Path, scope: Scope) -> Checks:
    examples = {
        "dev": read_e2e(root / "devset.csv"),
        "test": read_e2e(root / "testset_w_refs.csv"),
        "example10": _example_10(root),
    }
    table = sorted(read_table(root / "published_scores.tsv"), key=lambda row: row["split"] == "dev")
    rows = scope.some(table)
    jobs = [_job(root, row, examples[row["split"]]) for row in rows]
    columns = [Column(label, name, jobs, scale) for label, (name, scale) in COLUMNS.items()]
    lines = [Line(f"{row['system']} {row['split']}", row, i) for i, row in enumerate(rows)]
    yield from compare_table(SUITE, columns, lines, scope)


def _job(root: Path, row: Mapping[str, str], examples: Sequence[Example]) -> Job:
    """Texts and examples of a line of published_scores.tsv; its last column may have a remark."""
    file = root / row["output_file"].split(" ")[0]
    if row["split"] == "example10":
        return read_lines(file / "baseline-output.txt", len(examples)), examples
    return read_e2e_outputs(file, examples), examples


def _example_10(root: Path) -> list[Example]:
    blocks = read_blocks(root / "example_10" / "devel-conc.txt")
    return [Example(Source(f"example10-{i}", "", {}, ""), refs) for i, refs in enumerate(blocks)]


def _ptb_tokens(root: Path, scope: Scope) -> Checks:
    """The tokeniser alone, then ROUGE-L and CIDEr on the original's tokens."""
    with gzip.open(root / "tgen_test_ptb_tokens.jsonl.gz", "rt", encoding="utf-8") as file:
        tokenised = [json.loads(line) for line in file]
    examples = read_e2e(root / "testset_w_refs.csv")
    texts = read_e2e_outputs(root / "outputs" / "tgen_test.tsv", examples)
    split = scope.function("split_ptb")
    pairs = [
        (written, tokens)
        for text, example, line in zip(texts, examples, tokenised, strict=True)
        for written, tokens in zip(
            (text, *example.references), (line["hyp"], *line["refs"]), strict=True
        )
    ]
    differ = sum(" ".join(split(written)) != tokens for written, tokens in pairs)
    item = f"tgen test, {len(pairs)} sentences"
    yield Check(SUITE, item, "sentences with other PTB tokens", 0, differ, 0)
    given = [Example(e.source, tuple(t["refs"])) for e, t in zip(examples, tokenised, strict=True)]
    printed = _row(root, "tgen")
    for column, name in (("ROUGE_L", "rouge_coco_words"), ("CIDEr", "cider_words")):
        metric = scope.metric(name)
        statistics = metric.rows([line["hyp"] for line in tokenised], given)
        names = (SUITE, "tgen test, original's tokens", column)
        yield compare(names, printed[column], corpus_score(metric, statistics), metric.recipe)


def _row(root: Path, system: str) -> dict[str, str]:
    table = read_table(root / "published_scores.tsv")
    return next(row for row in table if (row["system"], row["split"]) == (system, "test"))


def _segments(root: Path, scope: Scope) -> Checks:
    """Scores of single texts: how many of them differ in the last printed digit."""
    table = read_table(root / "segment_scores" / "tnt1_segscores.tsv")
    examples = read_e2e(root / "testset_w_refs.csv")
    texts = [row["sys_out"] for row in table]
    if texts != list(read_e2e_outputs(root / "outputs" / "tnt1_test.tsv", examples)):
        yield Check(SUITE, "tnt1 segments", "texts equal the submitted ones", 1, 0, 0)
    for column in ("BLEU", "sentBLEU", "NIST", "METEOR", "ROUGE_L", "CIDEr"):
        names = (SUITE, f"tnt1 test, {len(table)} segments", f"{column}: segments that differ")
        name = COLUMNS.get(column, COLUMNS["BLEU"])[0]
        try:
            metric = scope.metric(name)
        except Unavailable as reason:
            yield absent(names, 0, reason)
            continue
        ours = _segment_scores(column, metric, texts, examples)
        gaps = np.abs(ours - [float(row[column]) for row in table])
        wrong = int((gaps > half_digit(table[0][column])).sum())
        yield Check(*names, 0, wrong, 0, "", metric.recipe)


def _segment_scores(
    column: str, metric: RowMetric, texts: Sequence[str], examples: Sequence[Example]
) -> Floats:
    if column == "NIST":  # each segment is a corpus of its own: weights from its own references
        pairs = zip(texts, examples, strict=True)
        rows = np.concatenate([metric.rows([text], [example]) for text, example in pairs])
    else:
        rows = metric.rows(texts, examples)
    if column == "BLEU":
        return smoothed_bleu(rows, 1e-15, 1e-9)
    if column == "sentBLEU":
        return smoothed_bleu(rows, 1.0, 1.0)
    return next(iter(metric.score(rows).values()))


def smoothed_bleu(rows: Floats, add_matches: float, add_ngrams: float, order: int = 4) -> Floats:
    """BLEU in 0..1 from rows of BLEU statistics with constants added, as pymteval and COCO do.

    Args:
        rows: text length, reference length, matches x 4, n-grams x 4: (..., 10).
        add_matches: added to the matches of each order.
        add_ngrams: added to the number of n-grams of each order.
        order: longest n-grams.
    """
    matches = rows[..., 2 : 2 + order] + add_matches
    precision = matches / (rows[..., 6 : 6 + order] + add_ngrams)
    shortfall = np.minimum(0.0, 1 - rows[..., 1] / np.maximum(rows[..., 0], 1e-9))
    score: Floats = np.exp(np.log(np.maximum(precision, 1e-300)).mean(axis=-1) + shortfall)
    return score


def _slot_errors(root: Path, scope: Scope) -> Checks:
    metric = scope.metric("slots")
    examples = read_e2e(root / "testset_w_refs.csv")
    for row in scope.some(read_table(root / "computed_scores_visible.tsv")):
        texts = read_e2e_outputs(root / "outputs" / f"{row['system']}_test.tsv", examples)
        wanted = {key: float(row[f"SER_{key}"]) for key in _COUNTS} | {
            "semerr": float(row["SER_semerr"]),
            "attrs": float(row["SER_total_attr"]),
        }
        yield from _slot_checks(f"{row['system']} test", wanted, metric.rows(texts, examples))
    document = json.loads((root / "slot_error_reference.json").read_text(encoding="utf-8"))
    for file, wanted in document["rows"].items():
        each = read_e2e(root / file, group=False)
        rows = metric.rows([example.references[0] for example in each], each)
        yield from _slot_checks(file, wanted, rows)


_COUNTS = ("added", "missing", "valerr", "repeated")


def _slot_checks(item: str, wanted: Mapping[str, float], rows: Floats) -> Checks:
    totals = rows.sum(axis=0).tolist()
    found = dict(zip((*_COUNTS, "attrs", "insts"), totals, strict=True))
    found["semerr"] = sum(totals[:4]) / totals[4]
    found["inst_ok"] = float((rows[:, :4].sum(axis=1) == 0).mean())
    for key, published in wanted.items():
        yield Check(SUITE, item, f"slot error {key}", published, found[key], 1e-9)
