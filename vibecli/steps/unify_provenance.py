"""Where each value of a profile came from: source, record, its time, the rule, and its print.

Owns the provenance table, and the print of a value by which an edit by hand is told later: nothing
else in the table repeats a value. A table made by an earlier version keeps the columns it has.
A row of no column is a tie: a stream has written over all that came from this record, which is
still one of the same person.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from vibecli.engine.names import TableName, literal, quote
from vibecli.steps.unify_merge import Merge

PROVENANCE = ("profile_key", "column_name", "source", "record_id", "rule")
PROVENANCE_KEY = ("profile_key", "column_name")
RECORDED, WRITTEN = "recorded_at", "written"
PROVENANCE_TYPES: Mapping[str, str] = MappingProxyType(
    {**dict.fromkeys(PROVENANCE, "VARCHAR"), RECORDED: "TIMESTAMP", WRITTEN: "VARCHAR"}
)
TIED = "earlier"  # the rule of a tie
_PRINT = 16  # hexadecimal digits


class Written(NamedTuple):
    """The scratch tables of a merge that tell what is written."""

    changes: str  # (person, column_name, place, source, record, rule, written)
    fresh: str  # (person, key) of new rows
    cleared: str  # (key, column_name) of values that go; empty for none


def value_print(value: str) -> str:
    """Give the SQL of a value's print."""
    return f"left(md5(CAST({value} AS VARCHAR)), {_PRINT})"


def provenance_table(target: str) -> str:
    """Give the name of the table that tells where each profile value came from."""
    name = TableName.parse(target)
    return TableName(name.schema, f"{name.name}_provenance").text


def write_provenance(merge: Merge, written: Written, table: str) -> None:
    """Bring the provenance table up to date with what is written."""
    shadow, session = merge.shadow, merge.scratch.session
    rows = merge.scratch.table("provenance", _select(merge, written))
    if not shadow.exists(table):
        if session.value(f"SELECT count(*) FROM {rows}"):
            shadow.create(table, f"SELECT * FROM {rows}", keys=PROVENANCE_KEY)
        return
    has = {column.name.lower() for column in shadow.columns(table)}
    columns = [name for name in PROVENANCE_TYPES if name in has]
    same = "p.profile_key = n.profile_key AND p.column_name = n.column_name"
    known = f"FROM {merge.relation(table)} p JOIN {rows} n ON {same}"
    if session.value(f"SELECT count(*) {known}"):
        kept = merge.scratch.table(
            "known_provenance",
            f"SELECT p.__rid, n.* {known} QUALIFY row_number() OVER"
            " (PARTITION BY n.profile_key, n.column_name ORDER BY p.__rid) = 1",
        )
        told = ", ".join(quote(name) for name in columns if name not in PROVENANCE_KEY)
        shadow.update(table, f"SELECT __rid, {told} FROM {kept}")
        rows = merge.scratch.table(
            "new_provenance", f"SELECT n.* FROM {rows} n ANTI JOIN {kept} p ON {same}"
        )
    if session.value(f"SELECT count(*) FROM {rows}"):
        shadow.insert(table, f"SELECT {', '.join(map(quote, columns))} FROM {rows}")
    _forget(merge, written, table)


def _select(merge: Merge, written: Written) -> str:
    keys = f"SELECT person, key FROM {written.fresh}"
    if merge.profile:
        own = "person" if merge.plan.key_mode == "none" else "key"
        keys += f" UNION ALL SELECT person, {own} FROM {merge.profile} WHERE rank = 1"
    return (
        "SELECT k.key AS profile_key, c.column_name, c.source, c.record AS record_id, c.rule,"
        f" t.recorded AS {RECORDED}, c.{WRITTEN} FROM {written.changes} c"
        f" JOIN ({keys}) k USING (person) LEFT JOIN {merge.record_times()} t"
        " ON t.source = c.place AND t.record = c.record"
    )


def _forget(merge: Merge, written: Written, table: str) -> None:
    """Drop what is known of folded rows, of values that are cleared, and ties to who is another."""
    if not merge.profile:
        return
    places = " ".join(f"WHEN {literal(n)} THEN {at}" for at, n in enumerate(merge.plan.names))
    gone = (
        f"SELECT p.__rid FROM {merge.relation(table)} p WHERE p.profile_key IN"
        f" (SELECT key FROM {merge.profile} WHERE rank > 1)"
        f" OR (p.column_name IS NULL AND p.__rid IN (SELECT v.__rid FROM {merge.relation(table)} v"
        f" JOIN {merge.profile} f ON f.key = v.profile_key"
        f" JOIN {merge.members} m ON m.source = CASE v.source {places} END"
        " AND m.record = v.record_id WHERE m.person <> f.person))"
    )
    if written.cleared:
        cleared = f"SELECT key, column_name FROM {written.cleared}"
        gone += f" OR (p.profile_key, p.column_name) IN ({cleared})"
    if merge.scratch.session.value(f"SELECT count(*) FROM ({gone})"):
        merge.shadow.delete(table, gone)
