"""How a family of systems is named and drawn: the only place of the report that knows families.

Colours are Okabe and Ito's (2008), darkened on light paper and lightened on dark paper until they
keep a contrast of 3:1; every family has its own marker too, so nothing hangs on colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Group = Literal["traditional", "language model", "bound", "other"]


@dataclass(frozen=True, slots=True)
class Family:
    """A family of systems.

    Attributes:
        key: as in ``Record.family``.
        label: as printed.
        group: the side it stands on in the questions of the verdict.
        light, dark: colour on light and on dark paper.
        marker: matplotlib's marker; ``symbol`` is the same shape as a character.
        learns: its systems are fitted, so one seed alone says nothing about training luck.
    """

    key: str
    label: str
    group: Group
    light: str
    dark: str
    marker: str
    symbol: str
    learns: bool = False


_KNOWN = (
    Family("rules", "Rules", "traditional", "#0072B2", "#56B4E9", "o", "●"),
    Family("template", "Templates", "traditional", "#00805A", "#2BC79A", "s", "■"),
    Family(
        "statistical", "Statistical", "traditional", "#B87400", "#E69F00", "^", "▲", learns=True
    ),
    Family(
        "neural",
        "Neural, from scratch",
        "language model",
        "#A94C86",
        "#E08CC0",
        "D",
        "◆",
        learns=True,
    ),
    Family(
        "pretrained", "Pretrained", "language model", "#C24A00", "#FF8A4C", "P", "✚", learns=True
    ),
    Family("bound", "Bounds", "bound", "#5F6B73", "#A3AFB7", "X", "✖"),
)
ORDER = {family.key: position for position, family in enumerate(_KNOWN)}
_BY_KEY = {family.key: family for family in _KNOWN}


def family_of(key: str) -> Family:
    """The family of that key; one that is not known here gets a neutral look and its own name."""
    label = key.replace("_", " ").strip().capitalize() or "No family"
    other = Family(key, label, "other", "#6656C8", "#A99CFF", "v", "▼")
    return _BY_KEY.get(key, other)


def known_families() -> tuple[Family, ...]:
    """The families that have a look of their own."""
    return _KNOWN


def sorted_families(keys: Iterable[str]) -> list[Family]:
    """Each family once, in the order of the known ones, others behind them by name."""
    return [
        family_of(key)
        for key in sorted(set(keys), key=lambda key: (ORDER.get(key, len(ORDER)), key))
    ]
