"""The claims that articles make about language models and rules, each checked against the run.

An answer is one of a few words, the evidence is in numbers. Where the run holds nothing that
answers, the finding says so and what would.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bench.record import Column, Slice
from bench.report import formats
from bench.report import readings as r
from bench.report.boards import Board, System
from bench.report.contests import Contest, Outcome, meet
from bench.report.cost_claims import cost_more, rules_are_cheap, values_of
from bench.report.finding import Finding, Tone, lacking, side, unanswered
from bench.report.tables import is_overlap, normal

INVENTION_KEYS = ("hallucinations", "added")
RICHNESS_KEYS = ("distinct2", "distinct1")
COPY_KEYS = ("copied",)
_MODELS = "Do language models write better, invent facts, cost more?"
SIZE_SLICES = ("input_size", "size", "length")
"""Names of a slice by the size of the input."""
SIZES = ("small", "short", "medium", "large", "long")
"""Values of such a slice, small to large; others stand behind them in the order of the record."""


def findings(board: Board) -> Iterator[Finding]:
    """All claims, in the order in which articles make them."""
    models, others = side(board, "language model"), side(board, "traditional")
    if models:
        yield _write_better(board, models, others)
        yield _write_richer(board, models, others)
        yield _invent_facts(board, models, others)
        yield cost_more(models, others)
    else:
        yield unanswered(_MODELS, "No language model has finished.")
    yield rules_are_cheap(board)
    yield _weak_on_long_texts(board)
    yield _near_to_people(board)


def _keys(board: Board, wanted: Sequence[str]) -> list[str]:
    return [key for name in wanted for key in board.columns if normal(key) == normal(name)]


def _contests(
    board: Board, keys: Sequence[str], models: Sequence[System], others: Sequence[System]
) -> list[Contest]:
    return [contest for key in keys if (contest := meet(board, key, models, others))]


def _write_better(board: Board, models: Sequence[System], others: Sequence[System]) -> Finding:
    question = "Do language models write better?"
    keys = [key for key, column in board.columns.items() if is_overlap(column)]
    contests = _contests(board, keys, models, others)
    if not contests:
        return unanswered(question, lacking(others, "an overlap score of both sides"))
    answer, tone = _tally(contests, "overlap scores")
    caution = (
        "Overlap is closeness to the reference texts, best system of each side; "
        "it is not how people rate the texts, so read it beside the facts"
    )
    return Finding(question, answer, tone, (*(c.numbers for c in contests[:4]), caution))


def _write_richer(board: Board, models: Sequence[System], others: Sequence[System]) -> Finding:
    question = "Do they write in a richer way?"
    contests = _contests(board, _keys(board, RICHNESS_KEYS), models, others)
    if not contests:
        return unanswered(question, lacking(others, "a diversity score of both sides"))
    answer, tone = _tally(contests, "diversity scores")
    evidence = [contest.numbers for contest in contests]
    evidence += [
        f"{board.columns[key].label}: language models {_spread(board, key, models)}, "
        f"traditional {_spread(board, key, others)}"
        for key in _keys(board, COPY_KEYS)
    ]
    lengths = [_mean_of(systems, r.WORDS) for systems in (models, others)]
    if lengths[0] and lengths[1]:
        evidence.append(
            f"Mean length: language models {lengths[0]:.0f} words, traditional {lengths[1]:.0f}"
        )
    return Finding(question, answer, tone, tuple(evidence))


def _invent_facts(board: Board, models: Sequence[System], others: Sequence[System]) -> Finding:
    question = "Do they invent facts?"
    key = next(iter(_keys(board, INVENTION_KEYS)), None)
    contest = meet(board, key, models, others) if key else None
    if key is None or contest is None:
        return unanswered(question, lacking(others, "a count of unsupported claims of both sides"))
    spans = [
        f"{name}: {_spread(board, key, systems)}"
        for name, systems in (("Language models", models), ("Traditional", others))
    ]
    answers: Mapping[Outcome, tuple[str, Tone]] = {
        "better": ("Less than the traditional systems", "no"),
        "worse": ("More than the traditional systems", "yes"),
        "tie": ("No significant difference between the best", "even"),
        "untested": ("Not tested, numbers only", "open"),
    }
    evidence = (*spans, f"Best against best, {contest.numbers}")
    return Finding(question, *answers[contest.outcome], evidence)


def _weak_on_long_texts(board: Board) -> Finding:
    question = "Are n-gram systems weak on long texts?"
    own = [system for system in board.ranked if system.family.key == "statistical"]
    others = [system for system in board.ranked if system.family.key != "statistical"]
    headline = board.headline
    if not own or headline is None:
        return unanswered(question, "No statistical system has finished.")
    best = board.best(headline, own) or own[0]
    parts = [
        part
        for part in best.slices
        if part.by in SIZE_SLICES and part.scores.get(headline) is not None
    ]
    parts.sort(key=lambda part: SIZES.index(part.value) if part.value in SIZES else len(SIZES))
    if len(parts) < 2:
        length = (
            f"{best.title} writes {formats.significant(best.mean(r.WORDS.read), 2)} words a text"
        )
        return unanswered(question, f"The run has no slices by input size. {length}.")
    return _by_size(best, others, parts, board.columns[headline], question)


def _by_size(
    best: System, others: Sequence[System], parts: Sequence[Slice], column: Column, question: str
) -> Finding:
    small, large = parts[0], parts[-1]
    own = _change(best, small, large, column)
    rest = [gain for s in others if (gain := _change(s, small, large, column)) is not None]
    ends = [
        f"{formats.with_unit(part.scores[column.key], column)} on {part.value} (n={part.texts})"
        for part in (small, large)
    ]
    evidence = [f"{best.title}, {column.label}: {', '.join(ends)}"]
    middle = statistics.median(rest) if rest else 0.0
    if rest:
        unit = "points" if column.unit == "%" else column.unit
        change = f"{middle:+.{column.decimals}f} {unit}".rstrip()
        evidence.append(f"Median change of the other systems: {change}")
    evidence.append("Slices are measured, not tested")
    sign = -1.0 if column.better == "higher" else 1.0
    weaker = own is not None and sign * own > max(0.0, sign * middle)
    answer = (
        "They lose more than the others, untested"
        if weaker
        else "No more than the others, untested"
    )
    return Finding(question, answer, "yes" if weaker else "no", tuple(evidence))


def _change(system: System, small: Slice, large: Slice, column: Column) -> float | None:
    scores = {p.value: p.scores.get(column.key) for p in system.slices if p.by == small.by}
    first, last = scores.get(small.value), scores.get(large.value)
    return None if first is None or last is None else last - first


def _near_to_people(board: Board) -> Finding:
    question = "How near do they come to a human text?"
    ceilings = [
        system
        for system in board.bounds
        if any(rec.held_out and not rec.scores for rec in system.finished)
    ]
    lines, above = [], 0
    for key, column in board.columns.items():
        ceiling = next((e for s in ceilings if (e := s.estimate(key, held_out=True))), None)
        found = [(e.value, s) for s in board.ranked if (e := s.estimate(key, held_out=True))]
        shown = key == board.headline or is_overlap(column)
        if ceiling is None or not found or column.better is None or not shown:
            continue
        value, system = (max if column.better == "higher" else min)(found, key=lambda item: item[0])
        above += value > ceiling.value if column.better == "higher" else value < ceiling.value
        lines.append(
            f"{column.label}: {system.title} {formats.with_unit(value, column)}, "
            f"human text {formats.with_unit(ceiling.value, column)}"
        )
    if not lines:
        return unanswered(question, "No human text was scored against held-out references.")
    lines.append("Same references for both sides, the best system of each score, not tested")
    if not above:
        return Finding(question, "Not past it on any score", "no", tuple(lines))
    answer = f"Past it on {above} of {len(lines) - 1} scores, untested"
    caution = "Passing a human text on an overlap score shows the score's limit first of all"
    return Finding(question, answer, "mixed", (*lines, caution))


def _tally(contests: Sequence[Contest], noun: str) -> tuple[str, Tone]:
    """The answer in a few words: how many columns either side wins."""
    count = Counter(contest.outcome for contest in contests)
    total = len(contests)
    everywhere = f"on all {total} {noun}" if total > 1 else f"on {contests[0].column.label}"
    if count["untested"] == total:
        return "Not tested, numbers only", "open"
    if count["tie"] == total:
        return "No significant difference", "even"
    if count["better"] == total:
        return f"Yes, {everywhere}", "yes"
    if count["worse"] == total:
        return f"No, worse {everywhere}", "no"
    words: Mapping[Outcome, str] = {
        "better": "better",
        "worse": "worse",
        "tie": "no difference",
        "untested": "untested",
    }
    parts = [f"{word} on {count[key]}" for key, word in words.items() if count[key]]
    return ", ".join(parts).capitalize(), "mixed"


def _mean_of(systems: Sequence[System], reading: r.Reading) -> float | None:
    values = [value for value, _ in values_of(systems, reading)]
    return statistics.fmean(values) if values else None


def _spread(board: Board, key: str, systems: Sequence[System]) -> str:
    column = board.columns[key]
    found = [
        (value, system.title) for system in systems if (value := system.value(key)) is not None
    ]
    if not found:
        return "not measured"
    (low, first), (high, last) = min(found), max(found)
    if len(found) == 1:
        return f"{formats.with_unit(low, column)} ({first})"
    return f"{formats.score(low, column)} ({first}) to {formats.with_unit(high, column)} ({last})"
