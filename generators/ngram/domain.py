"""The learnt sentences of one record kind as arrays: what is drawn from and judged by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bench.api import Slot
from generators.ngram.forms import fact_of
from generators.ngram.kneser_ney import KneserNey, encode
from generators.ngram.tokens import bare
from generators.ngram.units import Unit, facts_in

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

OPENS, GOES_ON = "<first>", "<rest>"
"""The first token of each sentence for the model, so that openers are drawn as openers."""

_MOST_FACTS = 62
_MOST_ITEMS = 8
_USUAL = 5
_COMPARES = re.compile(
    r"~|^\+?(than|above|below|beyond|under|over|up|down|short|shy|more|less|usual|norm|normal|only|"
    r"(?!weather|after|under|never|number|over)[a-z]{3,}er|r[io]se\w*|f[ea]ll\w*|drop\w*|climb\w*|"
    r"warm|mild|cool|cold|hot|raw|chill\w*|swell\w*|s[hl]\w+nk|slip\w*|jump\w*|grew|gr[eo]w\w*)$"
)
_ITEM = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sound sentences, one row each.

    Attributes:
        words: (n, longest) word ids.
        sizes: (n,) tokens per sentence.
        facts: (n,) bit sets of the facts carried.
        lengths: (n,) words when said.
        merit: (n,) mean log probability per token, less what joints cost.
        opens: (n,) drawn as the first sentence of a text.
    """

    words: Ints
    sizes: Ints
    facts: Longs
    lengths: Longs
    merit: Floats
    opens: Booleans


class Domain:
    """Sentences of one kind, and what each word id means."""

    def __init__(self, units: Sequence[Unit], slots: Sequence[Slot]) -> None:
        units = [other for unit in units for other in _shifts(unit)]
        sentences = [(OPENS if unit.opens else GOES_ON, *unit.tokens) for unit in units]
        sentences = [(OPENS,), (GOES_ON,), *sentences]
        tokens, lengths, self.vocabulary = encode(sentences)
        self._lengths = lengths[2:]
        self._sentences = np.split(tokens[2:], np.cumsum(self._lengths)[:-1])
        self.slots = [unit.slots for unit in units]
        self.needed = [unit.needed.items() for unit in units]
        self.liked = [unit.liked.items() for unit in units]
        self.carried = [facts_in(unit.tokens) for unit in units]
        self._plain = [not any(map(_COMPARES.search, unit.tokens)) for unit in units]
        facts = sorted(set().union(*self.carried))
        bits = {fact: 1 << index for index, fact in enumerate(facts[:_MOST_FACTS])}
        self.short = _short_names(units)
        self.definite = _definite_names(units)
        self.place = _places(units, facts)
        words = [bare(word) for word in self.vocabulary]
        self._bit = np.array([bits.get(_fact(word), 0) for word in words], np.int64)
        self._length = np.array([_length(word) for word in self.vocabulary], np.int64)
        self._stops = np.isin(words, [".", "!", "?"])
        self._quote, self._open, self._close = (np.array(words) == mark for mark in '"()')
        schema = {slot.name: slot for slot in slots}
        found = {fact: schema.get(re.sub(r"\[\d+\]", "[]", fact)) for fact in bits}
        self.optional = sum(bits[f] for f, s in found.items() if s is None or s.optional)
        self.names = sum(bits[f] for f, s in found.items() if s is not None and s.type == "name")

    def eligible(self, tokens: Set[str], own: Mapping[str, str]) -> list[int]:
        """The sentences that a record may use.

        Args:
            tokens: slot tokens that the record has a form for.
            own: its features.
        """
        features = own.items()
        able = [
            index
            for index, (slots, needed) in enumerate(zip(self.slots, self.needed, strict=True))
            if slots <= tokens and needed <= features
        ]
        return self._closest(able + self._spare(able, tokens, own), own)

    def _spare(self, able: Sequence[int], tokens: Set[str], own: Mapping[str, str]) -> list[int]:
        """For facts that none of the able sentences says: sentences that only seem to compare.

        They come from records that compare otherwise (colder, not as usual), but say nothing of it.
        """
        known = set().union(*(self.carried[index] for index in able))
        missing = {fact_of(token) for token in tokens} - known
        return [
            index
            for index, (slots, needed) in enumerate(zip(self.slots, self.needed, strict=True))
            if not missing.isdisjoint(self.carried[index])
            and slots <= tokens
            and self._plain[index]
            and all(_is_comparison(name) for name, _ in needed - own.items())
        ]

    def _closest(self, able: Sequence[int], own: Mapping[str, str]) -> list[int]:
        """Sentences about the likest values, enough of them for every fact."""
        unlike = [len(self.liked[index] - own.items()) for index in able]
        spoken: Counter[str] = Counter()
        chosen = []
        for distance, index in sorted(zip(unlike, able, strict=True)):
            facts = self.carried[index]
            if distance == 0 or any(spoken[fact] < ENOUGH for fact in facts):
                chosen.append(index)
                spoken.update(facts)
        return sorted(chosen)

    def draw(
        self,
        units: Sequence[int],
        *,
        order: int,
        shortest: int,
        count: int,
        longest: int,
        seed: int,
    ) -> Candidates:
        """Sound sentences from a model of the given ones, each once; half of them openers."""
        tokens = np.concatenate([self._sentences[index] for index in units])
        model = KneserNey.fit(tokens, self._lengths[units], len(self.vocabulary), order)
        starts = sorted({int(self._sentences[index][0]) for index in units})
        first = np.resize(np.array(starts), count)
        words, sizes = model.sample(count, longest, seed, first[:, None], shortest)
        sound = self._sound(words, sizes)
        marked = np.column_stack((first, words))[sound]
        rows, where = np.unique(marked, axis=0, return_index=True)
        return self._judged(rows, sizes[sound][where], model)

    def sentence(self, words: npt.NDArray[np.integer], size: int) -> list[str]:
        """The tokens of a row of ``Candidates``."""
        return [self.vocabulary[word] for word in words[:size]]

    def place_of(self, facts: Longs) -> Floats:
        """Usual place in a text, 0 to 1, of sentences with these facts."""
        carried = (facts[:, None] >> np.arange(len(self.place))) & 1
        total = carried.sum(1)
        return np.where(total > 0, carried @ self.place / np.maximum(total, 1), 0.5)

    def _sound(self, words: Ints, sizes: Ints) -> Booleans:
        """Ended as a sentence, says no fact twice, closes what it opens, carries something."""
        last = words[np.arange(len(words)), np.maximum(sizes - 1, 0)]
        bits = self._bit[words]
        facts = np.bitwise_or.reduce(bits, axis=1)
        return np.asarray(
            (sizes < words.shape[1])
            & (sizes > 3)
            & self._stops[last]
            & (facts != 0)
            & (bits.sum(1) == facts)
            & (self._quote[words].sum(1) % 2 == 0)
            & (self._open[words].sum(1) == self._close[words].sum(1))
        )

    def _judged(self, rows: Ints, sizes: Ints, model: KneserNey) -> Candidates:
        words = rows[:, 1:]
        inside = np.arange(rows.shape[1]) <= sizes[:, None]
        likely, known = model.score(rows[inside], sizes + 1)
        size = sizes + 2
        starts = np.cumsum(size) - size
        place = np.arange(len(likely)) - np.repeat(starts, size)
        # All of the context was seen in training unless two sentences were joined here.
        joints = known < np.minimum(model.order, place + 2)
        merit = (
            np.add.reduceat(likely, starts) / size - JOINT * np.add.reduceat(joints, starts)
            if len(rows)
            else np.zeros(0)
        )
        return Candidates(
            words=words,
            sizes=sizes,
            facts=np.bitwise_or.reduce(self._bit[words], axis=1),
            lengths=self._length[words].sum(1),
            merit=merit,
            opens=rows[:, 0] == self.vocabulary.index(OPENS),
        )


