"""Which label does a text show, and is it the gold label of its item?

A text shows its label in one of two ways. It may say it, ``"Sentiment: neutral"`` or
``"[neutral]"`` at its start or end, as a generator that classifies would. Else a reader tells it
from the words: multinomial naive Bayes with add-one counts over words and word pairs, learned
from the training references and their gold labels (Manning, Raghavan and Schütze 2008,
Introduction to Information Retrieval, chapter 13). The reader errs too: its own accuracy on the
dev references stands in the recipe, and is the ceiling of what a text can score on average.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from bench.api import Confusion, Example, Floats, Score, Task, Unavailable
from metrics.words import RULE, split_words


@dataclass
class Classification:
    """Accuracy and macro-F1 of the labels that the texts show; ``rows`` sum to the confusion.

    An empty text shows no label and is wrong. Macro-F1 is the plain mean over the labels of the
    training set that occur in the gold labels or are shown; a label that is never right has 0.
    It is the mean of the labels' F1 (Opitz and Burst 2019, https://arxiv.org/abs/1911.03347).

    Attributes:
        label: name of the label, e.g. ``"sentiment"``; None takes the first that the task has.

    Raises:
        Unavailable: in ``prepare``, if the task's training items have no such label.
    """

    label: str | None = None
    _name: str = field(default="", init=False, repr=False, compare=False)
    _reader: LabelReader | None = field(default=None, init=False, repr=False, compare=False)
    _ceiling: float | None = field(default=None, init=False, repr=False, compare=False)

    scores: ClassVar[Mapping[str, Score]] = {
        "accuracy": Score("label accuracy", "higher", "%", decimals=1),
        "macro_f1": Score("label macro-F1", "higher", "%", decimals=1),
    }

    @property
    def recipe(self) -> str:
        """The label, how it is read, and how well from the dev references."""
        ceiling = "unknown" if self._ceiling is None else f"{100 * self._ceiling:.1f}%"
        labels = ",".join(self.labels)
        return (
            f"label:{self._name}({labels})|read:said, else naive bayes of words and pairs learned"
            f" from train|right on dev references:{ceiling}|{RULE}"
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in the order of the confusion's rows and columns; () before ``prepare``."""
        return self._reader.labels if self._reader else ()

    def prepare(self, task: Task) -> None:
        """Learn to read the label from the training references."""
        name = self.label or next((key for item in task.train for key in item.labels), "")
        known = [example for example in task.train if name in example.labels]
        if not known:
            raise Unavailable(
                f"the task {task.name!r} has no gold label{f' {name!r}' if name else 's'}",
                "leave classification out of the metrics of this task",
            )
        self._name = name
        self._reader = learn_labels(
            name,
            [(text, item.labels[name]) for item in known for text in item.references],
        )
        dev = [item for item in task.dev if name in item.labels]
        right = [self._reader.read(item.references[0]) == item.labels[name] for item in dev]
        self._ceiling = sum(right) / len(right) if right else None

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """One-hot confusions, flattened: gold x (labels, other or none), (n, (k + 1) ** 2).

        Raises:
            RuntimeError: ``prepare`` was not called.
        """
        if self._reader is None:
            raise RuntimeError("Classification needs labelled texts: call prepare(task) first")
        place = {label: index for index, label in enumerate(self.labels)}
        size = len(place) + 1
        rows = np.zeros((len(texts), size * size))
        for row, text, example in zip(rows, texts, examples, strict=True):
            gold = place.get(example.labels.get(self._name, ""), len(place))
            shown = self._reader.read(text)
            row[gold * size + (len(place) if shown is None else place[shown])] = 1
        return rows

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Accuracy and macro-F1 in per cent: (..., (k + 1) ** 2) to (...); 0 for no texts."""
        table = confusion(totals)
        right = np.diagonal(table, axis1=-2, axis2=-1)[..., :-1]
        gold, shown = table.sum(axis=-1)[..., :-1], table.sum(axis=-2)[..., :-1]
        f1 = 2 * right / np.maximum(gold + shown, 1)
        present = np.maximum((gold + shown > 0).sum(axis=-1), 1)
        return {
            "accuracy": 100 * right.sum(axis=-1) / np.maximum(table.sum(axis=(-2, -1)), 1),
            "macro_f1": 100 * f1.sum(axis=-1) / present,
        }

    def confusion(self, totals: Floats) -> Confusion:
        """Summed rows as gold labels against shown ones."""
        counts = confusion(totals).astype(int).tolist()
        return Confusion((*self.labels, "none"), tuple(map(tuple, counts)))


@dataclass(frozen=True, slots=True)
class LabelReader:
    """Tells the label that a text shows.

    Attributes:
        labels: sorted.
        said: finds a label that the text says outright.
        priors: log share of each label, shape (k,).
        weights: log probability of each word or pair under each label, shape (k,).
    """

    labels: tuple[str, ...]
    said: re.Pattern[str]
    priors: Floats
    weights: Mapping[str, Floats]

    def read(self, text: str) -> str | None:
        """The label, None for a text without words."""
        if match := self.said.search(text.strip()):
            named = next(group for group in match.groups() if group).lower()
            return next(label for label in self.labels if label.lower() == named)
        features = _features(text)
        if not features:
            return None
        known = (self.weights[feature] for feature in features if feature in self.weights)
        return self.labels[int(np.argmax(sum(known, start=self.priors)))]


def learn_labels(name: str, texts: Sequence[tuple[str, str]]) -> LabelReader:
    """A reader of the label ``name`` from texts and their labels."""
    labels = tuple(sorted({label for _, label in texts}))
    counts = {label: Counter[str]() for label in labels}
    for text, label in texts:
        counts[label].update(_features(text))
    every = sorted(set().union(*counts.values()))
    totals = np.array([counts[label].total() + len(every) for label in labels], dtype=np.float64)
    weights = {
        feature: np.log((np.array([counts[label][feature] for label in labels]) + 1) / totals)
        for feature in every
    }
    share = Counter(label for _, label in texts)
    priors = np.array([math.log(share[label] / len(texts)) for label in labels])
    return LabelReader(labels, _said(name, labels), priors, weights)


def confusion(totals: Floats) -> Floats:
    """Summed rows as tables, gold by shown: (..., (k + 1) ** 2) to (..., k + 1, k + 1).

    The last row is items whose gold label no training item has, the last column texts that show
    none.
    """
    size = math.isqrt(totals.shape[-1])
    return totals.reshape(*totals.shape[:-1], size, size)


def _said(name: str, labels: Sequence[str]) -> re.Pattern[str]:
    one = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    return re.compile(
        rf"\A\W*{re.escape(name)}\W{{1,3}}({one})\b|\b{re.escape(name)}: ?({one})\W*\Z"
        rf"|\A\W*({one})(?:[\])]|\W*\Z)|[\[(]({one})[\])]\W*\Z",
        re.IGNORECASE,
    )


def _features(text: str) -> list[str]:
    words = split_words(text)
    return [*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))]
