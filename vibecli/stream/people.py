"""Whom the profile knows, in memory: the person of each identifier, and where their rows lie.

Row ids of the engine find a row a hundred times as fast as its key does. They hold as long as one
session writes; each use compares the key, and where it is another one all is read again. Nothing
here is changed before the batch it came with is committed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, Self

import numpy as np

from vibecli.engine.base import Array, Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import Stale
from vibecli.identity.arriving import ABSENT, SHARED, Resolved
from vibecli.stream.growing import ROOM, Growing
from vibecli.stream.hashes import Hashes
from vibecli.stream.provenance import Provenance, Told
from vibecli.stream.seed import KEYS
from vibecli.stream.shape import Shape


class _Keys:
    """Keys by person, sixteen bytes a short one; grows by a quarter."""

    def __init__(self, keys: Array) -> None:
        self._all, self._size = keys.astype(np.dtypes.StringDType()), len(keys)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, person: int) -> str:
        return str(self._all[person])

    def __iter__(self) -> Iterator[str]:
        return map(str, self._all[: self._size])

    def extend(self, keys: Sequence[str]) -> None:
        """Take in further persons."""
        size = self._size + len(keys)
        if size > len(self._all):
            room = np.zeros(max(ROOM, size // 4), self._all.dtype)
            self._all = np.concatenate([self._all, room])
        self._all[self._size : size], self._size = keys, size


class Wrote(NamedTuple):
    """What a batch wrote: whose rows are to be looked for once it is committed."""

    numbers: Mapping[str, int]  # its persons, by key
    changed: int = 0  # profile rows
    fresh: bool = False  # new profile rows
    new: bool = False  # new provenance
    told: Mapping[int, Told] = MappingProxyType({})  # by column


@dataclass
class People:
    """The state of one stream."""

    keys: _Keys  # of the profile, by person
    rows: Growing  # of the profile
    provenance: Provenance
    known: Hashes  # identifier -> person
    held: Mapping[str, Growing]  # how many identifiers a person has, by role
    seen: Hashes  # id of an event -> its row
    ends: dict[str, int]  # the row id after the last one, by table
    last: int  # the largest key, where keys are numbers
    moves: bool  # an index takes a row to the end of the profile where it changes

    @classmethod
    def load(cls, session: Session, shape: Shape) -> Self:
        """Read all from the database. Raises Stale where a key is there twice."""
        rule = shape.rule
        key = quote(shape.key)
        session.run(
            "CREATE OR REPLACE TEMP TABLE __stream_all AS SELECT row_number() OVER (ORDER BY rowid)"
            f" - 1 AS number, rowid AS rid, CAST({key} AS VARCHAR) AS key FROM {shape.profile}"
            f" WHERE {key} IS NOT NULL"
        )
        if session.value("SELECT count(*) > count(DISTINCT key) FROM __stream_all"):
            raise Stale(
                f"rows of {rule.profile} share a {shape.key}: whose an event is cannot be told",
                hint=f"give each person one row of {rule.profile}; nothing was taken",
            )
        found = session.arrays("SELECT key, rid FROM __stream_all ORDER BY number")
        roles = [*dict.fromkeys(one.role for one in rule.identifiers)]
        known = session.arrays(
            f"SELECT k.hash, coalesce(a.number, {SHARED}) AS number,"
            f" coalesce(list_position(?, k.role), 0)::TINYINT AS role FROM {KEYS} k LEFT JOIN"
            " __stream_all a ON a.key = k.person WHERE k.profile = ?",
            [roles, rule.profile.lower()],
        )
        number = f"max({key})" if shape.numbered else "0"
        people = cls(
            keys=_Keys(np.ma.getdata(found["key"])),
            rows=Growing(np.ma.getdata(found["rid"]).astype(np.int64)),
            provenance=Provenance.load(session, shape, len(found["key"])),
            known=Hashes(np.ma.getdata(known["hash"]), np.ma.getdata(known["number"])),
            held=_held(known, roles, len(found["key"])),
            seen=_seen(session, shape),
            ends={table: end_of(session, table) for table in shape.written},
            last=int(session.value(f"SELECT {number} FROM {shape.profile}") or 0),
            moves=_moves(session, shape),
        )
        session.run("DROP TABLE __stream_all")
        return people

    def take(self, resolved: Resolved) -> None:
        """Take in the persons and identifiers of a batch that is committed."""
        self.keys.extend(resolved.keys)
        self.known.add({h: person for h, (_, person) in resolved.learnt.items()})
        self.last = resolved.last
        self.provenance.grow(len(self.keys))
        for one in (self.rows, *self.held.values()):
            one.grow(len(self.keys))
        for role, held in self.held.items():
            news = {person: n for (person, of), n in resolved.more.items() if of == role}
            at = np.fromiter(news, dtype=np.int64, count=len(news))
            held.put((at,), held[at] + np.fromiter(news.values(), dtype=np.int32, count=len(news)))

    def count(self, person: int, role: str) -> int:
        """Give how many identifiers of a role a person has."""
        return int(self.held[role][np.array([person])][0])

    def find_rows(
        self, session: Session, shape: Shape, wrote: Wrote, more: Sequence[str] = ()
    ) -> dict[str, Array]:
        """Note where the rows lie that a committed batch wrote.

        Gives the row ids `rid` of its events and `more` expressions over them, by their names.
        """
        if wrote.fresh or (wrote.changed and self.moves):
            new = self._after(session, shape.profile, f"CAST({quote(shape.key)} AS VARCHAR) AS key")
            own = np.isin(new["key"], [*wrote.numbers])
            self.rows.put((_numbers(new["key"][own], wrote.numbers),), new["rid"][own])
        if wrote.new:
            self._find_told(session, shape, wrote.numbers)
        self.provenance.take(wrote.told)
        columns = [*more]
        if shape.id_column:
            columns.append(f"hash({quote(shape.id_column)})::UBIGINT AS hash")
        if not columns:
            return {}
        new = self._after(session, shape.events, ", ".join(columns))
        if shape.id_column:
            self.seen.add(dict(zip(new["hash"].tolist(), new["rid"].tolist(), strict=True)))
        return new

    def _find_told(self, session: Session, shape: Shape, numbers: Mapping[str, int]) -> None:
        new = self._after(
            session, shape.provenance, "profile_key, coalesce(column_name, '') AS column_name"
        )
        places = shape.places
        at = np.array([places.get(str(c).lower(), ABSENT) for c in new["column_name"]], dtype=int)
        own = at >= 0
        persons = _numbers(new["profile_key"][own], numbers)
        self.provenance.rows.put((persons, at[own]), new["rid"][own])

    def _after(self, session: Session, table: str, columns: str) -> dict[str, Array]:
        sql = f"SELECT rowid AS rid, {columns} FROM {table} WHERE rowid >= ?"
        found = {n: np.ma.getdata(a) for n, a in session.arrays(sql, [self.ends[table]]).items()}
        if len(found["rid"]):
            self.ends[table] = int(found["rid"].max()) + 1
        return found


def _numbers(keys: Array, numbers: Mapping[str, int]) -> Array:
    return np.array([numbers[key] for key in keys.tolist()], dtype=np.int64)


def _held(known: Mapping[str, Array], roles: Sequence[str], size: int) -> dict[str, Growing]:
    """Give how many identifiers of each role each person has."""
    persons, role = (np.ma.getdata(known[name]) for name in ("number", "role"))
    own = {one: persons[(role == at) & (persons >= 0)] for at, one in enumerate(roles, 1)}
    return {
        one: Growing(np.bincount(numbers, minlength=size).astype(np.int32), 0)
        for one, numbers in own.items()
    }


def _moves(session: Session, shape: Shape) -> bool:
    """True where a column beside the key is in an index or must be unique."""
    name = TableName.parse(shape.rule.profile)
    where = "schema_name = ? AND table_name = ? AND database_name = current_database()"
    return bool(
        session.value(
            f"SELECT (SELECT count(*) FROM duckdb_indexes() WHERE {where})"
            f" + (SELECT count(*) FROM duckdb_constraints() WHERE {where}"
            " AND constraint_type = 'UNIQUE')",
            [*name[:2], *name[:2]],
        )
    )


def _seen(session: Session, shape: Shape) -> Hashes:
    if shape.id_column is None:
        return Hashes(np.empty(0, np.uint64), np.empty(0, np.int64))
    own = quote(shape.id_column)
    found = session.arrays(
        f"SELECT hash({own})::UBIGINT AS hash, rowid AS rid FROM {shape.events}"
        f" WHERE {own} IS NOT NULL"
    )
    return Hashes(np.ma.getdata(found["hash"]), np.ma.getdata(found["rid"]))


def end_of(session: Session, table: str) -> int:
    """Give the row id after the last one of a table."""
    return int(session.value(f"SELECT coalesce(max(rowid), -1) + 1 FROM {table}"))
