"""Referring expressions: which form of a noun phrase a reader needs at this point.

First mention in full; later the short name or the description; a pronoun only as the subject
that the sentence before had too, with no rival mentioned since (Reiter & Dale 2000, ch. 5.4;
the recency rule of Centering, Grosz, Joshi & Weinstein 1995).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from generators.rules.grammar import Referent
from generators.rules.morphology import possessive

POSSESSIVE_PRONOUNS = {"it": "its", "they": "their"}
PRONOUNS_RUNNING = 1


@dataclass(slots=True)
class Discourse:
    """What the reader has heard so far.

    Attributes:
        known: keys of the referents mentioned.
        centre: key of the last subject.
        rivals: pronouns that another referent could claim since the last subject.
        pronouns: how often in a row the centre was a pronoun.
    """

    known: set[str] = field(default_factory=set)
    centre: str = ""
    rivals: set[str] = field(default_factory=set)
    pronouns: int = 0

    def refer(self, referent: Referent, wish: str, subject: bool) -> tuple[str, str]:
        """The form for this mention and the name of the rule that chose it."""
        form, name = self._choose(referent, wish, subject)
        if wish == "poss":
            form = POSSESSIVE_PRONOUNS.get(form) or possessive(form)
        self._note(referent, subject, pronominal=name == "reference.pronoun")
        return form, name

    def shift(self) -> None:
        """The next subject is no referent: nothing is in the centre."""
        self.centre = ""
        self.rivals.clear()

    def _choose(self, referent: Referent, wish: str, subject: bool) -> tuple[str, str]:
        if referent.key not in self.known or wish == "full":
            return referent.full, "reference.first_mention"
        clear = self.centre == referent.key and referent.pronoun not in self.rivals
        fresh = self.pronouns < PRONOUNS_RUNNING
        if referent.pronoun and clear and (wish == "pron" or (subject and not wish and fresh)):
            return referent.pronoun, "reference.pronoun"
        if wish == "def" and referent.definite:
            return referent.definite, "reference.definite_description"
        return referent.short, "reference.short_name"

    def _note(self, referent: Referent, subject: bool, pronominal: bool) -> None:
        self.known.add(referent.key)
        if subject:
            self.pronouns = self.pronouns + 1 if pronominal else 0
            self.centre = referent.key
            self.rivals.clear()
        elif referent.key != self.centre and referent.pronoun:
            self.rivals.add(referent.pronoun)


REFERENCE_RULES = (
    "reference.first_mention",
    "reference.pronoun",
    "reference.definite_description",
    "reference.short_name",
)
