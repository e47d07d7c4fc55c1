"""The language model: equal to the definition, sums to one, samples what it says."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.ngram.arpa import read_arpa, write_arpa
from generators.ngram.kneser_ney import END, START, UNKNOWN, KneserNey, encode
from generators.ngram.tables import END_ID, START_ID, UNKNOWN_ID

Sentences = list[list[str]]
WORDS = st.lists(st.lists(st.sampled_from("abcd"), max_size=7), min_size=1, max_size=8)


def _fit(sentences: Sentences, order: int) -> tuple[KneserNey, list[str]]:
    tokens, lengths, vocabulary = encode(sentences)
    return KneserNey.fit(tokens, lengths, len(vocabulary), order), vocabulary


class Definition:
    """Modified Kneser-Ney word by word, in exact fractions and dictionaries: nothing shared."""

    def __init__(self, sentences: Sentences, order: int) -> None:
        raw: dict[int, Counter[tuple[str, ...]]] = defaultdict(Counter)
        for sentence in sentences:
            padded = (START, *sentence, END)
            for n in range(1, order + 1):
                raw[n].update(padded[i : i + n] for i in range(len(padded) - n + 1))
        self.order = order
        self.counts = {order: dict(raw[order])}
        for n in range(1, order):
            left = Counter(ngram[1:] for ngram in raw[n + 1])
            self.counts[n] = {g: raw[n][g] if g[0] == START else left[g] for g in raw[n]}
        self.counts[1].pop((START,), None)
        self.discounts = {n: self._discounts(n) for n in self.counts}
        self.words = {word for sentence in sentences for word in sentence} | {END, UNKNOWN}

    def _discounts(self, n: int) -> tuple[Fraction, ...]:
        of = Counter(self.counts[n].values())
        fallback = (Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2))
        if not (of[1] and of[2] and of[3]):
            return fallback
        y = Fraction(of[1], of[1] + 2 * of[2])
        found = [k - (k + 1) * y * Fraction(of[k + 1], of[k]) for k in (1, 2, 3)]
        fits = all(0 <= d <= k for k, d in enumerate(found, 1))
        return (Fraction(0), *found) if fits else fallback

    def probability(self, word: str, history: Sequence[str]) -> Fraction:
        history = tuple(history)[max(0, len(history) - self.order + 1) :]
        n = len(history) + 1
        lower = self.probability(word, history[1:]) if history else Fraction(1, len(self.words))
        after = {g: c for g, c in self.counts[n].items() if g[:-1] == history}
        total = sum(after.values())
        if not total:
            return lower
        discount = self.discounts[n]
        held_back = sum(discount[min(count, 3)] for count in after.values())
        own = after.get((*history, word), 0)
        return (own - discount[min(own, 3)] + held_back * lower) / total


def test_bigram_worked_out_by_hand() -> None:
    """ "a b" and "a c": every number below can be had with a pencil.

    Bigrams, raw: <s> a 2, a b 1, a c 1, b </s> 1, c </s> 1: n1 = 4, n2 = 1, n3 = 0, so D3+ is not
    defined and the discounts are 0.5, 1, 1.5. Unigrams, different left neighbours: a 1 (<s>),
    b 1, c 1, </s> 2 (b, c): n1 = 3, n2 = 1, n3 = 0, the same discounts.

    p(b) = (1 - 0.5) / 5 + gamma / 5 with gamma = (3 x 0.5 + 1 x 1) / 5 = 0.5, so 0.1 + 0.1 = 0.2;
    p(</s>) = (2 - 1) / 5 + 0.1 = 0.3; p(<unk>) = 0.1; the words are a, b, c, </s>, <unk>.
    p(b | a) = (1 - 0.5) / 2 + gamma(a) p(b) with gamma(a) = 2 x 0.5 / 2 = 0.5: 0.25 + 0.1 = 0.35.
    p(a | <s>) = (2 - 1) / 2 + 1 / 2 x 0.2 = 0.6. p(</s> | b) = 0.5 + 0.5 x 0.3 = 0.65.
    p(c | b) = gamma(b) p(c) = 0.5 x 0.2 = 0.1.
    """
    model, vocabulary = _fit([["a", "b"], ["a", "c"]], 2)
    a, b, c = (vocabulary.index(word) for word in "abc")
    assert model.distribution([])[[a, b, c, END_ID, UNKNOWN_ID]] == pytest.approx(
        [0.2, 0.2, 0.2, 0.3, 0.1]
    )
    assert model.distribution([a])[b] == pytest.approx(0.35)
    assert model.distribution([START_ID])[a] == pytest.approx(0.6)
    assert model.distribution([b])[[END_ID, c]] == pytest.approx([0.65, 0.1])
    logs = model.logprob([a, b], [2])
    assert logs == pytest.approx(np.log([0.6, 0.35, 0.65]))
    assert model.perplexity([a, b], [2]) == pytest.approx((0.6 * 0.35 * 0.65) ** (-1 / 3))


def test_discounts_of_chen_and_goodman() -> None:
    """Counts a 1, b 1, c 1, </s> 1, d 2, e 2, f 3, g 4: n1 = 4, n2 = 2, n3 = n4 = 1, Y = 4 / 8."""
    model, _ = _fit([list("abcddeefffgggg")], 1)
    y = 0.5
    assert model.discounts[0] == pytest.approx([1 - 2 * y * 2 / 4, 2 - 3 * y / 2, 3 - 4 * y])


@settings(max_examples=60, deadline=None)
@given(WORDS, st.integers(1, 5), st.lists(st.sampled_from("abcdz"), max_size=6))
def test_equals_the_definition(sentences: Sentences, order: int, text: list[str]) -> None:
    model, vocabulary = _fit(sentences, order)
    definition = Definition(sentences, order)
    ids = {word: index for index, word in enumerate(vocabulary)}
    logs = model.logprob([ids.get(word, UNKNOWN_ID) for word in text], [len(text)])
    known = [word if word in ids else UNKNOWN for word in text]
    for place, word in enumerate([*known, END]):
        wanted = definition.probability(word, [START, *known[:place]])
        assert logs[place] == pytest.approx(math.log(float(wanted) or 1e-30), abs=2e-5)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.integers(1, 5), st.lists(st.integers(1, 6), max_size=5))
def test_every_context_sums_to_one(sentences: Sentences, order: int, history: list[int]) -> None:
    model, vocabulary = _fit(sentences, order)
    context = [START_ID, *(word % len(vocabulary) for word in history if word != END_ID)]
    probabilities = model.distribution(context)
    assert probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert probabilities[START_ID] == 0
    assert (probabilities >= 0).all()


@settings(max_examples=40, deadline=None)
@given(WORDS, st.integers(1, 5))
def test_perplexity_is_finite_also_on_unknown_words(sentences: Sentences, order: int) -> None:
    model, _ = _fit(sentences, order)
    assert math.isfinite(model.perplexity([UNKNOWN_ID, UNKNOWN_ID], [2]))


def test_samples_follow_the_model() -> None:
    sentences = [list("abab"), list("ab"), list("ba"), list("abc"), []]
    model, vocabulary = _fit(sentences, 3)
    words, lengths = model.sample(40_000, 12, seed=5)
    first = np.where(lengths > 0, words[:, 0], END_ID)
    seen = np.bincount(first, minlength=len(vocabulary)) / len(first)
    assert seen == pytest.approx(model.distribution([START_ID]), abs=0.01)
    a = vocabulary.index("a")
    goes_on = (words[:, 0] == a) & (lengths >= 1)
    second = np.where(lengths > 1, words[:, 1], END_ID)[goes_on]
    seen = np.bincount(second, minlength=len(vocabulary)) / len(second)
    assert seen == pytest.approx(model.distribution([START_ID, a]), abs=0.01)


def test_equal_seeds_give_equal_samples_and_starts_are_kept_out() -> None:
    model, vocabulary = _fit([list("abab"), list("bbc")], 3)
    b = vocabulary.index("b")
    one, two = model.sample(20, 9, 3, [b]), model.sample(20, 9, 3, [b])
    assert (one[0] == two[0]).all()
    assert (one[1] == two[1]).all()
    assert (model.sample(20, 9, 4, [b])[0] != one[0]).any()


def test_shortest_context_draws_seen_trigrams_only() -> None:
    sentences = [list("abcab"), list("bcbca"), list("cabbb")]
    model, vocabulary = _fit(sentences, 3)
    padded = [[START, *sentence, END] for sentence in sentences]
    seen = {tuple(s[i : i + 3]) for s in padded for i in range(len(s) - 2)}
    words, lengths = model.sample(300, 20, 1, shortest=2)
    for row, length in zip(words, lengths, strict=True):
        drawn = [START, *(vocabulary[word] for word in row[:length])]
        drawn += [END] if length < 20 else []
        assert {tuple(drawn[i : i + 3]) for i in range(len(drawn) - 2)} <= seen


def test_score_tells_the_longest_known_ngram() -> None:
    model, vocabulary = _fit([list("abc")], 3)
    a, b, c = (vocabulary.index(word) for word in "abc")
    assert model.score([a, b, a, c], [4])[1].tolist() == [2, 3, 1, 1, 2]


@settings(max_examples=25, deadline=None)
@given(WORDS, st.integers(1, 4))
def test_arpa_round_trip(
    tmp_path_factory: pytest.TempPathFactory, sentences: Sentences, order: int
) -> None:
    model, vocabulary = _fit(sentences, order)
    path = tmp_path_factory.mktemp("arpa") / "round_trip.arpa"
    write_arpa(model, vocabulary, path)
    again, words = read_arpa(path)
    assert words == vocabulary
    for one, other in zip(model.levels, again.levels, strict=True):
        assert (one.key == other.key).all()
        assert (one.first == other.first).all()
        assert one.probability == pytest.approx(other.probability, rel=1e-5, abs=1e-30)
        assert one.backoff == pytest.approx(other.backoff, rel=1e-5)
        assert one.mass == pytest.approx(other.mass, abs=1e-4)


def test_arpa_refuses_what_it_cannot_hold(tmp_path: Path) -> None:
    model, vocabulary = _fit([["per cent", "x"]], 2)
    with pytest.raises(ValueError, match="no white space, found 'per cent'"):
        write_arpa(model, vocabulary, tmp_path / "x.arpa")
    with pytest.raises(ValueError, match="4 words for 5 word ids"):
        write_arpa(model, vocabulary[:-1], tmp_path / "x.arpa")
    (tmp_path / "x.arpa").write_text("hello")
    with pytest.raises(ValueError, match="no ARPA file"):
        read_arpa(tmp_path / "x.arpa")


def test_kenlm_reads_the_same_probabilities(tmp_path: Path) -> None:
    kenlm = pytest.importorskip("kenlm", reason="optional check: pip install kenlm")
    generator = np.random.default_rng(0)
    text = [[f"w{w}" for w in generator.zipf(1.5, 9) if w < 60] for _ in range(400)]
    model, vocabulary = _fit(text[:300], 5)
    write_arpa(model, vocabulary, tmp_path / "model.arpa")
    reader = kenlm.Model(str(tmp_path / "model.arpa"))
    ids = {word: index for index, word in enumerate(vocabulary)}
    for sentence in text[300:]:
        ours = model.logprob([ids.get(w, UNKNOWN_ID) for w in sentence], [len(sentence)])
        theirs = [log * math.log(10) for log, _, _ in reader.full_scores(" ".join(sentence))]
        assert ours == pytest.approx(theirs, abs=1e-4)


def test_input_errors_say_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="order must be at least 1, found 0"):
        KneserNey.fit([3], [1], 4, 0)
    with pytest.raises(ValueError, match="lengths add up to 2, but there are 1 tokens"):
        KneserNey.fit([3], [2], 4, 2)
    with pytest.raises(ValueError, match=r"word ids must lie in 0\.\.3"):
        KneserNey.fit([9], [1], 4, 2)


def test_memory_per_ngram() -> None:
    generator = np.random.default_rng(0)
    tokens = np.minimum(generator.zipf(1.3, 50_000), 5_000) + 2
    model = KneserNey.fit(tokens, np.full(2_500, 20), 5_003, 5)
    assert model.bytes_per_ngram <= 60
