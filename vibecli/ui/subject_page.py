"""Everything known of one person as a page to read. Nothing is masked: it is their own data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.asked_file import Kind
from vibecli.ui.page import heading, page, paragraph, table

if TYPE_CHECKING:
    from vibecli.run.subject_export import SubjectDocument

_MARK = "vibecli-subject"
SUBJECT_PAGE = Kind("page", "--to", lambda text: f'content="{_MARK}"' in text)
SUBJECT_FILE = Kind("document", "--to", lambda text: '"kind": "vibecli subject"' in text)


def subject_page(document: "SubjectDocument") -> str:
    """Give the page."""
    return page("Everything known of one person", _body(document), mark=_MARK)


def _body(document: "SubjectDocument") -> Iterator[str]:
    yield heading("Everything known of one person", 1)
    told = f"{document.rows:,} rows in {len(document.tables):,} tables of {document.database}"
    yield paragraph(f"{told}, {document.at}", dim=True)
    for one in document.tables:
        yield heading(one.table)
        names = list(one.rows[0].values) if one.rows else []
        rows = [[*(row.values[name] or "" for name in names), row.why] for row in one.rows]
        yield table([*names, "why it is here"], rows)
    for note in document.notes:
        yield paragraph(note, dim=True)
