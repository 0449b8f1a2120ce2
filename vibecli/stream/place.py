"""How far a rule has taken a source: places, in the same transaction as what was taken.

Owns table `stream_offsets` of schema `vibecli`. A place in a file comes with a print of the line
before it, so that a file that is another one now is noticed.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from vibecli.engine.base import Session
from vibecli.engine.names import TableName
from vibecli.run.definition import exists
from vibecli.run.journal import SCHEMA
from vibecli.stream.line import Line
from vibecli.stream.tables import check_columns

_OFFSETS = TableName(SCHEMA, "stream_offsets")
_CREATE = f"""
CREATE TABLE IF NOT EXISTS {_OFFSETS.sql} (
    rule VARCHAR NOT NULL, source VARCHAR NOT NULL, part INTEGER NOT NULL,
    generation INTEGER NOT NULL, -- of the file: one more each time another one lay in its place
    position BIGINT NOT NULL, -- of the next line or message
    length BIGINT NOT NULL, mark VARCHAR NOT NULL -- bytes and print of the line before
)"""
_KINDS = {
    "rule": "VARCHAR", "source": "VARCHAR", "part": "INTEGER", "generation": "INTEGER",
    "position": "BIGINT", "length": "BIGINT", "mark": "VARCHAR",
}  # fmt: skip
_PRINT = 16


class Place(NamedTuple):
    """A place in one part of a source."""

    part: int
    position: int
    length: int = 0
    mark: str = ""
    generation: int = 1


class Places:
    """The places of one rule in one source."""

    def __init__(self, rule: str, source: str) -> None:
        self._where = [rule, source]

    def ensure(self, session: Session) -> None:
        """Make the table if it is not there."""
        session.run(_CREATE)

    def read(self, session: Session) -> dict[int, Place]:
        """Give the place of each part."""
        found = places_by_source(session, self._where[0]).get(self._where[1], [])
        return {place.part: place for place in found}

    def write(self, session: Session, places: Iterable[Place]) -> None:
        """Move on; inside the transaction that writes what was taken."""
        for place in places:
            moved = session.value(
                f"UPDATE {_OFFSETS.sql} SET position = ?, length = ?, mark = ?, generation = ?"
                " WHERE rule = ? AND source = ? AND part = ?",
                [*place[1:], *self._where, place.part],
            )
            if not moved:
                session.run(
                    f"INSERT INTO {_OFFSETS.sql} (rule, source, part, position, length, mark,"
                    " generation) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [*self._where, *place],
                )


def places_after(lines: Iterable[Line], generation: int) -> list[Place]:
    """Give the places behind the last line of each part."""
    last = {line.partition: line for line in lines}
    return [
        Place(part, line.after, line.after - line.position, mark(line.text), generation)
        for part, line in sorted(last.items())
    ]


def mark(text: bytes) -> str:
    """Give the print of a line."""
    return hashlib.blake2b(text.rstrip(b"\r\n"), digest_size=_PRINT // 2).hexdigest()


def places_by_source(session: Session, rule: str) -> dict[str, list[Place]]:
    """Give how far a rule has come in each source it ever took."""
    if not exists(session, _OFFSETS):
        return {}
    check_columns(session, _OFFSETS, _KINDS)
    found: dict[str, list[Place]] = {}
    for source, *row in session.rows(
        f"SELECT source, part, position, length, mark, generation FROM {_OFFSETS.sql}"
        " WHERE rule = ? ORDER BY source, part",
        [rule],
    ):
        found.setdefault(source, []).append(Place(*row))
    return found
