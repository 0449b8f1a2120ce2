"""What a table or a query result the plan made is about: roles from a sample, enough to mask by.

Owns the guess for relations nobody profiled. When in doubt a column is personal: one that has the
name of a personal column of the base is one here too.
"""

from collections.abc import Collection, Mapping, Sequence

from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.data.record_columns import with_record_ids
from vibecli.data.roles import infer_roles
from vibecli.engine.base import Column, Session
from vibecli.engine.names import TableName, quote
from vibecli.engine.types import NUMBERS
from vibecli.plan.lineage import Source, lineage
from vibecli.run.rowname import AT_ONCE, as_text
from vibecli.tagging.sample import ColumnSample
from vibecli.tagging.tagger import tag_columns

_ROWS = 2_000
_VALUES = 400
_SOURCES = 100  # tables that a column of record ids may name
_OWN_IDS = {"person_id", "record_id", "profile_key"}  # of identity and provenance tables


def sampled_info(
    session: Session,
    relation: str,
    name: str,
    columns: Sequence[Column],
    catalog: Catalog,
    key: tuple[str, ...] = (),
) -> TableInfo:
    """Give the roles of a relation's columns, told from its first rows."""
    if not columns:
        return TableInfo(name=name, key=key)
    samples = []
    for start in range(0, len(columns), AT_ONCE):
        some = columns[start : start + AT_ONCE]
        texts = ", ".join(as_text(quote(column.name)) for column in some)
        rows = session.rows(f"SELECT {texts} FROM {relation} LIMIT {_ROWS:d}")
        samples += [_sample(c, [row[place] for row in rows]) for place, c in enumerate(some)]
    tags = tag_columns(name, samples)
    roles = infer_roles(name, samples, tags)
    names = _column_names(catalog)
    for sample in samples:
        if roles[sample.name] is Role.CODE and _names_columns(sample, names):
            roles[sample.name] = Role.TEXT
    infos = [
        ColumnInfo(name=c.name, type=c.type, role=roles.get(c.name), tagged=tags.get(c.name))
        for c in columns
    ]
    return cautious(TableInfo(name=name, columns=tuple(infos), key=key), catalog)


def cautious(info: TableInfo, catalog: Catalog) -> TableInfo:
    """Give the table with the roles that columns of the same name have in the base.

    A column that is personal there is personal here; a code that only ever names rows there (or is
    one of vibecli's own ids) names rows here, and is shown.
    """
    personal = _personal(catalog)

    def told(column: ColumnInfo) -> ColumnInfo:
        if column.personal or column.role is Role.KEY:
            return column
        return column.model_copy(update={"role": personal.get(column.name.lower(), column.role)})

    known = info.model_copy(update={"columns": tuple(map(told, info.columns))})
    return without_names_of_rows(known, catalog)


def with_roles_of(info: TableInfo, other: TableInfo | None) -> TableInfo:
    """Give the table with the roles another one has for columns of the same name."""
    known = {c.name.lower(): c for c in other.columns if c.role} if other else {}
    columns = (
        c.model_copy(update={"role": same.role, "tagged": same.tagged})
        if (same := known.get(c.name.lower()))
        else c
        for c in info.columns
    )
    return info.model_copy(update={"columns": tuple(columns)})


def without_names_of_rows(info: TableInfo, catalog: Catalog) -> TableInfo:
    """Give the table with codes that only name rows, there or elsewhere, as references."""
    names = _naming(catalog)

    def told(column: ColumnInfo) -> ColumnInfo:
        tagged = column.tagged is not None and column.tagged.sensitivity.masked
        if column.role is not Role.CODE or column.name.lower() not in names or tagged:
            return column
        return column.model_copy(update={"role": Role.FOREIGN_KEY})

    return info.model_copy(update={"columns": tuple(map(told, info.columns))})


def naming_records(
    session: Session, relation: str, info: TableInfo, tables: Sequence[TableInfo]
) -> TableInfo:
    """Give the table with the roles of its record ids, by the tables they are of now."""

    def sources(column: ColumnInfo) -> Collection[str] | None:
        own = quote(column.name)
        rows = session.rows(
            f"SELECT DISTINCT {own} FROM {relation} WHERE {own} IS NOT NULL LIMIT {_SOURCES + 1:d}"
        )
        return None if len(rows) > _SOURCES else [row[0] for row in rows]

    return with_record_ids(info, tables, sources)


