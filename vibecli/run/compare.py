"""The exact difference of two tables: schemas first, then rows by key, or whole rows copy by copy.

Each table is hashed once; rows whose print the other one has too are equal and never looked at
again. The rest becomes a change set from left to right: counts and samples are those of a review.
A print has two halves: the key with the columns that are likely to differ, and the others, which
are read again only for rows whose second half differs, and for the rows shown. Never writes but to
its own throw-away database.
"""

from collections.abc import Iterator, Sequence

from vibecli.data.catalog import TableInfo
from vibecli.data.nearest import nearest_hint
from vibecli.engine.base import Column, Session
from vibecli.engine.names import TableName, quote
from vibecli.engine.types import NUMBERS
from vibecli.errors import DataError, SqlError, UsageError
from vibecli.run import diff
from vibecli.run.column_facts import Missing
from vibecli.run.comparison import Basis, Comparison
from vibecli.run.delta import Delta
from vibecli.run.discretion import Discretion
from vibecli.run.first_look import likely_to_differ
from vibecli.run.incoming import STAGING
from vibecli.run.model import ShapeChange, TableDiff
from vibecli.run.row_prints import unmatched
from vibecli.run.rowname import rows_told
from vibecli.run.side_table import Table
from vibecli.run.tables import RID, TableColumn, TableShape, compares_other, differs, exact

_AT_ONCE = 1 << 18  # pairs whose rows are joined at once: it bounds the memory of a comparison
_FEW = 0.05  # a text is cheap to read where its values are so few of the rows
_CHEAP = (*NUMBERS, "BOOLEAN", "DATE", "TIME", "TIMESTAMP", "UUID", "ENUM")


