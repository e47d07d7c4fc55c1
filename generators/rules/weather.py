"""Rules of the weather desk."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from generators.rules import formats
from generators.rules.formats import Style
from generators.rules.grammar import Content, Message, Quantity, Referent, Value
from generators.rules.places import in_region
from generators.rules.planning import Desk
from generators.rules.tables import read_table

PLURAL_CONDITIONS = frozenset(
    {"thunderstorms", "showers", "clear skies", "sunny spells", "strong winds"}
)
WET = ("rain", "drizzle", "thunder", "shower", "sleet", "snow", "hail")
LIGHT_WIND_KMH = 15
STRONG_WIND_KMH = 50
SIMILAR_C = 1
FAR_FROM_NORMAL_C = 5
SHARP_TURN_C = 5
ALERT_KINDS = ("wind", "frost", "heat", "flood", "fog", "snow")

DRY_DAYS = {
    "clear skies": "a dry day under clear skies",
    "cloud": "a dry, cloudy day",
    "fog": "a dry but foggy day",
    "sunny spells": "a dry day with sunny spells",
    "sunshine": "a dry, sunny day",
}

TABLE = """
# An alert with the fact that explains it.
lead.wind_alert: day alert wind | when wind_alert | weight 4
    {alert} <be> in force in {city}[region|, {in_region},] {on_date} as a {wind_adj} wind blew
    at {speed}
lead.frost_alert: day alert low | when frost_alert | weight 4
    {alert} <be> in force in {city}[region|, {in_region},] {on_date} as the temperature fell
    to {low}
lead.heat_alert: day alert high normal | when heat_alert | weight 4
    {alert} <be> in force in {city} {on_date} as the temperature climbed to {high},
    {gap_usual}
lead.wet_alert: day alert condition rain | when flood_alert rained wet | weight 4
    {condition} <bring> {amount} and {alert} to {city}[region|, {in_region},] {on_date}
lead.alert_condition: day alert condition | when alert
    {alert} <be> in place for {city}[region|, {in_region},] {on_date}, a day of {condition}

# A record.
lead.record_had: day record | when record | weight 6
    {city} <have> its {record} {on_date}[#warm_record|[high|, when the temperature reached
    {high}]][#cold_record|[high|, when the temperature got no higher than
    {high}]][#wet_record|[rain|, with {rain}]]
lead.record_was: day record | when record | weight 4
    it <be> the {record} in {city} {on_date}[#warm_record|[high|, with a high of
    {high}]][#cold_record|[high|, with a high of just {high}]][#wet_record|[rain|, with
    {rain}]]

# Far from normal.
lead.warm: day high normal | when far_above | weight 2
    {city} <be> {gap} warmer than normal {on_date}, with a high of {high}
lead.cold: day high normal | when far_below | weight 2
    {city} <be> {gap} colder than normal {on_date}, with a high of only {high}

# The sky.
lead.wet: day condition rain | when wet rained | weight 3
    {condition} <drop> {amount} on {city}[region|, {in_region},] {on_date}
lead.wet_fell: day condition rain region | when wet rained !rain
    a total of {rain} <fall> on {city}, {in_region}, {on_date}, a day of {condition}
lead.dry: day condition rain | when dry !wet | weight 2
    {city}[region|, {in_region},] <have> {dry_day} {on_date}
lead.sky_high: day condition high normal | when !wet | weight 2
    {city} <have> {condition} {on_date} and a high of {high}, {gap_normal}
lead.condition: day condition | when !wet !bright
    {condition} <settle> over {city}[region|, {in_region},] {on_date}
lead.bright: day condition high | when bright above !below_zero | weight 2
    {condition} <take> the temperature in {city} to {high} {on_date}[normal|, {gap_usual}]
lead.any: day condition | weight 0.3
    {city} <have> {condition} {on_date}

# Highs and lows against the norm.
high.reached: high normal
    the temperature[region| in {city.def}] <reach> {high}, {gap_usual}[low|, after a low of
    {low}]
high.high_was: high normal
    the high of {high}[region| in {city.def}] <be> {gap_usual}[low|, and the low was {low}]
high.ranged: high normal low
    temperatures+[region| in {city.def}] <range> from {low} to {high}, {gap_normal_peak}
high.climbed: high normal low | when above
    from a low of {low}, the temperature[region| in {city.def}] <climb> to {high}, {gap_usual}
high.no_higher: high normal low | when below | weight 2
    the temperature[region| in {city.def}] <get> no higher than {high}, {gap_usual}, and
    dropped to {low}
