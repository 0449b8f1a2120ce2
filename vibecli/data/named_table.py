"""The table a person names: by its whole name, or without its schema where one is called so."""

from vibecli.data.catalog import Catalog, TableInfo
from vibecli.data.nearest import nearest_hint
from vibecli.engine.names import TableName
from vibecli.errors import NotFound, UsageError


def named_table(catalog: Catalog, name: str) -> TableInfo:
    """Give the table. Raises NotFound with the nearest names, UsageError where several fit."""
    whole = catalog.table(name)
    if whole is not None:
        return whole
    bare = {name.lower(), TableName.parse(name).text.strip('"').lower()}
    found = [table for table in catalog.tables if table.table.name.lower() in bare]
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(table.name for table in found)
        raise UsageError(f"{name} is more than one table", hint=f"say {names}")
    known = [table.name for table in catalog.tables]
    raise NotFound(f"no table {name}", hint=nearest_hint(name, known, noun="table"))
