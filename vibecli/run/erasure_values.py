"""The values of one person that a forget takes away, and how they are looked for.

Owns reading them from the change set, telling those that are nobody else's, and the patterns that
find them in bytes and in text. They live in memory only.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

from vibecli.data.catalog import PERSONAL_ROLES, Role, TableInfo
from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.identity.identifying import PERSON_ROLES
from vibecli.identity.needles import whole_needles
from vibecli.identity.seal import Seal
from vibecli.run.certificate import SoughtValue
from vibecli.run.changeset import PlanRecord
from vibecli.run.drilldown import INFOS, read_infos
from vibecli.run.images import AFTER, BEFORE, parquet
from vibecli.steps.forget import OF_OTHERS

REMOVED = "[removed]"
_LEAST = 5  # letters a value has at least to be told among bytes
_STRONG = frozenset({Role.EMAIL, Role.PHONE, Role.CODE, Role.KEY})


class Value(NamedTuple):
    """One value and what it means."""

    text: str
    role: Role
    strong: bool  # names a person by itself

    @classmethod
    def of(cls, text: str, role: str, strong: bool) -> Self:
        """Give a value that was kept as plain words."""
        return cls(text, Role(role), strong)


@dataclass(frozen=True)
class Taken:
    """What a forget takes: the person's values, and by table and column the keys of their rows."""

    values: tuple[Value, ...]
    keys: Mapping[tuple[str, str], frozenset[str]]  # and codes
    rows: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)  # that stay too


