"""The WebNLG challenges of 2017 and 2020 replayed: published outputs and published scores.

Gardent et al. (2017), https://aclanthology.org/W17-3518; Castro Ferreira et al. (2020),
https://aclanthology.org/2020.webnlg-1.7. Both campaigns gave BLEU an empty line where an item had
fewer references than the most; an empty reference has length 0 and shields short outputs from the
brevity penalty. It is put back here to get their numbers, and nowhere else.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.api import Example, Floats, Unavailable
from bench.validate.checks import (
    Check,
    Checks,
    Job,
    Scope,
    absent,
    compare,
    corpus_score,
    rows_of,
)
from bench.validate.e2e import read_table
from bench.validate.importers import read_lines, read_webnlg

SEEN = frozenset(
    (
        "Airport",
        "Astronaut",
        "Building",
        "City",
        "ComicsCharacter",
        "Food",
        "Monument",
        "SportsTeam",
        "University",
        "WrittenWork",
    )
)
"""Categories of 2017 that training data had."""

_TERCOM = (
    0.0015,
    "published with tercom 0.8.0; sacreBLEU's port of its shift search finds other edits",
)
_PUNKT = (0.0005, "published with NLTK's sentence splitter and tokens before METEOR")
_CHRF_PY = (1e-5, "published with chrF++.py, whose smoothing shows in the sixth decimal")
_PYTER = (
    0.03,
    "published with pyter (mean over items of the best reference, other shifts, minutes a system)",
)
_ASCII = str.maketrans({"–": "-", "ı": "i", "ø": "o", "ß": "ss", "’": "'", "→": "-"})
"""What Unidecode makes of the characters here that have no decomposition."""


def normalise(text: str) -> str:
    """The official preprocessing of 2017: ASCII, lower case, words and signs apart."""
    decomposed = unicodedata.normalize("NFKD", text.strip().translate(_ASCII))
    plain = decomposed.encode("ascii", "ignore").decode("ascii").lower()
    return " ".join(" ".join(re.split(r"(\W)", plain)).split())


def pad_references(example: Example, count: int) -> Example:
    """The example with empty references up to ``count``."""
    return replace(example, references=(*example.references, *[""] * count)[:count])


def replay_2017(folder: Path, scope: Scope) -> Checks:
    """All checks on ``folder``/webnlg2017: corpus scores over all, seen and unseen categories."""
    root = folder / "webnlg2017"
    examples = [
        replace(example, references=tuple(map(normalise, example.references[:3])))
        for example in read_webnlg(root / "testdata_with_lex.xml")
    ]
    yield from _preprocessing_2017(root, examples)
    table = read_table(root / "published_scores.tsv")
    files = scope.some(list(dict.fromkeys(row["file"] for row in table)))
    texts = {
        file: [normalise(line) for line in read_lines(root / "outputs" / file, len(examples))]
        for file in files
    }
    padded = [pad_references(example, 3) for example in examples]
    seen = np.array([example.slices["category"] in SEEN for example in examples])
    subsets = {"all-cat": np.ones_like(seen), "old-cat": seen, "new-cat": ~seen}
    columns = (("BLEU", "bleu_words", 1.0, padded, None), ("METEOR", "meteor", 1.0, examples, None))
    for column, name, scale, given, known in (*columns, ("TER", "ter", 0.01, examples, _TERCOM)):
        rows = [row for row in table if row["file"] in texts]
        names = [("webnlg2017", f"{row['file']} {row['subset']}", column) for row in rows]
        try:
            metric = scope.metric(name)
        except Unavailable as reason:
            for each, row in zip(names, rows, strict=True):
                yield absent(each, float(row[column]), reason)
            continue
        jobs: list[Job] = [(texts[file], given) for file in files]
        found = dict(zip(files, rows_of(metric, jobs, together=name == "meteor"), strict=True))
        for each, row in zip(names, rows, strict=True):
            statistics: Floats = found[row["file"]][subsets[row["subset"]]]
            ours = corpus_score(metric, statistics, scale=scale)
            printed = row[column] if column == "BLEU" else f"{float(row[column]):.4f}"
            yield compare(each, printed, ours, metric.recipe, known)


def _preprocessing_2017(root: Path, examples: Sequence[Example]) -> Checks:
    """Our preprocessing beside the organisers' files."""
    official = root / "official_preprocessed_refs"
    ours = [pad_references(example, 3).references for example in examples]
    for index in range(3):
        lines = read_lines(official / f"reference{index}.lex", len(examples))
        differ = sum(texts[index] != line for texts, line in zip(ours, lines, strict=True))
        item = f"reference {index + 1} of {len(lines)} items"
        yield Check("webnlg2017", item, "lines preprocessed otherwise", 0, differ, 0)
    lines = read_lines(official / "melbourne_hyp.txt", len(examples))
    submitted = read_lines(root / "outputs" / "melbourne.txt", len(examples))
    differ = sum(normalise(text) != line for text, line in zip(submitted, lines, strict=True))
    item = f"melbourne.txt, {len(lines)} outputs"
    yield Check("webnlg2017", item, "lines preprocessed otherwise", 0, differ, 0)


