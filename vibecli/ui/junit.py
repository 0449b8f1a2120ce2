"""Dry runs of saved intents as JUnit XML, the form build servers read.

Owns that form: one test case a file. Never writes a file itself.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from vibecli.asked_file import Kind
from vibecli.ui.text import safe_block
from vibecli.ui.verdict import cell_name

if TYPE_CHECKING:
    from vibecli.run.check_outcome import CheckOutcome

SUITE = "vibecli check"
_MOST = 50  # messages of one case
_LONGEST = 2_000  # characters of one
JUNIT_FILE = Kind("JUnit report", "--junit", lambda text: "<testsuite" in text[:1000])


class Case(NamedTuple):
    """One test case that is no saved intent."""

    name: str
    status: str
    messages: tuple[str, ...]  # none: it passed


def cases_junit(suite: str, cases: Sequence[Case]) -> str:
    """Give the XML text of test cases, those with messages failed."""
    failures = sum(bool(case.messages) for case in cases)
    counted = {"tests": str(len(cases)), "failures": str(failures), "errors": "0"}
    root = ET.Element("testsuites", counted)
    parent = ET.SubElement(root, "testsuite", {"name": suite, **counted, "skipped": "0"})
    for case in cases:
        named = {"classname": suite, "name": _bounded(case.name)}
        made = ET.SubElement(parent, "testcase", named)
        if case.messages:
            told = {"type": case.status, "message": _bounded(case.messages[0])}
            ET.SubElement(made, "failure", told).text = "\n".join(map(_bounded, case.messages))
    return _text(root)


def junit(outcomes: "Sequence[CheckOutcome]") -> str:
    """Give the XML text: failed, blocked and stale are failures, an error is an error."""
    failures = sum(one.status in {"failed", "blocked", "stale"} for one in outcomes)
    errors = sum(one.status == "error" for one in outcomes)
    seconds = f"{sum(one.seconds for one in outcomes):.3f}"
    counted = {"tests": str(len(outcomes)), "failures": str(failures), "errors": str(errors)}
    root = ET.Element("testsuites", {**counted, "time": seconds})
    suite = ET.SubElement(
        root, "testsuite", {"name": SUITE, **counted, "skipped": "0", "time": seconds}
    )
    for one in outcomes:
        _case(suite, one)
    return _text(root)


def _text(root: ET.Element) -> str:
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _case(suite: ET.Element, one: "CheckOutcome") -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        {
            "classname": SUITE,
            "name": safe_block(cell_name(one)),
            "file": safe_block(one.file),
            "time": f"{one.seconds:.3f}",
        },
    )
    if one.status == "passed":
        return
    kind = "error" if one.status == "error" else "failure"
    messages = [_bounded(message) for message in one.messages[:_MOST]] or [one.status]
    if (left := len(one.messages) - _MOST) > 0:
        messages.append(f"and {left:,} more")
    wrong = ET.SubElement(case, kind, {"type": one.status, "message": messages[0]})
    wrong.text = "\n".join([f"intent: {_bounded(one.intent)}", *messages])


def _bounded(text: str) -> str:
    """Give a text that build servers can take, cut where it is very long."""
    return safe_block(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")
