"""Human evaluation: blinding, sampling, attention checks, and what is read back."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from bench.api import Example, Floats, Score, Task
from bench.human import analysis
from bench.human.__main__ import main
from bench.human.answers import HumanError, read_answers
from bench.human.design import CHECK, ITEMS_PER_CHECK, design, read_key, sample_items
from bench.human.ratings import Rater, read_ratings, without_severity
from bench.human.sheet import read_out
from bench.judges import Judge
from bench.report.human import Study, read_studies
from tests.rated_run import MERITS, rated_run, save_ratings
from tests.unit.made_records import HOSTILE


@dataclass
class Merit:
    """A metric whose row is its score."""

    scores: ClassVar[Mapping[str, Score]] = {
        "merit": Score("Merit", "higher"),
        "length": Score("Length", None),
    }
    recipe: str = "made up"

    def prepare(self, task: Task) -> None: ...

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        raise AssertionError("the stored statistics are used")

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        return {"merit": totals[..., 0], "length": totals[..., 0]}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def judges(config: Mapping[str, Any]) -> tuple[Judge, ...]:
        return (Judge("merit", Merit()),)

    monkeypatch.setattr(analysis, "judges_of", judges)
    return rated_run(tmp_path / "run")


def read(run: Path, *arguments: str | Path) -> Study:
    assert main(["read", *map(str, arguments), "--run", str(run)]) == 0
    study = read_studies(run).of("news_report", "clean")
    assert study is not None
    return study


def test_sheets_are_blind_and_the_key_lies_apart(run: Path) -> None:
    assert main(["make", str(run), "--items", "6", "--raters", "2"]) == 0
    sheets = sorted((run / "human" / "sheets").iterdir())
    assert [path.name for path in sheets] == ["rater-1.html", "rater-2.html"]
    key = read_key(run / "human" / "key.json")
    codes = []
    for sheet in sheets:
        html = sheet.read_text(encoding="utf-8")
        shown = re.sub(r"<(script|style).*?</\1>", "", html, flags=re.DOTALL)
        assert not re.search(
            "rules|template|ngram|Rule pipeline|5-gram|item-0|Jinja",
            re.sub(r"<blockquote.*?</blockquote>", "", shown, flags=re.DOTALL),
        )
        assert HOSTILE not in html, "escaped"
        assert html.count("<script>") == 1
        assert "http" not in re.sub(r"http-equiv", "", shown), "nothing is fetched"
        codes.append(sorted(set(re.findall(r'type="radio" name="(\w+)"', html))))
    assert not set(codes[0]) & set(codes[1]), "no code serves two raters"
    assert sorted(codes[0] + codes[1]) == sorted(key.entries)


def test_every_rater_gets_every_text_in_an_order_of_their_own(run: Path) -> None:
    answers = read_answers(run)
    sheets, key = design(answers, 12, 3, seed=4)
    for sheet in sheets:
        for question, pages in sheet.parts:
            asked = Counter(
                (key.entries[card.code].item, key.entries[card.code].system)
                for page in pages
                for card in page.cards
                if key.entries[card.code].system != CHECK
            )
            wanted = {(item, system): 1 for item in answers.items for system in MERITS}
            assert dict(asked) == wanted
            checks = [c for page in pages for c in page.cards if not key.entries[c.code].system]
            assert len(checks) == 12 // ITEMS_PER_CHECK, question.aspect
    orders = {tuple(page.item for page in pages) for sheet in sheets for _, pages in sheet.parts}
    assert len(orders) == 6
    firsts = {key.entries[page.cards[0].code].system for page in sheets[0].parts[0][1]}
    assert firsts >= set(MERITS), "no system always stands first"


def test_a_seed_repeats_and_another_differs(run: Path) -> None:
    answers = read_answers(run)
    assert design(answers, 5, 2, seed=1) == design(answers, 5, 2, seed=1)
    assert design(answers, 5, 2, seed=1) != design(answers, 5, 2, seed=2)


def test_items_are_spread_over_slices(run: Path) -> None:
    answers = read_answers(run)
    for seed in range(5):
        kinds = Counter(answers.items[name]["kind"] for name in sample_items(answers, 4, seed))
        assert kinds == {"weather": 2, "opera": 2}


def test_ratings_become_agreement_clusters_and_correlations(run: Path, tmp_path: Path) -> None:
    assert main(["make", str(run), "--items", "12"]) == 0
    study = read(run, *save_ratings(run, tmp_path, 3))
    assert [note.used for note in study.raters] == [True] * 3
    assert study.raters[0].minutes == 2
    for aspect in study.aspects:
        assert aspect.alpha is not None
        assert aspect.alpha > 0.8
        assert aspect.reliable == "reliable"
        assert [one.generator for one in aspect.systems] == ["rules", "template", "ngram"]
        assert [one.cluster for one in aspect.systems] == [1, 2, 3]
        for one in aspect.systems:
            assert one.mean == pytest.approx(MERITS[one.generator], abs=0.3)
            assert one.low <= one.mean <= one.high
        by_level = {follows.level: follows for follows in aspect.follows}
        assert {follows.key for follows in aspect.follows} == {"merit"}, "no good end, no rank"
        assert by_level["system"].spearman is not None
        assert by_level["system"].spearman.value == pytest.approx(1)
        assert by_level["segment"].points == 36
        assert by_level["segment"].pearson is not None
        assert by_level["segment"].pearson.value > 0.7
    page = (run / "report.html").read_text(encoding="utf-8")
    assert "What people say" in page
    assert "3 raters" in page


def test_a_careless_rater_is_left_out_unless_told_otherwise(run: Path, tmp_path: Path) -> None:
    assert main(["make", str(run), "--items", "12"]) == 0
    files = save_ratings(run, tmp_path, 3, careless="rater-2")
    study = read(run, *files)
    assert [note.used for note in study.raters] == [True, False, True]
    kept = read(run, *files, "--keep-inattentive")
    assert all(note.used for note in kept.raters)
    assert kept.aspects[0].alpha is not None
    assert study.aspects[0].alpha is not None
    assert kept.aspects[0].alpha < study.aspects[0].alpha
    assert len(read_studies(run).studies) == 1, "a board has one study"
    key = read_key(run / "human" / "key.json")
    answers, careless = read_answers(run), read_ratings(files[1:2], key)
    with pytest.raises(HumanError, match="attention checks"):
        analysis.analyse(answers, key, careless)


@pytest.mark.parametrize(
    ("ratings", "checks", "passed", "attentive"),
    [
        ((1, 4, 5), 4, 3, True),
        ((1, 4, 5), 4, 2, False),  # as many pass who press keys at random
        ((1, 4, 5), 0, 0, False),  # rated no check, and may not have read
        ((1, 1, 1), 4, 4, False),
    ],
)
def test_who_counts_as_attentive(
    ratings: tuple[int, ...], checks: int, passed: int, attentive: bool
) -> None:
    by_code = {str(number): rating for number, rating in enumerate(ratings)}
    assert Rater("rater", by_code, checks, passed, 1.0).attentive is attentive


def test_part_of_the_ratings_will_do(run: Path, tmp_path: Path) -> None:
    assert main(["make", str(run), "--items", "12"]) == 0
    files = save_ratings(run, tmp_path, 2)
    saved = json.loads(files[1].read_text())
    saved["ratings"] = dict(list(saved["ratings"].items())[: len(saved["ratings"]) // 3])
    files[1].write_text(json.dumps(saved))
    study = read(run, *files)
    assert study.raters[1].texts < study.raters[0].texts
    assert study.aspects[0].alpha is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "shopping list"}, "no file that a rating sheet saved"),
        ({"study": "another"}, "belongs to study"),
        ({"rater": "rater-9"}, "no rating of a rater"),
        ({"ratings": {}}, "no rating of a rater"),
        ({"ratings": {"<script>": 3}}, "sheet cannot give"),
    ],
)
def test_wrong_files_are_refused(
    run: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: dict[str, Any],
    said: str,
) -> None:
    main(["make", str(run), "--items", "3"])
    (path,) = save_ratings(run, tmp_path, 1)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert main(["read", str(path), "--run", str(run)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("rating", [0, 6, 2.5, True, "3", None])
def test_ratings_off_the_scale_are_refused(run: Path, tmp_path: Path, rating: object) -> None:
    main(["make", str(run), "--items", "3"])
    (path,) = save_ratings(run, tmp_path, 1)
    saved = json.loads(path.read_text())
    saved["ratings"][next(iter(saved["ratings"]))] = rating
    path.write_text(json.dumps(saved))
    with pytest.raises(HumanError, match="whole numbers from 1 to 5"):
        read_ratings([path], read_key(run / "human" / "key.json"))


def test_errors_name_what_mends_them(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [
        (["make", str(run / "nowhere")], "a folder that holds finished cells"),
        (["make", str(run), "--task", "opera"], "--task news_report --condition clean"),
        (["make", str(run), "--systems", "rules", "oracle"], "rules"),
        (["make", str(run), "--systems", "rules"], "at least two"),
        (["make", str(run), "--items", "500"], "found 12"),
        (["make", str(run), "--items", "0"], "at least 1 item"),
        (["read", str(run / "x.json"), "--run", str(run)], "no key"),
    ]
    for arguments, said in cases:
        assert main(arguments) == 2, arguments
        assert said in capsys.readouterr().err
    main(["make", str(run), "--items", "3"])
    files = save_ratings(run, run, 1)
    with pytest.raises(HumanError, match="last saved"):
        read_ratings([*files, *files], read_key(run / "human" / "key.json"))


def test_severity_is_taken_out() -> None:
    table = np.array([[[3.0, 4, 5]], [[1.0, 2, np.nan]]])
    adjusted = without_severity(table)
    assert np.nanmean(adjusted[0]) == pytest.approx(np.nanmean(adjusted[1]))
    assert np.nanmean(table) == pytest.approx(np.nanmean(adjusted[0]))


def test_facts_are_read_out_with_their_units() -> None:
    facts = {"wind_kmh": 25, "eps_usd": 0.07, "injuries": 3, "dry": True, "days_km": ["a", "b"]}
    assert read_out(facts) == [
        ("wind", "25 km/h"),
        ("eps", "0.07 US dollars"),
        ("injuries", "3"),
        ("dry", "yes"),
        ("days km", "a; b"),
    ]
