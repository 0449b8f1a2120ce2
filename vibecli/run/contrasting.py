"""Two plans compared by what they do: the rows only one changes, and those both change differently.

Owns pairing the rows of two change sets made on the same data. A row that was there is itself; a
new one is the one of its key, or without a key the one of its content. It reads the files of the
two plans and nothing of the database.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import Column, Session
from vibecli.engine.names import literal, quote
from vibecli.run.contrast import (
    ContrastCell,
    IntentContrast,
    QueryContrast,
    RowContrast,
    TableContrast,
)
from vibecli.run.discretion import cut
from vibecli.run.drilldown import discretion_of, info_of
from vibecli.run.model import QueryRows, Review, TableDiff
from vibecli.run.rowname import as_text, key_columns, row_name
from vibecli.run.tables import RID

Columns = dict[str, str]  # SQL of each column of either side on this one; empty: it has none
_SAMPLES = 3
_CELLS = 6  # columns told of one row
_KIND = (
    "CASE WHEN rid_b IS NULL THEN 'only_a' WHEN rid_a IS NULL THEN 'only_b'"
    " WHEN same THEN 'same' ELSE 'differently' END"
)


@dataclass(frozen=True)
class Side:
    """A plan that ran: what it was called, its review, its folder."""

    name: str
    review: Review
    folder: Path


def contrast(a: Side, b: Side, *, changes: Sequence[str], unmask: bool = False) -> IntentContrast:
    """Compare what two plans do to the same data; `changes` are those from one to the other."""
    from vibecli.engine.duckdb import DuckEngine

    with DuckEngine().files(a.folder.parent) as session:
        found = _Contrast(session, a, b, unmask=unmask)
        tables, queries = tuple(found.tables()), tuple(found.queries())
    return IntentContrast(
        a=a.name,
        b=b.name,
        plan_a=a.review.plan_id,
        plan_b=b.review.plan_id,
        plan=tuple(changes),
        tables=tables,
        queries=queries,
    )


@dataclass(frozen=True)
class _Contrast:
    session: Session
    a: Side
    b: Side
    unmask: bool

    def tables(self) -> Iterator[TableContrast]:
        """Compare each table that either plan changes."""
        ours, theirs = _changed(self.a.review), _changed(self.b.review)
        for key in dict.fromkeys([*ours, *theirs]):
            yield self._table(ours.get(key), theirs.get(key))

    def queries(self) -> Iterator[QueryContrast]:
        """Compare each query step that either plan has."""
        ours, theirs = ({q.step: q for q in side.review.queries} for side in (self.a, self.b))
        for step in dict.fromkeys([*ours, *theirs]):
            yield self._query(step, ours.get(step), theirs.get(step))

    def _table(self, ours: TableDiff | None, theirs: TableDiff | None) -> TableContrast:
        one = ours or theirs
        assert one is not None
        files = [_file(self.a, ours), _file(self.b, theirs)]
        columns = _shared([self._columns(file, "__after") for file in files])
        for name, file in zip("ab", files, strict=True):
            source, where = (file, "true") if file else (files[0] or files[1], "false")
            self.session.run(
                f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {RID}, __before, __after,"
                f" {_image(columns[name], '__after')} AS image FROM {source} WHERE {where}"
            )
        key = self._key(one, columns)
        self._pair(key)
        counted = self.session.rows(f"SELECT {_KIND}, count(*) FROM paired GROUP BY ALL")
        counts: dict[str, int] = {str(kind): int(rows) for kind, rows in counted}
        return TableContrast(
            table=one.table,
            same=counts.get("same", 0),
            only_a=counts.get("only_a", 0),
            only_b=counts.get("only_b", 0),
            differently=counts.get("differently", 0),
            shape=_shapes(ours, theirs),
            samples=tuple(self._samples(one, key, columns)),
        )

    def _columns(self, file: str, image: str) -> list[Column]:
        unnested = f"SELECT UNNEST({image}) FROM {file}" if image else f"SELECT * FROM {file}"
        return list(self.session.describe(unnested)) if file else []

    def _key(self, one: TableDiff, columns: Mapping[str, Columns]) -> tuple[str, ...]:
        known = [name for name in columns["a"] if columns["a"][name] and columns["b"][name]]
        return key_columns(self._info(one), known)

    def _info(self, one: TableDiff) -> TableInfo | None:
        return info_of(self.a.folder, one.table) or info_of(self.b.folder, one.table)

    def _pair(self, key: Sequence[str]) -> None:
        """Bring the rows of both sides together, each with the one it is on the other."""
        fields = ", ".join(f"__after.{quote(name)}" for name in key)
        same = f"row({fields})" if key else "image"
        new = (
            f"SELECT {RID}, image, {same} AS name,"
            f" row_number() OVER (PARTITION BY {same} ORDER BY {RID} DESC) AS nth"
        )
        self.session.run(
            "CREATE OR REPLACE TEMP TABLE paired AS"
            f" SELECT a.{RID} AS rid_a, b.{RID} AS rid_b,"
            " a.image IS NOT DISTINCT FROM b.image AS same"
            f" FROM (FROM a WHERE {RID} >= 0) AS a FULL JOIN (FROM b WHERE {RID} >= 0) AS b"
            f" ON a.{RID} = b.{RID} UNION ALL"
            f" SELECT a.{RID}, b.{RID}, a.image IS NOT DISTINCT FROM b.image"
            f" FROM ({new} FROM a WHERE {RID} < 0) AS a FULL JOIN ({new} FROM b WHERE {RID} < 0)"
            " AS b ON a.name IS NOT DISTINCT FROM b.name AND a.nth = b.nth"
        )

    def _samples(
        self, one: TableDiff, key: Sequence[str], columns: Mapping[str, Columns]
    ) -> Iterator[RowContrast]:
        """Give the first rows of each kind."""
        discretion = discretion_of(self.a.folder, unmask=self.unmask)
        names, info = list(columns["a"]), self._info(one)
        if not names or (info is None and not self.unmask):
            return
        parts = [_KIND, "coalesce(rid_a, rid_b)", *(_mark(side) for side in "ab")]
        parts += self._before(names)
        for side in "ab":
            parts += [
                as_text(f"{side}.__after.{quote(n)}") if columns[side][n] else "NULL" for n in names
            ]
        found = self.session.rows(
            f"WITH picked AS MATERIALIZED (FROM paired WHERE {_KIND} <> 'same'"
            f" QUALIFY row_number() OVER (PARTITION BY {_KIND}"
            f" ORDER BY coalesce(rid_a, rid_b), rid_b) <= {_SAMPLES:d})"
            f" SELECT {', '.join(parts)} FROM picked"
            f" LEFT JOIN a ON a.{RID} = rid_a LEFT JOIN b ON b.{RID} = rid_b ORDER BY ALL"
        )
        for kind, rid, mark_a, mark_b, *values in found:
            every = [values[n : n + len(names)] for n in range(0, len(values), len(names))]
            for place, touched in enumerate((mark_a, mark_b), start=1):
                every[place] = every[place] if touched else every[0]  # it stays as it was
            told = [discretion.row(image, info, names) for image in every]
            images = [dict(zip(names, image, strict=True)) for image in told]
            named = next((i for i in images if any(i[n] is not None for n in key)), images[0])
            yield RowContrast(
                kind=kind,
                row=row_name(rid, key, named),
                a=mark_a,
                b=mark_b,
                cells=tuple(_cells(kind, names, every, images))[:_CELLS],
            )

    def _before(self, names: Sequence[str]) -> list[str]:
        """Give the SQL of each column's value before as text, from whichever side has it."""
        known = {side: {c.name for c in self._columns(side, "__before")} for side in "ab"}
        told = []
        for name in names:
            has = [as_text(f"{s}.__before.{quote(name)}") for s in "ab" if name in known[s]]
            told.append(f"coalesce({', '.join(has)})" if has else "NULL")
        return told

    def _query(self, step: str, ours: QueryRows | None, theirs: QueryRows | None) -> QueryContrast:
        files = [_file(self.a, ours), _file(self.b, theirs)]
        columns = _shared([self._columns(file, "") for file in files])
        sides = []
        for name, file in zip("ab", files, strict=True):
            source, where = (file, "true") if file else (files[0] or files[1], "false")
            sides.append(
                f"(SELECT image, count(*) AS n FROM (SELECT {_image(columns[name], '')} AS image"
                f" FROM {source} WHERE {where}) GROUP BY ALL) AS {name}"
            )
        same, only_a, only_b = self.session.rows(
            "SELECT coalesce(sum(least(x, y)), 0), coalesce(sum(x - least(x, y)), 0),"
            " coalesce(sum(y - least(x, y)), 0) FROM (SELECT coalesce(a.n, 0) AS x,"
            f" coalesce(b.n, 0) AS y FROM {sides[0]} FULL JOIN {sides[1]}"
            " ON a.image IS NOT DISTINCT FROM b.image)"
        )[0]
        return QueryContrast(step=step, same=int(same), only_a=int(only_a), only_b=int(only_b))


