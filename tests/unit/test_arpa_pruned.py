"""A pruned ARPA file: n-grams inside longer ones are put back without changing the model."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from generators.ngram.arpa import read_arpa

PRUNED = """\\data\\
ngram 1=5
ngram 2=1
ngram 3=1

\\1-grams:
-1.0\t<unk>
-99\t<s>\t-0.5
-0.4\t</s>
-0.6\ta\t-0.2
-0.7\tb\t-0.1

\\2-grams:
-0.3\t<s> a\t-0.25

\\3-grams:
-0.05\t<s> a b

\\end\\
"""


def test_the_model_stays_what_it_is(tmp_path: Path) -> None:
    """ "a b" is not in the file: after another history it backs off to b, with a's weight."""
    path = tmp_path / "pruned.arpa"
    path.write_text(PRUNED, encoding="utf-8")
    model, words = read_arpa(path)
    a, b = words.index("a"), words.index("b")
    log10 = model.logprob([a, b, b, a, b], [2, 3]) / math.log(10)
    end_after_b = -0.1 - 0.4
    expected = [-0.3, -0.05, end_after_b, -0.5 - 0.7, -0.1 - 0.6, -0.2 - 0.7, end_after_b]
    assert log10.tolist() == pytest.approx(expected, abs=1e-5)


def test_a_word_without_unigram_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.arpa"
    path.write_text(PRUNED.replace("<s> a b", "<s> a c"), encoding="utf-8")
    with pytest.raises(ValueError, match="no unigram for 'c'"):
        read_arpa(path)
