"""The report page: escaping, the same numbers as the CSV, every kind of cell shown."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from bench.record import write
from bench.report import RunError, write_report
from bench.report.__main__ import main
from tests.unit.made_records import HOSTILE, SYSTEMS, record_of
from tests.unit.made_run import made_run


class Page(HTMLParser):
    """Collects tags with their attributes, and text outside style and script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.silent = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.silent = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.silent = self.silent and tag not in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.text.append(data)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = made_run(tmp_path_factory.mktemp("run"), seeds=(1,))
    write_report(path)
    return path


@pytest.fixture(scope="module")
def html(run: Path) -> str:
    return (run / "report.html").read_text(encoding="utf-8")


def test_hostile_strings_stay_text(html: str) -> None:
    page = Page(html)
    assert "<script>document" not in html
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    assert not any(tag == "i" for tag, _ in page.tags)
    assert "<b>CPU" not in html
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert HOSTILE in "".join(page.text), "shown in full, as text"
    assert "49" not in re.findall(r"\{\{.*?\}\}", "".join(page.text))


def test_page_is_self_contained(html: str) -> None:
    addresses = [
        value
        for _, attributes in Page(html).tags
        for name, value in attributes.items()
        if name in ("src", "href", "srcset", "action", "data") and value
    ]
    assert addresses
    assert all(value.startswith(("data:", "#")) for value in addresses)
    assert "url(" not in html


def test_numbers_equal_the_csv(run: Path, html: str) -> None:
    frame = pd.read_csv(run / "leaderboard.csv").set_index("generator")
    table = html[html.index("<caption>All scores") :]
    table = table[: table.index("</table>")]
    keys = re.findall(r'title="([\w]+): ', table)
    assert "slot_error_rate" in keys
    for made in SYSTEMS:
        row = table[table.index(f'data-generator="{made.generator}"') :]
        shown = re.findall(r'data-value="([^"]*)"', row[: row.index("</tr>")])
        for key, value in zip(keys, shown, strict=True):
            stored = frame.loc[made.generator, key]
            assert (value == "") == bool(pd.isna(stored)), key
            if value:
                assert float(value) == pytest.approx(float(stored), rel=1e-15), key


def test_csv_has_a_row_for_every_cell(tmp_path: Path) -> None:
    write_report(made_run(tmp_path, seeds=(1, 2)), final=False)
    frame = pd.read_csv(tmp_path / "leaderboard.csv")
    assert len(frame) == 2 * len(SYSTEMS) + 4
    assert set(frame["status"]) == {"ok", "failed", "skipped"}
    assert frame.loc[frame["status"] == "failed", "slot_error_rate"].isna().all()
    assert {"slot_error_rate_low", "p50_ms", "peak_rss_mb", "rank_worst"} <= set(frame.columns)


def test_failures_name_reason_command_and_last_lines(html: str) -> None:
    text = "".join(Page(html).text)
    assert "not run (RuntimeError" in text
    assert "failed (RuntimeError" in text
    assert "pip install peft" in text
    assert "boom" in text


def test_metric_that_did_not_run_says_why(html: str) -> None:
    assert "not run (150 texts, 1,000 needed)" in html


def test_confusions_are_summed_over_seeds(tmp_path: Path) -> None:
    html = write_report(made_run(tmp_path, seeds=(1, 2)), final=False).read_text(encoding="utf-8")
    assert "266 of 300 right" in html
    assert "<strong>186</strong>" in html
    assert html.count('class="labels"') == 9


