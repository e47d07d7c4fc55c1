"""Writes captions.json: what the COCO caption programs say of small corpora.

Run it by hand with the versions that are to be matched (it needs Java and
``pip install --no-deps pycocoevalcap==1.2``):

    python tests/golden/make_captions.py

It calls pycocoevalcap only, nothing of this project.
"""

from __future__ import annotations

import json
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

CORPORA: dict[str, dict[str, Any]] = {
    "reports": {
        "texts": [
            "Forty-one people were hurt when a 5.5-magnitude quake shook the Marran Plateau.",
            "Apex's revenue rose 7.7% to $163.3m; net income didn't change.",
            "Harbour (who can't stop winning) held Rovers, 2-2.",
            "It rained.",
            "the the the the the the the",
        ],
        "references": [
            [
                "A quake of magnitude 5.5 hurt 41 people on the Marran Plateau.",
                "Forty-one people were injured as an earthquake shook the plateau.",
            ],
            ["Revenue at Apex was up 7.7% at $163.3m, but net income did not change."],
            [
                "Harbour held Rovers to a 2-2 draw.",
                "Rovers and Harbour drew, 2-2, at the Old Ground.",
                "It was all square: Harbour 2, Rovers 2.",
            ],
            ["It rained.", "It rained all day; 43 mm fell."],
            ["The cat sat on the mat."],
        ],
    },
    "restaurants": {
        "texts": [
            "The Mill is a £20-25 pub near Café Sicilia, and it isn't family-friendly.",
            "Zizzi's a cheap coffee shop in the city center., near Burger King.",
            "You cannot find a 3out of 5 place; they're all low-priced.",
        ],
        "references": [
            ["The Mill is a pub, not family-friendly, for £20-25 near Café Sicilia."],
            ["Zizzi is a cheap coffee shop in the centre, near Burger King.", "Zizzi is cheap."],
            ["Every place is low-priced and rated above 3 out of 5."],
        ],
    },
}


def split(texts: list[str]) -> list[str]:
    """Tokens of the original tokeniser, joined by spaces."""
    captions = {index: [{"caption": text}] for index, text in enumerate(texts)}
    tokenizer = import_module("pycocoevalcap.tokenizer.ptbtokenizer").PTBTokenizer()
    tokens = tokenizer.tokenize(captions)
    return [tokens[index][0] for index in range(len(texts))]


def measure(texts: list[str], references: list[list[str]]) -> dict[str, Any]:
    """Tokens and scores, corpus and per text."""
    hypotheses = {index: [text] for index, text in enumerate(split(texts))}
    listed = {index: split(several) for index, several in enumerate(references)}
    found: dict[str, Any] = {"tokens": [hypotheses[index][0] for index in hypotheses]}
    found["reference_tokens"] = [listed[index] for index in listed]
    for key, name in (("meteor", "Meteor"), ("coco_rougeL", "Rouge"), ("cider", "Cider")):
        module = import_module(f"pycocoevalcap.{name.lower()}.{name.lower()}")
        corpus, each = getattr(module, name)().compute_score(listed, hypotheses)
        found[key] = {"corpus": float(corpus), "texts": [float(value) for value in each]}
    return found


def main() -> None:
    """Write the file beside this script."""
    golden = {
        "versions": {"pycocoevalcap": version("pycocoevalcap")},
        "corpora": {
            name: {**corpus, "found": measure(**corpus)} for name, corpus in CORPORA.items()
        },
    }
    path = Path(__file__).with_name("captions.json")
    path.write_text(json.dumps(golden, ensure_ascii=True, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
