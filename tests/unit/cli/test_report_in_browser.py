"""The report in a real browser: read without a script, decided on with one, carried out by import."""

import json

import pytest

from tests import browser
from tests.terminal.shop import MATCH, wait_until
from tests.unit.cli.test_partial import CAPITALS, UPPER, VIPS, _planned, plan, value  # noqa: F401

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser.found() is None, reason="no Chromium on this machine"),
]
ROWS = "document.querySelector('section[data-part=\"table:customers\"] details')"
SHOWN = f"[...{ROWS}.querySelectorAll('tbody tr:not([hidden])')].map(r => r.cells[1].innerText)"


@pytest.fixture
def report(ask, shop, tmp_path):
    """Open the report of a plan."""
    with browser.opened(tmp_path) as page:
        page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(shop))

        def show(plan_id):
            assert ask("report", plan_id, "--html", "report.html").code == 0
            page.open(f"file://{shop / 'report.html'}")
            return page

        yield show


def part(page, name, what, run="focus()"):
    page.run(f"document.querySelector('tr[data-part=\"{name}\"] {what}').{run}")


def applied_by_ada(page, shop):
    """Fill the form in and take the file it gives."""
    page.run("document.querySelector('#save').click()")
    assert page.run("document.querySelector('#lack').textContent") == "your name is missing"
    page.press("Ada")
    page.run("document.querySelector('[value=apply]').click()")
    asked = "[...document.querySelectorAll('[data-confirm]')]"
    for number, table in enumerate(page.run(f"{asked}.map(field => field.dataset.confirm)")):
        page.run(f"{asked}[{number}].focus()")
        page.press(table)
    page.run("document.querySelector('#save').click()")
    wait_until((shop / "decisions.json").exists)
    assert page.complaints == []
    own = f"file://{shop / 'report.html'}"
    assert [url for url in page.requests if not url.startswith("blob:")] == [own]
    return json.loads((shop / "decisions.json").read_text())


def test_what_a_reviewer_decides_by_keys_is_carried_out(ask, shop, plan, report):  # noqa: F811
    page = report(plan)
    page.press("jjk")
    assert page.run("document.activeElement.ariaLabel") == "accept step:s1"
    part(page, "table:loyalty", ".call button")
    page.press("a")
    part(page, "table:cities", ".no", "click()")
    part(page, "column:customers.city", ".call button")
    page.press("rc")
    page.press("not yet")
    said = applied_by_ada(page, shop)
    assert [[m["what"], m["name"], m["verdict"], m["comment"]] for m in said["marks"]] == [
        ["table", "loyalty", "accept", ""],
        ["table", "cities", "reject", ""],
        ["column", "customers.city", "reject", "not yet"],
    ]
    assert ask("review", "--import", "decisions.json").code == 0
    assert [value(shop, sql) for sql in (CAPITALS, UPPER, VIPS)] == [0, 0, 5]
    assert "Ada" in ask("history").out


def test_pairs_are_shown_masked_and_judged(ask, shop, report):
    page = report(json.loads(ask("ask", MATCH, "-n", "-o", "json").out)["plan_id"])
    text = page.run("document.querySelector('#pairs').innerText")
    assert "equal:" in text
    assert "mail.example" not in text
    part(page, "pair:s1:1", ".no", "click()")
    applied_by_ada(page, shop)
    assert ask("review", "--import", "decisions.json").code == 3
    judged = json.loads((shop / "verdicts.jsonl").read_text())
    assert [judged[name] for name in ("verdict", "by", "via")] == ["different", "Ada", "file"]


def test_rows_are_filtered_and_sorted(plan, report):  # noqa: F811
    page = report(plan)
    page.run(f"{ROWS}.open = true")
    rows = page.run(SHOWN)
    for _ in range(2):
        page.run(f"{ROWS}.querySelector('th button').click()")
    assert page.run(SHOWN) == sorted(rows, reverse=True) != rows
    page.run(f"{ROWS}.querySelector('.find input').focus()")
    page.press("c-009")
    assert page.run(SHOWN) == ["C-009"]


def test_nothing_is_loaded_or_run_even_if_a_script_tries(plan, report):  # noqa: F811
    page = report(plan)
    page.run("new Image().src = 'https://example.org/'")
    assert "Content Security Policy" in page.wait("Log.entryAdded")["entry"]["text"]
    script = "Object.assign(document.createElement('script'), {text: 'window.ran = true'})"
    assert page.run(f"document.body.append({script}); window.ran === undefined")


def test_a_page_is_read_without_a_script(plan, report):  # noqa: F811
    page = report(plan)
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.open(page.run("location.href"))
    text = page.run("document.body.innerText")
    for told in ("60 rows of 60 changed", "customers", "KÖLN", "vibecli schema decisions"):
        assert told in text
    assert page.run("document.querySelectorAll('button:not(form *)').length") == 0
    assert page.run("document.querySelector('form').checkVisibility()") is False
    assert page.complaints == []
