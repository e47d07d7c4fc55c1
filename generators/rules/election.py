"""Rules of the election desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.rules import formats
from generators.rules.formats import Style
from generators.rules.grammar import Content, Message, Quantity, Referent, Value
from generators.rules.planning import Desk
from generators.rules.tables import read_table

CLOSE_BELOW_POINTS = 3.0
CLEAR_FROM_POINTS = 15.0
LOW_TURNOUT_PCT = 40.0
HIGH_TURNOUT_PCT = 65.0
LEVEL_WITHIN_POINTS = 0.05
INDEPENDENT = "an independent"
ARTICLE_HEADS = ("Front", "Alliance", "Union", "List", "Party", "Movement", "League", "Centre")

TABLE = """
# The incumbent stays.
lead.reelected: result date | when held
    {winner} <be:perfect> re-elected {as_office} in the election of {day_month}
lead.held_on: result date margin | when held
    {winner} <hold> on {as_office} by {margin} in the election of {day_month}
lead.voters_kept: result date party | when held
    voters+ in {place} <keep> {winner}{of_party} {as_bare} {on_date}
lead.held_shares: result loser share loser_share party | when held
    {winner}{of_party} <be:perfect> re-elected {as_office}, beating {loser}{of_loser_party} by
    {share} to {loser_share}
lead.new_term: result share party | when held
    {winner}{of_party} <win:perfect> another term {as_office} with {share} of the vote

lead.kept_its: result share party date | when held
    {place} <keep:perfect> its {office_name}: {winner}{of_party} was re-elected {on_date} with
    {share} of the vote

# The incumbent goes.
lead.ousted: result loser margin | when ousted
    {winner} <oust:perfect> the incumbent, {loser}{of_loser_party}, {as_office} by {margin}
lead.ousted_shares: result loser share loser_share party | when ousted
    {winner}{of_party} <oust:perfect> the incumbent, {loser}{of_loser_party}, {as_office} by
    {share} to {loser_share}
lead.unseated: result loser date party | when ousted
    {winner}{of_party} <unseat> the {loser_label} incumbent, {loser}, {on_date} to become
    {office}
lead.lost_office: result loser date party | when ousted
    {loser}{of_loser_party} <lose> office {as_office} to {winner}{of_party} {on_date}

lead.new_face: result loser date party | when ousted
    {place} <have:present> a new {office_name}: {winner}{of_party} defeated the incumbent,
    {loser}{of_loser_party}, {on_date}
lead.majority_ousted: result share party date loser | when majority ousted
    {winner}{of_party} <take> {share} of the vote {on_date} to oust the incumbent,
    {loser}{of_loser_party}, {as_office}

# No incumbent, or none that the record names.
lead.elected: result date party | when open
    {winner}{of_party} <be:perfect> elected {office} in the vote of {day_month}
lead.voters_chose: result date party | when open
    voters+ in {place} <choose> {winner}{of_party} {as_bare} {on_date}
lead.choice: result party date share | when open
    {place} <choose:perfect> {winner}{of_party} {as_bare}, with {share} of the vote
    {on_date}
lead.beat_to_become: result loser margin | when open
    {winner} <beat:perfect> {loser}{of_loser_party} by {margin} to become {office}
lead.beat_shares: result loser share loser_share party | when open
    {winner}{of_party} <beat:perfect> {loser}{of_loser_party} by {share} to {loser_share} to
    become {office}
lead.will_be: result share party | when open
    {winner}{of_party} <be:future> {office} after winning {share} of the vote

# The size of the win.
lead.close: result loser margin date party | when close | weight 2
    just {margin} <separate> {winner}{of_party} from {loser}{of_loser_party} in the contest to
    be {office} {on_date}
lead.double_held: result share loser loser_share party | when double held | weight 2
    {winner}{of_party} <be> re-elected {as_office} with {share} of the vote, more than double
    the {loser_share} of {loser}{of_loser_party}
lead.double_ousted: result share loser loser_share party | when double ousted | weight 2
    {winner}{of_party} <take> {share} of the vote to become {office}, more than double the
    {loser_share} of the incumbent, {loser}{of_loser_party}
lead.majority_open: result share party date | when majority open
    {winner}{of_party} <win> a clear majority {on_date}, taking {share} of the vote to become
    {office}
lead.issue_held: result issue date party | when held | weight 0.7
    after a campaign dominated by {issue}, {winner}{of_party} <be> re-elected {as_office}
    {on_date}
