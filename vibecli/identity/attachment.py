"""Which profile row belongs to which person.

Owns the five ways, strongest first: the matcher put the row into the person; the row is keyed by
the person's id; an earlier merge wrote the row from one of the person's records; the row holds the
key of one of the person's records; the row has an e-mail address, or a phone number and family
name, that one person and one row alone have. A row belongs to one person at most.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vibecli.identity.scratch import Scratch

OWN_ID = "person id"
_KEYED_BY_PERSON = 0.5  # share of the rows
PROFILE = -1  # the profile table's position among the sources of an identity table


class Attachment(NamedTuple):
    """The scratch table (rid, key, person, how, rank) and what a person should know of it."""

    table: str
    divided: int  # rows whose records belong to two persons


class Link(NamedTuple):
    """A way to tell a row's person: a SELECT of (rid, person, n), one row a vote."""

    how: str
    select: str
    one_each: bool = False  # only where person and row are each other's only choice


class Attaching:
    """Attaches rows way by way; rows and members are scratch tables.

    Rows have rid, key, sort; members have source, record, person.
    """

    def __init__(self, scratch: Scratch, rows: str, members: str) -> None:
        self._scratch = scratch
        self._rows = rows
        self._members = members
        self._divided = 0
        self._table = scratch.table(
            "attached",
            "SELECT r.rid, m.person, 'membership' AS how FROM"
            f" {rows} r JOIN {members} m ON m.source = {PROFILE} AND m.record = r.key",
        )

    def add(self, link: Link) -> None:
        """Attach rows that no stronger way attached."""
        votes = (
            f"SELECT v.rid, v.person, v.n, s.members FROM ({link.select}) v"
            f" JOIN (SELECT person, count(*) AS members FROM {self._members} GROUP BY 1) s"
            f" USING (person) WHERE v.rid NOT IN (SELECT rid FROM {self._table})"
        )
        if link.one_each:
            votes = (
                f"SELECT * FROM ({votes}) WHERE person NOT IN (SELECT person FROM {self._table})"
                " QUALIFY count(*) OVER (PARTITION BY rid) = 1"
                " AND count(*) OVER (PARTITION BY person) = 1"
            )
        found = self._scratch.table("votes", votes)
        self._divided += self._scratch.session.value(
            f"SELECT count(*) FROM (SELECT rid FROM {found} GROUP BY rid"
            " HAVING count(DISTINCT person) > 1)"
        )
        self._scratch.session.run(
            f"INSERT INTO {self._table} SELECT rid, person, ? FROM {found}"
            " QUALIFY row_number() OVER"
            " (PARTITION BY rid ORDER BY members DESC, n DESC, person) = 1",
            [link.how],
        )

    def done(self) -> Attachment:
        """Give the attachment; rank 1 is the row that stays when a person has several."""
        table = self._scratch.table(
            "ranked",
            "SELECT a.rid, r.key, a.person, a.how, row_number() OVER (PARTITION BY a.person"
            f" ORDER BY a.how <> 'membership', a.how <> '{OWN_ID}', r.sort, length(r.key), r.key,"
            " a.rid) AS rank"
            f" FROM {self._table} a JOIN {self._rows} r USING (rid)",
        )
        return Attachment(table, self._divided)


def key_link(rows: str, columns: Mapping[str, int], members: str) -> Link:
    """Attach by columns (of the rows table) that hold a record key; each is a vote."""
    votes = " UNION ALL ".join(
        f"SELECT r.rid, m.person FROM {rows} r JOIN {members} m"
        f" ON m.source = {source:d} AND m.record = r.{column}"
        for column, source in columns.items()
    )
    return Link("shared key", f"SELECT rid, person, count(*) AS n FROM ({votes}) GROUP BY 1, 2")


def provenance_link(rows: str, provenance: str, members: str, sources: Sequence[str]) -> Link:
    """Attach by the records an earlier merge wrote the row from."""
    places = " ".join(f"WHEN {name} THEN {at}" for at, name in enumerate(sources))
    return Link(
        "provenance",
        f"SELECT r.rid, m.person, count(*) AS n FROM {provenance} p JOIN {rows} r"
        f" ON r.key = p.profile_key JOIN {members} m"
        f" ON m.source = CASE p.source {places} END AND m.record = p.record_id GROUP BY 1, 2",
    )


def id_link(rows: str, members: str, provenance: Link) -> Link:
    """Attach by person ids, where most keys that are one are of a row written from its records.

    A table keyed by other numbers than the persons' own is not taken for one keyed by theirs.
    """
    persons = f"SELECT person FROM {members} WHERE source > {PROFILE}"
    own = f"SELECT rid, key AS person FROM {rows} WHERE key IN ({persons})"
    wrote = f"SELECT rid, person FROM ({provenance.select})"
    share = f"SELECT avg(CAST((rid, person) IN ({wrote}) AS INTEGER)) FROM ({own})"
    return Link(
        OWN_ID, f"SELECT rid, person, 1 AS n FROM ({own}) WHERE ({share}) >= {_KEYED_BY_PERSON}"
    )


def value_link(how: str, row_values: str, person_values: str) -> Link:
    """Attach by equal values; both SELECTs give (rid or person, value), NULL values left out."""
    return Link(
        how,
        f"SELECT DISTINCT r.rid, p.person, 1 AS n FROM ({row_values}) r"
        f" JOIN ({person_values}) p USING (value) WHERE value IS NOT NULL",
        one_each=True,
    )