def traced(select: str, columns: Sequence[Column], tables: Sequence[TableInfo]) -> dict[str, Role]:
    """Give the personal roles of a SELECT's columns (lower case), by where their values come from.

    A renamed or composed personal value stays personal. Where the origin cannot be told, text from
    a table with personal columns counts as personal.
    """
    read = [t for t in tables if names(select, t.name)]
    personal = {
        Source(t.name.lower(), c.name.lower()): c for t in read for c in t.columns if c.personal
    }
    if not personal:
        return {}
    schema = {t.name: {c.name: c.type for c in t.columns} for t in read}
    origins = {name.lower(): found for name, found in (lineage(select, schema) or {}).items()}
    roles = {}
    for column in columns:
        name = column.name.lower()
        found = origins.get(name)
        sources = [personal[s] for s in sorted(map(_folded, found or ())) if s in personal]
        if sources and (not _counts(column) or column.type == sources[0].type):
            roles[name] = sources[0].masked_as or Role.CODE
        elif found is None and not _counts(column):
            roles[name] = Role.CODE
    return roles


def marked(info: TableInfo, roles: Mapping[str, Role]) -> TableInfo:
    """Give the table with these personal roles where a column has none of its own.

    What is personal by its origin is no record id, whatever the column beside it says.
    """

    def told(column: ColumnInfo) -> ColumnInfo:
        role = roles.get(column.name.lower())
        if role is None:
            return column
        role = column.role if column.personal else role
        return column.model_copy(update={"role": role, "record_of": None})

    return info.model_copy(update={"columns": tuple(map(told, info.columns))})


def open_columns(
    select: str, columns: Sequence[Column], tables: Sequence[TableInfo]
) -> frozenset[str]:
    """Give the columns of a SELECT (lower case) made of nothing but what a contract calls open."""
    shown = {
        Source(t.name.lower(), c.name.lower())
        for t in tables
        for c in t.columns
        if c.declared and not c.personal
    }
    schema = {t.name: {c.name: c.type for c in t.columns} for t in tables}
    origins = (lineage(select, schema) or {}) if shown else {}
    made = {n.lower() for n, of in origins.items() if of and shown.issuperset(map(_folded, of))}
    return frozenset(column.name.lower() for column in columns) & made


def opened(info: TableInfo, names: Collection[str]) -> TableInfo:
    """Give the table with these columns shown, whatever their values look like."""
    columns = (
        c.model_copy(update={"role": Role.TEXT, "tagged": None})
        if c.personal and c.name.lower() in names
        else c
        for c in info.columns
    )
    return info.model_copy(update={"columns": tuple(columns)}) if names else info


def as_declared(info: TableInfo, before: TableInfo | None) -> TableInfo:
    """Give a table profiled anew with what a contract says of its columns."""
    known = {c.name.lower(): c for c in before.columns if c.declared} if before else {}

    def told(column: ColumnInfo) -> ColumnInfo:
        said = known.get(column.name.lower())
        parts = ("role", "tagged", "evident")
        return column.model_copy(update={p: getattr(said, p) for p in parts}) if said else column

    return info.model_copy(update={"columns": tuple(map(told, info.columns))})


def names(select: str, table: str) -> bool:
    """True when the SELECT may read this table: its name stands in it, quoted or not."""
    name = quote(TableName.parse(table).name)[1:-1]
    return name.lower() in select.lower()


def _folded(source: Source) -> Source:
    return Source(source.table.lower(), source.column.lower())


def _counts(column: Column) -> bool:
    """True for a type that holds numbers or flags: a sum or a count tells no personal value."""
    return column.type.split("(")[0].upper() in {*NUMBERS, "BOOLEAN"}


def _personal(catalog: Catalog) -> dict[str, Role]:
    """Give the personal roles of columns by name, but for codes that only name rows."""
    naming = _naming(catalog)
    return {
        column.name.lower(): role
        for table in reversed(catalog.tables)
        for column in table.columns
        if (role := column.masked_as) is not None
        if role is not Role.CODE or column.name.lower() not in naming
    }


def _naming(catalog: Catalog) -> set[str]:
    """Give the names of columns that name rows: keys, references to them, vibecli's own ids.

    A name that means something personal in another table is none.
    """
    roles = (Role.KEY, Role.FOREIGN_KEY)
    columns = [column for table in catalog.tables for column in table.columns]
    known = {c.name.lower() for c in columns if c.role in roles}
    personal = {c.name.lower() for c in columns if c.personal and c.role is not Role.CODE}
    return (known | _OWN_IDS) - personal


def _column_names(catalog: Catalog) -> set[str]:
    return {f"{t.name}.{c.name}".lower() for t in catalog.tables for c in t.columns}


def _names_columns(sample: ColumnSample, names: Collection[str]) -> bool:
    """True for a whole column of `table.column` of the base: a schema says nothing of anybody."""
    whole = sample.rows < _ROWS and len(sample.values) == sample.distinct
    return bool(sample.values) and whole and all(v.lower() in names for v in sample.values)


def _sample(column: Column, values: Sequence[str | None]) -> ColumnSample:
    given = [value for value in values if value is not None]
    distinct = sorted(set(given))
    step = max(1, -(-len(distinct) // _VALUES))
    return ColumnSample(
        column.name,
        column.type,
        tuple(distinct[::step]),
        len(values),
        len(distinct),
        len(values) - len(given),
    )
