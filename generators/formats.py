"""How values are written in English news prose: numbers, money, dates, times, lists, articles.

Plain functions of a value, used as Jinja2 filters by the templates and as written forms by the
n-gram generator. Nothing here knows a task, a record or a generator.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

_UNITS = str.split(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = str.split("_ _ twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_MONTHS = str.split(
    "January February March April May June July August September October November December"
)
_WEEKDAYS = str.split("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_DEFINITE = {"Alliance", "Bloc", "Coalition", "Front", "League", "List", "Party", "Union"}
_DEFINITE |= {"Championship", "Cup", "Division", "Shield", "Trophy"}
_OPEN_COUNTRY = {"Coast", "Island", "Islands", "Peninsula", "Plateau"}


def number(value: float) -> str:
    """``8.0`` to "8", ``-3.45`` to "-3.45", ``12500`` to "12,500"; never an exponent."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def size(value: float) -> str:
    """A number without its sign, for prose that says the direction in words."""
    return number(abs(value))


def spelled(value: int) -> str:
    """Cardinal in words below one million: ``28000`` to "twenty-eight thousand"."""
    if value < 20:
        return _UNITS[value]
    if value < 100:
        tens, rest = divmod(value, 10)
        return _TENS[tens] + (f"-{_UNITS[rest]}" if rest else "")
    base, name = (100, "hundred") if value < 1000 else (1000, "thousand")
    head, rest = divmod(value, base)
    joint = " and " if rest < 100 else " "
    return f"{spelled(head)} {name}" + (f"{joint}{spelled(rest)}" if rest else "")


def spelled_ordinal(value: int) -> str:
    """``21`` to "twenty-first"."""
    words = spelled(value)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    if last in _ORDINALS:
        return words[:cut] + _ORDINALS[last]
    return words[:-1] + "ieth" if last.endswith("y") else words + "th"


def count(value: int) -> str:
    """News style: words from one to nine, digits from 10, "no" for none."""
    if value == 0:
        return "no"
    return _UNITS[value] if 0 < value < 10 else f"{value:,}"


def counted(value: int, singular: str, plural: str = "") -> str:
    """A count with its noun in the right number: "one aftershock", "14 aftershocks"."""
    return f"{count(value)} {singular if value == 1 else plural or singular + 's'}"


def ordinal(value: int) -> str:
    """``22`` to "22nd"."""
    teen = value % 100 in (11, 12, 13)
    return f"{value:,}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"


def money(millions: float, decimals: int = 2) -> str:
    """Size of a sum in millions of dollars: "$1.04bn", "$193.9m"; the sign is for the prose."""
    amount = abs(millions)
    if round(amount, 1) < 1000:
        return f"${number(round(amount, max(1, decimals - 1)))}m"
    return f"${number(round(amount / 1000, decimals))}bn"


def money_range(low: float, high: float, joint: str = "and") -> str:
    """Two sums with as many decimals as it takes to tell them apart; one if they are equal."""
    for decimals in (2, 3, 4):
        first, last = money(low, decimals), money(high, decimals)
        if first != last:
            return f"{first} {joint} {last}"
    return money(low)


def per_share(dollars: float) -> str:
    """Size of an amount per share: "5 cents", "1 cent", "$1.24"."""
    amount = abs(dollars)
    if amount >= 1:
        return f"${amount:,.2f}"
    cents = number(round(100 * amount, 1))
    return f"{cents} cent{'' if cents == '1' else 's'}"


def earned(dollars: float) -> str:
    """``per_share`` that says when it is a loss: "a loss of 3 cents"."""
    return per_share(dollars) if dollars >= 0 else f"a loss of {per_share(dollars)}"


def celsius(degrees: float) -> str:
    """ "17C", "minus 4C"."""
    return f"{'minus ' if degrees < 0 else ''}{size(degrees)}C"


@lru_cache(maxsize=4096)
def _parsed(iso: str) -> date:
    return date.fromisoformat(iso)


def day_month(iso: str) -> str:
    """``2026-08-22`` to "22 August"."""
    day = _parsed(iso)
    return f"{day.day} {_MONTHS[day.month - 1]}"


def day_month_year(iso: str) -> str:
    """``2026-08-22`` to "22 August 2026"."""
    return f"{day_month(iso)} {_parsed(iso).year}"


def weekday(iso: str, days_later: int = 0) -> str:
    """``2026-08-22`` to "Saturday"; ``days_later=1`` names the day after."""
    return _WEEKDAYS[(_parsed(iso) + timedelta(days=days_later)).weekday()]


def month(iso: str) -> str:
    """``2026-08-22`` to "August"."""
    return _MONTHS[_parsed(iso).month - 1]


def clock(time: str) -> str:
    """``16:21`` to "4.21pm", ``00:30`` to "12.30am"."""
    hour, minute = (int(part) for part in time.split(":"))
    return f"{hour % 12 or 12}.{minute:02d}{'am' if hour < 12 else 'pm'}"


def listing(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1]))) if items else ""


def capital(text: str) -> str:
    """First letter upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def article(text: str) -> str:
    """ "a" or "an", by how the text begins when read aloud: "an 11% rise", "an $8m loss"."""
    word = text.lstrip("$£€")
    if word[:1].isdigit():
        digits = re.split(r"\D", word, maxsplit=1)[0]
        return "an" if digits.startswith("8") or digits in ("11", "18") else "a"
    lowered = word.lower()
    if lowered.startswith(("uni", "use", "usu", "one", "eu")) and not lowered.startswith("unin"):
        return "a"
    return "an" if lowered[:1] in set("aeiou") or lowered.startswith(("hour", "honest")) else "a"


def with_article(text: str) -> str:
    """The text behind its indefinite article."""
    return f"{article(text)} {text}"


def possessive(name: str) -> str:
    """ "Corex Hotels'", "Dorado Retail's"."""
    return name + ("'" if name.endswith("s") else "'s")


def surname(full_name: str) -> str:
    """The last word of a name."""
    return full_name.rsplit(" ", 1)[-1]


def affiliation(party: str) -> str:
    """What stands behind a candidate's name: "an independent", "of the Labour Front"."""
    if party.startswith(("a ", "an ")):
        return party
    definite = not party.startswith("the ") and not _DEFINITE.isdisjoint(party.split())
    return f"of {'the ' if definite else ''}{party}"


def locative(region: str) -> str:
    """A region behind its preposition: "on the Brine Coast", "in Arden Province"."""
    return f"{'on' if region.rsplit(' ', 1)[-1] in _OPEN_COUNTRY else 'in'} {region}"
