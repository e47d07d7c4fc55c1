"""Made-up records for the tests of the report: ten systems, ties, failures, hostile strings.

Nothing here was measured. Numbers are chosen so that every branch of the page has something to
show: a significant lead, a tie, a metric that did not run, a failed and a skipped cell.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.api import Better, Confusion
from bench.record import (
    Column,
    Comparison,
    Failure,
    Harness,
    Latency,
    Memory,
    Offline,
    Pair,
    Phase,
    Ranking,
    Record,
    Slice,
    Status,
    Timing,
)

HOSTILE = "<script>document.title='owned'</script>\"'&{{ 7*7 }}$x_1$"
KINDS = ("earthquake", "earnings", "football", "weather", "election")
DETECTABLE = {
    "slot_error_rate": 1.5,
    "fact_recall": 1.5,
    "hallucinations": 0.05,
    "wrong_values": 0.05,
    "missing_facts": 0.05,
    "bleu": 1.0,
    "chrf": 1.2,
}


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up system; ``errors`` is its slot error rate in percent."""

    generator: str
    family: str
    title: str
    errors: float
    chrf: float
    p50_ms: float
    peak_mb: float
    fit_s: float = 0.001


SYSTEMS = (
    Made("rules", "rules", "Rule pipeline", 1.2, 44.0, 0.41, 38.0),
    Made("template", "template", "Jinja2 templates", 1.5, 41.5, 0.062, 35.0),
    Made("ngram", "statistical", "5-gram, overgenerate and rank", 9.4, 38.2, 12.4, 61.0, 1.9),
    Made("gpt2_scratch", "neural", "GPT-2 from scratch", 38.0, 36.9, 310.0, 512.0, 95.0),
    Made("smollm2", "pretrained", "SmolLM2-135M, zero-shot", 21.0, 35.1, 1890.0, 640.0),
    Made("smollm2_few", "pretrained", "SmolLM2-135M, few-shot", 17.5, 39.0, 2410.0, 655.0),
    Made("smollm2_lora", "pretrained", "SmolLM2-135M, LoRA", 6.1, 47.3, 1920.0, 700.0, 240.0),
)


def record_of(made: Made, seed: int, task: str = "news_report", by_size: bool = False) -> Record:
    """A record with every field filled."""
    shift = 0.2 * (seed - 1)
    per_text = made.errors / 10
    values = {
        "slot_error_rate": made.errors + shift,
        "fact_recall": 100 - made.errors * 0.8,
        "hallucinations": per_text * 0.3,
        "wrong_values": per_text * 0.2,
        "missing_facts": per_text * 0.5,
        "bleu": made.chrf / 3 + shift,
        "chrf": made.chrf + shift,
        "distinct2": made.chrf / 70,
        "copied": 31.0,
    }
    sizes = ("small", "large") if by_size else ()
    cuts = [
        *(("desk", kind) for kind in KINDS),
        ("unseen_entities", "yes"),
        ("unseen_entities", "no"),
        *(("input_size", size) for size in sizes),
    ]
    slices = tuple(
        Slice(
            by, value, 30, {"slot_error_rate": made.errors * (1 + 0.1 * i), "chrf": made.chrf - i}
        )
        for i, (by, value) in enumerate(cuts)
    )
    return Record(
        task=task,
        condition="clean",
        generator=made.generator,
        family=made.family,
        title=made.title,
        seed=seed,
        bound=made.family == "bound",
        status="ok",
        started_at="2026-11-23T17:00:00+00:00",
        wall_s=12.5,
        phases=(
            Phase("import", 0.1, 20.0),
            Phase("build", 0.05, 22.0),
            Phase("fit", made.fit_s, 30.0),
        ),
        timing=_timing(made),
        memory=Memory(17.5, made.peak_mb, None, 270.0 if made.family == "pretrained" else None),
        harness=Harness(0.4, 3.0, 0.008, 410.0),
        texts=150,
        mean_words=61.5,
        mean_chars=370.0,
        scores=columns_of(values),
        held_out=columns_of({key: value * 0.97 for key, value in values.items() if key != "bleu"}),
        slices=slices,
        confusions=(Confusion(("bad", HOSTILE, "none"), ((40, 9, 1), (7, 93, 0), (0, 0, 0))),),
        varying_share={"8": 0.0, "32": 0.013},
        environment={"cpu": "made-up <b>CPU</b>", "cores": 2},
        config={"_target_": f"generators.{made.generator}", "note": HOSTILE},
    )