def _shared(found: Sequence[Sequence[Column]]) -> dict[str, Columns]:
    """Give how the columns of both sides are compared: as text where their types differ."""
    ours, theirs = ({column.name: column.type for column in columns} for columns in found)
    names = list(ours | theirs)
    return {
        "a": {name: _compared(name, ours, theirs) for name in names},
        "b": {name: _compared(name, theirs, ours) for name in names},
    }


def _compared(name: str, own: Mapping[str, str], other: Mapping[str, str]) -> str:
    if name not in own:
        return ""
    alike = not other or other.get(name, own[name]) == own[name]
    return "{}" if alike else "CAST({} AS VARCHAR)"


def _image(columns: Columns, image: str) -> str:
    """Give a row as one value that equals that of the other side's equal row."""
    if not columns:
        return "true"
    inside = f"{image}." if image else ""
    fields = ", ".join(
        f"{quote(name)} := {form.format(inside + quote(name)) or 'NULL'}"
        for name, form in columns.items()
    )
    packed = f"struct_pack({fields})"
    return f"CASE WHEN {image} IS NULL THEN NULL ELSE {packed} END" if image else packed


def _changed(review: Review) -> dict[str, TableDiff]:
    return {table.table.lower(): table for table in review.diff.tables if not table.empty}


def _file(side: Side, part: TableDiff | QueryRows | None) -> str:
    return f"read_parquet({literal(str(side.folder / part.file))})" if part else ""


