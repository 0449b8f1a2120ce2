"""An explanation as one page of HTML: what was found, and each waterfall as picture and table.

Owns what stands on the page. Never writes a file itself.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.ui.chart import waterfall_chart
from vibecli.ui.page import folded, heading, page, paragraph, table
from vibecli.ui.waterfall import MEMBER_HEADS, against, bars, lines, member_rows, parts, title

if TYPE_CHECKING:
    from vibecli.identity.grounds import Waterfall
    from vibecli.run.explanation import Explanation


def explanation_page(told: "Explanation") -> str:
    """Give the page."""
    return page(title(told), _body(told))


def _body(told: "Explanation") -> Iterator[str]:
    yield heading(title(told), 1)
    for _, head, text in lines(told):
        yield paragraph(f"{head}: {text}" if text else head)
    if told.cluster and told.cluster.members:
        rows = member_rows(told.cluster.members)
        yield folded(f"{len(rows):,} records", table(MEMBER_HEADS, rows, right=(1, 2, 4)))
    for head, fall in parts(told):
        yield heading(head or "What speaks for one person, and what against")
        yield paragraph(against(fall), dim=True)
        yield from _waterfall(head or title(told), fall)


def _waterfall(label: str, fall: "Waterfall") -> Iterator[str]:
    steps = bars(fall)
    told = [(step.name, step.tenths / 10, step.agreement) for step in steps]
    yield waterfall_chart(f"Bits of {label}", told)
    left, right = (f"{r.source} {r.record_id}" for r in (fall.left, fall.right))
    rows = [
        [
            step.name,
            step.bits,
            f"{step.total / 10:+.1f}",
            step.agreement,
            *(step.values or ("", "")),
        ]
        for step in steps
    ]
    marked = [number for number, step in enumerate(steps) if step.tenths < 0]
    yield table(("", "bits", "total", "agreement", left, right), rows, right=(1, 2), marked=marked)
