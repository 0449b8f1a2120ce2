"""The pinned schema of a saved intent put anew into its file; everything else stays as it stands.

Owns the cut in the text, so that a person's comments and order are kept.
"""

from collections.abc import Sequence
from typing import Any

from vibecli.errors import UsageError
from vibecli.plan.document import block, parse, plain
from vibecli.plan.drift import SchemaColumn
from vibecli.plan.saved import parse_saved, saved_text


def repinned(text: str, columns: Sequence[SchemaColumn], *, by: str, at: str) -> str:
    """Give the text of a saved intent with its schema pinned anew.

    It is no longer verified: whoever vouched did not see this schema.
    """
    pins = {"columns": tuple(columns), "pinned_by": by, "pinned_at": at, "verified": None}
    wanted = parse_saved(text, "").model_copy(update=pins)
    made = text
    for key, value in pins.items():
        made = _with(made, key, value)
    try:
        return made if parse_saved(made, "") == wanted else saved_text(wanted)
    except UsageError:  # such as a file in JSON
        return saved_text(wanted)


def _with(text: str, key: str, value: Any) -> str:
    """Give a document's text with one of its keys anew, in its place or at the end."""
    new = "" if value is None else block({key: plain(value)})
    for name, old in parse(text, "", "")[1].value:
        if name.value == key:
            start = name.start_mark.index
            return text[:start] + new + text[start + _length(text[start : old.end_mark.index]) :]
    return f"{text.rstrip()}\n{new}" if new else text


def _length(told: str) -> int:
    """Give the length of a key and its value with the end of its line, comments after it left."""
    lines = told.splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return sum(map(len, lines))
