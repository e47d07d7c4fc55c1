"""English word forms: verbs by person and tense, articles, plurals, possessives.

``inflect`` knows more words than these tables do, but its import alone takes over two seconds;
the rules use a closed vocabulary, so this module covers that and the tests hold it against
``inflect``. Quirk et al., A Comprehensive Grammar of the English Language (1985), ch. 3.
"""

from __future__ import annotations

import re
from functools import cache

IRREGULAR = {
    # lemma: (past, past participle)
    "bear": ("bore", "borne"),
    "beat": ("beat", "beaten"),
    "become": ("became", "become"),
    "begin": ("began", "begun"),
    "blow": ("blew", "blown"),
    "break": ("broke", "broken"),
    "bring": ("brought", "brought"),
    "catch": ("caught", "caught"),
    "choose": ("chose", "chosen"),
    "come": ("came", "come"),
    "cost": ("cost", "cost"),
    "cut": ("cut", "cut"),
    "do": ("did", "done"),
    "draw": ("drew", "drawn"),
    "fall": ("fell", "fallen"),
    "feel": ("felt", "felt"),
    "fight": ("fought", "fought"),
    "find": ("found", "found"),
    "forecast": ("forecast", "forecast"),
    "get": ("got", "got"),
    "give": ("gave", "given"),
    "go": ("went", "gone"),
    "grow": ("grew", "grown"),
    "have": ("had", "had"),
    "hear": ("heard", "heard"),
    "hit": ("hit", "hit"),
    "hold": ("held", "held"),
    "keep": ("kept", "kept"),
    "lead": ("led", "led"),
    "leap": ("leapt", "leapt"),
    "leave": ("left", "left"),
    "let": ("let", "let"),
    "lie": ("lay", "lain"),
    "lose": ("lost", "lost"),
    "make": ("made", "made"),
    "meet": ("met", "met"),
    "pay": ("paid", "paid"),
    "put": ("put", "put"),
    "read": ("read", "read"),
    "ride": ("rode", "ridden"),
    "rise": ("rose", "risen"),
    "run": ("ran", "run"),
    "say": ("said", "said"),
    "see": ("saw", "seen"),
    "sell": ("sold", "sold"),
    "send": ("sent", "sent"),
    "set": ("set", "set"),
    "shake": ("shook", "shaken"),
    "shine": ("shone", "shone"),
    "show": ("showed", "shown"),
    "shrink": ("shrank", "shrunk"),
    "sink": ("sank", "sunk"),
    "sit": ("sat", "sat"),
    "slide": ("slid", "slid"),
    "spread": ("spread", "spread"),
    "stand": ("stood", "stood"),
    "steal": ("stole", "stolen"),
    "strike": ("struck", "struck"),
    "swing": ("swung", "swung"),
    "take": ("took", "taken"),
    "tell": ("told", "told"),
    "think": ("thought", "thought"),
    "throw": ("threw", "thrown"),
    "win": ("won", "won"),
    "write": ("wrote", "written"),
}
DOUBLING = frozenset(
    {"drop", "stun", "slip", "stop", "tip", "trim", "rob", "net", "jog", "top", "dip"}
)
SIBILANT = re.compile(r"(s|x|z|ch|sh|o)$")
VOWEL_SOUND = re.compile(
    r"[aeio]|u(?!n[ai]|s|tensil)|hour|honest|8|11(?!\d)|18(?!\d)|11,|18,", re.I
)
CONSONANT_SOUND = re.compile(r"one\b|once\b|uni[^nm]|eu", re.I)


@cache
def past(lemma: str) -> str:
    """``"strike"`` to ``"struck"``."""
    return IRREGULAR[lemma][0] if lemma in IRREGULAR else _ed(lemma)


@cache
def participle(lemma: str) -> str:
    """The past participle: ``"strike"`` to ``"struck"``, ``"rise"`` to ``"risen"``."""
    if lemma == "be":
        return "been"
    return IRREGULAR[lemma][1] if lemma in IRREGULAR else _ed(lemma)


def _ed(lemma: str) -> str:
    if lemma.endswith("e"):
        return lemma + "d"
    if re.search(r"[^aeiou]y$", lemma):
        return lemma[:-1] + "ied"
    if lemma in DOUBLING:
        return lemma + lemma[-1] + "ed"
    return lemma + "ed"


@cache
def third_person(lemma: str) -> str:
    """``"carry"`` to ``"carries"``."""
    if lemma == "have":
        return "has"
    if re.search(r"[^aeiou]y$", lemma):
        return lemma[:-1] + "ies"
    return lemma + ("es" if SIBILANT.search(lemma) else "s")


@cache
def conjugate(verb: str, tense: str, passive: bool, plural: bool) -> str:
    """The finite verb group, third person.

    Args:
        verb: a lemma with its particles, e.g. ``"send off"``.
        tense: ``past``, ``present``, ``perfect``, ``pluperfect``, ``future``.
        passive: with *be* and the participle.
        plural: the subject's number.

    Raises:
        ValueError: no such tense.
    """
    lemma, _, particle = verb.partition(" ")
    tail = f" {particle}" if particle else ""
    if passive:
        return f"{conjugate('be', tense, False, plural)} {participle(lemma)}{tail}"
    if tense == "past":
        finite = ("were" if plural else "was") if lemma == "be" else past(lemma)
    elif tense == "present":
        if lemma == "be":
            finite = "are" if plural else "is"
        else:
            finite = lemma if plural else third_person(lemma)
    elif tense == "perfect":
        finite = f"{'have' if plural else 'has'} {participle(lemma)}"
    elif tense == "pluperfect":
        finite = f"had {participle(lemma)}"
    elif tense == "future":
        finite = f"will {lemma}"
    else:
        raise ValueError(f"no tense {tense!r}: past, present, perfect, pluperfect or future")
    return finite + tail


@cache
def article(word: str) -> str:
    """``"a"`` or ``"an"`` before the word or figure, by sound."""
    if CONSONANT_SOUND.match(word):
        return "a"
    return "an" if VOWEL_SOUND.match(word) else "a"


IRREGULAR_PLURALS = {"person": "people", "man": "men", "foot": "feet", "goal": "goals"}


@cache
def pluralise(noun: str) -> str:
    """``"aftershock"`` to ``"aftershocks"``, ``"person"`` to ``"people"``."""
    if noun in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[noun]
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(s|x|z|ch|sh)$", noun) else "s")


def possessive(name: str) -> str:
    """``"Selby"`` to ``"Selby's"``; plural nouns in s take the bare apostrophe."""
    return name + ("'" if name.endswith("s") and name.startswith(("the ", "The ")) else "'s")
