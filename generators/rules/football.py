"""Rules of the football desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.rules import formats
from generators.rules.football_story import MatchState, tell_goals
from generators.rules.formats import Style
from generators.rules.grammar import Content, Message, Referent, Value
from generators.rules.planning import Desk
from generators.rules.tables import read_table

UPSET_PLACES = 8

TABLE = """
@half: [#before_break|, and it was {half_score} at half-time]
@break: [#before_break|, making it {half_score} at the break]
# Somebody won.
lead.beat: result competition date | when decided
    {winner} <beat> {loser} {score} {in_competition} {on_date}
lead.beat_before: result competition crowd venue date | when decided
    {winner} <beat> {loser} {score} {in_competition} in front of {crowd} at {venue} {on_date}
lead.win_at_home: result competition | when decided home_win
    {winner} <win:perfect> {score} at home to {loser} {in_competition}
lead.win_away: result competition venue | when decided away_win
    {winner} <win:perfect> {score} away to {loser} at {venue} {in_competition}
lead.ten_men_win: result competition | when decided winner_short close_win | weight 4
    ten-man {winner} <hold> on to beat {loser} {score} {in_competition}
lead.comeback: result competition | when comeback | weight 5
    {winner} <come> from behind to beat {loser} {score} {in_competition}
lead.comeback_date: result competition date | when comeback | weight 3
    {winner} <fight> back from {deficit} down to beat {loser} {score} {in_competition}
    {on_date}
lead.thrashed: result competition | when rout | weight 3
    {winner} <crush> {loser} {score} {in_competition}
lead.comfortable: result competition date | when decided !close_win
    {winner} <see> off {loser} {score} {in_competition} {on_date}
lead.hat_trick: result competition | when hat_trick decided | weight 9
    a hat-trick from {hero} <give> {winner} a {score} win over {loser} {in_competition}
lead.double: result competition | when brace decided | weight 3
    a double from {hero} <help> {winner} to a {score} win over {loser} {in_competition}

# Places in the table, told with the result.
lead.both_placed: result competition table | when decided both_placed !same_place | weight 2
    {winner}, {winner_place} {in_competition}, <beat> {loser}, who are {loser_place}, {score}
lead.winner_placed: result competition table date | when winner_placed !loser_placed | weight 2
    {winner}, {winner_place} {in_competition}, <beat> {loser} {score} {on_date}
lead.loser_placed: result competition table date | when loser_placed !winner_placed | weight 2
    {loser}, {loser_place} {in_competition}, <lose> {score} to {winner} {on_date}
lead.upset: result competition table | when upset | weight 9
    {winner}, {winner_place} {in_competition}, <stun> {loser_place}-placed {loser} with a {score}
    win

# One goal decided it.
lead.only_goal: result decider competition | when only_goal | weight 4
    {scorer.poss} {minute_adj} {goal_noun} <be> enough to give {winner} a 1-0 win over {loser}
    {in_competition}
lead.solitary_goal: result decider competition date | when only_goal | weight 4
    a solitary {goal_noun} from {scorer} {at} <give> {winner} a 1-0 win over {loser}
    {in_competition} {on_date}
lead.settled_it: result decider competition | when only_goal | weight 4
    {winner} <beat> {loser} 1-0 {in_competition} thanks to a {minute_adj} {goal_noun} from
    {scorer}

# A late winner.
lead.late_winner: result decider competition | when late_winner | weight 9
    {scorer.poss} {minute_adj} {goal_noun} <give> {winner} a {score} win over {loser}
    {in_competition}
lead.late_strike: result decider competition date | when late_winner | weight 6
    {scorer} <strike> {at}[#penalty_decider| from the penalty spot] as {winner} beat {loser}
    {score} {in_competition} {on_date}

# Nobody won.
lead.goalless: result competition | when goalless | weight 2
    {home} and {away} <play> out a goalless 0-0 draw {in_competition}
lead.no_goals: result competition date venue | when goalless | weight 2
    neither {home} nor {away} <find> a goal {in_competition} {on_date}, the match at {venue}
    ending 0-0
lead.held_goalless: result competition crowd | when goalless | weight 2
    {home} <be> held to a 0-0 draw by {away} {in_competition} before a crowd of {crowd}
lead.draw: result competition | when drawn !goalless
    {home} and {away} <draw> {score} {in_competition}
lead.draw_before: result competition crowd venue date | when drawn !goalless
    {home} and {away} <draw> {score} {in_competition} in front of {crowd} at {venue} {on_date}
lead.shared_points: result competition date | when drawn !goalless
    {home} <be> held to a {score} draw by {away} {in_competition} {on_date}
lead.drawn_placed: result competition table | when drawn !goalless both_placed !same_place
    {home}, {home_place} {in_competition}, <draw> {score} with {away}, who are {away_place}
lead.late_equaliser: result decider competition | when late_equaliser | weight 9
    {scorer.poss} {minute_adj} equaliser <earn> {levelling} a {score} draw with {levelled}
    {in_competition}
lead.rescued: result decider competition date | when late_equaliser | weight 5
    {scorer} <rescue> a {score} draw for {levelling} against {levelled} with a {goal_noun}
    {at} {in_competition} {on_date}
lead.two_goal_recovery: result competition | when recovery drawn | weight 9
    {levelling} <recover> from {deficit} down to draw {score} with {levelled} {in_competition}

# The first goal.
goal.opener.ahead: story | when opener !namesake
    {scorer} <put> {team} ahead {at}[#penalty| from the penalty spot]@break
goal.opener.opened: story | when opener !namesake
    {scorer} <open> the scoring for {team} {at}[#penalty| from the penalty spot]@half
goal.opener.lead: story | when opener
    {scorer} <give> {team.def} the lead {at}[#penalty| with a penalty]@break
goal.opener.early: story | when opener early !first_minute !namesake | weight 2
    {scorer} <need> only {minutes} to put {team} in front[#penalty| from the penalty
    spot]@half

# Further goals for the side in front.
goal.extend.doubled: story | when doubled !again
    {scorer} <double> the lead {at}[#penalty| from the spot]@break
goal.extend.made_it: story | when extend !again
    {scorer} <make> it {state} {at}[#penalty| from the spot][#before_break|, the score at
    half-time]
goal.extend.added: story | when extend
    {scorer} <add> {team.poss} {tally} {at}[#penalty| from the penalty spot]@break
goal.extend.again: story | when extend again | weight 3
    {scorer} <score> again {at}[#penalty| from the spot] to make it {state}[#before_break| at
    half-time]

# Goals for the side behind.
goal.equal.levelled: story | when equal !namesake
    {scorer} <equalise> for {team} {at}[#penalty| from the penalty spot]@half
goal.equal.level: story | when equal
    {scorer} <bring> {team.def} level {at}[#penalty| with a penalty]@break
goal.equal.quick: story | when equal quick !namesake | weight 3
    {team} <be> level within {gap}, {scorer} scoring {at}[#penalty| from the spot]@break
goal.reduce.pulled: story | when reduce !namesake
    {scorer} <pull> one back for {team} {at}[#penalty| from the spot]@half
goal.reduce.cut: story | when reduce
    {scorer} <cut> the deficit to {state} {at}[#penalty| from the spot][#before_break| at the break]
goal.reduce.consolation: story | when reduce last | weight 2
    {scorer} <get> a consolation for {team.def} {at}[#penalty| from the penalty spot]@break

# The lead changes hands or comes back.
goal.lead.restored: story | when regain !namesake
    {scorer} <restore> the lead for {team} {at}[#penalty| from the spot]@half
goal.lead.front: story | when overtake !namesake
    {scorer} <put> {team} {state} in front {at}[#penalty| from the penalty spot]@half
goal.lead.turned_again: story | when overtake again !namesake | weight 9
    {scorer} <strike> again {at}[#penalty| from the spot] to complete the turnaround@break
goal.lead.turned: story | when overtake !namesake
    {scorer} <complete> the turnaround for {team} {at}[#penalty| from the spot]@break

# Scorers who share a name across the clubs already carry their club's name.
goal.lead.namesake: story | when namesake overtake
    {scorer} <make> it {state} {at}[#penalty| from the spot]@break
goal.lead.namesake_restored: story | when namesake regain
    {scorer} <restore> the lead {at}[#penalty| from the spot]@break

# Runs of goals by one side.
run.two: story | when run from_level
    {scorers} <put> {team.def} {state} ahead[#before_break| at the break]
run.goals_from: story | when run from_level
    goals+ from {scorers} <put> {team.def} {state} up[#before_break| at the break]
run.extend: story | when run from_ahead
    {scorers} <make> it {state}[#before_break| at the break]
run.comeback: story | when run from_behind
    {scorers} <turn> the match round for {team.def}[#before_break| at the break]
run.recover: story | when run to_level
    {scorers} <bring> {team.def} level at {state}[#before_break| at the break]
run.reduce: story | when run to_behind
    {scorers} <reduce> the deficit to {state} for {team.def}[#before_break| at the break]

# The decisive goal, where the lead was about something else.
decider.only: decider | when only_goal
    {decider} <get> the only goal {at}[#penalty_decider| from the penalty spot]
decider.winner: decider | when late_winner
    {decider} <score> the winner {at}[#penalty_decider| from the penalty spot]
decider.settled: decider | when late_winner
    {decider} <settle> it {at}[#penalty_decider| from the penalty spot]
decider.equaliser: decider | when late_equaliser
    {decider} <equalise> {at}[#penalty_decider| from the penalty spot]

# The dismissal and the break.
red.sent_off: story | when red
    {offender_team} <have> {offender} sent off {red_at}
red.lost: story | when red
    {offender_team} <lose> {offender} to a red card {red_at}
red.ten_men: story | when red
    {offender_team} <be> reduced to ten men {red_at}, when {offender} was sent off
half.blank: half
    it <be> goalless at half-time and neither side scored after the break
half.stalemate: half
    the first half <end> without a goal and so did the second

# What the score means for the side that did not score.
coda.no_reply: coda
    {loser} <find> no reply
coda.clean_sheet: coda
    {winner} <keep> a clean sheet
half.goalless: story | when half_goalless
    the first half <be> goalless
half.only_goal: story | when half_scored only_goal | weight 9
    {winner} <be> 1-0 up at half-time
half.level: story | when half_scored
    it <be> {half_score} at half-time
half.break: story | when half_scored
    the score at the break <be> {half_score}

# Ground, crowd, date.
venue.watched: crowd venue
    a crowd of {crowd} <watch> the match at {venue}[date| {on_date}]
venue.attendance: crowd venue
    the attendance at {venue}[date| {on_date}] <be> {crowd}
venue.saw: crowd venue
    a crowd of {crowd} <be> at {venue}[date| {on_date}]
crowd.attendance: crowd | when ~venue
    the attendance[date| {on_date}] <be> {crowd}
crowd.watched: crowd | when ~venue
    the match <be> watched by {crowd}[date| {on_date}]
venue.played: venue
    the match <be> played at {venue}[date| {on_date}]

# The table.
table.both: table | when both_placed !same_place
    {home} <be:present> {home_place} in the table and {away} {away_place}
table.to: table | when both_placed
    {home} <lie:present> {home_place} in the table, {away} {away_place}
table.home: table | when home_placed !away_placed
    {home} <be:present> {home_place} in the table
table.away: table | when away_placed !home_placed
    {away} <be:present> {away_place} in the table
"""


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
    home = _club("home", facts["home_team"], facts["away_team"])
    away = _club("away", facts["away_team"], facts["home_team"])
    match = MatchState(facts, home, away)
    values: dict[str, Value] = {
        "home": home,
        "away": away,
        "score": match.score,
        "in_competition": f"in the {facts['competition']}",
        "venue": facts["venue"],
        "crowd": f"{facts['attendance']:,}",
        "on_date": formats.on_date(date, style),
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
        tags |= {f"{side}_placed" for side in placed}
        tags |= _table_tags(facts, values, match)
    return Content(tuple(messages), values, frozenset(tags))


def _club(key: str, name: str, opponent: str) -> Referent:
    """A club: later its first words ("Selby"), its last word if the opponent shares them."""
    town, _, epithet = name.rpartition(" ")
    shared = opponent.rpartition(" ")[0] == town
    short = name if not town else epithet if shared else town
    definite = "the home side" if key == "home" else "the visitors"
    return Referent(key, name, short, definite, "they", plural=True)


def _table_tags(facts: Mapping[str, Any], values: dict[str, Value], match: MatchState) -> set[str]:
    """What the places in the table say beside the result."""
    home, away = facts.get("home_position"), facts.get("away_position")
    tags = {"both_placed"} if home and away else set()
    tags |= {"same_place"} if home == away else set()
    if "decided" not in match.tags:
        return tags
    order = (("home", home), ("away", away))
    (winner, won), (loser, lost) = order if "home_win" in match.tags else order[::-1]
    if won:
        tags.add("winner_placed")
        values["winner_place"] = values[f"{winner}_place"]
    if lost:
        tags.add("loser_placed")
        values["loser_place"] = values[f"{loser}_place"]
    return tags | ({"upset"} if won and lost and won - lost >= UPSET_PLACES else set())


DESK = Desk("football", select, *read_table("football", TABLE), ORDER)
