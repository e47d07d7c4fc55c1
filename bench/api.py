"""The shared nouns: what a task, a generator and a metric are.

Every other room builds on this one, so it may import the standard library and numpy only
(``tests/test_imports.py`` enforces it). It holds data and contracts, no behaviour of its own, and
is long because whoever adds a system, a task or a metric should find all of them on one page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Better = Literal["higher", "lower"]
SlotType = Literal[
    "money",
    "count",
    "number",
    "percentage",
    "measurement",
    "ordinal",
    "date",
    "year",
    "time",
    "name",
    "phrase",
    "code",
    "score",
    "choice",
    "yes_no",
]

ANY_KIND = "*"
"""Key of ``Task.slots`` for slots that hold for every record kind."""


@dataclass(frozen=True, slots=True)
class Source:
    """All that a generator may see of one item.

    Attributes:
        id: unique within the task, e.g. ``"weather-test-004"``.
        kind: the record type if the input has one (a newsroom desk), else ``""``.
        facts: JSON values by name; absent facts are absent keys, units are in the keys.
        text: the free-text part of the input (a headline, a customer's message), else ``""``.
    """

    id: str
    kind: str
    facts: Mapping[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """A source with what people wrote for it.

    Attributes:
        source: the input.
        references: human texts, at least one; an absent reference is not in the tuple.
        slices: what a report can cut by, e.g. ``{"desk": "weather", "unseen_entities": "yes"}``.
        labels: gold labels for scoring, e.g. ``{"sentiment": "neutral"}``; never a generator's
            input on test items.
    """

    source: Source
    references: tuple[str, ...]
    slices: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """The schema of one fact: how its value may appear in a text.

    Attributes:
        name: key in ``Source.facts``; ``"goals[].player"`` reaches into a list of records,
            ``"red_card.minute"`` into a record, ``"home_goals:away_goals"`` joins two numbers
            to a score.
        type: decides which written forms count as carrying the value.
        unit: ``"km"``, ``"mm"``, ``"USD"`` ...; empty where the type has none.
        scale: multiply the stored value by this to get ``unit`` (1e6 for millions of dollars).
        optional: good reports often leave it out, so its absence is no error; a wrong value is.
        values: wordings as regular expressions in the task's language. A plain key is a value
            and lists what expresses it: ``{"winner": ["held (on|the seat)"]}``. Other keys:
            ``"+"`` and ``"-"`` gain and loss words; ``"!"`` and ``"!a<b"`` contradictions, where
            ``<slot>`` stands for that fact's name; ``"~"`` idioms; ``"near"`` words that must
            stand beside the value; ``"from"`` anchors that a value may be counted from;
            ``"subject"`` what a change is said of; ``"against"`` slots whose told difference
            carries this one; ``"sides"`` the two names of a score; ``"after"`` words between a
            record's name and its value; ``"absent"`` claims of a fact that the record lacks.
    """

    name: str
    type: SlotType
    unit: str = ""
    scale: float = 1.0
    optional: bool = False
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written, as data. The test split is handed over separately.

    Attributes:
        name: e.g. ``"news_report"``.
        language: ISO 639-1 code, ``"en"`` or ``"zh"``.
        instruction: one paragraph a person or a model could follow.
        slots: schema of the facts by record kind; ``ANY_KIND`` holds those of all kinds.
        train: examples to learn from.
        dev: examples to select on; never test items.
        max_words: generators must stop here (Chinese: characters / 1.5).
    """

    name: str
    language: str
    instruction: str
    slots: Mapping[str, tuple[Slot, ...]]
    train: tuple[Example, ...]
    dev: tuple[Example, ...]
    max_words: int

    def slots_of(self, kind: str) -> tuple[Slot, ...]:
        """All slots of a record kind: the shared ones, then its own."""
        own = self.slots.get(kind, ()) if kind != ANY_KIND else ()
        return (*self.slots.get(ANY_KIND, ()), *own)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Text leaving a generator, and the row of the batch that it belongs to.

    A row's text is the concatenation of its chunks; the last one need not be marked.
    """

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where a stretch ``text[start:end]`` came from: a rule, a template line, a fact."""

    start: int
    end: int
    origin: str


class Unavailable(Exception):
    """The machine lacks what a generator or metric needs; says how to get it.

    Raised while building, it makes a cell ``skipped`` and a metric ``not run``, never ``failed``.
    """

    def __init__(self, reason: str, command: str) -> None:
        super().__init__(f"{reason}; to mend it: {command}")
        self.reason = reason
        self.command = command


@runtime_checkable
class Generator(Protocol):
    """A system under test: a plain dataclass whose fields are its configuration.

    ``generate`` serves batch and stream: yield each row whole, a word at a time, or a piece per
    unfinished row per step. The harness stamps arrivals; a generator owns no clock. The text is
    a function of (configuration, fit, ``seed``, ``source.id``), never of batch size or order.
    Empty output is legal. No more than ``max_words`` words may leave for one row.
    """

    def fit(self, task: Task) -> None: ...

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]: ...


