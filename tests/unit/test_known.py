"""What a metric remembers stays within its bound, and is right as long as it is there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from metrics.known import Known


@given(st.lists(st.tuples(st.integers(0, 9), st.integers())), st.integers(1, 5))
def test_holds_the_latest_and_never_too_many(entries: list[tuple[int, int]], most: int) -> None:
    known: Known[int, int] = Known(most)
    told: dict[int, int] = {}
    for key, value in entries:
        known[key] = told[key] = value
        assert len(known) <= most
        assert known[key] == value
        assert known.items() <= told.items()
