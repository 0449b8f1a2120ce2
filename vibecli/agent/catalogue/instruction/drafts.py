"""The steps of an instruction: tables made anew, and the shape of a table changed in place.

Owns which changes of a shape are offered; rows are set and removed by `families.change`.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.rows import must_be_table
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.steps.alter import Alter
from vibecli.steps.alteration import Alteration
from vibecli.steps.write import Write


def new_table(cursor: Cursor, name: str, select: str, said: str) -> Draft:
    """Give the step that makes a table. Raises Declined where one is called so."""
    if cursor.world.catalog.table(name):
        raise Declined(f"there is a table {name} already; give the new one another name")
    step = Write(id="s1", why=f"{name}: {said}", select=select, target=name, mode="create")
    return Draft(f"Create {name}", f"create table {name}: {said}", (step,))


def new_column(table: TableInfo, added: Alteration, said: str = "") -> Draft:
    """Give the step that adds a column. Raises Declined where one is called so."""
    name = added.name
    if table.column(name):
        raise Declined(f"{table.name} has a column {name} already; give the new one another name")
    text = f"add {name} to {table.name}{f': {said}' if said else ''}"
    return _altered(table, [added], f"Add {name} to {table.name}", text)


def renamed(table: TableInfo, column: ColumnInfo, name: str) -> Draft:
    """Give the step that calls a column otherwise. Raises Declined where one is called so."""
    if (other := table.column(name)) and other.name != column.name:
        raise Declined(f"{table.name} has a column {name} already; give it another name")
    text = f"rename {column.name} of {table.name} to {name}"
    change = Alteration(change="rename", column=column.name, to=name)
    return _altered(table, [change], f"Rename {column.name} of {table.name}", text)


def without_column(table: TableInfo, columns: tuple[ColumnInfo, ...]) -> Draft:
    """Give the step that drops columns. Raises Declined for a key."""
    gone = {c.name for c in columns}
    if gone & set(table.key) or len(gone) == len(table.columns):
        raise Declined(f"{', '.join(sorted(gone))} is the key of {table.name} and stays")
    names = ", ".join(c.name for c in columns)
    changes = [Alteration(change="drop", column=c.name) for c in columns]
    return _altered(table, changes, f"Drop {names}", f"drop the column {names} of {table.name}")


def retyped(table: TableInfo, column: ColumnInfo, kind: str) -> Draft:
    """Give the step that gives a column another type."""
    text = f"make {column.name} of {table.name} {kind}"
    change = Alteration(change="retype", column=column.name, type=kind)
    return _altered(table, [change], f"Retype {column.name} of {table.name}", text)


def _altered(table: TableInfo, changes: Sequence[Alteration], title: str, said: str) -> Draft:
    must_be_table(table)
    return Draft(title, said, (Alter(id="s1", why=said, table=table.name, changes=tuple(changes)),))
