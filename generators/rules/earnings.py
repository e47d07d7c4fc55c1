"""Rules of the earnings desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.rules import formats
from generators.rules.earnings_figures import profit_tags, sales_tags, share_tags
from generators.rules.formats import Style
from generators.rules.grammar import Content, Message, Quantity, Referent, Value
from generators.rules.planning import Desk
from generators.rules.tables import read_table

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
BIG_MOVE_PCT = 5.0

TABLE = """
# From loss to profit.
lead.swung_to_profit: profit period | when to_profit
    {company} <swing> to a {quarter}-quarter profit of {net} from a loss of {prior}
lead.returned_to_profit: profit period | when to_profit
    {company} <return> to profit in {the_quarter}, making {net} after a loss of {prior}
lead.back_in_black: profit period driver revenue | when to_profit helped
    {company} <be:present> back in profit after {driver} lifted {quarter}-quarter revenue by
    {change} to {revenue}: it made {net}, against a loss of {prior}

# From profit to loss.
lead.slipped_to_loss: profit period | when to_loss
    {company} <slip> into the red in {the_quarter}, with a net loss of {net} against a profit
    of {prior} previously
lead.swung_to_loss: profit period | when to_loss
    {company} <swing> to a {quarter}-quarter loss of {net} from a profit of {prior}

# Losses.
lead.narrowed: profit period | when narrowed
    {company} <narrow> its {quarter}-quarter net loss to {net} from {prior}
lead.widened: profit period | when widened
    {company.poss} {quarter}-quarter net loss <widen> to {net} from {prior}

# Profits.
lead.more_than_doubled: profit period | when multiplied | weight 2
    net income {multiplied} at {company} in {the_quarter}, to {net} from {prior}
lead.profit_rose: profit period | when profit_up !multiplied
    net income at {company} <rise> {net_change} in {the_quarter}, to {net} from {prior}
lead.profit_fell: profit period | when profit_down
    net income at {company} <fall> {net_change} in {the_quarter}, to {net} from {prior}
lead.profit_level: profit period | when profit_level
    net income at {company} <be> unchanged in {the_quarter} at {net}
lead.from_nil: profit period | when profit_from_nil
    net income at {company} <reach> {net} in {the_quarter}, from zero previously

# Earnings a share against what was expected.
lead.beat: eps period | when eps_beat profits
    {company} <beat> expectations in {the_quarter}, earning {eps} a share against the
    {consensus} that analysts had forecast
lead.beat_by: eps period | when eps_beat profits
    {company} <earn> {eps} a share in {the_quarter}, {surprise} more than analysts had
    expected
lead.short: eps period | when eps_miss profits
    {company} <fall> short of expectations in {the_quarter}, earning {eps} a share against the
    {consensus} that analysts had forecast
lead.short_by: eps period | when eps_miss profits
    {company} <earn> {eps} a share in {the_quarter}, {surprise} short of the consensus

# What drove sales.
lead.driver_lifted: revenue driver period | when helped
    {driver} <lift> {quarter}-quarter revenue at {company} by {change} to {revenue}
lead.driver_cut: revenue driver period | when hurt
    {driver} <cut> {quarter}-quarter revenue at {company} by {change} to {revenue}

# The shares, where they moved the way the result did.
lead.shares_up: shares period | when move_up eps_beat | weight 0.7
    shares+ in {company} <rise> {move} after its {quarter}-quarter results[#profits|[eps|, in
    which earnings of {eps} a share beat the {consensus} expected]]
lead.shares_down: shares period | when move_down eps_miss | weight 0.7
    shares+ in {company} <fall> {move} after its {quarter}-quarter results[#profits|[eps|, in
    which earnings of {eps} a share fell short of the {consensus} expected]]

# Revenue and its driver.
revenue.rose_helped: revenue driver | when helped | tone +
    revenue <rise> {change} to {revenue}, helped by {driver}
revenue.driver_lifted: revenue driver | when helped | tone +
    {driver} <lift> revenue by {change} to {revenue}
revenue.jumped_on: revenue driver | when helped sharply | weight 2 | tone +
    revenue <jump> {change} to {revenue} on {driver}
