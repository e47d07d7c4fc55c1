"""Public human ratings as numbers per text, each source in its own kind.

E2E (Dušek et al. 2020, https://doi.org/10.1016/j.csl.2019.06.009): RankME, magnitudes without an
upper end, of which only the order within one judgement means anything. WebNLG 2017 (Shimorina et
al. 2018, https://hal.science/hal-03007072): Likert points, published as means. WebNLG+ 2020
(Castro Ferreira et al. 2020, https://aclanthology.org/2020.webnlg-1.7): direct assessment from 0
to 100, raters more or less severe.
"""

from __future__ import annotations

import csv
import dataclasses
import gzip
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.api import Example, Floats
from bench.stats import mean_ranks
from bench.validate.importers import ImportFailure, read_e2e, read_lines, read_webnlg

HUMAN_TEXT = "webnlg"
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:[eE]\+?\d+)?")
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_MARKS = re.compile(r'"?@en$|"?\^\^.*$| \([^)]*\)$')
"""Marks of language, type and sense at the end of a triple's value."""


@dataclass(frozen=True, slots=True)
class RatedText:
    """One system's text with what people gave it.

    Attributes:
        group: texts that were judged together, ``""`` where each was judged alone.
        rating: higher is better.
    """

    system: str
    example: Example
    text: str
    rating: float
    group: str = ""


Outputs = Mapping[str, tuple[Sequence[Example], Sequence[str]]]
"""By system, its inputs and what it wrote for each."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """One aspect of one source.

    Attributes:
        schema: key of the fact schema in the configuration, ``"e2e"`` or ``"webnlg"``.
        table: single ratings, shape (raters, texts), ``nan`` where there is none; None where only
            means were published.
        outputs: all that each system wrote, where that is more than was rated: metrics of whole
            sets want as many texts as there are.
    """

    key: str
    schema: str
    title: str
    asked: str
    citation: str
    method: str
    texts: tuple[RatedText, ...]
    table: Floats | None = None
    outputs: Outputs = field(default_factory=dict)


def read_e2e_naturalness(folder: Path) -> Ratings:
    """E2E naturalness, RankME: five texts a judgement, three judgements of the same five.

    Raises:
        ImportFailure: a rated input has no references.
    """
    examples = {
        example.source.text: dataclasses.replace(
            example, source=dataclasses.replace(example.source, text="")
        )
        for example in read_e2e(folder / "testset_w_refs.csv")
    }
    with gzip.open(folder / "human_naturalness.tsv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    units: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        units[row["unit"]][row["judgement"]].append(row)
    texts, columns = [], []
    for unit, judgements in units.items():
        systems = sorted({row["system"] for rows_ in judgements.values() for row in rows_})
        ranked = np.array([_ranks(judged, systems) for judged in judgements.values()])
        shown = {row["system"]: row for rows_ in judgements.values() for row in rows_}
        for place, system in enumerate(systems):
            row = shown[system]
            _require(row["mr"] in examples, folder, row["mr"])
            rating = float(np.nanmean(ranked[:, place]))
            texts.append(RatedText(system, examples[row["mr"]], row["output"], rating, unit))
        columns.append(ranked)
    return Ratings(
        key="e2e-naturalness",
        schema="e2e",
        title="E2E restaurants",
        asked="naturalness",
        citation="Dušek, Novikova and Rieser (2020), https://doi.org/10.1016/j.csl.2019.06.009",
        method=(
            "Magnitudes became ranks within each judgement of five texts; by text, a column is"
            " centred within the five texts judged together, and inputs are resampled; by system,"
            " systems are resampled."
        ),
        texts=tuple(texts),
        table=_side_by_side(columns),
    )


def read_webnlg_2017(folder: Path) -> tuple[Ratings, ...]:
    """WebNLG 2017: mean Likert points from 1 to 3, three aspects.

    Texts and references go through the organisers' normal form, as the rated texts did.

    Raises:
        ImportFailure: a rated input is not in the test set.
    """
    examples = {
        _triples_key(example.source.facts["triples"]): _normal_example(example)
        for example in read_webnlg(folder / "testdata_with_lex.xml")
    }
    with (folder / "human_averaged.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["team"] != HUMAN_TEXT]
    found = []
    for aspect in ("fluency", "grammar", "semantics"):
        texts = []
        for row in rows:
            triples = [part.replace("_", " ").split("|") for part in row["mr"].split("<br>")]
            key = _triples_key(triples)
            _require(key in examples, folder, row["mr"])
            text, rating = normal_form(row["text"]), float(row[aspect])
            texts.append(RatedText(row["team"], examples[key], text, rating))
        found.append(
            Ratings(
                key=f"webnlg2017-{aspect}",
                schema="webnlg",
                title="WebNLG 2017",
                asked=aspect,
                citation="Shimorina, Gardent, Narayan and Perez-Beltrachini (2018), "
                "https://hal.science/hal-03007072",
                method=(
                    "Mean points from 1 to 3 of several raters, lower-cased texts (an invented name"
                    " cannot be told there); by text, inputs are resampled; by system, systems."
                ),
                texts=tuple(texts),
            )
        )
    return tuple(found)


def read_webnlg_2020(folder: Path) -> tuple[Ratings, ...]:
    """WebNLG+ 2020: direct assessment, five aspects, each rater's scores standardised.

    Raises:
        ImportFailure: a rated system has no file of outputs of the right length.
    """
    examples = read_webnlg(folder / "test_en.xml")
    judged: list[tuple[str, Example, str, Mapping[str, Any]]] = []
    written: dict[str, tuple[Sequence[Example], Sequence[str]]] = {}
    for path in sorted((folder / "human").glob("*.json")):
        outputs = folder / "outputs" / f"{path.stem}.txt"
        if outputs.is_file():  # the human reference was rated too, but is no system
            lines = read_lines(outputs, len(examples))
            written[path.stem] = examples, lines
            given = json.loads(path.read_text(encoding="utf-8"))
            judged += [
                (path.stem, _flat_triples(examples[int(name) - 1]), lines[int(name) - 1], workers)
                for name, workers in given.items()
                if workers
            ]
    names = sorted({worker for *_, workers in judged for worker in workers})
    found = []
    for aspect in ("Fluency", "Correctness", "DataCoverage"):
        table = np.array(
            [[w[n][aspect] if n in w else np.nan for *_, w in judged] for n in names], float
        )
        spread = np.nanstd(table, axis=1, keepdims=True)
        standard = (table - np.nanmean(table, axis=1, keepdims=True)) / np.where(spread, spread, 1)
        rated = zip(judged, np.nanmean(standard, axis=0), strict=True)
        found.append(
            Ratings(
                key=f"webnlg2020-{aspect.lower()}",
                schema="webnlg",
                title="WebNLG+ 2020",
                asked=re.sub(r"(?<=[a-z])(?=[A-Z])", " ", aspect).lower(),
                citation="Castro Ferreira et al. (2020), https://aclanthology.org/2020.webnlg-1.7",
                method=(
                    "Points from 0 to 100, standardised for each rater; by text, inputs are"
                    " resampled; five systems are too few for an interval. Metrics of whole sets"
                    " read all that a system wrote, not only what was rated."
                ),
                texts=tuple(
                    RatedText(system, example, text, float(rating))
                    for (system, example, text, _), rating in rated
                ),
                table=table,
                outputs=written,
            )
        )
    return tuple(found)


def normal_form(text: str) -> str:
    """Lower-case, without accents, words and signs apart: as WebNLG 2017 prepared texts."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(" ".join(re.split(r"(\W)", plain)).split())


