"""Everything known of one person, as one document: every row, and why it is theirs."""

from collections.abc import Sequence

from vibecli.data.catalog import Catalog
from vibecli.engine.base import Session
from vibecli.identity.ground import Ground, OpenDatabase
from vibecli.identity.mention import spell_out
from vibecli.identity.seal import Seal, Sealed
from vibecli.identity.subject import SubjectFinder
from vibecli.model import Model

KIND = "vibecli subject"


class SubjectRow(Model):
    """One row and why it is this person's; values are text."""

    why: str
    values: dict[str, str | None]


class SubjectTable(Model):
    """The rows of one table."""

    table: str
    rows: tuple[SubjectRow, ...]


class SubjectDocument(Model):
    """All that is known of one person."""

    kind: str = KIND
    at: str
    database: str
    tables: tuple[SubjectTable, ...]
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(len(table.rows) for table in self.tables)

    def shares_a_row(self, other: "SubjectDocument") -> bool:
        """True when a row is in both as it is: they are of one person."""
        mine, theirs = (
            {(t.table, *sorted(row.values.items(), key=str)) for t in one.tables for row in t.rows}
            for one in (self, other)
        )
        return not mine.isdisjoint(theirs)


def subject_document(
    session: Session,
    catalog: Catalog,
    seal: Seal,
    identifiers: Sequence[Sealed],
    *,
    at: str,
    name: str,
) -> SubjectDocument:
    """Give everything known of a person. Raises NotFound, ActionNeeded."""
    database = OpenDatabase(session, catalog)
    found, ground = SubjectFinder(database, seal).find(identifiers), Ground(database)
    tables = []
    for table, rows in sorted(found.rows.items()):
        info = catalog.table(table)
        assert info is not None, "rows are found in tables of the catalog"
        values = ground.values(info, rows)
        told = tuple(
            SubjectRow(why=spell_out(rows[rid], lambda _, key: key), values=dict(values[rid]))
            for rid in sorted(rows)
        )
        tables.append(SubjectTable(table=table, rows=told))
    texts = [
        f"{t}.{c}: {len(others):,} texts name this person"
        for (t, c), rids in found.texts.items()
        if (others := rids - {*found.rows.get(t, {})})
    ]
    shared = [f"{rows:,} rows of others hold the same {c}" for c, rows in found.shared.items()]
    return SubjectDocument(
        at=at, database=name, tables=tuple(tables), notes=(*found.notes, *texts, *shared)
    )
