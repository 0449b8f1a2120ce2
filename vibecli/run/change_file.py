"""The change set of one table as a file: its columns, their stored types, its rows in order.

Owns that what is written gives back the very values it was made of.
"""

from collections.abc import Sequence
from pathlib import Path

from vibecli.engine.base import Session
from vibecli.engine.names import literal, quote
from vibecli.errors import EngineError, StepFailed
from vibecli.run.changeset import StoredColumn
from vibecli.run.delta import Delta
from vibecli.run.storage import from_stored, stored_type, to_stored
from vibecli.run.tables import RID, WHY, TableColumn, TableShape

PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"  # as small as higher ones


def stored(shape: TableShape) -> tuple[StoredColumn, ...]:
    """Give the columns a change set holds of a table."""
    return tuple(
        StoredColumn(name=c.name, type=c.type, stored=stored_type(c.type)) for c in shape.written
    )


def stored_after(delta: Delta) -> tuple[StoredColumn, ...]:
    """Give the columns after the plan; of a reshaped table, with what they come from."""
    columns = stored(delta.shape)
    if not delta.reshaped:
        return columns
    return tuple(
        column.model_copy(update={"source": source.sql("__before"), "was": source.column or ""})
        for column, source in zip(columns, delta.sources, strict=True)
    )


def write_changes(
    session: Session, delta: Delta, target: Path, beyond: Sequence[Path] = ()
) -> None:
    """Write a change set, but for the rows that other files of it have.

    Raises StepFailed for values that it would not give back.
    """
    _check_exact(session, delta)
    rows = delta.relation
    if beyond:
        rows = f"{rows} ANTI JOIN {changes_in(beyond)} USING ({RID})"
    before, after = (
        f"{_image(image, stored(shape))} AS {image}"
        for shape, image in ((delta.origin, "__before"), (delta.shape, "__after"))
    )
    session.run(
        f"COPY (SELECT {RID}, {WHY}, __step, {before}, {after} FROM {rows}"
        f" ORDER BY {RID}) TO {literal(str(target))} {PARQUET}"
    )


def changes_in(files: Sequence[Path]) -> str:
    """Give the relation of the rows in files of a change set."""
    return f"read_parquet([{', '.join(literal(str(file)) for file in files)}])"


def _image(image: str, columns: Sequence[StoredColumn]) -> str:
    if not any(column.type.startswith("UNION(") for column in columns):
        kinds = ", ".join(f"{quote(c.name)} {c.stored}" for c in columns)
        return f"CAST({image} AS STRUCT({kinds}))"
    fields = ", ".join(
        f"{quote(c.name)} := {to_stored(f'{image}.{quote(c.name)}', c.type)}" for c in columns
    )
    return f"CASE WHEN {image} IS NULL THEN NULL ELSE struct_pack({fields}) END"


def _check_exact(session: Session, delta: Delta) -> None:
    """Refuse what would not come back as it is.

    Rows of a table replaced or dropped are kept in the database itself: the file only shows them.
    """
    images = [(delta.shape, "__after")]
    if delta.change == "change":
        images.append((delta.origin, "__before"))
    for shape, image in images:
        for column in shape.written:
            if stored_type(column.type) != column.type:
                _check_column(session, delta, column, image)


def _check_column(session: Session, delta: Delta, column: TableColumn, image: str) -> None:
    kind, value = column.type, f"{image}.{quote(column.name)}"
    back = from_stored(f"({to_stored(value, kind)})", kind)
    try:
        lost = session.value(
            f"SELECT count(*) FROM {delta.relation} WHERE {back} IS DISTINCT FROM {value}"
        )
    except EngineError:
        lost = 1
    if lost:
        raise StepFailed(
            f"{delta.shape.table.text}.{column.name} holds {kind.partition('(')[0]} values that"
            " a change set cannot keep exactly",
            hint="write to a table without that column",
        )