@dataclass(frozen=True)
class Traces:
    """Values that must not be found any more."""

    values: tuple[Value, ...]
    own: tuple[Value, ...]  # all of this person alone, also those inside longer words
    common: int = 0
    short: int = 0
    parts: int = 0

    @cached_property
    def needles(self) -> tuple[bytes, ...]:
        """What is looked for in bytes that were made lower case."""
        return tuple(sorted({n for v in self.values for n in _spelt(v.text)}))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is taken out of text, phones in whatever spelling."""
        spelt = {n.decode() for v in self.own for n in _spelt(v.text)}
        phones = sorted({v.text for v in self.own if v.role == Role.PHONE})
        return whole_needles(sorted(spelt), phones) if spelt else re.compile(r"(?!)")

    @cached_property
    def inner(self) -> "re.Pattern[bytes] | None":
        """What finds, by themselves, values that also stand inside longer ones of others."""
        known = {*self.needles}
        inner = {n for v in self.own for n in _spelt(v.text)} - known
        return whole_bytes(inner) if inner else None

    def count(self, lowered: bytes, *, inner: bool) -> int:
        """Count hits in bytes of lower case; `inner`: of values inside longer ones too."""
        count = sum(lowered.count(needle) for needle in self.needles)
        return count + (len(self.inner.findall(lowered)) if inner and self.inner else 0)

    def texts(self) -> list[str]:
        """Give the values in lower case, each once."""
        return sorted({value.text.lower() for value in self.own})

    def sought(self, seal: Seal) -> tuple[SoughtValue, ...]:
        """Give the values as their marks."""
        made = {(v.role.value, seal.mark("value", v.text.lower())) for v in self.own}
        return tuple(SoughtValue(what=what, mark=mark) for what, mark in sorted(made))


def taken_by(session: Session, record: PlanRecord, folder: Path) -> Taken:
    """Read from a change set what goes with it."""
    infos = {info.name.lower(): info for info in read_infos(folder / INFOS)}
    values: set[Value] = set()
    keys: dict[tuple[str, str], frozenset[str]] = {}
    followed: dict[tuple[str, str], frozenset[str]] = {}
    for change in record.changes:
        info = infos.get(change.table.lower())
        if info is None:
            continue
        source = parquet(folder / change.file)
        person = of_people(info)
        for column, role in telling(info):
            before, after = f"{BEFORE}.{quote(column)}", f"{AFTER}.{quote(column)}"
            other = "" if role == Role.KEY else f" OR {before} IS DISTINCT FROM {after}"
            rows = session.rows(
                f"SELECT DISTINCT CAST({before} AS VARCHAR) FROM {source}"
                f" WHERE {before} IS NOT NULL AND ({AFTER} IS NULL{other})"
            )
            found = frozenset(str(text) for (text,) in rows if str(text).strip())
            named = names_person(role, person)
            values |= {Value(text, role, named) for text in found}
            if role == Role.CODE and person:
                keys[info.name, column] = found
        for column in info.key if len(info.key) == 1 else ():
            rows = session.rows(
                f"SELECT DISTINCT CAST({BEFORE}.{quote(column)} AS VARCHAR), {AFTER} IS NULL"
                f" FROM {source} WHERE {BEFORE}.{quote(column)} IS NOT NULL"
                " AND (__why IS NULL OR NOT list_contains(?, __why))",
                [[*OF_OTHERS]],
            )
            keys[info.name, column] = frozenset(str(text) for text, gone in rows if gone)
            followed[info.name, column] = frozenset(str(text) for text, _ in rows)
    return Taken(tuple(sorted(values)), keys, followed)


def names_person(role: Role, person: bool) -> bool:
    """True where a value names a person by itself, in a table of people or elsewhere."""
    return role in _STRONG and (person or role in (Role.EMAIL, Role.PHONE))


def telling(info: TableInfo) -> Iterator[tuple[str, Role]]:
    """Give the columns whose values are a person's: personal ones, keys of records of people.

    Computed columns are stored nowhere, neither in the file nor in a change set.
    """
    person = of_people(info)
    key = info.key[0].lower() if person and len(info.key) == 1 else None
    for column in info.columns:
        if column.generated:
            continue
        if column.personal:
            yield column.name, column.role if column.role in PERSONAL_ROLES else Role.CODE
        elif column.name.lower() == key or column.record_of is not None:
            yield column.name, Role.KEY


def of_people(info: TableInfo) -> bool:
    """True for a table whose rows say who somebody is."""
    return bool(info.with_role(*PERSON_ROLES))


def traces(values: Sequence[Value], left: "Remaining") -> Traces:
    """Give the values that must be gone: those that nobody else holds and that can be told."""
    own = [value for value in values if value.text.lower() not in left.whole]
    plain = [value for value in own if tells(value)]
    long = tuple(value for value in plain if value.text.lower() not in left.parts)
    return Traces(
        values=long,
        own=tuple(plain),
        common=len(values) - len(own),
        short=len(own) - len(plain),
        parts=len(plain) - len(long),
    )


def tells(value: Value) -> bool:
    """True for a value long enough to be told among bytes; they are full of short numbers."""
    text = value.text.strip()
    return len(text) >= (_LONG_NUMBER if text.isdigit() else _LEAST)


_LONG_NUMBER = 8


class Remaining(NamedTuple):
    """Which texts, in lower case, stand in tables still, and where and how often."""

    whole: dict[str, list[tuple[str, int]]]
    parts: frozenset[str]  # of longer words only: ana@x.io in banana@x.io


def remaining(session: Session, texts: Sequence[str], schemas: str) -> Remaining:
    """Give which texts stand in the tables still: read by the engine, in whatever case."""
    whole: dict[str, list[tuple[str, int]]] = {}
    parts: set[str] = set()
    for name, column in _columns(session, schemas) if texts else ():
        text = f"lower(CAST({quote(column)} AS VARCHAR))"
        tests = ", ".join([f"count(*) FILTER (contains({text}, ?))"] * len(texts))
        counts = session.rows(f"SELECT {tests} FROM {name.sql}", list(texts))[0]
        for value, count in zip(texts, counts, strict=True):
            if not count:
                continue
            select = f"SELECT {text} FROM {name.sql} WHERE contains({text}, ?) LIMIT {_LOOKED_AT:d}"
            rows = session.rows(select, [value])
            alone = sum(whole_needles([value]).search(one) is not None for (one,) in rows)
            if alone:
                told = count if count > len(rows) else alone
                whole.setdefault(value, []).append((f"{name.text}.{column}", int(told)))
            else:
                parts.add(value)
    return Remaining(whole, frozenset(parts - {*whole}))


def _columns(session: Session, schemas: str) -> list[tuple[TableName, str]]:
    rows = session.rows(
        "SELECT schema_name, table_name, column_name"
        " FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name)"
        f" WHERE database_name = current_database() AND NOT duckdb_tables.internal AND {schemas}"
        " ORDER BY schema_name, table_name, column_index"
    )
    return [(TableName(schema, table), str(column)) for schema, table, column in rows]


_LOOKED_AT = 10_000  # rows with a value that are read to see whether it stands by itself
OWN_TABLES = "schema_name = 'vibecli'"
USER_TABLES = "schema_name <> 'vibecli'"


def whole_bytes(needles: Iterable[bytes]) -> re.Pattern[bytes]:
    """Give the pattern of values in bytes that stand by themselves."""
    listed = b"|".join(map(re.escape, sorted(needles)))
    return re.compile(rb"(?<![\w.+\-])(?:" + listed + rb")(?![\w\-]|\.\w)")


def _spelt(text: str) -> Iterator[bytes]:
    """Give a value as files may have it: plain, and escaped for JSON and HTML."""
    for way in (text, text.lower(), json.dumps(text)[1:-1], html.escape(text)):
        yield way.strip().encode("utf-8", "surrogatepass").lower()
