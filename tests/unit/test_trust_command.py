"""The command of bench.trust: its settings, its refusals, the file that it adds to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.report.trust import read_trust
from bench.trust.__main__ import apply_setting, main
from tests.unit.test_trust import PUBLIC, needs_public


def test_settings_of_a_metric_and_wrong_ones() -> None:
    metrics: dict[str, Any] = {"judge": {"_target_": "x.Y", "model": "", "parallel": 4}}
    apply_setting(metrics, "judge.model=some/name:1=2")
    apply_setting(metrics, "judge.parallel=1")
    assert metrics == {"judge": {"_target_": "x.Y", "model": "some/name:1=2", "parallel": 1}}
    for wrong in (
        "judge.model",
        "judge.modle=x",
        "bleu.model=x",
        "=",
        "model=x",
        "judge._target_=x",
    ):
        with pytest.raises(ValueError, match=r"there are judge\.model, judge\.parallel"):
            apply_setting(metrics, wrong)
    with pytest.raises(ValueError, match="no YAML"):
        apply_setting(metrics, "judge.model=[a")


def test_a_folder_without_ratings_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "no e2e" in capsys.readouterr().err
    (tmp_path / "e2e").mkdir()
    assert main([str(tmp_path)]) == 2


def test_wrong_words_and_a_broken_file_die_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.json").write_text("{}")
    out = ["--out", str(tmp_path / "broken.json")]
    for wrong in (
        ["--set", "bleu.model"],
        ["--only", "bleu", *out],
        ["--only", "blue"],
        ["--inputs", "0"],
        ["--inputs", "5"],
    ):
        with pytest.raises(SystemExit, match="2"):
            main([str(tmp_path), *wrong])
    told = capsys.readouterr().err
    for words in ("METRIC.KEY=VALUE", "is no Trust", "no metric blue", "1 or more", "of its own"):
        assert words in told


@needs_public
def test_a_new_file_an_added_column_and_a_judge_that_cannot_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new.json"
    words = [str(PUBLIC), "--sources", "webnlg2020", "--inputs", "3", "--out", str(out), "--only"]
    assert main([*words, "bleu"]) == 0
    assert main([*words, "distinct"]) == 0
    keys = {follows.key for source in read_trust(out).sources for follows in source.follows}
    assert keys >= {"bleu", "distinct1", "distinct2"}
    before = out.read_bytes()
    assert main([*words, "judge", "--metrics", "judged"]) == 2
    assert "no judge is named" in capsys.readouterr().err
    assert out.read_bytes() == before
