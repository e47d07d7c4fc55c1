"""The rule-based system under test: a Reiter & Dale (2000) pipeline over rule tables.

content selection (the desks) -> document structuring and lexical choice (``planning``) ->
aggregation -> referring expressions (``reference``) -> realisation (``realiser``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bench.api import Chunk, Source, Span, Task, stable_seed
from generators.rules import earnings, earthquake, election, football, weather
from generators.rules.aggregation import JOINTS, aggregate
from generators.rules.formats import Style
from generators.rules.grammar import Content
from generators.rules.planning import Desk, structure
from generators.rules.realiser import ORTHOGRAPHY, Realised, realise
from generators.rules.reference import REFERENCE_RULES

DESKS: Mapping[str, Desk] = {
    desk.kind: desk
    for desk in (earthquake.DESK, earnings.DESK, football.DESK, weather.DESK, election.DESK)
}
LANGUAGE = "en"
STYLES = (
    Style(),
    Style(weekdays=False),
    Style(clock="12"),
    Style(km=" kilometres", clock="12", weekdays=False),
    Style(percent="%"),
)


class UnknownKindError(KeyError):
    """A record of a kind, or a task in a language, that no desk writes about."""

    def __str__(self) -> str:
        return str(self.args[0])


class MissingFactError(KeyError):
    """A record lacks a fact that its desk cannot do without."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass
class RuleBased:
    """Writes news reports from facts by rules; learns nothing, so ``fit`` does nothing.

    Reiter & Dale, Building Natural Language Generation Systems (2000).

    Attributes:
        seed: with the record's id it decides between rules that say the same.
    """

    seed: int = 0

    def fit(self, task: Task) -> None:
        """Nothing to learn: the tables were written by reading the training reports.

        Raises:
            UnknownKindError: the task has a record kind or a language without rules.
        """
        if task.language != LANGUAGE:
            raise UnknownKindError(
                f"the task {task.name!r} is in the language {task.language!r}, but the rules write "
                f"{LANGUAGE!r} only: choose another generator for this task"
            )
        for example in task.train:
            _desk_of(example.source)

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        """Each row whole, sentences that would exceed ``max_words`` left out from the end.

        Raises:
            UnknownKindError: no desk for a record's kind.
            MissingFactError: a fact is missing that every record of the kind must have.
        """
        for row, source in enumerate(batch):
            yield Chunk(row, _fit_words(self._sentences(source), max_words))

    def explain(self, source: Source) -> list[Span]:
        """The rules behind each stretch of the text, gapless and in order."""
        spans: list[Span] = []
        start = 0
        for number, sentence in enumerate(self._sentences(source)):
            if number:
                spans.append(Span(start, start + 1, ORTHOGRAPHY))
                start += 1
            spans += [Span(start + s.start, start + s.end, s.origin) for s in sentence.spans]
            start += len(sentence.text)
        return spans

    def _sentences(self, source: Source) -> list[Realised]:
        desk = _desk_of(source)
        random = Random(stable_seed(self.seed, source.id))
        style = STYLES[int(random.random() * len(STYLES))]
        content = _select(desk, source, style)
        return realise(aggregate(structure(content, desk, random), random))


def rule_names() -> tuple[str, ...]:
    """The names of all rules: tables, aggregation, reference."""
    tables = [rule.name for desk in DESKS.values() for rule in (*desk.leads, *desk.body)]
    return (*tables, *(joint.name for joint in JOINTS), *REFERENCE_RULES)


def _desk_of(source: Source) -> Desk:
    try:
        return DESKS[source.kind]
    except KeyError:
        raise UnknownKindError(
            f"the record {source.id!r} is of the kind {source.kind!r}, but there are rules for "
            f"{', '.join(sorted(DESKS))} only: choose another generator for this task or write "
            "a desk module in generators/rules"
        ) from None


def _select(desk: Desk, source: Source, style: Style) -> Content:
    try:
        return desk.select(source.facts, style)
    except KeyError as error:
        raise MissingFactError(
            f"the record {source.id!r} lacks the fact {error.args[0]!r}, which every "
            f"{desk.kind} record must have: found {', '.join(sorted(source.facts))}"
        ) from error


def _fit_words(sentences: Sequence[Realised], max_words: int) -> str:
    texts = [sentence.text for sentence in sentences]
    while len(texts) > 1 and sum(len(text.split()) for text in texts) > max_words:
        texts.pop()
    text = " ".join(texts)
    words = text.split()
    return text if len(words) <= max_words else " ".join(words[:max_words])
