"""What is stored about the tests between systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bench.record.cell import SCHEMA


@dataclass(frozen=True, slots=True)
class Pair:
    """A paired test of two systems on one column.

    Attributes:
        difference: score of ``a`` minus score of ``b``, with its 95 % interval: of a
            share of texts Newcombe's, else the bootstrap's; None where all items agree.
        p: paired approximate randomisation, two-sided; ``p_adjusted`` corrected for all pairs.
        effect: the difference in standard deviations of the items' differences (``Effect.d``).
        training_share: of the variance of the difference, how much is luck in training, 0 to 1;
            None where neither system has several seeds.
    """

    a: str
    b: str
    difference: float
    low: float | None
    high: float | None
    p: float
    p_adjusted: float
    effect: float | None = None
    training_share: float | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """All pairs of one column.

    Attributes:
        ranks: best and worst rank that the significant differences allow, by system.
        detectable: smallest true difference that is found with 80 % power (median over pairs), at
            the level that the correction asks of the smallest p-value; None where nothing
            varies.
        spread: standard deviation of a difference (median over pairs); None where nothing varies.
    """

    key: str
    pairs: tuple[Pair, ...]
    ranks: Mapping[str, tuple[int, int]]
    detectable: float | None
    spread: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The tests between the systems of one task and condition.

    Attributes:
        systems: generator names, ranked ones only.
        correction: of the p-values of a column's pairs: a name of ``bench.stats.CORRECTIONS``.
        note: what a reader must know, e.g. why the number of resamples was raised.
    """

    task: str
    condition: str
    systems: tuple[str, ...]
    texts: int
    alpha: float
    resamples: int
    rankings: tuple[Ranking, ...]
    note: str = ""
    correction: str = "holm"
    schema: int = SCHEMA
