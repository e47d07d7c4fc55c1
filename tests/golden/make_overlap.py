"""Make ``overlap.json``: scores by the original implementations on texts that are easy to misread.

Run ``python tests/golden/make_overlap.py`` from the repository; the versions are written into the
file. It calls sacreBLEU and rouge-score only, nothing of this project.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]  # no stubs
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

LONG = "Revenue rose 7.7 per cent to $163.3m, and net income nearly tripled. "
CORPORA: dict[str, dict[str, Any]] = {
    "varying references": {
        "language": "en",
        "texts": [
            "The Geological Survey put the quake 60 km north-west of Copperfield, 8 km deep.",
            "Held at home: Harbour 2-2 Rovers; Okafor's 89th-minute equaliser.",
            "It rained.",
            "",
        ],
        "references": [
            [
                "A magnitude 3.4 tremor, 8 km deep, struck 60 km north-west of Copperfield.",
                "The quake was 60 km NW of Copperfield at a depth of 8 km, the Survey said.",
            ],
            ["Okafor equalised in the 89th minute as Rovers held Harbour 2-2."],
            ["Nothing fell.", "It rained all day, 43 mm in all.", "It rained."],
            ["No text was written for this one."],
        ],
    },
    "odd characters": {
        "language": "en",
        "texts": [
            "&quot;A &amp; B&quot; rose 3.5% <skipped> today",
            "Line one\nline two\r\n\ttabbed\u00a0space",
            "na\u00efve cafe\u0301 \U0001f642 \u200bx\ufeff",
            "\x00\x07\x1b[0m bell",
            "Река поднялась на 3,5 процента",
            "नदी में पानी बढ़ा",
            "$$$ 1,000,000.00 -- (12:30pm) 50/50",
            "the the the the the the the",
        ],
        "references": [
            ['"A & B" rose 3.5% today'],
            ["Line one line two tabbed space"],
            ["naïve café 🙂 x"],
            ["bell"],
            ["Река поднялась на 3,5 %"],
            ["नदी में पानी घटा"],
            ["$1,000,000 -- 12:30 pm, 50/50"],
            ["the cat sat on the mat", "The the"],
        ],
    },
    "chinese": {
        "language": "zh",
        "texts": ["Apex Harbor Energy 营收上升7.7%，至1.63亿美元。", "昨夜暴雨。", ""],
        "references": [
            ["营收上升7.7%，至1.63亿美元，Apex Harbor Energy 股价大涨。"],
            ["昨夜有暴雨，降雨量43毫米。", "暴雨昨夜来袭。"],
            ["无。"],
        ],
    },
    "identical": {"language": "en", "texts": [LONG, "One."], "references": [[LONG], ["One."]]},
    "reversed": {"language": "en", "texts": [LONG[::-1]], "references": [[LONG]]},
    "reversed words": {
        "language": "en",
        "texts": [" ".join(reversed(LONG.split()))],
        "references": [[LONG]],
    },
    "empty": {"language": "en", "texts": ["", " "], "references": [[LONG], ["One.", "Two."]]},
    "one word": {"language": "en", "texts": ["Revenue"], "references": [[LONG]]},
    "long": {"language": "en", "texts": [LONG * 8], "references": [[LONG, LONG * 5 + "One."]]},
}


def measure(language: str, texts: list[str], references: list[list[str]]) -> dict[str, float]:
    """Corpus scores in 0..100."""
    most = max(map(len, references))
    padded = [[*listed, *[None] * (most - len(listed))] for listed in references]
    streams: Any = [list(stream) for stream in zip(*padded, strict=True)]
    chinese = language == "zh"
    scores = {
        "bleu": BLEU(trg_lang=language).corpus_score(texts, streams).score,
        "bleu_lowercase": BLEU(trg_lang=language, lowercase=True)
        .corpus_score(texts, streams)
        .score,
        "chrf": CHRF(word_order=2).corpus_score(texts, streams).score,
        "ter": TER(normalized=chinese, asian_support=chinese).corpus_score(texts, streams).score,
    }
    if chinese:  # rouge-score's own tokens are a-z and 0-9 only
        return scores
    kinds = ["rouge1", "rouge2", "rougeL"]
    scorer = RougeScorer(kinds, use_stemmer=True)
    best = [scorer.score_multi(*pair) for pair in zip(references, texts, strict=True)]
    means = {kind: 100 * sum(s[kind].fmeasure for s in best) / len(best) for kind in kinds}
    return scores | means


def main() -> None:
    """Write the file beside this script."""
    golden = {
        "versions": {name: version(name) for name in ("sacrebleu", "rouge-score", "nltk")},
        "corpora": {
            name: {**corpus, "scores": measure(**corpus)} for name, corpus in CORPORA.items()
        },
    }
    path = Path(__file__).with_name("overlap.json")
    path.write_text(json.dumps(golden, ensure_ascii=True, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
