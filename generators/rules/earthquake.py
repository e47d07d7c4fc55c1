"""Rules of the earthquake desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.rules import formats
from generators.rules.formats import Style
from generators.rules.grammar import Content, Message, Quantity, Referent, Value
from generators.rules.grammar import rule as r
from generators.rules.places import in_region
from generators.rules.planning import Desk

SHALLOW_KM = 15
DEEP_KM = 70
NEAR_KM = 10
MINOR_BELOW = 4.0
STRONG_FROM = 6.0
SWARM_FROM = 20

# What damage did, as a clause and as a participle: (phrase of the record, clause, participle).
DAMAGE = {
    "broken windows in the town centre": (
        "windows were broken in the town centre",
        "breaking windows in the town centre",
    ),
    "power cuts to 4,000 homes": (
        "power was cut to 4,000 homes",
        "cutting power to 4,000 homes",
    ),
    "cracked walls and fallen chimneys": (
        "walls cracked and chimneys fell",
        "cracking walls and bringing down chimneys",
    ),
    "a burst water main": ("a water main burst", "bursting a water main"),
    "a bridge closed for inspection": (
        "a bridge was closed for inspection",
        "forcing a bridge to be closed for inspection",
    ),
    "several collapsed outbuildings": (
        "several outbuildings collapsed",
        "bringing down several outbuildings",
    ),
    "landslides on two mountain roads": (
        "there were landslides on two mountain roads",
        "setting off landslides on two mountain roads",
    ),
}

LEADS = (
    # Injuries lead whenever there are any.
    r(
        "earthquake.lead.injured_when",
        "event magnitude injuries region date",
        "{hurt} <be> injured[damage| and {damage_did}] when {quake} <strike> {region} "
        "{part_of_date}",
        when="injured",
        weight=4,
    ),
    r(
        "earthquake.lead.injured_after",
        "event magnitude injuries region date",
        "{hurt} <be> hurt[damage| and {damage_did}] after {quake} <shake> {region} {on_date}",
        when="injured",
        weight=4,
    ),
    r(
        "earthquake.lead.quake_injures",
        "event magnitude injuries where date",
        "{quake} <strike> [#near|just ]{where}[region|, {in_region},] {part_of_date}, injuring "
        "{hurt}"
        "[damage| and {damage_doing}]",
        when="injured",
        weight=3,
    ),
    r(
        "earthquake.lead.quake_leaves_hurt",
        "event magnitude injuries region date",
        "{quake} that <shake> {region} {part_of_date} <leave:perfect> {hurt} injured",
        when="injured !alarm",
        weight=2,
    ),
    # A tsunami warning or advisory is the news where there is one.
    r(
        "earthquake.lead.tsunami_after",
        "event magnitude tsunami where date",
        "a tsunami {alarm} <be> issued[#lifted| and later lifted] after {quake} <strike> {where}"
        "[region|, {in_region},] {on_date}",
        when="alarm",
        weight=4,
    ),
    r(
        "earthquake.lead.tsunami_injured",
        "event magnitude tsunami region date injuries",
        "{quake} <injure> {hurt} {in_region} {on_date} and led to a tsunami {alarm}"
        "[#lifted|, which was later lifted]",
        when="alarm injured",
        weight=4,
    ),
    # Damage without injuries: relief and damage in one sentence.
    r(
        "earthquake.lead.damage_unhurt",
        "event magnitude damage injuries region date",
        "{damage_did}, but nobody <be> hurt, when {quake} <strike> {region} {part_of_date}",
        when="unhurt damaged",
        weight=4,
    ),
    r(
        "earthquake.lead.damage_when",
        "event magnitude damage region date",
        "{damage_did} when {quake} <shake> {region} {part_of_date}",
        when="damaged !injured !unhurt",
        weight=4,
    ),
    r(
        "earthquake.lead.quake_damages",
        "event magnitude damage region date",
        "{quake} <shake> {region} {part_of_date}, {damage_doing}",
        when="damaged !injured",
        weight=3,
    ),
    # Nobody hurt, nothing broken.
    r(
        "earthquake.lead.nobody_hurt",
        "event magnitude injuries region date",
        "nobody <be> hurt when {quake} <rattle> {region} {part_of_date}",
        when="unhurt !damaged",
        weight=2,
    ),
    r(
        "earthquake.lead.came_through",
        "event magnitude injuries region date",
        "{region} <come> through {quake} {on_date} without a single injury",
        when="unhurt !damaged",
        weight=1,
    ),
    # The first of its kind for a long time.
    r(
        "earthquake.lead.first_since",
        "event magnitude history region date",
        "{quake}, the first of comparable size in the area since {last_year}, <shake> {region} "
        "{part_of_date}",
        when="comparable !injured !alarm",
        weight=2,
    ),
    r(
        "earthquake.lead.not_since",
        "event history region where date",
        "not since {last_year} had {region} recorded an earthquake comparable to the one that "
        "<strike> {where} {on_date}",
        when="comparable !injured !damaged !alarm",
        weight=2,
    ),
    # A long tail of aftershocks.
    r(
        "earthquake.lead.aftershocks",
        "event magnitude aftershocks region date",
        "{aftershocks} <follow:perfect> {quake} that <shake> {region} {part_of_date}",
        when="swarm !injured !damaged !alarm",
        weight=2,
    ),
    # Nothing but the shock itself.
    r(
        "earthquake.lead.plain_strike",
        "event magnitude where date",
        "{quake} <strike> [#near|just ]{where}[region|, {in_region},] {part_of_date}",
        when="!injured !damaged !alarm",
    ),
    r(
        "earthquake.lead.plain_shake",
        "event magnitude region date",
        "{quake} <shake> {region} {part_of_date}[agency|, {agency} said]",
        when="!injured !damaged !alarm",
    ),
    r(
        "earthquake.lead.deep",
        "event magnitude depth region date",
        "{quake} that began {depth} underground <shake> {region} {part_of_date}",
        when="deep !injured !damaged !alarm",
        weight=2,
    ),
)

BODY = (
    # The place of the shock.
    r(
        "earthquake.where.agency_placed",
        "where agency",
        "{agency} <put> the epicentre [#near|only ]{where}[region|, {in_region},]"
        "[depth| at a depth of[#shallow| just] {depth}]",
        weight=3,
    ),
    r(
        "earthquake.where.agency_located",
        "where agency",
        "{agency} <locate> it [#near|just ]{where}[region|, {in_region},][depth| and {depth} down]"
        "[time|, and timed the shock at {time}]",
        weight=2,
    ),
    r(
        "earthquake.where.epicentre",
        "where",
        "the epicentre <be> [#near|only ]{where}[region|, {in_region}][agency|, {agency} said]",
    ),
    r(
        "earthquake.where.centred",
        "where",
        "{quake} <be> centred [#near|barely ]{where}[region|, {in_region},]"
        "[depth| and originated {depth} underground][agency|, {agency} said]",
        weight=2,
    ),
    r(
        "earthquake.where.struck_at",
        "where time",
        "{quake} <strike> at {time}[date| {on_date}], its epicentre {where}[region| {in_region}]"
        "[depth| and its focus {depth} below ground][agency|, according to {agency}]",
        weight=3,
    ),
    # The depth on its own.
    r(
        "earthquake.depth.shallow",
        "depth",
        "the focus <lie> only {depth} down[agency|, {agency} said]",
        when="shallow",
    ),
    r(
        "earthquake.depth.shallow_agency",
        "depth agency",
        "{agency} <put> the depth at a shallow {depth}[time| and the time at {time}]",
        when="shallow",
    ),
    r(
        "earthquake.depth.deep",
        "depth",
        "the focus <lie> a full {depth} down[agency|, {agency} said]",
        when="deep",
    ),
    r(
        "earthquake.depth.plain",
        "depth",
        "the focus <be> {depth} below the surface[agency|, {agency} said]",
    ),
    r(
        "earthquake.depth.agency",
        "depth agency",
        "{agency} <put> the depth at {depth}[time| and the time at {time}]",
    ),
    r(
        "earthquake.depth.time",
        "depth time",
        "the shock <come> at {time}[date| {on_date}] from a depth of {depth}[agency|, {agency} "
        "said]",
        weight=2,
    ),
    # The size, where the lead kept it back.
    r(
        "earthquake.magnitude.agency",
        "magnitude agency",
        "{agency} <measure> it at magnitude {magnitude}"
        "[depth| and put the depth at [#shallow|only ]{depth}]",
    ),
    r("earthquake.magnitude.plain", "magnitude", "the shock <measure> {magnitude}"),
    # Time and date.
    r(
        "earthquake.time.timed",
        "time",
        "the shock <be> timed at {time}[date| {on_date}][agency| by {agency}]",
    ),
    r(
        "earthquake.time.hit",
        "time",
        "{quake} <hit> at {time}[date| {on_date}][agency|, {agency} said]",
    ),
    r(
        "earthquake.time.recorded",
        "time agency",
        "{agency} <record> the shock at {time}[date| {on_date}]",
        weight=2,
    ),
    r("earthquake.date", "date", "{quake} <come> {on_date}"),
    r("earthquake.region", "region", "the area <lie:present> {in_region}"),
    r("earthquake.agency", "agency", "the figures+ <be:present> those of {agency}"),
    # People.
    r("earthquake.injuries.some", "injuries", "{hurt} <be> injured", when="injured", tone="-"),
    r("earthquake.injuries.hurt", "injuries", "{hurt} <be> hurt", when="injured", tone="-"),
    r("earthquake.injuries.nobody", "injuries", "nobody <be> hurt", when="unhurt", tone="+"),
    r("earthquake.injuries.none", "injuries", "no one <be> injured", when="unhurt", tone="+"),
    r("earthquake.injuries.there", "injuries", "there were no injuries", when="unhurt", tone="+"),
    # Things.
    r("earthquake.damage.did", "damage", "{damage_did}", tone="-"),
    # The sea.
    r(
        "earthquake.tsunami.none",
        "tsunami",
        "no tsunami warning <be> issued",
        when="calm",
        tone="+",
    ),
    r(
        "earthquake.tsunami.lifted",
        "tsunami",
        "a tsunami warning <be> issued and later lifted",
        when="lifted",
        tone="-",
    ),
    r(
        "earthquake.tsunami.alarm",
        "tsunami",
        "a tsunami {alarm} <be> issued",
        when="alarm !lifted",
        tone="-",
    ),
    # What came after, and what came before.
    r("earthquake.aftershocks.followed", "aftershocks", "{aftershocks} <follow:perfect>", tone="-"),
    r(
        "earthquake.aftershocks.recorded",
        "aftershocks",
        "{aftershocks} <record:perfect passive> since",
        tone="-",
    ),
    r(
        "earthquake.aftershocks.agency",
        "aftershocks agency",
        "{agency} <count:perfect> {aftershocks}",
        tone="-",
        weight=2,
    ),
    r(
        "earthquake.history.last",
        "history",
        "{region} last <have> a comparable earthquake in {last_year}",
    ),
    r(
        "earthquake.history.years",
        "history",
        "it <be> the first comparable earthquake in the area for {years}, since {last_year}",
        when="long_ago",
        weight=2,
    ),
    r(
        "earthquake.history.dates",
        "history",
        "the last comparable event there <date:present> from {last_year}",
    ),
)

ORDER = (
    ("event", "where", "depth", "magnitude", "time", "date", "region", "agency"),
    ("injuries", "damage"),
    ("tsunami", "aftershocks"),
    ("history",),
)


def select(facts: Mapping[str, Any], style: Style) -> Content:
    """Messages, values and tags of an earthquake record."""
    date = formats.read_date(facts["date"])
    magnitude, depth_km, distance_km = facts["magnitude"], facts["depth_km"], facts["distance_km"]
    of_part, _ = formats.day_part(facts["local_time"])
    day_month = formats.day_month(date)
    size = f"{magnitude:.1f}"
    quake = _quake(size, magnitude, depth_km, style)
    values: dict[str, Value] = {
        "quake": quake,
        "magnitude": size,
        "depth": f"{formats.plain(depth_km)}{style.km}",
        "where": f"{formats.plain(distance_km)}{style.km} {facts['direction']} of {facts['place']}",
        "region": facts["region"],
        "in_region": in_region(facts["region"]),
        "agency": f"the {facts['agency'].removeprefix('the ')}",
        "time": f"{formats.clock_time(facts['local_time'], style)} local time",
        "on_date": f"on {formats.weekday(date)} {day_month}",
        "part_of_date": f"{of_part} of {day_month}",
    }
    kinds = ["event", "magnitude", "where", "depth", "region", "date", "time", "agency"]
    tags: set[str] = set()
    told = "shallow" in quake.full
    tags |= {"shallow"} if depth_km <= SHALLOW_KM and not told else set()
    tags |= {"deep"} if depth_km >= DEEP_KM else set()
    tags |= {"near"} if distance_km <= NEAR_KM else set()
    _select_effects(facts, values, kinds, tags)
    if "last_comparable_year" in facts:
        kinds.append("history")
        years = date.year - facts["last_comparable_year"]
        values["last_year"] = str(facts["last_comparable_year"])
        values["years"] = f"{formats.small(years)} years"
        tags |= {"comparable", "long_ago"} if years > 1 else {"comparable"}
    return Content(tuple(Message(kind) for kind in kinds), values, frozenset(tags))


def _select_effects(
    facts: Mapping[str, Any], values: dict[str, Value], kinds: list[str], tags: set[str]
) -> None:
    if "injuries" in facts:
        kinds.append("injuries")
        values["hurt"] = formats.count(facts["injuries"], "person")
        tags.add("injured" if facts["injuries"] else "unhurt")
    if damage := facts.get("damage"):
        kinds.append("damage")
        tags.add("damaged")
        generic = (f"the damage included {damage}", f"causing {damage}")
        values["damage_did"], values["damage_doing"] = DAMAGE.get(damage, generic)
    if tsunami := facts.get("tsunami_warning"):
        kinds.append("tsunami")
        if tsunami.startswith("no "):
            tags.add("calm")
        else:
            tags |= {"alarm", "lifted"} if "lifted" in tsunami else {"alarm"}
            values["alarm"] = "advisory" if "advisory" in tsunami else "warning"
    if "aftershocks" in facts:
        kinds.append("aftershocks")
        shocks = facts["aftershocks"]
        values["aftershocks"] = (
            formats.count(shocks, "aftershock")
            if shocks
            else Quantity("no aftershocks", "no aftershocks", plural=True)
        )
        tags |= {"swarm"} if shocks >= SWARM_FROM else set()


def _quake(size: str, magnitude: float, depth_km: float, style: Style) -> Referent:
    if style.km == " kilometres":
        full = f"an earthquake of magnitude {size}"
    elif style.clock == "12":
        full = f"a {size}-magnitude earthquake"
    elif depth_km <= SHALLOW_KM:
        full = f"a shallow magnitude {size} earthquake"
    elif magnitude < MINOR_BELOW:
        full = f"a minor earthquake of magnitude {size}"
    elif magnitude >= STRONG_FROM:
        full = f"a strong earthquake of magnitude {size}"
    else:
        full = f"a magnitude {size} earthquake"
    if full.startswith("a 8"):
        full = f"an {full[2:]}"
    return Referent("quake", full, "the quake", definite="the earthquake", pronoun="it")


DESK = Desk("earthquake", select, LEADS, BODY, ORDER)