@runtime_checkable
class Serves(Protocol):
    """Works on a queue: as soon as one text is done, the next source is taken.

    ``serve`` is ``generate`` for more sources than are in work ``at_once``; the row of a chunk
    counts the sources in the order in which they were taken.
    """

    def serve(self, sources: Iterator[Source], at_once: int, max_words: int) -> Iterator[Chunk]: ...


@runtime_checkable
class Persistent(Protocol):
    """A fitted generator that is worth caching: ``load`` replaces ``fit``. No pickle."""

    def save(self, path: Path) -> None: ...

    def load(self, path: Path) -> None: ...


@runtime_checkable
class Explains(Protocol):
    """Says for its own text where each stretch came from."""

    def explain(self, source: Source) -> list[Span]: ...


@dataclass(frozen=True, slots=True)
class Score:
    """One column that a metric fills.

    Attributes:
        label: as printed, e.g. ``"chrF++"``.
        better: which way is good; ``None`` for a description (length ratio) that has no good end.
        unit: ``"%"``, ``"per text"`` ...
        decimals: digits to print after the point.
        share: whether it is the percentage of all texts that are of some kind, yes or no: such a
            column has an interval of its own (``bench.stats.wilson_interval``).
    """

    label: str
    better: Better | None
    unit: str = ""
    decimals: int = 2
    share: bool = False


@runtime_checkable
class RowMetric(Protocol):
    """A metric whose corpus score is a function of summed rows (BLEU, chrF, ROUGE, facts).

    One object may fill several columns, because they share the costly part.

    Attributes:
        scores: columns by key, e.g. ``{"rouge1": Score(...), "rouge2": Score(...)}``.
        recipe: tokeniser, case, smoothing, version; sacreBLEU's signature where there is one.
            Complete after ``prepare``.
    """

    scores: ClassVar[Mapping[str, Score]]

    @property
    def recipe(self) -> str: ...

    def prepare(self, task: Task) -> None:
        """Called once before the first text: language, slots, training texts."""
        ...

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Sufficient statistics, shape (n, k), one row per text."""
        ...

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Corpus scores from summed rows: (..., k) to one (...) array per key of ``scores``.

        The bootstrap is ``weights @ rows``, then this once, so it must be vectorised.
        ``nan`` never leaves: an undefined score (nothing to divide by) is 0 or documented.
        """
        ...


@runtime_checkable
class SetMetric(Protocol):
    """A metric of the whole set of texts (distinct-n, self-BLEU): no row bootstrap.

    ``score`` gives ``None`` for a column that is not defined on this set.
    """

    scores: ClassVar[Mapping[str, Score]]

    @property
    def recipe(self) -> str: ...

    def prepare(self, task: Task) -> None: ...

    def score(
        self, texts: Sequence[str], examples: Sequence[Example]
    ) -> Mapping[str, float | None]: ...


@dataclass(frozen=True, slots=True)
class Mark:
    """A judged stretch ``text[start:end]`` of an output: for the coloured examples.

    Attributes:
        verdict: ``supported`` by the fact ``slot``, ``wrong`` value for ``slot``, or
            ``unsupported`` by any fact.
    """

    start: int
    end: int
    verdict: Literal["supported", "wrong", "unsupported"]
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an annotating metric found in one text."""

    marks: tuple[Mark, ...]
    missing: tuple[str, ...]


@runtime_checkable
class Annotates(Protocol):
    """A metric that can show its evidence in the text."""

    def annotate(self, text: str, example: Example) -> Judgement: ...


@runtime_checkable
class Checks(Protocol):
    """A metric that can say before the first text whether it can judge a task's texts.

    ``check`` raises a ``ValueError`` that says what is wrong with the task and what mends it.
    """

    def check(self, task: Task, examples: Sequence[Example]) -> None: ...


@runtime_checkable
class Refuses(Protocol):
    """A set metric that says why its last score has None in a column: "150 texts, 1,000 needed"."""

    def refusal(self, key: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Confusion:
    """Which label the texts show, by their items' gold labels.

    Attributes:
        labels: of rows and columns; the last is no label, or one that training does not have.
        counts: texts, ``counts[gold][shown]``.
    """

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@runtime_checkable
class Confuses(Protocol):
    """A row metric whose summed rows, shape (k,), hold a confusion of labels."""

    def confusion(self, totals: Floats) -> Confusion: ...


def stable_seed(seed: int, *parts: str) -> int:
    """A 63-bit seed from a run's seed and an item: equal on every machine, run and order."""
    digest = hashlib.blake2b("\x1f".join((str(seed), *parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def held_out(example: Example) -> int | None:
    """Index of the reference that the human ceiling answers with; None if there is only one."""
    count = len(example.references)
    return stable_seed(0, example.source.id) % count if count > 1 else None
