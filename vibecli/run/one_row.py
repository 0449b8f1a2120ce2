"""One changed row from near: every column before and after, why it changes, and by which step.

Owns how a row is named, by its key, or by its place where the table has none, and the order of its
cells. It reads the saved change set only, and masks as every other look at it does.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from vibecli.engine.names import literal, quote
from vibecli.errors import NotFound, UsageError
from vibecli.model import Model
from vibecli.run.changeset import PlanRecord
from vibecli.run.drilldown import Changes, fields_of, table_of
from vibecli.run.model import Mark, Review, Sample
from vibecli.run.rowname import as_text, row_name
from vibecli.run.tables import MARK, RID, WHY

HOW = "TABLE:KEY, TABLE:KEY/KEY of a composite key, or 'TABLE:row 12' by its place"
_LONGEST = 10_000  # characters of one value
_AT_ONCE = 64
_NEAR = 0.7  # similarity from which on a key may have been meant
_PLACE = re.compile(r"(new )?row (\d{1,18})", re.IGNORECASE)


class RowCell(Model):
    """One column of a row; what does not change is the same on both sides."""

    column: str
    before: str | None
    after: str | None
    changed: bool


class ChangedRow(Model):
    """One row of a change set."""

    plan_id: str
    table: str
    key: str
    mark: Mark
    why: str
    steps: tuple[str, ...]
    cells: tuple[RowCell, ...]  # those that change first
    rows: int = 1  # with this key; this is the first of them


def one_row(changes: Changes, text: str) -> ChangedRow:
    """Give the row `TABLE:KEY` of a plan. Raises UsageError, NotFound with the nearest key."""
    name, wanted = _named(changes.record, changes.review, text)
    return _Rows(changes, name).find(wanted)


def rows_called(changes: Changes, key: str, *, limit: int) -> dict[str, tuple[Sample, ...]]:
    """Give the changed rows of each table that a person calls so, up to `limit` of each."""
    tables = [diff.table for diff in changes.review.diff.tables]
    wheres = {table: _Rows(changes, table).called(key) for table in tables}
    return {
        table: tuple(changes.samples(table, limit=limit, rids=where))
        for table, where in wheres.items()
    }


def _named(record: PlanRecord, review: Review, text: str) -> tuple[str, str]:
    """Take the name of the table off; one that holds a colon itself is told by the plan."""
    for table in (change.table for change in record.changes):
        if text.lower().startswith(f"{table.lower()}:"):
            return table, text[len(table) + 1 :].strip()
    table, colon, key = text.partition(":")
    if not colon or not table.strip() or not key.strip():
        how = f"vibecli review {review.short_id} --row {HOW}"
        raise UsageError(f"{text.strip()[:60]!r} names no row", hint=how)
    return table.strip(), key.strip()


class _Rows:
    """The changed rows of one table, by name."""

    def __init__(self, changes: Changes, table: str) -> None:
        name = table_of(changes.review, table).table
        self.session, self.review = changes.session, changes.review
        self.source, self.discretion = changes.source(name), changes.discretion
        self.change = next(one for one in changes.record.changes if one.table == name)
        self.info = changes.info(name)
        sides = ("before", "after")
        self.images = {s: fields_of(self.session, self.source, f"__{s}") for s in sides}
        self.names = self.images["after"] or self.images["before"]
        known = {column.lower(): column for column in self.names}
        key = [known.get(column.lower(), "") for column in self.change.key]
        self.key = key if all(key) else []

    def called(self, wanted: str) -> str:
        """Give the condition of the rows called so: by name, or as screens do by first column."""
        if not self.names:
            return "false"
        first = quote(self.names[0])
        before = f"__before.{first}" if self.names[0] in self.images["before"] else "NULL"
        after = f"__after.{first}" if self.names[0] in self.images["after"] else "NULL"
        own = f"CASE WHEN __after IS NULL THEN {before} ELSE {after} END"
        return f"({self._condition(wanted)}) OR CAST({own} AS VARCHAR) = {literal(wanted)}"

    def find(self, wanted: str) -> ChangedRow:
        """Give the row that is meant, the first where several have its key."""
        place = not self.key and re.fullmatch(r"\d{1,18}", wanted)
        condition = self._condition(f"row {wanted}" if place else wanted)
        rids = self.session.rows(
            f"SELECT {RID}, count(*) OVER () FROM {self.source} WHERE {condition}"
            f" ORDER BY abs({RID}), {RID} LIMIT 1"
        )
        if not rids:
            raise NotFound(
                f"no changed row {wanted[:60]} in {self.change.table}",
                hint=self._nearest(wanted)
                or f"vibecli review {self.review.short_id} --rows {self.change.table} lists them",
            )
        rid, rows = rids[0]
        # In a table of its own: to read a wide file is mostly to look at what it has.
        self.session.run(
            f"CREATE TABLE one_row AS SELECT * FROM {self.source} WHERE {RID} = {rid:d}"
        )
        self.source = "one_row"
        return self._row(rid, rows)

    def _condition(self, wanted: str) -> str:
        place = _PLACE.fullmatch(wanted)
        number = int(place[2]) if place else 0
        at = f"{RID} = {-number if place[1] else number - 1:d}" if place else "false"
        if not self.key:
            return at
        sides = [self._name(side) for side in ("after", "before") if self._has_key(side)]
        same = [f"{_tight(side)} = {_tight(literal(_spelt(wanted)))}" for side in sides]
        return " OR ".join([*same, at])

    def _has_key(self, side: str) -> bool:
        return all(column in self.images[side] for column in self.key)

    def _name(self, side: str) -> str:
        """Give the SQL of a row's name on one side."""
        parts = [
            f"CASE WHEN __{side} IS NOT NULL THEN"
            f" coalesce(CAST(__{side}.{quote(column)} AS VARCHAR), 'null') END"
            for column in self.key
        ]
        return "(" + " || ' / ' || ".join(parts) + ")"

    def _nearest(self, wanted: str) -> str:
        """Give the name that was most likely meant, where it may be shown."""
        side = next((side for side in ("after", "before") if self._has_key(side)), "")
        if not self.key or not side:
            return ""
        near = f"jaro_winkler_similarity(lower({self._name(side)}), {literal(wanted.lower())})"
        found = self.session.rows(
            f"SELECT {RID}, {self._name(side)} FROM {self.source} WHERE {near} >= {_NEAR}"
            f" ORDER BY {near} DESC, {RID} LIMIT 1"
        )
        if not found:
            return ""
        shown = self._shown(found[0][0], side)
        name = row_name(found[0][0], self.key, shown)
        return f"did you mean {name}?" if name == found[0][1] else ""

    def _shown(self, rid: int, side: str) -> dict[str, str | None]:
        """Give one image of a row as it may be shown."""
        texts = [
            as_text(f"__{side}.{quote(name)}", _LONGEST) if name in self.images[side] else "NULL"
            for name in self.names
        ]
        row = self._read(rid, texts)
        return dict(zip(self.names, self.discretion.row(row, self.info, self.names), strict=True))

    def _read(self, rid: int, values: Sequence[str]) -> list[Any]:
        """Read values of one row, few at a time: a long statement takes longer to plan than run."""
        found: list[Any] = []
        for start in range(0, len(values), _AT_ONCE):
            some = ", ".join(values[start : start + _AT_ONCE])
            where = f"WHERE {RID} = {rid:d}"
            found += self.session.rows(f"SELECT {some} FROM {self.source} {where}")[0]
        return found

    def _row(self, rid: int, rows: int) -> ChangedRow:
        head = f"SELECT {MARK}, {WHY}, __step FROM {self.source} WHERE {RID} = {rid:d}"
        mark, why, step = self.session.rows(head)[0]
        steps = tuple(str(step).split(", "))
        before, after = self._shown(rid, "before"), self._shown(rid, "after")
        differs = self._differs(rid)
        cells = [
            RowCell(column=n, before=before[n], after=after[n], changed=n in differs)
            for n in self.names
        ]
        reasons = {one.id: one.why for one in self.review.plan.steps}
        return ChangedRow(
            plan_id=self.review.plan_id,
            table=self.change.table,
            key=row_name(rid, self.key, before if mark == "-" else after),
            mark=mark,
            why=self.discretion.reason(why or reasons.get(steps[-1], "")),
            steps=steps,
            cells=tuple(sorted(cells, key=lambda cell: not cell.changed)),
            rows=rows,
        )

    def _differs(self, rid: int) -> set[str]:
        """Give the columns a row differs in, judged on the whole true values."""
        sides = [
            [
                f"CAST(__{side}.{quote(name)} AS VARCHAR)"
                if name in self.images[side]
                else "CAST(NULL AS VARCHAR)"
                for side in ("before", "after")
            ]
            for name in self.names
        ]
        flags = [f"{before} IS DISTINCT FROM {after}" for before, after in sides]
        row = self._read(rid, flags)
        return {name for name, flag in zip(self.names, row, strict=True) if flag}


def _spelt(wanted: str) -> str:
    """Give a composite key as rows are named; it may be given as a JSON list too."""
    if wanted.startswith("["):
        try:
            parts = json.loads(wanted)
        except ValueError:
            return wanted
        if isinstance(parts, list):
            return " / ".join("null" if part is None else str(part) for part in parts)
    return wanted


def _tight(sql: str) -> str:
    """Give the SQL of a name without the blanks around its slashes."""
    return f"regexp_replace({sql}, '\\s*/\\s*', '/', 'g')"
