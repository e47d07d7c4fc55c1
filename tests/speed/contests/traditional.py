"""Templates beside the bare Jinja2 render of the same blocks, rules beside SimpleNLG's port."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

import bench.api
from bench.api import Source, stable_seed
from generators import formats, template
from generators.rules import RuleBased
from generators.template import Templates
from tests.speed.contests.contest import Contest, Side

TASK = "news_report"
DEV = Path(bench.api.__file__).parent / "tasks" / TASK / "dev.jsonl"
REPEATS = 10
SENTENCES = 4


@cache
def _sources() -> list[Source]:
    records = map(json.loads, DEV.read_text(encoding="utf-8").splitlines())
    return [Source(r["id"], r["desk"], r["facts"], r["headline"]) for r in records]


def _templates() -> tuple[Side, Side]:
    """Both compiled once; the bare one knows its variants beforehand and only renders."""
    environment = Environment(
        loader=FileSystemLoader(template.TEMPLATES / TASK), trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {name: getattr(formats, name) for name in dir(formats)}
    environment.filters["next_weekday"] = lambda iso: formats.weekday(iso, 1)
    environment.filters["scorers"] = template.scorers
    environment.globals["money_range"] = formats.money_range
    system, sources, jobs = Templates(TASK), _sources() * REPEATS, []
    for source in sources:
        compiled = environment.get_template(f"{source.kind}.j2")
        names = sorted(name for name in compiled.blocks if name.startswith("report"))
        name = names[stable_seed(system.seed, source.id) % len(names)]
        jobs.append((compiled, compiled.blocks[name], source.facts))

    def bare() -> None:
        for compiled, block, facts in jobs:
            "".join(block(compiled.new_context(dict(facts))))

    return Side(lambda: list(system.generate(sources, 110)), len(jobs)), Side(bare, len(jobs))


def _rules() -> tuple[Side, Side]:
    """Whole reports against as many plain clauses as a report has sentences, nothing planned."""
    from simplenlg import (  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: PLC0415 - optional
        Feature,
        Lexicon,
        NLGFactory,
        Realiser,
        Tense,
    )

    system, sources = RuleBased(), _sources()
    lexicon = Lexicon.getDefaultLexicon()
    factory, realiser = NLGFactory(lexicon), Realiser(lexicon)

    def clause(number: int) -> str:
        phrase = factory.createClause()
        phrase.setSubject(factory.createNounPhrase("the", "strong storm"))
        phrase.setVerb("damage")
        phrase.setObject(factory.createNounPhrase(str(2 + number), "house"))
        phrase.addComplement(factory.createPrepositionPhrase("in", "Varga"))
        phrase.setFeature(Feature.TENSE, Tense.PAST)
        return str(realiser.realiseSentence(phrase))

    few = 5
    return (
        Side(lambda: list(system.generate(sources, 110)), len(sources)),
        Side(lambda: [clause(number) for number in range(few * SENTENCES)], few),
    )


def contests() -> Iterator[Contest]:
    """Templates, rules."""
    yield Contest("templates: news reports", "bare Jinja2, compiled", "texts", _templates, 25)
    yield Contest(
        "rules: news reports",
        f"simplenlg (Python), {SENTENCES} plain clauses a text",
        "texts",
        _rules,
        5,
    )
