"""The speed page: rates, ratios of rounds, rivals that are not installed."""

from __future__ import annotations

import time
from dataclasses import asdict

import pytest

from tests.speed.contests.contest import Absent, Contest, Side, hold
from tests.speed.side_by_side import line_of, page_of


def test_the_ratio_is_that_of_the_rates() -> None:
    sides = (Side(lambda: time.sleep(0.01), 10), Side(lambda: time.sleep(0.02), 10))
    outcome = hold(Contest("naps", "a sleeper", "naps", lambda: sides, 3))
    assert outcome.ours == pytest.approx(1000, rel=0.3)
    assert outcome.ratio == pytest.approx(2, rel=0.3)
    assert None not in (outcome.ratio, outcome.ratio_low, outcome.ratio_high)
    low, middle, high = outcome.ratio_low or 0, outcome.ratio or 0, outcome.ratio_high or 0
    assert 0 < low <= middle <= high


@pytest.mark.parametrize("error", [Absent("wants X"), ModuleNotFoundError("No module named 'X'")])
def test_a_rival_that_is_absent_gives_a_reason_and_no_number(error: Exception) -> None:
    def prepare() -> tuple[Side, Side]:
        raise error

    outcome = hold(Contest("naps", "a sleeper", "naps", prepare, 3))
    assert outcome.ratio is None
    assert f"not run: {error}" in line_of(asdict(outcome))


def test_the_page_has_every_row_and_the_machine() -> None:
    sides = (Side(lambda: None, 1), Side(lambda: None, 1))
    outcome = hold(Contest("naps", "a sleeper", "naps", lambda: sides, 1))
    machine = {"cores": 2, "processor": "a processor", "python": "3.11"}
    trade = {"outcomes": [asdict(outcome)], "environment": machine, "load_at_start": 1.25}
    page = page_of({"ngram": trade})
    assert "| naps | a sleeper |" in page
    assert "2 cores of a processor" in page
    assert "ngram 1.25" in page
