"""Learning: from the training examples to delexicalised sentences that know whom they may serve."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.api import Example, Task
from generators.ngram.delexicalise import Reader, leaves_nothing_open
from generators.ngram.features import (
    Cuts,
    features_of,
    licences,
    likings,
    requirements,
    topics,
    worded,
)
from generators.ngram.forms import MARK, fact_of, forms_of, mark_of
from generators.ngram.kneser_ney import encode
from generators.ngram.tokens import bare, compact, split_sentences, tokenise

_CONNECTORS = frozenset({"but", "yet", "and", "still", "so", "nonetheless", "nevertheless"})
UNITS_FILE, WORDS_FILE = "units.npz", "units.json"

_TIMED = frozenset(
    {"half", "interval", "late", "early", "break", "time", "hour", "end", "start", "closing"}
    | {"opening", "midway", "restart", "quickly", "soon", "later", "barely", "only", "already"}
)
_DEPENDENT = frozenset(
    {"then", "both", "neither", "either", "nor", "not", "none", "another", "similarly", "otherwise"}
    | {"instead", "elsewhere", "earlier", "such", "same", "they", "they've", "they're", "which"}
    | {"here", "there's", "thereafter", "later", "happily", "sadly", "its", "their", "it"}
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence to learn from.

    Attributes:
        kind: record kind that it was written for.
        tokens: words, slot tokens and marks (``forms.mark_of``), the first word in its inner case.
        needed: feature values that a record must have.
        liked: feature values that a record had better have.
        opens: whether it was the first sentence of its text.
        place: its place in the text, 0 for the first sentence to 1 for the last.
    """

    kind: str
    tokens: tuple[str, ...]
    needed: Mapping[str, str]
    liked: Mapping[str, str]
    opens: bool
    place: float

    @property
    def slots(self) -> frozenset[str]:
        """Its slot tokens without their spacing marks."""
        marked = f":{MARK}>"
        words = {bare(token) for token in self.tokens}
        return frozenset(w for w in words if w.startswith("<") and not w.endswith(marked))


def facts_in(tokens: Iterable[str]) -> set[str]:
    """Facts that slot tokens and marks carry."""
    words = map(bare, tokens)
    return {fact_of(word) for word in words if word.startswith("<")} - {""}


def learn(task: Task, cuts: Mapping[str, Cuts]) -> list[Unit]:
    """The sentences of all training references that leave no value unexplained.

    Args:
        task: its training examples are read.
        cuts: ``features.cuts_of`` by kind.
    """
    names = _common_capitals(task.train)
    units: list[Unit] = []
    records: list[Mapping[str, str]] = []
    for example in task.train:
        own = features_of(
            example.source, task.slots_of(example.source.kind), cuts[example.source.kind]
        )
        for text in example.references:
            found = _read(example, text, task, own, names)
            units += found
            records += [own] * len(found)
    return _licensed(units, records)


def _read(
    example: Example, text: str, task: Task, own: Mapping[str, str], names: frozenset[str]
) -> list[Unit]:
    source, slots = example.source, task.slots_of(example.source.kind)
    reader = Reader(forms_of(source, slots))
    used: set[str] = set()
    units = []
    sentences = split_sentences(tokenise(text))
    for index, sentence in enumerate(sentences):
        tokens = reader.read(_without_connector(sentence), used)
        if tokens is None:
            continue
        tokens = _inner_case(tokens, names)
        if index and tokens[0] in _DEPENDENT and tokens[0] != "it":
            continue
        if not leaves_nothing_open(tokens, names):
            continue
        said = facts_in(tokens)
        carried, alluded = worded(tokens, said, source, slots)
        for fact, place in sorted(carried.items(), key=lambda item: -item[1]):
            tokens.insert(place + 1, mark_of(fact))
        said |= carried.keys()
        timed = not _TIMED.isdisjoint(map(bare, tokens))
        units.append(
            Unit(
                kind=source.kind,
                tokens=tuple(compact(tokens)),
                needed=requirements(said, carried.keys() | alluded, timed, own),
                liked=likings(said, own),
                opens=index == 0,
                place=index / max(1, len(sentences) - 1),
            )
        )
    return units


