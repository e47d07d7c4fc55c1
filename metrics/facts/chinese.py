"""Quantities of a Chinese text: Arabic and Chinese numerals, 亿 and 万, dates, times, scores.

Part of the fact matcher. Proper names stay in Latin letters (``latin_only``); facts in words are
matched by the wordings of the slot schema.
"""

from __future__ import annotations

import re

from metrics.facts.hedges import Hedge
from metrics.facts.numbers import Mention

_DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_PLACE = {"十": 10, "百": 100, "千": 1000}
_MYRIAD = {"千": 1e3, "万": 1e4, "亿": 1e8, "万亿": 1e12, "百万": 1e6, "千万": 1e7}
_UNITS = {
    "美元": ("USD", 1.0),
    "美分": ("USD", 0.01),
    "%": ("percent", 1.0),
    "％": ("percent", 1.0),
    "个百分点": ("points", 1.0),
    "百分点": ("points", 1.0),
    "公里/小时": ("km/h", 1.0),
    "公里": ("km", 1.0),
    "千米": ("km", 1.0),
    "毫米": ("mm", 1.0),
    "℃": ("C", 1.0),
    "°C": ("C", 1.0),
    "摄氏度": ("C", 1.0),
    "度": ("C", 1.0),
    "分钟": ("minute", 1.0),
    "小时": ("hour", 1.0),
    "天": ("day", 1.0),
    "个月": ("month", 1.0),
    "年": ("year", 1.0),
    "倍": ("times", 1.0),
    "成": ("tenths", 1.0),
    "季度": ("quarter", 1.0),
    "位": ("place", 1.0),
    "名": ("place", 1.0),
}
_NUMERAL = "[零〇一二两三四五六七八九十百千]+"
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_WEEKDAY = {char: index for index, char in enumerate("一二三四五六日")} | {"天": 6}
_PATTERN = re.compile(
    r"(?P<date>(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日)"
    r"|(?P<month_only>(?P<only>\d{1,2})月(?!\d))"
    rf"|(?P<share_of>每(?P<each>\d+|{_NUMERAL})[个张名位人][^，。；]{{0,6}}[，]?[^，。；]{{0,4}}有"
    rf"(?P<part_of>\d+|{_NUMERAL})[个张名位人])"
    r"|(?P<weekday>(?:周|星期|礼拜)(?P<name>[一二三四五六日天]))"
    r"|(?P<time>(?P<part>凌晨|清晨|早上|早晨|上午|中午|午后|下午|傍晚|晚上|晚间|夜间|夜里|深夜|当晚|晚|夜)?"
    r"(?P<hour>\d{1,2})(?:[时点](?!候|间)(?:(?P<minute>\d{1,2})分|(?P<half>半)|(?P<sharp>整))?"
    r"|[:：](?P<digits>\d{2})))"
    r"|(?P<score>(?P<left>\d{1,2})(?:比|[:：]|[-–])(?P<right>\d{1,2})(?![\d年%]))"
    rf"|(?P<ordinal>第(?P<place>\d+|{_NUMERAL})(?P<what>分钟|季度|名|位)?)"
    rf"|(?P<quarter>(?P<which>[一二三四1-4])季度)"
    r"|(?P<season>(?P<fiscal>\d{4})(?:财年|年(?!前|后|来|内|间|多|以上)))"
    rf"|(?P<share>百分之(?P<hundredths>[\d.]+|{_NUMERAL}))"
    rf"|(?P<fraction>(?P<whole>{_NUMERAL}|\d+)分之(?P<some>{_NUMERAL}|\d+))"
    r"|(?P<ratio>翻番|翻倍|翻了一番|翻一番|腰斩|对半砍|减半)"
    r"|(?P<number>(?P<minus>零下|负|[-−])?(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<scale>万亿|千万|百万|亿|万|千)?(?P<more>多|余)?"
    rf"(?P<unit>{_UNIT})?)"
    rf"|(?P<words>(?P<numeral>{_NUMERAL})(?P<myriad>亿|万)?(?P<rest>多|余|半)?(?P<measure>{_UNIT}))"
)
_HEDGE = re.compile(
    r"(?:(?P<over>超过|逾|超|高于|不止|突破|多达|至少|不少于)"
    r"|(?P<under>近|将近|接近|不到|不足|差点|几乎|未满|少于|低于)"
    r"|(?P<about>约|大约|大概|左右|差不多|大致))为?\Z"
)
_SPEED = re.compile(r"(?:时速|每小时)(?:达到?|约|为|仅|只有|高达|超过|近|不过|才|有)*\Z")
_NEARLY = re.compile("左右|许|刚过|前后|不到")
_LATER = frozenset(
    ("下午", "午后", "傍晚", "晚上", "晚间", "夜间", "夜里", "深夜", "当晚", "晚", "夜")
)


