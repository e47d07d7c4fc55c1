"""The first reading of a text, for judging it and for learning from it: names and quantities."""

from __future__ import annotations

from metrics.facts.evidence import Evidence
from metrics.facts.numbers import Mention
from metrics.facts.quantities import match_numbers
from metrics.facts.roles import check_belongings, read_result_lines
from metrics.facts.wordings import find_names


def read_values(evidence: Evidence) -> list[Mention]:
    """Marks the names and quantities that state facts; the quantities that state none."""
    find_names(evidence)
    read_result_lines(evidence)
    strays = match_numbers(evidence)
    check_belongings(evidence)
    return strays