def _without_connector(sentence: Sequence[str]) -> list[str]:
    """Without a leading "But": its other half may not stand before it."""
    if sentence[0].lower() not in _CONNECTORS or len(sentence) < 3:
        return list(sentence)
    rest = list(sentence[2:] if sentence[1] == "+," else sentence[1:])
    return [rest[0][:1].upper() + rest[0][1:], *rest[1:]]


def _common_capitals(examples: Sequence[Example]) -> frozenset[str]:
    """Words written with a capital inside sentences although no fact of the record has them."""
    found: Counter[str] = Counter()
    for example in examples:
        values = str(dict(example.source.facts))
        inside = {
            bare(token)
            for text in example.references
            for sentence in split_sentences(tokenise(text))
            for token in sentence[1:]
            if bare(token)[:1].isupper()
        }
        found.update(word for word in inside if word not in values)
    return frozenset(word for word, count in found.items() if count >= 5 and len(word) <= 2)


def _inner_case(tokens: list[str], names: frozenset[str]) -> list[str]:
    first = tokens[0]
    if first.startswith("<") or first in names or not first[:1].isupper():
        return tokens
    return [first[0].lower() + first[1:], *tokens[1:]]


def _licensed(units: Sequence[Unit], records: Sequence[Mapping[str, str]]) -> list[Unit]:
    """Add to each unit what its words take for granted."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for index, unit in enumerate(units):
        by_kind[unit.kind].append(index)
    result = list(units)
    for indices in by_kind.values():
        words = [_plain_words(units[i]) for i in indices]
        said = [facts_in(units[i].tokens) for i in indices]
        allowed = licences(words, [records[i] for i in indices])
        about = topics(words, said)
        for index, own_words, own_said in zip(indices, words, said, strict=True):
            needed = dict(units[index].needed)
            for word in own_words & allowed.keys():
                needed |= allowed[word]
            alluded = set().union(*(about.get(word, ()) for word in own_words)) - own_said
            needed |= requirements(alluded, set(), False, records[index])
            result[index] = replace(units[index], needed=needed)
    return result


def _plain_words(unit: Unit) -> set[str]:
    return {bare(token) for token in unit.tokens if bare(token)[:1].isalpha()}


def save_units(units: Sequence[Unit], folder: Path) -> None:
    """Token ids and places as arrays, vocabulary and requirements as JSON."""
    tokens, lengths, vocabulary = encode([unit.tokens for unit in units])
    np.savez(
        folder / UNITS_FILE,
        tokens=tokens,
        lengths=lengths,
        opens=np.array([unit.opens for unit in units]),
        place=np.array([unit.place for unit in units]),
    )
    rest = {
        "vocabulary": vocabulary,
        "kinds": [unit.kind for unit in units],
        "needed": [unit.needed for unit in units],
        "liked": [unit.liked for unit in units],
    }
    (folder / WORDS_FILE).write_text(json.dumps(rest, ensure_ascii=False), encoding="utf-8")


def load_units(folder: Path) -> list[Unit]:
    """What ``save_units`` wrote."""
    rest = json.loads((folder / WORDS_FILE).read_text(encoding="utf-8"))
    with np.load(folder / UNITS_FILE, allow_pickle=False) as stored:
        words = [rest["vocabulary"][token] for token in stored["tokens"].tolist()]
        ends = np.cumsum(stored["lengths"]).tolist()
        opens, place = stored["opens"].tolist(), stored["place"].tolist()
    starts = [0, *ends[:-1]]
    return [
        Unit(kind, tuple(words[start:end]), needed, liked, first, where)
        for kind, start, end, needed, liked, first, where in zip(
            rest["kinds"], starts, ends, rest["needed"], rest["liked"], opens, place, strict=True
        )
    ]
