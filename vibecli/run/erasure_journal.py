"""What the journal holds of a person, taken out of it: images, words of intents, prints.

Runs on the copy that becomes the database. Earlier plans can still be undone, without the rows of
this person; where a table was kept whole and has moved since, their undo is refused as ever.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vibecli.data.catalog import Catalog
from vibecli.engine.base import Session
from vibecli.engine.names import TableName, key_of, literal, quote
from vibecli.errors import VibeError
from vibecli.run import journal
from vibecli.run.definition import digest, exists
from vibecli.run.erasure_stream import forget_identifiers
from vibecli.run.erasure_values import REMOVED, Taken, Traces
from vibecli.run.images import AFTER, BEFORE
from vibecli.run.journal import SCHEMA, Entry, JournalRun
from vibecli.run.matched import forget_prints

_IMAGES = "changes_"
_ALONE = r"'(^|[^\w.+\-])' || regexp_escape(?) || '($|[^\w\-])'"  # no part of a longer word
Keys = Mapping[tuple[str, str], frozenset[str]]


@dataclass(frozen=True)
class Scrubbing:
    """The journal of one database, and what must not stay in it."""

    session: Session
    catalog: Catalog
    taken: Taken
    traces: Traces

    def scrub(self, plan_id: str, digests: Mapping[str, str]) -> list[str]:
        """Take the person out, and tell what was dropped; `digests` are of whole tables before."""
        told = []
        for run in journal.runs(self.session):
            if run.plan_id == plan_id and run.undone_at is None:
                self._own(run)
            elif rows := self._earlier(run, digests):
                told.append(f"{rows:,} rows before and after of plan {run.short_id}")
        if known := forget_identifiers(self.session, self.taken):
            told.append(f"{known:,} identifiers that streams knew this person by")
        words = self._words()
        if words:
            told.append(f"{words:,} lines of the journal that named this person")
        identities = [t.name for t in self.catalog.tables if t.column("person_id")]
        forget_prints(self.session, identities)
        return told

    def _own(self, run: JournalRun) -> None:
        """Drop the images of the forget itself: nothing brings the person back."""
        for entry in run.entries:
            if entry.images:
                self.session.run(f"DROP TABLE IF EXISTS {TableName.parse(entry.images).sql}")
        gone = [e.model_copy(update={"images": "", "erased": run.plan_id}) for e in run.entries]
        journal.set_entries(self.session, run, gone)

    def _earlier(self, run: JournalRun, digests: Mapping[str, str]) -> int:
        """Take the person's rows out of an earlier run's images; gives their number."""
        taken, entries = 0, []
        for entry in run.entries:
            rows, left = self._entry(entry, digests)
            taken += rows
            entries.append(left)
        if tuple(entries) != run.entries:
            journal.set_entries(self.session, run, entries)
        return taken

    def _entry(self, entry: Entry, digests: Mapping[str, str]) -> tuple[int, Entry]:
        left, rows = entry, 0
        images = TableName.parse(entry.images) if entry.images else None
        if images is not None and exists(self.session, images):
            tests, values = self._tests(entry, whole=entry.whole)
            where = f"FROM {images.sql} AS i WHERE {' OR '.join(tests) or 'false'}"
            rows = int(self.session.value(f"SELECT count(*) {where}", values))
            if rows:
                self.session.run(f"DELETE {where}", values)
                left = left if entry.whole else left.model_copy(update=self._counts(images))
        known = digests.get(key_of(entry.table))
        if entry.digest and known == entry.digest and exists(self.session, entry.name):
            now = digest(self.session, entry.name, [c.name for c in entry.columns])
            left = left.model_copy(update={"digest": now})
        return rows, left

    def _tests(self, entry: Entry, *, whole: bool) -> tuple[list[str], list[object]]:
        """Give the conditions that an image is of the person, and their values."""
        texts = sorted({value.text.lower() for value in self.traces.own})
        tests, values = list[str](), list[object]()
        sides = ["i"] if whole else [f"i.{BEFORE}", f"i.{AFTER}"]
        for side in sides:
            for column, keys in self._keyed(entry):
                taken = (
                    f"{side}.{quote(column)}"
                    if whole
                    else f"struct_extract({side}, {literal(column)})"
                )
                tests.append(f"coalesce(list_contains(?, CAST({taken} AS VARCHAR)), false)")
                values.append(sorted(keys))
            for text in texts:
                said = f"lower(CAST({side} AS VARCHAR))"
                tests.append(f"coalesce(regexp_matches({said}, {_ALONE}), false)")
                values.append(text)
        return tests, values

    def _keyed(self, entry: Entry) -> Iterator[tuple[str, frozenset[str]]]:
        """Give the columns of a table that hold keys of the person's rows."""
        names = {c.name.lower(): c.name for c in entry.columns}
        for (table, column), keys in linked_keys(self.taken.keys, self.catalog).items():
            if key_of(table) == key_of(entry.table) and keys and column.lower() in names:
                yield names[column.lower()], keys

    def _counts(self, images: TableName) -> dict[str, int]:
        added, changed, removed = self.session.rows(
            f"SELECT count(*) FILTER (i.{BEFORE} IS NULL),"
            f" count(*) FILTER (i.{BEFORE} IS NOT NULL AND i.{AFTER} IS NOT NULL),"
            f" count(*) FILTER (i.{AFTER} IS NULL) FROM {images.sql} AS i"
        )[0]
        return {"added": added, "changed": changed, "removed": removed}

    def _words(self) -> int:
        """Take the person out of words and SQL that the journal keeps; gives the lines changed."""
        changed = 0
        columns = self.session.rows(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = ?"
            " AND database_name = current_database() AND data_type = 'VARCHAR' ORDER BY ALL",
            [SCHEMA],
        )
        for table, column in columns:
            if table.startswith(_IMAGES):
                continue
            name, where = TableName(SCHEMA, table).sql, quote(column)
            found = self.session.rows(
                f"SELECT rowid, {where} FROM {name} WHERE {where} IS NOT NULL"
            )
            for rowid, text in found:
                if (clean := self.traces.pattern.sub(REMOVED, text)) != text:
                    self.session.run(
                        f"UPDATE {name} SET {where} = ? WHERE rowid = ?", [clean, rowid]
                    )
                    changed += 1
        return changed


def whole_digests(session: Session) -> dict[str, str]:
    """Give the digests of tables that plans made or replaced, as they are now."""
    found: dict[str, str] = {}
    for run in journal.runs(session):
        for entry in run.entries:
            if entry.digest and not run.undone_at and exists(session, entry.name):
                names = [column.name for column in entry.columns]
                try:
                    found[key_of(entry.table)] = digest(session, entry.name, names)
                except VibeError:  # its columns are others by now
                    continue
    return found


def linked_keys(keys: Keys, catalog: Catalog) -> Keys:
    """Give the keys of rows in the columns that refer to them too."""
    found = dict(keys)
    for link in catalog.relationships:
        held = keys.get((link.to_table, link.to_column), frozenset())
        if held:
            known = found.get((link.table, link.column), frozenset())
            found[link.table, link.column] = known | held
    return found
