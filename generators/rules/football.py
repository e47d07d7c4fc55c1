"""Rules of the football desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.rules import formats
from generators.rules.football_story import MatchState, club, tell_goals
from generators.rules.formats import Style
from generators.rules.grammar import Content, Message, Value
from generators.rules.grammar import rule as r
from generators.rules.planning import Desk

LEADS = (
    # Somebody won.
    r(
        "football.lead.beat",
        "result competition date",
        "{winner} <beat> {loser} {score} {in_competition} {on_date}",
        when="decided",
    ),
    r(
        "football.lead.win_at_home",
        "result competition",
        "{winner} <win:perfect> {score} at home to {loser} {in_competition}",
        when="decided home_win",
    ),
    r(
        "football.lead.win_away",
        "result competition venue",
        "{winner} <win:perfect> {score} away to {loser} at {venue} {in_competition}",
        when="decided away_win",
    ),
    r(
        "football.lead.ten_men_win",
        "result competition",
        "ten-man {winner} <hold> on to beat {loser} {score} {in_competition}",
        when="decided winner_short close_win",
        weight=4,
    ),
    r(
        "football.lead.comeback",
        "result competition",
        "{winner} <come> from behind to beat {loser} {score} {in_competition}",
        when="comeback",
        weight=5,
    ),
    r(
        "football.lead.comeback_date",
        "result competition date",
        "{winner} <fight> back from {deficit} down to beat {loser} {score} {in_competition} "
        "{on_date}",
        when="comeback",
        weight=3,
    ),
    r(
        "football.lead.thrashed",
        "result competition",
        "{winner} <crush> {loser} {score} {in_competition}",
        when="rout",
        weight=3,
    ),
    r(
        "football.lead.comfortable",
        "result competition date",
        "{winner} <see> off {loser} {score} {in_competition} {on_date}",
        when="decided !close_win",
    ),
    r(
        "football.lead.hat_trick",
        "result competition",
        "a hat-trick from {hero} <give> {winner} a {score} win over {loser} {in_competition}",
        when="hat_trick decided",
        weight=9,
    ),
    r(
        "football.lead.double",
        "result competition",
        "a double from {hero} <help> {winner} to a {score} win over {loser} {in_competition}",
        when="brace decided",
        weight=3,
    ),
    # One goal decided it.
    r(
        "football.lead.only_goal",
        "result decider competition",
        "{scorer.poss} {minute_adj} {goal_noun} <be> enough to give {winner} a 1-0 win over "
        "{loser} "
        "{in_competition}",
        when="only_goal",
        weight=4,
    ),
    r(
        "football.lead.solitary_goal",
        "result decider competition date",
        "a solitary {goal_noun} from {scorer} {at} <give> {winner} a 1-0 win over {loser} "
        "{in_competition} {on_date}",
        when="only_goal",
        weight=4,
    ),
    r(
        "football.lead.settled_it",
        "result decider competition",
        "{winner} <beat> {loser} 1-0 {in_competition} thanks to a {minute_adj} {goal_noun} from "
        "{scorer}",
        when="only_goal",
        weight=4,
    ),
    # A late winner.
    r(
        "football.lead.late_winner",
        "result decider competition",
        "{scorer.poss} {minute_adj} {goal_noun} <give> {winner} a {score} win over {loser} "
        "{in_competition}",
        when="late_winner",
        weight=9,
    ),
    r(
        "football.lead.late_strike",
        "result decider competition date",
        "{scorer} <strike> {at}[#penalty_decider| from the penalty spot] as {winner} beat {loser} "
        "{score} {in_competition} {on_date}",
        when="late_winner",
        weight=6,
    ),
    # Nobody won.
    r(
        "football.lead.goalless",
        "result competition",
        "{home} and {away} <play> out a goalless 0-0 draw {in_competition}",
        when="goalless",
        weight=2,
    ),
    r(
        "football.lead.no_goals",
        "result competition date venue",
        "neither {home} nor {away} <find> a goal {in_competition} {on_date}, the match at {venue} "
        "ending 0-0",
        when="goalless",
        weight=2,
    ),
    r(
        "football.lead.held_goalless",
        "result competition crowd",
        "{home} <be> held to a 0-0 draw by {away} {in_competition} before a crowd of {crowd}",
        when="goalless",
        weight=2,
    ),
    r(
        "football.lead.draw",
        "result competition",
        "{home} and {away} <draw> {score} {in_competition}",
        when="drawn !goalless",
    ),
    r(
        "football.lead.shared_points",
        "result competition date",
        "{home} <be> held to a {score} draw by {away} {in_competition} {on_date}",
        when="drawn !goalless",
    ),
    r(
        "football.lead.late_equaliser",
        "result decider competition",
        "{scorer.poss} {minute_adj} equaliser <earn> {levelling} a {score} draw with {levelled} "
        "{in_competition}",
        when="late_equaliser",
        weight=9,
    ),
    r(
        "football.lead.rescued",
        "result decider competition date",
        "{scorer} <rescue> a {score} draw for {levelling} against {levelled} with a {goal_noun} "
        "{at} {in_competition} {on_date}",
        when="late_equaliser",
        weight=5,
    ),
    r(
        "football.lead.two_goal_recovery",
        "result competition",
        "{levelling} <recover> from {deficit} down to draw {score} with {levelled} "
        "{in_competition}",
        when="recovery drawn",
        weight=9,
    ),
)

BREAK = "[#before_break|, making it {half_score} at the break]"

BODY = (
    # The first goal.
    r(
        "football.goal.opener.ahead",
        "story",
        "{scorer} <put> {team} ahead {at}[#penalty| from the penalty spot]" + BREAK,
        when="opener !namesake",
    ),
    r(
        "football.goal.opener.opened",
        "story",
        "{scorer} <open> the scoring for {team} {at}[#penalty| from the penalty spot]" + BREAK,
        when="opener !namesake",
    ),
    r(
        "football.goal.opener.lead",
        "story",
        "{scorer} <give> {team.def} the lead {at}[#penalty| with a penalty]" + BREAK,
        when="opener",
    ),
    r(
        "football.goal.opener.early",
        "story",
        "{scorer} <need> only {minutes} to put {team} in front[#penalty| from the penalty spot]"
        + BREAK,
        when="opener early !first_minute !namesake",
        weight=2,
    ),
    # Further goals for the side in front.
    r(
        "football.goal.extend.doubled",
        "story",
        "{scorer} <double> the lead {at}[#penalty| from the spot]" + BREAK,
        when="doubled !again",
    ),
    r(
        "football.goal.extend.made_it",
        "story",
        "{scorer} <make> it {state} {at}[#penalty| from the spot][#before_break|, the score at "
        "half-time]",
        when="extend !again",
    ),
    r(
        "football.goal.extend.added",
        "story",
        "{scorer} <add> {team.poss} {tally} {at}[#penalty| from the penalty spot]" + BREAK,
        when="extend",
    ),
    r(
        "football.goal.extend.again",
        "story",
        "{scorer} <score> again {at}[#penalty| from the spot] to make it {state}[#before_break| "
        "at half-time]",
        when="extend again",
        weight=3,
    ),
    # Goals for the side behind.
    r(
        "football.goal.equal.levelled",
        "story",
        "{scorer} <equalise> for {team} {at}[#penalty| from the penalty spot]" + BREAK,
        when="equal !namesake",
    ),
    r(
        "football.goal.equal.level",
        "story",
        "{scorer} <bring> {team.def} level {at}[#penalty| with a penalty]" + BREAK,
        when="equal",
    ),
    r(
        "football.goal.equal.quick",
        "story",
        "{team} <be> level within {gap}, {scorer} scoring {at}[#penalty| from the spot]" + BREAK,
        when="equal quick !namesake",
        weight=3,
    ),
    r(
        "football.goal.reduce.pulled",
        "story",
        "{scorer} <pull> one back for {team} {at}[#penalty| from the spot]" + BREAK,
        when="reduce !namesake",
    ),
    r(
        "football.goal.reduce.cut",
        "story",
        "{scorer} <cut> the deficit to {state} {at}[#penalty| from the spot]" + BREAK,
        when="reduce",
    ),
    r(
        "football.goal.reduce.consolation",
        "story",
        "{scorer} <get> a consolation for {team.def} {at}[#penalty| from the penalty spot]" + BREAK,
        when="reduce last",
        weight=2,
    ),
    # The lead changes hands or comes back.
    r(
        "football.goal.lead.restored",
        "story",
        "{scorer} <restore> the lead for {team} {at}[#penalty| from the spot]" + BREAK,
        when="regain !namesake",
    ),
    r(
        "football.goal.lead.front",
        "story",
        "{scorer} <put> {team} {state} in front {at}[#penalty| from the penalty spot]" + BREAK,
        when="overtake !namesake",
    ),
    r(
        "football.goal.lead.turned",
        "story",
        "{scorer} <complete> the turnaround for {team} {at}[#penalty| from the spot]" + BREAK,
        when="overtake !namesake",
    ),
    # Scorers who share a name across the clubs already carry their club's name.
    r(
        "football.goal.lead.namesake",
        "story",
        "{scorer} <make> it {state} {at}[#penalty| from the spot]" + BREAK,
        when="namesake overtake",
    ),
    r(
        "football.goal.lead.namesake_restored",
        "story",
        "{scorer} <restore> the lead {at}[#penalty| from the spot]" + BREAK,
        when="namesake regain",
    ),
    # Runs of goals by one side.
    r(
        "football.run.two",
        "story",
        "{scorers} <put> {team.def} {state} ahead[#before_break| at the break]",
        when="run from_level",
    ),
    r(
        "football.run.goals_from",
        "story",
        "goals+ from {scorers} <put> {team.def} {state} up[#before_break| at the break]",
        when="run from_level",
    ),
    r(
        "football.run.extend",
        "story",
        "{scorers} <make> it {state}[#before_break| at the break]",
        when="run from_ahead",
    ),
    r(
        "football.run.comeback",
        "story",
        "{scorers} <turn> the match round for {team.def}[#before_break| at the break]",
        when="run from_behind",
    ),
    r(
        "football.run.recover",
        "story",
        "{scorers} <bring> {team.def} level at {state}[#before_break| at the break]",
        when="run to_level",
    ),
    r(
        "football.run.reduce",
        "story",
        "{scorers} <reduce> the deficit to {state} for {team.def}[#before_break| at the break]",
        when="run to_behind",
    ),
    # The decisive goal, where the lead was about something else.
    r(
        "football.decider.only",
        "decider",
        "{decider} <get> the only goal {at}[#penalty_decider| from the penalty spot]",
        when="only_goal",
    ),
    r(
        "football.decider.winner",
        "decider",
        "{decider} <score> the winner {at}[#penalty_decider| from the penalty spot]",
        when="late_winner",
    ),
    r(
        "football.decider.settled",
        "decider",
        "{decider} <settle> it {at}[#penalty_decider| from the penalty spot]",
        when="late_winner",
    ),
    r(
        "football.decider.equaliser",
        "decider",
        "{decider} <equalise> {at}[#penalty_decider| from the penalty spot]",
        when="late_equaliser",
    ),
    # The dismissal and the break.
    r(
        "football.red.sent_off",
        "story",
        "{offender_team} <have> {offender} sent off {red_at}",
        when="red",
    ),
    r(
        "football.red.lost",
        "story",
        "{offender_team} <lose> {offender} to a red card {red_at}",
        when="red",
    ),
    r(
        "football.red.ten_men",
        "story",
        "{offender_team} <be> reduced to ten men {red_at}, when {offender} was sent off",
        when="red",
    ),
    r(
        "football.half.blank",
        "half",
        "it <be> goalless at half-time and neither side scored after the break",
    ),
    r(
        "football.half.stalemate",
        "half",
        "the first half <end> without a goal and so did the second",
    ),
    # What the score means for the side that did not score.
    r("football.coda.no_reply", "coda", "{loser} <find> no reply"),
    r("football.coda.clean_sheet", "coda", "{winner} <keep> a clean sheet"),
    r("football.half.goalless", "story", "the first half <be> goalless", when="half_goalless"),
    r(
        "football.half.only_goal",
        "story",
        "{winner} <be> 1-0 up at half-time",
        when="half_scored only_goal",
        weight=9,
    ),
    r("football.half.level", "story", "it <be> {half_score} at half-time", when="half_scored"),
    r(
        "football.half.break",
        "story",
        "the score at the break <be> {half_score}",
        when="half_scored",
    ),
    # Ground, crowd, date.
    r(
        "football.venue.watched",
        "crowd venue",
        "a crowd of {crowd} <watch> the match at {venue}[date| {on_date}]",
    ),
    r(
        "football.venue.attendance",
        "crowd venue",
        "the attendance at {venue}[date| {on_date}] <be> {crowd}",
    ),
    r("football.venue.saw", "crowd venue", "a crowd of {crowd} <be> at {venue}[date| {on_date}]"),
    r(
        "football.crowd.attendance",
        "crowd",
        "the attendance <be> {crowd}",
        when="~venue",
    ),
    r(
        "football.crowd.watched",
        "crowd",
        "the match <be> watched by {crowd}[date| {on_date}]",
        when="~venue",
    ),
    r("football.venue.played", "venue", "the match <be> played at {venue}[date| {on_date}]"),
    r("football.date", "date", "the match <be> played {on_date}"),
    # The table.
    r(
        "football.table.both",
        "table",
        "{home} <be:present> {home_place} in the table and {away} {away_place}",
        when="both_placed !same_place",
    ),
    r(
        "football.table.to",
        "table",
        "{home} <lie:present> {home_place} in the table, {away} {away_place}",
        when="both_placed",
    ),
    r(
        "football.table.home",
        "table",
        "{home} <be:present> {home_place} in the table",
        when="home_placed",
    ),
    r(
        "football.table.away",
        "table",
        "{away} <be:present> {away_place} in the table",
        when="away_placed",
    ),
    r("football.competition", "competition", "the match <be> {in_competition}"),
)

ORDER = (
    ("result", "competition"),
    ("story",),
    ("decider", "half"),
    ("coda",),
    ("crowd", "venue", "date"),
    ("table",),
)


def select(facts: Mapping[str, Any], style: Style) -> Content:
    """Messages, values and tags of a football record; the goals are told in ``football_story``."""
    date = formats.read_date(facts["date"])
    home = club("home", facts["home_team"], facts["away_team"])
    away = club("away", facts["away_team"], facts["home_team"])
    match = MatchState(facts, home, away)
    values: dict[str, Value] = {
        "home": home,
        "away": away,
        "score": match.score,
        "in_competition": f"in the {facts['competition']}",
        "venue": facts["venue"],
        "crowd": f"{facts['attendance']:,}",
        "on_date": f"on {formats.weekday(date)} {formats.day_month(date)}",
        **match.values,
    }
    messages = [Message(kind) for kind in ("result", "competition", "date", "crowd", "venue")]
    messages += tell_goals(facts, match)
    if "to_nil" in match.tags:
        messages.append(Message("coda"))
    elif "goalless" in match.tags:
        messages.append(Message("half"))
    tags = set(match.tags)
    placed = {side for side in ("home", "away") if f"{side}_position" in facts}
    if placed:
        messages.append(Message("table"))
        for side in placed:
            values[f"{side}_place"] = formats.ordinal(facts[f"{side}_position"])
        tags.add("both_placed" if len(placed) == 2 else f"{placed.pop()}_placed")
    return Content(tuple(messages), values, frozenset(tags))


DESK = Desk("football", select, LEADS, BODY, ORDER)
