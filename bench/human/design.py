"""Who rates what in which order, drawn from a seed; and the key that undoes the blinding.

Every rater sees every chosen text twice: in the first part its quality is asked, without the
facts, in the second part its faithfulness, beside the facts. So neither answer colours the other.
Some pages hold one more text, made so that its rating is known: a rater who does not see that
words are shuffled, or that a report is about something else, was not reading.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Literal

from bench.api import stable_seed
from bench.human.answers import Answers, HumanError

Aspect = Literal["quality", "faithfulness"]
CHECK = ""
"""Stands for the system in the key's line of an attention check."""
CHECK_MOST = 2
"""An attention check is passed by a rating of at most this."""
ITEMS_PER_CHECK = 6


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of each text.

    Attributes:
        scale: what 1, 2, 3, 4 and 5 mean.
    """

    aspect: Aspect
    title: str
    asks: str
    hint: str
    scale: tuple[str, str, str, str, str]


QUESTIONS = (
    Question(
        aspect="quality",
        title="Quality",
        asks="How well is the text written?",
        hint=(
            "Judge language only: grammar, flow, clarity, a fitting style. Whether it is true is"
            " asked later; you do not see the facts here."
        ),
        scale=("not readable", "poor", "acceptable", "good", "excellent"),
    ),
    Question(
        aspect="faithfulness",
        title="Faithfulness",
        asks="Does the text say what the input says?",
        hint=(
            "Judge content only, against the input above the texts. What follows from it"
            " (a sum, a weekday, a rounded figure) is no invention. Style does not count here."
        ),
        scale=(
            "several wrong or invented statements",
            "one wrong or invented statement",
            "nothing wrong, but something important is missing",
            "nothing wrong, something minor is missing",
            "complete, nothing wrong",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Card:
    """One text to rate; the code is all that the sheet says of its origin."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One item with the texts to compare, in the order of this rater."""

    item: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that one rater is asked: a list of pages for each question."""

    study: str
    rater: str
    parts: tuple[tuple[Question, tuple[Page, ...]], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code stands for; ``system`` is empty for an attention check."""

    rater: str
    aspect: Aspect
    item: str
    system: str


@dataclass(frozen=True, slots=True)
class Key:
    """Which text is whose. Nobody who rates may see it."""

    study: str
    task: str
    condition: str
    seed: int
    systems: tuple[str, ...]
    entries: Mapping[str, Entry]

    def write(self, path: Path) -> None:
        """Write as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", "utf-8")


def read_key(path: Path) -> Key:
    """Read a key.

    Raises:
        HumanError: the file is none.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        entries = {code: Entry(**entry) for code, entry in found.pop("entries").items()}
        return Key(**found | {"systems": tuple(found["systems"])}, entries=entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HumanError(
            f"{path} is no key of a study ({error}): give the key.json that"
            " python -m bench.human make wrote beside the sheets' folder, with --key"
        ) from error


def design(answers: Answers, items: int, raters: int, seed: int) -> tuple[list[Sheet], Key]:
    """Draw the items and make a sheet for every rater.

    Raises:
        HumanError: a number makes no sheet.
    """
    if items < 1 or raters < 1:
        raise HumanError(f"wanted at least 1 item and 1 rater, found {items} and {raters}")
    chosen = sample_items(answers, items, seed)
    names = tuple(system.name for system in answers.systems)
    study = _code(seed, answers.run.name, answers.task, answers.condition, *names, *chosen)
    entries: dict[str, Entry] = {}
    sheets = []
    for number in range(1, raters + 1):
        rater = f"rater-{number}"
        parts = []
        for question in QUESTIONS:
            draw = random.Random(stable_seed(seed, study, rater, question.aspect))
            blocks = _blocks(answers, chosen, question.aspect, draw)
            pages = []
            for item, block in blocks:
                mine = [(Entry(rater, question.aspect, item, name), text) for name, text in block]
                cards = [Card(_code(0, study, *astuple(entry)), text) for entry, text in mine]
                codes = (card.code for card in cards)
                entries |= zip(codes, (entry for entry, _ in mine), strict=True)
                pages.append(Page(item, tuple(cards)))
            parts.append((question, tuple(pages)))
        sheets.append(Sheet(study, rater, tuple(parts)))
    return sheets, Key(study, answers.task, answers.condition, seed, names, entries)


def sample_items(answers: Answers, count: int, seed: int) -> list[str]:
    """Items spread evenly over all combinations of slices, drawn by the seed within each."""
    strata: dict[tuple[tuple[str, str], ...], list[str]] = defaultdict(list)
    for name, item in answers.items.items():
        if all(name in system.texts for system in answers.systems):
            strata[tuple(sorted(item["slices"].items()))].append(name)
    for members in strata.values():
        members.sort(key=lambda name: stable_seed(seed, "item", name))
    turns = sorted(
        (turn, stable_seed(seed, "stratum", *(f"{by}={value}" for by, value in stratum)), name)
        for stratum, members in strata.items()
        for turn, name in enumerate(members)
    )
    if len(turns) < count:
        raise HumanError(
            f"wanted {count} items that every system answered, found {len(turns)}: ask for fewer"
            " with --items"
        )
    return [name for _, _, name in turns[:count]]


def _blocks(
    answers: Answers, chosen: Sequence[str], aspect: Aspect, draw: random.Random
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Items in this rater's order, each with (system, text) in this rater's order."""
    order = draw.sample(chosen, len(chosen))
    checked = set(draw.sample(order, max(1, len(order) // ITEMS_PER_CHECK)))
    for item in order:
        texts = {system.name: system.texts[item] for system in answers.systems}
        if item in checked:
            texts[CHECK] = _check_text(answers, item, aspect, draw)
        yield item, draw.sample(sorted(texts.items()), len(texts))


def _check_text(answers: Answers, item: str, aspect: Aspect, draw: random.Random) -> str:
    """Shuffled words of a reference, or a sound reference of another item."""
    if aspect == "quality":
        reference = answers.items[item]["references"][0]
        words = reference.split() if answers.language != "zh" else list(reference)
        joint = " " if answers.language != "zh" else ""
        return joint.join(draw.sample(words, len(words)))
    kind = answers.items[item]["kind"]
    others = [name for name in answers.items if name != item]
    if not others:
        raise HumanError("an attention check needs the text of another item, found one item only")
    foreign = [name for name in others if answers.items[name]["kind"] != kind] or others
    return str(answers.items[draw.choice(foreign)]["references"][0])


def _code(seed: int, *parts: str) -> str:
    digest = hashlib.blake2b("\x1f".join((str(seed), *parts)).encode(), digest_size=6)
    return digest.hexdigest()