def _shapes(ours: TableDiff | None, theirs: TableDiff | None) -> tuple[str, ...]:
    """Give the changes of a table itself that only one side makes."""
    told = [_shape_lines(one) for one in (ours, theirs)]
    return tuple(
        f"only {name}: {line}"
        for name, own, other in (("A", *told), ("B", *reversed(told)))
        for line in own
        if line not in other
    )


def _shape_lines(one: TableDiff | None) -> list[str]:
    if one is None:
        return []
    whole = [] if one.change == "change" else [f"the table: {one.change}"]
    lines = (" ".join(filter(None, (s.change, s.column, s.before, s.after))) for s in one.shape)
    return [*whole, *lines]


def _mark(side: str) -> str:
    return (
        f"CASE WHEN rid_{side} IS NULL THEN '' WHEN {side}.__before IS NULL THEN '+'"
        f" WHEN {side}.__after IS NULL THEN '-' ELSE '~' END"
    )


def _cells(
    kind: str,
    names: Sequence[str],
    real: Sequence[Sequence[str | None]],
    shown: Sequence[Mapping[str, str | None]],
) -> Iterator[ContrastCell]:
    """Give the columns that make the difference; values are compared as they are, not as shown."""
    for place, name in enumerate(names):
        before, a, b = (image[place] for image in real)
        differs = {"only_a": a != before, "only_b": b != before}.get(kind, a != b)
        if differs:
            was, one, other = (cut(image[name]) for image in shown)
            yield ContrastCell(column=name, before=was, a=one, b=other)
