"""The texts of the rule pipeline are clean for every combination of facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.api import Example, Explains, Generator, Source, Task
from generators.rules import RuleBased
from generators.rules.generator import DESKS, MissingFactError, UnknownKindError, rule_names
from tests.unit.rules_records import RECORDS

MAX_WORDS = 110
CORPUS = Path(__file__).parents[2] / "bench/tasks/news_report"
DOUBLED = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
BAD_MARKS = re.compile(r"  | [,.;:]|[,;:]{2}|,\.|\.\.|[{}<>\[\]|+_]|\bNone\b|\d{4}-\d{2}-\d{2}")
WRONG_NUMBER = re.compile(
    r"(?<![\w.,-])(1|one) (people|aftershocks|cents|degrees|goals|percentage points)\b"
)
PLURAL_NOUN_SINGULAR_VERB = re.compile(r"\b(people|aftershocks|earnings|shares) (was|has|is)\b")
SINGULAR_NOUN_PLURAL_VERB = re.compile(r"\b(person|quake|turnout|revenue|stock) (were|have|are)\b")
WRONG_ARTICLE = re.compile(
    r"\b(a (8|11th|18th|eigh|[aeio](?!ne))|an [bcdfgjkmnpqrtvwyz2-7])\w*", re.I
)
FAULTS = (
    DOUBLED,
    BAD_MARKS,
    WRONG_NUMBER,
    PLURAL_NOUN_SINGULAR_VERB,
    SINGULAR_NOUN_PLURAL_VERB,
    WRONG_ARTICLE,
)
UNIT_TAILS = ("_km", "_musd", "_usd", "_pct", "_mm", "_kmh")


def write(kind: str, facts: Mapping[str, Any], name: str = "x", seed: int = 0) -> str:
    source = Source(name, kind, facts, "")
    return "".join(chunk.text for chunk in RuleBased(seed).generate([source], MAX_WORDS))


def faults(text: str) -> list[str]:
    """Everything a sub-editor would strike out mechanically."""
    found = [match[0] for pattern in FAULTS if (match := pattern.search(text))]
    found += [tail for tail in UNIT_TAILS if tail in text]
    sentences = re.split(r"(?<=[.]) (?=\S)", text)
    found += [one for one in sentences if not re.match(r"[A-Z]", one) or one[-1] != "."]
    return found


@pytest.mark.parametrize("kind", sorted(RECORDS))
@given(data=st.data(), name=st.text("abcdef", min_size=1, max_size=6))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_combination_of_facts_yields_clean_text(
    kind: str, data: st.DataObject, name: str
) -> None:
    facts = data.draw(RECORDS[kind])
    text = write(kind, facts, name)
    assert not faults(text), text
    assert len(text.split()) <= MAX_WORDS


@pytest.mark.parametrize("kind", sorted(RECORDS))
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_explained_spans_cover_the_text_and_name_rules(kind: str, data: st.DataObject) -> None:
    source = Source("x", kind, data.draw(RECORDS[kind]), "")
    generator = RuleBased()
    text = "".join(chunk.text for chunk in generator.generate([source], 1000))
    spans = generator.explain(source)
    assert [span.start for span in spans] == [0, *(span.end for span in spans[:-1])]
    assert spans[-1].end == len(text)
    known = {*rule_names(), "realisation.orthography"}
    parts = {part for span in spans for part in re.split(r"/", re.sub(r"\+\w+", "", span.origin))}
    assert parts <= known


def corpus_records() -> list[dict[str, Any]]:
    lines = (CORPUS / "train.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_corpus_texts_are_clean_and_as_long_as_asked() -> None:
    lengths = []
    for record in corpus_records():
        text = write(record["desk"], record["facts"], record["id"])
        assert not faults(text), text
        lengths.append(len(text.split()))
    assert sum(45 <= length <= 95 for length in lengths) / len(lengths) > 0.9
    assert 50 < sum(lengths) / len(lengths) < 75


def test_numbers_of_the_record_reach_the_text() -> None:
    record = next(r for r in corpus_records() if r["id"].startswith("election"))
    facts = record["facts"]
    text = write("election", facts)
    assert f"{facts['winner_votes']:,}" in text
    assert f"{facts['winner_pct']:g}" in text
    assert f"{facts['turnout_pct']:g}" in text


QUAKE = {
    "magnitude": 6.0,
    "depth_km": 30,
    "distance_km": 20,
    "direction": "north",
    "place": "Selby",
    "region": "Westmark",
    "date": "2025-05-02",
    "local_time": "16:21",
    "agency": "Geological Survey",
}


@pytest.mark.parametrize(
    ("injuries", "wanted"),
    [
        (0, r"nobody was hurt|no one was injured|there were no injuries|without a single injury"),
        (1, r"one person (was|injured|hurt)|injur(ed|ing) one person|left one person"),
        (2, r"two people (were|injured|hurt)|injur(ed|ing) two people|left two people"),
    ],
)
@pytest.mark.parametrize("seed", range(12))
def test_verbs_agree_with_the_number_of_injured(injuries: int, wanted: str, seed: int) -> None:
    text = write("earthquake", QUAKE | {"injuries": injuries}, seed=seed)
    assert re.search(wanted, text, re.IGNORECASE), text


@pytest.mark.parametrize("seed", range(12))
def test_a_loss_that_was_expected_to_be_a_profit_is_said_so(seed: int) -> None:
    facts = {
        "company": "Oakline Foods",
        "sector": "foods",
        "quarter": "first",
        "fiscal_year": 2025,
        "revenue_musd": 120.0,
        "revenue_change_pct": -4.0,
        "net_income_musd": -3.0,
        "prior_net_income_musd": 5.0,
        "eps_usd": -0.03,
        "eps_consensus_usd": 0.04,
        "driver": "store closures",
        "chief_executive": "Jonas Falk",
    }
    text = write("earnings", facts, seed=seed)
    assert "lost three cents a share, where analysts had expected earnings of four cents" in text
    assert re.search(r"into the red|loss of \$3m", text)
    assert "rose" not in text


def match_facts(goals: list[tuple[str, str, int]]) -> dict[str, Any]:
    listed = [
        {"player": player, "team": team, "minute": minute, "penalty": False}
        for player, team, minute in goals
    ]
    home = sum(team == "Selby Rovers" for _, team, _ in goals)
    before = sum(team == "Selby Rovers" for _, team, minute in goals if minute <= 45)
    return {
        "competition": "Coastal Cup",
        "home_team": "Selby Rovers",
        "away_team": "Quill Town",
        "home_goals": home,
        "away_goals": len(goals) - home,
        "half_time": f"{before}-{sum(m <= 45 for _, _, m in goals) - before}",
        "goals": listed,
        "venue": "Mill Lane",
        "attendance": 9000,
        "date": "2025-05-02",
    }


@pytest.mark.parametrize("seed", range(12))
def test_the_course_of_the_score_is_read(seed: int) -> None:
    selby, quill = "Selby Rovers", "Quill Town"
    comeback = match_facts([("Holm", quill, 10), ("Quist", selby, 50), ("Abbott", selby, 70)])
    text = write("football", comeback, seed=seed)
    assert "2-1" in text
    assert re.search(r"level|equalise", text), text
    late = write("football", match_facts([("Holm", quill, 10), ("Quist", selby, 89)]), seed=seed)
    assert re.search(r"equalise|rescued", late), late
    blank = write("football", match_facts([]), seed=seed)
    assert "0-0" in blank


def test_text_depends_on_seed_and_id_only() -> None:
    sources = [Source(r["id"], r["desk"], r["facts"], r["headline"]) for r in corpus_records()[:60]]
    generator = RuleBased(seed=3)
    forward = {sources[c.row].id: c.text for c in generator.generate(sources, MAX_WORDS)}
    turned = sources[::-1]
    backward = {turned[c.row].id: c.text for c in RuleBased(seed=3).generate(turned, MAX_WORDS)}
    assert forward == backward
    other = {sources[c.row].id: c.text for c in RuleBased(seed=4).generate(sources, MAX_WORDS)}
    assert sum(forward[key] != other[key] for key in forward) > len(forward) / 2


@pytest.mark.parametrize("max_words", [1, 12, 40])
def test_no_more_words_than_allowed(max_words: int) -> None:
    source = Source("x", "earthquake", QUAKE | {"injuries": 3, "aftershocks": 4}, "")
    (chunk,) = RuleBased().generate([source], max_words)
    assert 0 < len(chunk.text.split()) <= max_words


def test_an_unknown_kind_says_which_kinds_there_are() -> None:
    with pytest.raises(UnknownKindError, match=r"'opera'.*earthquake.*weather"):
        write("opera", {})


def test_a_task_without_rules_is_refused_when_fitting() -> None:
    example = Example(Source("x", "opera", {}, ""), ("Ah.",))
    task = Task("stage", "en", "Sing.", {}, (example,), (), MAX_WORDS)
    with pytest.raises(UnknownKindError, match="'opera'"):
        RuleBased().fit(task)
    with pytest.raises(UnknownKindError, match="language 'zh'"):
        RuleBased().fit(replace(task, language="zh"))
    RuleBased().fit(replace(task, train=()))


def test_a_missing_fact_is_named() -> None:
    facts = {key: value for key, value in QUAKE.items() if key != "depth_km"}
    with pytest.raises(MissingFactError, match="lacks the fact 'depth_km'"):
        write("earthquake", facts)


def test_it_is_a_generator_that_explains_with_at_least_sixty_rules() -> None:
    assert isinstance(RuleBased(), Generator)
    assert isinstance(RuleBased(), Explains)
    names = rule_names()
    assert len(names) == len(set(names)) >= 60
    assert all(sum(name.startswith(f"{desk}.") for name in names) >= 12 for desk in DESKS)
