"""Plain characters: typographic variants and accents of Latin letters make no difference."""

from __future__ import annotations

from unicodedata import normalize


def normalise(text: str) -> str:
    """Typographic apostrophes and spaces made plain, accents dropped; character for character."""
    return text if text.isascii() else text.translate(_PLAIN)


def lower(text: str) -> str:
    """``text`` in small letters, character for character."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := one.lower()) == 1 else one for one in text)


_UNACCENTED = {
    code: letter
    for code in range(0xC0, 0x250)
    if (letter := normalize("NFD", chr(code))[0]).isascii()
}
_PLAIN = _UNACCENTED | str.maketrans(
    {"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2011": "-", "−": "-"}
)
