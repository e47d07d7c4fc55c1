"""Rules of the election desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.rules import formats
from generators.rules.formats import Style
from generators.rules.grammar import Content, Message, Quantity, Referent, Value
from generators.rules.grammar import rule as r
from generators.rules.planning import Desk

CLOSE_BELOW_POINTS = 3.0
CLEAR_FROM_POINTS = 15.0
LOW_TURNOUT_PCT = 40.0
HIGH_TURNOUT_PCT = 65.0
LEVEL_WITHIN_POINTS = 0.05
INDEPENDENT = "an independent"
ARTICLE_HEADS = ("Front", "Alliance", "Union", "List", "Party", "Movement", "League", "Centre")

LEADS = (
    # The incumbent stays.
    r(
        "election.lead.reelected",
        "result date",
        "{winner} <be:perfect> re-elected {as_office} in the election of {day_month}",
        when="held",
    ),
    r(
        "election.lead.held_on",
        "result date margin",
        "{winner} <hold> on {as_office} by {margin} in the election of {day_month}",
        when="held",
    ),
    r(
        "election.lead.voters_kept",
        "result date party",
        "voters+ in {place} <keep> {winner}{of_party} {as_bare} {on_date}",
        when="held",
    ),
    r(
        "election.lead.new_term",
        "result share party",
        "{winner}{of_party} <win:perfect> another term {as_office} with {share} of the vote",
        when="held",
    ),
    # The incumbent goes.
    r(
        "election.lead.ousted",
        "result loser margin",
        "{winner} <oust:perfect> the incumbent, {loser}{of_loser_party}, {as_office} by {margin}",
        when="ousted",
    ),
    r(
        "election.lead.unseated",
        "result loser date party",
        "{winner}{of_party} <unseat> the {loser_label} incumbent, {loser}, {on_date} to become "
        "{office}",
        when="ousted",
    ),
    r(
        "election.lead.lost_office",
        "result loser date party",
        "{loser}{of_loser_party} <lose> office {as_office} to {winner}{of_party} {on_date}",
        when="ousted",
    ),
    # No incumbent, or none that the record names.
    r(
        "election.lead.elected",
        "result date party",
        "{winner}{of_party} <be:perfect> elected {office} in the vote of {day_month}",
        when="open",
    ),
    r(
        "election.lead.voters_chose",
        "result date party",
        "voters+ in {place} <choose> {winner}{of_party} {as_bare} {on_date}",
        when="open",
    ),
    r(
        "election.lead.beat_to_become",
        "result loser margin",
        "{winner} <beat:perfect> {loser}{of_loser_party} by {margin} to become {office}",
        when="open",
    ),
    r(
        "election.lead.will_be",
        "result share party",
        "{winner}{of_party} <be:future> {office} after winning {share} of the vote",
        when="open",
    ),
    # The size of the win.
    r(
        "election.lead.close",
        "result loser margin date party",
        "just {margin} <separate> {winner}{of_party} from {loser}{of_loser_party} in the contest "
        "to be {office} {on_date}",
        when="close",
        weight=2,
    ),
    r(
        "election.lead.double_held",
        "result share loser loser_share party",
        "{winner}{of_party} <be> re-elected {as_office} with {share} of the vote, more than double "
        "the {loser_share} of {loser}{of_loser_party}",
        when="double held",
        weight=2,
    ),
    r(
        "election.lead.double_ousted",
        "result share loser loser_share party",
        "{winner}{of_party} <take> {share} of the vote to become {office}, more than double the "
        "{loser_share} of the incumbent, {loser}{of_loser_party}",
        when="double ousted",
        weight=2,
    ),
    r(
        "election.lead.majority_open",
        "result share party date",
        "{winner}{of_party} <win> a clear majority {on_date}, taking {share} of the vote to become "
        "{office}",
        when="majority !held",
    ),
    r(
        "election.lead.issue_held",
        "result issue date party",
        "after a campaign dominated by {issue}, {winner}{of_party} <be> re-elected {as_office} "
        "{on_date}",
        when="held",
        weight=0.7,
    ),
    r(
        "election.lead.issue_new",
        "result issue date party",
        "after a campaign dominated by {issue}, {winner}{of_party} <be> elected {office} {on_date}",
        when="open",
        weight=0.7,
    ),
)

BODY = (
    # Both shares in one sentence; the party in the subject if it is still to be said.
    r(
        "election.share.party_took",
        "share party loser loser_share",
        "{winner.def} <take> {share} of the vote[votes|, or {votes},] to {loser_share} for "
        "{loser}{of_loser_party}[margin|, a lead of {margin}]",
        weight=5,
    ),
    r(
        "election.share.party_against",
        "share party loser_share",
        "{winner.def} <receive> {share} of the vote[votes|, or {votes},] against {loser_share} for "
        "{loser}",
        when="~loser",
        weight=5,
    ),
    r(
        "election.share.took",
        "share loser loser_share",
        "{winner} <take> {share}[votes|, or {votes},] to {loser_share} for "
        "{loser}{of_loser_party}[margin|, a lead of {margin}]",
    ),
    r(
        "election.share.clear_of",
        "share loser loser_share margin",
        "{winner} <poll> {share} of the vote[votes|, or {votes}], {margin} clear of "
        "{loser}{of_loser_party} on "
        "{loser_share}",
    ),
    r(
        "election.share.leaving",
        "share loser loser_share votes",
        "{winner} <receive> {votes}, or {share}, leaving {loser}{of_loser_party} on {loser_share}"
        "[margin|, {margin} behind]",
    ),
    r(
        "election.share.known_rival",
        "share loser_share",
        "{winner} <take> {share} of the vote[votes|, or {votes},] against {loser.poss} "
        "{loser_share}[margin|, a margin of {margin}]",
        when="~loser",
    ),
    r(
        "election.share.finished_with",
        "share loser_share",
        "{winner} <finish> with {share} of the vote to {loser_share} for {loser}"
        "[votes|, having polled {votes}]",
        when="~loser",
    ),
    # The rival, where the winner's share is in the lead.
    r(
        "election.loser.second",
        "loser loser_share",
        "{loser}{of_loser_party} <come> second with {loser_share}[margin|, {margin} behind]",
    ),
    r(
        "election.loser.incumbent_left",
        "loser loser_share",
        "the incumbent, {loser}{of_loser_party}, <be> left on {loser_share}[margin|, {margin} "
        "behind]",
        when="ousted",
        weight=3,
    ),
    r(
        "election.loser.had",
        "loser loser_share",
        "{loser}{of_loser_party} <have> {loser_share}[margin|, {margin} behind]",
    ),
    r("election.loser.named", "loser", "{loser}{of_loser_party} <be> the runner-up", weight=0.2),
    r("election.loser_share", "loser_share", "{loser} <receive> {loser_share}"),
    # Votes, margin, party, date.
    r(
        "election.votes.polled",
        "votes",
        "{winner} <poll> {votes}[counted|, with [#all|all][#part|{counted} of] ballots counted]",
    ),
    r(
        "election.votes.received",
        "votes",
        "{winner} <receive> {votes}[counted| with [#all|every ballot][#part|{counted} of the vote] "
        "counted]",
    ),
    r("election.votes.total", "votes", "{winner.poss} total <be> {votes}"),
    r("election.margin.was", "margin", "the margin of victory <be> {margin}"),
    r(
        "election.margin.clear",
        "margin",
        "that <put> {winner} a clear {margin} ahead",
        when="clear",
    ),
    r("election.margin.close", "margin", "the margin <be> only {margin}", when="close", weight=3),
    r("election.party.stood", "party", "{winner} <stand> for {the_party}", when="partisan"),
    r(
        "election.party.independent",
        "party",
        "{winner} <stand> as an independent",
        when="!partisan",
    ),
    r(
        "election.date.polling",
        "date",
        "polling <take> place {on_date}[issue|, after a campaign dominated by {issue}]",
    ),
    r(
        "election.date.vote",
        "date",
        "the vote <be> held {on_date}[issue|, with {issue} the main issue]",
    ),
    r(
        "election.date.issue",
        "date issue",
        "{issue} <be> the main issue in the vote {on_date}",
        weight=2,
    ),
    # Turnout against the last election.
    r(
        "election.turnout.rose",
        "turnout previous",
        "turnout <rise> to {turnout} from {previous}[issue| in a contest dominated by {issue}]",
        when="up",
        tone="+",
    ),
    r(
        "election.turnout.up_points",
        "turnout previous",
        "turnout <be> {turnout}, up {swing} from {previous} at the previous election",
        when="up",
        tone="+",
    ),
    r(
        "election.turnout.fell",
        "turnout previous",
        "turnout <fall> to {turnout} from {previous}[issue| in a contest dominated by {issue}]",
        when="down",
        tone="-",
    ),
    r(
        "election.turnout.down_points",
        "turnout previous",
        "turnout <be> {turnout}, down {swing} from {previous} at the previous election",
        when="down",
        tone="-",
    ),
    r(
        "election.turnout.level",
        "turnout previous",
        "turnout <be> unchanged from the previous election at {turnout}",
        when="level",
    ),
    # Turnout by itself.
    r(
        "election.turnout.low",
        "turnout",
        "turnout <be> low, at {turnout}",
        when="low alone",
        tone="-",
    ),
    r("election.turnout.high", "turnout", "turnout <be> high, at {turnout}", when="high alone"),
    r("election.turnout.half", "turnout", "turnout <be> {turnout}", when="!low !high alone"),
    r(
        "election.turnout.issue",
        "turnout issue",
        "{issue} <be> the main issue, and turnout was {turnout}",
        when="alone",
    ),
    # What it was about.
    r("election.issue.main", "issue", "{issue} <be> the main issue"),
    r("election.issue.dominated", "issue", "{issue} <dominate> the campaign"),
    r("election.issue.voters", "issue", "{issue} <be> the issue uppermost in the campaign"),
    # The count.
    r("election.counted.all", "counted", "all the votes+ <count:perfect passive>", when="all"),
    r("election.counted.complete", "counted", "the count <be:present> complete", when="all"),
    r("election.counted.every", "counted", "every vote <count:perfect passive>", when="all"),
    r(
        "election.counted.part",
        "counted",
        "so far {counted} of the votes+ <count:perfect passive>",
        when="part",
    ),
    r("election.counted.stood", "counted", "the count <stand> at {counted}", when="part"),
)

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
        "on_date": f"on {formats.weekday(date)} {day_month}",
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
    tags |= {"partisan"} if facts["winner_party"] != INDEPENDENT else set()
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
        "the_party": _the_party(facts["winner_party"]),
    }


def _office(office: str, place: str) -> dict[str, Value]:
    of = f"{office} {'for' if office.endswith('member') else 'of'} {place}"
    return {"office": of, "as_office": f"as {of}", "as_bare": f"as {office}", "place": place}


def _surname(name: str) -> str:
    return name.rpartition(" ")[2]


def _party_label(party: str) -> str:
    return "independent" if party == INDEPENDENT else party


def _the_party(party: str) -> str:
    return f"the {party}" if party.endswith(ARTICLE_HEADS) else party


def _of_party(party: str) -> str:
    return f", {INDEPENDENT}," if party == INDEPENDENT else f" of {_the_party(party)}"


def _points(points: float) -> str:
    text = formats.small(int(points)) if points == int(points) else formats.plain(points)
    return f"{text} percentage {'point' if points == 1 else 'points'}"


def _issue(issue: str) -> Quantity:
    plural = issue.endswith("s") and not issue.startswith(("a ", "an ", "the "))
    return Quantity(issue, issue[0].upper() + issue[1:], plural)


DESK = Desk("election", select, LEADS, BODY, ORDER)
