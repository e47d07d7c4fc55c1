"""The page: one self-contained file, escaped by Jinja2, with nothing fetched from anywhere.

Titles, ids, facts and texts come from systems under test and are untrusted. Only this room's own
style sheet and script are marked safe, and the page's policy admits no other script.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bench.record import Record, RecordError
from bench.report import costs, cuts, examples, formats, tables
from bench.report.boards import HEADLINE, Board
from bench.report.configurations import Configurations, configurations_of
from bench.report.confusions import LabelTable, label_tables
from bench.report.environments import busy_note, differing_environment, shared_environment
from bench.report.families import family_of, known_families
from bench.report.frame import write_frame
from bench.report.growth import GrowthView, read_growths, view_growth
from bench.report.human import Studies, Study, read_studies
from bench.report.runs import Run, read_run
from bench.report.trust import Source, TrustRow, read_trust, spearman_of, trust_rows, unknown
from bench.report.verdict import Verdict, verdict_of

HERE = Path(__file__).parent
PAGE = "report.html"


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure as the page embeds it: data URIs for light and dark paper, wide and narrow."""

    name: str
    caption: str
    alt: str
    light: str
    dark: str
    narrow_light: str
    narrow_dark: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """How some columns were computed; ``systems`` is empty where all share it."""

    labels: tuple[str, ...]
    recipe: str
    systems: str


@dataclass(frozen=True, slots=True)
class Test:
    """A paired test as printed."""

    a: str
    b: str
    difference: str
    interval: str
    p: str
    effect: str
    training: str
    significant: bool


@dataclass(frozen=True, slots=True)
class BoardView:
    """All that the template prints of one board."""

    board: Board
    verdict: Verdict
    leaderboard: tables.Table
    all_scores: tables.Table
    held_out: tables.Table | None
    costs: tuple[tables.Table, ...]
    busy: str
    harness: tables.Table
    slices: tuple[tables.Table, ...]
    labels: tuple[LabelTable, ...]
    seeds: tables.Table | None
    tests: Mapping[str, tuple[Test, ...]]
    detectable: tuple[tuple[str, str], ...]
    examples: Sequence[examples.Item]
    figures: Mapping[str, FigureView]
    troubles: tuple[Record, ...]
    recipes: tuple[Recipe, ...]
    configurations: Configurations
    study: Study | None
    trust: tuple[TrustRow, ...]
    strangers: Sequence[str]


def write_report(run: Path, *, final: bool = True) -> Path:
    """Write ``report.html`` and ``leaderboard.csv``, and with ``final`` the figures, into ``run``.

    A run of ``+experiment=scaling`` has no leaderboard.

    Returns:
        The path of the page.

    Raises:
        RunError: the folder is no run.
    """
    read = read_run(run)
    try:
        studies = read_studies(run)
    except RecordError as error:
        studies = Studies(())
        read = dataclasses.replace(read, unreadable=(*read.unreadable, str(error)))
    sources = read_trust().sources
    views = [_view(read, board, final, studies, sources) for board in read.boards]
    growth = view_growth(run, read_growths(run)) if final else None
    if read.boards:
        write_frame(read)
    page = run / PAGE
    temporary = page.with_suffix(".part")
    temporary.write_text(_render(read, views, growth, final, sources), encoding="utf-8")
    temporary.replace(page)  # so that a reader never sees half a page
    return page


