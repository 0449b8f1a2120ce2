"""Values that left: what an earlier merge took from a record that is another person's by now.

Owns the law that a value goes with the record it came from: in the old row it has no say any more,
and where nobody else offers one the column is cleared. A value that its record does not say, as one
a person typed in, stays; so does one whose record is gone. It never writes to a table of the plan.
"""

from collections.abc import Sequence

from vibecli.engine.names import literal
from vibecli.identity.mention import mention_sql
from vibecli.steps.unify_merge import Merge

_WHY = "now another person''s"


class Departed:
    """The values of one merge that left: a row (rid, person, key, number, source, record) each."""

    def __init__(self, merge: Merge, provenance: str | None) -> None:
        self._merge = merge
        self._table = ""
        self.provenance = provenance
        self.numbers: tuple[int, ...] = ()  # the columns in question, as places in the fields
        if provenance is not None and merge.profile and merge.plan.key_mode != "none":
            self._read(merge.relation(provenance))

    def _read(self, provenance: str) -> None:
        scratch, merge = self._merge.scratch, self._merge
        places = " ".join(f"WHEN {literal(n)} THEN {at}" for at, n in enumerate(merge.plan.names))
        moved = scratch.table(
            "moved",
            "SELECT DISTINCT p.rid, v.column_name, m.source, m.record"
            f" FROM {provenance} v JOIN {merge.profile} p ON p.key = v.profile_key"
            f" JOIN {merge.members} m ON m.source = CASE v.source {places} END"
            " AND m.record = v.record_id WHERE m.person <> p.person",
        )
        named = {
            row[0] for row in scratch.session.rows(f"SELECT DISTINCT column_name FROM {moved}")
        }
        selects = [
            f"SELECT DISTINCT p.rid, p.rank, p.person, p.key, {number} AS number, v.source,"
            f" v.record FROM {moved} v JOIN {merge.profile} p USING (rid) JOIN"
            f" {merge.said(number, place)} r ON v.source = {place} AND r.record = v.record"
            f" WHERE v.column_name = {literal(field.column.name)} AND r.same = p.s{number}"
            for number, field in enumerate(merge.fields)
            if field.column.name in named and not merge.rules[number].new_only
            for place in sorted({source.table for source in field.sources})
        ]
        if selects:
            self._table = scratch.table("departed", " UNION ALL ".join(selects))
            found = scratch.session.rows(f"SELECT DISTINCT number FROM {self._table} ORDER BY 1")
            self.numbers = tuple(number for (number,) in found)

    def rows(self, number: int) -> str:
        """Give a SELECT of the rows whose value of a column left."""
        return f"SELECT rid FROM {self._table} WHERE number = {number}"

    def cleared(self, winners: Sequence[str]) -> str:
        """Give a table (rid, person, key, number, source, record, column_name) of what goes."""
        merge = self._merge
        selects = [
            f"SELECT d.* EXCLUDE (rank), {literal(merge.fields[number].column.name)} AS column_name"
            f" FROM {self._table} d ANTI JOIN {winners[number]} w ON w.person = d.person"
            f" WHERE d.number = {number} AND d.rank = 1"
            for number in self.numbers
            if merge.fields[number].column.nullable
        ]
        if not selects:
            return ""
        table = merge.scratch.table("cleared", " UNION ALL ".join(selects))
        count = merge.scratch.session.value(f"SELECT count(*) FROM {table}")
        if count:
            values = "value" if count == 1 else "values"
            merge.notes.append(
                f"{count:,} {values} cleared: from records that are another person's now"
            )
        return table if count else ""


def why_cleared(cleared: str, source_name: str) -> str:
    """Give a SELECT of (person, first, part): the reasons for what is cleared."""
    return (
        "SELECT person, min(number) AS first, string_agg(column_name, ', ' ORDER BY number)"
        f" || ' cleared: from ' || name || ' ' || {mention_sql('name', 'record')} || ', {_WHY}'"
        f" AS part FROM (SELECT *, {source_name} AS name FROM {cleared})"
        " GROUP BY person, name, record"
    )
