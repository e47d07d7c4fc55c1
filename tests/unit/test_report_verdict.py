"""The verdict says no more than the tests and the numbers do."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.record import Comparison, Pair, Ranking, Record, Slice
from bench.report.boards import Board, System
from bench.report.finding import Finding
from bench.report.runs import read_run
from bench.report.verdict import verdict_of
from tests.unit.made_records import SYSTEMS, Made, record_of
from tests.unit.made_run import made_run


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    return read_run(made_run(tmp_path_factory.mktemp("run"), seeds=(1,))).boards[0]


def all_text(board: Board) -> str:
    verdict = verdict_of(board)
    strengths = (s for family in verdict.families for s in family.strengths)
    lines = [
        *verdict.lead,
        *(f"{strength.what} {strength.evidence}" for strength in strengths),
        *(line for one in verdict.findings for line in (one.answer, *one.evidence)),
    ]
    return "\n".join(lines)


def finding(board: Board, words: str) -> Finding:
    return next(one for one in verdict_of(board).findings if words in one.question)


def with_p(board: Board, p_adjusted: float) -> Board:
    """The same board with every corrected p replaced."""
    assert board.comparison is not None
    rankings = tuple(
        dataclasses.replace(
            ranking,
            pairs=tuple(dataclasses.replace(pair, p_adjusted=p_adjusted) for pair in ranking.pairs),
        )
        for ranking in board.comparison.rankings
    )
    return dataclasses.replace(
        board, comparison=dataclasses.replace(board.comparison, rankings=rankings)
    )


@given(p=st.floats(min_value=0.0501, max_value=1.0))
@settings(max_examples=20, deadline=None)
def test_ties_are_never_called_significant(board: Board, p: float) -> None:
    text = all_text(with_p(board, p))
    assert "significantly" not in text
    assert "(significant" not in text
    assert ", significant" not in text
    assert "no significant difference" in text


def test_without_tests_nothing_is_significant(board: Board) -> None:
    text = all_text(dataclasses.replace(board, comparison=None))
    assert "significant" not in text
    assert "not tested" in text


def test_lead_names_the_best_and_its_tie(board: Board) -> None:
    first = verdict_of(board).lead[0]
    assert first.startswith("Rule pipeline has the lowest slot error rate (1.2 %")
    assert "no significant difference from Jinja2 templates (1.5 %)" in first


def test_clear_lead_is_called_significant(board: Board) -> None:
    assert (
        "significantly lower than each of the 6 others" in verdict_of(with_p(board, 0.001)).lead[0]
    )


def test_two_systems_are_called_one_and_the_other(tmp_path: Path) -> None:
    two = read_run(made_run(tmp_path, systems=SYSTEMS[:2], seeds=(1,))).boards[0]
    first = verdict_of(with_p(two, 0.001)).lead[0]
    assert first.endswith("significantly lower than the other.")
    untested = verdict_of(dataclasses.replace(two, comparison=None)).lead[0]
    assert untested.endswith("the difference to the other is not tested yet.")


def test_language_models_write_better_only_where_the_test_says_so(board: Board) -> None:
    better = finding(with_p(board, 0.01), "write better")
    assert better.answer == "Yes, on all 2 overlap scores"
    assert any("SmolLM2-135M, LoRA 47.30 against Rule pipeline 44.00" in e for e in better.evidence)
    assert finding(with_p(board, 0.9), "write better").answer == "No significant difference"


def test_direction_follows_the_better_end(board: Board) -> None:
    assert finding(with_p(board, 0.01), "invent").answer == "More than the traditional systems"


def test_cost_is_a_ratio_of_measurements(board: Board) -> None:
    cost = finding(board, "cost more")
    assert cost.answer == "Yes, every one of them"
    # Medians of the two groups: (1890 + 1920) / 2 and 0.41 ms.
    assert any("4,600 times" in line for line in cost.evidence)


def test_every_answered_claim_has_a_number(board: Board) -> None:
    for one in verdict_of(board).findings:
        if one.tone != "open":
            assert any(letter.isdigit() for line in one.evidence for letter in line), one.question


def test_long_texts_need_slices_by_size(board: Board, tmp_path: Path) -> None:
    assert finding(board, "long texts").tone == "open"
    sized = read_run(made_run(tmp_path, seeds=(1,), by_size=True)).boards[0]
    assert finding(sized, "long texts").tone != "open"


def test_missing_sides_are_said(tmp_path: Path) -> None:
    rules = read_run(made_run(tmp_path, systems=SYSTEMS[:2], seeds=(1,))).boards[0]
    better = finding(rules, "write better")
    assert better.tone == "open"
    assert better.evidence == ("No language model has finished.",)


def test_names_of_systems_do_not_matter(tmp_path: Path) -> None:
    renamed = tuple(
        dataclasses.replace(made, generator=f"x{number}", title=f"System {number}")
        for number, made in enumerate(SYSTEMS)
    )
    board = read_run(made_run(tmp_path, systems=renamed, seeds=(1,))).boards[0]
    assert verdict_of(board).lead[0].startswith("System 0 has the lowest slot error rate")
    assert finding(board, "rules cheap").answer == "Cheaper and faster than every language model"


def test_one_system_alone(tmp_path: Path) -> None:
    alone: tuple[Made, ...] = SYSTEMS[:1]
    board = read_run(made_run(tmp_path, systems=alone, seeds=(1,), compared=False)).boards[0]
    assert "no other system has finished" in verdict_of(board).lead[0]


def test_a_pair_is_turned_round(board: Board) -> None:
    ranking = Ranking("chrf", (Pair("template", "rules", -3.0, -4.0, -2.0, 0.01, 0.02),), {}, None)
    assert board.comparison is not None
    tests: Comparison = dataclasses.replace(board.comparison, rankings=(ranking,))
    rules, template = (s for s in board.ranked if s.generator in ("rules", "template"))
    pair = dataclasses.replace(board, comparison=tests).pair("chrf", rules, template)
    assert pair is not None
    assert (pair.difference, pair.low, pair.high) == (3.0, 2.0, 4.0)


def test_sizes_are_read_small_to_large(tmp_path: Path) -> None:
    board = read_run(made_run(tmp_path, seeds=(1,), by_size=True)).boards[0]
    long = finding(board, "long texts")
    # The made slices get 10 % worse from one to the next for every system alike.
    assert "on small (n=30)" in long.evidence[0]
    assert "on large (n=30)" in long.evidence[0]
    backwards = [
        dataclasses.replace(
            system,
            records=tuple(
                dataclasses.replace(rec, slices=rec.slices[::-1]) for rec in system.records
            ),
        )
        for system in board.systems
    ]
    turned = dataclasses.replace(board, systems=tuple(backwards))
    assert finding(turned, "long texts") == long


def test_copied_text_is_told_beside_diversity(board: Board) -> None:
    richer = finding(board, "richer")
    assert any(line.startswith("copied 4-grams: language models 31.0") for line in richer.evidence)


def test_long_texts_are_judged_by_the_mean_over_seeds(tmp_path: Path) -> None:
    board = read_run(made_run(tmp_path, seeds=(1, 2), by_size=True)).boards[0]
    ngram = next(system for system in board.ranked if system.generator == "ngram")
    errors = {1: (4.0, 9.0), 2: (8.0, 5.0)}  # small and large inputs, by seed
    records = tuple(
        dataclasses.replace(
            rec,
            slices=tuple(
                Slice("input_size", size, 30, {"slot_error_rate": value})
                for size, value in zip(("small", "large"), errors[rec.seed], strict=True)
            ),
        )
        for rec in ngram.records
    )
    averaged = dataclasses.replace(ngram, records=records)
    assert [part.scores["slot_error_rate"] for part in averaged.slices] == [6.0, 7.0]
    systems = tuple(averaged if system is ngram else system for system in board.systems)
    long = finding(dataclasses.replace(board, systems=systems), "long texts")
    assert "6.0 % on small (n=30), 7.0 % on large (n=30)" in long.evidence[0]


def test_a_slice_is_averaged_over_the_seeds_that_define_it() -> None:
    first, second = record_of(SYSTEMS[0], 1), record_of(SYSTEMS[0], 2)
    only = Slice("desk", "weather", 30, {"bleu": 10.0, "chrf": None})
    undefined = Slice("desk", "weather", 30, {"bleu": None, "chrf": None})
    records = tuple(
        dataclasses.replace(rec, slices=(part,))
        for rec, part in ((first, only), (second, undefined))
    )
    (mean,) = System("rules", records).slices
    assert mean.scores == {"bleu": 10.0, "chrf": None}


def with_bleu(board: Board, values: Sequence[float]) -> Board:
    """The same board with every system's BLEU replaced."""

    def of(record: Record, value: float) -> Record:
        scores = (
            dataclasses.replace(column, value=value) if column.key == "bleu" else column
            for column in record.scores
        )
        return dataclasses.replace(record, scores=tuple(scores))

    systems = (
        dataclasses.replace(system, records=tuple(of(one, value) for one in system.records))
        for system, value in zip(board.systems, values, strict=True)
    )
    return dataclasses.replace(board, systems=tuple(systems))


def test_what_most_systems_have_alike_is_no_strength(board: Board) -> None:
    ties, count = with_p(board, 0.9), len(board.systems)
    assert re.search(r"from the best .*BLEU 5", all_text(with_bleu(ties, range(50, 50 + count))))
    assert not re.search(r"from the best .*BLEU 5", all_text(with_bleu(ties, [50] * count)))
