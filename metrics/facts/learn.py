"""Learns from training texts: which words are names, which values rivals, whose words are whose."""

from __future__ import annotations

from dataclasses import replace

from bench.api import Task
from metrics.facts.brief import strings
from metrics.facts.forms import leaves
from metrics.facts.learn_contexts import learn_contexts
from metrics.facts.names import name_tokens
from metrics.facts.phrases import content
from metrics.facts.plain import normalise
from metrics.facts.taught import Lexicon

_MARKS = ".,;:!?()[]\"'“”-–—/"
"""What may stand around a word."""


def learn(task: Task) -> Lexicon:
    """The lexicon of a task: words from its training and development examples, contexts from its
    training texts.

    Raises:
        ValueError: the matcher does not read the task's language.
        SlotError: a training value is no instance of its slot's type.
    """
    lexicon = _learn_words(task)
    return replace(lexicon, contexts=learn_contexts(task, lexicon))


def _learn_words(task: Task) -> Lexicon:
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
