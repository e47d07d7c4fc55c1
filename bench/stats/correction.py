"""Many comparisons: what a p-value is worth when it is one of m.

Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure: family-wise error, for claims.
Benjamini and Hochberg (1995), https://doi.org/10.1111/j.2517-6161.1995.tb02031.x: false discovery
rate, for exploring.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from bench.api import Floats


def holm(p: Floats) -> Floats:
    """Holm's adjusted p-values, shape (m,): compare them with alpha. Never below ``p``."""
    m, order = len(p), np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(m, 0, -1))
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(stepped, 1)
    return adjusted


def benjamini_hochberg(p: Floats) -> Floats:
    """Benjamini and Hochberg's adjusted p-values, shape (m,): compare with the rate wanted."""
    m, order = len(p), np.argsort(p, kind="stable")
    stepped = np.minimum.accumulate((p[order] * (m / np.arange(1, m + 1)))[::-1])[::-1]
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(stepped, 1)
    return adjusted


CORRECTIONS: Mapping[str, Callable[[Floats], Floats]] = {
    "holm": holm,
    "benjamini_hochberg": benjamini_hochberg,
}
"""What ``statistics.correction`` may name."""


def adjust_pairs(p: Floats, adjust: Callable[[Floats], Floats] = holm) -> Floats:
    """Adjust a symmetric matrix (S, S) of p-values, each pair counted once; 1 on the diagonal."""
    upper = np.triu_indices(len(p), 1)
    adjusted = np.zeros_like(p, dtype=np.float64)
    adjusted[upper] = adjust(p[upper])
    return adjusted + adjusted.T + np.eye(len(p))


def resamples_needed(alpha: float, comparisons: int) -> int:
    """Least B with which the smallest of ``comparisons`` p-values can be significant at ``alpha``.

    Both corrections ask 1 / (B + 1) <= alpha / comparisons of it, if it is the only small one. With
    fewer resamples no single difference, however large, is ever significant.
    """
    return max(1, math.ceil(comparisons / alpha - 1 - 1e-9))  # 1e-9: m / alpha is rounded


def require_resamples(resamples: int, alpha: float, comparisons: int) -> None:
    """Refuse a test that cannot find anything.

    Raises:
        ValueError: the smallest possible p is above alpha / comparisons.
    """
    needed = resamples_needed(alpha, comparisons)
    if resamples < needed:
        raise ValueError(
            f"{resamples} resamples can show no p below 1/{resamples + 1}, but with {comparisons}"
            f" comparisons the correction at {alpha} wants p <= {alpha}/{comparisons}:"
            f" use at least {needed} resamples, or compare fewer systems"
        )
