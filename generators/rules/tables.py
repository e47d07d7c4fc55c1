"""Reads the rule tables of the desks.

A row is a head line and, indented under it, the phrase in the notation of ``grammar``::

    lead.narrowed: profit period | when narrowed | weight 2 | tone +
        {company} <narrow> its {quarter}-quarter net loss to {net} from {prior}

The head gives the rule's name, the kinds of messages that it says (the first one triggers it) and
when it fires: tags that must hold (``profits``), must not hold (``!losses``), and kinds that must
have been said before (``~loser``). ``weight`` is the relative probability among the rules that
could fire; ``tone`` says how the news sounds, for contrasts. Rules named ``lead.`` open a report.
``# ...`` is a comment; ``@name: ...`` names a piece of phrase that ``@name`` stands for.
"""

from __future__ import annotations

import re
from typing import cast

from generators.rules.grammar import GrammarError, Rule, Tone, parse

HEAD = re.compile(
    r"(?P<name>[a-z_.]+): (?P<says>[a-z_ ]+?)(?: \| when (?P<when>[a-z_!~ ]+?))?"
    r"(?: \| weight (?P<weight>[\d.]+))?(?: \| tone (?P<tone>[-+]))?"
)
MACRO = re.compile(r"@(?P<name>[a-z_]+): (?P<phrase>.+)")


def read_table(desk: str, table: str) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules of a desk: those that open a report, and the others.

    Raises:
        GrammarError: a row is not as described above; names the row.
    """
    macros: dict[str, str] = {}
    rows: list[tuple[str, list[str]]] = []
    for line in table.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if macro := MACRO.fullmatch(line):
            macros[macro["name"]] = macro["phrase"]
        elif line.startswith("    "):
            if not rows:
                raise GrammarError(f"{desk}: a phrase without a head line before it: {line!r}")
            rows[-1][1].append(line.strip())
        else:
            rows.append((line, []))
    rules = tuple(_read_row(desk, head, " ".join(phrase), macros) for head, phrase in rows)
    opening = f"{desk}.lead."
    leads = tuple(rule for rule in rules if rule.name.startswith(opening))
    return leads, tuple(rule for rule in rules if not rule.name.startswith(opening))


def _read_row(desk: str, head: str, phrase: str, macros: dict[str, str]) -> Rule:
    match = HEAD.fullmatch(head)
    if not match or not phrase:
        raise GrammarError(
            f"{desk}: wanted 'name: kinds | when tags | weight 1 | tone +' and a phrase indented "
            f"under it, found {head!r} with {phrase!r}"
        )
    for name, piece in macros.items():
        phrase = phrase.replace(f"@{name}", piece)
    tags = (match["when"] or "").split()
    return Rule(
        name=f"{desk}.{match['name']}",
        says=tuple(match["says"].split()),
        phrase=parse(phrase),
        needs=frozenset(tag for tag in tags if tag[0] not in "!~"),
        bars=frozenset(tag[1:] for tag in tags if tag[0] == "!"),
        after=frozenset(tag[1:] for tag in tags if tag[0] == "~"),
        weight=float(match["weight"] or 1),
        tone=cast(Tone, match["tone"] or "0"),
    )