ENOUGH = 12
"""Sentences per fact before those about less like values are left out; chosen on dev."""

JOINT = 1.5
"""Cost of a place where the model left its longest context, in nats of merit; chosen on dev."""


def _is_comparison(name: str) -> bool:
    one, _, other = name.partition("?")
    return other not in ("", "sign") and one != "" and "[" not in name


def _short_names(units: Sequence[Unit]) -> dict[str, str]:
    """The slot token of the usual short form, for the names that have one."""
    used = Counter(
        bare(token)
        for unit in units
        for token in unit.tokens
        if token.endswith((":last>", ":first>"))
    )
    common = [token for token, count in used.most_common() if count >= _USUAL]
    return {fact_of(token): token for token in reversed(common)}


def _definite_names(units: Sequence[Unit]) -> frozenset[str]:
    """Names that nearly always stand behind "the" although it is no part of them."""
    behind: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for unit in units:
        for before, token in zip(("", *unit.tokens), unit.tokens, strict=False):
            if token.endswith((":full>", ":bare>")):
                total[fact_of(bare(token))] += 1
                behind[fact_of(bare(token))] += before == "the" and token.endswith(":bare>")
    return frozenset(fact for fact, count in behind.items() if count > 0.8 * total[fact])


def _shifts(unit: Unit) -> Iterator[Unit]:
    """The sentence for other items of a list: what is said of the third goal fits a fifth one.

    The features of an item do not depend on its number, so they decide whether it may be used.
    """
    items = [int(number) for name in unit.needed for number in _ITEM.findall(name)]
    if not items:
        yield unit
        return
    for offset in range(-min(items), _MOST_ITEMS - max(items)):
        yield replace(
            unit,
            tokens=tuple(_moved(token, offset) for token in unit.tokens),
            needed={_moved(name, offset): value for name, value in unit.needed.items()},
            liked={_moved(name, offset): value for name, value in unit.liked.items()},
        )


def _moved(text: str, offset: int) -> str:
    return _ITEM.sub(lambda match: f"[{int(match[1]) + offset}]", text) if "[" in text else text


def _fact(word: str) -> str:
    return fact_of(word) if word.startswith("<") and word not in (OPENS, GOES_ON) else ""


def _length(token: str) -> int:
    """Words when said: a slot may hold two; marks and punctuation hold none."""
    if token in ("<unk>", "<s>", "</s>", OPENS, GOES_ON) or token.startswith("+"):
        return 0
    return 1 + (token.startswith("<") or " " in token)


def _places(units: Sequence[Unit], facts: Sequence[str]) -> Floats:
    """Mean place in a text of the sentences that carry a fact."""
    found: dict[str, list[float]] = {fact: [] for fact in facts}
    for unit in units:
        for fact in facts_in(unit.tokens):
            found[fact].append(unit.place)
    return np.array([sum(places) / len(places) for places in found.values()])
