"""What a load did, one report a table."""

from vibecli.model import Model


class LoadedColumn(Model):
    """A column as it was typed."""

    name: str
    type: str


class LoadReport(Model):
    """One table: its rows, its columns, and the rows that did not fit."""

    source: str  # the file's or folder's name
    table: str  # TableName.text
    rows: int  # rows read into the table by this load
    columns: tuple[LoadedColumn, ...]
    rejected: int = 0
    rejected_table: str | None = None  # holds the rejected rows: file, line, text, error
    suppressed: int = 0  # rows of persons that must not come in again, left out
    notes: tuple[str, ...] = ()
