"""Whom identifiers name before any event: those of the profile, and of tables matched with it.

Owns tables `stream_keys` (identifier, as a hash, to the person it names) and `stream_seeds` (what
was looked at) of schema `vibecli`. An identifier once known stays with its person; one that
several persons claim at once names nobody.
"""

from collections.abc import Callable, Iterator

import numpy as np

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote, split_column
from vibecli.errors import Stale
from vibecli.identity.identifier_hash import hashed
from vibecli.run.definition import exists
from vibecli.steps.standing import Identifier, names_key
from vibecli.steps.standing_known import known_by_match, known_in_profile
from vibecli.steps.standing_tables import STREAM_KEYS, STREAM_SEEDS
from vibecli.stream.shape import Shape
from vibecli.stream.tables import check_columns

_TEXT, _HASH = "VARCHAR", "UBIGINT"
KEYS, _SEEDS = STREAM_KEYS.sql, STREAM_SEEDS.sql
_CREATE = f"""
CREATE TABLE IF NOT EXISTS {KEYS} (
    profile VARCHAR NOT NULL, role VARCHAR NOT NULL, hash UBIGINT NOT NULL,
    person VARCHAR -- key of the profile, NULL for one that several persons share
);
CREATE TABLE IF NOT EXISTS {_SEEDS} (
    profile VARCHAR NOT NULL, place VARCHAR NOT NULL, mark UBIGINT NOT NULL
)"""
_PART = 100_000  # values that are put into normal form at once
Tables = Callable[[str], TableInfo | None]


def ensure_keys(session: Session) -> None:
    """Make the tables if they are not there."""
    for statement in _CREATE.split(";"):
        session.run(statement)
    check_columns(
        session, STREAM_KEYS, {"profile": _TEXT, "role": _TEXT, "hash": _HASH, "person": _TEXT}
    )
    check_columns(session, STREAM_SEEDS, {"profile": _TEXT, "place": _TEXT, "mark": _HASH})


def seed(
    session: Session, shape: Shape, tables: Tables, progress: Callable[[str], None]
) -> tuple[int, int]:
    """Take in identifiers that are new in the tables; gives their number, and how many are shared.

    Persons who are gone from the profile are forgotten first.
    """
    profile = shape.rule.profile.lower()
    key = _key(shape)
    session.run(
        f"DELETE FROM {KEYS} WHERE profile = ? AND person IS NOT NULL"
        f" AND person NOT IN (SELECT {key} FROM {shape.profile} WHERE {key} IS NOT NULL)",
        [profile],
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE __stream_claims (hash UBIGINT, role VARCHAR, person VARCHAR)"
    )
    for identifier in shape.rule.identifiers:
        keys = names_key(identifier, shape.rule)
        for place, select in _places(session, shape, identifier, tables):
            seen = f"{place} as key" if keys else place  # marks of before left out 7 and 9999
            _claim(session, (profile, seen), identifier.role, select, progress, keys=keys)
    progress("noting whom identifiers name")
    fresh = (
        "SELECT ?, role, hash, CASE WHEN min(person) = max(person) THEN min(person) END AS person"
        f" FROM __stream_claims WHERE hash NOT IN (SELECT hash FROM {KEYS} WHERE profile = ?)"
        " GROUP BY role, hash"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE __stream_fresh (profile VARCHAR, role VARCHAR,"
        " hash UBIGINT, person VARCHAR)"
    )
    session.run(f"INSERT INTO __stream_fresh {fresh}", [profile, profile])
    session.run(f"INSERT INTO {KEYS} SELECT * FROM __stream_fresh ORDER BY hash")
    added, shared = session.rows(
        "SELECT count(*), count(*) FILTER (person IS NULL) FROM __stream_fresh"
    )[0]
    session.run("DROP TABLE __stream_claims")
    session.run("DROP TABLE __stream_fresh")
    return int(added), int(shared)


def _places(
    session: Session, shape: Shape, identifier: Identifier, tables: Tables
) -> Iterator[tuple[str, str]]:
    """Give each column an identifier is known from, with a SELECT of (person, value)."""
    rule = shape.rule
    for place in identifier.columns:
        table, column = split_column(place)
        if select := known_in_profile(rule, place, shape.profile):
            if column.lower() in shape.profile_types:
                yield place.lower(), select
            else:
                raise _gone(rule.name, place)
        elif (info := tables(table)) is None or info.column(column) is None:
            raise _gone(rule.name, place)
        else:
            identity = TableName.parse(rule.identity or "")
            if rule.identity and exists(session, identity):
                number = "row_number() OVER ()" if info.column("rowid") else "rowid"
                yield (
                    place.lower(),
                    known_by_match(
                        rule,
                        place,
                        info,
                        rows=f"(SELECT {number} AS __rid, * FROM {info.table.sql})",
                        profile=shape.profile,
                        identity=identity.sql,
                        provenance=shape.provenance,
                    ),
                )


def _gone(rule: str, place: str) -> Stale:
    return Stale(
        f"standing rule {rule} does not fit the tables: identifiers are known from {place},"
        " which is gone",
        hint="make the rule anew; nothing was taken",
    )


def _key(shape: Shape) -> str:
    return f"CAST({quote(shape.key)} AS VARCHAR)"


def _claim(
    session: Session,
    where: tuple[str, str],
    role: str,
    select: str,
    progress: Callable[[str], None],
    *,
    keys: bool,
) -> None:
    """Put the values of one place that were not looked at yet among the claims."""
    known = f"SELECT mark FROM {_SEEDS} WHERE profile = ? AND place = ?"
    session.run(
        "CREATE OR REPLACE TEMP TABLE __stream_new (n BIGINT, person VARCHAR,"
        " value VARCHAR, mark UBIGINT)"
    )
    session.run(
        "INSERT INTO __stream_new SELECT row_number() OVER () - 1, * FROM"
        " (SELECT DISTINCT person, value, hash(person, value)::UBIGINT"
        f" FROM ({select}) WHERE person IS NOT NULL AND value IS NOT NULL"
        f" AND hash(person, value)::UBIGINT NOT IN ({known}))",
        [*where],
    )
    total = int(session.value("SELECT count(*) FROM __stream_new"))
    for start in range(0, total, _PART):
        if total > _PART:
            progress(f"learning identifiers of {where[1]}: {100 * start // total} %")
        part = session.arrays(
            f"SELECT person, value FROM __stream_new WHERE n >= {start} AND n < {start + _PART}"
        )
        hashes = hashed(role, part["value"].tolist(), keys=keys)
        pairs = zip(part["person"].tolist(), part["value"].tolist(), strict=True)
        said = [(person, hashes[value]) for person, value in pairs if value in hashes]
        if said:
            arrays = {
                "person": np.array([person for person, _ in said], dtype=object),
                "hash": np.array([one for _, one in said], dtype=np.uint64),
            }
            session.register("__stream_part", arrays)
            session.run(
                "INSERT INTO __stream_claims SELECT hash, ?, person FROM __stream_part", [role]
            )
            session.unregister("__stream_part")
    session.run(f"INSERT INTO {_SEEDS} SELECT ?, ?, mark FROM __stream_new", [*where])
    session.run("DROP TABLE __stream_new")
