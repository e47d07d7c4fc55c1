"""Hypothesis strategies for newsroom records, optional facts present or absent, with extremes."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

PLACES = st.sampled_from(["Selby", "Lower Oakhaven", "Port Kestrel Point", "Umber", "San Orrin"])
REGIONS = st.sampled_from(["the Solenne Coast", "Arden Province", "the Orrin Islands", "Westmark"])
DIRECTIONS = st.sampled_from(["north", "south-east", "west", "north-west"])
SURNAMES = st.sampled_from(["Petrov", "Quist", "Abbott", "Zeller", "Holm"])
DATES = st.dates(datetime.date(2023, 1, 1), datetime.date(2027, 12, 31)).map(str)

Facts = dict[str, Any]


def tenths(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers with one decimal."""
    return st.integers(round(low * 10), round(high * 10)).map(lambda n: n / 10)


def hundredths(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers with two decimals."""
    return st.integers(round(low * 100), round(high * 100)).map(lambda n: n / 100)


def _times() -> st.SearchStrategy[str]:
    return st.times().map(lambda time: f"{time:%H:%M}")


def earthquakes() -> st.SearchStrategy[Facts]:
    """Earthquake records, one injury and one aftershock among them."""
    return st.fixed_dictionaries(
        {
            "magnitude": tenths(2.0, 9.5),
            "depth_km": st.integers(1, 700),
            "distance_km": st.integers(1, 400),
            "direction": DIRECTIONS,
            "place": PLACES,
            "region": REGIONS,
            "date": DATES,
            "local_time": _times(),
            "agency": st.sampled_from(["Geological Survey", "the Quake Office"]),
        },
        optional={
            "injuries": st.sampled_from([0, 1, 2, 9, 41, 130, 1000, 1204]),
            "damage": st.sampled_from(
                ["a burst water main", "broken windows in the town centre", "two sunken piers"]
            ),
            "tsunami_warning": st.sampled_from(
                ["no warning issued", "advisory issued", "warning issued and later lifted"]
            ),
            "aftershocks": st.sampled_from([0, 1, 2, 11, 80, 2000]),
            "last_comparable_year": st.integers(1900, 2022),
        },
    )


def earnings() -> st.SearchStrategy[Facts]:
    """Earnings records; guidance has both ends or none; losses, noughts and billions."""
    required = st.fixed_dictionaries(
        {
            "company": st.sampled_from(["Apex Harbor Airlines", "Oakline Foods"]),
            "sector": st.sampled_from(["airlines", "foods", "mining"]),
            "quarter": st.sampled_from(["first", "second", "third", "fourth"]),
            "fiscal_year": st.sampled_from([2024, 2026]),
            "revenue_musd": tenths(0.5, 30000),
            "revenue_change_pct": st.one_of(tenths(-40, 40), st.just(0.0)),
            "net_income_musd": st.one_of(tenths(-2000, 4000), st.sampled_from([0.0, 12.5])),
            "prior_net_income_musd": st.one_of(tenths(-2000, 4000), st.sampled_from([0.0, 12.5])),
            "eps_usd": st.one_of(hundredths(-3, 3), st.sampled_from([0.0, -0.0, 0.01, -0.01])),
            "eps_consensus_usd": st.one_of(hundredths(-3, 3), st.sampled_from([0.0, -0.0, 0.01])),
            "driver": st.sampled_from(["record exports", "a pilots' strike", "store closures"]),
            "chief_executive": st.sampled_from(["Yuki Pryce", "Jonas Falk"]),
        },
        optional={
            "shares_move_pct": st.one_of(tenths(-12, 12), st.just(0.0)),
            "dividend_usd": hundredths(0.01, 2.5),
        },
    )
    return st.builds(
        lambda facts, low, width: (
            facts
            if low is None
            else facts
            | {"full_year_guidance_low_musd": low, "full_year_guidance_high_musd": low + width}
        ),
        required,
        st.none() | st.integers(2, 95000),
        st.integers(0, 900),
    )


@st.composite
def football(draw: st.DrawFn) -> Facts:
    """Football records: goalless, derbies, penalties, namesakes, goals in the same minute."""
    home, away = draw(
        st.sampled_from(
            [
                ("Selby Rovers", "Quill Town"),
                ("Larkhill Rovers", "Larkhill Athletic"),
                ("Port Lorne City", "Wexley Dynamo"),
            ]
        )
    )
    goal: st.SearchStrategy[Facts] = st.fixed_dictionaries(
        {
            "player": SURNAMES,
            "team": st.sampled_from([home, away]),
            "minute": st.integers(1, 90),
            "penalty": st.booleans(),
        }
    )
    goals = sorted(draw(st.lists(goal, max_size=7)), key=lambda one: one["minute"])
    sides = [one["team"] for one in goals]
    before = [one["team"] for one in goals if one["minute"] <= 45]
    facts: Facts = {
        "competition": draw(st.sampled_from(["Premier Division", "Coastal Cup"])),
        "home_team": home,
        "away_team": away,
        "home_goals": sides.count(home),
        "away_goals": sides.count(away),
        "half_time": f"{before.count(home)}-{before.count(away)}",
        "goals": goals,
        "venue": draw(st.sampled_from(["the Foundry", "Mill Lane"])),
        "attendance": draw(st.sampled_from([1, 250, 1000, 2067, 53005])),
        "date": draw(DATES),
    }
    for side in ("home", "away"):
        if draw(st.booleans()):
            facts[f"{side}_position"] = draw(st.integers(1, 24))
    if draw(st.booleans()):
        facts["red_card"] = {
            "player": draw(SURNAMES),
            "team": draw(st.sampled_from([home, away])),
            "minute": draw(st.integers(1, 90)),
        }
    return facts


def weather() -> st.SearchStrategy[Facts]:
    """Weather records: frost, heat, dry thunderstorms and wet sunshine included."""
    conditions = ["heavy rain", "drizzle", "sunshine", "clear skies", "fog", "light snow", "sleet"]
    return st.fixed_dictionaries(
        {
            "city": PLACES,
            "region": REGIONS,
            "date": DATES,
            "condition": st.sampled_from([*conditions, "thunderstorms", "sunny spells", "cloud"]),
            "high_c": st.integers(-20, 45),
            "low_c": st.integers(-35, 35),
            "normal_high_c": st.integers(-10, 40),
            "precipitation_mm": st.one_of(tenths(0, 90), st.just(0.0)),
            "wind_kmh": st.integers(1, 150),
            "wind_direction": DIRECTIONS,
            "tomorrow_condition": st.sampled_from(["showers", "strong winds", "snow", "cloud"]),
            "tomorrow_high_c": st.integers(-20, 45),
        },
        optional={
            "alert": st.sampled_from(
                [f"a {kind} warning" for kind in ("wind", "frost", "flood", "fog", "snow")]
                + ["a heat advisory", "an ice warning"]
            ),
            "record": st.sampled_from(
                [
                    f"{kind} May day since 1971"
                    for kind in ("warmest", "coldest", "wettest", "windiest")
                ]
            ),
        },
    )


def elections() -> st.SearchStrategy[Facts]:
    """Election records: independents, namesakes, ties within a tenth of a point, full counts."""
    parties = st.sampled_from(["Green Future", "Union of the Centre", "an independent"])
    return st.fixed_dictionaries(
        {
            "office": st.sampled_from(
                ["mayor", "district governor", "council leader", "regional assembly member"]
            ),
            "place": PLACES,
            "date": DATES,
            "winner": st.sampled_from(["Nadia Abbott", "Yuki Petrov"]),
            "winner_party": parties,
            "winner_pct": tenths(30.1, 80),
            "winner_votes": st.integers(2, 900_000),
            "runner_up": st.sampled_from(["Sofia Quist", "Anton Petrov"]),
            "runner_up_party": parties,
            "runner_up_pct": tenths(5, 30),
            "turnout_pct": tenths(5, 95),
            "key_issue": st.sampled_from(["policing", "housing costs", "a new bypass"]),
            "counted_pct": st.sampled_from([91, 98, 99.5, 100]),
        },
        optional={
            "incumbent": st.sampled_from(["winner", "runner_up"]),
            "previous_turnout_pct": tenths(5, 95),
        },
    )


RECORDS = {
    "earthquake": earthquakes(),
    "earnings": earnings(),
    "football": football(),
    "weather": weather(),
    "election": elections(),
}
