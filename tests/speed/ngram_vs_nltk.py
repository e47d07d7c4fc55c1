"""Our Kneser-Ney model beside nltk.lm's on the same text: tokens per second to fit and to generate.

Run it with nothing else running: ``python tests/speed/ngram_vs_nltk.py [tokens]``. The text is the
training part of news_report; up to the wanted length for our model alone, shuffled copies of it in
which one word in eight is another, so that the number of n-grams grows as it does in new text.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from nltk.lm import KneserNeyInterpolated  # type: ignore[import-untyped] # it ships no types
from nltk.lm.preprocessing import (  # type: ignore[import-untyped] # it ships no types
    padded_everygram_pipeline,
)

import bench.api
from generators.ngram.kneser_ney import KneserNey, encode
from generators.ngram.tokens import split_sentences, tokenise

ORDER = 5
NLTK_GENERATED = 6
TRAIN = Path(bench.api.__file__).parent / "tasks" / "news_report" / "train.jsonl"


def sentences_of(path: Path, tokens: int) -> list[list[str]]:
    """Sentences of the references, then altered copies of them until there are enough tokens."""
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


def seconds(work: Callable[[], object], repeats: int = 1) -> float:
    """Wall time of the fastest of some calls."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def fit(sentences: list[list[str]]) -> KneserNey:
    """From lists of words to our model, vocabulary included."""
    tokens, lengths, vocabulary = encode(sentences)
    return KneserNey.fit(tokens, lengths, len(vocabulary), ORDER)


def fit_nltk(sentences: list[list[str]]) -> KneserNeyInterpolated:
    """The same from nltk."""
    model = KneserNeyInterpolated(ORDER)
    model.fit(*padded_everygram_pipeline(ORDER, sentences))
    return model


def main() -> None:
    """Print the table."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    text = sentences_of(TRAIN, wanted)
    size = sum(map(len, text))
    shared = sentences_of(TRAIN, 0)
    shared_size = sum(map(len, shared))

    ours_fit = shared_size / seconds(lambda: fit(shared), 5)
    nltk_fit = shared_size / seconds(lambda: fit_nltk(shared))
    model, nltk_model = fit(shared), fit_nltk(shared)
    drawn = int(model.sample(2_000, 100, 1)[1].sum())
    ours_generate = drawn / seconds(lambda: model.sample(2_000, 100, 1), 3)
    nltk_generate = NLTK_GENERATED / seconds(
        lambda: nltk_model.generate(NLTK_GENERATED, random_seed=1)
    )
    print(f"order {ORDER}, {shared_size:,} tokens       nltk.lm          ours      ratio")
    for name, theirs, own in (
        ("fit, tokens/s", nltk_fit, ours_fit),
        ("generate, tokens/s", nltk_generate, ours_generate),
    ):
        print(f"{name:<26} {theirs:>14,.1f} {own:>13,.0f} {own / theirs:>9,.0f}x")

    big = fit(text)
    drawn = int(big.sample(4_000, 100, 1)[1].sum())
    ngrams = sum(len(level.word) for level in big.levels)
    print(f"ours alone on {size:,} tokens ({ngrams:,} n-grams):")
    print(f"  fit       {size / seconds(lambda: fit(text), 3):>12,.0f} tokens/s")
    print(f"  generate  {drawn / seconds(lambda: big.sample(4_000, 100, 1), 3):>12,.0f} tokens/s")
    print(f"  memory    {big.bytes_per_ngram:>12.1f} bytes per n-gram")


if __name__ == "__main__":
    main()
