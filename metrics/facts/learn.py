"""What training texts teach the fact matcher: which words are names, which values rivals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.api import Task
from metrics.facts.brief import strings
from metrics.facts.forms import leaves
from metrics.facts.names import name_tokens
from metrics.facts.phrases import content
from metrics.facts.plain import normalise

_MARKS = ".,;:!?()[]\"'“”-–—/"
"""What may stand around a word."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a task's training texts teach: it tells names from sentence openers, and rivals.

    Attributes:
        names: words that are names somewhere in the task.
        common: words that the texts write small and no fact writes large: a capital makes them no
            name ("Family friendly", "In Riverside").
        rivals: by phrase slot, all values that were seen, as content stems.
    """

    names: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    rivals: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


def learn(task: Task) -> Lexicon:
    """The lexicon of a task, from its training and development examples."""
    names: set[str] = set()
    ordinary: set[str] = set()
    values: dict[str, set[str]] = {}
    for example in (*task.train, *task.dev):
        for words in strings(example.source.facts):
            names |= name_tokens(normalise(words))
            ordinary |= {word for word in words.split() if word.islower()}
        for text in (*example.references, example.source.text):
            bare = (word.strip(_MARKS) for word in normalise(text).split())
            ordinary |= {word for word in bare if word.islower()}
        for slot in task.slots_of(example.source.kind):
            if slot.type == "phrase":
                found = values.setdefault(slot.name, set())
                found |= {str(value) for value in leaves(example.source.facts, slot.name)}
    return Lexicon(
        names=frozenset(name for name in names if name.lower() not in ordinary),
        common=frozenset(ordinary - {name.lower() for name in names}),
        rivals={
            slot: tuple(dict.fromkeys(content(value) for value in sorted(found)))
            for slot, found in values.items()
        },
    )
