"""The pinned schema of a saved intent put anew into its file; everything else stays as it stands.

A person's comments and order are kept.
"""

from collections.abc import Sequence

from vibecli.document import plain
from vibecli.document_edit import with_value
from vibecli.errors import UsageError
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
        made = with_value(made, (key,), plain(value))
    try:
        return made if parse_saved(made, "") == wanted else saved_text(wanted)
    except UsageError:  # such as a file in JSON
        return saved_text(wanted)
