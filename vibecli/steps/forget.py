"""`forget`: one person taken out of every table, or made a pseudonym there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from vibecli.data.catalog import (
    PERSONAL_ROLES,
    Catalog,
    ColumnInfo,
    Relationship,
    Role,
    TableInfo,
)
from vibecli.engine.names import key_of, quote
from vibecli.errors import NotFound
from vibecli.identity.identifying import PERSON_ROLES
from vibecli.identity.pseudonym import pseudonym
from vibecli.identity.scratch import Scratch
from vibecli.identity.seal import Seal
from vibecli.identity.subject import Subject
from vibecli.steps.base import Bench, Figure, Finding, Shadow, StepResult
from vibecli.steps.forget_stream import take_streamed
from vibecli.steps.person import PersonStep
from vibecli.steps.standing_tables import STREAM_TABLES
from vibecli.steps.targets import unknown_table

ForgetMode = Literal["delete", "pseudonymise"]
REMOVED = "[removed]"
_REFERS, _NAMES = "refers to a person who is forgotten", "the text names this person"
OF_OTHERS = (_REFERS, _NAMES)  # why rows change that are not the person's
_PRINTS = ("profile_key", "written")  # of provenance: with prints of values that are replaced
Columns = Mapping[str, Sequence[str | None]]


class Forget(PersonStep):
    """Forget the one person that these identifiers are of, in `tables` (all of them without).

    Rows of other persons stay, whatever they share. Undo is refused, by design.
    """

    kind: Literal["forget"] = "forget"
    tables: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()  # tables that are left as they are
    mode: ForgetMode = "delete"

    def reads(self) -> tuple[str, ...]:
        """Give the tables named."""
        return (*self.tables, *self.keep)

    def writes(self) -> tuple[str, ...]:
        """Give the tables named; without any, those that hold the person are told by the diff."""
        return self.tables

    def summary(self) -> str:
        """Give who is forgotten, without naming them."""
        verb = "forget" if self.mode == "delete" else "pseudonymise"
        return f"{verb} {self.whom}"

    def check(self, bench: Bench) -> list[Finding]:
        """There is an identifier, and the tables are there."""
        found = [
            unknown_table(self, bench, name)
            for name in (*self.tables, *self.keep)
            if bench.columns(name) is None
        ]
        return [*found, *self.nobody()]

    def run(self, shadow: Shadow) -> StepResult:
        """Find every row of the person and hand its end to the shadow."""
        seal, subject = shadow.seal, self.subject(shadow)
        take_streamed(shadow, subject)
        with Scratch(shadow.session, f"forget_{self.id}") as scratch:
            counts = dict(_Forgetting(self, shadow, scratch, subject, seal).counts())
        return self._result(shadow, subject, counts)

    def reached(self, table: TableInfo) -> bool:
        """True when the step may write to a table."""
        key = key_of(table.name)
        named = {key_of(name) for name in self.tables}
        kept = {key_of(name) for name in self.keep}
        return (not named or key in named) and key not in kept and not table.read_only

    def _result(self, shadow: Shadow, subject: Subject, counts: Mapping[str, int]) -> StepResult:
        rows, tables = sum(counts.values()), sum(1 for count in counts.values() if count)
        if not rows:
            raise NotFound("there is no row of this person to forget", hint="vibecli tables")
        verb = "go" if self.mode == "delete" else "change"
        shadow.notices += _notices(self, shadow, subject)
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"{rows:,} rows of one person {verb} in {tables:,} tables",
            details=tuple(f"{table}: {count:,} rows" for table, count in counts.items() if count),
            figures=(Figure(name="rows", value=rows), Figure(name="tables", value=tables)),
        )


class _Forgetting:
    """What one forget hands to the shadow."""

    def __init__(
        self, step: Forget, shadow: Shadow, scratch: Scratch, subject: Subject, seal: Seal
    ) -> None:
        self._step, self._shadow, self._scratch = step, shadow, scratch
        self._subject, self._seal = subject, seal

    def counts(self) -> Iterator[tuple[str, int]]:
        """Write table by table; gives how many rows change or go in each."""
        for table in self._shadow.catalog.tables:
            if table.kind == "view" or not self._step.reached(table):
                continue
            rows = self._subject.rows.get(table.name, {})
            done = 0
            goes = self._goes(table)
            if rows and not goes:
                done += self._pseudonymise(table, rows)
            done += self._loosen(table) + self._redact(table, {} if goes else rows, {*rows})
            if rows and goes:
                kept = self._kept(rows, {})
                done += self._shadow.delete(
                    table.name, f"SELECT CAST(rid AS BIGINT) AS __rid, why AS __why FROM {kept}"
                )
            yield table.name, done

    def _goes(self, table: TableInfo) -> bool:
        """True where rows of the person are removed: also those a pseudonym cannot stand in."""
        prints = all(map(table.column, _PRINTS))
        return self._step.mode == "delete" or prints or table.name in STREAM_TABLES

    def _pseudonymise(self, table: TableInfo, rows: Mapping[int, str]) -> int:
        tied = _tying(self._shadow.catalog, table)
        columns = [column for column in _replaced(table) if column.name not in tied]
        if not columns:
            return 0
        values = self._values(table, columns, rows)
        made = {
            column.name: [
                None if text is None else pseudonym(self._seal, column, text)
                for text in values[column.name]
            ]
            for column in columns
        }
        return self._update(table, columns, rows, made)

    def _loosen(self, table: TableInfo) -> int:
        """Empty the columns of other persons that refer to what goes."""
        done = 0
        for (name, column), rids in self._subject.loosened.items():
            info = table.column(column)
            if name != table.name or not rids or info is None or not info.nullable:
                continue
            if self._step.mode == "delete":
                why = dict.fromkeys(sorted(rids), _REFERS)
                done += self._update(table, [info], why, {info.name: [None] * len(rids)})
        return done

    def _redact(self, table: TableInfo, own: Mapping[int, str], known: set[int]) -> int:
        """Take what names the person out of free texts, in rows of their own that stay too."""
        pattern = self._subject.named
        replaced = {column.name for column in _replaced(table)}
        done = 0
        for (name, column), rids in self._subject.texts.items():
            info = table.column(column)
            if name != table.name or info is None:
                continue
            left = rids - (known if column in replaced else known - {*own})
            rows = {rid: own.get(rid, _NAMES) for rid in sorted(left)}
            if not rows:
                continue
            texts = self._values(table, [info], rows)[info.name]
            told = [None if text is None else pattern.sub(REMOVED, text) for text in texts]
            self._update(table, [info], rows, {info.name: told})
            done += sum(rid not in own for rid in rows)
        return done

    def _values(
        self, table: TableInfo, columns: Sequence[ColumnInfo], rows: Mapping[int, str]
    ) -> Columns:
        texts = ", ".join(f"CAST({_plain(c)} AS VARCHAR)" for c in columns)
        kept = self._kept(rows, {})
        found = self._shadow.session.rows(
            f"SELECT {texts} FROM {self._shadow.numbered(table.name)} AS t JOIN {kept} AS k"
            " ON t.__rid = CAST(k.rid AS BIGINT) ORDER BY t.__rid"
        )
        return {c.name: [row[at] for row in found] for at, c in enumerate(columns)}

    def _update(
        self,
        table: TableInfo,
        columns: Sequence[ColumnInfo],
        rows: Mapping[int, str],
        made: Columns,
    ) -> int:
        kept = self._kept(rows, made)
        values = ", ".join(f"CAST({_typed(c)} AS {c.type}) AS {quote(c.name)}" for c in columns)
        return self._shadow.update(
            table.name, f"SELECT CAST(rid AS BIGINT) AS __rid, why AS __why, {values} FROM {kept}"
        )

    def _kept(self, rows: Mapping[int, str], made: Columns) -> str:
        """Keep rows, in their order, with new values in a scratch table: no SQL holds any."""
        order = sorted(rows)
        told = {"rid": [str(rid) for rid in order], "why": [rows[rid] for rid in order], **made}
        return self._scratch.lookup("rows", told)


def _plain(column: ColumnInfo) -> str:
    """Give the SQL of a value that its text can be made from and made into again."""
    return f"to_json({quote(column.name)})" if _nested(column) else quote(column.name)


def _typed(column: ColumnInfo) -> str:
    return f"CAST({quote(column.name)} AS JSON)" if _nested(column) else quote(column.name)


def _nested(column: ColumnInfo) -> bool:
    return column.type.endswith("]") or column.type.startswith(("STRUCT", "MAP"))


def _replaced(table: TableInfo) -> Iterator[ColumnInfo]:
    """Give the columns that say who somebody is; a code of an event may be of a thing."""
    person = bool(table.with_role(*PERSON_ROLES))
    for column in table.columns:
        if column.personal and not column.generated and (person or column.role != Role.CODE):
            yield column


def _tying(catalog: Catalog, table: TableInfo) -> set[str]:
    """Give the columns of keys and references, but for those that are replaced everywhere alike."""
    ends = {end for r in catalog.relationships for end in _ends(r)}
    tied = (c for c in table.columns if (table.name, c.name) in ends or c.name in table.key)
    return {c.name for c in tied if c.role not in PERSONAL_ROLES or c.role == Role.CODE}


def _ends(link: Relationship) -> Iterator[tuple[str, str]]:
    yield link.table, link.column
    yield link.to_table, link.to_column


def _notices(step: Forget, shadow: Shadow, subject: Subject) -> Iterator[str]:
    """Tell what stays, and why."""
    yield from subject.notes
    if subject.shared:
        rows = sum(subject.shared.values())
        what = ", ".join(sorted(subject.shared))
        yield f"{rows:,} rows of other persons hold the same {what}: they stay as they are"
    for table in shadow.catalog.tables:
        rows = len(subject.rows.get(table.name, {}))
        if rows and not step.reached(table):
            where = "is attached and only read" if table.read_only else "is left out"
            yield f"{table.name} {where}: {rows:,} rows of this person stay there"
    if step.mode == "pseudonymise":
        tied = [
            f"{table.name}.{column.name}"
            for table in shadow.catalog.tables
            if table.name in subject.rows
            for column in _replaced(table)
            if column.name in _tying(shadow.catalog, table)
        ]
        if tied:
            yield f"keys and references stay, and still name this person: {', '.join(tied)}"
        return
    loose = [f"{t}.{c}" for (t, c), rids in subject.loosened.items() if rids]
    if loose:
        yield f"rows of other persons refer to this one in {', '.join(loose)}: that is emptied"
