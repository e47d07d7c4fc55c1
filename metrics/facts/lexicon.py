"""Word tables and patterns of English number expressions: data of the fact matcher."""

from __future__ import annotations

import re
from typing import Literal


def words(listed: str) -> list[str]:
    """The words of a spaced list: tables stay readable."""
    return listed.split()


ONES = {
    word: value
    for value, word in enumerate(
        words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen "
            "fourteen fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        words("twenty thirty forty fifty sixty seventy eighty ninety"), start=2
    )
}
SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
}
SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12} | SCALES
ORDINALS = {
    word: value
    for value, word in enumerate(
        words(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
        ),
        start=1,
    )
} | {word[:-1] + "ieth": value for word, value in TENS.items()}
RATIOS = {
    "twice": 2.0,
    "double": 2.0,
    "doubled": 2.0,
    "doubling": 2.0,
    "thrice": 3.0,
    "treble": 3.0,
    "trebled": 3.0,
    "trebling": 3.0,
    "triple": 3.0,
    "tripled": 3.0,
    "tripling": 3.0,
    "quadruple": 4.0,
    "quadrupled": 4.0,
    "halve": 0.5,
    "halved": 0.5,
    "halving": 0.5,
}
FRACTIONS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
UNITS = {
    "cent": ("USD", 0.01),
    "penny": ("USD", 0.01),
    "dollar": ("USD", 1.0),
    "pound": ("GBP", 1.0),
    "euro": ("EUR", 1.0),
    "mph": ("mph", 1.0),
    "km": ("km", 1.0),
    "kilometre": ("km", 1.0),
    "mm": ("mm", 1.0),
    "millimetre": ("mm", 1.0),
    "cm": ("cm", 1.0),
    "centimetre": ("cm", 1.0),
    "mile": ("mile", 1.0),
    "metre": ("m", 1.0),
    "kg": ("kg", 1.0),
    "second": ("second", 1.0),
    "minute": ("minute", 1.0),
    "hour": ("hour", 1.0),
    "day": ("day", 1.0),
    "night": ("night", 1.0),
    "week": ("week", 1.0),
    "month": ("month", 1.0),
    "year": ("year", 1.0),
    "decade": ("year", 10.0),
    "quarter": ("quarter", 1.0),
    "fold": ("times", 1.0),
    "time": ("times", 1.0),
}
UNIT_GROUPS = {
    "speed": ("km/h", 1.0),
    "points": ("points", 1.0),
    "percent": ("percent", 1.0),
    "degrees": ("C", 1.0),
    "cent": ("USD", 0.01),
}
UNIT_SPELLINGS = {
    f"{prefix}meter{plural}": f"{prefix}metre"
    for prefix in ("kilo", "milli", "centi", "")
    for plural in ("", "s")
} | {"us dollar": "dollar", "us dollars": "dollar"}
CURRENCY = {"$": "USD", "£": "GBP", "€": "EUR"}

SCALE_WORD = "hundred|thousand|million|billion|trillion|dozen"
NUMBER_WORD = "|".join(sorted([*ONES, *TENS, *SCALES], key=len, reverse=True))
ORDINAL_WORD = "|".join(sorted(ORDINALS, key=len, reverse=True))
WORDS = (
    rf"(?:half[ -]an?[ -](?={SCALE_WORD})|an?[ -](?={SCALE_WORD}))?(?:{NUMBER_WORD})"
    rf"(?:(?:[- ]|(?<=red) and |(?<=sand) and |(?<=lion) and )(?:{NUMBER_WORD})\b)*"
)
"""A number in words; the look-behinds are the ends of hundred, thousand, million and billion."""

