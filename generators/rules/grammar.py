"""The notation of the rule tables, and what it is parsed into.

A rule is one table row: when it fires, what it says, and a phrase in a small notation that a
linguist can read and change without reading Python.

===================  ===========================================================================
``{place}``          the value of that name; a noun phrase if the value is a referent
``{team.pron}``      the same referent with a wish: ``pron`` pronoun where it is clear, ``full``,
                     ``poss`` possessive, ``def`` the definite description ("the company")
``<rise>``           a verb; it agrees with the noun phrase before it; past tense by default
``<rise:present>``   other forms: ``present perfect pluperfect future``, each also with
                     ``passive``: ``<injure:past passive>`` gives "was injured"
``shares+``          a plural head written out: the verb after it is plural
``[depth|, at {x}]`` said only if the message *depth* is still unsaid, which it then no longer is
``[#near|only ]``    said only if the tag *near* holds; ``[!near|...]`` only if it does not
===================  ===========================================================================

Articles (a/an), capitals, full stops and agreement are the realiser's work, never the table's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Tone: TypeAlias = Literal["+", "-", "0"]
"""How the news sounds; neighbours of opposite tone are in contrast."""


class GrammarError(ValueError):
    """A phrase of a rule table is not in the notation; says which one and where."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A counted noun phrase: how it reads, how it reads at a sentence's start, its number."""

    text: str
    opening: str
    plural: bool


@dataclass(frozen=True, slots=True)
class Referent:
    """Somebody or something that a text comes back to.

    Attributes:
        key: identity; two values with one key corefer.
        full: first mention, e.g. ``"Veritas Retail"``.
        short: later mentions, e.g. ``"Veritas"``.
        definite: later mentions by description, e.g. ``"the retailer"``; may be empty.
        pronoun: ``"it"``, ``"they"``; empty where none is safe (a person of unstated gender).
        plural: whether verbs agree in the plural (British usage for football clubs).
    """

    key: str
    full: str
    short: str
    definite: str = ""
    pronoun: str = ""
    plural: bool = False


Value: TypeAlias = str | Quantity | Referent


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they stand; ``plural`` if the last noun was marked with ``+``."""

    words: str
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value; ``wish`` is the asked-for form of a referent."""

    name: str
    wish: str = ""


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb to inflect; the words after the lemma ("send off") stay as they are."""

    lemma: str
    tense: str = "past"
    passive: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A part that is said if its condition holds: see the module's table for the sigils."""

    sigil: Literal["", "#", "!"]
    name: str
    items: tuple[Item, ...]


Item: TypeAlias = Text | Slot | Verb | Option
Phrase: TypeAlias = tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a desk's table.

    Attributes:
        name: unique, e.g. ``"earthquake.lead.injured"``; spans of explained text carry it.
        says: kinds of messages that it expresses; the first one triggers it.
        phrase: the parsed phrase.
        needs: tags that must hold.
        bars: tags that must not hold.
        after: kinds of messages that must have been said before.
        weight: relative probability among the rules that could fire.
        tone: for contrast between neighbours.
    """

    name: str
    says: tuple[str, ...]
    phrase: Phrase
    needs: frozenset[str] = frozenset()
    bars: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    weight: float = 1.0
    tone: Tone = "0"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say: its kind, its own values and tags beside the record's."""

    kind: str
    values: Mapping[str, Value] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Content:
    """What content selection hands on: messages in no order, and what all of them share."""

    messages: tuple[Message, ...]
    values: Mapping[str, Value]
    tags: frozenset[str]


TOKEN = re.compile(
    r"\{(?P<slot>[a-z_.]+)\}|<(?P<verb>[^<>]+)>|\[(?P<open>[#!]?[a-z_]+)\||(?P<close>\])"
)


def parse(phrase: str) -> Phrase:
    """Read a phrase of the tables.

    Raises:
        GrammarError: a bracket is not closed, or a sign of the notation stands alone.
    """
    stack: list[list[Item]] = [[]]
    opened: list[str] = []
    position = 0
    for match in TOKEN.finditer(phrase):
        _add_text(stack[-1], phrase[position : match.start()], phrase)
        position = match.end()
        if slot := match["slot"]:
            name, _, wish = slot.partition(".")
            stack[-1].append(Slot(name, wish))
        elif verb := match["verb"]:
            lemma, _, form = verb.partition(":")
            tenses = form.replace("passive", "").split() or ["past"]
            stack[-1].append(Verb(lemma, tenses[0], "passive" in form))
        elif condition := match["open"]:
            opened.append(condition)
            stack.append([])
        else:
            if not opened:
                raise GrammarError(f"']' without '[' in the phrase {phrase!r}")
            items = tuple(stack.pop())
            stack[-1].append(_option(opened.pop(), items))
    if opened:
        raise GrammarError(f"'[{opened[-1]}|' is never closed in the phrase {phrase!r}")
    _add_text(stack[-1], phrase[position:], phrase)
    return tuple(stack[0])


def _option(condition: str, items: tuple[Item, ...]) -> Option:
    if condition[0] == "#":
        return Option("#", condition[1:], items)
    if condition[0] == "!":
        return Option("!", condition[1:], items)
    return Option("", condition, items)


def _add_text(items: list[Item], words: str, phrase: str) -> None:
    if not words:
        return
    if stray := re.search(r"[{}<>\[\]|]", words):
        raise GrammarError(f"stray {stray[0]!r} in the phrase {phrase!r}: see the notation")
    items.append(Text(words.replace("+", ""), plural="+" in words))
