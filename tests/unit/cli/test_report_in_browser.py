"""The report in a real browser: read without a script, decided on with one, carried out by import."""

import json

import pytest

from tests import browser
from tests.terminal.shop import wait_until
from tests.unit.cli.test_partial import CAPITALS, UPPER, VIPS, _planned, plan, value  # noqa: F401

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser.found() is None, reason="no Chromium on this machine"),
]
PART = "document.querySelector('tr[data-part=\"{part}\"] {what}')"
SHOWN = "[...{table}.tBodies[0].rows].filter(r => !r.hidden).map(r => r.cells[{cell}].innerText)"


@pytest.fixture
def page(ask, shop, plan, tmp_path):  # noqa: F811
    """The report of a plan of four steps, opened."""
    assert ask("report", plan, "--html", "report.html").code == 0
    with browser.opened(tmp_path) as opened:
        opened.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(shop))
        opened.open(f"file://{shop / 'report.html'}")
        yield opened


def part(page, name, what, run="focus()"):
    page.run(f"{PART.format(part=name, what=what)}.{run}")


def test_a_reviewer_decides_on_a_page_and_the_file_is_carried_out(ask, shop, plan, page):  # noqa: F811
    part(page, "table:loyalty", ".call button")
    page.press("a")
    part(page, "table:cities", ".no", "click()")
    part(page, "column:customers.city", ".call button")
    page.press("rc")
    page.press("not yet")
    page.run("document.querySelector('#save').click()")
    assert page.run("document.querySelector('#lack').textContent") == "your name is missing"
    page.press("Ada")
    page.run("document.querySelector('[value=apply]').click()")
    for table in page.run(
        "[...document.querySelectorAll('[data-confirm]')].map(f => (f.focus(), f.dataset.confirm))"
    ):
        page.press(table)
    page.run("document.querySelector('#save').click()")
    wait_until((shop / "decisions.json").exists)
    said = json.loads((shop / "decisions.json").read_text())
    assert {(m["what"], m["name"], m["verdict"], m["comment"]) for m in said["marks"]} == {
        ("table", "loyalty", "accept", ""),
        ("table", "cities", "reject", ""),
        ("column", "customers.city", "reject", "not yet"),
    }
    assert page.complaints == []
    assert [url for url in page.requests if not url.startswith("blob:")] == [
        f"file://{shop / 'report.html'}"
    ]
    assert ask("review", "--import", "decisions.json").code == 0
    assert [value(shop, sql) for sql in (CAPITALS, UPPER, VIPS)] == [0, 0, 5]
    assert "Ada" in ask("history").out


def test_rows_are_filtered_and_sorted(page):
    table = "document.querySelector('section[data-part=\"table:customers\"] details table')"
    page.run("document.querySelector('section[data-part=\"table:customers\"] details').open = true")
    rows = page.run(SHOWN.format(table=table, cell=1))
    page.run(f"{table}.querySelectorAll('th button')[0].click()")
    page.run(f"{table}.querySelectorAll('th button')[0].click()")
    assert page.run(SHOWN.format(table=table, cell=1)) == sorted(rows, reverse=True) != rows
    page.run(f"{table}.parentElement.previousElementSibling.firstChild.focus()")
    page.press("c-009")
    assert page.run(SHOWN.format(table=table, cell=1)) == ["C-009"]


def test_a_page_is_read_without_a_script(page, shop):
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.open(f"file://{shop / 'report.html'}")
    text = page.run("document.body.innerText")
    assert all(
        told in text for told in ("60 rows of 60 changed", "customers", "KÖLN", "schema decisions")
    )
    assert page.run("document.querySelectorAll('button, form:not([hidden])').length") == 1
    assert page.run("document.querySelector('form').checkVisibility()") is False
    assert page.complaints == []
