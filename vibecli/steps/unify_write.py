"""What a merge writes: changed rows, new rows, folded rows, and where each value came from.

Owns the SELECTs handed to the shadow and their reasons. Everything it reads is scratch, so the
order of the writes does not matter to it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from vibecli.engine.names import literal, quote
from vibecli.errors import StepFailed
from vibecli.identity.mention import mention_sql
from vibecli.identity.minting import Style, key_style, minted
from vibecli.identity.survivorship import Rule
from vibecli.steps.base import Shadow
from vibecli.steps.unify_departed import Departed, why_cleared
from vibecli.steps.unify_merge import FOLDED, Merge
from vibecli.steps.unify_provenance import WRITTEN, Written, value_print, write_provenance


class Counts(NamedTuple):
    """How many rows a merge writes."""

    updated: int
    added: int
    folded: int


class Writing:
    """The writes of one merge, after its winners are chosen."""

    def __init__(self, merge: Merge, winners: Sequence[str], departed: Departed) -> None:
        self._merge = merge
        self._winners = winners
        self._departed = departed
        self._fields = merge.fields
        self._shadow: Shadow = merge.shadow
        self._plan = merge.plan
        self._target = merge.plan.target.name
        self._changes = self._fresh = self._cleared = ""

    def prepare(self) -> None:
        """Work out new rows and changed values, before anything is written."""
        self._fresh = self._fresh_rows()
        self._changes = self._merge.scratch.table("changes", self._change_select())
        self._cleared = self._departed.cleared(self._winners)

    def write(self, provenance: str) -> Counts:
        """Hand the rows to the shadow."""
        if not self._plan.exists:
            select, key = self._insert_select(), self._plan.target.key
            added = self._shadow.create(self._target, select, keys=key)
            write_provenance(self._merge, self._tables, provenance)
            return Counts(0, added, 0)
        added = self._shadow.insert(self._target, self._insert_select()) if self._count() else 0
        updated = self._update()
        folded = self._delete()
        write_provenance(self._merge, self._tables, provenance)
        return Counts(updated, added, folded)

    @property
    def fresh(self) -> str:
        """The table (person, key) of new rows, once prepared."""
        return self._fresh

    @property
    def _tables(self) -> Written:
        return Written(self._changes, self._fresh, self._cleared)

    # New rows

    def _fresh_rows(self) -> str:
        merge = self._merge
        attached = (
            f" AND person NOT IN (SELECT person FROM {merge.attached})" if merge.attached else ""
        )
        persons = merge.scratch.table(
            "newcomers",
            f"SELECT person FROM {merge.scope} WHERE person IN"
            f" (SELECT person FROM {merge.members} WHERE source >= 0){attached}",
        )
        match self._plan.key_mode:
            case "none":
                select = f"SELECT person, person AS key FROM {persons}"
            case "minted":
                select = self._minted(persons)
            case "natural":
                select = self._natural(persons)
        table = merge.scratch.table("keyed", select)
        self._note_left_out(persons, table, "the key would be empty or not unique")
        return self._without_gaps(table)

    def _minted(self, persons: str) -> str:
        target = self._plan.target
        column = target.column(target.key[0])
        assert column is not None, "the key is a column"
        if not self._plan.exists:
            return f"SELECT person, person AS key FROM {persons}"
        relation = self._merge.relation(target.name)
        style = (
            Style("person")
            if self._merge.keyed_by_person
            else key_style(self._merge.scratch.session, relation, column.name, column.type)
        )
        if self._merge.scratch.session.value(f"SELECT count(*) FROM {persons}"):
            self._merge.notes.append(f"{column.name}: new keys {style.words}")
        own = f"CAST({quote(column.name)} AS VARCHAR)"
        taken = f"SELECT {own} FROM {relation} WHERE {own} IS NOT NULL"
        select = minted(persons, style, taken)
        wrong = f"SELECT count(*) FROM ({select}) WHERE TRY_CAST(key AS {column.type}) IS NULL"
        if self._merge.scratch.session.value(wrong):
            raise StepFailed(
                f"new keys do not fit {target.name}.{column.name} ({column.type})",
                hint="use a profile table with a text or number key",
            )
        return select

    def _natural(self, persons: str) -> str:
        joins, parts = [], []
        for at in range(len(self._fields), len(self._winners)):
            joins.append(f"JOIN {self._winners[at]} w{at} USING (person)")
            parts.append(f"CAST(w{at}.value AS VARCHAR)")
        key = parts[0] if len(parts) == 1 else f"CAST(to_json([{', '.join(parts)}]) AS VARCHAR)"
        known = (
            self._merge.keyed(self._plan.target)
            if self._plan.exists
            else "SELECT NULL AS record_id"
        )
        return (
            f"SELECT person, {key} AS key FROM {persons} {' '.join(joins)}"
            f" WHERE {key} NOT IN (SELECT record_id FROM ({known}) WHERE record_id IS NOT NULL)"
            " QUALIFY row_number() OVER (PARTITION BY key ORDER BY person) = 1"
        )

    def _without_gaps(self, table: str) -> str:
        """Leave out rows that would have NULL where the profile allows none."""
        required = [
            (number, field.column.name)
            for number, field in enumerate(self._fields)
            if not field.column.nullable and field.sources
        ]
        for number, name in required:
            kept = self._merge.scratch.table(
                f"keyed{number}",
                f"SELECT * FROM {table} WHERE person IN"
                f" (SELECT person FROM {self._winners[number]})",
            )
            self._note_left_out(table, kept, f"{name} may not be empty")
            table = kept
        return table

    def _note_left_out(self, before: str, after: str, why: str) -> None:
        session = self._merge.scratch.session
        left = session.value(
            f"SELECT (SELECT count(*) FROM {before}) - (SELECT count(*) FROM {after})"
        )
        if left:
            persons = "person" if left == 1 else "persons"
            self._merge.notes.append(f"{left:,} {persons} not added: {why}")

    def _count(self) -> int:
        return int(self._merge.scratch.session.value(f"SELECT count(*) FROM {self._fresh}"))

    def _insert_select(self) -> str:
        columns, joins = [], []
        key = self._plan.target.key
        if self._plan.key_mode == "minted":
            column = self._plan.target.column(key[0])
            assert column is not None, "the key is a column"
            columns.append(f"CAST(f.key AS {column.type}) AS {quote(column.name)}")
        for number, winner in enumerate(self._winners):
            field = self._merge.all_fields()[number]
            if field.sources:
                columns.append(f"w{number}.value AS {quote(field.column.name)}")
                joins.append(f"LEFT JOIN {winner} w{number} ON w{number}.person = f.person")
        said = "no profile yet: " if self._plan.exists else "one person in "
        columns.append(f"{literal(said)} || r.records AS __why")
        joins.append(f"JOIN ({self._record_counts()}) r ON r.person = f.person")
        return f"SELECT {', '.join(columns)} FROM {self._fresh} f {' '.join(joins)}"

    def _record_counts(self) -> str:
        return (
            "SELECT person, CAST(count(*) AS VARCHAR) || CASE count(*) WHEN 1 THEN ' record ('"
            " ELSE ' records (' END || string_agg(DISTINCT name, ', ' ORDER BY name) || ')'"
            " AS records"
            f" FROM (SELECT person, {self._source_name()} AS name FROM {self._merge.members}"
            " WHERE source >= 0) GROUP BY person"
        )

    def _source_name(self) -> str:
        cases = " ".join(f"WHEN {at} THEN {literal(n)}" for at, n in enumerate(self._plan.names))
        return f"CASE source {cases} ELSE {literal(self._target)} END"

    # Changed values

    def _writes_old(self, rule: Rule) -> bool:
        return not rule.new_only

    def _differs(self, number: int) -> str:
        return f"w{number}.same IS DISTINCT FROM p.s{number} AND w{number}.person IS NOT NULL"

    def _change_select(self) -> str:
        """Give every value to be written, where it comes from, and whether its row is new.

        `fresh` is NULL for a value that stays while it is another record now that gives it.
        """
        selects = []
        for number, (field, rule) in enumerate(zip(self._fields, self._merge.rules, strict=True)):
            shown = "same_person" if not field.sources else rule.name
            stored = f"CAST(w{number}.value AS {field.column.type})"
            won = f"{value_print(stored)} AS {WRITTEN}"
            own = (
                f"SELECT w{number}.person, {number} AS number,"
                f" {literal(field.column.name)} AS column_name, w{number}.source AS place,"
                f" {self._source_name()} AS source, w{number}.record,"
                f" CASE WHEN source < 0 THEN 'same_person' ELSE {literal(shown)} END AS rule,"
            )
            if field.sources:
                selects.append(
                    f"{own} {won}, true AS fresh FROM {self._winners[number]} w{number}"
                    f" JOIN {self._fresh} f ON f.person = w{number}.person"
                )
            if self._merge.profile and self._writes_old(rule):
                old = (
                    f"FROM {self._winners[number]} w{number}"
                    f" JOIN {self._merge.profile} p ON p.person = w{number}.person AND p.rank = 1"
                )
                selects.append(f"{own} {won}, false AS fresh {old} WHERE {self._differs(number)}")
                if number in self._departed.numbers:
                    stays = f"NOT ({self._differs(number)})"
                    left = f"p.rid IN ({self._departed.rows(number)})"
                    there = f"{value_print(f'p.e{number}')} AS {WRITTEN}"
                    selects.append(f"{own} {there}, NULL AS fresh {old} WHERE {stays} AND {left}")
        none = (
            "SELECT '' AS person, 0 AS number, '' AS column_name, 0 AS place, '' AS source,"
            f" '' AS record, '' AS rule, '' AS {WRITTEN}, false AS fresh WHERE false"
        )
        return " UNION ALL ".join([none, *selects])

    def _update(self) -> int:
        columns, joins = [], []
        for number, (field, rule) in enumerate(zip(self._fields, self._merge.rules, strict=True)):
            if self._writes_old(rule):
                columns.append(
                    f"CASE WHEN {self._differs(number)} THEN w{number}.value"
                    f"{self._clears(number)} ELSE p.e{number} END AS {quote(field.column.name)}"
                )
                joins.append(
                    f"LEFT JOIN {self._winners[number]} w{number} ON w{number}.person = p.person"
                )
        if not columns:
            return 0
        return self._shadow.update(
            self._target,
            f"SELECT p.rid AS __rid, {', '.join(columns)}, y.why AS __why"
            f" FROM {self._merge.profile} p JOIN ({self._why_select()}) y ON y.person = p.person"
            f" {' '.join(joins)} WHERE p.rank = 1",
        )

    def _clears(self, number: int) -> str:
        if not self._cleared or number not in self._departed.numbers:
            return ""
        rows = f"SELECT rid FROM {self._cleared} WHERE number = {number}"
        return f" WHEN p.rid IN ({rows}) THEN NULL"

    def _why_select(self) -> str:
        cleared = (
            f" UNION ALL {why_cleared(self._cleared, self._source_name())}" if self._cleared else ""
        )
        return (
            "SELECT person, string_agg(part, '; ' ORDER BY first, part) AS why FROM ("
            "SELECT person, min(number) AS first,"
            " string_agg(column_name, ', ' ORDER BY number) || ' from ' || source || ' ' ||"
            f" {mention_sql('source', 'record')} || ' (' || replace(rule, '_', ' ') || ')' AS part"
            f" FROM {self._changes} WHERE NOT fresh GROUP BY person, source, record, rule{cleared})"
            " GROUP BY person"
        )

    def _delete(self) -> int:
        folded = f"FROM {self._merge.attached} a JOIN {self._merge.attached} k USING (person)"
        where = (
            f"WHERE {FOLDED.replace('rank', 'a.rank').replace('how', 'a.how')} AND k.rank = 1"
            f" AND person IN (FROM {self._merge.scope})"
        )
        if not self._merge.scratch.session.value(f"SELECT count(*) {folded} {where}"):
            return 0
        kept = mention_sql(literal(self._target), "k.key")
        return self._shadow.delete(
            self._target,
            f"SELECT a.rid AS __rid, 'same person as ' || {kept} AS __why {folded} {where}",
        )
