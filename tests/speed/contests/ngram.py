"""The Kneser-Ney model beside nltk.lm, and its scoring beside the kenlm package's."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from nltk.lm import KneserNeyInterpolated  # type: ignore[import-untyped]  # it ships no types
from nltk.lm.preprocessing import (  # type: ignore[import-untyped]  # it ships no types
    padded_everygram_pipeline,
)

import bench.api
from generators.ngram.arpa import write_arpa
from generators.ngram.kneser_ney import KneserNey, encode
from generators.ngram.tokens import split_sentences, tokenise
from tests.speed.contests.contest import Contest, Side

ORDER = 5
NLTK_GENERATED = 6
TRAIN = Path(bench.api.__file__).parent / "tasks" / "news_report" / "train.jsonl"


def sentences_of(path: Path, tokens: int) -> list[list[str]]:
    """Sentences of the references, then altered copies of them until there are enough tokens.

    One word in eight of a copy is another, so that the number of n-grams grows as in new text.
    """
    records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    texts = [text for record in records for text in record["references"]]
    once = [sentence for text in texts for sentence in split_sentences(tokenise(text))]
    generator = np.random.default_rng(0)
    words = [word for sentence in once for word in sentence]
    result = list(once)
    size = len(words)
    while size < tokens:
        for index in generator.permutation(len(once)):
            other = generator.integers(8 * len(words), size=len(once[index])).tolist()
            pairs = zip(once[index], other, strict=True)
            result.append([words[o] if o < len(words) else word for word, o in pairs])
            size += len(once[index])
    return result


def fit(sentences: list[list[str]]) -> KneserNey:
    """From lists of words to our model, vocabulary included."""
    tokens, lengths, vocabulary = encode(sentences)
    return KneserNey.fit(tokens, lengths, len(vocabulary), ORDER)


@cache
def _text() -> list[list[str]]:
    return sentences_of(TRAIN, 0)


def _fitting() -> tuple[Side, Side]:
    text = _text()
    size = sum(map(len, text))

    def theirs() -> object:
        model = KneserNeyInterpolated(ORDER)
        model.fit(*padded_everygram_pipeline(ORDER, text))
        return model

    return Side(lambda: fit(text), size), Side(theirs, size)


def _generating() -> tuple[Side, Side]:
    text = _text()
    model, other = fit(text), KneserNeyInterpolated(ORDER)
    other.fit(*padded_everygram_pipeline(ORDER, text))
    drawn = int(model.sample(2_000, 100, 1)[1].sum())
    return (
        Side(lambda: model.sample(2_000, 100, 1), drawn),
        Side(lambda: other.generate(NLTK_GENERATED, random_seed=1), NLTK_GENERATED),
    )


def _scoring() -> tuple[Side, Side]:
    import kenlm  # type: ignore[import-not-found]  # noqa: PLC0415 - optional

    text = _text()
    tokens, lengths, vocabulary = encode(text)
    model = KneserNey.fit(tokens, lengths, len(vocabulary), ORDER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.arpa"
        write_arpa(model, vocabulary, path)
        other = kenlm.Model(str(path))
    lines = [" ".join(sentence) for sentence in text]
    size = int(lengths.sum())
    return (
        Side(lambda: model.score(tokens, lengths), size),
        Side(lambda: [other.score(line) for line in lines], size),
    )


def contests() -> Iterator[Contest]:
    """Fit, generate, score."""
    yield Contest(f"n-gram, order {ORDER}: fit", "nltk.lm", "tokens", _fitting, 3)
    rival = f"nltk.lm, {NLTK_GENERATED} words only"
    yield Contest(f"n-gram, order {ORDER}: generate", rival, "tokens", _generating, 1)
    yield Contest(f"n-gram, order {ORDER}: score", "kenlm.Model.score", "tokens", _scoring, 7)