def _render(
    run: Run,
    views: Sequence[BoardView],
    growth: GrowthView | None,
    final: bool,
    sources: Sequence[Source],
) -> str:
    script = (HERE / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = lambda value: json.dumps(value, indent=2, ensure_ascii=False)
    environment.filters["moment"] = _moment
    return environment.get_template("page.html.j2").render(
        run=run,
        views=views,
        growth=growth,
        final=final,
        sources=sources,
        spearman_of=spearman_of,
        style=Markup((HERE / "style.css").read_text(encoding="utf-8")),
        script=Markup(script),
        script_hash=digest,
        families=(*known_families(), family_of("other")),
        known=frozenset(family.key for family in known_families()),
        formats=formats,
        shared=shared_environment(run.records),
        differing=differing_environment(run.records),
    )


def _view(
    run: Run, board: Board, final: bool, studies: Studies, sources: Sequence[Source]
) -> BoardView:
    all_costs = (
        costs.latency_table(board),
        costs.throughput_table(board),
        costs.memory_table(board),
    )
    trust = trust_rows(board.columns.values(), sources)
    return BoardView(
        board=board,
        verdict=verdict_of(board),
        leaderboard=tables.leaderboard(board),
        all_scores=tables.all_scores(board),
        held_out=tables.held_out(board),
        costs=tuple(table for table in all_costs if table is not None),
        busy=busy_note(board),
        harness=costs.harness_table(board),
        slices=tuple(table for key in _slice_keys(board) for table in cuts.slices(board, key)),
        labels=label_tables(board),
        seeds=cuts.seeds(board),
        tests={key: _tests(board, key) for key in _slice_keys(board) if board.ranking(key)},
        detectable=_detectable(board),
        examples=examples.examples_of(run.path, board),
        figures=_figures(run, board) if final else {},
        troubles=tuple(r for s in board.systems for r in s.records if r.status != "ok"),
        recipes=_recipes(board),
        configurations=configurations_of(board),
        study=studies.of(board.task, board.condition),
        trust=trust,
        strangers=unknown(board.columns.values(), trust),
    )


def _figures(run: Run, board: Board) -> dict[str, FigureView]:
    # matplotlib takes longer to import than a page without figures takes to write.
    from bench.report.figures import draw_figures  # noqa: PLC0415
    from bench.report.paper import data_uri  # noqa: PLC0415

    views = {}
    for picture in draw_figures(board):
        (run.path / f"{board.name}-{picture.name}.png").write_bytes(picture.light)
        views[picture.name] = FigureView(
            name=picture.name,
            caption=picture.caption,
            alt=picture.alt,
            light=data_uri(picture.light),
            dark=data_uri(picture.dark),
            narrow_light=data_uri(picture.narrow_light),
            narrow_dark=data_uri(picture.narrow_dark),
        )
    return views


def _slice_keys(board: Board) -> list[str]:
    """The headline and the first overlap score: faithfulness and likeness."""
    found = [key for key, column in board.columns.items() if tables.is_overlap(column)]
    overlap = [key for key in HEADLINE if key in found] + found
    return list(dict.fromkeys([*([board.headline] if board.headline else []), *overlap[:1]]))


def _tests(board: Board, key: str) -> tuple[Test, ...]:
    ranking, column = board.ranking(key), board.columns[key]
    titles = {system.generator: system.title for system in board.systems}
    return tuple(
        Test(
            a=titles.get(pair.a, pair.a),
            b=titles.get(pair.b, pair.b),
            difference=f"{pair.difference:+.{column.decimals}f}",
            interval=formats.interval(pair.low, pair.high, column),
            p=formats.p_value(pair.p_adjusted),
            effect=formats.ABSENT if pair.effect is None else f"{pair.effect:+.2f}",
            training=(
                formats.ABSENT if pair.training_share is None else f"{pair.training_share:.0%}"
            ),
            significant=board.differs(pair),
        )
        for pair in (ranking.pairs if ranking else ())
    )


def _detectable(board: Board) -> tuple[tuple[str, str], ...]:
    found = []
    for key, column in board.columns.items():
        ranking = board.ranking(key)
        if ranking is not None and ranking.detectable is not None:
            found.append((column.label, formats.with_unit(ranking.detectable, column)))
    return tuple(found)


def _recipes(board: Board) -> tuple[Recipe, ...]:
    """Each recipe once, with the columns that it made; a column that did not run has none."""
    users: dict[tuple[str, str], list[str]] = {}
    for system in board.systems:
        for record in system.finished:
            for column in (*record.scores, *record.held_out):
                titles = users.setdefault((column.label, column.recipe), [])
                if system.title not in titles:
                    titles.append(system.title)
    labels = [label for label, _ in users]
    columns: dict[tuple[str, str], list[str]] = {}
    for (label, recipe), titles in users.items():
        systems = ", ".join(titles) if labels.count(label) > 1 else ""
        if recipe:
            columns.setdefault((recipe, systems), []).append(label)
    return tuple(Recipe(tuple(kept), *key) for key, kept in columns.items())


def _moment(stamp: object) -> str:
    try:
        return datetime.fromisoformat(str(stamp)).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return str(stamp)
