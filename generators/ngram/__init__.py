"""The statistical generator: a class-conditioned n-gram model over delexicalised sentences.

Overgenerate and rank (Langkilde & Knight 1998; Oh & Rudnicky 2000): the sentences that a record may
use - same kind, all their facts present, same signs, comparisons and choices - make the training
text of a modified Kneser-Ney model; many sentences are drawn from it at once, the unsound ones are
thrown away, and a search joins the rest into a text that carries every fact once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.api import Chunk, Slot, Source, Task, stable_seed
from generators.ngram.choose import Pool, Search, choose, in_order
from generators.ngram.domain import Candidates, Domain
from generators.ngram.features import cuts_of, features_of
from generators.ngram.forms import forms_of
from generators.ngram.say import say
from generators.ngram.units import Unit, learn, load_units, save_units

_REST_FILE = "schema.json"
_LONGEST = 48
_MAX_SENTENCES = 7
_FEWEST_SPARE = 5


@dataclass
class NGram:
    """N-gram sentences, ranked and joined; yields each row whole, because ranking needs all of it.

    Attributes:
        order: longest n-gram.
        candidates: sentences drawn per record.
        shortest: words of context that a drawn word must have been seen behind.
        beam: texts kept in the search.
        seed: with the source's id, decides what is drawn.
    """

    order: int = 5
    candidates: int = 800
    shortest: int = 3
    beam: int = 24
    seed: int = 0
    _units: list[Unit] = field(init=False, repr=False, default_factory=list)
    _slots: dict[str, tuple[Slot, ...]] = field(init=False, repr=False, default_factory=dict)
    _cuts: dict[str, dict[str, list[float]]] = field(init=False, repr=False, default_factory=dict)
    _domains: dict[str, Domain] = field(init=False, repr=False, default_factory=dict)

    def fit(self, task: Task) -> None:
        """Delexicalise the training references.

        Raises:
            ValueError: the task is not in English, whose written forms this generator knows.
        """
        if task.language != "en":
            raise ValueError(
                f"the n-gram generator knows the written forms of English (generators.ngram.styles)"
                f", and task {task.name!r} is in {task.language!r}: leave it out of the sweep"
            )
        by_kind: dict[str, list[Source]] = {}
        for example in task.train:
            by_kind.setdefault(example.source.kind, []).append(example.source)
        slots = {kind: task.slots_of(kind) for kind in by_kind}
        cuts = {kind: cuts_of(sources, slots[kind]) for kind, sources in by_kind.items()}
        self._take(learn(task, cuts), slots, cuts)

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        """Each row whole, in order.

        Raises:
            ValueError: no record of this kind was in training.
        """
        for row, source in enumerate(batch):
            yield Chunk(row, self._text(source, max_words))

    def save(self, path: Path) -> None:
        """The learnt sentences and the schema below the folder ``path``."""
        path.mkdir(parents=True, exist_ok=True)
        save_units(self._units, path)
        slots = {kind: [asdict(slot) for slot in listed] for kind, listed in self._slots.items()}
        rest = {"slots": slots, "cuts": self._cuts}
        (path / _REST_FILE).write_text(json.dumps(rest, ensure_ascii=False), encoding="utf-8")

    def load(self, path: Path) -> None:
        """Take over what ``save`` wrote."""
        rest = json.loads((path / _REST_FILE).read_text(encoding="utf-8"))
        slots = {kind: tuple(Slot(**slot) for slot in own) for kind, own in rest["slots"].items()}
        self._take(load_units(path), slots, rest["cuts"])

    def _take(
        self,
        units: list[Unit],
        slots: dict[str, tuple[Slot, ...]],
        cuts: dict[str, dict[str, list[float]]],
    ) -> None:
        self._units, self._slots, self._cuts = units, slots, cuts
        by_kind = {kind: [unit for unit in units if unit.kind == kind] for kind in slots}
        self._domains = {kind: Domain(own, slots[kind]) for kind, own in by_kind.items() if own}

    def _text(self, source: Source, max_words: int) -> str:
        if source.kind not in self._slots:
            raise ValueError(
                f"record {source.id!r} is of kind {source.kind!r}; fitted kinds: "
                f"{', '.join(self._slots) or 'none, call fit first'}"
            )
        domain, slots = self._domains.get(source.kind), self._slots[source.kind]
        if domain is None:
            return ""
        forms = {form.token: form for form in reversed(forms_of(source, slots))}
        units = domain.eligible(forms.keys(), features_of(source, slots, self._cuts[source.kind]))
        if not units:
            return ""
        drawn = domain.draw(
            units,
            order=self.order,
            shortest=self.shortest,
            count=self.candidates,
            longest=_LONGEST,
            seed=stable_seed(self.seed, source.id),
        )
        chosen = _chosen(drawn, domain, max_words, self.beam)
        sentences = [domain.sentence(drawn.words[row], drawn.sizes[row]) for row in chosen]
        return " ".join(say(sentences, forms, domain.short, domain.definite).split()[:max_words])


def _chosen(drawn: Candidates, domain: Domain, max_words: int, beam: int) -> list[int]:
    pool = Pool(
        facts=drawn.facts,
        once=drawn.facts & ~domain.names,
        words=drawn.lengths,
        merit=drawn.merit,
        opens=drawn.opens,
    )
    search = Search(
        main=3.0,
        optional=0.5,
        sentence=0.3,
        again=0.5,
        optional_facts=domain.optional,
        max_words=max_words - _FEWEST_SPARE,
        max_sentences=_MAX_SENTENCES,
        beam=beam,
    )
    return in_order(choose(pool, search), domain.place_of(drawn.facts))
