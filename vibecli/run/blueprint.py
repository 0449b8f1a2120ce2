"""What a table is declared as, in parts: columns, rules, indexes, comments.

Owns reading the engine's own DDL and writing it again after a column was renamed, dropped or given
another type. It touches no table.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from vibecli.engine.base import BASE, Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.errors import StepFailed
from vibecli.run.model import ShapeChange
from vibecli.run.storage import parts

_WORDS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[A-Za-z_][A-Za-z0-9_]*")
_HERE = "database_name = ? AND schema_name = ? AND table_name = ?"


@dataclass(frozen=True)
class ColumnPart:
    """One column as declared."""

    name: str
    type: str
    collation: str = ""
    default: str | None = None
    generated: str | None = None
    required: bool = False
    comment: str | None = None

    @property
    def sql(self) -> str:
        """The column inside a CREATE TABLE."""
        tail = f" COLLATE {self.collation}" if self.collation else ""
        if self.generated is not None:
            tail += f" GENERATED ALWAYS AS ({self.generated})"
        if self.default is not None:
            tail += f" DEFAULT ({self.default})"
        return f"{quote(self.name)} {self.type}{tail}{' NOT NULL' if self.required else ''}"


@dataclass(frozen=True)
class RulePart:
    """A key, a CHECK or a reference; `text` is the CHECK's expression or what is referred to."""

    kind: str
    columns: tuple[str, ...]
    text: str = ""
    inline: bool = False  # declared with its column

    @property
    def sql(self) -> str:
        """The rule inside a CREATE TABLE."""
        if self.kind == "CHECK":
            return f"CHECK ({self.text})"
        names = ", ".join(map(quote, self.columns))
        return f"{self.kind} ({names}){self.text and f' {self.text}'}"

    @property
    def told(self) -> str:
        """The rule as a person reads it."""
        if self.kind == "CHECK":
            return f"CHECK {self.text}"
        return f"{self.kind} ({', '.join(self.columns)}){self.text and f' {self.text}'}"

    def renamed(self, old: str, new: str) -> "RulePart":
        """Give the rule after a column was renamed."""
        text = with_name(self.text, old, new) if self.kind == "CHECK" else self.text
        columns = tuple(new if c.lower() == old.lower() else c for c in self.columns)
        return replace(self, columns=columns, text=text)


@dataclass(frozen=True)
class IndexPart:
    """An index; `keys` is what stands in its brackets."""

    name: str
    unique: bool
    keys: str
    comment: str | None = None

    @property
    def told(self) -> str:
        """The index as a person reads it."""
        return f"{'UNIQUE ' if self.unique else ''}INDEX {self.name} ({self.keys})"


@dataclass(frozen=True)
class Blueprint:
    """All that a table is declared as."""

    table: TableName
    columns: tuple[ColumnPart, ...]
    rules: tuple[RulePart, ...] = ()
    indexes: tuple[IndexPart, ...] = ()
    comment: str | None = None

    @property
    def print(self) -> str:
        """A hash of all that is declared."""
        return hashlib.sha256("\n".join(self.statements()).encode()).hexdigest()

    def column(self, name: str) -> ColumnPart:
        """Give a column by name, ignoring case."""
        return next(c for c in self.columns if c.name.lower() == name.lower())

    def statements(self) -> tuple[str, ...]:
        """Give the statements that make the table: it, its indexes, its comments."""
        inner = ", ".join([*map(self._column, self.columns), *self._rules()])
        return (f"CREATE TABLE {self.table.sql} ({inner})", *self._indexes(), *self._comments())

    def _column(self, column: ColumnPart) -> str:
        own = [r.kind for r in self.rules if r.inline and r.columns == (column.name,)]
        return " ".join([column.sql, *own])

    def _rules(self) -> Iterator[str]:
        return (rule.sql for rule in self.rules if not rule.inline)

    def _indexes(self) -> Iterator[str]:
        for index in self.indexes:
            unique = "UNIQUE " if index.unique else ""
            yield f"CREATE {unique}INDEX {quote(index.name)} ON {self.table.sql} ({index.keys})"

    def _comments(self) -> Iterator[str]:
        if self.comment is not None:
            yield f"COMMENT ON TABLE {self.table.sql} IS {literal(self.comment)}"
        for column in self.columns:
            if column.comment is not None:
                name = f"{self.table.sql}.{quote(column.name)}"
                yield f"COMMENT ON COLUMN {name} IS {literal(column.comment)}"
        for index in self.indexes:
            if index.comment is not None:
                name = f"{quote(self.table.schema)}.{quote(index.name)}"
                yield f"COMMENT ON INDEX {name} IS {literal(index.comment)}"

    def changed(self, name: str, change: Callable[[ColumnPart], ColumnPart]) -> "Blueprint":
        """Give the table with one column declared otherwise."""
        columns = tuple(change(c) if c.name.lower() == name.lower() else c for c in self.columns)
        return replace(self, columns=columns)

    def renamed(self, old: str, new: str) -> "Blueprint":
        """Give the table with a column renamed wherever it stands."""
        columns = tuple(
            replace(
                c,
                name=new if c.name.lower() == old.lower() else c.name,
                generated=c.generated and with_name(c.generated, old, new),
            )
            for c in self.columns
        )
        indexes = tuple(replace(i, keys=with_name(i.keys, old, new)) for i in self.indexes)
        rules = tuple(rule.renamed(old, new) for rule in self.rules)
        return replace(self, columns=columns, rules=rules, indexes=indexes)

    def without(self, name: str) -> "Blueprint":
        """Give the table without a column, and without what rests on it."""
        lower = name.lower()
        columns = tuple(c for c in self.columns if c.name.lower() != lower)
        rules = tuple(r for r in self.rules if lower not in {c.lower() for c in r.columns})
        indexes = tuple(i for i in self.indexes if not names(i.keys, name))
        return replace(self, columns=columns, rules=rules, indexes=indexes)


