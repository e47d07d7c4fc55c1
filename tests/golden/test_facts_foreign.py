"""The general fact matcher on data that nobody here wrote: E2E restaurants, WebNLG triples.

The data stay outside the repository: their folder is ``$NLGBENCH_PUBLIC``, else
``../shared/public`` beside it; without it these tests are skipped. E2E verdicts are compared, slot
by slot and text by text, with the organisers' slot error rules (``metrics.e2e_slots``, equal to
their script): once with forms of our own, and once with the organisers' table of forms, which tells
what the matcher's machinery does from what a table of forms does.
"""

from __future__ import annotations

import csv
import datetime
import gzip
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from bench.api import ANY_KIND, Example, Slot, Source, Task
from bench.validate.importers import parse_meaning, read_e2e, read_e2e_outputs, read_webnlg
from metrics.e2e_forms import FORMS, expand
from metrics.e2e_slots import compare_slots, said_values, wanted_values
from metrics.facts import Lexicon, Verdict, assess, compile_brief
from metrics.facts.agreement import ANY_UNIT
from metrics.facts.brief import Brief
from metrics.facts.learn import learn

BESIDE = Path(__file__).parents[3] / "shared" / "public"
PUBLIC = Path(os.environ.get("NLGBENCH_PUBLIC", BESIDE))
E2E, WEBNLG = PUBLIC / "e2e", PUBLIC / "webnlg2020"
SCHEMA = Path(__file__).parents[2] / "conf" / "slots" / "e2e.yaml"

TRAIN = E2E / "trainset_tokenized.tsv.gz"
pytestmark = pytest.mark.skipif(
    not (TRAIN.is_file() and WEBNLG.is_dir()),
    reason=f"no e2e and webnlg2020 in {PUBLIC}: set NLGBENCH_PUBLIC to the folder that holds them",
)


@lru_cache
def restaurant_slots(table: str) -> tuple[Slot, ...]:
    """The schema with forms of our ``"own"``, or with the ``"organisers"``' table of forms."""
    own = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    if table == "own":
        return tuple(Slot(**slot) for slot in own)
    every = ("*",)
    choices = (
        Slot(f"{slot}[]", "choice", values={"absent": every, "only": every, **whole_words(values)})
        for slot, values in FORMS.items()
    )
    return Slot("name[]", "name"), Slot("near[]", "name"), *choices


