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
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from nltk.tokenize import NLTKWordTokenizer  # type: ignore[import-untyped]  # nltk has no stubs

from bench.api import Example, Unavailable
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
_PUNKT = (0.0003, "published with NLTK's sentence splitter (a trained model) before its tokeniser")
_CHRF_PY = (0.0001, "published with chrF++.py, whose smoothing shows in the fifth decimal")
_PYTER = (0.01, "published with pyter, whose shift search finds fewer or other shifts")
_ASCII = str.maketrans({"–": "-", "ı": "i", "ø": "o", "Ø": "O", "ß": "ss", "’": "'", "→": "-"})
"""What Unidecode makes of the characters here that have no decomposition."""


def normalise(text: str) -> str:
    """The official preprocessing of 2017: ASCII, lower case, words and signs apart."""
    decomposed = unicodedata.normalize("NFKD", text.strip().translate(_ASCII))
    plain = decomposed.encode("ascii", "ignore").decode("ascii").lower()
    return " ".join(" ".join(re.split(r"(\W)", plain)).split())


def split_words(example: Example) -> Example:
    """The example with its references in the tokens of 2020, joined by spaces."""
    return replace(example, references=tuple(map(_tokens, example.references)))


def _tokens(text: str) -> str:
    return " ".join(NLTKWordTokenizer().tokenize(text))


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
    given: list[Job] = [(texts[file], examples) for file in files]
    columns = (
        Column("BLEU", "bleu_words", [(texts[file], padded) for file in files]),
        Column("METEOR", "meteor", given, decimals=4),
        Column("TER", "ter", given, 0.01, _TERCOM, decimals=4),
    )
    lines = [
        Line(
            f"{row['file']} {row['subset']}", row, files.index(row["file"]), subsets[row["subset"]]
        )
        for row in table
        if row["file"] in files
    ]
    yield from compare_table("webnlg2017", columns, lines, scope)


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
    given: list[Job] = [(each, examples) for each in texts]
    padded = [pad_references(example, 5) for example in examples]
    jobs_padded: list[Job] = [(each, padded) for each in texts]
    split = [split_words(example) for example in examples]
    jobs_split: list[Job] = [([_tokens(text) for text in each], split) for each in texts]
    columns = (
        Column("BLEU", "bleu", jobs_padded),
        Column("sacrebleu_13a_missing_as_None", "bleu", given),
        Column("chrF++", "chrf_plus_plus", given, 0.01, _CHRF_PY),
        Column("sacrebleu_chrF", "chrf", given),
        Column("METEOR", "meteor", jobs_split, known=_PUNKT),
    )
    lines = [Line(row["system"], row, index) for index, row in enumerate(table)]
    yield from compare_table("webnlg2020", columns, lines, scope)
    for row, job in zip(table, jobs_split, strict=True):
        if row["TER_pyter"]:
            yield _segment_ter(row["system"], row["TER_pyter"], job, scope)
        yield from _human_means(root, row)


def _file_stem(system: str) -> str:
    return system.replace("(", "").replace(")", "")


def _segment_ter(system: str, printed: str, job: Job, scope: Scope) -> Check:
    """Mean over items of the least TER over the references, each reference on its own."""
    names = ("webnlg2020", system, "TER (pyter)")
    try:
        metric = scope.metric("ter", case_sensitive=True)
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


def _human_means(root: Path, row: Mapping[str, str]) -> Checks:
    """The published raw means: over the items, of the mean over raters; 0 for an unrated item."""
    path = root / "human" / f"{_file_stem(row['system'])}.json"
    items = list(json.loads(path.read_text(encoding="utf-8")).values())
    for column in (name for name in row if name.startswith("raw_")):
        quality = column.removeprefix("raw_")
        ratings = [[rating[quality] for rating in raters.values()] for raters in items]
        total = sum(sum(several) / len(several) for several in ratings if several)
        names = ("webnlg2020", row["system"], f"human {quality}")
        yield compare(names, row[column], total / len(items), "mean of item means, unrated 0")
