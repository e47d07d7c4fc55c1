"""The report page in a real browser, wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bench.record import GROWTH_FILE, Exponent, Growth, Point, write
from bench.report import write_report
from bench.report.paper import NARROW_IN, WIDTH_IN
from tests.unit.made_records import HOSTILE
from tests.unit.made_run import made_run


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    run: Path = made_run(tmp_path_factory.mktemp("run"), seeds=(1, 2))
    return write_report(run).as_uri()


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> str:
    run = tmp_path_factory.mktemp("scaling")
    points = tuple(
        Point(axis, size, 0.01 * size, 20.0 + size, 1)
        for axis in ("texts", "train", "input", "batch")
        for size in (1, 10, 100)
    )
    known = (Exponent("texts", "seconds", 1.0, 0.9, 1.1, 0.01),)
    for name in ("rules", "template", "statistical"):
        growth = Growth(
            task="news_report",
            condition="clean",
            generator=name,
            family=name,
            title=name.title(),
            seed=1,
            status="ok",
            failure=None,
            points=points,
            exponents=known,
            left_out=(),
        )
        (run / "cells" / name).mkdir(parents=True)
        write(run / "cells" / name / GROWTH_FILE, growth)
    (run / "run.json").write_text('{"planned": 3}', encoding="utf-8")
    return write_report(run).as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1400, "height": 900})
    opened.goto(address)
    yield opened
    opened.close()


@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_errors_no_requests_no_sideways_scroll(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]  # a literal, parametrised
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.wait_for_timeout(100)
    assert complaints == []
    assert [url for url in requests if not url.startswith("data:")] == [address]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.title() == "nlgbench: news_report"
    page.close()


FIGURES = """[...document.querySelectorAll('.plot img')].map(image => {
  const box = image.getBoundingClientRect();
  let shown = [0, innerWidth];
  for (let one = image.parentElement; one; one = one.parentElement) {
    if (getComputedStyle(one).overflowX === 'visible') continue;
    const around = one.getBoundingClientRect();
    shown = [Math.max(shown[0], around.left), Math.min(shown[1], around.right)];
  }
  return {
    drawn: image.complete && image.naturalWidth > 0,
    whole: box.left >= shown[0] && box.right <= shown[1] + 0.5,
    fit: getComputedStyle(image).objectFit,
    narrow: image.currentSrc !== image.src && image.currentSrc ===
      [...image.parentElement.querySelectorAll('source')].find(one => matchMedia(one.media).matches)
        .srcset,
    width: box.width,
  };
})"""


@pytest.mark.parametrize("width", [360, 400, 700, 1400])
@pytest.mark.parametrize("made", ["board", "growth"])
def test_figures_are_whole_and_their_text_can_be_read(
    browser: Browser, address: str, grown: str, width: int, made: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="light")
    page.goto(address if made == "board" else grown)
    figures = page.evaluate(FIGURES)
    assert len(figures) == (4 if made == "board" else 1)
    for figure in figures:
        assert figure["drawn"]
        assert figure["whole"], "cut at the side"
        assert figure["fit"] == "fill", "cut within its own box"
        assert figure["narrow"] == (width <= (640 if made == "board" else 960))
        drawn_in = NARROW_IN if figure["narrow"] else WIDTH_IN if made == "board" else 12.4
        assert 8 / 72 * figure["width"] / drawn_in >= 8, "text of 8 points is under 8 pixels"
    page.close()


def test_a_figure_that_is_cut_would_be_noticed(page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 900})
    assert all(figure["whole"] for figure in page.evaluate(FIGURES))
    # As the page once was: wider than the phone, in a box that can be moved but does not say so.
    page.add_style_tag(
        content=".plot { overflow-x: auto } .plot img { width: 46rem; max-width: none }"
    )
    assert not any(figure["whole"] for figure in page.evaluate(FIGURES))


def test_hostile_strings_are_read_as_text(page: Page) -> None:
    assert page.locator("script").count() == 1
    assert HOSTILE in page.locator(".item summary").first.inner_text()


def test_marks_are_seen_without_colour(page: Page) -> None:
    card = page.locator(".answer").first
    signs = {}
    for verdict in ("supported", "wrong", "unsupported"):
        mark = card.locator(f"mark.{verdict}")
        assert mark.is_visible()
        signs[verdict] = (
            mark.evaluate("one => getComputedStyle(one).borderBottomStyle"),
            mark.locator(".sign").all_inner_texts(),
        )
    assert signs == {
        "supported": ("solid", []),
        "wrong": ("double", ["≠"]),
        "unsupported": ("dashed", ["?"]),
    }


def test_details_open(page: Page) -> None:
    details = page.locator("details", has_text="Configuration of every system").first
    assert not details.locator("pre").first.is_visible()
    details.locator("summary").click()
    assert details.locator("pre").first.is_visible()


def test_tables_sort_both_ways(page: Page) -> None:
    table = page.locator("table.sortable").first
    button = table.locator("thead button", has_text="Median latency")

    def values() -> list[float]:
        cells = table.locator("tbody tr td:nth-last-child(2)").all()
        return [float(cell.get_attribute("data-value") or "nan") for cell in cells]

    button.click()
    assert values() == sorted(values())
    button.click()
    assert values() == sorted(values(), reverse=True)
    assert table.locator("th[aria-sort=descending]").count() == 1


def test_systems_can_be_left_out_of_the_examples(page: Page) -> None:
    card = page.locator(".answer[data-system=rules]").first
    assert card.is_visible()
    page.locator(".filter label", has_text="Rule pipeline").click()
    assert not card.is_visible()


def test_page_reads_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1400, "height": 900}
    )
    page = context.new_page()
    page.goto(address)
    assert page.locator("table").first.is_visible()
    assert page.locator("mark.wrong").first.is_visible()
    assert not page.locator(".filter").first.is_visible()
    context.close()
