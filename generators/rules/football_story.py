"""Content selection for football: what the course of the score means.

Raw goals become roles (opener, equaliser, late winner, consolation ...) and, in matches of many
goals, runs of goals by one side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from generators.rules import formats
from generators.rules.grammar import Message, Quantity, Referent, Value

LATE_MINUTE = 80
EARLY_MINUTE = 10
QUICK_MINUTES = 5
ROUT_GOALS = 3
RUNS_FROM_GOALS = 4
BREAK_MINUTE = 45


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal and the score around it, as (home, away)."""

    scorer: Referent
    surname: str
    team: Referent
    minute: int
    penalty: bool
    before: tuple[int, int]
    after: tuple[int, int]
    number: int

    def lead_before(self) -> int:
        """How far ahead the scoring side was; negative if behind."""
        return self._lead(self.before)

    def lead_after(self) -> int:
        """How far ahead the scoring side is now; never more than one better."""
        return self._lead(self.after)

    def _lead(self, score: tuple[int, int]) -> int:
        home, away = score
        return home - away if self.team.key == "home" else away - home


@dataclass
class MatchState:
    """The match read as a whole.

    Attributes:
        facts: the record.
        home, away: the clubs.
        goals: in order, with running score.
        decider: the goal that the lead may be about: the only one, or a late winner or equaliser.
        tags, values: for the rules.
    """

    facts: Mapping[str, Any]
    home: Referent
    away: Referent
    goals: tuple[Goal, ...] = field(init=False)
    decider: Goal | None = field(init=False, default=None)
    score: str = field(init=False)
    tags: set[str] = field(init=False, default_factory=set)
    values: dict[str, Value] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.goals = _read_goals(self)
        home_goals, away_goals = self.facts["home_goals"], self.facts["away_goals"]
        self.score = f"{max(home_goals, away_goals)}-{min(home_goals, away_goals)}"
        if home_goals == away_goals:
            self._read_draw(home_goals)
        else:
            self._read_win(home_goals - away_goals)

    def side_of(self, team: str) -> Referent:
        """The club of that name."""
        return self.home if team == self.facts["home_team"] else self.away

    def _read_draw(self, each: int) -> None:
        self.tags |= {"drawn"} if each else {"drawn", "goalless"}
        if not self.goals:
            return
        last = self.goals[-1]
        if last.minute >= LATE_MINUTE and last.lead_after() == 0:
            self.tags.add("late_equaliser")
            self.decider = last
        worst = min(self.goals, key=Goal.lead_before)
        if worst.lead_before() <= -2:
            self.tags.add("recovery")
            self.values["deficit"] = _deficit(worst.lead_before())
        leveller = worst if "recovery" in self.tags else last
        self.values["levelling"] = leveller.team
        self.values["levelled"] = self.away if leveller.team is self.home else self.home

    def _read_win(self, margin: int) -> None:
        winner, loser = (self.home, self.away) if margin > 0 else (self.away, self.home)
        self.values |= {"winner": winner, "loser": loser}
        self.tags |= {"decided", "home_win" if margin > 0 else "away_win"}
        self.tags |= {"rout"} if abs(margin) >= ROUT_GOALS else set()
        self.tags |= {"to_nil"} if self.score.endswith("-0") else set()
        self.tags |= {"close_win"} if abs(margin) == 1 else set()
        card = self.facts.get("red_card")
        if card and self.side_of(card["team"]) is winner:
            self.tags.add("winner_short")
        if not self.goals:
            return
        self._read_heroes(winner)
        behind = min((g.lead_before() for g in self.goals if g.team is winner), default=0)
        if behind < 0:
            self.tags.add("comeback")
            self.values["deficit"] = _deficit(behind)
        last = self.goals[-1]
        if len(self.goals) == 1:
            self.tags.add("only_goal")
            self.decider = last
        elif last.minute >= LATE_MINUTE and last.team is winner and last.lead_before() == 0:
            self.tags.add("late_winner")
            self.decider = last

    def _read_heroes(self, winner: Referent) -> None:
        tally = Counter(goal.scorer.key for goal in self.goals if goal.team is winner)
        for key, goals in tally.most_common(1):
            hero = next(goal.scorer for goal in self.goals if goal.scorer.key == key)
            self.values["hero"] = hero
            self.tags |= {"hat_trick"} if goals == 3 else {"brace"} if goals == 2 else set()


