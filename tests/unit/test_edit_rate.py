"""The quick edit rate gives sacreBLEU's counts, in its band, with its limits."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.lib_ter import (
    BeamEditDistance,
    _perform_shift,
    trace_to_alignment,
    translation_edit_rate,
)

from metrics.edit_rate import Reference, align, compiled, distances, masks_of, perform

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


def test_a_path_outside_the_band() -> None:
    first, second = [f"a{i}" for i in range(28)], [f"b{i}" for i in range(40)]
    text, reference = first + second, second + first
    assert Reference(reference).edits(text) == translation_edit_rate(text, reference)[0]


def coded(words: list[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([int(word) for word in words], dtype=np.int64)


words_of_a_text = st.lists(st.sampled_from("01234"), min_size=1, max_size=14)


@given(words_of_a_text, words_of_a_text)
@settings(deadline=None)
def test_alignment_equals_sacrebleus(text: list[str], reference: list[str]) -> None:
    distance, trace = BeamEditDistance(reference)(text)
    partner, unmet, wrong = trace_to_alignment(trace.translate(str.maketrans("id", "di")))
    found = align(coded(text), coded(reference))
    assert found[0] == distance
    assert found[1].tolist() == [partner[index] for index in range(len(reference))]
    assert found[2].tolist() == [bool(error) for error in wrong]
    assert found[3].tolist() == [bool(error) for error in unmet]


@pytest.mark.parametrize("copies", [1, 5, 9])
@given(words_of_a_text, words_of_a_text, st.data())
@settings(deadline=None)
def test_shifts_and_their_distances(
    copies: int, text: list[str], reference: list[str], data: st.DataObject
) -> None:
    """Copies: a reference of up to 126 words takes two blocks of bits."""
    reference = copies * reference
    length = data.draw(st.integers(1, len(text)))
    start = data.draw(st.integers(0, len(text) - length))
    target = data.draw(st.integers(0, len(text)))
    shift = np.array([start, target, length])
    moved = _perform_shift(text, start, length, target)
    assert [str(word) for word in perform(coded(text), shift)] == moved
    found = distances(coded(text), shift[None], masks_of(coded(reference), 5), len(reference))
    assert found.tolist() == [levenshtein(moved, reference)]


def levenshtein(text: list[str], reference: list[str]) -> int:
    """The textbook table, without a band."""
    row = list(range(len(reference) + 1))
    for i, word in enumerate(text, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(reference, 1):
            least = min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
            diagonal, row[j] = row[j], least
    return row[-1]


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


def test_compiles_where_machine_code_cannot_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numba.core.caching.CacheImpl._locator_classes", [])

    def double(number: int) -> int:
        return 2 * number

    assert compiled(double)(4) == 8
