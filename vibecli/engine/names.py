"""Table and column names: the one place that quotes an identifier or a literal path."""

import re
from functools import lru_cache
from typing import NamedTuple

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_PART = re.compile(r'"(?:[^"]|"")*"|[^."]+')
MAIN = "main"


def quote(identifier: str) -> str:
    """Give an identifier in double quotes, safe in any SQL position."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Give a string literal for the SQL positions that take no parameter (ATTACH, COPY)."""
    return "'" + text.replace("'", "''") + "'"


class TableName(NamedTuple):
    """A table's schema and name, as stored in the database."""

    schema: str
    name: str

    @classmethod
    def parse(cls, text: str) -> "TableName":
        """Read `name`, `schema.name` or their quoted forms; the schema defaults to `main`."""
        parts = _parts(text)
        if not parts:
            return cls(MAIN, text)
        return cls(parts[-2] if len(parts) > 1 else MAIN, parts[-1])

    @property
    def text(self) -> str:
        """The name as people write it: no `main.`, quotes only where needed.

        Used as key everywhere.
        """
        shown = [part if _PLAIN.fullmatch(part.lower()) else quote(part) for part in self]
        return shown[1] if self.schema.lower() == MAIN else ".".join(shown)

    @property
    def sql(self) -> str:
        """The fully quoted name for SQL."""
        return f"{quote(self.schema)}.{quote(self.name)}"


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(_unquote(part) for part in _PART.findall(text.strip()))


def _unquote(part: str) -> str:
    if part.startswith('"') and part.endswith('"') and len(part) > 1:
        return part[1:-1].replace('""', '"')
    return part.strip()