def _read_goals(match: MatchState) -> tuple[Goal, ...]:
    listed: Sequence[Mapping[str, Any]] = sorted(match.facts["goals"], key=lambda g: g["minute"])
    sides_of: dict[str, set[str]] = {}
    for goal in listed:
        sides_of.setdefault(goal["player"], set()).add(match.side_of(goal["team"]).key)
    goals: list[Goal] = []
    score = (0, 0)
    for number, goal in enumerate(listed):
        team = match.side_of(goal["team"])
        after = (score[0] + 1, score[1]) if team.key == "home" else (score[0], score[1] + 1)
        namesakes = len(sides_of[goal["player"]]) > 1
        name = f"{team.short}'s {goal['player']}" if namesakes else goal["player"]
        scorer = Referent(f"{team.key} {goal['player']}", name, name)
        penalty = bool(goal.get("penalty"))
        goals.append(
            Goal(scorer, goal["player"], team, goal["minute"], penalty, score, after, number)
        )
        score = after
    return tuple(goals)


def tell_goals(facts: Mapping[str, Any], match: MatchState) -> list[Message]:
    """Messages for the goals, the dismissal and a goalless half, in the order of the match."""
    timed: list[tuple[float, Message]] = []
    told = [goal for goal in match.goals if goal is not match.decider]
    halves = _by_side_and_half(told)
    for run in halves:
        if len(run) > 1 and len(match.goals) >= RUNS_FROM_GOALS:
            timed.append((run[0].minute, _run(run, match)))
        else:
            timed += [(goal.minute, _goal(goal, match)) for goal in run]
    before_break = [goal for goal in match.goals if goal.minute <= BREAK_MINUTE]
    if match.goals and not (before_break and before_break[-1] in told):
        timed.append((BREAK_MINUTE + 0.5, _half(facts)))
    if card := facts.get("red_card"):
        timed.append((card["minute"] + 0.5, _red(card, match)))
    timed.sort(key=lambda pair: pair[0])
    messages = [message for _, message in timed]
    if goal := match.decider:
        match.tags |= {"penalty_decider"} if goal.penalty else set()
        values = _goal_values(goal)
        # The lead names the club beside the scorer, so the bare surname is clear there.
        plain = Referent(goal.scorer.key, goal.surname, goal.surname)
        messages.append(Message("decider", values | {"scorer": plain, "decider": goal.scorer}))
    return messages


def _by_side_and_half(goals: Sequence[Goal]) -> list[tuple[Goal, ...]]:
    grouped = groupby(goals, key=lambda goal: (goal.team.key, goal.minute <= BREAK_MINUTE))
    return [tuple(run) for _, run in grouped]


def _half(facts: Mapping[str, Any]) -> Message:
    goalless = "half_goalless" if facts["half_time"] == "0-0" else "half_scored"
    return Message(
        "story", {"half_score": _leader_first(facts["half_time"])}, frozenset({goalless})
    )


def _leader_first(score: str) -> str:
    ends = sorted((int(end) for end in score.split("-")), reverse=True)
    return f"{ends[0]}-{ends[1]}"


def _red(card: Mapping[str, Any], match: MatchState) -> Message:
    values: dict[str, Value] = {
        "offender": card["player"],
        "offender_team": match.side_of(card["team"]),
        "red_at": f"in the {formats.ordinal(card['minute'])} minute",
    }
    return Message("story", values, frozenset({"red"}))