class Comparing:
    """The comparison of two tables in one session."""

    def __init__(self, session: Session, left: Table, right: Table) -> None:
        self.session, self.tables = session, (left, right)
        self.shared = tuple(_shared(session, left, right))
        if not self.shared:
            what = f"{left.side.name} and {right.side.name} have no column in common"
            raise UsageError(what, hint="name two tables of the same rows")
        self.first: tuple[Column, ...] = ()  # read of every row left over
        self.rest: tuple[Column, ...] = ()
        self.notices: list[str] = []
        self.collated = compares_other(session)

    def compare(self, key: Sequence[str], *, unmask: bool) -> Comparison:
        """Give the comparison by a key, or by the one that the tables have."""
        names, basis = self._chosen(key)
        self.first = tuple(self._read_first(names)) if names else ()
        self.rest = tuple(c for c in self.shared if c not in self.first)
        rows = self._unmatched()
        if names and not self._is_key(names, given=bool(key)):
            names, basis = (), "rows"
        self._pair(names)
        delta = self._change_set()
        info = self._info(names)
        discretion, counts = Discretion((info,), bare=unmask), diff.counts(self.session, delta)
        shape = tuple(self._shape())
        found = TableDiff(
            table=self.tables[1].side.name,
            change="change",
            rows_before=rows[0],
            rows_after=rows[1],
            added=counts.added,
            changed=counts.changed,
            removed=counts.removed,
            columns=diff.column_diffs(self.session, delta, info, discretion, self._nulls),
            samples=diff.samples(self.session, delta, info, {}, discretion),
            shape=shape,
            file="",
            sha256="",
        )
        left, right = (table.side.name for table in self.tables)
        return Comparison(
            left=left,
            right=right,
            same=found.empty,
            key=names,
            basis=basis,
            diff=found,
            notices=tuple(self.notices),
        )

    def _read_first(self, key: Sequence[str]) -> Iterator[Column]:
        """Give the key and the columns likely to differ; without a hint those cheap to read."""
        likely = likely_to_differ(self.session, self.tables, self.shared, key)
        for column in self.shared:
            wanted = self._is_cheap(column) if likely is None else column.name in likely
            if column.name in key or wanted:
                yield column

    def _is_cheap(self, column: Column) -> bool:
        if column.type.startswith(_CHEAP) and not column.type.endswith("]"):
            return True
        info = self.tables[0].info
        known = info.column(column.name)
        few = known is not None and (known.distinct or 0) <= _FEW * info.rows
        return few and column.type == "VARCHAR"

    def _unmatched(self) -> tuple[int, int]:
        """Keep the rows of each side that the other has no equal of; gives the rows of both."""
        prints = [
            self.session.arrays(
                f"SELECT xor({self._hash(self.first, t)}, {self._hash(self.rest, t)}) AS p"
                f" FROM {t.relation} AS __t"
            )["p"]
            for t in self.tables
        ]
        for number, places in enumerate(unmatched(*prints)):
            table = self.tables[number]
            arrays = {"r": table.rids(self.session, places), "p": prints[number][places]}
            values = ", ".join(f"{table.value(c)} AS {quote(c.name)}" for c in self.first)
            self.session.register("__left_over", arrays)
            self.session.run(
                f"CREATE TABLE {_side(number)} AS SELECT __u.r::BIGINT AS {RID},"
                f" xor(__u.p, {self._hash(self.first, table)}) AS __rest{values and ', '}{values}"
                f" FROM {table.relation} AS __t JOIN __left_over AS __u ON __t.{table.rid} = __u.r"
            )
            self.session.unregister("__left_over")
        return len(prints[0]), len(prints[1])

    def _hash(self, columns: Sequence[Column], table: Table) -> str:
        values = [exact(table.value(c), c.type, collated=self.collated) for c in columns]
        return f"hash({', '.join(values)})" if values else "0::UBIGINT"

    def _chosen(self, given: Sequence[str]) -> tuple[tuple[str, ...], Basis]:
        """Give the key to compare by, and where it comes from; none where no side has one."""
        names = [column.name for column in self.shared]
        known = {name.lower(): name for name in names}
        for name in given:
            if name.lower() not in known:
                hint = nearest_hint(name, names, noun="column")
                raise UsageError(f"{name} is no column of both tables", hint=hint)
        if given:
            return tuple(known[name.lower()] for name in given), "given"
        for info in sorted((t.info for t in self.tables), key=lambda info: not info.declared_key):
            if info.key and all(name.lower() in known for name in info.key):
                basis: Basis = "declared" if info.declared_key else "inferred"
                return tuple(known[name.lower()] for name in info.key), basis
        return (), "rows"

    def _is_key(self, names: Sequence[str], *, given: bool) -> bool:
        """Tell whether the key names one row each. Raises DataError where a given one does not."""
        for number, table in enumerate(self.tables):
            keys = ", ".join(self._key_values(names, "__s"))
            repeated = self.session.value(
                "SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n"
                f" FROM {_side(number)} AS __s GROUP BY {keys} HAVING count(*) > 1)"
            )
            if not repeated:
                continue
            told = f"{', '.join(names)} is no key of {table.side.name}"
            if given:
                hint = "name more columns with --key, or leave it out to compare whole rows"
                raise DataError(
                    f"{told}: {rows_told(int(repeated))} that differ share theirs", hint=hint
                )
            self.notices.append(f"{told}, so rows are compared whole")
            return False
        return True

    def _key_values(self, names: Sequence[str], source: str) -> list[str]:
        return [
            exact(f"{source}.{quote(c.name)}", c.type, collated=self.collated)
            for c in self.shared
            if c.name in names
        ]

    def _pair(self, names: Sequence[str]) -> None:
        """Say which rows left over are the same row changed: those that share their key."""
        values = zip(*(self._key_values(names, side) for side in ("__l", "__r")), strict=True)
        same = " AND ".join(f"{left} IS NOT DISTINCT FROM {right}" for left, right in values)
        paired = (
            f"SELECT __l.{RID} AS l, __r.{RID} AS r, __l.__rest IS DISTINCT FROM __r.__rest AS more"
            f" FROM {_side(0)} AS __l FULL JOIN {_side(1)} AS __r ON {same}"
            if names
            else f"SELECT {RID} AS l, NULL::BIGINT AS r, true AS more FROM {_side(0)}"
            f" UNION ALL SELECT NULL, {RID}, true FROM {_side(1)}"
        )
        self.session.run(f"CREATE TABLE {_PAIRS} AS {paired}")

    def _read_rest(self, number: int) -> None:
        """Read the other columns of the rows that differ in them, and of those shown."""
        table, mine, other = self.tables[number], "lr"[number], "rl"[number]
        alone = f"SELECT {mine} FROM {_PAIRS} WHERE {other} IS NULL"
        shown = f"{alone} ORDER BY {mine} LIMIT {diff.SAMPLES:d}"
        wanted = (
            f"SELECT {mine} AS w FROM {_PAIRS} WHERE l + r IS NOT NULL AND more UNION ALL ({shown})"
        )
        values = "".join(f", {table.value(c)} AS {quote(c.name)}" for c in self.rest)
        self.session.run(
            f"CREATE TABLE {_side(number)}_rest AS SELECT __w.w AS {RID}{values}"
            f" FROM {table.relation} AS __t JOIN ({wanted}) AS __w ON __t.{table.rid} = __w.w"
        )

    def _change_set(self) -> Delta:
        """Give the change set that makes the left table the right one, as far as it is read."""
        shape = self._row_shape()
        delta = Delta(self.session, 1, shape, base=shape)
        more = self.session.value(f"SELECT bool_or(more) FROM {_PAIRS} WHERE l + r IS NOT NULL")
        read = self.shared if more else self.first
        delta.touch(column for column in shape.columns if Column(column.name, column.type) in read)
        images, joins = [], ""
        for number, mine in enumerate("lr"):
            self._read_rest(number)
            first, rest = f"__{mine}f", f"__{mine}r"
            fields = ", ".join(
                f"{quote(c.name)} := {first if c in self.first else rest}.{quote(c.name)}"
                for c in self.shared
            )
            images.append(f"CASE WHEN __p.{mine} IS NOT NULL THEN struct_pack({fields}) END")
            joins += (
                f" LEFT JOIN {_side(number)} AS {first} ON {first}.{RID} = __p.{mine}"
                f" LEFT JOIN {_side(number)}_rest AS {rest} ON {rest}.{RID} = __p.{mine}"
            )
        changed = differs(shape, delta.touched, "__before", "__after")
        for start in range(0, self.session.value(f"SELECT count(*) FROM {_PAIRS}"), _AT_ONCE):
            some = f"SELECT * FROM {_PAIRS} WHERE rowid >= {start} AND rowid < {start + _AT_ONCE}"
            self.session.run(
                f"INSERT INTO {delta.relation} SELECT * FROM"
                f" (SELECT coalesce(__p.l, -1 - __p.r) AS {RID}, NULL AS __why, '' AS __step,"
                f" {images[0]} AS __before, {images[1]} AS __after FROM ({some}) AS __p{joins})"
                f" WHERE __before IS NULL OR __after IS NULL OR {changed}"
            )
        return delta

    def _nulls(self, session: Session, _: Delta, names: Sequence[str]) -> Missing:
        """Count the rows of both tables that have no value in some columns."""
        columns = [c for c in self.shared if c.name in names]
        counts = []
        for table in self.tables if columns else ():
            asked = ", ".join(f"count(*) - count({table.value(c)})" for c in columns)
            counts.append(session.rows(f"SELECT {asked} FROM {table.relation} AS __t")[0])
        return {c.name: pair for c, pair in zip(columns, zip(*counts, strict=True), strict=True)}

    def _row_shape(self) -> TableShape:
        columns = tuple(TableColumn(c.name, c.type) for c in self.shared)
        return TableShape(
            TableName.parse(self.tables[0].side.table), columns, collated=self.collated
        )

    def _info(self, key: Sequence[str]) -> TableInfo:
        """Give what is known of the columns; one that is personal on either side is masked."""
        infos = [table.info for table in self.tables]
        columns = []
        for column in self.shared:
            known = [found for info in infos if (found := info.column(column.name))]
            chosen = next((one for one in known if one.personal), known[0] if known else None)
            if chosen is not None:
                columns.append(chosen.model_copy(update={"name": column.name}))
        name = self.tables[0].side.table
        return TableInfo(name=name, columns=tuple(columns), key=tuple(key))

    def _shape(self) -> Iterator[ShapeChange]:
        """Tell how the schemas differ."""
        left, right = self.tables
        for column in left.columns:
            there = right.column(column.name)
            if there is None:
                yield ShapeChange(change="drop", column=column.name, before=column.type)
            elif there.type != column.type:
                yield ShapeChange(
                    change="retype", column=column.name, before=column.type, after=there.type
                )
        for column in right.columns:
            if left.column(column.name) is None:
                yield ShapeChange(change="add", column=column.name, after=column.type)


_PAIRS = f"{STAGING}.pairs"


def _side(number: int) -> str:
    """Give the table of the rows left over of a side."""
    return f"{STAGING}.side{number}"


def _shared(session: Session, left: Table, right: Table) -> Iterator[Column]:
    """Give the columns that both have, spelt as on the left, of a type that holds both."""
    pairs = [(c, there) for c in left.columns if (there := right.column(c.name))]
    for one, other in pairs:
        if one.type == other.type:
            yield one
            continue
        both = f"SELECT NULL::{one.type} AS v UNION ALL SELECT NULL::{other.type}"
        try:
            yield Column(one.name, session.describe(both)[0].type)
        except SqlError:
            yield Column(one.name, "VARCHAR")
