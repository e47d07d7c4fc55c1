"""Strings that look like personal data, by pattern and checksum."""

from __future__ import annotations

import re
from collections.abc import Callable

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_USER_URL = re.compile(r"https?://[^\s/]{1,253}/(?:@|~|user[s]?/|profile/)[\w.-]+", re.IGNORECASE)
_CARD = re.compile(r"(?<![\d.,])\d(?:[ -]?\d){12,18}(?![\d.,]?\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_SSN = re.compile(r"(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])")
_IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]?\d)")
_PHONE = re.compile(
    r"(?<![\w.,+-])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{2,4}(?:[ .-]?\d{2,4}){1,4}"
    r"|\(\d{2,5}\) ?\d{3,4}[ -]?\d{3,4}|\d{3}[-.]\d{3}[-.]\d{4}|0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4})"
    r"(?![\w-])"
)
_BANK_WEIGHT = 97


def _passes_luhn(digits: str) -> bool:
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    total = sum(map(int, digits[-1::-2])) + sum(value - 9 * (value > 9) for value in doubled)
    return total % 10 == 0 and len(set(digits)) > 1


def _is_card(found: str) -> bool:
    return _passes_luhn(re.sub(r"\D", "", found))


def _is_iban(found: str) -> bool:
    plain = found.replace(" ", "")
    moved = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % _BANK_WEIGHT == 1


def _is_address(found: str) -> bool:
    return all(int(part) < 256 for part in found.split("."))


def _any(found: str) -> bool:
    return bool(found)


_PATTERNS: dict[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "email": (_EMAIL, _any),
    "profile": (_USER_URL, _any),
    "iban": (_IBAN, _is_iban),
    "card": (_CARD, _is_card),
    "ssn": (_SSN, _any),
    "ip": (_IP, _is_address),
    "phone": (_PHONE, _any),
}
KINDS = tuple(_PATTERNS)
"""What is looked for; a stretch that is one kind is no later kind."""


def find_personal_data(text: str) -> frozenset[tuple[str, str]]:
    """Kind and normalised string of each find: letters and digits only, lower-cased."""
    found: set[tuple[str, str]] = set()
    for kind, (pattern, accepts) in _PATTERNS.items():
        rest: list[str] = []
        end = 0
        for match in pattern.finditer(text):
            if accepts(match[0]):
                found.add((kind, re.sub(r"[^\w@]|_", "", match[0].lower())))
                rest.append(text[end : match.start()])
                end = match.end()
        text = "\n".join([*rest, text[end:]])
    return frozenset(found)
