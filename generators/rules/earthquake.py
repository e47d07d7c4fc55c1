"""Rules of the earthquake desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.rules import formats
from generators.rules.formats import Style
from generators.rules.grammar import Content, Message, Quantity, Referent, Value
from generators.rules.places import in_region
from generators.rules.planning import Desk
from generators.rules.tables import read_table

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

TABLE = """
# Injuries lead whenever there are any.
lead.injured_when: event injuries region date | when injured | weight 4
    {hurt} <be> injured[!twofold|[damage| and {damage_did}]] when {quake} <strike> {region}
    {part_of_date}
lead.injured_after: event injuries region date | when injured | weight 4
    {hurt} <be> hurt[!twofold|[damage| and {damage_did}]] after {quake} <shake> {region} {on_date}
lead.quake_injures: event injuries where date | when injured | weight 3
    {quake} <strike> [#near|just ]{where}[region|, {in_region},] {part_of_date}, injuring
    {hurt}[!twofold|[damage| and {damage_doing}]]
lead.quake_leaves_hurt: event injuries region date | when injured !alarm | weight 2
    {quake} that <shake> {region} {part_of_date} <leave:perfect> {hurt} injured

# A tsunami warning or advisory is the news where there is one.
lead.tsunami_after: event tsunami where date | when alarm | weight 4
    a tsunami {alarm} <be> issued[#lifted| and later lifted] after {quake} <strike>
    {where}[region|, {in_region},] {on_date}
lead.tsunami_injured: event tsunami region date injuries | when alarm injured | weight 4
    {quake} <injure> {hurt} {in_region} {on_date} and led to a tsunami {alarm}[#lifted|, which
    was later lifted]

# Damage without injuries: relief and damage in one sentence.
lead.damage_unhurt: event damage injuries region date | when unhurt damaged | weight 4
    {damage_did}, but nobody <be> hurt, when {quake} <strike> {region} {part_of_date}
lead.damage_when: event damage region date | when damaged !injured !unhurt | weight 4
    {damage_did} when {quake} <shake> {region} {part_of_date}
lead.quake_damages: event damage region date | when damaged !injured | weight 3
    {quake} <shake> {region} {part_of_date}, {damage_doing}

# Nobody hurt, nothing broken.
lead.nobody_hurt: event injuries region date | when unhurt !damaged | weight 2
    nobody <be> hurt when {quake} <rattle> {region} {part_of_date}
lead.came_through: event injuries region date | when unhurt !damaged
    {region} <come> through {quake} {on_date} without a single injury

# The first of its kind for a long time.
lead.first_since: event history region date | when comparable !injured !alarm | weight 2
    {quake}, the first of comparable size in the area since {last_year}, <shake> {region}
    {part_of_date}
lead.not_since: event history region where date | when comparable !grave | weight 2
    not since {last_year} had {region} recorded anything comparable to {the_quake} that
    <strike> {where} {on_date}

# A long tail of aftershocks.
lead.aftershocks: event aftershocks region date | when swarm !grave | weight 2
    {aftershocks} <follow:perfect> {quake} that <shake> {region} {part_of_date}

# Nothing but the shock itself.
lead.plain_strike: event where date | when !grave
    {quake} <strike> [#near|just ]{where}[region|, {in_region},] {part_of_date}
lead.plain_shake: event region date | when !grave
    {quake} <shake> {region} {part_of_date}[agency|, {agency} said]
lead.deep: event depth region date | when deep !grave | weight 2
    {quake} that began {depth} underground <shake> {region} {part_of_date}

# The place of the shock.
where.agency_placed: where agency | weight 3
    {agency} <put> the epicentre [#near|only ]{where}[region|, {in_region},][depth| at a depth
    of[#shallow| just] {depth}]
where.agency_located: where agency | weight 2
    {agency} <locate> it [#near|just ]{where}[region|, {in_region},][depth| and {depth}
    down][time|, and timed the shock at {time}]
where.epicentre: where
    the epicentre <be> [#near|only ]{where}[region|, {in_region}][agency|, {agency} said]
where.centred: where | weight 2
    {quake} <be> centred [#near|barely ]{where}[region|, {in_region},][depth| and originated
    {depth} underground][agency|, {agency} said]
where.struck_at: where time | weight 3
    {quake} <come> at {time}[date| {on_date}], its epicentre {where}[region|
    {in_region}][depth| and its focus {depth} below ground][agency|, according to {agency}]

# The depth on its own.
depth.shallow: depth | when shallow
    the focus <lie> only {depth} down[agency|, {agency} said]
depth.shallow_agency: depth agency | when shallow
    {agency} <put> the depth at a shallow {depth}[time| and the time at {time}]
depth.deep: depth | when deep
    the focus <lie> a full {depth} down[agency|, {agency} said]
depth.plain: depth
    the focus <be> {depth} below the surface[agency|, {agency} said]
depth.agency: depth agency
    {agency} <put> the depth at {depth}[time| and the time at {time}]
depth.time: depth time | weight 2
    the shock <come> at {time}[date| {on_date}] from a depth of {depth}[agency|, {agency}
    said]


# Time and date.
time.timed: time
    the shock <be> timed at {time}[date| {on_date}][agency| by {agency}]
time.hit: time
    {quake} <hit> at {time}[date| {on_date}][agency|, {agency} said]

# People.
injuries.some: injuries | when injured | tone -
    {hurt} <be> injured
injuries.hurt: injuries | when injured | tone -
    {hurt} <be> hurt
injuries.nobody: injuries | when unhurt | tone +
    nobody <be> hurt
injuries.none: injuries | when unhurt | tone +
    no one <be> injured
injuries.there: injuries | when unhurt | tone +
    there were no injuries

# Things.
damage.did: damage | tone -
    {damage_did}

# The sea.
tsunami.none: tsunami | when calm | tone +
    no tsunami warning <be> issued
tsunami.lifted: tsunami | when lifted | tone -
    a tsunami warning <be> issued and later lifted
tsunami.alarm: tsunami | when alarm !lifted | tone -
    a tsunami {alarm} <be> issued

# What came after, and what came before.
aftershocks.followed: aftershocks | tone -
    {aftershocks} <follow:perfect>
aftershocks.agency: aftershocks | when ~agency some_aftershocks | tone -
    the agency <count:perfect> {aftershocks} since
aftershocks.recorded: aftershocks | tone -
    {aftershocks} <record:perfect passive> since
history.last: history
    {region} last <have> a comparable earthquake in {last_year}
history.years: history | when long_ago | weight 2
    it <be> the first comparable earthquake in the area for {years}, since {last_year}
history.dates: history
    the last comparable event there <date:present> from {last_year}
"""


ORDER = (
    ("event", "where", "depth", "time", "date", "region", "agency"),
    ("injuries", "damage"),
    ("tsunami", "aftershocks"),
    ("history",),
)


def select(facts: Mapping[str, Any], style: Style) -> Content:
    """Messages, values and tags of an earthquake record."""
    date = formats.read_date(facts["date"])
    magnitude, depth_km, distance_km = facts["magnitude"], facts["depth_km"], facts["distance_km"]
    of_part = formats.day_part(facts["local_time"])
    day_month = formats.day_month(date)
    size = f"{magnitude:.1f}"
    quake = _quake(size, magnitude, depth_km, style)
    values: dict[str, Value] = {
        "quake": quake,
        "the_quake": f"the magnitude {size} earthquake",
        "depth": f"{formats.plain(depth_km)}{style.km}",
        "where": f"{formats.plain(distance_km)}{style.km} {facts['direction']} of {facts['place']}",
        "region": facts["region"],
        "in_region": in_region(facts["region"]),
        "agency": f"the {facts['agency'].removeprefix('the ')}",
        "time": f"{formats.clock_time(facts['local_time'], style)} local time",
        "on_date": formats.on_date(date, style),
        "part_of_date": f"{of_part} of {day_month}",
    }
    kinds = ["event", "where", "depth", "region", "date", "time", "agency"]
    tags: set[str] = set()
    told = "shallow" in quake.full
    tags |= {"shallow"} if depth_km <= SHALLOW_KM and not told else set()
    tags |= {"deep"} if depth_km >= DEEP_KM else set()
    tags |= {"near"} if distance_km <= NEAR_KM else set()
    _select_effects(facts, values, kinds, tags)
    tags |= {"grave"} if tags & {"injured", "damaged", "alarm"} else set()
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
        tags |= {"twofold"} if " and " in damage else set()
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
        tags |= {"some_aftershocks"} if shocks else set()
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


DESK = Desk("earthquake", select, *read_table("earthquake", TABLE), ORDER)