lead.issue_new: result issue date party | when open | weight 0.7
    after a campaign dominated by {issue}, {winner}{of_party} <be> elected {office} {on_date}

# Both shares in one sentence; the party in the subject if it is still to be said.
share.party_clear: share party loser loser_share margin | weight 5
    {winner.def} <poll> {share} of the vote[votes|, or {votes}], {margin} clear of
    {loser}{of_loser_party} on {loser_share}
share.party_leaving: share party loser loser_share votes | weight 5
    {winner.def} <receive> {votes}, or {share}, leaving {loser}{of_loser_party} on
    {loser_share}[margin|, {margin} behind]
share.party_took: share party loser loser_share | weight 5
    {winner.def} <take> {share} of the vote[votes|, or {votes},] to {loser_share} for
    {loser}{of_loser_party}[margin|, a lead of {margin}]
share.party_against: share party loser_share | when ~loser | weight 5
    {winner.def} <receive> {share} of the vote[votes|, or {votes},] against {loser_share} for
    {loser}
share.took: share loser loser_share | when ~party
    {winner} <take> {share}[votes|, or {votes},] to {loser_share} for
    {loser}{of_loser_party}[margin|, a lead of {margin}]
share.clear_of: share loser loser_share margin | when ~party
    {winner} <poll> {share} of the vote[votes|, or {votes}], {margin} clear of
    {loser}{of_loser_party} on {loser_share}
share.leaving: share loser loser_share votes | when ~party
    {winner} <receive> {votes}, or {share}, leaving {loser}{of_loser_party} on
    {loser_share}[margin|, {margin} behind]
share.known_rival: share loser_share | when ~loser ~party
    {winner} <take> {share} of the vote[votes|, or {votes},] against {loser.poss}
    {loser_share}[margin|, a margin of {margin}]
share.finished_with: share loser_share | when ~loser ~party
    {winner} <finish> with {share} of the vote to {loser_share} for {loser}[votes|, having
    polled {votes}]

# The rival, where the winner's share is in the lead.
loser.second: loser loser_share
    {loser}{of_loser_party} <come> second with {loser_share}[margin|, {margin} behind]
loser.had: loser loser_share
    {loser}{of_loser_party} <have> {loser_share}[margin|, {margin} behind]
loser_share: loser_share
    {loser} <receive> {loser_share}

