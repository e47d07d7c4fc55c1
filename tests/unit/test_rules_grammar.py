"""The notation of the rule tables, word forms and house style of the rule pipeline."""

from __future__ import annotations

import re
from random import Random

import inflect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.rules import formats
from generators.rules.aggregation import aggregate
from generators.rules.formats import Style
from generators.rules.generator import DESKS
from generators.rules.grammar import (
    Content,
    GrammarError,
    Message,
    Option,
    Quantity,
    Referent,
    Slot,
    Text,
    Value,
    Verb,
    parse,
)
from generators.rules.morphology import (
    IRREGULAR_PLURALS,
    article,
    conjugate,
    pluralise,
    possessive,
)
from generators.rules.planning import Desk, NoRuleError, structure
from generators.rules.realiser import realise
from generators.rules.reference import Discourse
from generators.rules.tables import read_table

CLUB = Referent("club", "Selby Rovers", "Selby", "the home side", "they", plural=True)
RIVAL = Referent("rival", "Quill Town", "Quill", "the visitors", "they", plural=True)


def say(table: str, values: dict[str, Value], *kinds: str, tags: str = "") -> str:
    """The text of a small desk whose schema is the order of the kinds."""
    leads, body = read_table("toy", table)
    order = tuple((kind,) for kind in kinds)
    content = Content(tuple(map(Message, kinds)), values, frozenset(tags.split()))
    desk = Desk("toy", lambda facts, style: content, leads, body, order)
    sentences = realise(aggregate(structure(content, desk, Random(0)), Random(0)))
    return " ".join(sentence.text for sentence in sentences)


def test_a_phrase_is_read_into_items() -> None:
    assert parse("{team.poss} shares+ <rise:perfect passive>[#big| far[date| on {day}]]") == (
        Slot("team", "poss"),
        Text(" shares ", plural=True),
        Verb("rise", "perfect", passive=True),
        Option("#", "big", (Text(" far"), Option("", "date", (Text(" on "), Slot("day"))))),
    )


@pytest.mark.parametrize("phrase", ["[date| on {day}", "on {day}]", "a <rise", "a {Day}", "x | y"])
def test_a_broken_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(GrammarError, match=re.escape(repr(phrase))):
        parse(phrase)


@given(st.text(alphabet="{}<>[]|#!+ab ."))
def test_any_string_is_read_or_refused(phrase: str) -> None:
    try:
        items = parse(phrase)
    except GrammarError:
        return
    assert all(isinstance(item, Text | Slot | Verb | Option) for item in items)


@pytest.mark.parametrize(
    "table", ["    phrase before a head", "lead.x says result\n    text", "lead.x: result"]
)
def test_a_broken_table_is_refused(table: str) -> None:
    with pytest.raises(GrammarError, match="toy"):
        read_table("toy", table)


def test_optional_parts_are_said_once_and_only_if_there_is_something_to_say() -> None:
    table = """
lead.one: result
    {club} <win>[venue| at home][#late| late][!late| early]
venue: venue
    it <be> at home
"""
    assert say(table, {"club": CLUB}, "result", "venue") == "Selby Rovers won at home early."
    assert say(table, {"club": CLUB}, "result", tags="late") == "Selby Rovers won late."


def test_conditions_decide_which_rule_fires() -> None:
    table = """
lead.won: result | when won !close
    yes
lead.lost: result | when !won
    no
"""
    assert say(table, {}, "result", tags="won") == "Yes."
    assert say(table, {}, "result") == "No."
    with pytest.raises(NoRuleError, match="won"):
        say(table, {}, "result", tags="won close")


def test_neighbours_with_one_subject_are_reduced_and_contrasts_marked() -> None:
    leads, body = read_table(
        "toy",
        """
lead.start: start
    so it began
up: up | tone +
    {club} <rise>
down: down | tone -
    {club} <fall>
""",
    )
    content = Content(tuple(map(Message, ("start", "up", "down"))), {"club": CLUB}, frozenset())
    desk = Desk("toy", lambda facts, style: content, leads, body, (("start",), ("up", "down")))
    sentences = realise(aggregate(structure(content, desk, Random(0)), Random(0)))
    assert [one.text for one in sentences] == ["So it began.", "Selby Rovers rose but fell."]


def test_references_go_from_full_name_to_pronoun_unless_a_rival_intervenes() -> None:
    discourse = Discourse()
    assert discourse.refer(CLUB, "", subject=True)[0] == "Selby Rovers"
    assert discourse.refer(CLUB, "", subject=True)[0] == "they"
    assert discourse.refer(RIVAL, "", subject=False)[0] == "Quill Town"
    assert discourse.refer(CLUB, "", subject=True)[0] == "Selby"
    assert discourse.refer(RIVAL, "def", subject=False)[0] == "the visitors"
    assert discourse.refer(RIVAL, "poss", subject=False)[0] == "Quill's"


