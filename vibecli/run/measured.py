"""A changed table as the rules see it: its delta, its diff, and what was known of it before."""

from collections.abc import Sequence
from dataclasses import dataclass

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import Session
from vibecli.engine.names import quote
from vibecli.run.change_file import stored, stored_after
from vibecli.run.changeset import Held, TableChange
from vibecli.run.delta import Delta
from vibecli.run.discretion import Discretion, cut
from vibecli.run.model import RuleResult, Status, TableDiff
from vibecli.run.outside import Images
from vibecli.run.rowname import as_text, key_columns, row_name
from vibecli.run.tables import RID

SHOWN = 3


@dataclass(frozen=True)
class Measured:
    """One changed table."""

    session: Session
    delta: Delta
    diff: TableDiff
    info: TableInfo  # as it was before the plan, or as created
    discretion: Discretion

    @property
    def name(self) -> str:
        """The table's text name."""
        return self.diff.table

    @property
    def images(self) -> Images:
        """The rows before and after, and the whole table as it will be, in SQL."""
        delta = self.delta
        base = {column.name.lower() for column in delta.base.written} if delta.base else set()
        types = {column.name.lower(): column.type for column in delta.shape.written}
        after = "" if self.diff.change == "drop" else f"({delta.numbered()})"
        return Images(delta.relation, after, types, frozenset(base & types.keys()))

    def result(
        self,
        rule: str,
        status: Status,
        message: str,
        rows: int = 0,
        sample: tuple[str, ...] = (),
    ) -> RuleResult:
        """Give the result of a rule on this table."""
        return RuleResult(
            rule=rule, status=status, message=message, table=self.name, rows=rows, sample=sample
        )

    def count(self, condition: str) -> int:
        """Count the delta's rows for which a condition on `__before` and `__after` holds."""
        return int(
            self.session.value(f"SELECT count(*) FROM {self.delta.relation} WHERE {condition}")
        )

    def sample(self, condition: str) -> tuple[str, ...]:
        """Name the first rows of the delta for which a condition holds."""
        columns = [column.name for column in self.delta.shape.written]
        key = key_columns(self.info, columns)
        found = self.session.rows(
            f"SELECT {', '.join([RID, *map(self._image, columns if key else ())])}"
            f" FROM {self.delta.relation} WHERE {condition} ORDER BY {RID} LIMIT {SHOWN:d}"
        )
        return tuple(row_name(row[0], key, self._shown(columns, row[1:])) for row in found)

    def _image(self, column: str) -> str:
        """Give the SQL of a value as text, of a removed row as it was."""
        after = f"__after.{quote(column)}"
        if self.diff.change != "change":
            return as_text(after)
        return as_text(f"CASE WHEN __after IS NULL THEN __before.{quote(column)} ELSE {after} END")

    def _shown(self, columns: Sequence[str], values: Sequence[str | None]) -> dict[str, str | None]:
        row = self.discretion.row(values, self.info, columns) if values else ()
        return dict(zip(columns, map(cut, row), strict=False))


@dataclass(frozen=True)
class Outside:
    """A count that the commit takes again, and what it comes to in the review."""

    held: Held | None = None
    result: RuleResult | None = None


def listed(names: Sequence[str]) -> str:
    """Give names in a row."""
    return ", ".join(names)


def table_change(measured: Measured) -> TableChange:
    """Give the change of a table as a plan records it."""
    shown_diff, delta = measured.diff, measured.delta
    key = delta.key or (measured.info.key if measured.info else ())
    known = {column.name.lower() for column in delta.shape.written}
    return TableChange(
        table=shown_diff.table,
        change=delta.change,
        file=shown_diff.file,
        sha256=shown_diff.sha256,
        columns=stored_after(delta),
        before_columns=stored(delta.base) if delta.base else (),
        was=delta.base.table.text if delta.base and delta.base.table != delta.shape.table else "",
        statements=delta.shaping.statements,
        inverse=tuple(filter(None, delta.shaping.inverse)),
        comments=tuple((s.column, s.after) for s in shown_diff.shape if s.change == "comment"),
        declared=delta.shaping.before.print if delta.shaping.before else "",
        rebuilt=delta.shaping.rebuilt,
        key=key if all(name.lower() in known for name in key) else (),
        added=shown_diff.added,
        changed=shown_diff.changed,
        removed=shown_diff.removed,
        rows_before=shown_diff.rows_before,
        rows_after=shown_diff.rows_after,
    )
