"""Dates, weekdays and times of day in English text. Part of the fact matcher."""

from __future__ import annotations

import re
from collections.abc import Iterator

from metrics.facts import lexicon
from metrics.facts.hedges import Hedge, hedge_before
from metrics.facts.lexicon import words
from metrics.facts.numbers import Mention, ordinal_value, words_to_number

MONTHS = {
    name: number
    for number, name in enumerate(
        words(
            "january february march april may june july august september october november december"
        ),
        start=1,
    )
}
WEEKDAYS = {
    name: number
    for number, name in enumerate(words("monday tuesday wednesday thursday friday saturday sunday"))
}
FEASTS = {
    "New Year's Day": 101,
    "New Year's Eve": 1231,
    "Valentine's Day": 214,
    "Christmas Eve": 1224,
    "Christmas Day": 1225,
    "Boxing Day": 1226,
}
_MONTH = "|".join(name.capitalize() for name in MONTHS)
_SHORT_MONTH = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
_ORDINAL = rf"(?:(?:twenty|thirty)[- ])?(?:{lexicon.ORDINAL_WORD})"
_HOUR = r"(?:(?i:twelve|eleven|ten|one|two|three|four|five|six|seven|eight|nine)|\d{1,2})"
_HALF_DAY = r"(?: ?(?P<{0}>[ap])\.?m\b\.?)"
_PATTERN = re.compile(
    r"(?<![\w.])(?:"
    r"(?P<iso>\d{4}[-/]\d{2}[-/]\d{2})"
    rf"|(?P<day_first>(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH}|{_SHORT_MONTH})\b"
    r"(?:,? (?P<y1>\d{4}))?)"
    rf"|(?P<month_first>(?P<m2>{_MONTH}|{_SHORT_MONTH})\.? (?:the )?(?:(?P<d2>\d{{1,2}})"
    rf"(?:st|nd|rd|th)?(?!\d|[.:]\d)|(?P<o2>{_ORDINAL}))\b(?:,? (?P<y2>\d{{4}}))?)"
    rf"|(?P<ordinal_first>(?P<o3>{_ORDINAL})(?: day)?(?: of)? (?P<m3>{_MONTH})\b"
    r"(?:,? (?P<y3>\d{4}))?)"
    rf"|(?P<feast>(?:St )?(?:{'|'.join(FEASTS)}))"
    rf"|(?P<month>(?:{_MONTH})\b)(?= (?P<y4>\d{{4}})\b)?"
    rf"|(?P<weekday>(?:{'|'.join(name.capitalize() for name in WEEKDAYS)}))"
    rf"|(?P<clock>(?P<h1>\d{{1,2}}):(?P<n1>\d{{2}})(?!\d){_HALF_DAY.format('a1')}?)"
    rf"|(?P<dotted>(?P<h2>\d{{1,2}})\.(?P<n2>[0-5]\d)(?!\d){_HALF_DAY.format('a2')})"
    rf"|(?P<hour>(?P<h3>{_HOUR})(?:{_HALF_DAY.format('a3')}| o['’]clock))"
    rf"|(?P<past>(?P<n4>(?i:half|(?:a )?quarter|a minute|(?:{lexicon.WORDS})(?: minutes?)?)"
    rf"|\d{{1,2}}(?: minutes?)?)[ ]"
    rf"(?P<way>past|to|after|before|short of|shy of) (?P<h4>{_HOUR}|(?i:noon|midday|midnight))\b"
    r"(?![.,:]\d| ?%| per| cents?"
    r"| ?(?:[bm]n|m|billion|million|km|mm|C|degrees?)\b)"
    rf"{_HALF_DAY.format('a4')}?)"
    rf"|(?P<bare>(?:(?<=before )|(?<=after )|(?<=past )|(?<=around ))(?P<h5>{_HOUR})\b"
    r"(?= on [A-Z]| in the (?:morning|afternoon|evening)| at night))"
    r"|(?P<named>(?i:noon|midday|midnight))\b"
    r")",
)
_START = re.compile(
    r"(?<![\w.])(?:\d(?=\d?(?:[:.]\d|(?:[a-z]{2})?(?: of)? [A-Z]| ?[ap]\.?m| o['’]c"
    r"|(?: minutes?)? (?:past|to|after|before|sho|shy) | (?:on [A-Z]|in the |at n))|\d{3}[-/])"
    r"|Jan|Feb|Mar|Apr|May|Ju[nl]|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun"
    r"|New Y|Val|St V|Chr|Box|[Oo]ne|[Tt](?:w[eo]|h[ir]|en)|[Ff](?:i[frv]|o[ur])|[Ss](?:ix|ev|ec)"
    r"|[Ee](?:igh|lev)|[Nn]in|[Aa] [qm]|[Hh]alf|[Qq]uarter|[Nn]oon|[Mm]id[dn])"
)
_PART_OF_DAY = re.compile(
    r"(?: local(?: time)?)?(?: in the (?:early )?(?P<part>morning|afternoon|evening)| at (?P<night>"
    r"night))",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\b(?:before|after|past|around|about|nearly|almost|by|towards?|gone|approaching|of|until|till"
    r"|shy of|short of|just on|close to) \Z",
    re.IGNORECASE,
)
_NAMED_HOURS = {"noon": 12.0, "midday": 12.0, "midnight": 0.0}
_MODAL_MAY = re.compile(r"(?:\A|[.!?]['”\"]? )\Z")


def dates_and_times(text: str) -> Iterator[Mention]:
    """All dates, months, weekdays and times of ``text`` in order."""
    position = 0
    for start in _START.finditer(text):
        match = _PATTERN.match(text, start.start()) if start.start() >= position else None
        if match is None:
            continue
        position = match.end()
        kind = str(match.lastgroup)
        if kind == "feast":
            yield Mention(
                match.start(), match.end(), "date", float(FEASTS[match[0].removeprefix("St ")])
            )
            continue
        if kind in ("weekday", "month", "y4"):
            mention = _day_name(text, match)
        elif kind in ("iso", "day_first", "month_first", "ordinal_first"):
            mention = _date(match, kind)
        else:
            mention = _time(text, match, kind)
        if mention is not None:
            yield mention


def _day_name(text: str, match: re.Match[str]) -> Mention | None:
    if match["weekday"]:
        value = WEEKDAYS[match["weekday"].lower()]
        return Mention(match.start(), match.end(), "weekday", float(value))
    name = match["month"]
    if name in ("May", "March") and _MODAL_MAY.search(text, 0, match.start()):
        return None
    return Mention(match.start(), match.end(), "month", float(MONTHS[name.lower()]))


def _month_number(name: str) -> int:
    return next(number for month, number in MONTHS.items() if month.startswith(name[:3].lower()))


def _date(match: re.Match[str], kind: str) -> Mention | None:
    if kind == "iso":
        year, month, day = (int(part) for part in re.split("[-/]", match[0]))
    else:
        index = {"day_first": 1, "month_first": 2, "ordinal_first": 3}[kind]
        month = _month_number(match[f"m{index}"])
        ordinal = match[f"o{index}"] if index > 1 else None
        day = ordinal_value(ordinal) or 0 if ordinal else int(match[f"d{index}"])
        year = int(match[f"y{index}"] or 0)
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return Mention(match.start(), match.end(), "date", float(100 * month + day), second=year)


def _time(text: str, match: re.Match[str], kind: str) -> Mention | None:
    """Unit "24" marks a time whose half of the day is known, "12" one where it is not."""
    start, end = match.span()
    loose = _LOOSE.search(text, max(0, start - 14), start)
    hedge: Hedge = "about" if loose else hedge_before(text, start)
    if kind == "named":
        minutes = 0.0 if match[0].lower() == "midnight" else 720.0
        return Mention(start, end, "time", minutes, 1, "24", hedge, weak=True)
    half_day = next((match[f"a{index}"] for index in (1, 2, 3, 4) if match[f"a{index}"]), None)
    value = _past(match) if kind == "past" else _plain_time(match, kind)
    if value is None:
        return None
    named = kind == "past" and match["h4"].lower() in _NAMED_HOURS
    exact = kind == "clock" or value >= 780 or named
    if half_day is None and (part := _PART_OF_DAY.match(text, end)):
        word = (part["part"] or part["night"]).lower()
        half_day = "a" if word == "morning" or (word == "night" and value < 360) else "p"
        end = part.end()
    if half_day is not None:
        value, exact = value % 720 + (720 if half_day == "p" else 0), True
    return Mention(start, end, "time", value % 1440, 1.0, "24" if exact else "12", hedge)


def _plain_time(match: re.Match[str], kind: str) -> float | None:
    index = {"clock": 1, "dotted": 2, "hour": 3, "bare": 5}[kind]
    written = match[f"h{index}"]
    hour = int(written) if written.isdigit() else words_to_number(written)
    minute = int(match[f"n{index}"]) if index < 3 else 0
    if hour is None or hour > 24 or minute > 59:
        return None
    return hour * 60 + minute


def _past(match: re.Match[str]) -> float | None:
    written = re.sub(" minutes?$", "", match["n4"].lower())
    if written == "half":
        away: float | None = 30 if match["way"] == "past" else None
    elif written.endswith("quarter"):
        away = 15
    elif written == "a":
        away = 1
    else:
        away = float(written) if written.isdigit() else words_to_number(written)
    hour = _NAMED_HOURS.get(match["h4"].lower())
    if hour is None:
        hour = float(match["h4"]) if match["h4"].isdigit() else words_to_number(match["h4"])
    if written.isdigit() and match["h4"].isdigit() and "minute" not in match["n4"]:
        return None
    if away is None or away > 59 or hour is None or hour > 24:
        return None
    if "minute" not in match["n4"] and match["way"] not in ("past", "to"):
        return None
    sign = 1 if match["way"] in ("past", "after") else -1
    return (hour * 60 + sign * away) % 1440
