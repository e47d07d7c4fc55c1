"""Conditions: the same items with a disturbed input, for measuring robustness.

A condition changes what a generator sees, never the facts' values nor the references, so that
every score stays comparable with the clean condition's.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Mapping
from typing import Any

from bench.api import Source, stable_seed


def disturb(source: Source, condition: Mapping[str, Any]) -> Source:
    """The source under a ``conf/condition`` file.

    Args:
        condition: ``typos``: share of the free text's words that get two neighbouring letters
            swapped; ``shuffle_facts``: whether the facts come in a random order.
    """
    rng = random.Random(stable_seed(0, condition["name"], source.id))
    text = _with_typos(source.text, condition["typos"], rng)
    facts = dict(source.facts)
    if condition["shuffle_facts"]:
        names = list(facts)
        rng.shuffle(names)
        facts = {name: facts[name] for name in names}
    return dataclasses.replace(source, text=text, facts=facts)


def _with_typos(text: str, share: float, rng: random.Random) -> str:
    return " ".join(
        _misspelt(word, rng) if share and rng.random() < share else word for word in text.split(" ")
    )


def _misspelt(word: str, rng: random.Random) -> str:
    """Two neighbouring letters swapped; numbers stay, they are facts."""
    places = [i for i in range(len(word) - 1) if word[i].isalpha() and word[i + 1].isalpha()]
    if not places:
        return word
    i = rng.choice(places)
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
