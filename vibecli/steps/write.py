"""`write`: a table built or changed from a SELECT."""

from collections.abc import Sequence
from typing import Literal

from vibecli.engine.base import Column, Session
from vibecli.engine.names import quote
from vibecli.errors import StepFailed
from vibecli.sql_slot import Sql
from vibecli.steps.base import Bench, Figure, Finding, Shadow, Slot, Step, StepResult
from vibecli.steps.targets import (
    RESERVED,
    by_name,
    generated_columns,
    repeated_columns,
    unfit_types,
    unknown_columns,
    unknown_table,
)

WriteMode = Literal["create", "replace", "append", "upsert", "update"]
_ROWS = "temp.main.__written"
_EXISTS_HINT = "append, upsert or update keep its rows, replace takes these instead"
_KEYS_HINT = "name the columns that identify a row of {}"
_KEYLESS_HINT = (
    "{0} has no key: mode replace and SELECT * REPLACE (CASE WHEN ... THEN ... ELSE x END AS x)"
    " FROM {0} change rows in place"
)
_UNTYPED = '"NULL"'


class Write(Step):
    """Build or change `target` from the rows of `select`, columns by name."""

    kind: Literal["write"] = "write"
    select: Sql
    target: str
    mode: WriteMode
    keys: tuple[str, ...] = ()  # upsert and update: columns that identify a target row

    def slots(self) -> tuple[Slot, ...]:
        """Give the SELECT."""
        return (Slot(name="select", sql=self.select),)

    def writes(self) -> tuple[str, ...]:
        """Give the target."""
        return (self.target,)

    def check(self, bench: Bench) -> list[Finding]:
        """The target is there or not as the mode needs it, and takes the SELECT's columns."""
        given = tuple(c for c in bench.bind(self.select) if c.name.lower() != RESERVED)
        found = repeated_columns(self, given)
        columns = bench.columns(self.target)
        if self.mode == "create" and columns is not None:
            message = f"{self.target} exists already"
            found.append(self.finding("table-exists", message, _EXISTS_HINT))
        elif columns is None and self.mode not in ("create", "replace"):
            found.append(unknown_table(self, bench, self.target))
        elif columns is not None:
            found += self._check_existing(bench, given, columns)
            if self.mode != "replace":
                names = [column.name for column in given]
                found += generated_columns(self, bench, self.target, names)
        kept = columns is not None and _same_columns(bench, self.target, given, columns)
        if not found and self.mode in ("create", "replace") and not kept:
            bench.declare(self.target, [_typed(column) for column in given])
        return found

    def run(self, shadow: Shadow) -> StepResult:
        """Write the rows the way the mode says."""
        match self.mode:
            case "create":
                return self._told(added=shadow.create(self.target, self.select))
            case "replace":
                there = shadow.exists(self.target)
                rows = shadow.replace(self.target, self.select, keys=self.keys)
                return self._told(changed=rows) if there else self._told(added=rows)
            case "append":
                return self._told(added=shadow.insert(self.target, self.select))
            case "update" | "upsert":
                return self._merge(shadow)

    def _check_existing(
        self, bench: Bench, given: Sequence[Column], columns: Sequence[Column]
    ) -> list[Finding]:
        found: list[Finding] = []
        if self.mode != "replace":
            found += unknown_columns(self, self.target, [c.name for c in given], columns)
            found += unfit_types(self, given, columns)
        if self.mode in ("update", "upsert"):
            found += self._check_keys(bench, given, columns)
        return found

    def _check_keys(
        self, bench: Bench, given: Sequence[Column], columns: Sequence[Column]
    ) -> list[Finding]:
        if not self.keys:
            known = bench.catalog.table(self.target)
            hint = _KEYLESS_HINT if known and not known.key else _KEYS_HINT
            message, hint = f"mode {self.mode} needs keys", hint.format(self.target)
            return [self.finding("keys-missing", message, hint)]
        found = unknown_columns(self, self.target, self.keys, columns)
        found += [
            self.finding("key-not-selected", f"the SELECT does not give key {key}", "select it too")
            for key in self.keys
            if key.lower() not in by_name(given)
        ]
        if self.mode == "update" and len(by_name(given)) == len(self.keys) and not found:
            found.append(
                self.finding("nothing-to-set", "the SELECT gives keys only", "select new values")
            )
        return found

    def _merge(self, shadow: Shadow) -> StepResult:
        session = shadow.session
        session.run(f"CREATE OR REPLACE TEMP TABLE __written AS SELECT * FROM ({self.select}\n)")
        types = {column.name.lower(): column for column in shadow.columns(self.target)}
        left_out = self._check_rows(session)
        same = " AND ".join(
            f"CAST(__i.{quote(key)} AS {types[key.lower()].type}) = __n.{quote(key)}"
            for key in self.keys
        )
        numbered = shadow.numbered(self.target)
        lower = [key.lower() for key in self.keys]
        values = "".join(
            f", __i.{quote(c.name)}"
            for c in session.describe(f"SELECT * FROM {_ROWS}")
            if c.name.lower() not in lower
        )
        matched = f"FROM {numbered} AS __n JOIN {_ROWS} AS __i ON {same}"
        unmatched = f"SELECT __i.* FROM {_ROWS} AS __i ANTI JOIN {numbered} AS __n ON {same}"
        added = 0
        if self.mode == "upsert":
            session.run(f"CREATE OR REPLACE TEMP TABLE __unmatched AS {unmatched}")
        changed = shadow.update(self.target, f"SELECT __n.__rid{values} {matched}")
        if self.mode == "upsert":
            added = shadow.insert(self.target, "SELECT * FROM temp.main.__unmatched")
            session.run("DROP TABLE temp.main.__unmatched")
        session.run(f"DROP TABLE {_ROWS}")
        notes = (f"{left_out:,} rows without a key value were left out",) if left_out else ()
        return self._told(added=added, changed=changed, notes=notes)

    def _check_rows(self, session: Session) -> int:
        """Refuse repeated keys, and missing ones where a row would be added; count the missing."""
        names = ", ".join(quote(key) for key in self.keys)
        empty = " OR ".join(f"{quote(key)} IS NULL" for key in self.keys)
        repeated = session.value(
            f"SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM {_ROWS}"
            f" WHERE NOT ({empty}) GROUP BY {names} HAVING count(*) > 1)"
        )
        if repeated:
            raise StepFailed(
                f"{int(repeated):,} rows of the SELECT share their {', '.join(self.keys)}"
                " with another one",
                hint="make the SELECT give one row a key, say with GROUP BY or QUALIFY",
            )
        missing = int(session.value(f"SELECT count(*) FROM {_ROWS} WHERE {empty}"))
        if missing and self.mode == "upsert":
            raise StepFailed(
                f"{missing:,} rows of the SELECT have no {', '.join(self.keys)}",
                hint="leave them out with WHERE ... IS NOT NULL, or use mode append",
            )
        return missing

    def _told(
        self, *, added: int | None = None, changed: int | None = None, notes: tuple[str, ...] = ()
    ) -> StepResult:
        counts = {"added": added, "changed": changed}
        shown = [f"{n:,} {'row' if n == 1 else 'rows'} {verb}" for verb, n in counts.items() if n]
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"{', '.join(shown) or 'nothing changes'} in {self.target}",
            details=notes,
            figures=tuple(
                Figure(name=verb, value=n) for verb, n in counts.items() if n is not None
            ),
        )


def _same_columns(
    bench: Bench, table: str, given: Sequence[Column], columns: Sequence[Column]
) -> bool:
    """True when the rows are those of the table: it keeps its types and its generated columns."""
    info = bench.catalog.table(table)
    computed = {c.name.lower() for c in info.columns if c.generated} if info else set()
    return set(by_name(given)) - computed == set(by_name(columns)) - computed


def _typed(column: Column) -> Column:
    return Column(column.name, "VARCHAR") if column.type == _UNTYPED else column
