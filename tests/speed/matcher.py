"""How many texts a second the fact matcher judges: ``python -m tests.speed.matcher``.

Every task's dev references, and the texts of all systems in ``results/sample``. At first sight of
a source it is compiled before its text is judged; at later sights it is known. On one core, and on
all cores at once, a process to a core as ``python -m bench.cell`` scores. Each number is the median
of ``ROUNDS``.
"""

from __future__ import annotations

import json
import multiprocessing
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.api import Example
from bench.cell import CORES
from bench.tasks import load_test
from metrics.facts import Facts
from tests.speed.benchmarks.inputs import TASKS, task_of

ROUNDS = 9
RUN = Path(__file__).parents[2] / "results" / "sample"
SAMPLE = "of the sample"
Judged = tuple[str, Example]


def written_tasks() -> list[str]:
    """The tasks with references of their own to learn from."""
    names = sorted(path.stem for path in TASKS.glob("*.yaml"))
    return [name for name in names if "defaults" not in (TASKS / f"{name}.yaml").read_text("utf-8")]


def rates(name: str) -> tuple[float, float]:
    """Texts a second at first and at later sight of a source."""
    task = task_of(name.partition(" ")[0])
    if name.endswith(SAMPLE):
        first_texts, later_texts = sampled()
    else:
        first_texts = [(text, one) for one in task.dev for text in one.references]
        # No text twice: what is known of one must not serve another.
        later_texts = [(f"{text} ", one) for text, one in first_texts]
    first, later = [], []
    for _ in range(ROUNDS):
        facts = Facts()
        facts.prepare(task)
        first.append(_rate(facts, first_texts))
        later.append(_rate(facts, later_texts))
    return statistics.median(first), statistics.median(later)


def sampled() -> tuple[list[Judged], list[Judged]]:
    """The sample run's texts: those of one system, and those of all the others."""
    cells = sorted(RUN.glob("cells/news_report/clean/*/seed-1/judgements.jsonl"))
    config = json.loads((cells[0].parent / "cell.json").read_text("utf-8"))
    items = {one.source.id: one for one in load_test(config["task"])}
    texts = [
        [
            (judged["text"], items[judged["id"]])
            for judged in map(json.loads, cell.open(encoding="utf-8"))
        ]
        for cell in cells
    ]
    return texts[0], [one for cell in texts[1:] for one in cell]


def _rate(facts: Facts, judged: list[Judged]) -> float:
    texts, examples = zip(*judged, strict=True)
    begun = time.perf_counter()
    facts.rows(texts, examples)
    return len(texts) / (time.perf_counter() - begun)


def main() -> None:
    print(f"{'texts a second':26}{'one core':>20}{f'{CORES} cores':>20}   (first sight, later)")
    forked = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(CORES, mp_context=forked) as pool:
        for name in [*written_tasks(), f"news_report {SAMPLE}"]:
            alone = pool.submit(rates, name).result()
            beside = list(pool.map(rates, [name] * CORES))
            together = [sum(column) for column in zip(*beside, strict=True)]
            print(f"{name:26}{_pair(alone):>20}{_pair(together):>20}")


def _pair(two: tuple[float, ...] | list[float]) -> str:
    return " ".join(f"{one:8,.0f}" for one in two)


if __name__ == "__main__":
    main()