def test_a_recipe_stands_once_with_its_columns(tmp_path: Path) -> None:
    run = made_run(tmp_path, seeds=(1,))
    for path in run.glob("cells/**/record.json"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"chrf|made"', '"bleu|made"'), encoding="utf-8")
    html = write_report(run, final=False).read_text(encoding="utf-8")
    recipes = html[html.index("Recipes of the scores") :].partition("</dl>")[0]
    assert re.findall(r"<dt>([^<]*)</dt><dd><code>bleu\|made</code>", recipes) == ["BLEU, chrF++"]
    assert "<code></code>" not in recipes
    assert "MAUVE" not in recipes


def test_the_shared_configuration_stands_once(html: str) -> None:
    section = html[html.index("Configuration of every system") :].partition("</details>")[0]
    shared, *own = re.findall(r"<pre>(.*?)</pre>", section, flags=re.DOTALL)
    assert '"note"' in unescape(shared)
    assert "_target_" not in shared
    assert [list(json.loads(unescape(one))) for one in own] == [["_target_"]] * len(own)
    assert len(own) == len(SYSTEMS) + 2
    assert section.count("Nothing else was recorded") == 2, "of the failed and the skipped cell"


def test_pairs_show_effect_size_and_luck_of_training(html: str) -> None:
    assert "<td>-0.05</td><td>37%</td>" in html
    assert "Cohen&#39;s d" in html or "Cohen's d" in html


def test_fit_is_explained_for_a_system_that_learns_nothing(html: str) -> None:
    table = html[html.index("<caption>Single-stream latency") :].partition("</p>")[0]
    assert re.search(r'title="from built to ready: [^"]*converting weights"><span>Fit<', table)
    assert "A system that learns nothing may need time there too" in table.partition("</div>")[2]


def test_few_texts_have_a_maximum_instead_of_p95(html: str) -> None:
    assert "max 651 (n=30)" in html


def test_one_seed_of_a_trained_system_is_marked(html: str) -> None:
    table = html[html.index("<caption>Leaderboard") :].partition("</table>")[0]
    rows = dict(re.findall(r'data-generator="([^"]+)">(.*?)</th>', table, flags=re.DOTALL))
    assert "one seed" in rows["ngram"]
    assert "one seed" not in rows["rules"]


def test_several_seeds_show_spread(tmp_path: Path) -> None:
    page = write_report(made_run(tmp_path, seeds=(1, 2)), final=False).read_text(encoding="utf-8")
    assert "Mean, standard deviation and range over seeds" in page
    assert "44.10 ± 0.14" in page


def test_intermediate_page_has_no_figures(tmp_path: Path) -> None:
    page = write_report(made_run(tmp_path, seeds=(1,)), final=False).read_text(encoding="utf-8")
    assert "data:image/png" not in page
    assert "figures are drawn when" in page
    assert not list(tmp_path.glob("*.png"))


def test_figures_stand_beside_the_page(run: Path, html: str) -> None:
    names = sorted(path.name for path in run.glob("*.png"))
    assert [name.removeprefix("news-report-clean-") for name in names] == [
        "latency.png",
        "memory.png",
        "quality-latency.png",
        "slot-errors.png",
    ]
    images = [attributes for tag, attributes in Page(html).tags if tag == "img"]
    assert len(images) == len(names)
    assert all(image["alt"] for image in images)


def test_run_without_any_cell_yet(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"planned": 4}', encoding="utf-8")
    page = write_report(tmp_path).read_text(encoding="utf-8")
    assert "No cell of this run has finished yet" in page


def test_run_with_failures_only(tmp_path: Path) -> None:
    page = write_report(made_run(tmp_path, systems=(), seeds=(1,), compared=False))
    text = page.read_text(encoding="utf-8")
    assert "No system has finished yet" in text


def test_unreadable_record_is_named_and_the_others_shown(tmp_path: Path) -> None:
    made_run(tmp_path, seeds=(1,))
    broken = tmp_path / "cells" / "news_report" / "clean" / "rules" / "seed-1" / "record.json"
    broken.write_text("{", encoding="utf-8")
    text = write_report(tmp_path, final=False).read_text(encoding="utf-8")
    assert "could not be read" in text
    assert "Jinja2 templates" in text


def test_no_run_is_an_error_with_a_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RunError, match=r"no folder"):
        write_report(tmp_path / "absent")
    assert main([str(tmp_path)]) == 2
    assert "no folder of a run" in capsys.readouterr().err


def test_runs_are_not_mixed_on_one_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made_run(tmp_path / "first", seeds=(1,))
    made_run(tmp_path / "second", seeds=(1,))
    for arguments in ([], ["--markdown"]):
        assert main([str(tmp_path), *arguments]) == 2
        told = capsys.readouterr().err
        assert told.startswith("error: ")
        assert "one with run.json; it holds 2 other" in told
    assert main([str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.startswith(f"error: no folder {tmp_path / 'nowhere'}")


def test_command_prints_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made_run(tmp_path, seeds=(1,))
    assert main([str(tmp_path), "--no-figures"]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "report.html")


@pytest.mark.parametrize(("planned", "words"), [(20, "11 of 20 cells"), (None, "11 cells so far")])
def test_unfinished_run_says_how_far_it_is(tmp_path: Path, planned: int | None, words: str) -> None:
    made_run(tmp_path, seeds=(1,))
    info: dict[str, str | int | None] = {"started_at": "2026-11-23T17:00", "finished_at": None}
    if planned:
        info["planned"] = planned
    (tmp_path / "run.json").write_text(json.dumps(info), encoding="utf-8")
    text = write_report(tmp_path, final=False).read_text(encoding="utf-8")
    assert f"not finished: {words}" in text


def test_two_tasks_share_a_page_without_sharing_anchors(tmp_path: Path) -> None:
    made_run(tmp_path, seeds=(1,))
    folder = tmp_path / "cells" / "other" / "clean" / "rules" / "seed-1"
    folder.mkdir(parents=True)
    write(folder / "record.json", record_of(SYSTEMS[0], 1, task="other"))
    page = Page(write_report(tmp_path, final=False).read_text(encoding="utf-8"))
    anchors = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert {"news-report-clean-verdict", "other-clean-verdict"} <= set(anchors)
    assert len(anchors) == len(set(anchors))
    targets = {attributes["href"] for tag, attributes in page.tags if tag == "a"}
    assert targets <= {f"#{anchor}" for anchor in anchors}


def test_the_page_says_how_the_tests_were_corrected(tmp_path: Path, html: str) -> None:
    run = made_run(tmp_path, seeds=(1,))
    path = run / "comparisons" / "news_report" / "clean" / "comparison.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(stored | {"correction": "benjamini_hochberg"}), encoding="utf-8")
    write_report(run)
    other = (run / "report.html").read_text(encoding="utf-8")
    holm, exploring = "corrected for all pairs (Holm)", "(Benjamini and Hochberg, for exploring"
    assert [holm in html, exploring in html] == [True, False]
    assert [holm in other, exploring in other] == [False, True]