revenue.edged_up: revenue driver | when helped slightly | weight 2 | tone +
    revenue <edge> up {change} to {revenue}, helped by {driver}
revenue.fell_hit: revenue driver | when hurt | tone -
    revenue <fall> {change} to {revenue}, hit by {driver}
revenue.driver_cut: revenue driver | when hurt | tone -
    {driver} <cut> revenue by {change} to {revenue}
revenue.slipped: revenue driver | when hurt slightly | weight 2 | tone -
    revenue <slip> {change} to {revenue} because of {driver}
revenue.despite: revenue driver | when against !sales_level
    revenue [#sales_up|rose][#sales_down|fell] {change} to {revenue} despite {driver}
revenue.level: revenue driver | when sales_level
    revenue <be> unchanged at {revenue}, with {driver} a factor
revenue.under_chief_up: revenue driver chief | when helped quiet | weight 3 | tone +
    under chief executive {chief}, {company} <increase> revenue by {change} to {revenue},
    helped by {driver}
revenue.under_chief_down: revenue driver chief | when hurt quiet | weight 3 | tone -
    under chief executive {chief}, {company} <see> revenue fall {change} to {revenue}, hit by
    {driver}

# Net income, where the lead was about something else.
profit.to_profit: profit | when to_profit | tone +
    a net loss of {prior} <turn> into a profit of {net}
profit.to_loss: profit | when to_loss | tone -
    a profit of {prior} <turn> into a net loss of {net}
profit.narrowed: profit | when narrowed | tone +
    the net loss <narrow> to {net} from {prior}
profit.widened: profit | when widened | tone -
    the net loss <widen> to {net} from {prior}
profit.multiplied: profit | when multiplied | weight 2 | tone +
    net income {multiplied} to {net} from {prior}
profit.rose: profit | when profit_up !multiplied | tone +
    net income <rise> to {net} from {prior}
profit.climbed: profit | when profit_up !multiplied | tone +
    net income <climb> {net_change} to {net} from {prior}
profit.fell: profit | when profit_down | tone -
    net income <fall> to {net} from {prior}
profit.dropped: profit | when profit_down | tone -
    net income <drop> {net_change} to {net} from {prior}
profit.level: profit | when profit_level
    net income <be> unchanged at {net}
profit.from_nil: profit | when profit_from_nil | tone +
    net income <reach> {net} from zero

# Net income beside the sales that explain it, or do not.
both.up: profit revenue driver | when profit_up !multiplied helped | weight 2 | tone +
    net income <rise> to {net} from {prior} as {driver} lifted revenue by {change} to {revenue}
both.down: profit revenue driver | when profit_down hurt | weight 2 | tone -
    net income <fall> to {net} from {prior} as {driver} cut revenue by {change} to {revenue}
both.down_despite: profit revenue driver | when profit_down helped | weight 2 | tone -
    net income <fall> to {net} from {prior} even though {driver} lifted revenue by {change} to
    {revenue}
both.up_despite: profit revenue driver | when profit_up !multiplied hurt | weight 2 | tone +
    net income <rise> to {net} from {prior} even though {driver} cut revenue by {change} to
    {revenue}
both.multiplied: profit revenue driver | when multiplied helped | weight 2 | tone +
    net income {multiplied} to {net} from {prior} as {driver} lifted revenue by {change} to
    {revenue}

# Earnings a share: profit on both sides.
eps.above: eps | when eps_beat profits | tone +
    earnings+ of {eps} a share <be> {surprise} above the consensus of {consensus}
eps.beat: eps | when eps_beat profits | tone +
    earnings+ of {eps} a share <beat> the {consensus} that analysts had expected
eps.more_than_double: eps | when eps_beat profits eps_doubled | weight 3 | tone +
    earnings+ of {eps} a share <be> more than double the {consensus} that analysts had
    expected
eps.below: eps | when eps_miss profits | tone -
    earnings+ of {eps} a share <be> {surprise} below the consensus of {consensus}
eps.missed: eps | when eps_miss profits | tone -
    earnings+ of {eps} a share <fall> short of the {consensus} that analysts had expected
eps.in_line: eps | when eps_met profits
    earnings+ of {eps} a share <be> exactly in line with the consensus
eps.matched: eps | when eps_met profits
    earnings+ of {eps} a share <match> the forecasts of analysts

# Losses a share on both sides.
eps.smaller_loss: eps | when eps_beat losses | tone +
    the loss of {eps} a share <be> {surprise} smaller than the {consensus} that analysts had
    expected
eps.deeper_loss: eps | when eps_miss losses | tone -
    the loss of {eps} a share <be> {surprise} deeper than the {consensus} that analysts had
    expected
eps.loss_in_line: eps | when eps_met losses
    the loss of {eps} a share <be> exactly in line with the consensus

# A sign between result and forecast, or a nought.
eps.profit_not_loss: eps | when eps_surprise_profit | tone +
    {company} <earn> {eps} a share, where analysts had expected a loss of {consensus}
eps.loss_not_profit: eps | when eps_surprise_loss | tone -
    {company} <lose> {eps} a share, where analysts had expected earnings of {consensus}
eps.earned_not_even: eps | when even_expected eps_beat | tone +
    earnings+ <come> to {eps} a share, against a consensus of zero
eps.lost_not_even: eps | when even_expected eps_miss | tone -
    the loss <come> to {eps} a share, against a consensus of zero
eps.even_not_earned: eps | when even_made eps_miss | tone -
    earnings+ a share <be> zero, where analysts had expected {consensus}
eps.even_not_lost: eps | when even_made eps_beat | tone +
    earnings+ a share <be> zero, where analysts had expected a loss of {consensus}
eps.even: eps | when even_made eps_met
    earnings+ a share <be> zero, as analysts had expected

# The man or woman at the top; the record does not say which.
chief.guides: chief guidance | weight 3
    chief executive {chief} <forecast> full-year revenue of {low} to {high}[dividend| and
    announced a dividend of {dividend}]
chief.company_guides: chief guidance | weight 3
    {company.def}, led by chief executive {chief}, <forecast> full-year revenue of between
    {low} and {high}[dividend| and declared a dividend of {dividend}]
chief.expects: chief guidance | weight 2
    {chief}, the chief executive, <be:present> guiding for full-year revenue of {low} to
    {high}
chief.dividend: chief dividend | weight 2
    {company.def}, run by chief executive {chief}, <pay:future> a dividend of
    {dividend}[guidance| and forecasts full-year revenue of {low} to {high}]
chief.plain: chief | when quiet | weight 0.2
    {company.def} <be:present> led by chief executive {chief}
chief.year: chief guidance | weight 2
    {company.def}, with {chief} as chief executive, <expect:present> revenue of {low} to {high}
    for the full year[dividend| and set a dividend of {dividend}]
dividend.will_pay: dividend
    {company} <pay:future> a dividend of {dividend}
dividend.set: dividend
    the dividend <be> set at {dividend} a share

# The market.
shares.chief_up: shares chief | when quiet move_up | weight 4 | tone +
    shares+ in {company.def}, led by chief executive {chief}, <rise> {move}
shares.chief_down: shares chief | when quiet move_down | weight 4 | tone -
    shares+ in {company.def}, led by chief executive {chief}, <fall> {move}
shares.rose: shares | when move_up | tone +
    the shares+ <rise> {move}
shares.gained: shares | when move_up | tone +
    the stock <gain> {move}
shares.jumped: shares | when move_up move_big | weight 2 | tone +
    the shares+ <jump> {move}
shares.fell: shares | when move_down | tone -
    the shares+ <fall> {move}
shares.lost: shares | when move_down | tone -
    the stock <lose> {move}
shares.slid: shares | when move_down move_big | weight 2 | tone -
    the shares+ <slide> {move}
shares.level: shares | when move_none
    the shares+ <be> unchanged
"""


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
    tags = sales_tags(facts) | share_tags(facts["eps_usd"], facts["eps_consensus_usd"])
    tags |= profit_tags(facts["net_income_musd"], facts["prior_net_income_musd"], values, style)
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


def _driver(driver: str) -> Quantity:
    return Quantity(driver, driver[0].upper() + driver[1:], plural=False)


DESK = Desk("earnings", select, *read_table("earnings", TABLE), ORDER)
