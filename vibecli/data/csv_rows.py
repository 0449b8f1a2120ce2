"""CSV files into the staging area: every line becomes a row of text or a rejected line.

Owns the call of the engine's CSV reader, with nothing left to its guesses.
"""

from pathlib import Path

import numpy as np

from vibecli.data import staging
from vibecli.data.column_types import COMMA, KINDS, infer
from vibecli.data.text_file import Layout, TextFile, layout, line_numbers, readable, whole_rows
from vibecli.engine.base import Column, Session
from vibecli.engine.names import literal, quote
from vibecli.errors import DataError, EngineError, Interrupted

_ERRORS = "vibecli_load_errors"
_SCANS = "vibecli_load_scans"
_PLACES = "vibecli_load_places"
_MOST = 0.5  # more rejected lines than this share: the file is not what we take it for
_LONGEST_LINE = 16 << 20
_CUT = 10_000  # bytes of a line that the engine keeps with its errors


def stage_csv(session: Session, path: Path, folder: Path) -> staging.Staged:
    """Read a CSV file as text, find the types, and keep what does not fit. Raises DataError."""
    file = readable(path, folder)
    found = layout(file)
    _read(session, file, found)
    first_line = found.skip + (2 if found.header else 1)
    _keep_rejects(session, file, len(found.names))
    kinds = KINDS if found.separator == "," else KINDS | COMMA
    conversions = infer(session, staging.ROWS, found.names, kinds=kinds)
    rows = session.value(f"SELECT count(*) FROM {staging.ROWS}")
    notes = (*file.notes, *found.notes, *(c.note for c in conversions if c.note))
    if not rows:
        notes = (*notes, "no rows, only a header")
    return staging.Staged(
        relation=staging.ROWS,
        file=file.name,
        columns=tuple(Column(name, "VARCHAR") for name in found.names),
        conversions=conversions,
        notes=notes,
        first_line=first_line,
        multiline=True,
    )


def _read(session: Session, file: TextFile, found: Layout) -> None:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in found.names)
    session.run(f"DROP TABLE IF EXISTS {quote(_ERRORS)}")
    session.run(f"DROP TABLE IF EXISTS {quote(_SCANS)}")
    try:
        session.run(
            f"CREATE OR REPLACE TEMP TABLE {staging.ROWS} AS SELECT * FROM read_csv("
            f"{literal(str(file.path))}, auto_detect=false, delim={literal(found.separator)}, "
            f"quote='\"', escape='\"', header={found.header}, skip={found.skip:d}, "
            f"columns={{{columns}}}, store_rejects=true, rejects_limit=0, "
            f"max_line_size={_LONGEST_LINE}, rejects_table={literal(_ERRORS)}, "
            f"rejects_scan={literal(_SCANS)})"
        )
    except Interrupted:
        raise
    except EngineError as error:
        raise DataError(
            f"{file.name} cannot be read as CSV: {error.message}",
            hint="look for a quote that is opened and never closed",
        ) from error


def _keep_rejects(session: Session, file: TextFile, width: int) -> None:
    found = session.rows(
        "SELECT line_byte_position, max(strlen(csv_line)), "
        f"count_if(error_type = 'UNQUOTED VALUE') = 0 FROM {quote(_ERRORS)} GROUP BY ALL ORDER BY 1"
    )
    if found:
        positions = np.asarray([row[0] for row in found], np.int64)
        whole = np.full(len(found), None, dtype=object)
        cut = [number for number, row in enumerate(found) if row[1] >= _CUT]
        whole[cut] = [*whole_rows(file.path, [found[number] for number in cut])]
        lines = line_numbers(file.path, positions)
        session.register(_PLACES, {"position": positions, "line": lines, "whole": whole})
        _insert_rejects(session, file, width)
        session.unregister(_PLACES)
    session.run(f"DROP TABLE {quote(_ERRORS)}")
    session.run(f"DROP TABLE {quote(_SCANS)}")
    _refuse_most(session, file)


def _insert_rejects(session: Session, file: TextFile, width: int) -> None:
    session.run(
        f"INSERT INTO {staging.REJECTS} SELECT {literal(file.name)}, p.line, "
        f"min(coalesce(p.whole, rtrim(csv_line, chr(13) || chr(10)))), "
        f"min(CASE error_type WHEN 'MISSING COLUMNS' THEN 'too few fields, expected {width:d}' "
        f"WHEN 'TOO MANY COLUMNS' THEN 'too many fields, expected {width:d}' "
        f"WHEN 'UNQUOTED VALUE' THEN 'a quote is not closed or stands inside a value' "
        f"WHEN 'INVALID ENCODING' THEN 'not UTF-8' "
        f"WHEN 'LINE SIZE OVER MAXIMUM' THEN 'longer than {_LONGEST_LINE >> 20:d} MB' "
        f"ELSE lower(CAST(error_type AS VARCHAR)) END) "
        f"FROM {quote(_ERRORS)} e JOIN {quote(_PLACES)} p ON e.line_byte_position = p.position "
        f"GROUP BY p.line ORDER BY p.line"
    )


def _refuse_most(session: Session, file: TextFile) -> None:
    rejected = session.value(f"SELECT count(*) FROM {staging.REJECTS}")
    kept = session.value(f"SELECT count(*) FROM {staging.ROWS}")
    if rejected > (rejected + kept) * _MOST:
        line, error = session.rows(f"SELECT line, error FROM {staging.REJECTS} ORDER BY line")[0]
        raise DataError(
            f"{rejected:,} of {rejected + kept:,} lines of {file.name} do not fit its first line; "
            f"line {line}: {error}",
            hint=f"check the separator and the quotes near line {line}",
        )
