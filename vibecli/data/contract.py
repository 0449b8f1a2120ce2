"""What a person declared of a table: its keys, the values of its columns, how many rows it has.

Owns finding what `[rules]` says of one table, and telling what it says of none.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from vibecli.data.catalog import Catalog, Role
from vibecli.data.nearest import nearest_hint
from vibecli.engine.names import TableName
from vibecli.errors import UsageError
from vibecli.rulebook import Rules


@dataclass(frozen=True)
class Contract:
    """What is declared of one table."""

    key: tuple[str, ...] = ()
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()  # of a column, as text
    rows: tuple[int, int] | None = None


def contract_of(rules: Rules, table: str) -> Contract:
    """Give what is declared of a table, by its text name."""
    wanted = _key(table)
    split = ((name.rpartition("."), values) for name, values in rules.values)
    return Contract(
        key=next((key for name, key in rules.keys if _key(name) == wanted), ()),
        values=tuple((column, v) for (of, _, column), v in split if _key(of) == wanted),
        rows=next((band for name, band in rules.rows if _key(name) == wanted), None),
    )


def tagged_roles(rules: Rules) -> frozenset[Role]:
    """Give the roles a plan writes to only when confirmed. Raises UsageError for an unknown one."""
    known = {role.value: role for role in Role}
    for name in rules.tagged:
        if name not in known:
            raise UsageError(
                f"rules.tagged in vibecli.toml names {name}, which is no role of a column",
                hint=nearest_hint(name, known, noun="role"),
            )
    return frozenset(known[name] for name in rules.tagged)


def idle_declarations(rules: Rules, catalog: Catalog) -> Iterator[str]:
    """Give a line for every declaration of a table or column that is not there."""
    tables = [table.name for table in catalog.tables]
    columns = [
        f"{table.name}.{column.name}" for table in catalog.tables for column in table.columns
    ]
    keys = [f"{table}.{column}" for table, key in rules.keys for column in key]
    for setting, names, known, noun in (
        ("rows", [name for name, _ in rules.rows], tables, "table"),
        ("keys", keys, columns, "column"),
        ("values", [name for name, _ in rules.values], columns, "column"),
    ):
        there = {_plain(name) for name in known}
        for name in names:
            if _plain(name) not in there:
                hint = nearest_hint(name, known, noun=noun)
                yield f"rules.{setting}: {name} is no {noun}; {hint}"


def _key(table: str) -> str:
    return TableName.parse(table).text.lower() if table.strip() else ""


def _plain(name: str) -> str:
    return name.strip().lower().removeprefix("main.")
