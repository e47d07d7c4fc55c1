"""How the values of the E2E restaurant slots are said: a table of forms.

The inventory is that of the official slot error script (Dušek, Howcroft and Rieser 2019,
https://aclanthology.org/W19-8652), because the published counts follow from it; it is written anew
here. A form is a regular expression in which ``<word>`` stands for a line of ``WORDS``. Forms are
tried in order, ignore case, and match whole words only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

WORDS: Mapping[str, str] = {
    "child": "(?:child|children|family|kids|kid)",
    "kids": "(?:kids?|child(?:ren)?|famil(?:y|ies))",
    "kids_or_all": "(?:kids?|child(?:ren)?|famil(?:y|ies)|all age)",
    "town": "(?:city|town)",
    "centre": "cent(?:re|er)",
    "minded": "(?:friendly|orien(?:ta)?ted)",
    "upto2": r"(?:\w+ ){0,2}",
    "rated": "(?:rat(?:ings?|ed)|reviews?|standards?|quality)",
    "rating_was": r"(?:rat(?:ings?|e[ds]?)|reviews?|standards?|quality)(?: \w+){0,2} (?:as )?",
    "then_rated": r"(?:ly)?(?:[ -]+\w+){0,2}[ -]+<rated>",
    "priced": "price[ds]?",
    "price_is": r"prices?(?: range)?(?: \w+){0,3}",
    "fair": "(?:ok|average|moderate|reasonable)",
    "fairly_priced": "(?:moderate|reasonable|ok|average)(?:ly)?[- ]+<priced>",
    "low_price": "low[- ]+<priced>",
    "high_price": "high[- ]+<priced>",
    "poor": "(?:low|bad|poor)",
    "not_so": r"(?:not|doesn't|isn't)(?: \w+){0,2}",
    "mediocre": "(?:average|(?<!very )(?:good|well))",
    "very_good": "high|excellent|very good|great",
}

_CHEAP = "(?:inexpensive|cheap)(?:ly)?"


def _stars(number: str) -> str:
    return f"(?:{number})(?:(?: out)? of (?:5|five)(?: stars?)?|[- ]+stars?)"


def _then_stars(number: str, stars: str = "(?: stars?)?") -> str:
    return rf"(?:(?: \w+){{0,3}} (?:{number})(?:(?: out)? of (?:5|five){stars}|[- ]+stars?))?"


FORMS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "area": {
        "city centre": ("<town> <centre>", "<centre> of (?:the )?<town>", "in the <centre>"),
        "riverside": ("riverside", "(?:near|by|at|close to|along|on|off|beside) the river"),
    },
    "eatType": {
        "coffee shop": ("coffee[- ]+shop", "caf[eé]", "coffee"),
        "pub": ("pub",),
        "restaurant": ("restaurant",),
    },
    "familyFriendly": {
        "no": (
            "(?:isn't|not|non|no)[ -]+<upto2><child>[ -]+<minded>",
            "<child>[ -]+unfriendly",
            "adults?[ -]+only",
            "only for adults",
            "(?:no|not) (?:kids|children|famil(?:y|ies))",
            "(?:not|no)(?: good| suitable| friendly| orien(?:ta)?ted| open(?:ed))?"
            " (?:at|for|to|with)(?: the)? (?:kids|children|family|families|all age)",
            "<kids> (?:are|is)(?:n't| not) (?:welcome|allowed|accepted)",
            "(?:does not|doesn't) (?:welcome|allow|accept) <upto2><kids_or_all>",
            "adult (?:establishment|venue|place|establish)",
        ),
        "yes": (
            "for (?:kids|children|family|families)",
            "family place",
            "place to bring the(?: whole)? family",
            "(?:friendly|suitable|good|orien(?:ta)?ted|open(?:ed)) (?:at|with|to|for)(?: the)"
            "(?:kids?|child(?:ren)?|famil(?:y|ies)?|all age)",
            "<child>[ -]+<minded>",
            "<kids> (?:are|is) (?:welcome|allowed|accepted)",
            "(?:welcomes?|allows?|accepts?) <upto2><kids_or_all>",
        ),
    },
    "food": {
        "Chinese": ("Chinese", "Chines"),
        "English": ("English", "British"),
        **{food: (food,) for food in ("Fast food", "French", "Indian", "Italian", "Japanese")},
    },
    "priceRange": {
        "cheap": (_CHEAP, "<low_price>", "affordabl[ey]", "<price_is> low"),
        "less than £20": (
            _CHEAP,
            "affordabl[ey]",
            "(?:less than|under) £? *20",
            "moderately priced",
            "<low_price>",
            "<price_is> low",
        ),
        "more than £30": (
            "(?:more than|over) £? *30",
            "<high_price>",
            "expensive",
            "not cheap",
            "<price_is> high",
        ),
        "high": ("<high_price>", "expensive", "<price_is> high"),
        "moderate": (
            "<fairly_priced>",
            "not cheap",
            "affordable",
            "mid[- ]+(?:range[- ]+)<priced>",
            "<price_is> <fair>",
        ),
        "£20-25": (
            "£? *20 *(?:[-–]*|to) *25",
            "<fairly_priced>",
            "<price_is> <fair>",
            "affordable",
        ),
    },
    "customer rating": {
        "1 out of 5": (
            _stars("1|one"),
            f"<rating_was><poor>{_then_stars('1|one', '')}",
            f"(?:<poor>|<not_so> (?::?good|well))<then_rated>{_then_stars('1|one')}",
        ),
        "3 out of 5": (
            _stars("3|three"),
            f"<rating_was>average{_then_stars('3|three', '')}",
            f"<mediocre><then_rated>{_then_stars('3|three')}",
        ),
        "5 out of 5": (
            _stars("5|five"),
            f"<rating_was>high{_then_stars('5|five', '')}",
            f"(?:<very_good>)<then_rated>{_then_stars('5|five')}",
        ),
        "high": (_stars("5|five"), "<rating_was>high", "(?:<very_good>|well)<then_rated>"),
        "average": (_stars("3|three"), "<rating_was>average", "<mediocre><then_rated>"),
        "low": (
            _stars("1|one"),
            "<rating_was><poor>",
            "(?:<poor>|<not_so> (?:well|good))<then_rated>",
        ),
    },
}

NAMES: Mapping[str, Sequence[str]] = {
    "name": (
        "Alimentum",
        "Aromi",
        "Bibimbap House",
        "Blue Spice",
        "Browns Cambridge",
        "Clowns",
        "Cocum",
        "Cotto",
        "Fitzbillies",
        "Giraffe",
        "Green Man",
        "Loch Fyne",
        "Midsummer House",
        "Strada",
        "Taste of Cambridge",
        "The Cambridge Blue",
        "The Cricketers",
        "The Dumpling Tree",
        "The Eagle",
        "The Golden Curry",
        "The Golden Palace",
        "The Mill",
        "The Olive Grove",
        "The Phoenix",
        "The Plough",
        "The Punter",
        "The Rice Boat",
        "The Twenty Two",
        "The Vaults",
        "The Waterman",
        "The Wrestlers",
        "Travellers Rest Beefeater",
        "Wildwood",
        "Zizzi",
    ),
    "near": (
        "All Bar One",
        "Avalon",
        "Burger King",
        "Café Adriatic",
        "Café Brazil",
        "Café Rouge",
        "Café Sicilia",
        "Clare Hall",
        "Crowne Plaza Hotel",
        "Express by Holiday Inn",
        "Rainbow Vegetarian Café",
        "Raja Indian Cuisine",
        "Ranch",
        "The Bakers",
        "The Portland Arms",
        "The Rice Boat",
        "The Six Bells",
        "The Sorrento",
        "Yippee Noodle Bar",
    ),
}


def compile_forms(forms: Sequence[str]) -> re.Pattern[str]:
    """One pattern for all forms, each a whole word."""
    return re.compile("|".join(rf"\b{expand(form)}\b" for form in forms), re.IGNORECASE)


def expand(form: str) -> str:
    """The form as a regular expression, its words written out."""
    while found := re.search(r"<(\w+)>", form):
        form = form.replace(found[0], WORDS[found[1]])
    return form