def _ranks(judged: Sequence[Mapping[str, str]], systems: Sequence[str]) -> list[float]:
    """Ranks from 0 (worst) to 1 within one judgement, ties at their mean."""
    scores = np.array([float(row["score"]) for row in judged])
    ranks = (mean_ranks(scores) - 1) / max(len(scores) - 1, 1)
    given = {row["system"]: float(rank) for row, rank in zip(judged, ranks, strict=True)}
    return [given.get(system, np.nan) for system in systems]


def _side_by_side(columns: Sequence[Floats]) -> Floats:
    """Tables of (judgements, texts) with up to as many judgements as the largest."""
    most = max(len(column) for column in columns)
    padded = [
        np.pad(column, ((0, most - len(column)), (0, 0)), constant_values=np.nan)
        for column in columns
    ]
    return np.hstack(padded)


def _triples_key(triples: Sequence[Sequence[str]]) -> frozenset[str]:
    return frozenset(" | ".join(" ".join(part.split()) for part in parts) for parts in triples)


def _flat_triples(example: Example) -> Example:
    """Subjects and objects, sorted by what a fact matcher has to look for; no property names."""
    facts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    ends = (triple[index] for triple in example.source.facts["triples"] for index in (0, -1))
    for end in dict.fromkeys(ends):
        value = _MARKS.sub("", end.strip().strip('"')).strip('" ')
        if _DATE.fullmatch(value):
            facts["dates"].append({"value": value})
        elif _NUMBER.fullmatch(value):
            facts["numbers"].append({"value": float(value.replace(",", ""))})
        elif value:
            facts["names" if value[0].isupper() else "phrases"].append({"value": value})
    source = dataclasses.replace(example.source, facts=dict(facts), kind="")
    return dataclasses.replace(example, source=source)


def _normal_example(example: Example) -> Example:
    references = tuple(normal_form(reference) for reference in example.references)
    return dataclasses.replace(_flat_triples(example), references=references)


def _require(known: bool, folder: Path, what: str) -> None:
    if not known:
        raise ImportFailure(f"{folder}: a rated input is not in the test set: {what!r}")
