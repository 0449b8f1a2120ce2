"""Which profile columns hold the record key of an input, such as loyalty_id for loyalty.accounts.

Owns the candidates by declared or inferred relationship and by name. Whether the values agree is
for the caller to measure; a name that fits two inputs is no link.
"""

from collections.abc import Sequence

from vibecli.data.catalog import Relationship, TableInfo
from vibecli.engine.names import TableName
from vibecli.identity.mapping import plain_name
from vibecli.tagging.name_tokens import name_tokens

_ID_WORDS = frozenset({"id", "key", "number", "code", "ref", "uuid", "guid", "pk", "identifier"})


def key_links(
    target: TableInfo, inputs: Sequence[TableInfo], relationships: Sequence[Relationship]
) -> dict[str, int]:
    """Give the profile columns (lower case) that refer to the key of an input, by its position."""
    links: dict[str, int] = {}
    for column in target.columns:
        for tell in (_related, _same_name, _named_after):
            found = [
                position
                for position, table in enumerate(inputs)
                if len(table.key) == 1 and tell(target, column.name, table, relationships)
            ]
            if len(found) == 1:
                links[column.name.lower()] = found[0]
                break
    return links


def _related(
    target: TableInfo, column: str, table: TableInfo, relationships: Sequence[Relationship]
) -> bool:
    wanted = (target.name.lower(), column.lower(), table.name.lower(), table.key[0].lower())
    return any(
        (r.table.lower(), r.column.lower(), r.to_table.lower(), r.to_column.lower()) == wanted
        for r in relationships
    )


def _same_name(
    target: TableInfo, column: str, table: TableInfo, relationships: Sequence[Relationship]
) -> bool:
    del target, relationships
    own = set(name_tokens(column)) - _ID_WORDS
    return bool(own) and plain_name(column) == plain_name(table.key[0])


def _named_after(
    target: TableInfo, column: str, table: TableInfo, relationships: Sequence[Relationship]
) -> bool:
    """Tell a column named after the table, such as loyalty_id for loyalty.accounts."""
    del target, relationships
    words = set(name_tokens(column))
    if not words & _ID_WORDS:
        return False
    name = TableName.parse(table.name)
    owners = {singular(word) for word in (*name_tokens(name.schema), *name_tokens(name.name))}
    own = {singular(word) for word in words - _ID_WORDS}
    return bool(own) and own <= owners


def singular(word: str) -> str:
    """Give a word of a table name without its plural ending."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
