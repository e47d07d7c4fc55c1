"""The golden replay: what drift is, and part of the public data, which is read from outside."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from bench.api import Unavailable
from bench.validate import __main__ as command
from bench.validate.checks import Check, Scope, compare, half_digit, of_references, rows_of
from bench.validate.e2e import smoothed_bleu
from bench.validate.webnlg import normalise, pad_references
from metrics.nist import Nist
from metrics.rouge import Rouge

BESIDE = Path(__file__).parents[3] / "shared" / "public"
PUBLIC = Path(os.environ.get("NLGBENCH_PUBLIC", BESIDE))
needs_public = pytest.mark.skipif(
    not (PUBLIC / "metric_cases").is_dir(),
    reason=f"no public data at {PUBLIC}: set NLGBENCH_PUBLIC to the folder that holds it",
)
NAMES = ("suite", "item", "score")


@pytest.mark.parametrize(
    ("ours", "known", "verdict"),
    [
        (0.65925, None, "equal"),
        (0.65936, None, "drift"),
        (0.6600, (0.001, "another tokeniser"), "known"),
        (0.6610, (0.001, "another tokeniser"), "drift"),
        (float("nan"), None, "drift"),
    ],
)
def test_verdicts(ours: float, known: tuple[float, str] | None, verdict: str) -> None:
    assert compare(NAMES, "0.6593", ours, "", known).verdict == verdict
    assert Check(*NAMES, 1.0, None, 0.0).verdict == "not run"


def test_printed_digits_decide_the_tolerance() -> None:
    assert half_digit("45.13") == pytest.approx(0.005, rel=0.02)
    assert half_digit("7") == pytest.approx(0.5, rel=0.02)


def test_quick_leaves_out_the_slow_metrics() -> None:
    metrics = {"meteor": {"_target_": "metrics.rouge.Rouge"}, "rouge": {"_target_": "x.y"}}
    with pytest.raises(Unavailable, match="run without --quick"):
        Scope(metrics, quick=True).metric("meteor")
    assert isinstance(Scope(metrics).metric("meteor", use_stemmer=False), Rouge)
    assert Scope(metrics, systems=2).some([1, 2, 3]) == [1, 2]
    assert Scope(metrics).some([1, 2, 3]) == [1, 2, 3]


def test_rows_together_are_the_rows_apart() -> None:
    jobs = [(["a b", "c"], of_references([["a"], ["c"]])), (["b"], of_references([["b", "a"]]))]
    together = rows_of(Rouge(), jobs, together=True)
    for one, other in zip(together, rows_of(Rouge(), jobs), strict=True):
        assert np.array_equal(one, other)
    assert not np.array_equal(rows_of(Nist(), jobs, together=True)[0], rows_of(Nist(), jobs)[0])


def test_smoothed_bleu_by_hand() -> None:
    """5 words against 4, matches 4, 3, 2, 1 of 5, 4, 3, 2 n-grams, one added to each."""
    row = np.array([5, 4, 4, 3, 2, 1, 5, 4, 3, 2], float)
    expected = (5 / 6 * 4 / 5 * 3 / 4 * 2 / 3) ** 0.25
    assert float(smoothed_bleu(row, 1, 1)) == pytest.approx(expected)


def test_webnlg_2017_preprocessing() -> None:
    assert normalise(" Çakır–Øst's  (born 1959). ") == "cakir - ost ' s ( born 1959 ) ."
    assert pad_references(of_references([["a"]])[0], 3).references == ("a", "", "")


def test_the_metrics_of_the_file_can_be_built() -> None:
    scope = Scope(command.load_metrics())
    for name in scope.metrics:
        try:
            found = scope.function(name)
        except Unavailable:
            continue
        assert callable(found)


def test_an_absent_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([str(tmp_path), "--only", "cases"]) == 2
    assert "no metric_cases/" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        command.main([str(tmp_path), "--only", "e3e"])


@needs_public
def test_the_cases_of_metric_authors_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "validation.json"
    arguments = [str(PUBLIC), "--quick", "--only", "cases", "--json", str(written)]
    assert command.main(arguments) == 0
    document = json.loads(written.read_text(encoding="utf-8"))
    assert document["verdicts"]["equal"] > 90
    assert "drift" not in document["verdicts"]
    assert {check["suite"] for check in document["checks"]} > {"KenLM", "mteval", "nlg-eval"}
    table = capsys.readouterr().out
    assert "ROUGE-1.5.5" in table
    assert "not run: ter is slow, run without --quick" in table


@needs_public
def test_a_wrong_metric_is_drift(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = command.load_metrics()
    metrics["rouge"]["use_stemmer"] = True
    metrics["nist"]["lowercase"] = False
    metrics["bleu"]["lowercase"] = True
    monkeypatch.setattr(command, "load_metrics", lambda: metrics)
    arguments = [str(PUBLIC), "--quick", "--only", "cases", "--json", str(tmp_path / "v.json")]
    assert command.main(arguments) == 1


@needs_public
def test_the_e2e_baseline_gets_its_published_scores() -> None:
    scope = Scope(command.load_metrics(), quick=True, systems=1)
    found = {}
    for check in command.replay(PUBLIC, scope, ["e2e"]):
        found[check.score] = (check.item, check.verdict)
        if check.score == "CIDEr":  # the rest takes half a minute: python -m bench.validate
            break
    equal = ("tgen test", "equal")
    assert found.pop("METEOR") == ("tgen test", "not run")
    assert found == dict.fromkeys(("BLEU", "NIST", "ROUGE_L", "CIDEr"), equal)
