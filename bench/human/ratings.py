"""What raters saved, matched with the key: who gave which text which rating."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.api import Floats
from bench.human.answers import HumanError
from bench.human.design import CHECK, CHECK_MOST, Aspect, Key

KIND = "nlgbench ratings"
POINTS = (1, 2, 3, 4, 5)
PASS_SHARE = 0.5
"""A rater who passes no more of the attention checks than this is left out."""


@dataclass(frozen=True, slots=True)
class Rater:
    """One rater's file.

    Attributes:
        ratings: by code, 1 to 5.
        checks: attention checks rated; ``passed`` how many of them as they should be.
        minutes: on the pages, long pauses left out.
    """

    name: str
    ratings: dict[str, int]
    checks: int
    passed: int
    minutes: float

    @property
    def attentive(self) -> bool:
        """Whether most attention checks were passed, of at least one, by more than one number."""
        varied = len(set(self.ratings.values())) > 1
        return varied and self.passed > PASS_SHARE * self.checks


def read_ratings(paths: Sequence[Path], key: Key) -> list[Rater]:
    """Read raters' files.

    Raises:
        HumanError: a file is none, belongs to another study, repeats a rater, or holds a rating
            that its sheet does not ask for.
    """
    raters = [_read(path, key) for path in paths]
    names = [rater.name for rater in raters]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise HumanError(f"more than one file of {', '.join(twice)}: give the last saved one only")
    return raters


def rating_table(raters: Sequence[Rater], key: Key, aspect: Aspect, items: Sequence[str]) -> Floats:
    """Ratings of one question, shape (raters, systems, items), ``nan`` where there is none."""
    table = np.full((len(raters), len(key.systems), len(items)), np.nan)
    system_at = {name: index for index, name in enumerate(key.systems)}
    item_at = {name: index for index, name in enumerate(items)}
    for index, rater in enumerate(raters):
        for code, rating in rater.ratings.items():
            entry = key.entries[code]
            if entry.aspect == aspect and entry.system != CHECK:
                table[index, system_at[entry.system], item_at[entry.item]] = rating
    return table


def without_severity(table: Floats) -> Floats:
    """Take out that some raters give lower ratings: (raters, systems, items) to the same.

    Each rater's mean becomes the mean of all; every rater has given some rating. Where all rated
    all texts no system's mean moves.
    """
    means = np.nanmean(table.reshape(len(table), -1), axis=1)
    adjusted: Floats = table - (means - np.nanmean(table))[:, np.newaxis, np.newaxis]
    return adjusted


def _read(path: Path, key: Key) -> Rater:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise HumanError(f"{path} cannot be read as ratings: {error}") from error
    if not isinstance(found, dict) or found.get("kind") != KIND or found.get("schema") != 1:
        raise HumanError(f"{path} is no file that a rating sheet saved: it lacks kind {KIND!r}")
    if found.get("study") != key.study:
        raise HumanError(
            f"{path} belongs to study {found.get('study')!r}, the key to {key.study!r}: give the"
            " key of that study with --key"
        )
    name, ratings = str(found.get("rater")), found.get("ratings")
    asked = {code for code, entry in key.entries.items() if entry.rater == name}
    if not isinstance(ratings, dict) or not ratings or not asked:
        raise HumanError(f"{path} holds no rating of a rater of this study, found {name!r}")
    wrong = [code for code, value in ratings.items() if code not in asked or not _valid(value)]
    if wrong:
        raise HumanError(
            f"{path} holds {len(wrong)} ratings that its sheet cannot give, e.g."
            f" {wrong[0]}: {ratings[wrong[0]]!r}; wanted whole numbers from 1 to 5 for the codes of"
            f" {name}: ask the rater to save again"
        )
    checks = [value for code, value in ratings.items() if key.entries[code].system == CHECK]
    seconds = sum(float(value) for value in dict(found.get("seconds") or {}).values())
    passed = sum(value <= CHECK_MOST for value in checks)
    return Rater(name, ratings, len(checks), passed, seconds / 60)


def _valid(value: Any) -> bool:
    return type(value) is int and value in POINTS
