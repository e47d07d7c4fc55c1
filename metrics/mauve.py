"""MAUVE: do the texts, as a whole, look like what people wrote?

Pillutla et al. (2021), https://arxiv.org/abs/2102.01454; steps and constants as in their package
(mauve-text 0.4.0): features of length 1, principal components for 90 % of the variance, k-means
with a tenth as many clusters as texts, area under the divergence curve with scaling 5. Here the
curve is sorted stably: the package can give 0.75 to equal histograms.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from bench.api import Example, Floats, Score, Task
from metrics.encoder import Encoder, load_encoder
from metrics.models import find_model

SCALING = 5.0
CURVE_POINTS = 25
VARIANCE_KEPT = 0.9
ITERATIONS_MAX = 500


@dataclass
class Mauve:
    """MAUVE of the texts against one reference per item, 0 to 1; the mean of several k-means.

    Refused (None, and the recipe says why) below ``texts_min`` texts: the estimate is biased by
    the size of the set. Texts and references are cut to the same number of words, the median of
    the references', because MAUVE sees length first. The value depends on the encoder: it cannot
    be compared with published ones, which take GPT-2's last state.

    Attributes:
        model: a name that ``metrics.models.find_model`` knows.
        texts_min: fewest texts.
        seeds: runs of k-means.

    Raises:
        Unavailable: when built, if the model is not on this machine.
    """

    model: str = "minilm"
    texts_min: int = 1000
    seeds: int = 5
    _encoder: Encoder | None = field(default=None, init=False, repr=False, compare=False)
    _note: str = field(default="", init=False, repr=False, compare=False)
    _refusal: str = field(default="", init=False, repr=False, compare=False)

    scores: ClassVar[Mapping[str, Score]] = {
        "mauve": Score("MAUVE", "higher", decimals=3),
    }

    def __post_init__(self) -> None:
        self._label = find_model(self.model).label

    @property
    def recipe(self) -> str:
        """The features, the constants, and what became of the last set of texts."""
        return (
            f"features:{self._label}|c:{SCALING:g}|clusters:n/10|pca:{VARIANCE_KEPT:g}"
            f"|k-means:numpy, {self.seeds} seeds, mean|cut:median words of references{self._note}"
        )

    def prepare(self, task: Task) -> None:
        """Nothing to load before there are texts enough."""

    def score(
        self, texts: Sequence[str], examples: Sequence[Example]
    ) -> Mapping[str, float | None]:
        """MAUVE, None where there are too few texts."""
        if len(texts) < max(self.texts_min, 2):
            self._refusal = f"{len(texts):,} texts, {self.texts_min:,} needed"
            self._note = f"|REFUSED: {self._refusal}"
            return {"mauve": None}
        references = [example.references[0] for example in examples]
        words = int(statistics.median(len(text.split()) for text in references))
        encoder = self._encoder = self._encoder or load_encoder(self.model)
        of_texts, of_references = (
            np.asarray(encoder.sentences([" ".join(text.split()[:words]) for text in side]))
            for side in (texts, references)
        )
        values = [
            mauve_of_features(of_texts.astype(np.float64), of_references.astype(np.float64), seed)
            for seed in range(self.seeds)
        ]
        self._refusal = ""
        self._note = f" ({words})|range over seeds:{min(values):.3f}-{max(values):.3f}"
        return {"mauve": statistics.fmean(values)}

    def refusal(self, key: str) -> str:
        """Why the last set of texts has no MAUVE; empty if it has one."""
        return self._refusal


def mauve_of_features(
    texts: Floats, references: Floats, seed: int, clusters: int | None = None
) -> float:
    """MAUVE of two clouds of vectors, shapes (n, size) and (m, size).

    Args:
        seed: of k-means.
        clusters: None takes a tenth of the smaller cloud, at least 2.
    """
    count = clusters or max(2, round(min(len(texts), len(references)) / 10))
    points = _principal_components(np.concatenate([references, texts]))
    labels = k_means(points, count, seed)
    q = np.bincount(labels[: len(references)], minlength=count) / len(references)
    p = np.bincount(labels[len(references) :], minlength=count) / len(texts)
    return mauve_of_histograms(p, q)


def mauve_of_histograms(p: Floats, q: Floats) -> float:
    """Area under the divergence curve of two distributions over the same clusters, 0 to 1."""
    weights = np.linspace(1e-6, 1 - 1e-6, CURVE_POINTS)[:, np.newaxis]
    mixtures = weights * p + (1 - weights) * q
    inner = np.exp(-SCALING * np.array([_divergence(q, mixtures), _divergence(p, mixtures)]))
    x, y = np.concatenate([[[0], [1]], inner, [[1], [0]]], axis=1)
    by_x, by_y = np.lexsort((-y, x)), np.lexsort((-x, y))
    return float((np.trapezoid(y[by_x], x[by_x]) + np.trapezoid(x[by_y], y[by_y])) / 2)


def frontier_integral(p: Floats, q: Floats) -> float:
    """Liu et al. (2021), https://arxiv.org/abs/2106.07898: 0 for equal distributions, at most 1."""
    total = 0.0
    for a, b in zip(p, q, strict=True):
        if not a or not b:
            total += (a + b) / 2
        elif abs(a - b) > 1e-8:
            total += (a + b) / 2 - a * b * (np.log(a) - np.log(b)) / (a - b)
    return float(total)


