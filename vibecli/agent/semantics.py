"""The semantics of tables as a file: the names that chuck and Amperity know columns by.

Owns the form of the export. It says what a tag step comes to; it holds no value of a column.
"""

import csv
import io
import json
from collections.abc import Iterator

from vibecli.asked_file import Kind
from vibecli.contracts.model import Contracts
from vibecli.contracts.said import semantic
from vibecli.data.catalog import Catalog
from vibecli.errors import UsageError
from vibecli.steps.tag import TagColumns

_HEAD = ("table", "column", "type", "semantic", "class", "confidence")
_OURS = ('"semantics"', ",".join(_HEAD))
SEMANTICS_FILE = Kind(
    "semantics file", "--semantics", lambda text: any(mark in text[:200] for mark in _OURS)
)
Row = dict[str, str | float | None]


def semantics(step: TagColumns, catalog: Catalog, contracts: Contracts) -> Iterator[Row]:
    """Give a row a column of the tables of a tag step, as the step would leave them."""
    for name in step.writes():
        info = catalog.table(name)
        if info is None:
            continue
        keys = {one.lower() for one in info.key}
        for line in step.decided(info, contracts.table(name)):
            told = (
                line.table,
                line.column.name,
                line.column.type,
                semantic(line.tag, key=line.column.name.lower() in keys) or None,
                str(line.sensitivity),
                line.confidence if line.tag else None,
            )
            yield dict(zip(_HEAD, told, strict=True))


def semantics_text(rows: Iterator[Row], ending: str) -> str:
    """Give the rows as the text of a JSON or a CSV file. Raises UsageError for another ending."""
    if ending == ".json":
        return json.dumps({"semantics": list(rows)}, indent=1, ensure_ascii=False) + "\n"
    if ending != ".csv":
        raise UsageError(f"no semantics in a file {ending or 'without ending'}", hint="FILE.json")
    text = io.StringIO()
    writer = csv.DictWriter(text, _HEAD, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