def columns_of(values: Mapping[str, float]) -> tuple[Column, ...]:
    """Columns as the metrics of the project name them; MAUVE has not run."""
    looks: dict[str, tuple[str, str, Better | None, str, int]] = {
        "slot_error_rate": ("facts", "Slot error rate", "lower", "%", 1),
        "fact_recall": ("facts", "Fact recall", "higher", "%", 1),
        "hallucinations": ("facts", "Hallucinations", "lower", "per text", 2),
        "wrong_values": ("facts", "Wrong values", "lower", "per text", 2),
        "missing_facts": ("facts", "Missing facts", "lower", "per text", 2),
        "bleu": ("bleu", "BLEU", "higher", "", 2),
        "chrf": ("chrf", "chrF++", "higher", "", 2),
        "distinct2": ("distinct", "Distinct-2", "higher", "", 3),
        "copied": ("copied", "copied 4-grams", None, "%", 1),
    }
    columns = []
    for key, value in values.items():
        metric, label, better, unit, decimals = looks[key]
        low, high = (None, None) if metric == "distinct" else (value * 0.9, value * 1.1)
        recipe = f"{key}|made"
        columns.append(Column(key, metric, label, better, unit, decimals, value, low, high, recipe))
    missing = Column(
        "mauve", "mauve", "MAUVE", "higher", "", 3, None, None, None, "", "150 texts, 1,000 needed"
    )
    return (*columns, missing)


def failed_record(generator: str, status: Status = "failed") -> Record:
    """A cell without scores, with hostile last lines."""
    return Record(
        task="news_report",
        condition="clean",
        generator=generator,
        family="pretrained",
        title=f"{generator} {HOSTILE}",
        seed=1,
        bound=False,
        status=status,
        started_at="2026-11-23T17:00:00+00:00",
        wall_s=1.0,
        failure=Failure(
            f"RuntimeError: {HOSTILE}", "fit", "pip install peft", ("Traceback", f"boom {HOSTILE}")
        ),
    )


def comparison_of(systems: Sequence[Made], task: str = "news_report") -> Comparison:
    """Tests in which a difference below ``DETECTABLE`` is a tie; distinct-2 is not tested."""
    columns = {m.generator: {c.key: c for c in record_of(m, 1).scores} for m in systems}
    rankings = []
    for key, step in DETECTABLE.items():
        value = {name: own[key].value or 0.0 for name, own in columns.items()}
        pairs = []
        for a, b in itertools.combinations(value, 2):
            gap = value[a] - value[b]
            p = 0.0001 if abs(gap) >= step else 0.3
            numbers = gap - step, gap + step, p, min(1.0, 20 * p), gap / step / 4, 0.37
            pairs.append(Pair(a, b, gap, *numbers))
        better = 1.0 if next(iter(columns.values()))[key].better == "higher" else -1.0
        ranks = {}
        for name, own_value in value.items():
            gains = [better * (that - own_value) for other, that in value.items() if other != name]
            ahead = sum(gain >= step for gain in gains)
            level = sum(abs(gain) < step for gain in gains)
            ranks[name] = (1 + ahead, 1 + ahead + level)
        rankings.append(Ranking(key, tuple(pairs), ranks, step))
    return Comparison(
        task=task,
        condition="clean",
        systems=tuple(made.generator for made in systems),
        texts=150,
        alpha=0.05,
        resamples=10_000,
        rankings=tuple(rankings),
        note="Made up for a test.",
    )


def _timing(made: Made) -> Timing:
    many = made.p50_ms < 100
    stream = Latency(
        texts=150 if many else 30,
        p50_ms=made.p50_ms,
        p95_ms=made.p50_ms * 1.6 if many else None,
        p99_ms=None,
        max_ms=made.p50_ms * 2.1,
        first_text_ms=made.p50_ms * 0.1,
        per_100_chars_ms=made.p50_ms / 3.7,
        gap_ms=made.p50_ms / 60 if made.p50_ms > 10 else None,
    )
    offline = tuple(
        Offline(size, 150, 150 * made.p50_ms / 1e3 / size**0.5, size**0.5 * 1e3 / made.p50_ms)
        for size in (1, 8, 32)
    )
    return Timing(
        build_s=0.05,
        fit_s=made.fit_s,
        fit_cached=made.fit_s > 100,
        load_s=0.2 if made.fit_s > 100 else None,
        cold_first_text_ms=made.p50_ms * 3,
        single_stream=stream,
        offline=offline,
        faithful_texts_per_s=100 / made.p50_ms,
    )
