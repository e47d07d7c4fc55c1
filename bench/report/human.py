"""What people said of a run: the nouns of ``human.json``, and how the page prints them.

``python -m bench.human read`` writes the file, the page shows it. ``trust.json`` shares the noun
for how far a column follows people.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from bench.record import SCHEMA, read

FILE = "human.json"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A correlation with its 95 % bootstrap interval; None where there are too few points."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Follows:
    """How a column follows people's ratings. Signs are turned so that 1 means full agreement.

    Attributes:
        key, label, recipe: of the column.
        level: ``system`` (a point is a system) or ``segment`` (a point is a text).
        points: how many.
        spearman, pearson, kendall: None where a side does not vary; ``kendall`` also where there
            are more than 3,000 points.
    """

    key: str
    label: str
    recipe: str
    level: str
    points: int
    spearman: Coefficient | None
    pearson: Coefficient | None
    kendall: Coefficient | None


@dataclass(frozen=True, slots=True)
class Rated:
    """One system in people's eyes, raters' severity taken out.

    Attributes:
        mean: of the ratings, 1 to 5, with its 95 % bootstrap interval over items.
        best, worst: places it took in the resamples.
        cluster: 1 is the best; systems of one cluster are not told apart.
    """

    generator: str
    title: str
    bound: bool
    texts: int
    mean: float
    low: float
    high: float
    best: int
    worst: int
    cluster: int


@dataclass(frozen=True, slots=True)
class Aspect:
    """One question of the sheet.

    Attributes:
        alpha: Krippendorff's, ordinal, with its 95 % bootstrap interval over texts.
        kappa: Fleiss', which takes the five points for names.
    """

    key: str
    asks: str
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    kappa: float | None
    systems: tuple[Rated, ...]
    follows: tuple[Follows, ...]

    @property
    def reliable(self) -> str:
        """What alpha allows, by the bounds of Krippendorff (2004), p. 429."""
        if self.alpha is None:
            return "agreement is not defined: one rater, or one rating throughout"
        if self.alpha >= 0.8:
            return "reliable"
        return "tentative conclusions only" if self.alpha >= 0.667 else "unreliable"


@dataclass(frozen=True, slots=True)
class RaterNote:
    """One rater: attention checks passed, texts rated, and whether the ratings count."""

    rater: str
    texts: int
    checks: int
    passed: int
    minutes: float
    used: bool


@dataclass(frozen=True, slots=True)
class Study:
    """The ratings of one task under one condition."""

    study: str
    task: str
    condition: str
    items: int
    raters: tuple[RaterNote, ...]
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class Studies:
    """All that people rated of a run; ``human.json``."""

    studies: tuple[Study, ...]
    schema: int = SCHEMA

    def of(self, task: str, condition: str) -> Study | None:
        """The study of a board."""
        fitting = (s for s in self.studies if (s.task, s.condition) == (task, condition))
        return next(fitting, None)


def read_studies(run: Path) -> Studies:
    """The studies of a run, none where there is no file.

    Raises:
        RecordError: the file is of another kind or schema.
    """
    path = run / FILE
    return read(path, Studies) if path.is_file() else Studies(())


def write_study(run: Path, study: Study) -> Path:
    """Add a study to the run's file, in place of an earlier one of the same board."""
    others = [
        other
        for other in read_studies(run).studies
        if (other.task, other.condition) != (study.task, study.condition)
    ]
    document = dataclasses.asdict(Studies((*others, study)))
    path = run / FILE
    temporary = path.with_suffix(".part")
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    temporary.write_text(text + "\n", encoding="utf-8")
    temporary.replace(path)
    return path
