"""The quick edit rate gives sacreBLEU's counts, in its band, with its limits."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.lib_ter import BeamEditDistance, trace_to_alignment, translation_edit_rate

from metrics.edit_rate import Reference, Shift, _perform

short_texts = st.lists(st.sampled_from("abcdef"), max_size=14)


@given(short_texts, short_texts)
@settings(deadline=None)
def test_equals_sacrebleu(text: list[str], reference: list[str]) -> None:
    assert Reference(reference).edits(text) == translation_edit_rate(text, reference)[0]


def moved_blocks(words: list[str], longest: int, rng: random.Random) -> list[str]:
    """A text with blocks moved and some words replaced, as a paraphrase would."""
    for _ in range(3):
        start = rng.randrange(len(words))
        block, rest = words[start : start + longest], words[:start] + words[start + longest :]
        target = rng.randint(0, len(rest))
        words = rest[:target] + block + rest[target:]
    return [word if rng.random() < 0.9 else "new" for word in words]


@pytest.mark.parametrize(
    ("length", "vocabulary", "longest"), [(25, 10, 6), (30, 40, 12), (45, 45, 20)]
)
@pytest.mark.parametrize("seed", range(2))
def test_equals_sacrebleu_on_moved_blocks(
    length: int, vocabulary: int, longest: int, seed: int
) -> None:
    rng = random.Random(seed)
    reference = [str(rng.randrange(vocabulary)) for _ in range(length)]
    text = moved_blocks(reference, longest, rng)
    assert Reference(reference).edits(text) == translation_edit_rate(text, reference)[0]


@pytest.mark.parametrize(("n_text", "n_reference"), [(5, 90), (90, 5), (1, 60), (40, 43)])
def test_equals_sacrebleu_where_lengths_differ(n_text: int, n_reference: int) -> None:
    rng = random.Random(1)
    reference = [str(rng.randrange(9)) for _ in range(n_reference)]
    text = [str(rng.randrange(9)) for _ in range(n_text)]
    assert Reference(reference).edits(text) == translation_edit_rate(text, reference)[0]


def test_a_path_outside_the_band_is_left_to_sacrebleus_table() -> None:
    first, second = [f"a{i}" for i in range(28)], [f"b{i}" for i in range(40)]
    text, reference = first + second, second + first
    read = Reference(reference)
    assert read._align_in_band(text) is None
    assert read.align(text).distance == BeamEditDistance(reference)(text)[0]
    assert read.edits(text) == translation_edit_rate(text, reference)[0]


@given(short_texts.filter(bool), short_texts.filter(bool))
def test_alignment_equals_sacrebleus(text: list[str], reference: list[str]) -> None:
    distance, trace = BeamEditDistance(reference)(text)
    partner, unmet, wrong = trace_to_alignment(trace.translate(str.maketrans("id", "di")))
    for alignment in (Reference(reference).align(text), Reference(reference)._align_by_table(text)):
        assert alignment.distance == distance
        assert alignment.partner == [partner[index] for index in range(len(reference))]
        assert alignment.unmet == [bool(error) for error in unmet]
        assert alignment.wrong == [bool(error) for error in wrong]


@given(short_texts.filter(bool), short_texts.filter(bool), st.data())
def test_distances_of_shifts_side_by_side(
    text: list[str], reference: list[str], data: st.DataObject
) -> None:
    shifts = []
    for _ in range(data.draw(st.integers(1, 9))):
        start = data.draw(st.integers(0, len(text) - 1))
        length = data.draw(st.integers(1, len(text) - start))
        shifts.append(Shift(start, data.draw(st.integers(0, len(text))), length))
    table = BeamEditDistance(reference)
    expected = [table(_perform(text, shift))[0] for shift in shifts]
    assert Reference(reference).distances(text, shifts) == expected


def test_nothing_on_either_side() -> None:
    assert Reference([]).edits(["a", "b"]) == 2
    assert Reference(["a"]).edits([]) == 1
    assert Reference([]).edits([]) == 0


def test_one_moved_block_is_one_edit() -> None:
    assert Reference([*"abcdefgh"]).edits([*"defghabc"]) == 1


def test_equals_sacrebleu_beyond_the_farthest_shift() -> None:
    reference = [f"w{index}" for index in range(60)]
    reference[5:8] = reference[52:55] = ["x", "y", "z"]
    text = [*reference[:52], "gap", *reference[55:], "x", "y", "z"]
    text[5:8] = ["p", "q", "r"]
    assert Reference(reference).edits(text) == translation_edit_rate(text, reference)[0]


def test_very_long_texts_end() -> None:
    rng = random.Random(0)
    text = [str(rng.randrange(500)) for _ in range(10_000)]
    reference = text[:40]
    assert 9_960 <= Reference(reference).edits(text) <= 10_000


def test_more_shifts_than_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("metrics.edit_rate.LANES", 3)
    rng = random.Random(2)
    reference = [str(rng.randrange(15)) for _ in range(30)]
    text = moved_blocks(reference, 6, rng)
    assert Reference(reference).edits(text) == translation_edit_rate(text, reference)[0]