def chinese_mentions(text: str) -> list[Mention]:
    """All quantities of a Chinese text in order."""
    return [
        mention
        for match in _PATTERN.finditer(text)
        if (mention := _READERS[_kind(match)](text, match)) is not None
    ]


def latin_only(text: str) -> str:
    """The text with everything but Latin letters, digits and their marks blanked, lengths kept."""
    return _NOT_LATIN.sub(" ", text)


_NOT_LATIN = re.compile(r"[^\x00-\u024f]")


def _kind(match: re.Match[str]) -> str:
    return str(match.lastgroup)


def numeral_value(numeral: str) -> int | None:
    """35 for 三十五, 120 for 一百二十; None for a string of numerals that makes no number."""
    if all(char in _DIGIT for char in numeral):
        return int("".join(str(_DIGIT[char]) for char in numeral))
    total, digit = 0, 0
    for char in numeral:
        if char in _PLACE:
            total += (digit or 1) * _PLACE[char]
            digit = 0
        elif digit:
            return None
        else:
            digit = _DIGIT[char]
    return total + digit


def _number(written: str) -> float | None:
    if written[0].isdigit():
        return float(written.replace(",", ""))
    return numeral_value(written)


def _hedge(text: str, start: int) -> Hedge:
    found = _HEDGE.search(text, max(0, start - 5), start)
    return found.lastgroup if found else ""  # type: ignore[return-value]  # the groups are hedges


def _date(text: str, match: re.Match[str]) -> Mention | None:
    month, day = int(match["month"]), int(match["day"])
    year = int(match["year"] or 0)
    return Mention(match.start(), match.end(), "date", float(100 * month + day), second=year)


def _month(text: str, match: re.Match[str]) -> Mention | None:
    return Mention(match.start(), match.end(), "month", float(match["only"]))


def _share_of(text: str, match: re.Match[str]) -> Mention | None:
    part, whole = _number(match["part_of"]), _number(match["each"])
    if part is None or not whole:
        return None
    return Mention(match.start(), match.end(), "fraction", part / whole, 1 / whole)


def _weekday(text: str, match: re.Match[str]) -> Mention | None:
    return Mention(match.start(), match.end(), "weekday", float(_WEEKDAY[match["name"]]))


def _time(text: str, match: re.Match[str]) -> Mention | None:
    hour = int(match["hour"])
    minute = 30 if match["half"] else int(match["minute"] or match["digits"] or 0)
    if hour > 24 or minute > 59:
        return None
    part = match["part"]
    late = part in _LATER and hour < 12 and not (part in ("夜里", "深夜", "夜") and hour < 5)
    known = part is not None or hour >= 12 or match["digits"] is not None
    value = (hour * 60 + minute + 720 * late) % 1440
    # A bare "9时33分" is the 24-hour style of news agencies.
    return Mention(
        match.start(),
        match.end(),
        "time",
        float(value),
        unit="24" if known or match["minute"] else "12",
        hedge="about" if _NEARLY.match(text, match.end()) else _hedge(text, match.start()),
    )


def _score(text: str, match: re.Match[str]) -> Mention | None:
    return Mention(
        match.start(), match.end(), "score", float(match["left"]), second=int(match["right"])
    )


