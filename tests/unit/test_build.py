"""Objects from configuration; a typo and a missing extra are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.api import Unavailable
from bench.build import BuildError, build


def test_builds_with_fields_and_nested_targets() -> None:
    made = build({"_target_": "fractions.Fraction", "numerator": 3, "denominator": 4})
    assert made == 0.75
    nested = build(
        {"_target_": "types.SimpleNamespace", "a": {"_target_": "builtins.dict", "b": 1}}
    )
    assert nested.a == {"b": 1}


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"_target_": "bench.nowhere.Thing"}, "no module 'bench.nowhere'"),
        ({"_target_": "bench.build.Thing"}, "has no 'Thing'"),
        ({"_target_": "tests.fakes.Raises", "troubles": 1}, "does not take"),
    ],
)
def test_own_typos_are_errors(config: dict[str, object], message: str) -> None:
    with pytest.raises(BuildError, match=message):
        build(config)


def test_a_missing_package_is_unavailable_with_its_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wants_more.py").write_text("import surely_not_there.part")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(Unavailable, match="pip install surely_not_there"):
        build({"_target_": "wants_more.Thing"})


def test_a_misspelt_package_is_no_missing_extra() -> None:
    with pytest.raises(BuildError, match="no module 'genrators'"):
        build({"_target_": "genrators.rules.RuleBased"})


def test_a_type_error_inside_the_class_is_not_blamed_on_the_fields() -> None:
    with pytest.raises(TypeError, match="unsupported operand"):
        build({"_target_": "tests.unit.test_build.Broken"})


class Broken:
    def __init__(self) -> None:
        self.sum = 1 + "1"  # type: ignore[operator] # the error under test
