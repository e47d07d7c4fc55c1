"""ARPA files: the text format in which n-gram models travel (SRILM, KenLM, NLTK readers ...)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np

from generators.ngram.kneser_ney import END, START, UNKNOWN, KneserNey
from generators.ngram.tables import START_ID, Floats, Level, Longs, make_level

_NO_PROBABILITY = -99.0


def write_arpa(model: KneserNey, vocabulary: Sequence[str], path: Path) -> None:
    """Write a model with log10 probabilities and backoffs.

    Args:
        model: what to write.
        vocabulary: words by id, without white space; the first three are <unk>, <s>, </s>.
        path: file to write, UTF-8.

    Raises:
        ValueError: a word has white space in it, or there are not as many words as ids.
    """
    if len(vocabulary) != model.vocabulary_size:
        raise ValueError(f"{len(vocabulary)} words for {model.vocabulary_size} word ids")
    broken = [word for word in vocabulary if len(word.split()) != 1]
    if broken:
        raise ValueError(f"ARPA words have no white space, found {broken[0]!r}")
    with path.open("w", encoding="utf-8") as file:
        file.write("\\data\\\n")
        for order, level in enumerate(model.levels, 1):
            file.write(f"ngram {order}={len(level.word)}\n")
        names = np.array(vocabulary, dtype=object)
        texts = names
        for order, level in enumerate(model.levels, 1):
            if order > 1:
                texts = texts[level.key // model.vocabulary_size] + " " + names[level.word]
            file.write(f"\n\\{order}-grams:\n")
            file.writelines(_lines(level, texts.tolist(), order == model.order))
        file.write("\n\\end\\\n")


def _lines(level: Level, texts: Sequence[str], top: bool) -> Iterator[str]:
    known = level.probability > 0
    logs = np.full(len(texts), _NO_PROBABILITY)
    logs[known] = np.log10(level.probability[known].astype(np.float64))
    backoffs = np.log10(level.backoff.astype(np.float64)).tolist()
    for text, log, backoff in zip(texts, logs.tolist(), backoffs, strict=True):
        yield f"{log:.7g}\t{text}\n" if top else f"{log:.7g}\t{text}\t{backoff:.7g}\n"


def read_arpa(path: Path) -> tuple[KneserNey, list[str]]:
    """The model and its vocabulary, <unk>, <s> and </s> first.

    Raises:
        ValueError: no ARPA file, or an n-gram of words that are no unigrams.
    """
    with path.open(encoding="utf-8") as file:
        orders = _completed(list(_sections(file, path)), path)
    words = [UNKNOWN, START, END]
    words += [ngram[0] for ngram, _, _ in orders[0] if ngram[0] not in words]
    ids = {word: index for index, word in enumerate(words)}
    tables = _sorted_tables(orders, ids, path)
    levels = []
    for n, (key, probability, backoff, share) in enumerate(tables):
        above = tables[n + 1][0] // len(words) if n + 1 < len(tables) else np.empty(0, np.int64)
        levels.append(
            make_level(
                key=key,
                word=(key % len(words)).astype(np.int32),
                probability=probability,
                backoff=backoff,
                share=share,
                above=above.astype(np.int32),
            )
        )
    return KneserNey(tuple(levels), np.empty((0, 3))), words


Words = tuple[str, ...]
Entry = tuple[list[str], float, float]
Table = tuple[Longs, Floats, Floats, Floats]


def _sections(file: TextIO, path: Path) -> Iterator[list[Entry]]:
    order, entries, ended = 0, list[Entry](), False
    for line in map(str.strip, file):
        if line.startswith("\\") and line.endswith(("-grams:", "end\\")):
            if order:
                yield entries
            ended = line == "\\end\\"
            order, entries = order + 1, []
        elif line and order and not ended:
            log, *rest = line.split()
            backoff = float(rest[order]) if len(rest) > order else 0.0
            entries.append((rest[:order], 10 ** float(log), 10**backoff))
    if not ended:
        raise ValueError(f"{path}: no ARPA file: wanted \\1-grams: ... \\end\\")


def _completed(orders: Sequence[Sequence[Entry]], path: Path) -> list[list[Entry]]:
    """The n-grams, and those inside longer ones that a pruned model leaves out.

    They get the probability that backing off gives them, so the model stays what it is; the tables
    find an n-gram through its context and its shorter form.
    """
    known = [{tuple(ngram): (p, weight) for ngram, p, weight in entries} for entries in orders]
    missing: list[set[Words]] = [set() for _ in known]
    for order in range(len(known) - 1, 0, -1):
        parts = {part for ngram in (*known[order], *missing[order]) for part in _parts(ngram)}
        missing[order - 1] = parts - known[order - 1].keys()
    if missing[0]:
        raise ValueError(
            f"{path}: no unigram for {sorted(missing[0])[0][0]!r}, found in a longer one"
        )
    for order in range(1, len(known)):
        for ngram in sorted(missing[order]):
            context, shorter = _parts(ngram)
            weight = known[order - 1][context][1]
            known[order][ngram] = weight * known[order - 1][shorter][0], 1.0
    return [[(list(ngram), *values) for ngram, values in level.items()] for level in known]


def _parts(ngram: Words) -> tuple[Words, Words]:
    """All but the last word, all but the first."""
    return ngram[:-1], ngram[1:]


def _sorted_tables(
    orders: Sequence[Sequence[Entry]], ids: dict[str, int], path: Path
) -> list[Table]:
    size = len(ids)
    tables: list[Table] = []
    for order, entries in enumerate(orders, 1):
        words = np.array([[ids[word] for word in ngram] for ngram, _, _ in entries], np.int64)
        words = words.reshape(len(entries), order)
        probability = np.array([entry[1] for entry in entries])
        backoff = np.array([entry[2] for entry in entries])
        context = _rows(words[:, :-1], tables, size, path)
        suffix = _rows(words[:, 1:], tables, size, path)
        key = context * size + words[:, -1]
        if order == 1:
            probability, backoff = _by_id(words[:, 0], probability, backoff, size)
            key = np.arange(size)
            share = np.maximum(probability - probability[0], 0.0)
        else:
            lower = tables[-1][2][context] * tables[-1][1][suffix]
            share = np.maximum(probability - lower, 0.0)
        by_key = np.argsort(key)
        tables.append((key[by_key], probability[by_key], backoff[by_key], share[by_key]))
    return tables


def _by_id(word: Longs, probability: Floats, backoff: Floats, size: int) -> tuple[Floats, Floats]:
    """Unigram columns in the order of the word ids; absent special words have no probability."""
    ordered, weights = np.zeros(size), np.ones(size)
    ordered[word], weights[word] = probability, backoff
    ordered[START_ID] = 0.0
    return ordered, weights


def _rows(words: Longs, tables: Sequence[Table], size: int, path: Path) -> Longs:
    """Rows of the n-grams ``words`` in the tables below."""
    rows = np.zeros(len(words), np.int64)
    for column, table in enumerate(tables[: words.shape[1]]):
        wanted = rows * size + words[:, column]
        rows = np.minimum(np.searchsorted(table[0], wanted), len(table[0]) - 1)
        if (table[0][rows] != wanted).any():
            raise ValueError(f"{path}: an {words.shape[1] + 1}-gram lacks a shorter n-gram of it")
    return rows
