"""The template generator beside the bare Jinja2 render of the same blocks, both compiled once.

Run it with nothing else running: ``python tests/speed/template_vs_jinja.py``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

import bench.api
from bench.api import Source, stable_seed
from generators import formats, template
from generators.template import Templates

TASK = "news_report"
DEV = Path(bench.api.__file__).parent / "tasks" / TASK / "dev.jsonl"
ROUNDS = 200


def bare(sources: list[Source], system: Templates) -> Callable[[], None]:
    """Picks its variant beforehand, then only renders."""
    environment = Environment(
        loader=FileSystemLoader(template.TEMPLATES / TASK), trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {name: getattr(formats, name) for name in dir(formats)}
    environment.filters["next_weekday"] = lambda iso: formats.weekday(iso, 1)
    environment.filters["scorers"] = template.scorers
    environment.globals["money_range"] = formats.money_range
    jobs = []
    for source in sources:
        compiled = environment.get_template(f"{source.kind}.j2")
        names = sorted(name for name in compiled.blocks if name.startswith("report"))
        name = names[stable_seed(system.seed, source.id) % len(names)]
        jobs.append((compiled, compiled.blocks[name], source.facts))

    def render() -> None:
        for compiled, block, facts in jobs:
            "".join(block(compiled.new_context(dict(facts))))

    return render


def main() -> None:
    """Print texts per second of both, interleaved, and the ratio of the fastest rounds."""
    records = map(json.loads, DEV.read_text(encoding="utf-8").splitlines())
    sources = [Source(r["id"], r["desk"], r["facts"], r["headline"]) for r in records]
    system = Templates(TASK)
    render = bare(sources, system)
    seconds: tuple[list[float], list[float]] = ([], [])
    works: tuple[Callable[[], object], ...] = (
        render,
        lambda: list(system.generate(sources, 110)),
    )
    for _ in range(ROUNDS):
        for times, work in zip(seconds, works, strict=True):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    jinja, ours = map(min, seconds)
    print(f"bare Jinja2 {len(sources) / jinja:>10,.0f} texts/s")
    print(f"Templates   {len(sources) / ours:>10,.0f} texts/s   {ours / jinja:.2f}x the time")


if __name__ == "__main__":
    main()
