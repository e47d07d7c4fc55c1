"""The Jinja2 templates: clean text for every mix of optional facts, variants, errors, origins."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bench.api
from bench.api import Explains, Generator, Source
from generators import template
from generators.template import Templates, scorers

NEWS = Path(bench.api.__file__).parent / "tasks" / "news_report"
OPTIONAL = {
    "earthquake": {"injuries", "damage", "tsunami_warning", "aftershocks", "last_comparable_year"},
    "earnings": {"full_year_guidance_low_musd", "shares_move_pct", "dividend_usd"},
    "football": {"home_position", "away_position", "red_card"},
    "weather": {"alert", "record"},
    "election": {"incumbent", "previous_turnout_pct"},
}
EXTREMES: dict[str, list[Any]] = {
    "injuries": [0, 1, 2, 41],
    "aftershocks": [1, 2, 59],
    "tsunami_warning": ["no warning issued", "advisory issued", "warning issued and later lifted"],
    "revenue_change_pct": [0.0, -27.3, 11.2],
    "net_income_musd": [-1757.5, 0.0, 4011.5],
    "prior_net_income_musd": [-732.4, 999.97],
    "eps_usd": [-14.34, -0.05, 0.0, 0.01, 28.93],
    "eps_consensus_usd": [-0.05, 0.01, 0.4],
    "shares_move_pct": [0.0, -8.6, 9.9],
    "dividend_usd": [0.01, 1.5],
    "high_c": [-8, 0, 39],
    "precipitation_mm": [0.0, 73.8],
    "condition": ["heavy snow", "sleet", "sunny spells"],
    "incumbent": ["winner", "runner_up"],
    "counted_pct": [91, 100],
    "winner_party": ["an independent", "Green Future", "Labour Front"],
    "home_position": [1, 12, 22],
    "half_time": ["0-0"],
}
BAD = re.compile(
    r"None|\bnan\b|Undefined|\{|\}|_|\d{4}-\d{2}-\d{2}|\s\s|\s[.,;]|[.,;]{2}|--|\$-|\b(\w+) \1\b"
)
SYSTEMS = [Templates("news_report", seed) for seed in range(8)]
SYSTEM = SYSTEMS[0]


def _dev() -> list[Source]:
    lines = (NEWS / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [Source(r["id"], r["desk"], r["facts"], r["headline"]) for r in records]


DEV = _dev()


def _text(source: Source, system: Templates = SYSTEM) -> str:
    return "".join(chunk.text for chunk in system.generate([source], 110))


def _assert_clean(text: str) -> None:
    assert not BAD.search(text), text
    assert text.endswith("."), text
    assert len(text.split()) <= 110
    for sentence in re.split(r"(?<=[a-z%)0-9]\.) ", text):
        assert sentence[0].isupper(), (sentence, text)


def test_contracts_hold() -> None:
    assert isinstance(SYSTEM, Generator)
    assert isinstance(SYSTEM, Explains)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_any_mix_of_optional_facts_gives_clean_text(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(DEV))
    facts = {
        key: data.draw(st.sampled_from([*EXTREMES.get(key, []), value]))
        for key, value in source.facts.items()
    }
    dropped = data.draw(st.sets(st.sampled_from(sorted(OPTIONAL[source.kind]))))
    added = {key: EXTREMES[key][-1] for key in OPTIONAL[source.kind] & EXTREMES.keys()}
    facts = {key: value for key, value in (added | facts).items() if key not in dropped}
    system = data.draw(st.sampled_from(SYSTEMS))
    _assert_clean(_text(Source(source.id, source.kind, facts, ""), system))


@pytest.mark.parametrize("desk", OPTIONAL)
def test_seeds_vary_the_text(desk: str) -> None:
    source = next(source for source in DEV if source.kind == desk)
    texts = {_text(source, system) for system in SYSTEMS}
    assert len(texts) >= 3  # eight draws of at least four


def test_every_fact_leaves_its_mark() -> None:
    """Dropping or changing a fact changes every variant that a seed can pick."""
    for source in (next(s for s in DEV if s.kind == desk) for desk in OPTIONAL):
        system = SYSTEMS[3]
        whole = _text(source, system)
        for name, value in source.facts.items():
            if isinstance(value, str) and "-" not in value and ":" not in value:
                other = Source(source.id, source.kind, {**source.facts, name: value + "x"}, "")
                assert _text(other, system) != whole, (name, whole)


def test_same_text_alone_and_in_any_batch() -> None:
    together = [chunk.text for chunk in SYSTEM.generate(DEV[::-1], 110)][::-1]
    assert together == [_text(source) for source in DEV]


def test_max_words_cuts() -> None:
    (chunk,) = SYSTEM.generate(DEV[:1], 7)
    assert len(chunk.text.split()) == 7


def test_explain_covers_the_text_and_names_lines() -> None:
    for source in DEV:
        text, spans = _text(source), SYSTEM.explain(source)
        covered = {i for span in spans for i in range(span.start, span.end)}
        assert covered | {i for i, char in enumerate(text) if char == " "} >= set(range(len(text)))
        assert spans[-1].end == len(text)
        for span in spans:
            name, line = span.origin.split(":")
            assert name == f"news_report/{source.kind}.j2"
            assert 1 <= int(line) <= len((template.TEMPLATES / name).read_text().splitlines())


def test_unknown_task_says_which_there_are() -> None:
    with pytest.raises(FileNotFoundError, match=r"no_such_task.*news_report"):
        Templates("no_such_task")


def test_unknown_kind_says_which_file_was_wanted() -> None:
    with pytest.raises(FileNotFoundError, match=r"chess\.j2; there are: .*weather\.j2"):
        _text(Source("x-1", "chess", {}, ""))


def test_task_without_kinds_uses_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "greet").mkdir()
    (tmp_path / "greet" / "any.j2").write_text("{% block report %}Hi {{ text }}!{% endblock %}")
    monkeypatch.setattr(template, "TEMPLATES", tmp_path)
    assert _text(Source("g-1", "", {}, "there"), Templates("greet")) == "Hi there!"


def test_file_without_report_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "greet").mkdir()
    (tmp_path / "greet" / "any.j2").write_text("Hi")
    monkeypatch.setattr(template, "TEMPLATES", tmp_path)
    with pytest.raises(ValueError, match="at least one block named report"):
        Templates("greet")


def test_scorers_groups_by_player_and_marks_penalties() -> None:
    goals = [
        {"player": "Falk", "team": "A", "minute": 1, "penalty": True},
        {"player": "Holm", "team": "A", "minute": 9, "penalty": False},
        {"player": "Falk", "team": "A", "minute": 22, "penalty": True},
        {"player": "Falk", "team": "B", "minute": 30, "penalty": False},
    ]
    assert scorers(goals, "A") == (
        "Falk in the 1st and 22nd minutes (both penalties) and Holm in the 9th minute"
    )
    assert scorers(goals, "B") == "Falk in the 30th minute"