def _goal(goal: Goal, match: MatchState) -> Message:
    lead = goal.lead_after()
    earlier = match.goals[: goal.number]
    tags = {"penalty"} if goal.penalty else set()
    if goal.number == 0:
        tags |= {"opener"} | ({"early"} if goal.minute <= EARLY_MINUTE else set())
        tags |= {"first_minute"} if goal.minute <= 1 else set()
    elif lead == 0:
        tags.add("equal")
        if 0 < goal.minute - earlier[-1].minute <= QUICK_MINUTES:
            tags.add("quick")
    elif lead < 0:
        tags |= {"reduce", "last"} if goal is match.goals[-1] else {"reduce"}
    elif lead == 1:
        led = any(one.team is goal.team and one.lead_after() > 0 for one in earlier)
        tags.add("regain" if led else "overtake")
    else:
        tags |= {"extend"} | ({"doubled"} if goal.after in ((2, 0), (0, 2)) else set())
    if earlier and earlier[-1].scorer.key == goal.scorer.key:
        tags.add("again")
    if _last_before_break(goal, match):
        tags.add("before_break")
    if goal.scorer.full != goal.surname:
        tags.add("namesake")
    values = _goal_values(goal)
    values["half_score"] = _leader_first(match.facts["half_time"])
    if earlier:
        gap = goal.minute - earlier[-1].minute
        values["gap"] = "a minute" if gap <= 1 else f"{formats.small(gap)} minutes"
    return Message("story", values, frozenset(tags))


def _goal_values(goal: Goal) -> dict[str, Value]:
    minute = formats.ordinal(goal.minute)
    own_tally = goal.after[0] if goal.team.key == "home" else goal.after[1]
    on_minutes = (
        f"on {formats.small(goal.minute)} minutes" if goal.minute > 1 else f"in the {minute} minute"
    )
    return {
        "scorer": goal.scorer,
        "team": goal.team,
        "at": f"in the {minute} minute" if goal.number % 2 == 0 else on_minutes,
        "minutes": f"{formats.small(goal.minute)} minutes",
        "minute_adj": f"{minute}-minute",
        "goal_noun": "penalty" if goal.penalty else "goal",
        "state": f"{max(goal.after)}-{min(goal.after)}",
        "tally": formats.ordinal(own_tally),
    }


def _run(run: tuple[Goal, ...], match: MatchState) -> Message:
    before, after = run[0].lead_before(), run[-1].lead_after()
    if before >= 0:
        kind = "from_ahead" if before > 0 else "from_level"
    else:
        kind = "from_behind" if after > 0 else "to_level" if after == 0 else "to_behind"
    last = run[-1].after
    values: dict[str, Value] = {
        "scorers": _scorers(run),
        "team": run[-1].team,
        "state": f"{max(last)}-{min(last)}",
    }
    tags = {"run", kind} | ({"before_break"} if _last_before_break(run[-1], match) else set())
    return Message("story", values, frozenset(tags))


def _last_before_break(goal: Goal, match: MatchState) -> bool:
    later = match.goals[goal.number + 1 :]
    return goal.minute <= BREAK_MINUTE and not any(one.minute <= BREAK_MINUTE for one in later)


def _scorers(run: tuple[Goal, ...]) -> Quantity:
    minutes: dict[str, list[str]] = {}
    for goal in run:
        note = f"{goal.minute} pen" if goal.penalty else str(goal.minute)
        minutes.setdefault(goal.scorer.full, []).append(note)
    names = [f"{name} ({_listed(notes)})" for name, notes in minutes.items()]
    text = _listed(names)
    return Quantity(text, text, plural=len(names) > 1)


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([part for part in (", ".join(parts[:-1]), parts[-1]) if part])


def _deficit(lead: int) -> str:
    return "a goal" if lead == -1 else f"{formats.small(-lead)} goals"
