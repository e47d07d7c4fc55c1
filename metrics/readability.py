"""How hard a text is to read: length of sentences and words, and Flesch's formula."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from bench.api import Example, Floats, Score, Task, Unavailable
from metrics.words import RULE, split_words

SENTENCES = "sentences:end at .!? before a space and no lower-case letter, at 。！？, at a line"
"""The rule for sentences as a recipe states it."""

_TITLES = r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bvs)(?<!\bNo)(?<!\b[A-Z])"
_END = re.compile(rf"{_TITLES}[.!?…]+[\"'”’)\]]*\s+(?![a-z])|[。！？]+[”’」』）]*|[\r\n]+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:(?:[^laeiouy]|[aeiouy]l)es?|(?<![td])ed)\Z")
_KEPT = re.compile(r"(?:[sxz]|[cs]h|[cg])es\Z")
_HIATUS = re.compile(r"i[aou]|eo|ua|uou|[aeoy]ing|[aeo]y[aeo]|[ds]nt\Z")
_DIPHTHONG = re.compile(r"[cgstx]i[aou]|[ln]lion|[gq]ua|people|eous")


@dataclass
class SentenceLength:
    """Words per sentence over all texts: a description, 0 where there is no sentence."""

    scores: ClassVar[Mapping[str, Score]] = {
        "sentence_length": Score("sentence length", None, "words", decimals=1),
    }

    @property
    def recipe(self) -> str:
        """The rules for sentences and words."""
        return f"words / sentences|{SENTENCES}|{RULE}"

    def prepare(self, task: Task) -> None:
        """Nothing to prepare: the rules know both languages."""

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Words and sentences: (n, 2)."""
        counts = [count_parts(text)[:2] for text in texts]
        return np.array(counts, dtype=np.float64).reshape(len(texts), 2)

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Words per sentence from summed rows: (..., 2) to (...)."""
        return {"sentence_length": totals[..., 0] / np.maximum(totals[..., 1], 1)}


@dataclass
class Flesch:
    """Reading ease: 100 is very easy, 60 plain English, below 30 very hard; it may go below 0.

    Flesch (1948), A new readability yardstick, https://doi.org/10.1037/h0057532:
    206.835 - 1.015 words/sentence - 84.6 syllables/word, of all texts together. Texts without
    words score 0. Syllables are counted by rule (groups of vowels), digits as one each. A
    description: news is not better for being easier.

    Raises:
        Unavailable: in ``prepare``, for another language than English.
    """

    scores: ClassVar[Mapping[str, Score]] = {
        "flesch": Score("Flesch reading ease", None, decimals=1),
    }

    @property
    def recipe(self) -> str:
        """The formula, the rules for sentences, words and syllables."""
        return f"206.835-1.015*w/s-84.6*syl/w|corpus sums|syllables:vowel groups|{SENTENCES}|{RULE}"

    def prepare(self, task: Task) -> None:
        """Refuse languages that the formula was not made for."""
        if task.language != "en":
            raise Unavailable(
                f"Flesch reading ease is defined for English, and the task is {task.language!r}",
                "leave flesch out of the metrics of this task",
            )

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Words, sentences and syllables: (n, 3)."""
        counts = [count_parts(text) for text in texts]
        return np.array(counts, dtype=np.float64).reshape(len(texts), 3)

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Reading ease from summed rows: (..., 3) to (...)."""
        words, sentences, syllables = np.moveaxis(totals, -1, 0)
        ease = (
            206.835
            - 1.015 * words / np.maximum(sentences, 1)
            - 84.6 * syllables / np.maximum(words, 1)
        )
        return {"flesch": np.where(words > 0, ease, 0.0)}


def count_parts(text: str) -> tuple[int, int, int]:
    """Words, sentences and syllables of a text; a sentence has at least one word."""
    words = split_words(text)
    sentences = sum(bool(split_words(part)) for part in _END.split(text))
    return len(words), sentences, sum(map(count_syllables, words))


def count_syllables(word: str) -> int:
    """Syllables of an English word by rule, at least 1; every digit of a number is one."""
    lower = word.lower()
    digits = sum(map(str.isdigit, lower))
    letters = re.sub(r"[^a-z]", "", lower)
    if not letters:
        return max(digits, 1)
    count = len(_VOWELS.findall(letters))
    if _SILENT.search(letters) and not _KEPT.search(letters):
        count -= 1
    count += len(_HIATUS.findall(letters)) - len(_DIPHTHONG.findall(letters))
    return max(count, 1) + digits
