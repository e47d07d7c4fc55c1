"""The claims that articles make about language models and rules, each checked against the run.

An answer is one of a few words, the evidence is in numbers. Where the run holds nothing that
answers, the finding says so and what would.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bench.record import Column, Slice
from bench.report import formats
from bench.report import readings as r
from bench.report.boards import Board, System
from bench.report.contests import Contest, Outcome, meet
from bench.report.families import Group
from bench.report.tables import is_overlap, normal

INVENTION_KEYS = ("hallucinations", "added")
RICHNESS_KEYS = ("distinct2", "distinct1", "copied")
SIZE_SLICES = ("input_size", "size", "length")
"""Names of a slice by the size of the input, small to large."""

Tone = Literal["yes", "no", "even", "mixed", "open"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim, the answer in a few words, and the evidence; ``tone`` picks the badge's look."""

    question: str
    answer: str
    tone: Tone
    evidence: tuple[str, ...]


def findings(board: Board) -> Iterator[Finding]:
    """All claims, in the order in which articles make them."""
    models, others = side(board, "language model"), side(board, "traditional")
    yield _write_better(board, models, others)
    yield _write_richer(board, models, others)
    yield _invent_facts(board, models, others)
    yield _cost_more(models, others)
    yield _rules_are_cheap(board)
    yield _weak_on_long_texts(board)
    yield _near_to_people(board)


def side(board: Board, group: Group) -> list[System]:
    """The ranked systems of one group of families."""
    return [system for system in board.ranked if system.family.group == group]


def _open(question: str, what: str) -> Finding:
    return Finding(question, "Not answered by this run", "open", (what,))


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
        return _open(question, _lacking(models, others, "an overlap score of both sides"))
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
        return _open(question, _lacking(models, others, "a diversity score of both sides"))
    answer, tone = _tally(contests, "diversity scores")
    evidence = [contest.numbers for contest in contests]
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
        return _open(
            question, _lacking(models, others, "a count of unsupported claims of both sides")
        )
    spans = [
        f"{name}: {_spread(board, key, systems)}"
        for name, systems in (("Language models", models), ("Traditional", others))
    ]
    answer, tone = {
        "better": ("Less than the traditional systems", "no"),
        "worse": ("More than the traditional systems", "yes"),
        "tie": ("No significant difference between the best", "even"),
        "untested": ("Not tested", "open"),
    }[contest.outcome]
    evidence = (*spans, f"Best against best, {contest.numbers}")
    return Finding(question, answer, _tone(tone), evidence)


def _cost_more(models: Sequence[System], others: Sequence[System]) -> Finding:
    question = "Do they cost more and run slower?"
    evidence, slower, bigger = [], None, None
    for reading, name in ((r.MEDIAN, "a text"), (r.PEAK, "of memory"), (r.FIT, "of learning")):
        ours, theirs = _values(models, reading), _values(others, reading)
        if not ours or not theirs:
            continue
        ratio = _middle(ours) / _middle(theirs) if _middle(theirs) else None
        middle = f"; the median is {formats.times(ratio)} as large" if ratio else ""
        evidence.append(
            f"{reading.label}: language models {_range(ours, reading)} {name}, "
            f"traditional {_range(theirs, reading)}{middle}"
        )
        if reading is r.MEDIAN:
            slower = _apart(ours, theirs)
        if reading is r.PEAK:
            bigger = _apart(ours, theirs)
    if slower is None:
        return _open(question, _lacking(models, others, "a latency of both sides"))
    if slower == "more" and bigger in ("more", None):
        answer, tone = "Yes, every one of them", "yes"
    elif slower == "less" and bigger in ("less", None):
        answer, tone = "No, every one of them is cheaper", "no"
    else:
        answer, tone = "It depends on the system", "mixed"
    return Finding(
        question, answer, _tone(tone), (*evidence, "Measured on this machine, not tested")
    )


def _rules_are_cheap(board: Board) -> Finding:
    question = "Are rules cheap, fast and explainable?"
    rules = [system for system in board.ranked if system.family.key == "rules"]
    others = [system for system in board.ranked if system.family.key != "rules"]
    evidence, places = [], []
    for reading in (r.MEDIAN, r.PEAK, r.FIT):
        ours, theirs = _values(rules, reading), _values(others, reading)
        if not ours:
            continue
        place = 1 + sum(value < min(v for v, _ in ours) for value, _ in theirs)
        total = len(theirs) + 1
        if theirs and reading is not r.FIT:
            places.append(place / total)
        rank = f", place {place} of {total}" if theirs else ""
        evidence.append(f"{reading.label}: {formats.span(min(ours)[0], reading.unit)}{rank}")
    if not evidence:
        return _open(question, "No system of the family has finished.")
    evidence.append("How well a text can be explained is not a number in this run")
    if not places:
        return Finding(question, "Nothing to compare with", "open", tuple(evidence))
    cheap = all(place <= 0.5 for place in places)
    answer = "Cheap and fast: yes" if cheap else "Not among the cheaper half in everything"
    return Finding(question, answer, "yes" if cheap else "mixed", tuple(evidence))


