"""An explanation in Markdown, for a comment on a change request.

Owns its form there; how a value is kept from acting as Markdown is `ui.markdown`'s.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.ui.markdown import code, escaped, folded, table
from vibecli.ui.waterfall import (
    BAR_HEADS,
    MEMBER_HEADS,
    against,
    bars,
    lines,
    member_rows,
    parts,
    title,
)

if TYPE_CHECKING:
    from vibecli.identity.grounds import Waterfall
    from vibecli.run.explanation import Explanation


def explanation_md(told: "Explanation") -> str:
    """Give an explanation as a comment."""
    return "\n".join(_parts(told))


def _parts(told: "Explanation") -> Iterator[str]:
    yield f"### vibecli explain: {escaped(title(told))}\n"
    found = ((head, text) for _, head, text in lines(told))
    yield "".join(f"- **{escaped(head)}** {escaped(text)}\n" for head, text in found)
    if told.cluster and told.cluster.members:
        rows = [
            [code(row[0]), *row[1:3], code(row[3]), row[4]]
            for row in member_rows(told.cluster.members)
        ]
        heads = [head.capitalize() for head in MEMBER_HEADS]
        yield folded(f"{len(rows):,} records", table(heads, rows, right=(1, 2, 4)))
    for heading, fall in parts(told):
        yield f"**{escaped(heading)}**\n" if heading else ""
        yield f"{escaped(against(fall))}\n"
        yield _table(fall)


def _table(fall: "Waterfall") -> str:
    steps = bars(fall)
    rows = [
        [
            code(step.name),
            step.bits,
            f"{step.total / 10:+.1f}",
            escaped(step.agreement),
            *(map(code, step.values) if step.values else ("", "")),
        ]
        for step in steps
    ]
    heads = ["Field", *(head.capitalize() for head in BAR_HEADS[2:]), "Left", "Right"]
    return table(heads, rows, right=(1, 2))
