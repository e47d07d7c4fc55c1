"""The rating sheet in a real browser: rate, lose the page, come back, save, read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.human.__main__ import main
from bench.human.design import read_key
from bench.human.ratings import read_ratings
from tests.rated_run import rated_run
from tests.unit.made_records import HOSTILE


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = rated_run(tmp_path_factory.mktemp("run"))
    assert main(["make", str(path), "--items", "3", "--raters", "2"]) == 0
    return path


@pytest.fixture(scope="module")
def address(run: Path) -> str:
    return (run / "human" / "sheets" / "rater-1.html").as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    opened = context.new_page()
    opened.goto(address)
    yield opened
    context.close()


def rate_step(page: Page, rating: int) -> None:
    for label in page.locator(f".step:not([hidden]) .scale label:nth-child({rating})").all():
        label.click()


def test_rate_all_and_save(page: Page, run: Path, tmp_path: Path) -> None:
    page.get_by_role("button", name="Begin").click()
    for step in range(6):
        rate_step(page, 1 + step % 5)
        page.get_by_role("button", name="Next").click()
    assert "All texts are rated" in page.locator("#left").inner_text()
    page.get_by_label("Anything the organisers").fill(HOSTILE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    saved = tmp_path / "saved.json"
    download.value.save_as(saved)
    key = read_key(run / "human" / "key.json")
    assert download.value.suggested_filename == f"ratings-{key.study}-rater-1.json"
    (rater,) = read_ratings([saved], key)
    mine = {code for code, entry in key.entries.items() if entry.rater == "rater-1"}
    assert set(rater.ratings) == mine
    assert rater.checks == 2
    document = json.loads(saved.read_text())
    assert document["complete"] is True
    assert document["comment"] == HOSTILE


def test_a_lost_page_comes_back(page: Page) -> None:
    page.get_by_role("button", name="Begin").click()
    rate_step(page, 4)
    rated = page.locator("#count").inner_text()
    assert not rated.startswith("0 ")
    page.reload()
    assert page.locator("#count").inner_text() == rated
    assert page.locator(".step:not([hidden]) input:checked").count() >= 3


def test_a_saved_file_is_taken_up_elsewhere(
    page: Page, browser: Browser, address: str, run: Path, tmp_path: Path
) -> None:
    page.get_by_role("button", name="Begin").click()
    rate_step(page, 2)
    rated = page.locator("#count").inner_text()
    page.evaluate("show(steps.length - 1)")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    saved = tmp_path / "saved.json"
    download.value.save_as(saved)
    elsewhere = browser.new_context().new_page()
    elsewhere.goto(address)
    assert elsewhere.locator("#count").inner_text() != rated
    elsewhere.set_input_files("#restore", saved)
    # Not wait_for_function: it repeats itself with eval(), which the page's policy forbids.
    expect(elsewhere.locator("#count")).to_have_text(rated)
    foreign = tmp_path / "foreign.json"
    foreign.write_text("{}")
    elsewhere.evaluate("show(0)")
    elsewhere.set_input_files("#restore", foreign)
    expect(elsewhere.locator("#note")).to_contain_text("not one that this sheet")
    elsewhere.context.close()


def test_a_forgotten_text_is_pointed_out_once(page: Page) -> None:
    page.get_by_role("button", name="Begin").click()
    heading = page.locator(".step:not([hidden]) h1").get_attribute("id")
    page.get_by_role("button", name="Next").click()
    assert "without a rating" in page.locator("#note").inner_text()
    assert page.locator(".step:not([hidden]) h1").get_attribute("id") == heading
    page.get_by_role("button", name="Next").click()
    assert page.locator(".step:not([hidden]) h1").get_attribute("id") != heading
    page.evaluate("show(steps.length - 1)")
    page.get_by_role("button", name="Go to the first text").click()
    assert page.locator(".step:not([hidden]) h1").get_attribute("id") == heading


def test_keys_are_enough(page: Page) -> None:
    page.get_by_role("button", name="Begin").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    first = page.locator(".step:not([hidden]) .card").first
    assert first.locator("input:checked").get_attribute("value") == "2"


def test_facts_are_hidden_until_they_are_asked_for(page: Page) -> None:
    page.get_by_role("button", name="Begin").click()
    assert "km/h" not in page.locator("main").inner_text()
    page.evaluate("show(4)")
    shown = page.locator("main").inner_text()
    assert "km/h" in shown
    assert HOSTILE in shown, "read as text"


@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_errors_no_requests_no_sideways_scroll(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]  # a literal, parametrised
        offline=True,
    )
    page = context.new_page()
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    for step in range(8):
        page.evaluate(f"show({step})")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    assert [url for url in requests if not url.startswith("data:")] == [address]
    assert page.title() == "Rating sheet: news report, rater-1"
    unlabelled = "[...document.querySelectorAll('input, textarea')].filter(one => !one.labels[0])"
    assert page.evaluate(f"{unlabelled}.length") == 0
    context.close()
