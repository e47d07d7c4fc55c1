"""A model as judge: is the text as good as what a person wrote?

Pairwise against a reference, asked in both orders, ties allowed (Zheng et al. 2023, Judging
LLM-as-a-Judge, https://arxiv.org/abs/2306.05685; Wang et al. 2024, Large Language Models are not
Fair Evaluators, https://aclanthology.org/2024.acl-long.511). A verdict that turns with the order
is a tie, and how often it turns is a column of its own, as is how often the first text won:
without them the win rate means little. Any server with the OpenAI-compatible interface will do.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal
from urllib.parse import urlsplit

import numpy as np

from bench.api import Example, Floats, Score, Task, Unavailable, stable_seed
from metrics.chat import ChatError, ask, list_models

Verdict = Literal["first", "second", "tie"]
PROMPTS = Path(__file__).parent / "prompts"
MISSES_IN_A_ROW = 5
"""Failed requests in a row after which no more are sent."""

_ANSWER = re.compile(r"\W*(?:answer|verdict)?\W*\b(A|B|TIE)\b\W*", re.IGNORECASE)
_FIELD = re.compile(r"\{\{ (\w+) \}\}")


@dataclass
class PairwiseJudge:
    """Share of texts that a model prefers to a reference; a tie counts half, so 50 is "as good".

    Requests that fail or have no verdict leave their text out, and are counted: with all texts
    left out the win rate is 0 and the unanswered share 100.

    Attributes:
        base_url: of the server, ``http://127.0.0.1:8000/v1``.
        model: as the server names it.
        prompt: file in ``metrics/prompts``, without ``.md``; a changed prompt is a new file.
        key_variable: environment variable that holds the key, which is sent and never stored.
        timeout_s: for one request.
        parallel: requests at a time.
    """

    base_url: str = ""
    model: str = ""
    prompt: str = "judge_pairwise_v1"
    key_variable: str = "NLGBENCH_JUDGE_KEY"
    timeout_s: float = 60.0
    parallel: int = 4

    _instruction: str = field(default="", init=False, repr=False, compare=False)
    _template: str = field(default="", init=False, repr=False, compare=False)
    _verdicts: dict[str, Verdict | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _misses: int = field(default=0, init=False, repr=False, compare=False)
    _lock: threading.Lock = field(
        default_factory=threading.Lock, init=False, repr=False, compare=False
    )

    scores: ClassVar[Mapping[str, Score]] = {
        "judge_win_rate": Score("Preferred to reference", "higher", "%", decimals=1),
        "judge_ties": Score("Judge: ties", None, "%", decimals=1),
        "judge_flips": Score("Judge: verdict turns with order", None, "%", decimals=1),
        "judge_first": Score("Judge: first text wins", None, "%", decimals=1),
        "judge_unanswered": Score("Judge: unanswered", None, "%", decimals=1),
    }

    @property
    def recipe(self) -> str:
        """Model, server, prompt with its hash, and how verdicts count."""
        digest = hashlib.sha256(self._template.encode()).hexdigest()[:12]
        return (
            f"model:{self.model}|server:{urlsplit(self.base_url).hostname}|prompt:{self.prompt}"
            f"#{digest}|temperature:0|pairwise against one reference, both orders"
        )

    def prepare(self, task: Task) -> None:
        """Read the prompt and see that the server answers.

        Raises:
            Unavailable: no server or model is named, or it does not answer.
        """
        self._template = self._read_prompt()
        self._instruction = task.instruction
        if not self.base_url or not self.model:
            raise Unavailable(
                "no judge is named",
                "python -m bench metrics=judged metrics.judge.base_url=http://HOST:PORT/v1"
                " metrics.judge.model=NAME",
            )
        try:
            list_models(self.base_url, self._key(), self.timeout_s)
        except ChatError as error:
            raise Unavailable(
                f"the judge at {self.base_url} does not answer: {error}",
                f"start the server, or set {self.key_variable}",
            ) from error

    def rows(self, texts: Sequence[str], examples: Sequence[Example]) -> Floats:
        """Points of the text (tie half), ties, flips, first text won, requests, answered, texts.

        Shape (n, 7). A text counts as answered when both orders have a verdict.
        """
        self._misses = 0
        with ThreadPoolExecutor(self.parallel) as pool:
            return np.array(list(pool.map(self._row, texts, examples))).reshape(-1, 7)

    def score(self, totals: Floats) -> Mapping[str, Floats]:
        """Shares in per cent from summed rows: (..., 7) to one (...) array per column."""
        points, ties, flips, first, decided, answered, texts = np.moveaxis(totals, -1, 0)
        return {
            "judge_win_rate": 100 * _share(points, answered),
            "judge_ties": 100 * _share(ties, answered),
            "judge_flips": 100 * _share(flips, answered),
            "judge_first": 100 * _share(first, decided),
            "judge_unanswered": 100 * _share(texts - answered, texts),
        }

    def _row(self, text: str, example: Example) -> list[float]:
        reference = example.references[stable_seed(1, example.source.id) % len(example.references)]
        source = _source_text(example)
        forward = self._verdict(source, text, reference)
        backward = self._verdict(source, reference, text)
        if forward is None or backward is None:
            return [0, 0, 0, 0, 0, 0, 1]
        wins = (forward == "first", backward == "second")
        losses = (forward == "second", backward == "first")
        tie = not all(wins) and not all(losses)
        flip = forward == backward != "tie"
        given = [verdict for verdict in (forward, backward) if verdict != "tie"]
        points = 0.5 if tie else float(all(wins))
        return [points, float(tie), float(flip), given.count("first"), len(given), 1, 1]

    def _verdict(self, source: str, first: str, second: str) -> Verdict | None:
        """Ask once; None where the server or the answer fails. Equal questions are asked once."""
        fields = {
            "instruction": self._instruction,
            "source": source,
            "text_a": first or "(empty text)",
            "text_b": second or "(empty text)",
        }
        prompt = _FIELD.sub(lambda found: fields[found[1]], self._template)
        with self._lock:
            if prompt in self._verdicts:
                return self._verdicts[prompt]
            if self._misses >= MISSES_IN_A_ROW:
                return None
        try:
            answer = ask(self.base_url, self._key(), self.model, prompt, self.timeout_s)
            verdict = read_verdict(answer)
        except ChatError:
            with self._lock:
                self._misses += 1
            return None
        with self._lock:
            self._misses = 0
            self._verdicts[prompt] = verdict
        return verdict

    def _read_prompt(self) -> str:
        try:
            return (PROMPTS / f"{self.prompt}.md").read_text(encoding="utf-8")
        except OSError as error:
            known = ", ".join(sorted(path.stem for path in PROMPTS.glob("*.md")))
            raise ValueError(
                f"no prompt {self.prompt!r} in {PROMPTS}, there are: {known}"
            ) from error

    def _key(self) -> str:
        return os.environ.get(self.key_variable, "")


def read_verdict(answer: str) -> Verdict | None:
    """The verdict on the last line that is not empty; None where it holds none."""
    lines = [line for line in answer.splitlines() if line.strip()]
    found = _ANSWER.fullmatch(lines[-1].strip()) if lines else None
    if found is None:
        return None
    verdicts: dict[str, Verdict] = {"A": "first", "B": "second", "TIE": "tie"}
    return verdicts[found[1].upper()]


def _source_text(example: Example) -> str:
    facts = json.dumps(example.source.facts, ensure_ascii=False, indent=1)
    return "\n".join(part for part in (example.source.kind, example.source.text, facts) if part)


def _share(over: Floats, under: Floats) -> Floats:
    share: Floats = over / np.where(under > 0, under, np.inf)
    return share