def whole_words(values: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Forms by value, as whole words."""
    return {value: tuple(rf"{expand(form)}\b" for form in forms) for value, forms in values.items()}


@lru_cache
def restaurant_lexicon() -> Lexicon:
    """What every tenth text of the training split teaches; the copy at hand is tokenised."""
    with gzip.open(TRAIN, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[::10]
    examples = tuple(
        Example(Source("", "", dict(parse_meaning(row["mr"])), ""), (row["ref_tokenized"],))
        for row in rows
    )
    return learn(Task("e2e", "en", "", {ANY_KIND: ()}, examples, (), 80))


@lru_cache(maxsize=4000)
def restaurant(meaning: str, facts: tuple[tuple[str, tuple[str, ...]], ...], table: str) -> Brief:
    return compile_brief(Source(meaning, "", dict(facts), ""), restaurant_slots(table))


def ours(text: str, example: Example, table: str = "own") -> Verdict:
    facts = tuple((name, tuple(values)) for name, values in example.source.facts.items())
    return assess(text, restaurant(example.source.text, facts, table), restaurant_lexicon())


def states(verdict: Verdict) -> dict[str, str]:
    return {
        fact.slot.removesuffix("[]"): "wrong" if wrong else "said" if carried else "missing"
        for fact, carried, wrong in zip(verdict.facts, verdict.carried, verdict.wrong, strict=True)
    }


def official_states(text: str, wanted: Mapping[str, Counter[str]]) -> dict[str, str]:
    said = said_values(text, wanted)
    found = {}
    for slot, values in wanted.items():
        unsaid = (values - said.get(slot, Counter())).total()
        other = (said.get(slot, Counter()) - values).total()
        found[slot] = "said" if not unsaid else "wrong" if other else "missing"
    return found


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares on which both judges agree.

    Attributes:
        slots: of the inputs' slots, that they are said, wrong or missing.
        texts: of the texts, in every slot and in whether anything is added.
        errors: of the slots that the organisers find wrong or missing, that they are one of both.
    """

    slots: float
    texts: float
    errors: float


def agreement(pairs: Iterable[tuple[Example, str]], table: str) -> Agreement:
    slots, texts, errors = [], [], []
    for example, text in pairs:
        verdict = ours(text, example, table)
        wanted = wanted_values(example.source.facts)
        mine, theirs = states(verdict), official_states(text, wanted)
        slots += [mine[slot] == state for slot, state in theirs.items()]
        errors += [mine[slot] != "said" for slot, state in theirs.items() if state != "said"]
        both_add = (verdict.added > 0) == (compare_slots(text, wanted).added > 0)
        texts.append(mine == theirs and both_add)
    return Agreement(
        sum(slots) / len(slots),
        sum(texts) / len(texts),
        sum(errors) / len(errors) if errors else 1.0,
    )


def outputs_of(system: str) -> list[tuple[Example, str]]:
    examples = read_e2e(E2E / "testset_w_refs.csv")
    texts = read_e2e_outputs(E2E / "outputs" / f"{system}_test.tsv", examples)
    return list(zip(examples, texts, strict=True))[::STRIDE]


def references_of(name: str) -> list[tuple[Example, str]]:
    examples = read_e2e(E2E / name, group=False)[:: 4 * STRIDE]
    return [(example, example.references[0]) for example in examples]


SYSTEMS = ("tgen", "slug", "tuda", "forge1", "harv", "sheff1", "tnt1")
STRIDE = int(os.environ.get("NLGBENCH_E2E_STRIDE", "3"))
"""Every so manieth output, and one in four times as many references; 1 measures the data card."""


@pytest.mark.parametrize("system", SYSTEMS)
def test_outputs_are_judged_as_by_the_organisers_text_by_text(system: str) -> None:
    same = agreement(outputs_of(system), "organisers")
    print(system, same)
    assert same.texts >= 0.97
    assert same.slots >= 0.99


@pytest.mark.parametrize("name", ["devset.csv", "testset_w_refs.csv"])
def test_people_s_texts_are_judged_as_by_the_organisers_text_by_text(name: str) -> None:
    same = agreement(references_of(name), "organisers")
    print(name, same)
    assert same.texts >= 0.97
    assert same.slots >= 0.99
    assert same.errors >= 0.97


@pytest.mark.parametrize("system", SYSTEMS)
def test_forms_of_our_own_judge_outputs_as_the_organisers_do(system: str) -> None:
    same = agreement(outputs_of(system), "own")
    print(system, same)
    assert same.slots >= 0.97
    # All that the organisers hold against forge1 is "mid-priced", which their forms lack.
    assert system == "forge1" or min(same.texts, same.errors) >= 0.97


@pytest.mark.parametrize("name", ["devset.csv", "testset_w_refs.csv"])
def test_forms_of_our_own_judge_people_s_texts_nearly_so(name: str) -> None:
    same = agreement(references_of(name), "own")
    print(name, same)
    assert same.slots >= 0.97
    assert same.texts >= 0.90
    assert same.errors >= 0.85


def test_a_restaurant_s_attribute_that_was_not_asked_for_is_added() -> None:
    example = next(iter(read_e2e(E2E / "devset.csv")))
    assert example.source.facts.keys() == {"name", "area", "familyFriendly"}
    plain = ours("Alimentum in the city centre is not family-friendly.", example)
    assert not plain.added
    assert not any(plain.wrong)
    said = ours("Alimentum in the city centre is not family-friendly but cheap.", example)
    assert said.added == 1


def typed(value: str) -> tuple[str, str]:
    """The slot type of a triple's value, and the value without its marks of type and sense."""
    bare = re.sub(r'"?@en$|"?\^\^.*$', "", value.strip().strip('"')).strip('"')
    bare = re.sub(r" \([^)]*\)$", "", bare)
    try:
        datetime.date.fromisoformat(bare)
    except ValueError:
        if re.fullmatch(r"-?\d[\d,]*(?:\.\d+)?(?:[eE]\+?\d+)?", bare):
            return "number", bare.replace(",", "")
        return ("name" if bare[:1].isupper() else "phrase"), bare
    return "date", bare


def triples(example: Example) -> Iterator[tuple[str, str]]:
    yield from dict.fromkeys(
        typed(value)
        for one in example.source.facts["triples"]
        for value in (one[0], one[-1])
        if value
    )


def carried(values: Sequence[tuple[str, str]], texts: Sequence[str]) -> list[bool]:
    facts: dict[str, str | float] = {}
    slots = []
    for index, (kind, value) in enumerate(values):
        number = kind == "number"
        slots.append(Slot(f"value{index}", kind, unit=ANY_UNIT if number else ""))  # type: ignore[arg-type]  # one of three types
        facts[f"value{index}"] = float(value) if number else value
    brief = compile_brief(Source("", "", facts, ""), slots)
    return [one for text in texts for one in assess(text, brief, Lexicon()).carried]


def test_values_of_triples_are_found_in_their_references() -> None:
    found = [
        one
        for example in read_webnlg(WEBNLG / "test_en.xml")[::4]
        for one in carried(list(triples(example)), example.references)
    ]
    assert len(found) > 3000
    assert sum(found) / len(found) >= 0.93


def test_values_of_other_triples_are_not_found() -> None:
    examples = read_webnlg(WEBNLG / "test_en.xml")[::4]
    found: list[bool] = []
    for example, other in zip(examples, (*examples[40:], *examples[:40]), strict=True):
        told = " ".join(value for _, value in triples(example)).lower()
        alien = [one for one in triples(other) if one[1].split()[-1].lower() not in told]
        found += carried(alien, example.references[:1])
    assert len(found) > 1000
    assert sum(found) / len(found) <= 0.02
