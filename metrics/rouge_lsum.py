"""ROUGE-Lsum with rouge-score's values: the summary-level longest common subsequence.

Lin (2004), section 3.2, https://aclanthology.org/W04-1013: for each sentence of the reference the
union of its longest common subsequences with the sentences of the text; as in ROUGE-1.5.5, no word
is hit more often than either side has it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import ClassVar

import numpy as np

from bench.api import Example, Floats, Score, Task
from metrics.rouge import split_tokens
from metrics.sacrebleu_rows import require_references

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])|(?<=[。！？])|\n")


@dataclass
class RougeLsum:
    """ROUGE-Lsum F1 times 100: best reference per text, mean over texts.

    Tokens are those of ``metrics.rouge.Rouge``. A text without tokens scores 0.

    Attributes:
        use_stemmer: stem English tokens.
        split_sentences: split at sentence ends and line ends; False for line ends only, as
            rouge-score does by default.
    """

    use_stemmer: bool = True
    split_sentences: bool = True
    _language: str = field(default="en", init=False, repr=False, compare=False)

    scores: ClassVar[Mapping[str, Score]] = {"rougeLsum": Score("ROUGE-Lsum", "higher", decimals=2)}

    @property
    def recipe(self) -> str:
        """Tokens, stemmer, sentences, and the version whose values these are."""
        tokens = "char+latin" if self._language == "zh" else "rouge-score"
        stemmer = "porter" if self.use_stemmer and self._language != "zh" else "no"
        sentences = "full stops and lines" if self.split_sentences else "lines"
        return (
            f"f1|refs:max|tok:{tokens}|stem:{stemmer}|sentences:{sentences}|corpus:mean"
            f"|equals:rouge-score-{version('rouge-score')}"
        )

    def prepare(self, task: Task) -> None:
        """Choose the tokens by the task's language."""
        self._language = task.language

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """F1 (0 to 1) of each text, and 1: (n, 2).

        Raises:
            ValueError: texts and examples differ in number, or an example has no reference.
        """
        rows = np.ones((len(texts), 2))
        for row, text, example in zip(rows, texts, examples, strict=True):
            require_references(example)
            sentences = self._split(text)
            row[0] = max(union_f1(sentences, self._split(other)) for other in example.references)
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Mean from summed rows: (..., 2) to (...); 0 for no texts."""
        return {"rougeLsum": 100 * totals[..., 0] / np.maximum(totals[..., 1], 1)}

    def _split(self, text: str) -> list[list[str]]:
        parts = _SENTENCE_END.split(text) if self.split_sentences else text.split("\n")
        return [split_tokens(part, self._language, self.use_stemmer) for part in parts if part]


def union_f1(text: Sequence[Sequence[str]], reference: Sequence[Sequence[str]]) -> float:
    """Summary-level F1 of two lists of tokenised sentences."""
    left_in_text = Counter(word for sentence in text for word in sentence)
    left_in_reference = Counter(word for sentence in reference for word in sentence)
    in_text, in_reference = left_in_text.total(), left_in_reference.total()
    hits = 0
    for sentence in reference:
        found = set().union(*(common_positions(sentence, other) for other in text))
        for word in (sentence[position] for position in sorted(found)):
            if left_in_text[word] > 0 and left_in_reference[word] > 0:
                hits += 1
                left_in_text[word] -= 1
                left_in_reference[word] -= 1
    return 2 * hits / (in_text + in_reference) if hits else 0.0


def common_positions(reference: Sequence[str], text: Sequence[str]) -> set[int]:
    """Positions in the reference of one longest common subsequence, the one rouge-score picks."""
    table = np.zeros((len(reference) + 1, len(text) + 1), np.int32)
    numbers: dict[str, int] = {}
    ids = np.array([numbers.setdefault(word, len(numbers)) for word in text], np.int64)
    for row, word in enumerate(reference, 1):
        same = ids == numbers.get(word, -1)
        diagonal = table[row - 1, :-1] + same
        table[row, 1:] = np.maximum.accumulate(np.maximum(diagonal, table[row - 1, 1:]))
    positions: set[int] = set()
    row, column = len(reference), len(text)
    while row and column:
        if reference[row - 1] == text[column - 1]:
            positions.add(row - 1)
            row, column = row - 1, column - 1
        elif table[row, column - 1] > table[row - 1, column]:
            column -= 1
        else:
            row -= 1
    return positions
