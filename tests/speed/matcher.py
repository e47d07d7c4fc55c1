"""How many texts a second the fact matcher judges: ``python -m tests.speed.matcher``.

Every task's dev references, and the texts of all systems in ``results/sample``. At first sight of
a source it is compiled before its text is judged; at later sights it is known. A whole run is all
of the sample's texts, system after system, as a sweep judges them: its first system meets every
source, the others know them. On one core, and on all cores at once, a process to a core as
``python -m bench.cell`` scores. Each number is the median of ``ROUNDS``.
"""

from __future__ import annotations

import json
import multiprocessing
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.api import Example, Task
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


def rates(name: str) -> tuple[float, ...]:
    """Texts a second at first and at later sight of a source; of the sample, in a whole run too."""
    task = task_of(name.partition(" ")[0])
    if name.endswith(SAMPLE):
        first_texts, later_texts = sampled()
        passes = [[first_texts, later_texts], [first_texts + later_texts]]
    else:
        first_texts = [(text, one) for one in task.dev for text in one.references]
        # No text twice: what is known of one must not serve another.
        passes = [[first_texts, [(f"{text} ", one) for text, one in first_texts]]]
    rounds = [[rate for texts in passes for rate in _rates(task, texts)] for _ in range(ROUNDS)]
    return tuple(map(statistics.median, zip(*rounds, strict=True)))


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


def _rates(task: Task, passes: list[list[Judged]]) -> Iterator[float]:
    """Of each pass, the matcher being new to the first."""
    facts = Facts()
    facts.prepare(task)
    for judged in passes:
        texts, examples = zip(*judged, strict=True)
        begun = time.perf_counter()
        facts.rows(texts, examples)
        yield len(texts) / (time.perf_counter() - begun)


def main() -> None:
    sights = "(first sight, later, whole run)"
    print(f"{'texts a second':26}{'one core':>27}{f'{CORES} cores':>27}   {sights}")
    forked = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(CORES, mp_context=forked) as pool:
        for name in [*written_tasks(), f"news_report {SAMPLE}"]:
            alone = pool.submit(rates, name).result()
            beside = list(pool.map(rates, [name] * CORES))
            together = [sum(column) for column in zip(*beside, strict=True)]
            print(f"{name:26}{_row(alone):27}{_row(together):27}")


def _row(rates: Sequence[float]) -> str:
    return "".join(f"{one:9,.0f}" for one in rates)


if __name__ == "__main__":
    main()
