"""Learns from training texts which words belong to which fact, and how far they can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bench.api import Task
from metrics.facts.brief import Brief, brief_of
from metrics.facts.contexts import SEEN_MIN, Context, Contexts, Place, contexts_of, count_contexts
from metrics.facts.evidence import Evidence
from metrics.facts.language import language_of
from metrics.facts.misplaced import are_differences, exchange, told_spans
from metrics.facts.plain import normalise
from metrics.facts.reading import read_values
from metrics.facts.schema import Schema, compile_schema
from metrics.facts.taught import Lexicon

TOGETHER, ALONE = 6.0, 8.0
"""Least evidence, in nats, for an exchange and for a single value in a wrong place."""
FALSE_ALARMS = 0.01
"""Share of right texts (of single values: of right places) that a pair of slots may accuse; its
least evidence is raised until then."""
SHARED_WORDS = 0.5
"""Share of the smaller vocabulary that two slots of names must have in common to be mixed up: a
winner with a runner-up, but no town with a county."""
_FOLDS = 5
Strengths = dict[tuple[str, str], list[float]]
"""By two slots, how strongly right texts spoke against them."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A training text: its source, and by fact the contexts of the places that tell it."""

    brief: Brief
    told: Mapping[int, Sequence[Context]]

    def slot(self, index: int) -> str:
        return self.brief.facts[index].slot

    def contexts(self) -> Iterator[tuple[str, Context]]:
        for index, told in self.told.items():
            for context in told:
                yield self.slot(index), context


def learn_contexts(task: Task, lexicon: Lexicon) -> dict[str, Contexts]:
    """By record kind, the words beside each slot's values in the training texts.

    A pair of slots whose words these texts don't tell apart accuses nobody: how much evidence it
    needs is found on texts that its words were not learned from (five folds).
    """
    texts: dict[str, list[_Text]] = {}
    for text in _read(task, lexicon):
        texts.setdefault(text.brief.kind, []).append(text)
    learned = {kind: _learn(of_kind) for kind, of_kind in texts.items()}
    return {kind: contexts for kind, contexts in learned.items() if contexts.together}


def _read(task: Task, lexicon: Lexicon) -> Iterator[_Text]:
    language = language_of(task.language)
    schemas: dict[str, Schema] = {}
    for example in task.train:
        kind = example.source.kind
        if kind not in schemas:
            schemas[kind] = compile_schema(task.slots_of(kind))
        brief = brief_of(example.source, schemas[kind], language)
        for text in example.references if brief.akin else ():
            yield _read_text(Evidence(normalise(text), brief, lexicon))


def _read_text(evidence: Evidence) -> _Text:
    read_values(evidence)
    told = told_spans(evidence)
    beside = contexts_of(evidence.signed(named=True), chain.from_iterable(told.values()))
    for span in are_differences(evidence, beside):
        del beside[span]
    return _Text(
        evidence.brief,
        {index: [beside[one] for one in spans if one in beside] for index, spans in told.items()},
    )


def _learn(texts: Sequence[_Text]) -> Contexts:
    vocabulary = _vocabulary(texts)
    together: Strengths = {}
    alone: Strengths = {}
    for fold in range(_FOLDS):
        contexts = _count(text for at, text in enumerate(texts) if at % _FOLDS != fold)
        for text in texts[fold::_FOLDS]:
            places = {index: contexts.weigh(told) for index, told in text.told.items()}
            for pair in text.brief.akin:
                slots = text.slot(pair[0]), text.slot(pair[1])
                known = contexts.columns.keys() >= set(slots)
                if known and _are_akin(text, pair, vocabulary):
                    _measure(contexts, places, pair, slots, (together, alone))
    whole = _count(texts)
    return replace(
        whole,
        together=_thresholds(together, TOGETHER, whole),
        alone=_thresholds(alone, ALONE, whole),
    )


def _count(texts: Iterable[_Text]) -> Contexts:
    return count_contexts(told for text in texts for told in text.contexts())


def _vocabulary(texts: Iterable[_Text]) -> dict[str, set[str]]:
    """The words of every slot's names; none for numbers."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for index in {one for pair in text.brief.akin for one in pair}:
            found.setdefault(text.slot(index), set()).update(text.brief.facts[index].words)
    return found


def _are_akin(text: _Text, pair: tuple[int, int], vocabulary: Mapping[str, set[str]]) -> bool:
    """Whether two slots' names have enough words in common; numbers are numbers."""
    if text.brief.facts[pair[0]].type != "name":
        return True
    one, other = (vocabulary[text.slot(index)] for index in pair)
    return len(one & other) >= max(1, SHARED_WORDS * min(len(one), len(other)))


def _measure(
    contexts: Contexts,
    places: Mapping[int, Sequence[Place]],
    pair: tuple[int, int],
    slots: tuple[str, str],
    found: tuple[Strengths, Strengths],
) -> None:
    """Adds how strongly a right text's words speak for an exchange, and each for the other."""
    together, alone = found
    if places.get(pair[0]) and places.get(pair[1]):
        together.setdefault(slots, []).append(exchange(contexts, places, pair, slots))
    for index, own, lost in zip(pair, slots, slots[::-1], strict=True):
        for place in places.get(index, ()):
            alone.setdefault((own, lost), []).append(contexts.lean(place, own, lost))


def _thresholds(found: Strengths, least: float, contexts: Contexts) -> dict[tuple[str, str], float]:
    return {
        slots: max(least, _exceeded(strengths))
        for slots, strengths in found.items()
        if contexts.columns.keys() >= set(slots) and len(strengths) >= SEEN_MIN
    }


def _exceeded(strengths: Sequence[float]) -> float:
    """What no more than the allowed share of the strengths exceed."""
    return sorted(strengths, reverse=True)[int(FALSE_ALARMS * len(strengths))]
