"""Plain characters: typographic variants and accents of Latin letters make no difference."""

from __future__ import annotations

from unicodedata import normalize


def normalise(text: str) -> str:
    """Typographic apostrophes and spaces made plain, accents dropped; character for character."""
    return text if text.isascii() else text.translate(_PLAIN)


_UNACCENTED = {
    code: letter
    for code in range(0xC0, 0x250)
    if (letter := normalize("NFD", chr(code))[0]).isascii()
}
_PLAIN = _UNACCENTED | str.maketrans(
    {"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2011": "-", "−": "-"}
)
