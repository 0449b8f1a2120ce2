"""JSON and newline-delimited JSON into the staging area.

Text stays text unless all values of a column are dates or times; numbers are typed by JSON itself.
Lines that are no JSON object are kept as rejected lines.
"""

import json
from pathlib import Path

from vibecli.data import staging
from vibecli.data.column_types import TIMES, Conversion, as_is, infer
from vibecli.data.text_file import TextFile, head, readable
from vibecli.engine.base import Column, Session
from vibecli.engine.names import literal, quote
from vibecli.errors import DataError, EngineError, Interrupted

_LONGEST = 256 << 20
_LINES = quote("vibecli_load_lines")
_TEXT_BASED = frozenset({"DATE", "TIME", "UUID", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"})


def stage_json(session: Session, path: Path, folder: Path) -> staging.Staged:
    """Read a JSON file and keep the lines that are no object. Raises DataError."""
    file = readable(path, folder)
    start = head(file.path).lstrip()
    if not start:
        raise DataError(f"{file.name} is empty", hint="a JSON file holds a list of objects")
    by_line = _is_lines(start)
    place = _valid_lines(session, file, folder) if by_line else file.path
    columns = _read(session, file, place, "newline_delimited" if by_line else "auto")
    conversions = _conversions(session, columns)
    notes = (*file.notes, *(c.note for c in conversions if c.note))
    return staging.Staged(staging.ROWS, file.name, columns, conversions, notes)


def _is_lines(start: str) -> bool:
    """Tell lines of objects from one list or one object that spans the file."""
    first, _, rest = start.partition("\n")
    if first.startswith("["):
        return False
    try:
        json.loads(first)
    except ValueError:
        return rest.lstrip().startswith("{") and first.rstrip().endswith("}")
    return True


def _valid_lines(session: Session, file: TextFile, folder: Path) -> Path:
    """Give a file of the lines that are objects; the others go to the rejects."""
    bad = "line IS NOT NULL AND trim(line) <> '' AND NOT coalesce(object, false)"
    session.run(
        f"CREATE OR REPLACE TEMP TABLE {_LINES} AS SELECT line, CASE WHEN json_valid(line) "
        f"THEN json_type(line) = 'OBJECT' END AS object FROM read_csv({literal(str(file.path))}, "
        f"auto_detect=false, header=false, delim=chr(1), quote='', escape='', "
        f"max_line_size={_LONGEST >> 4:d}, columns={{'line': 'VARCHAR'}})"
    )
    session.run(
        f"INSERT INTO {staging.REJECTS} SELECT {literal(file.name)}, "
        f"1 + rowid - (SELECT min(rowid) FROM {_LINES}), line, "
        f"CASE WHEN object IS NULL THEN 'no valid JSON' ELSE 'no JSON object' END "
        f"FROM {_LINES} WHERE {bad} ORDER BY rowid"
    )
    rejected = session.value(f"SELECT count(*) FROM {staging.REJECTS}")
    kept = session.value(f"SELECT count_if(coalesce(object, false)) FROM {_LINES}")
    if rejected > kept:
        line, error = session.rows(f"SELECT line, error FROM {staging.REJECTS} ORDER BY line")[0]
        raise DataError(
            f"{rejected:,} of {rejected + kept:,} lines of {file.name} are no JSON objects; "
            f"line {line}: {error}",
            hint="one object a line, or one list of objects",
        )
    if not rejected:
        session.run(f"DROP TABLE {_LINES}")
        return file.path
    target = folder / f"{len(list(folder.iterdir()))}.ndjson"
    session.run(
        f"COPY (SELECT line FROM {_LINES} WHERE object ORDER BY rowid) TO {literal(str(target))} "
        f"(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')"
    )
    session.run(f"DROP TABLE {_LINES}")
    return target


def _read(session: Session, file: TextFile, place: Path, form: str) -> tuple[Column, ...]:
    options = f"format={literal(form)}, maximum_object_size={_LONGEST:d}"
    read = f"read_json({literal(str(place))}, {options}, sample_size=-1)"
    try:
        found = session.describe(f"SELECT * FROM {read}")
        if [(c.name, c.type) for c in found] == [("json", "JSON")] or not found:
            raise DataError(
                f"{file.name} holds no objects", hint="a JSON file holds a list of objects"
            )
        columns = tuple(
            Column(c.name, "VARCHAR" if c.type in _TEXT_BASED else c.type) for c in found
        )
        typed = ", ".join(f"{literal(c.name)}: {literal(c.type)}" for c in columns)
        session.run(
            f"CREATE OR REPLACE TEMP TABLE {staging.ROWS} AS SELECT * FROM read_json("
            f"{literal(str(place))}, {options}, columns={{{typed}}})"
        )
    except Interrupted:
        raise
    except EngineError as error:
        reason = error.message.replace(str(place), file.name)
        raise DataError(
            f"{file.name} cannot be read: {reason}", hint="check the JSON there"
        ) from None
    return columns


def _conversions(session: Session, columns: tuple[Column, ...]) -> tuple[Conversion, ...]:
    texts = [column.name for column in columns if column.type == "VARCHAR"]
    found = {c.name: c for c in infer(session, staging.ROWS, texts, kinds=TIMES)}
    return tuple(found.get(c.name) or as_is(c) for c in columns)