def _weak_on_long_texts(board: Board) -> Finding:
    question = "Are n-gram systems weak on long texts?"
    own = [system for system in board.ranked if system.family.key == "statistical"]
    others = [system for system in board.ranked if system.family.key != "statistical"]
    headline = board.headline
    if not own or headline is None:
        return _open(question, "No statistical system has finished.")
    best, parts = board.best(headline, own) or own[0], []
    for part in best.finished[0].slices:
        if part.by in SIZE_SLICES and part.scores.get(headline) is not None:
            parts.append(part)
    if len(parts) < 2:
        length = (
            f"{best.title} writes {formats.significant(best.mean(r.WORDS.read), 2)} words a text"
        )
        return _open(question, f"The run has no slices by input size. {length}.")
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
        change = f"{middle:+.{column.decimals}f} {column.unit}".rstrip()
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
    scores = {
        p.value: p.scores.get(column.key) for p in system.finished[0].slices if p.by == small.by
    }
    first, last = scores.get(small.value), scores.get(large.value)
    return None if first is None or last is None else last - first


def _near_to_people(board: Board) -> Finding:
    question = "How near do they come to a human text?"
    ceilings = [system for system in board.bounds if any(rec.held_out for rec in system.finished)]
    lines, above = [], 0
    for key, column in board.columns.items():
        ceiling = next((e for s in ceilings if (e := s.estimate(key, held_out=True))), None)
        found = [(e.value, s) for s in board.ranked if (e := s.estimate(key, held_out=True))]
        if ceiling is None or not found or column.better is None:
            continue
        value, system = (max if column.better == "higher" else min)(found, key=lambda item: item[0])
        beats = value > ceiling.value if column.better == "higher" else value < ceiling.value
        above += beats
        lines.append(
            f"{column.label}: {system.title} {formats.with_unit(value, column)}, "
            f"human text {formats.with_unit(ceiling.value, column)}"
        )
    if not lines:
        return _open(question, "No human text was scored against held-out references.")
    answer = (
        f"Past it on {above} of {len(lines)} scores, untested"
        if above
        else "Not past it on any score"
    )
    caution = (
        "A score that puts a system above a human text rewards something else than good writing"
    )
    tone: Tone = "mixed" if above else "no"
    return Finding(question, answer, tone, (*lines[:4], *((caution,) if above else ())))


def _tally(contests: Sequence[Contest], noun: str) -> tuple[str, Tone]:
    """The answer in a few words: how many columns either side wins."""
    count = Counter(contest.outcome for contest in contests)
    total = len(contests)
    everywhere = f"on all {total} {noun}" if total > 1 else f"on {contests[0].column.label}"
    if count["untested"] == total:
        return "Not tested, numbers only", "open"
    if count["tie"] + count["untested"] == total:
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


def _tone(word: str) -> Tone:
    tones: dict[str, Tone] = {"yes": "yes", "no": "no", "even": "even", "mixed": "mixed"}
    return tones.get(word, "open")


def _lacking(models: Sequence[System], others: Sequence[System], what: str) -> str:
    if not models:
        return "No language model has finished."
    return f"It takes {what}." if others else "No traditional system has finished."


def _values(systems: Sequence[System], reading: r.Reading) -> list[tuple[float, str]]:
    found = ((s.mean(reading.read), s.title) for s in systems)
    return [(value, title) for value, title in found if value is not None]


def _mean_of(systems: Sequence[System], reading: r.Reading) -> float | None:
    values = [value for value, _ in _values(systems, reading)]
    return statistics.fmean(values) if values else None


def _middle(values: Sequence[tuple[float, str]]) -> float:
    return statistics.median(value for value, _ in values)


def _range(values: Sequence[tuple[float, str]], reading: r.Reading) -> str:
    (low, first), (high, last) = min(values), max(values)
    if len(values) == 1:
        return f"{formats.span(low, reading.unit)} ({first})"
    low_text, high_text = formats.significant(low), formats.span(high, reading.unit)
    return f"{low_text} ({first}) to {high_text} ({last})"


def _apart(ours: Sequence[tuple[float, str]], theirs: Sequence[tuple[float, str]]) -> str:
    if min(ours)[0] > max(theirs)[0]:
        return "more"
    return "less" if max(ours)[0] < min(theirs)[0] else "mixed"


def _spread(board: Board, key: str, systems: Sequence[System]) -> str:
    column = board.columns[key]
    found = [
        (value, system.title) for system in systems if (value := system.value(key)) is not None
    ]
    (low, first), (high, last) = min(found), max(found)
    if len(found) == 1:
        return f"{formats.with_unit(low, column)} ({first})"
    return f"{formats.score(low, column)} ({first}) to {formats.with_unit(high, column)} ({last})"
