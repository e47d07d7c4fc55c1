"""Content selection for earnings: what the figures mean beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.rules import formats
from generators.rules.formats import Style
from generators.rules.grammar import Value

# Words that make a driver good or bad for sales; the direction of revenue decides the rest.
BAD_DRIVERS = (
    "strike",
    "outage",
    "loss",
    "slump",
    "weak",
    "fewer",
    "slow",
    "fall",
    "clos",
    "delay",
)
SHARP_PCT = 10.0
SLIGHT_PCT = 2.0
SOARED_TIMES = 5


def sales_tags(facts: Mapping[str, Any]) -> set[str]:
    """Where revenue went, and whether the driver explains it or stands against it."""
    change = facts["revenue_change_pct"]
    bad = any(word in facts["driver"] for word in BAD_DRIVERS)
    tags = {"sharply"} if abs(change) >= SHARP_PCT else set()
    tags |= {"slightly"} if abs(change) < SLIGHT_PCT else set()
    if change == 0:
        return tags | {"sales_level", "against"}
    if change > 0:
        return tags | {"sales_up", "against" if bad else "helped"}
    return tags | {"sales_down", "hurt"}


def profit_tags(net: float, prior: float, values: dict[str, Value], style: Style) -> set[str]:
    """Net income against the earlier period; adds how much it changed to ``values``."""
    if net < 0:
        return {"to_loss" if prior >= 0 else "narrowed" if net > prior else "widened"}
    if prior <= 0 or net == prior:
        return {"to_profit" if prior < 0 else "profit_level" if net == prior else "profit_from_nil"}
    tags = {"profit_up" if net > prior else "profit_down"}
    values["net_change"] = formats.percent(round(100 * (net - prior) / prior), style)
    ratio = net / prior
    if ratio > SOARED_TIMES:
        values["multiplied"] = "soared"
        return tags | {"multiplied"}
    for times, verb in ((4, "quadrupled"), (3, "trebled"), (2, "doubled")):
        if ratio > times:
            values["multiplied"] = f"more than {verb}"
            return tags | {"multiplied"}
    return tags


def share_tags(eps: float, consensus: float) -> set[str]:
    """Earnings a share against what analysts expected, in whole cents."""
    made, expected = round(eps * 100), round(consensus * 100)
    tags = {"eps_beat" if made > expected else "eps_miss" if made < expected else "eps_met"}
    if made == 0:
        return tags | {"even_made"}
    if expected == 0:
        return tags | {"even_expected"}
    if made > 0 > expected:
        return tags | {"eps_surprise_profit"}
    if made < 0 < expected:
        return tags | {"eps_surprise_loss"}
    if made < 0:
        return tags | {"losses"}
    return tags | ({"profits", "eps_doubled"} if made > 2 * expected else {"profits"})
