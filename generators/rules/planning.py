"""Document structuring and lexical choice: from messages to clauses in order.

A desk's schema (McKeown 1985) says in which order kinds of messages are told and which of them
may share a sentence; a lead rule, drawn by newsworthiness, may tell some of them first. For each
message still unsaid, one of the rules that can say it is drawn (lexical choice).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from generators.rules.formats import Style
from generators.rules.grammar import (
    Content,
    Item,
    Message,
    Option,
    Phrase,
    Rule,
    Tone,
    Value,
    Verb,
)


class NoRuleError(LookupError):
    """A desk's table has no rule for a message; names the message and its tags."""


@dataclass(frozen=True)
class Desk:
    """What the pipeline has to know about one record kind.

    Attributes:
        kind: the record kind that it writes about.
        select: content selection, from a record's facts to messages.
        leads: rules for the first sentence.
        body: rules for the rest.
        order: the schema; kinds of one inner tuple may share a sentence.
    """

    kind: str
    select: Callable[[Mapping[str, Any], Style], Content]
    leads: tuple[Rule, ...]
    body: tuple[Rule, ...]
    order: tuple[tuple[str, ...], ...]

    @cached_property
    def place_of(self) -> dict[str, tuple[int, int]]:
        """Group and position of each kind in the schema."""
        return {
            kind: (group, position)
            for group, kinds in enumerate(self.order)
            for position, kind in enumerate(kinds)
        }

    @cached_property
    def body_by_kind(self) -> dict[str, tuple[Rule, ...]]:
        """Body rules by the kind of message that triggers them."""
        kinds = {rule.says[0] for rule in self.body}
        return {kind: tuple(rule for rule in self.body if rule.says[0] == kind) for kind in kinds}


@dataclass(frozen=True, slots=True)
class Atom:
    """An item of a clause with the values that fill it and the rule that it comes from."""

    item: Item
    values: Mapping[str, Value]
    origin: str


@dataclass(frozen=True, slots=True)
class Clause:
    """What one rule says: subject and predicate apart, for the sake of aggregation."""

    subject: tuple[Atom, ...]
    predicate: tuple[Atom, ...]
    group: int
    tone: Tone
    rule: str


LEAD_GROUP = -1


def structure(content: Content, desk: Desk, random: Random) -> list[Clause]:
    """Clauses in the order of telling, each message said once.

    Raises:
        NoRuleError: the tables cannot say a message.
    """
    unsaid = sorted(content.messages, key=lambda message: desk.place_of[message.kind])
    lead = _draw(desk.leads, unsaid, None, content, random)
    clauses = [_utter(lead, unsaid, content, LEAD_GROUP)]
    while unsaid:
        message = unsaid[0]
        rules = desk.body_by_kind.get(message.kind, ())
        rule = _draw(rules, unsaid, message, content, random)
        group = desk.place_of[message.kind][0]
        clauses.append(_utter(rule, unsaid, content, group))
    return clauses


def _draw(
    rules: tuple[Rule, ...],
    unsaid: list[Message],
    message: Message | None,
    content: Content,
    random: Random,
) -> Rule:
    """One of the rules that can fire, by weight."""
    kinds = {other.kind for other in unsaid}
    tags = content.tags | message.tags if message else content.tags
    fitting = [
        rule
        for rule in rules
        if rule.needs <= tags
        and not rule.bars & tags
        and not rule.after & kinds
        and kinds.issuperset(rule.says)
    ]
    if not fitting:
        what = f"the message {message.kind!r}" if message else "the lead"
        raise NoRuleError(f"no rule says {what} with the tags {sorted(tags)}: add a table row")
    point = random.random() * sum(rule.weight for rule in fitting)
    for rule in fitting:
        point -= rule.weight
        if point < 0:
            return rule
    return fitting[-1]


@dataclass(slots=True)
class Utterance:
    """A rule at work: what it has to fill its slots with, and what it takes off the agenda."""

    unsaid: list[Message]
    values: dict[str, Value]
    tags: set[str]
    atoms: list[Atom] = field(default_factory=list)

    def take(self, message: Message) -> None:
        """Say this message."""
        self.unsaid.remove(message)
        self.values.update(message.values)
        self.tags |= message.tags

    def settle(self, phrase: Phrase, origin: str) -> None:
        """Decide the optional parts; what remains is atoms only."""
        for item in phrase:
            if not isinstance(item, Option):
                self.atoms.append(Atom(item, self.values, origin))
            elif item.sigil:
                if (item.name in self.tags) == (item.sigil == "#"):
                    self.settle(item.items, origin)
            elif message := next((one for one in self.unsaid if one.kind == item.name), None):
                self.take(message)
                self.settle(item.items, f"{origin}+{item.name}")


def _utter(rule: Rule, unsaid: list[Message], content: Content, group: int) -> Clause:
    """Take what the rule says off the agenda and settle its optional parts."""
    utterance = Utterance(unsaid, dict(content.values), set(content.tags))
    for kind in rule.says:
        utterance.take(next(message for message in unsaid if message.kind == kind))
    utterance.settle(rule.phrase, rule.name)
    atoms = utterance.atoms
    verb = next((at for at, atom in enumerate(atoms) if isinstance(atom.item, Verb)), 0)
    return Clause(
        subject=tuple(atoms[:verb]),
        predicate=tuple(atoms[verb:]),
        group=group,
        tone=rule.tone,
        rule=rule.name,
    )