def k_means(
    points: Floats, clusters: int, seed: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """Cluster numbers, shape (n,), by Lloyd's iterations from a k-means++ start.

    Arthur and Vassilvitskii (2007), k-means++: the advantages of careful seeding. A cluster that
    runs empty keeps its centre. With no more different points than clusters each is its own.
    """
    generator = np.random.default_rng(seed)
    centres = _spread_out(points, clusters, generator)
    labels = np.full(len(points), -1)
    for _ in range(ITERATIONS_MAX):
        nearest = _squares(points, centres).argmin(axis=1)
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        counts = np.bincount(labels, minlength=len(centres))
        sums = np.zeros_like(centres)
        np.add.at(sums, labels, points)
        centres = np.where(
            counts[:, np.newaxis] > 0, sums / np.maximum(counts, 1)[:, np.newaxis], centres
        )
    return labels


def _spread_out(points: Floats, clusters: int, generator: np.random.Generator) -> Floats:
    chosen = [int(generator.integers(len(points)))]
    nearest = _squares(points, points[chosen])[:, 0]
    while len(chosen) < clusters and nearest.sum() > 1e-12 * len(points):
        chosen.append(int(generator.choice(len(points), p=nearest / nearest.sum())))
        nearest = np.minimum(nearest, _squares(points, points[chosen[-1:]])[:, 0])
    centres: Floats = points[chosen]
    return centres


def _squares(points: Floats, centres: Floats) -> Floats:
    """Squared distances, (n, k)."""
    products = points @ centres.T
    sizes = (points**2).sum(axis=1)[:, np.newaxis] + (centres**2).sum(axis=1)
    squares: Floats = np.maximum(sizes - 2 * products, 0)
    return squares


def _principal_components(points: Floats) -> Floats:
    """Points of length 1 on as many axes as keep ``VARIANCE_KEPT`` of their variance."""
    norms = np.linalg.norm(points, axis=1, keepdims=True)
    scaled = points / np.where(norms > 0, norms, 1)
    centred = scaled - scaled.mean(axis=0)
    values, axes = np.linalg.eigh(centred.T @ centred)
    values, axes = np.maximum(values[::-1], 0), axes[:, ::-1]
    if not values.sum():
        return np.zeros((len(points), 1))
    kept = int(np.argmax(np.cumsum(values) / values.sum() >= VARIANCE_KEPT)) + 1
    components: Floats = centred @ axes[:, :kept]
    return components


def _divergence(p: Floats, mixtures: Floats) -> Floats:
    """Kullback-Leibler divergences of p from each mixture, in nats: (n,) and (m, n) to (m,)."""
    some = p > 0
    divergences: Floats = (p[some] * np.log(p[some] / mixtures[:, some])).sum(axis=1)
    return divergences
