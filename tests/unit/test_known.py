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


def test_together_finds_all_values_once_and_again_when_one_is_missing() -> None:
    known: Known[str, int] = Known(10)
    searches: list[list[int]] = []

    def find() -> list[int]:
        searches.append([1, 2])
        return [1, 2]

    assert known.together(["a", "b"], find) == [1, 2]
    assert known.together(["b", "a"], find) == [2, 1]
    assert len(searches) == 1
    del known["a"]
    assert known.together(["a", "b"], find) == [1, 2]
    assert len(searches) == 2
