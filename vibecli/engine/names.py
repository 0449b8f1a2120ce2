"""Table and column names: the one place that quotes an identifier or a literal path."""

import re
from functools import lru_cache
from typing import NamedTuple

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_PART = re.compile(r'"(?:[^"]|"")*"|[^."]+')
_QUOTED_LAST = re.compile(r'(.+?)\."((?:[^"]|"")+)"')
_MISLEADS = {".", '"'}
MAIN = "main"


def quote(identifier: str) -> str:
    """Give an identifier in double quotes, safe in any SQL position."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Give a string literal for the SQL positions that take no parameter (ATTACH, COPY)."""
    return "'" + text.replace("'", "''") + "'"


def key_of(table: str) -> str:
    """Give the one form of a table's name that names are compared by."""
    return TableName.parse(table).text.lower()


def column_text(table: str, column: str) -> str:
    """Write a column of a table as people do; one whose name would mislead stands in quotes."""
    return f"{table}.{quote(column) if _MISLEADS & set(column) else column}"


def split_column(text: str) -> tuple[str, str]:
    """Take TABLE.COLUMN apart; a column in quotes may hold dots. No table where none is told."""
    quoted = _QUOTED_LAST.fullmatch(text.strip())
    if quoted:
        return quoted[1], quoted[2].replace('""', '"')
    table, _, column = text.strip().rpartition(".")
    return table, column


class TableName(NamedTuple):
    """A table's schema and name, as stored in the database.

    The main schema of an attached database `crm` is written `crm`, as if it were a schema of the
    own database; a table in another schema of it has `crm` as its catalog.
    """

    schema: str
    name: str
    catalog: str = ""

    @classmethod
    def qualified(cls, catalog: str, schema: str, name: str) -> "TableName":
        """Give the one name of a table whose catalog or schema may be left out."""
        if not catalog:
            return cls(schema or MAIN, name)
        return cls(catalog, name) if schema.lower() in {"", MAIN} else cls(schema, name, catalog)

    @classmethod
    def parse(cls, text: str) -> "TableName":
        """Read `name`, `schema.name`, `database.schema.name` or their quoted forms.

        The schema defaults to `main`.
        """
        parts = _parts(text)
        if not parts:
            return cls(MAIN, text)
        catalog, schema, name = ("", "", *parts)[-3:]
        return cls.qualified(catalog, schema, name)

    @property
    def text(self) -> str:
        """The name as people write it: no `main.`, quotes only where needed.

        Used as key everywhere.
        """
        parts = self._written[-1:] if self.schema.lower() == MAIN else self._written
        return ".".join(p if _PLAIN.fullmatch(p.lower()) else quote(p) for p in parts)

    @property
    def sql(self) -> str:
        """The fully quoted name for SQL."""
        return ".".join(map(quote, self._written))

    @property
    def schema_sql(self) -> str:
        """The quoted name of its schema for SQL."""
        return ".".join(map(quote, self._written[:-1]))

    @property
    def place(self) -> str:
        """The attached database the table is in, or else its schema."""
        return self.catalog or self.schema

    @property
    def _written(self) -> tuple[str, ...]:
        return (self.catalog, *self[:2]) if self.catalog else self[:2]


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(_unquote(part) for part in _PART.findall(text.strip()))


def _unquote(part: str) -> str:
    if part.startswith('"') and part.endswith('"') and len(part) > 1:
        return part[1:-1].replace('""', '"')
    return part.strip()