# Votes, margin, date.
votes.polled: votes
    {winner} <poll> {votes}[counted|, with [#all|all][#part|{counted} of] ballots counted]
votes.received: votes
    {winner} <receive> {votes}[counted| with [#all|every ballot][#part|{counted} of the vote]
    counted]
votes.total: votes
    {winner.poss} total <be> {votes}
margin.was: margin
    the margin of victory <be> {margin}
margin.clear: margin | when clear
    that <put> {winner} a clear {margin} ahead
margin.close: margin | when close | weight 3
    the margin <be> only {margin}
date.polling: date
    polling <take> place {on_date}[issue|, after a campaign dominated by {issue}]
date.vote: date
    the vote <be> held {on_date}[issue|, with {issue} the main issue]
date.issue: date issue | weight 2
    {issue} <be> the main issue in the vote {on_date}

# Turnout against the last election.
turnout.rose: turnout previous | when up | tone +
    turnout <rise> to {turnout} from {previous}[issue| in a contest dominated by {issue}]
turnout.up_points: turnout previous | when up | tone +
    turnout <be> {turnout}, up {swing} from {previous} at the previous election
turnout.fell: turnout previous | when down | tone -
    turnout <fall> to {turnout} from {previous}[issue| in a contest dominated by {issue}]
turnout.down_points: turnout previous | when down | tone -
    turnout <be> {turnout}, down {swing} from {previous} at the previous election
turnout.level: turnout previous | when level
    turnout <be> unchanged from the previous election at {turnout}

# Turnout by itself.
turnout.low: turnout | when low alone | tone -
    turnout <be> low, at {turnout}
turnout.high: turnout | when high alone
    turnout <be> high, at {turnout}
turnout.half: turnout | when !low !high alone
    turnout <be> {turnout}

# What it was about.
issue.main: issue
    {issue} <be> the main issue
issue.dominated: issue
    {issue} <dominate> the campaign
issue.voters: issue
    {issue} <be> the issue uppermost in the campaign

# The count.
counted.all: counted | when all
    all the votes+ <count:perfect passive>
counted.complete: counted | when all
    the count <be:present> complete
counted.part: counted | when part
    so far {counted} of the votes+ <count:perfect passive>
counted.stood: counted | when part
    the count <stand> at {counted}
"""


ORDER = (
    ("result", "share", "party", "loser", "loser_share", "margin", "votes"),
    ("date",),
    ("issue", "turnout", "previous"),
    ("counted",),
)


def select(facts: Mapping[str, Any], style: Style) -> Content:
    """Messages, values and tags of an election record."""
    date = formats.read_date(facts["date"])
    day_month = formats.day_month(date)
    margin = round(facts["winner_pct"] - facts["runner_up_pct"], 1)
    values: dict[str, Value] = {
        **_people(facts),
        **_office(facts["office"], facts["place"]),
        "day_month": day_month,
        "on_date": formats.on_date(date, style),
        "share": formats.percent(facts["winner_pct"], style),
        "loser_share": formats.percent(facts["runner_up_pct"], style),
        "votes": f"{facts['winner_votes']:,} votes",
        "margin": _points(margin),
        "issue": _issue(facts["key_issue"]),
        "counted": formats.percent(facts["counted_pct"], style),
        "turnout": formats.percent(facts["turnout_pct"], style),
    }
    kinds = ["result", "date", "party", "share", "loser", "loser_share", "margin", "votes"]
    kinds += ["turnout", "issue", "counted"]
    tags = {"all" if facts["counted_pct"] >= 100 else "part"}
    tags.add({"winner": "held", "runner_up": "ousted"}.get(facts.get("incumbent", ""), "open"))
    tags |= {"close"} if margin < CLOSE_BELOW_POINTS else set()
    tags |= {"clear"} if margin >= CLEAR_FROM_POINTS else set()
    tags |= {"double"} if facts["winner_pct"] > 2 * facts["runner_up_pct"] else set()
    tags |= {"majority"} if facts["winner_pct"] > 52 else set()
    tags |= _select_turnout(facts, values, kinds, style)
    return Content(tuple(Message(kind) for kind in kinds), values, frozenset(tags))


def _select_turnout(
    facts: Mapping[str, Any], values: dict[str, Value], kinds: list[str], style: Style
) -> set[str]:
    now, before = facts["turnout_pct"], facts.get("previous_turnout_pct")
    if before is None:
        low = {"low"} if now < LOW_TURNOUT_PCT else set()
        return {"alone"} | ({"high"} if now >= HIGH_TURNOUT_PCT else low)
    kinds.append("previous")
    swing = round(now - before, 1)
    values["previous"] = formats.percent(before, style)
    values["swing"] = _points(abs(swing)).replace("percentage ", "")
    if abs(swing) < LEVEL_WITHIN_POINTS:
        return {"level"}
    return {"up" if swing > 0 else "down"}


def _people(facts: Mapping[str, Any]) -> dict[str, Value]:
    winner, loser = facts["winner"], facts["runner_up"]
    namesakes = _surname(winner) == _surname(loser)
    incumbent = facts.get("incumbent") == "winner"
    label = _party_label(facts["winner_party"])
    return {
        "winner": Referent(
            "winner",
            winner,
            winner if namesakes else _surname(winner),
            definite=f"the {label} {'incumbent' if incumbent else 'candidate'}",
        ),
        "loser": Referent("loser", loser, loser if namesakes else _surname(loser)),
        "of_party": _of_party(facts["winner_party"]),
        "of_loser_party": _of_party(facts["runner_up_party"]),
        "loser_label": _party_label(facts["runner_up_party"]),
    }


def _office(office: str, place: str) -> dict[str, Value]:
    of = f"{office} {'for' if office.endswith('member') else 'of'} {place}"
    return {
        "office": of,
        "as_office": f"as {of}",
        "as_bare": f"as {office}",
        "office_name": office,
        "place": place,
    }


def _surname(name: str) -> str:
    return name.rpartition(" ")[2]


def _party_label(party: str) -> str:
    return "independent" if party == INDEPENDENT else party


def _of_party(party: str) -> str:
    article = "the " if party.endswith(ARTICLE_HEADS) else ""
    return f", {INDEPENDENT}," if party == INDEPENDENT else f" of {article}{party}"


def _points(points: float) -> str:
    text = formats.small(int(points)) if points == int(points) else formats.plain(points)
    return f"{text} percentage {'point' if points == 1 else 'points'}"


def _issue(issue: str) -> Quantity:
    plural = issue.endswith("s") and not issue.startswith(("a ", "an ", "the "))
    return Quantity(issue, issue[0].upper() + issue[1:], plural)


DESK = Desk("election", select, *read_table("election", TABLE), ORDER)