NUMBER = re.compile(
    r"(?<![\w.$])(?:"
    r"(?P<score>\d{1,2}[-–]\d{1,2}(?![\w%.,]\d|\d|%|-| ?(?:percent|per cent|km|mm|c\b|days?\b)))"
    r"|(?P<score_words>(?:one|two|three|four|five|six|seven|eight|nine|ten|nil)"
    r"-(?:nil|all|zero|one|two|three|four|five)\b(?!-))"
    r"|(?P<goals_to>(?P<left>a|one|two|three|four|five|six|seven|eight) goals? to "
    r"(?P<right>nil|one|two|three|four|five|six))\b"
    r"|(?P<inten>(?P<part>\d+|\w+) (?:of (?:the )?\w+ |voters? |votes? |people |electors? )?"
    r"(?:in|out of)(?: every)? (?P<whole>three|four|five|ten|10|100)\b"
    r"(?! minutes?| days?))"
    rf"|(?P<ordinal>(?:(?:{'|'.join(TENS)})[- ])?(?:{ORDINAL_WORD})(?!s\b)|\d+(?:st|nd|rd|th))\b"
    rf"|(?P<fraction>(?:an?|one|two|three|four|five|six|seven|eight|nine)[- ]"
    r"(?:half|halve|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?)\b(?![- ]quarter)"
    rf"|(?P<ratio>{'|'.join(RATIOS)}|(?:{'|'.join(ONES)})fold)\b"
    r"|(?P<digits>(?:minus |[-−–](?=[\d$]))?(?:us)?[$£€]?"
    r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:½)?)"
    rf"|(?P<words>(?:minus )?(?:{WORDS}))\b"
    r"|(?P<single>an?(?= (?:single )?(?:cent|penny|dollar|degree|minute|year|week|month|day|goal"
    r"|percentage point|point)s?\b))"
    r"|(?P<nothing>nil)\b"
    r")"
)
"""A number expression of lower-cased text."""
SUFFIX = re.compile(
    rf"[- ]?({SCALE_WORD})s?\b(?! of\b)|(k|mn?|bn|tn)\b(?:illion)?|[- ](bn|mn)\b", re.IGNORECASE
)
CENTS_AFTER_DOLLARS = re.compile(
    rf"(?:,? and)? (\d{{1,2}}|{WORDS})\b(?: cents?\b)?(?![,.]\d| ?%| per| (?:billion|million))",
    re.IGNORECASE,
)
AND_PART = re.compile(r" and (a half|a quarter|three quarters)\b(?! per| of| past)", re.IGNORECASE)
UNIT = re.compile(
    r"[- ]?(?P<speed>k(?:ilo)?m(?:et(?:re|er)s?)? ?(?:/|per |an? |-an-)?h(?:our)?\b|kph\b|kmh\b)"
    r"|(?P<points> ?(?:%|[- ]?per[- ]?cent(?:age)?)[- ]?points?\b"
    r"|[- ](?:of a (?:percentage )?)?(?:points?|pts)\b)"
    r"|(?P<percent> ?%|[- ]per[- ]cent\b|[- ]percent\b)"
    r"|(?P<degrees>[- ]?°? ?C\b|[- ]?degrees?(?: (?:Celsius|centigrade|C\b))?|°)"
    r"|(?P<cent>c\b|¢)"
    r"|[- ](?P<word>(?:us )?dollars?|cents?|penny|pounds?|euros?|mph|km|kilomet(?:re|er)s?|mm"
    r"|millimet(?:re|er)s?|cm|centimet(?:re|er)s?|miles?|met(?:re|er)s?|kg|seconds|minutes?"
    r"|hours?|days?|nights?|weeks?|months?|years?|decades?|quarters?|fold|times)\b"
    r"|(?P<tight>km|mm|cm|kg)\b",
)
PLACE = re.compile(
    r"[- ](?:plac\w+|spot\b|position\w*|in (?:the |their )?(?:[A-Z]\w+ )?"
    r"(?:League|Division|league|division|table|standings)\b)"
)
_HEDGED: dict[Literal["over", "under", "about"], str] = {
    "over": "more than;just over;over;above;upwards of;in excess of;at least;exceed;exceeds"
    ";exceeded;exceeding;a little over;slightly more than;slightly over;a shade over;well over"
    ";upward of;beyond;past;topped;topping;better than;at or above;comfortably over"
    ";surpassed;surpassing;clear of",
    "under": "nearly;almost;just under;under;less than;fewer than;close to;not quite;shy of"
    ";just short of;short of;approaching;a little under;slightly less than;slightly under"
    ";a shade under;just below;below;close on;nearing;the best part of;virtually;well under",
    "about": "about;around;roughly;some;approximately;an estimated;or so;in the region of"
    ";in the order of;near;near to;near enough;getting on for;as good as;effectively",
}
HEDGES: dict[tuple[str, ...], Literal["over", "under", "about"]] = {
    tuple(phrase.split()): hedge
    for hedge, phrases in _HEDGED.items()
    for phrase in phrases.split(";")
}
"""What loosens a number, by its words."""
START = re.compile(
    r"(?<![\w.$])(?:(?:us)?[$£€]?\d|[-−–][\d$]|minus |one|t(?:w[eio]|h[ir]|en|reb|rip|rill)"
    r"|f(?:i[frv]|o[ur])|s(?:ix|ev|ec)|e(?:igh|lev)|ni[nl]|h(?:al|und)|qua|[mb]illion|thousand"
    r"|zero|do[uz]|an?[ -](?=hu|th|mi|bi|tr|do|ha|qu|fi|si|se|ei|ni|te|go|ce|pe|de|ye|we|mo|da"
    r"|po))"
)
"""Where NUMBER can match: cheap to find, so that it is tried rarely."""