_ORDINAL_UNITS = {"分钟": "minute", "季度": "quarter", "位": "place", "名": "place"}


def _ordinal(text: str, match: re.Match[str]) -> Mention | None:
    value = _number(match["place"])
    unit = {"分钟": "minute", "季度": "quarter", "位": "place", "名": "place"}.get(
        match["what"], ""
    )
    if value is None:
        return None
    weak = not match["place"][0].isdigit() and unit in ("", "place")
    return Mention(match.start(), match.end(), "ordinal", float(value), unit=unit, weak=weak)


def _quarter(text: str, match: re.Match[str]) -> Mention | None:
    value = _number(match["which"])
    return Mention(match.start(), match.end(), "ordinal", float(value or 0), unit="quarter")


def _season(text: str, match: re.Match[str]) -> Mention | None:
    return Mention(match.start(), match.start() + 4, "number", float(match["fiscal"]))


def _share(text: str, match: re.Match[str]) -> Mention | None:
    value = _number(match["hundredths"])
    if value is None:
        return None
    step = 10.0 ** -len(match["hundredths"].partition(".")[2])
    hedge = _hedge(text, match.start())
    return Mention(match.start(), match.end(), "number", value, step, "percent", hedge)


def _fraction(text: str, match: re.Match[str]) -> Mention | None:
    part, whole = _number(match["some"]), _number(match["whole"])
    if part is None or not whole:
        return None
    hedge = _hedge(text, match.start())
    return Mention(match.start(), match.end(), "fraction", part / whole, 1 / whole, hedge=hedge)


def _ratio(text: str, match: re.Match[str]) -> Mention | None:
    value = 2.0 if "翻" in match[0] else 0.5
    return Mention(match.start(), match.end(), "ratio", value, unit="times", weak=True)


def _digits(text: str, match: re.Match[str]) -> Mention | None:
    written = match["value"].replace(",", "")
    factor = _MYRIAD.get(match["scale"] or "", 1.0)
    value = float(written) * factor
    step = 10.0 ** -len(written.partition(".")[2]) * factor
    hedge: Hedge = "over" if match["more"] else _hedge(text, match.start())
    if match["more"] and factor == 1:
        step = 10.0 ** (len(written) - len(written.rstrip("0")))
    unit = match["unit"] or ""
    return _measured(text, match, (-value if match["minus"] else value, step), unit, hedge)


def _words(text: str, match: re.Match[str]) -> Mention | None:
    value = numeral_value(match["numeral"])
    if value is None:
        return None
    factor = _MYRIAD.get(match["myriad"] or "", 1.0)
    hedge: Hedge = "over" if match["rest"] in ("多", "余") else _hedge(text, match.start())
    half = 0.5 if match["rest"] == "半" else 0.0
    amount = ((value + half) * factor, (0.5 if half else 1.0) * factor)
    found = _measured(text, match, amount, match["measure"], hedge)
    if found is None or (value <= 2 and not half and found.unit != "USD"):
        return None
    return found


def _measured(
    text: str, match: re.Match[str], amount: tuple[float, float], unit: str, hedge: Hedge
) -> Mention | None:
    value, step = amount
    start, end = match.span()
    name, factor = _UNITS.get(unit, ("", 1.0))
    if name == "tenths":
        return Mention(start, end, "fraction", value / 10, 0.1, hedge=hedge)
    if name == "times":
        return Mention(start, end, "ratio", value, step, name, hedge)
    if name == "place":
        name = "" if unit == "名" else "places"
    if name == "km" and _SPEED.search(text, max(0, start - 8), start):
        name = "km/h"
    weak = not name and value <= 1
    return Mention(start, end, "number", value * factor, step * factor, name, hedge, weak)


_READERS = {
    "date": _date,
    "month_only": _month,
    "share_of": _share_of,
    "weekday": _weekday,
    "time": _time,
    "score": _score,
    "ordinal": _ordinal,
    "quarter": _quarter,
    "season": _season,
    "share": _share,
    "fraction": _fraction,
    "ratio": _ratio,
    "number": _digits,
    "words": _words,
}