normal.that: normal
    that <be> {gap_usual}[low|, and the low was {low}]
low.was: low
    the low[region| in {city.def}] <be> {low}
low.fell: low | when cold_night
    the temperature <fall> to a low of {low}

# Sky and rain.
condition.rain: condition rain | when wet rained | weight 6
    {condition} <bring> {amount}[region| to {region}]
condition.dry_wind: condition rain wind | when dry !wet !alert | weight 3
    it <be> dry, with {condition} and a {wind_adj} wind of {speed}
condition.wet_wind: condition rain wind | when wet rained | weight 3
    {condition} <bring> {amount} on a {wind_adj} wind of {speed}
condition.mixed: condition rain | when rained !wet
    it <be> a day of {condition}, although {rain} fell
condition.dry: condition rain | when dry | weight 4
    it <be> dry, with {condition}
condition.plain: condition | when ~rain
    {condition} <be> the order of the day
rain.none: rain | when dry
    no rain <fall>
rain.dry: rain | when dry
    it <stay> dry
rain.fell: rain | when rained
    a total of {rain} <fall>

# Wind.
wind.light: wind | when light_wind | weight 2
    there <be> a light {wind_adj} wind of {speed}
wind.strong: wind | when strong_wind | weight 2
    a strong {wind_adj} wind <blow> at {speed}
wind.blew: wind
    the wind <blow> from the {wind_from} at {speed}
wind.of: wind
    a wind of {speed} <blow> from the {wind_from}
wind.adj: wind
    a {wind_adj} wind <blow> at {speed}[region| across {region}]
wind.alert: wind alert
    a {wind_adj} wind <blow> at {speed} and {alert} was in force[region| {in_region}]

# Alert, record, region where nothing else has told them.
alert.force: alert
    {alert} <be> in force[region| {in_region}]
alert.place: alert
    {alert} <be> in place[region| {in_region}]
record: record
    it <be> the {record}
region: region
    {city} <lie:present> {in_region}

# Tomorrow.
tomorrow.forecast: tomorrow region
    {next_condition} <be:present> forecast for {region} on {next_day}, with a high of
    {next_high}
tomorrow.expected: tomorrow
    {next_condition} <be:present> expected on {next_day}[#turn_warmer|, when it will be warmer
    at {next_high}][#turn_cooler|, when it will be cooler at {next_high}][#steady|, with a
    high of {next_high}]
