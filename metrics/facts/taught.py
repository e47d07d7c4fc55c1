"""What a task's training texts teach the fact matcher; ``metrics.facts.learn`` learns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from metrics.facts.contexts import Contexts


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What training texts teach: it tells names from sentence openers, rivals, and whose words
    are whose.

    Attributes:
        names: words that are names somewhere in the task.
        common: words that the texts write small and no fact writes large: a capital makes them no
            name ("Family friendly", "In Riverside").
        rivals: by phrase slot, all values that were seen, as content stems.
        contexts: by record kind, the words beside each slot's values.
    """

    names: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    rivals: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    contexts: Mapping[str, Contexts] = field(default_factory=dict)
