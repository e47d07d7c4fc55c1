"""Which preposition a place takes."""

from __future__ import annotations

from functools import cache

ON = ("Coast", "Plateau", "Peninsula", "Islands", "Island", "Shore")


@cache
def in_region(region: str) -> str:
    """ "in Arden Province", "on the Solenne Coast"."""
    return f"{'on' if region.endswith(ON) else 'in'} {region}"