tomorrow.day_brings: tomorrow
    {next_day} <be:present> expected to bring {next_condition} and [#turn_warmer|a warmer
    ][#turn_cooler|a cooler ][#steady|a high of ]{next_high}
tomorrow.turn_cooler: tomorrow | when sharp turn_cooler | weight 2
    {next_day} <be:present> forecast to be {turn} cooler at {next_high}, with
    {next_condition}[region| {in_region}]
tomorrow.turn_warmer: tomorrow | when sharp turn_warmer | weight 2
    {next_day} <be:present> forecast to be {turn} warmer at {next_high}, with
    {next_condition}[region| {in_region}]
tomorrow.change: tomorrow | when !steady | weight 2
    {next_condition} <be:present> forecast for {next_day}[region| {in_region}], with a high of
    {next_high}, {turn} [#turn_warmer|warmer][#turn_cooler|cooler]
tomorrow.due: tomorrow
    {next_condition} <be:present> due[region| {in_region}] on {next_day}, with a high of
    {next_high}
"""


ORDER = (
    ("day", "record"),
    ("high", "normal", "low"),
    ("condition", "rain", "wind", "alert"),
    ("tomorrow", "region"),
)


def select(facts: Mapping[str, Any], style: Style) -> Content:
    """Messages, values and tags of a weather record."""
    date = formats.read_date(facts["date"])
    high, gap = facts["high_c"], facts["high_c"] - facts["normal_high_c"]
    condition = facts["condition"]
    values: dict[str, Value] = {
        "city": _city(facts["city"], facts["region"]),
        "region": facts["region"],
        "in_region": in_region(facts["region"]),
        "on_date": formats.on_date(date, style),
        "condition": _condition(condition),
        "dry_day": DRY_DAYS.get(condition, f"a dry day of {condition}"),
        "high": formats.degrees_c(high),
        "low": formats.degrees_c(facts["low_c"]),
        "normal": formats.degrees_c(facts["normal_high_c"]),
        "gap": formats.degree_gap(gap),
        "gap_normal": _against_normal(gap, ""),
        "gap_normal_peak": _against_normal(gap, "a high "),
        "gap_usual": _against_usual(gap, formats.degrees_c(facts["normal_high_c"])),
        "amount": f"{formats.plain(facts['precipitation_mm'])} mm",
        "rain": _rain(facts["precipitation_mm"], condition),
        "speed": formats.speed_kmh(facts["wind_kmh"], style),
        "wind_from": facts["wind_direction"],
        "wind_adj": f"{facts['wind_direction']}erly",
        **_tomorrow(facts, date),
    }
    kinds = ["day", "condition", "rain", "high", "normal", "low", "wind", "tomorrow", "region"]
    tags = _sky_tags(facts) | _turn_tags(facts["tomorrow_high_c"] - high)
    tags |= {"above"} if gap > 0 else {"below"} if gap < 0 else {"same"}
    tags |= {"far_above"} if gap >= FAR_FROM_NORMAL_C else set()
    tags |= {"far_below"} if gap <= -FAR_FROM_NORMAL_C else set()
    tags |= _select_special(facts, values, kinds)
    return Content(tuple(Message(kind) for kind in kinds), values, frozenset(tags))


def _select_special(
    facts: Mapping[str, Any], values: dict[str, Value], kinds: list[str]
) -> set[str]:
    """Alert and record, if there are any."""
    tags: set[str] = set()
    if alert := facts.get("alert"):
        kinds.append("alert")
        values["alert"] = alert
        tags |= {"alert"} | {f"{kind}_alert" for kind in ALERT_KINDS if kind in alert}
    if record := facts.get("record"):
        kinds.append("record")
        values["record"] = record
        tags |= {"record"} | {
            f"{kind}_record" for kind in ("warm", "cold", "wet") if record.startswith(kind)
        }
    return tags


def _sky_tags(facts: Mapping[str, Any]) -> set[str]:
    tags = {"rained" if facts["precipitation_mm"] > 0 else "dry"}
    tags |= {"rain"} if "rain" in facts["condition"] else set()
    tags |= {"wet"} if any(word in facts["condition"] for word in WET) else set()
    tags |= {"bright"} if "sun" in facts["condition"] or "clear" in facts["condition"] else set()
    tags |= {"light_wind"} if facts["wind_kmh"] <= LIGHT_WIND_KMH else set()
    tags |= {"strong_wind"} if facts["wind_kmh"] >= STRONG_WIND_KMH else set()
    tags |= {"cold_night"} if facts["low_c"] < 0 else set()
    tags |= {"below_zero"} if facts["high_c"] <= 0 else set()
    return tags


def _turn_tags(turn: float) -> set[str]:
    tags = {"sharp"} if abs(turn) >= SHARP_TURN_C else set()
    if abs(turn) <= SIMILAR_C:
        return tags | {"steady"}
    return tags | {"turn_warmer" if turn > 0 else "turn_cooler"}


def _tomorrow(facts: Mapping[str, Any], date: datetime.date) -> dict[str, Value]:
    return {
        "next_day": formats.weekday(date + datetime.timedelta(days=1)),
        "next_condition": _condition(facts["tomorrow_condition"]),
        "next_high": formats.degrees_c(facts["tomorrow_high_c"]),
        "turn": formats.degree_gap(facts["tomorrow_high_c"] - facts["high_c"]),
    }


def _city(city: str, region: str) -> Referent:
    definite = f"the {region.removeprefix('the ')} city"
    return Referent("city", city, city, definite=definite, pronoun="it")


def _condition(condition: str) -> Quantity:
    opening = condition[0].upper() + condition[1:]
    return Quantity(condition, opening, condition in PLURAL_CONDITIONS)


def _rain(millimetres: float, condition: str) -> str:
    kind = next((word for word in ("sleet", "snow") if word in condition), "rain")
    return f"{formats.plain(millimetres)} mm of {kind}"


def _against_normal(gap: float, noun: str) -> str:
    if gap == 0:
        return "exactly normal for the time of year" if not noun else "the high matching the norm"
    side = "above" if gap > 0 else "below"
    return f"{noun}{formats.degree_gap(gap)} {side} normal"


def _against_usual(gap: float, normal: str) -> str:
    if gap == 0:
        return "exactly as normal"
    return f"{formats.degree_gap(gap)} {'above' if gap > 0 else 'below'} the usual {normal}"


DESK = Desk("weather", select, *read_table("weather", TABLE), ORDER)