@dataclass(frozen=True)
class Shaping:
    """What happens to one table's declaration."""

    before: Blueprint | None = None
    after: Blueprint | None = None
    lines: tuple[ShapeChange, ...] = ()
    statements: tuple[str, ...] = ()  # ALTERs; or what makes the table, where it is built anew
    inverse: tuple[str, ...] = ()  # of the ALTERs
    rebuilt: bool = False


def names(expression: str, column: str) -> bool:
    """True when an expression of the engine's own names a column."""
    return any(_is(found, expression, column) for found in _WORDS.finditer(expression))


def with_name(expression: str, old: str, new: str) -> str:
    """Give an expression of the engine's own with a column renamed."""
    return _WORDS.sub(lambda m: quote(new) if _is(m, expression, old) else m[0], expression)


def _is(found: re.Match[str], expression: str, column: str) -> bool:
    word = found[0]
    if word.startswith("'") or expression[: found.start()].endswith("."):
        return False  # a text, or the field of a struct
    if not word.startswith('"') and expression[found.end() :].startswith("("):
        return False  # a function
    plain = word[1:-1].replace('""', '"') if word.startswith('"') else word
    return plain.lower() == column.lower()


def read_blueprint(session: Session, table: TableName, *, catalog: str = BASE) -> Blueprint:
    """Take the declaration of a table apart."""
    at = [catalog, *table[:2]]
    ddl, comment = session.rows(f"SELECT sql, comment FROM duckdb_tables() WHERE {_HERE}", at)[0]
    kinds = session.rows(
        "SELECT column_name, data_type, comment FROM duckdb_columns()"
        f" WHERE {_HERE} ORDER BY column_index",
        at,
    )
    inner = parts(_inner(ddl))
    rules: list[RulePart] = []
    columns = []
    for (name, kind, told), text in zip(kinds, inner, strict=False):
        column, own = _column(table, name, kind, text.strip())
        columns.append(replace(column, comment=told))
        rules += own
    rules += [_rule(text.strip(), [c.name for c in columns]) for text in inner[len(kinds) :]]
    found = session.rows(
        f"SELECT index_name, is_unique, sql, comment FROM duckdb_indexes() WHERE {_HERE}"
        " AND sql IS NOT NULL ORDER BY index_name",
        at,
    )
    indexes = tuple(IndexPart(name, unique, _inner(sql), told) for name, unique, sql, told in found)
    return Blueprint(table, tuple(columns), tuple(rules), indexes, comment)


def _inner(ddl: str) -> str:
    """Give what stands in the outermost brackets of a statement."""
    quoted = ""
    for place, char in enumerate(ddl):
        if quoted:
            quoted = "" if char == quoted else quoted
        elif char in "\"'":
            quoted = char
        elif char == "(":
            return ddl[place + 1 : ddl.rindex(")")]
    return ""


def _column(table: TableName, name: str, kind: str, text: str) -> tuple[ColumnPart, list[RulePart]]:
    shown = next((n for n in (quote(name), name) if text.startswith(f"{n} {kind}")), None)
    if shown is None:
        raise StepFailed(f"the declaration of {table.text}.{name} cannot be read")
    words = [w for w in parts(text[len(shown) + 1 + len(kind) :], " ") if w]
    column, rules = ColumnPart(name, kind), []
    while words:
        word = words.pop(0)
        if word == "COLLATE":
            column = replace(column, collation=words.pop(0))
        elif word.startswith("DEFAULT("):
            column = replace(column, default=word[len("DEFAULT(") : -1])
        elif word.startswith("AS("):
            column = replace(column, generated=word[len("AS(") : -1])
        elif word == "NULL":
            column = replace(column, required=True)
        elif word in {"KEY", "UNIQUE"}:
            kind = "PRIMARY KEY" if word == "KEY" else word
            rules.append(RulePart(kind, (name,), inline=True))
        elif word not in {"NOT", "PRIMARY", "GENERATED", "ALWAYS"}:
            raise StepFailed(f"the declaration of {table.text}.{name} cannot be read")
    return column, rules


def _rule(text: str, columns: Sequence[str]) -> RulePart:
    if text.startswith("CHECK"):
        expression = _inner(text)
        return RulePart("CHECK", tuple(c for c in columns if names(expression, c)), expression)
    kind = next(k for k in ("PRIMARY KEY", "UNIQUE", "FOREIGN KEY") if text.startswith(k))
    head, _, target = text.partition(" REFERENCES ")
    listed = [c.strip() for c in parts(head[head.index("(") + 1 : head.rindex(")")])]
    own = tuple(c[1:-1].replace('""', '"') if c.startswith('"') else c for c in listed)
    return RulePart(kind, own, target and f"REFERENCES {target}")