def test_verbs_and_openings_follow_the_number_of_the_subject() -> None:
    table = "lead.one: result\n    {hurt} <injure:perfect passive> and a {age} <be:present> safe"
    one: dict[str, Value] = {"hurt": formats.count(1, "person"), "age": "8-year-old"}
    assert say(table, one, "result") == "One person has been injured and an 8-year-old is safe."
    many: dict[str, Value] = {"hurt": formats.count(12, "person"), "age": "9-year-old"}
    assert say(table, many, "result").startswith("Twelve people have been injured and a 9")


def verbs_of_the_tables() -> set[str]:
    found: set[str] = set()

    def walk(items: tuple[object, ...]) -> None:
        for item in items:
            if isinstance(item, Verb):
                found.add(item.lemma.split()[0])
            elif isinstance(item, Option):
                walk(item.items)

    for desk in DESKS.values():
        for rule in (*desk.leads, *desk.body):
            walk(rule.phrase)
    return found


def test_every_verb_of_the_tables_agrees_as_inflect_has_it() -> None:
    engine = inflect.engine()
    for lemma in verbs_of_the_tables() - {"be", "lie"}:  # inflect: lies, ly
        third = conjugate(lemma, "present", passive=False, plural=False)
        assert engine.plural_verb(third) == lemma


def test_plurals_and_articles_agree_with_inflect() -> None:
    engine = inflect.engine()
    for noun in (*IRREGULAR_PLURALS, "aftershock", "point", "spectator", "city", "match", "cent"):
        assert pluralise(noun) == engine.plural_noun(noun)
    for word in ("hour", "unit", "union", "euro", "one", "eighth", "update", "idea", "record"):
        assert article(word) == engine.an(word).split()[0], word


def test_articles_before_figures_go_by_sound() -> None:
    an = {figure for figure in ("8", "80th", "11", "18", "85,000") if article(figure) == "an"}
    a = {figure for figure in ("1", "110", "17", "181", "$8m", "5.8") if article(figure) == "a"}
    assert (len(an), len(a)) == (5, 6)


@pytest.mark.parametrize(
    ("verb", "tense", "passive", "plural", "wanted"),
    [
        ("be", "past", False, True, "were"),
        ("send off", "past", True, False, "was sent off"),
        ("carry", "present", False, False, "carries"),
        ("cut", "past", False, True, "cut"),
        ("strike", "pluperfect", False, True, "had struck"),
        ("count", "perfect", True, True, "have been counted"),
        ("pay", "future", False, False, "will pay"),
        ("slip", "past", False, False, "slipped"),
    ],
)
def test_conjugation(verb: str, tense: str, passive: bool, plural: bool, wanted: str) -> None:
    assert conjugate(verb, tense, passive, plural) == wanted


def test_an_unknown_tense_is_refused() -> None:
    with pytest.raises(ValueError, match="no tense 'aorist'"):
        conjugate("rise", "aorist", False, False)


def test_possessives() -> None:
    assert possessive("Selby") == "Selby's"
    assert possessive("the hosts") == "the hosts'"


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (formats.money_musd(1528.6), "$1.53bn"),
        (formats.money_musd(-999.96), "$1bn"),
        (formats.money_musd(571.0), "$571m"),
        (" ".join(formats.money_range_musd(7030, 7032)), "$7.030bn $7.032bn"),
        (formats.dollars(-0.01), "one cent"),
        (formats.dollars(0.35), "35 cents"),
        (formats.dollars(14.34), "$14.34"),
        (formats.percent(-3.0, Style()), "3 per cent"),
        (formats.percent(18.94, Style(percent="%")), "18.9%"),
        (formats.degrees_c(-3), "minus 3C"),
        (formats.degree_gap(-1), "one degree"),
        (formats.degree_gap(12), "12 degrees"),
        (formats.ordinal(9), "ninth"),
        (formats.ordinal(22), "22nd"),
        (formats.clock_time("00:05", Style(clock="12")), "12.05am"),
        (formats.clock_time("12:30", Style(clock="12")), "12.30pm"),
        (formats.day_month(formats.read_date("2025-05-02")), "2 May"),
        (formats.weekday(formats.read_date("2025-05-02")), "Friday"),
        (formats.count(4000, "home"), Quantity("4,000 homes", "Four thousand homes", True)),
        (formats.count(1204, "home").opening, "A total of 1,204 homes"),
    ],
)
def test_house_style(found: object, wanted: object) -> None:
    assert found == wanted


@given(st.times())
def test_every_time_of_day_has_a_part_of_the_day(time: object) -> None:
    part = formats.day_part(str(time)[:5])
    assert part.split()[0] in {"in", "early", "on", "late"}


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (formats.read_date, "2 May"),
        (formats.minute_of_day, "noon"),
        (formats.minute_of_day, "4.21pm"),
    ],
)
def test_values_of_another_form_are_refused(read: object, text: str) -> None:
    assert callable(read)
    with pytest.raises(ValueError, match=re.escape(repr(text))):
        read(text)
