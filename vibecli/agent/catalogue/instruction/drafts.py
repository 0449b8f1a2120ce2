"""The steps of an instruction: tables and columns made anew.

Owns the SQL of tables built from a table at hand; rows are set and removed by `families.change`.
"""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.rows import must_be_table
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.names import quote
from vibecli.steps.write import Write


def new_table(cursor: Cursor, name: str, select: str, said: str) -> Draft:
    """Give the step that makes a table. Raises Declined where one is called so."""
    if cursor.world.catalog.table(name):
        raise Declined(f"there is a table {name} already; give the new one another name")
    step = Write(id="s1", why=f"{name}: {said}", select=select, target=name, mode="create")
    return Draft(f"Create {name}", f"create table {name}: {said}", (step,))


def new_column(table: TableInfo, name: str, value: str, said: str) -> Draft:
    """Give the step that adds a column. Raises Declined where one is called so."""
    if table.column(name):
        raise Declined(f"{table.name} has a column {name} already; give the new one another name")
    text = f"add {name} to {table.name}: {said}"
    return _rebuilt(table, f"*, {value} AS {quote(name)}", f"Add {name} to {table.name}", text)


def renamed(table: TableInfo, column: ColumnInfo, name: str) -> Draft:
    """Give the step that calls a column otherwise. Raises Declined where one is called so."""
    if (other := table.column(name)) and other.name != column.name:
        raise Declined(f"{table.name} has a column {name} already; give it another name")
    shown = [
        f"{quote(c.name)} AS {quote(name)}" if c.name == column.name else quote(c.name)
        for c in table.columns
    ]
    text = f"rename {column.name} of {table.name} to {name}"
    return _rebuilt(table, ", ".join(shown), f"Rename {column.name} of {table.name}", text)


def without_column(table: TableInfo, columns: tuple[ColumnInfo, ...]) -> Draft:
    """Give the step that drops columns. Raises Declined for a key."""
    gone = {c.name for c in columns}
    if gone & set(table.key) or len(gone) == len(table.columns):
        raise Declined(f"{', '.join(sorted(gone))} is the key of {table.name} and stays")
    kept = ", ".join(quote(c.name) for c in table.columns if c.name not in gone)
    names = ", ".join(c.name for c in columns)
    return _rebuilt(table, kept, f"Drop {names}", f"drop the column {names} of {table.name}")


def _rebuilt(table: TableInfo, shown: str, title: str, said: str) -> Draft:
    must_be_table(table)
    select = f"SELECT {shown} FROM {table.table.sql}"
    keys = tuple(k for k in table.key if quote(k) in shown or shown.startswith("*"))
    step = Write(id="s1", why=said, select=select, target=table.name, mode="replace", keys=keys)
    return Draft(title, said, (step,))
