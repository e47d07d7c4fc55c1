"""Rules of the earnings desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.rules import formats
from generators.rules.formats import Style
from generators.rules.grammar import Content, Message, Quantity, Referent, Value
from generators.rules.grammar import rule as r
from generators.rules.planning import Desk

SECTOR_NOUNS = {
    "airlines": "airline",
    "energy": "energy group",
    "foods": "food group",
    "hotels": "hotel group",
    "logistics": "logistics group",
    "motors": "carmaker",
    "pharma": "drugmaker",
    "retail": "retailer",
    "semiconductors": "chipmaker",
    "software": "software company",
}
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
BIG_MOVE_PCT = 5.0

LEADS = (
    # From loss to profit.
    r(
        "earnings.lead.swung_to_profit",
        "profit period",
        "{company} <swing> to a {quarter}-quarter profit of {net} from a loss of {prior}",
        when="to_profit",
    ),
    r(
        "earnings.lead.returned_to_profit",
        "profit period",
        "{company} <return> to profit in {the_quarter}, making {net} after a loss of {prior}",
        when="to_profit",
    ),
    r(
        "earnings.lead.back_in_black",
        "profit period driver revenue",
        "{company} <be:present> back in profit after {driver} lifted {quarter}-quarter revenue by "
        "{change} to {revenue}: it made {net}, against a loss of {prior}",
        when="to_profit helped",
    ),
    # From profit to loss.
    r(
        "earnings.lead.slipped_to_loss",
        "profit period",
        "{company} <slip> into the red in {the_quarter}, with a net loss of {net} against a "
        "profit of {prior} previously",
        when="to_loss",
    ),
    r(
        "earnings.lead.swung_to_loss",
        "profit period",
        "{company} <swing> to a {quarter}-quarter loss of {net} from a profit of {prior}",
        when="to_loss",
    ),
    # Losses.
    r(
        "earnings.lead.narrowed",
        "profit period",
        "{company} <narrow> its {quarter}-quarter net loss to {net} from {prior}",
        when="narrowed",
    ),
    r(
        "earnings.lead.widened",
        "profit period",
        "{company.poss} {quarter}-quarter net loss <widen> to {net} from {prior}",
        when="widened",
    ),
    # Profits.
    r(
        "earnings.lead.more_than_doubled",
        "profit period",
        "net income more than {multiplied} at {company} in {the_quarter}, to {net} from {prior}",
        when="multiplied",
        weight=2,
    ),
    r(
        "earnings.lead.profit_rose",
        "profit period",
        "net income at {company} <rise> {net_change} in {the_quarter}, to {net} from {prior}",
        when="profit_up !multiplied",
    ),
    r(
        "earnings.lead.profit_fell",
        "profit period",
        "net income at {company} <fall> {net_change} in {the_quarter}, to {net} from {prior}",
        when="profit_down",
    ),
    r(
        "earnings.lead.profit_level",
        "profit period",
        "net income at {company} <be> unchanged in {the_quarter} at {net}",
        when="profit_level",
    ),
    # Earnings a share against what was expected.
    r(
        "earnings.lead.beat",
        "eps period",
        "{company} <beat> expectations in {the_quarter}, earning {eps} a share against the "
        "{consensus} that analysts had forecast",
        when="eps_beat profits",
    ),
    r(
        "earnings.lead.beat_by",
        "eps period",
        "{company} <earn> {eps} a share in {the_quarter}, {surprise} more than analysts had "
        "expected",
        when="eps_beat profits",
    ),
    r(
        "earnings.lead.short",
        "eps period",
        "{company} <fall> short of expectations in {the_quarter}, earning {eps} a share against "
        "the {consensus} that analysts had forecast",
        when="eps_miss profits",
    ),
    r(
        "earnings.lead.short_by",
        "eps period",
        "{company} <earn> {eps} a share in {the_quarter}, {surprise} short of the consensus",
        when="eps_miss profits",
    ),
    # What drove sales.
    r(
        "earnings.lead.driver_lifted",
        "revenue driver period",
        "{driver} <lift> {quarter}-quarter revenue at {company} by {change} to {revenue}",
        when="helped",
    ),
    r(
        "earnings.lead.driver_cut",
        "revenue driver period",
        "{driver} <cut> {quarter}-quarter revenue at {company} by {change} to {revenue}",
        when="hurt",
    ),
    # The shares, where they moved the way the result did.
    r(
        "earnings.lead.shares_up",
        "shares period",
        "shares+ in {company} <rise> {move} after its {quarter}-quarter results"
        "[#profits|[eps|, in which earnings of {eps} a share beat the {consensus} expected]]",
        when="move_up eps_beat",
        weight=0.7,
    ),
    r(
        "earnings.lead.shares_down",
        "shares period",
        "shares+ in {company} <fall> {move} after its {quarter}-quarter results"
        "[#profits|[eps|, in which earnings of {eps} a share fell short of the {consensus} "
        "expected]]",
        when="move_down eps_miss",
        weight=0.7,
    ),
)

BODY = (
    # Revenue and its driver.
    r(
        "earnings.revenue.rose_helped",
        "revenue driver",
        "revenue <rise> {change} to {revenue}, helped by {driver}",
        when="helped",
        tone="+",
    ),
    r(
        "earnings.revenue.driver_lifted",
        "revenue driver",
        "{driver} <lift> revenue by {change} to {revenue}",
        when="helped",
        tone="+",
    ),
    r(
        "earnings.revenue.jumped_on",
        "revenue driver",
        "revenue <jump> {change} to {revenue} on {driver}",
        when="helped sharply",
        tone="+",
        weight=2,
    ),
    r(
        "earnings.revenue.edged_up",
        "revenue driver",
        "revenue <edge> up {change} to {revenue}, helped by {driver}",
        when="helped slightly",
        tone="+",
        weight=2,
    ),
    r(
        "earnings.revenue.fell_hit",
        "revenue driver",
        "revenue <fall> {change} to {revenue}, hit by {driver}",
        when="hurt",
        tone="-",
    ),
    r(
        "earnings.revenue.driver_cut",
        "revenue driver",
        "{driver} <cut> revenue by {change} to {revenue}",
        when="hurt",
        tone="-",
    ),
    r(
        "earnings.revenue.slipped",
        "revenue driver",
        "revenue <slip> {change} to {revenue} because of {driver}",
        when="hurt slightly",
        tone="-",
        weight=2,
    ),
    r(
        "earnings.revenue.despite",
        "revenue driver",
        "revenue [#sales_up|rose][#sales_down|fell] {change} to {revenue} despite {driver}",
        when="against !sales_level",
    ),
    r(
        "earnings.revenue.level",
        "revenue driver",
        "revenue <be> unchanged at {revenue}, with {driver} a factor",
        when="sales_level",
    ),
    r(
        "earnings.revenue.under_chief_up",
        "revenue driver chief",
        "under chief executive {chief}, {company} <increase> revenue by {change} to {revenue}, "
        "helped by {driver}",
        when="helped quiet",
        tone="+",
        weight=3,
    ),
    r(
        "earnings.revenue.under_chief_down",
        "revenue driver chief",
        "under chief executive {chief}, {company} <see> revenue fall {change} to {revenue}, hit by "
        "{driver}",
        when="hurt quiet",
        tone="-",
        weight=3,
    ),
    # Net income, where the lead was about something else.
    r(
        "earnings.profit.to_profit",
        "profit",
        "a net loss of {prior} <turn> into a profit of {net}",
        when="to_profit",
        tone="+",
    ),
    r(
        "earnings.profit.to_loss",
        "profit",
        "a profit of {prior} <turn> into a net loss of {net}",
        when="to_loss",
        tone="-",
    ),
    r(
        "earnings.profit.narrowed",
        "profit",
        "the net loss <narrow> to {net} from {prior}",
        when="narrowed",
        tone="+",
    ),
    r(
        "earnings.profit.widened",
        "profit",
        "the net loss <widen> to {net} from {prior}",
        when="widened",
        tone="-",
    ),
    r(
        "earnings.profit.multiplied",
        "profit",
        "net income more than {multiplied} to {net} from {prior}",
        when="multiplied",
        tone="+",
        weight=2,
    ),
    r(
        "earnings.profit.rose",
        "profit",
        "net income <rise> to {net} from {prior}",
        when="profit_up !multiplied",
        tone="+",
    ),
    r(
        "earnings.profit.climbed",
        "profit",
        "net income <climb> {net_change} to {net} from {prior}",
        when="profit_up !multiplied",
        tone="+",
    ),
    r(
        "earnings.profit.fell",
        "profit",
        "net income <fall> to {net} from {prior}",
        when="profit_down",
        tone="-",
    ),
    r(
        "earnings.profit.dropped",
        "profit",
        "net income <drop> {net_change} to {net} from {prior}",
        when="profit_down",
        tone="-",
    ),
    r("earnings.profit.level", "profit", "net income <be> unchanged at {net}", when="profit_level"),
    # Earnings a share: profit on both sides.
    r(
        "earnings.eps.above",
        "eps",
        "earnings+ of {eps} a share <be> {surprise} above the consensus of {consensus}",
        when="eps_beat profits",
        tone="+",
    ),
    r(
        "earnings.eps.beat",
        "eps",
        "earnings+ of {eps} a share <beat> the {consensus} that analysts had expected",
        when="eps_beat profits",
        tone="+",
    ),
    r(
        "earnings.eps.more_than_double",
        "eps",
        "earnings+ of {eps} a share <be> more than double the {consensus} that analysts had "
        "expected",
        when="eps_beat profits eps_doubled",
        tone="+",
        weight=3,
    ),
    r(
        "earnings.eps.below",
        "eps",
        "earnings+ of {eps} a share <be> {surprise} below the consensus of {consensus}",
        when="eps_miss profits",
        tone="-",
    ),
    r(
        "earnings.eps.missed",
        "eps",
        "earnings+ of {eps} a share <fall> short of the {consensus} that analysts had expected",
        when="eps_miss profits",
        tone="-",
    ),
    r(
        "earnings.eps.in_line",
        "eps",
        "earnings+ of {eps} a share <be> exactly in line with the consensus",
        when="eps_met profits",
    ),
    r(
        "earnings.eps.matched",
        "eps",
        "earnings+ of {eps} a share <match> the forecasts of analysts",
        when="eps_met profits",
    ),
    # Losses a share on both sides.
    r(
        "earnings.eps.smaller_loss",
        "eps",
        "the loss of {eps} a share <be> {surprise} smaller than the {consensus} that analysts had "
        "expected",
        when="eps_beat losses",
        tone="+",
    ),
    r(
        "earnings.eps.deeper_loss",
        "eps",
        "the loss of {eps} a share <be> {surprise} deeper than the {consensus} that analysts had "
        "expected",
        when="eps_miss losses",
        tone="-",
    ),
    r(
        "earnings.eps.loss_in_line",
        "eps",
        "the loss of {eps} a share <be> exactly in line with the consensus",
        when="eps_met losses",
    ),
    # A sign between result and forecast, or a nought.
    r(
        "earnings.eps.profit_not_loss",
        "eps",
        "{company} <earn> {eps} a share, where analysts had expected a loss of {consensus}",
        when="eps_surprise_profit",
        tone="+",
    ),
    r(
        "earnings.eps.loss_not_profit",
        "eps",
        "{company} <lose> {eps} a share, where analysts had expected earnings of {consensus}",
        when="eps_surprise_loss",
        tone="-",
    ),
    r(
        "earnings.eps.earned_not_even",
        "eps",
        "earnings+ <come> to {eps} a share, where analysts had expected it to break even",
        when="even_expected eps_beat",
        tone="+",
    ),
    r(
        "earnings.eps.lost_not_even",
        "eps",
        "the loss <come> to {eps} a share, where analysts had expected it to break even",
        when="even_expected eps_miss",
        tone="-",
    ),
    r(
        "earnings.eps.even_not_earned",
        "eps",
        "earnings+ a share <be> zero, where analysts had expected {consensus}",
        when="even_made eps_miss",
        tone="-",
    ),
    r(
        "earnings.eps.even_not_lost",
        "eps",
        "earnings+ a share <be> zero, where analysts had expected a loss of {consensus}",
        when="even_made eps_beat",
        tone="+",
    ),
    r(
        "earnings.eps.even",
        "eps",
        "earnings+ a share <be> zero, as analysts had expected",
        when="even_made eps_met",
    ),
    # The man or woman at the top; the record does not say which.
    r(
        "earnings.chief.guides",
        "chief guidance",
        "chief executive {chief} <forecast> full-year revenue of {low} to {high}[dividend| and "
        "announced a dividend of {dividend}]",
        weight=3,
    ),
    r(
        "earnings.chief.company_guides",
        "chief guidance",
        "{company.def}, led by chief executive {chief}, <forecast> full-year revenue of between "
        "{low} and {high}[dividend| and declared a dividend of {dividend}]",
        weight=3,
    ),
    r(
        "earnings.chief.expects",
        "chief guidance",
        "{chief}, the chief executive, <be:present> guiding for full-year revenue of {low} to "
        "{high}",
        weight=2,
    ),
    r(
        "earnings.chief.dividend",
        "chief dividend",
        "{company.def}, run by chief executive {chief}, <pay:future> a dividend of {dividend}"
        "[guidance| and forecasts full-year revenue of {low} to {high}]",
        weight=2,
    ),
    r(
        "earnings.chief.shares",
        "chief shares",
        "shares+ in {company.def}, led by chief executive {chief}, [#move_up|rose {move}]"
        "[#move_down|fell {move}][#move_none|were unchanged]",
        weight=2,
    ),
    r(
        "earnings.chief.plain",
        "chief",
        "{company.def} <be:present> led by chief executive {chief}",
        weight=0.2,
    ),
    r(
        "earnings.guidance.full_year",
        "guidance",
        "{company.def} <forecast> full-year revenue of {low} to {high}",
    ),
    r(
        "earnings.guidance.given",
        "guidance",
        "full-year guidance <be> put at {low} to {high}[dividend| and the dividend at {dividend}]",
    ),
    r(
        "earnings.dividend.will_pay",
        "dividend",
        "{company} <pay:future> a dividend of {dividend}",
    ),
    r("earnings.dividend.set", "dividend", "the dividend <be> set at {dividend} a share"),
    # The market.
    r("earnings.shares.rose", "shares", "the shares+ <rise> {move}", when="move_up", tone="+"),
    r("earnings.shares.gained", "shares", "the stock <gain> {move}", when="move_up", tone="+"),
    r(
        "earnings.shares.jumped",
        "shares",
        "the shares+ <jump> {move}",
        when="move_up move_big",
        tone="+",
        weight=2,
    ),
    r("earnings.shares.fell", "shares", "the shares+ <fall> {move}", when="move_down", tone="-"),
    r("earnings.shares.lost", "shares", "the stock <lose> {move}", when="move_down", tone="-"),
    r(
        "earnings.shares.slid",
        "shares",
        "the shares+ <slide> {move}",
        when="move_down move_big",
        tone="-",
        weight=2,
    ),
    r("earnings.shares.level", "shares", "the shares+ <be> unchanged", when="move_none"),
)

ORDER = (
    ("period",),
    ("profit", "revenue", "driver"),
    ("eps", "shares"),
    ("chief", "guidance", "dividend"),
)


def select(facts: Mapping[str, Any], style: Style) -> Content:
    """Messages, values and tags of an earnings record."""
    quarter = facts["quarter"]
    fiscal = f" of fiscal {facts['fiscal_year']}" if "fiscal_year" in facts else ""
    noun = SECTOR_NOUNS.get(facts.get("sector", ""), "company")
    values: dict[str, Value] = {
        "company": Referent("company", facts["company"], "the company", f"the {noun}", "it"),
        "chief": facts["chief_executive"],
        "quarter": quarter,
        "the_quarter": f"the {quarter} quarter{fiscal}",
        "driver": _driver(facts["driver"]),
        "revenue": formats.money_musd(facts["revenue_musd"]),
        "change": formats.percent(facts["revenue_change_pct"], style),
        "net": formats.money_musd(facts["net_income_musd"]),
        "prior": formats.money_musd(facts["prior_net_income_musd"]),
        "eps": formats.dollars(facts["eps_usd"]),
        "consensus": formats.dollars(facts["eps_consensus_usd"]),
        "surprise": formats.dollars(facts["eps_usd"] - facts["eps_consensus_usd"]),
    }
    kinds = ["period", "profit", "revenue", "driver", "eps", "chief"]
    tags = _sales_tags(facts) | _eps_tags(facts["eps_usd"], facts["eps_consensus_usd"])
    tags |= _profit(facts["net_income_musd"], facts["prior_net_income_musd"], values, style)
    if "full_year_guidance_low_musd" in facts and "full_year_guidance_high_musd" in facts:
        kinds.append("guidance")
        values["low"], values["high"] = formats.money_range_musd(
            facts["full_year_guidance_low_musd"], facts["full_year_guidance_high_musd"]
        )
    if "dividend_usd" in facts:
        kinds.append("dividend")
        values["dividend"] = formats.dollars(facts["dividend_usd"])
    if "shares_move_pct" in facts:
        kinds.append("shares")
        move = facts["shares_move_pct"]
        values["move"] = formats.percent(move, style)
        tags.add("move_up" if move > 0 else "move_down" if move < 0 else "move_none")
        tags |= {"move_big"} if abs(move) >= BIG_MOVE_PCT else set()
    tags |= {"quiet"} if not {"guidance", "dividend"} & set(kinds) else set()
    return Content(tuple(Message(kind) for kind in kinds), values, frozenset(tags))


def _sales_tags(facts: Mapping[str, Any]) -> set[str]:
    change = facts["revenue_change_pct"]
    bad = any(word in facts["driver"] for word in BAD_DRIVERS)
    tags = {"sharply"} if abs(change) >= SHARP_PCT else set()
    tags |= {"slightly"} if abs(change) < SLIGHT_PCT else set()
    if change == 0:
        return tags | {"sales_level", "against"}
    if change > 0:
        return tags | {"sales_up", "against" if bad else "helped"}
    return tags | {"sales_down", "hurt"}


def _profit(net: float, prior: float, values: dict[str, Value], style: Style) -> set[str]:
    if net < 0:
        if prior >= 0:
            return {"to_loss"}
        return {"narrowed" if net > prior else "widened"}
    if prior < 0:
        return {"to_profit"}
    if net == prior:
        return {"profit_level"}
    tags = {"profit_up" if net > prior else "profit_down"}
    if prior > 0:
        values["net_change"] = formats.percent(round(100 * (net - prior) / prior), style)
    ratio = net / prior if prior else 0.0
    for size, verb in ((4, "quadrupled"), (3, "trebled"), (2, "doubled")):
        if ratio > size:
            values["multiplied"] = verb
            return tags | {"multiplied"}
    return tags


def _eps_tags(eps: float, consensus: float) -> set[str]:
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


def _driver(driver: str) -> Quantity:
    return Quantity(driver, driver[0].upper() + driver[1:], plural=False)


DESK = Desk("earnings", select, LEADS, BODY, ORDER)
