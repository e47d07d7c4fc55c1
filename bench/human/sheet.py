"""The rating sheet: one self-contained page that fetches nothing and saves a JSON file.

Texts and facts are untrusted: Jinja2 escapes them, and the page's policy admits only the script
of this room.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bench.human.answers import Answers
from bench.human.design import Sheet
from bench.report.examples import plain

HERE = Path(__file__).parent
SECONDS_PER_RATING = 20
_UNITS = {
    "km": "km",
    "mm": "mm",
    "kmh": "km/h",
    "c": "°C",
    "pct": "%",
    "usd": "US dollars",
    "musd": "million US dollars",
}
"""Units as keys of facts end in them."""


def render_sheet(sheet: Sheet, answers: Answers) -> str:
    """The page of one rater; it names no system, run or key."""
    script = (HERE / "sheet.js").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["read_out"] = read_out
    return environment.get_template("sheet.html.j2").render(
        sheet=sheet,
        items=answers.items,
        task=answers.task.replace("_", " "),
        instruction=answers.systems[0].record.config.get("task", {}).get("instruction", ""),
        language=answers.language,
        minutes=minutes_of(sheet),
        style=Markup((HERE / "sheet.css").read_text(encoding="utf-8")),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def read_out(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Facts as a rater reads them: ``wind_kmh: 25`` as ``wind``, ``25 km/h``."""
    spoken = []
    for key, value in facts.items():
        name, _, end = key.rpartition("_")
        unit = _UNITS.get(end, "") if name and not isinstance(value, str | list | dict) else ""
        label = (name if unit else key).replace("_", " ")
        spoken.append((label, f"{plain(value)} {unit}".rstrip()))
    return spoken


def count_ratings(sheet: Sheet) -> int:
    """How many ratings the sheet asks for."""
    return sum(len(page.cards) for _, pages in sheet.parts for page in pages)


def minutes_of(sheet: Sheet) -> int:
    """A guess of the time it takes, for the rater to plan with."""
    return max(1, round(count_ratings(sheet) * SECONDS_PER_RATING / 60))