def replay_2020(folder: Path, scope: Scope) -> Checks:
    """All checks on ``folder``/webnlg2020: corpus scores and the means of the human ratings."""
    root = folder / "webnlg2020"
    examples = read_webnlg(root / "test_en.xml")
    table = scope.some(read_table(root / "scores.tsv"))
    texts = [
        read_lines(root / "outputs" / f"{_file_stem(row['system'])}.txt", len(examples))
        for row in table
    ]
    padded = [pad_references(example, 5) for example in examples]
    columns = (
        ("BLEU", "bleu", 1.0, padded, None),
        ("sacrebleu_13a_missing_as_None", "bleu", 1.0, examples, None),
        ("chrF++", "chrf_plus_plus", 0.01, examples, _CHRF_PY),
        ("sacrebleu_chrF", "chrf", 1.0, examples, None),
        ("METEOR", "meteor", 1.0, examples, _PUNKT),
    )
    for column, name, scale, given, known in columns:
        names = [("webnlg2020", row["system"], column) for row in table]
        try:
            metric = scope.metric(name)
        except Unavailable as reason:
            for each, row in zip(names, table, strict=True):
                yield absent(each, float(row[column]), reason)
            continue
        found = rows_of(metric, [(each, given) for each in texts], together=name == "meteor")
        for each, row, statistics in zip(names, table, found, strict=True):
            ours = corpus_score(metric, statistics, scale=scale)
            yield compare(each, row[column], ours, metric.recipe, known)
    for row, each_texts in zip(table, texts, strict=True):
        yield _segment_ter(row["system"], row["TER_pyter"], (each_texts, examples), scope)
        yield from _human_means(root, row)


def _file_stem(system: str) -> str:
    return system.replace("(", "").replace(")", "")


def _segment_ter(system: str, printed: str, job: Job, scope: Scope) -> Check:
    """Mean over items of the least TER over the references, each reference on its own."""
    names = ("webnlg2020", system, "TER (pyter)")
    try:
        metric = scope.metric("ter")
    except Unavailable as reason:
        return absent(names, float(printed), reason)
    texts, examples = job
    pairs = [
        (index, replace(example, references=(reference,)))
        for index, example in enumerate(examples)
        for reference in example.references
    ]
    rows = metric.rows([texts[index] for index, _ in pairs], [single for _, single in pairs])
    # A reference that is not there counted as 1 in the publication.
    least = np.array([1.0 if len(e.references) < 5 else np.inf for e in examples])
    rates = rows[:, 0] / np.maximum(rows[:, 1], 1)
    np.minimum.at(least, [index for index, _ in pairs], rates)
    return compare(names, printed, float(least.mean()), metric.recipe, _PYTER)


def _human_means(root: Path, row: dict[str, str]) -> Checks:
    """The published raw means: mean over the rated items of the mean over their raters."""
    path = root / "human" / f"{_file_stem(row['system'])}.json"
    items = [raters for raters in json.loads(path.read_text(encoding="utf-8")).values() if raters]
    for column in (name for name in row if name.startswith("raw_")):
        quality = column.removeprefix("raw_")
        means = [np.mean([rating[quality] for rating in raters.values()]) for raters in items]
        names = ("webnlg2020", row["system"], f"human {quality}")
        yield compare(names, row[column], float(np.mean(means)), "mean of item means")
