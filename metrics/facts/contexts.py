"""The words that stand beside each fact: by them a value is noticed that is told as another fact's.

"Revenue of $28m" is a wrong revenue where $28m is the net income, though each number is in the
input. Which words belong to which fact is learned from training texts: counts of the words beside
a slot's values make a naive Bayes classifier of slots, as extraction from text judges generated
relations (Wiseman, Shieber & Rush 2017, "Challenges in Data-to-Document Generation").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np

from bench.api import Floats
from metrics.facts.forms import Span, sign

Feature = tuple[str, str]
"""A way in which words stand beside a value, and the words."""

BEFORE, AFTER = 9, 4
"""So many words are read before and after a value, within its sentence."""
SEEN_MIN = 20
"""A slot whose values were seen less often in training texts has no words of its own."""
_SMOOTHING = 0.5
_WORD = re.compile(
    r"[a-z]+|[\ue000-\uf8ff]|\d[\d.,]*(?<![.,])|[一-鿿]|[,:;()，；：（）]"
    r"|[.!?](?=[\"'”’)]*\s)|[。！？\n|=]"
)
_SIGN = re.compile("[\ue000-\uf8ff]")
_LABELS = frozenset(":：")
_ENDS = frozenset(".!?。！？\n|=")


class Context(NamedTuple):
    """The words of a sentence before a value, and after it; names are their slots' signs."""

    before: Sequence[str]
    after: Sequence[str]

    def features(self) -> list[Feature]:
        """Words before and after; once more the nearest ones by their place, and the last sign."""
        left, right = self
        name = next((one for one in reversed(left) if "\ue000" <= one <= "\uf8ff"), "")
        return [
            *[("before", word) for word in {*left}],
            *[("after", word) for word in {*right}],
            ("last", left[-1] if left else ""),
            ("last two", f"{left[-2]} {left[-1]}" if len(left) > 1 else ""),
            ("next", right[0] if right else ""),
            ("name", name),
        ]


def contexts_of(text: str, spans: Iterable[Span]) -> dict[Span, Context]:
    """What stands beside each value of a text in small letters.

    A value within another one has no context, nor has one after a colon ("high: about 12"): a label
    is no prose. Lines and cells of a table end as sentences do.
    """
    words: list[str] = []
    at: dict[Span, int] = {}
    done = 0
    for start, end in sorted(spans):
        if start < done:
            continue
        words += _WORD.findall(text, done, start)
        at[start, end] = len(words)
        words.append(text[start] if "\ue000" <= text[start] <= "\uf8ff" else "#")
        done = end
    words += _WORD.findall(text, done)
    words = ["#" if word[0].isdigit() else word for word in words]
    ends = [index for index, word in enumerate(words) if word in _ENDS]
    found: dict[Span, Context] = {}
    for span, index in at.items():
        if not _LABELS.isdisjoint(words[max(0, index - 2) : index]):
            continue
        sentence = bisect_left(ends, index)
        first = max(index - BEFORE, ends[sentence - 1] + 1 if sentence else 0)
        last = min(index + 1 + AFTER, ends[sentence] if sentence < len(ends) else len(words))
        found[span] = Context(words[first:index], words[index + 1 : last])
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """A value's context, weighed.

    Attributes:
        scores: by slot, the logarithm of how likely these words are beside its values.
        rows: the rows of its features in ``Contexts.weights``.
    """

    scores: Sequence[float]
    rows: Sequence[int]


@dataclass(frozen=True, eq=False)
class Contexts:
    """How well words speak for one slot of a record kind against another.

    Attributes:
        columns: by slot, its column in ``weights``.
        rows: by feature, its row: those that were seen more than once.
        weights: shape (features + 1, slots); logarithms of the share of a slot's values that have
            the feature, and a row of zeros.
        named: by row, the words of the features that have a name in them.
        names: the slots whose names they are.
        together: by two slots in order, how strongly the words of both must speak for an exchange,
            in nats; a pair that is not in it is not judged.
        alone: by own and other slot, the same for a single value.
    """

    columns: Mapping[str, int]
    rows: Mapping[Feature, int]
    weights: Floats
    named: Mapping[int, str]
    names: frozenset[str]
    together: Mapping[tuple[str, str], float] = field(default_factory=dict)
    alone: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @cached_property
    def judged(self) -> frozenset[str]:
        """The slots of the pairs that are judged."""
        return frozenset(chain.from_iterable((*self.together, *self.alone)))

    def weigh(self, contexts: Iterable[Context]) -> list[Place]:
        """Contexts of a text, weighed for all slots at once."""
        row, none = self.rows.get, len(self.weights) - 1
        known = [[row(one, none) for one in context.features()] for context in contexts]
        if not known:
            return []
        starts = [0, *accumulate(map(len, known[:-1]))]
        scores = np.add.reduceat(
            self.weights.take(list(chain(*known)), axis=0), starts, axis=0
        ).tolist()
        return [Place(*one) for one in zip(scores, known, strict=True)]

    def lean(self, place: Place, own: str, other: str) -> float:
        """By how many nats a context speaks for the other slot, its own being given.

        The names of the two say nothing: in an exchange they are exchanged as well.
        """
        ours, theirs = self.columns[own], self.columns[other]
        total = place.scores[theirs] - place.scores[ours]
        for row in place.rows if {own, other} & self.names else ():
            words = self.named.get(row, "")
            if sign(own) in words or sign(other) in words:
                total -= float(self.weights[row, theirs] - self.weights[row, ours])
        return total


def count_contexts(told: Iterable[tuple[str, Context]]) -> Contexts:
    """The weights of slots from their values' contexts; no pair is judged yet."""
    totals: Counter[str] = Counter()
    everywhere: Counter[Feature] = Counter()
    features: dict[str, Counter[Feature]] = {}
    for slot, context in told:
        found = context.features()
        totals[slot] += 1
        features.setdefault(slot, Counter()).update(found)
        everywhere.update(found)
    slots = sorted(slot for slot, total in totals.items() if total >= SEEN_MIN)
    known = sorted(feature for feature, count in everywhere.items() if count > 1)
    weights = np.zeros((len(known) + 1, len(slots)))
    for column, slot in enumerate(slots):
        counts = np.array([features[slot][one] for one in known], np.float64)
        weights[:-1, column] = np.log((counts + _SMOOTHING) / (totals[slot] + 2 * _SMOOTHING))
    named = {row: words for row, (_, words) in enumerate(known) if _SIGN.search(words)}
    signs = set("".join(named.values()))
    return Contexts(
        columns={slot: column for column, slot in enumerate(slots)},
        rows={feature: row for row, feature in enumerate(known)},
        weights=weights,
        named=named,
        names=frozenset(slot for slot in slots if sign(slot) in signs),
    )
