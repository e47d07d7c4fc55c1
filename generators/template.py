"""Jinja2 templates: the everyday industrial choice. Neat prose, every fact, no comparison of facts.

A task is a folder below ``generators/templates``, a record kind a file in it (``earthquake.j2``),
a task without kinds has one file ``any.j2``. Each block whose name starts with ``report`` is a
variant of the whole text; the others are sentences that the variants share (``{{ self.x() }}``).
The facts stand in a template by their names, the free-text input as ``text``. Line breaks and
indentation in a template mean no more than a space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.runtime import Context

from bench.api import Chunk, Source, Span, Task, stable_seed
from generators import formats

TEMPLATES = Path(__file__).parent / "templates"
ANY = "any"

Render = Callable[[Context], Iterator[str]]

_FILTERS = (
    "affiliation",
    "capital",
    "celsius",
    "clock",
    "count",
    "counted",
    "day_month",
    "day_month_year",
    "earned",
    "listing",
    "locative",
    "money",
    "month",
    "number",
    "ordinal",
    "per_share",
    "possessive",
    "size",
    "surname",
    "weekday",
    "with_article",
)


@dataclass
class Templates:
    """One template variant per record, picked by (seed, source.id); yields each row whole.

    Attributes:
        task: folder below ``generators/templates``.
        seed: picks the variants.

    Raises:
        FileNotFoundError: there is no such folder, or (on generating) no file for a record's kind.
    """

    task: str
    seed: int = 0
    _kinds: dict[str, _Kind] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        folder = TEMPLATES / self.task
        files = sorted(folder.glob("*.j2"))
        if not files:
            have = ", ".join(sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir()))
            raise FileNotFoundError(
                f"no templates in {folder}: wanted one .j2 file per record kind, or {ANY}.j2; "
                f"there are templates for: {have}"
            )
        environment = _environment(folder)
        self._kinds = {path.stem: _Kind.compile(environment, path) for path in files}

    def fit(self, task: Task) -> None:
        """Templates learn nothing."""

    def generate(self, batch: Sequence[Source], max_words: int) -> Iterator[Chunk]:
        """Each row whole, in order, cut after ``max_words``."""
        for row, source in enumerate(batch):
            render, template = self._variant(source)
            words = "".join(render(_context(template, source))).split()
            if len(words) > max_words:
                del words[max_words:]
            yield Chunk(row, " ".join(words))

    def explain(self, source: Source) -> list[Span]:
        """The template file and line behind every stretch of the (uncut) text."""
        render, template = self._variant(source)
        characters: list[tuple[str, str]] = []
        pieces = render(_context(template, source))
        for piece in pieces:
            frame = getattr(pieces, "gi_frame", None)
            line = template.get_corresponding_lineno(frame.f_lineno) if frame else 1
            for character in piece:
                origin = f"{self.task}/{template.name}:{line}"
                line += character == "\n"
                characters.append((character, origin))
        return _spans(characters)

    def _variant(self, source: Source) -> tuple[Render, Template]:
        kind = self._kinds.get(source.kind or ANY)
        if kind is None:
            raise FileNotFoundError(
                f"record {source.id!r}: no template {TEMPLATES / self.task / (source.kind or ANY)}"
                f".j2; there are: {', '.join(f'{name}.j2' for name in self._kinds)}"
            )
        pick = stable_seed(self.seed, source.id) % len(kind.variants)
        return kind.variants[pick], kind.template


@dataclass(frozen=True, slots=True)
class _Kind:
    """A compiled file and those of its blocks that are whole texts."""

    template: Template
    variants: tuple[Render, ...]

    @classmethod
    def compile(cls, environment: Environment, path: Path) -> _Kind:
        template = environment.get_template(path.name)
        names = sorted(name for name in template.blocks if name.startswith("report"))
        if not names:
            raise ValueError(f"{path}: wanted at least one block named report..., found none")
        return cls(template, tuple(template.blocks[name] for name in names))


def _environment(folder: Path) -> Environment:
    # Plain text leaves, so there is nothing to escape; the report page escapes what it shows.
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {name: getattr(formats, name) for name in _FILTERS}
    environment.filters["next_weekday"] = lambda iso: formats.weekday(iso, 1)
    environment.filters["scorers"] = scorers
    environment.globals["money_range"] = formats.money_range
    return environment


def _context(template: Template, source: Source) -> Context:
    return template.new_context({"text": source.text, **source.facts})


def scorers(goals: Sequence[Mapping[str, Any]], team: str) -> str:
    """A team's goals in prose: "Falk in the 12th and 55th minutes and Holm in the 80th minute"."""
    by_player: dict[str, list[Mapping[str, Any]]] = {}
    for goal in goals:
        if goal["team"] == team:
            by_player.setdefault(goal["player"], []).append(goal)
    return formats.listing(
        [f"{player} in the {_minutes(own)}" for player, own in by_player.items()]
    )


def _minutes(goals: Sequence[Mapping[str, Any]]) -> str:
    ordinals = [formats.ordinal(goal["minute"]) for goal in goals]
    noun = "minute" if len(goals) == 1 else "minutes"
    if all(goal["penalty"] for goal in goals):
        which = {1: "penalty", 2: "both penalties"}.get(len(goals), "all penalties")
        return f"{formats.listing(ordinals)} {noun} ({which})"
    marks = [" (penalty)" if goal["penalty"] else "" for goal in goals]
    return f"{formats.listing([a + b for a, b in zip(ordinals, marks, strict=True)])} {noun}"


def _spans(characters: Sequence[tuple[str, str]]) -> list[Span]:
    """Spans of equal origin after white space is folded as in ``generate``."""
    spans: list[Span] = []
    position, gap = 0, False
    for character, origin in characters:
        if character.isspace():
            gap = position > 0
            continue
        start = position
        position += 1 + gap
        gap = False
        if spans and spans[-1].origin == origin:
            spans[-1] = Span(spans[-1].start, position, origin)
        else:
            spans.append(Span(start, position, origin))
    return spans
