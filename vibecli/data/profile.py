"""Profiles: one pass over a relation gives what is worth knowing about each of its columns.

Counts are of all rows; distinct counts are approximate above 100,000 rows, except for columns that
may be a key. Values are sampled by row number or by hash, never at random, so that the same rows
give the same profile. Reads only.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vibecli.data.catalog import ColumnInfo, Role, TableInfo, TopValue
from vibecli.data.keys import find_key, kept_key, kept_naming, may_be_key
from vibecli.data.roles import infer_roles
from vibecli.data.shape import common_shapes
from vibecli.engine.base import Column, Session
from vibecli.engine.names import quote
from vibecli.engine.types import WHOLE
from vibecli.tagging.sample import ColumnSample
from vibecli.tagging.tagger import tag_columns

EXACT_ROWS = 100_000
LOW_CARDINALITY = 12
_SAMPLE_ROWS = 2_000
_MIN_SAMPLE_ROWS = 100  # of a very wide table, so that no more than these cells are held
_SAMPLE_CELLS = 400_000
_AT_ONCE = 64  # columns a statement
_SAMPLE_VALUES = 400
_SHAPES = 3
_LONGEST = 200
_PARTS = 64
_BY_CHANCE = 2
_NEARLY_UNIQUE = 0.8  # of the approximate count, which errs by a few percent
_ORDERED = ("DATE", "TIMESTAMP", "DECIMAL", "FLOAT", "DOUBLE", "REAL")
_KEPT_ROLES = frozenset({Role.FOREIGN_KEY})


@dataclass(frozen=True)
class _Figures:
    """What one pass found about one column."""

    nulls: int
    distinct: int
    minimum: str | None
    maximum: str | None


def profile_table(
    session: Session,
    relation: str,
    name: str,
    columns: Sequence[Column],
    *,
    order: str | None = None,
    before: TableInfo | None = None,
) -> TableInfo:
    """Give statistics, roles and key of any relation.

    Args:
        session: where the relation can be read.
        relation: what stands after FROM.
        name: the table's text name.
        columns: the relation's columns to look at, in order.
        order: a row number of the relation (`rowid`, `__rid`); makes sampling cheap.
        before: what is known of the table: its declared key, its nullability, its foreign keys.
    """
    before = before or TableInfo(name=name)
    rows = int(session.value(f"SELECT count(*) FROM {relation}"))
    figures = _figures(session, relation, columns, rows)
    values = _samples(session, relation, columns, rows, order)
    samples = [
        ColumnSample(c.name, c.type, _distinct(values[c.name]), rows, f.distinct, f.nulls)
        for c, f in zip(columns, figures, strict=True)
    ]
    tags = tag_columns(name, samples)
    roles = infer_roles(name, samples, tags)
    private = frozenset(name for name, told in tags.items() if told.sensitivity.masked)
    names = {column.name for column in columns}
    declared = before.declared_key and set(before.key) <= names
    key = before.key if declared else kept_key(name, names)
    key = key or find_key(session, relation, rows, samples, roles, private)
    top = _top_values(session, relation, columns, figures, rows, told=kept_naming(name))
    infos = tuple(
        ColumnInfo(
            name=column.name,
            type=column.type,
            nullable=_nullable(before, column.name),
            generated=_generated(before, column.name),
            null_share=figure.nulls / rows if rows else None,
            distinct=figure.distinct if rows else None,
            minimum=figure.minimum,
            maximum=figure.maximum,
            top=top.get(column.name, ()),
            shapes=common_shapes(values[column.name], _SHAPES) if _is_text(column) else (),
            role=_role(column.name, roles, key, before, private),
            tagged=tags[column.name],
        )
        for column, figure in zip(columns, figures, strict=True)
    )
    return TableInfo(
        name=name,
        kind=before.kind,
        rows=rows,
        columns=tuple(_discreet(column) for column in infos),
        key=key,
        declared_key=declared,
    )


def _figures(
    session: Session, relation: str, columns: Sequence[Column], rows: int
) -> list[_Figures]:
    """Count a few columns a statement: an engine dies of thousands of aggregates in one."""
    parts = (columns[i : i + _AT_ONCE] for i in range(0, len(columns), _AT_ONCE))
    found = [figure for part in parts for figure in _some_figures(session, relation, part, rows)]
    return found if rows <= EXACT_ROWS else _made_exact(session, relation, columns, found, rows)


def _some_figures(
    session: Session, relation: str, columns: Sequence[Column], rows: int
) -> Iterator[_Figures]:
    counted = "count(DISTINCT {0})" if rows <= EXACT_ROWS else "approx_count_distinct({0})"
    asked = []
    for column in columns:
        sql = quote(column.name)
        asked += [f"count({sql})", counted.format(sql)]
        for edge in ("min", "max"):
            asked.append(f"CAST({edge}({sql}) AS VARCHAR)" if _is_ordered(column) else "NULL")
    row = session.rows(f"SELECT {', '.join(asked)} FROM {relation}")[0]
    for index in range(len(columns)):
        filled, distinct, low, high = row[4 * index : 4 * index + 4]
        yield _Figures(rows - filled, min(distinct, filled), low, high)


def _made_exact(
    session: Session,
    relation: str,
    columns: Sequence[Column],
    figures: list[_Figures],
    rows: int,
) -> list[_Figures]:
    """Count again, exactly, where uniqueness matters; elsewhere an estimate never claims it."""
    found = []
    for column, figure in zip(columns, figures, strict=True):
        near = not figure.nulls and figure.distinct >= rows * _NEARLY_UNIQUE
        unique = near and may_be_key(column) and _is_unique(session, relation, column, rows)
        found.append(replace(figure, distinct=rows if unique else min(figure.distinct, rows - 1)))
    return found


def _is_unique(session: Session, relation: str, column: Column, rows: int) -> bool:
    """Tell exactly whether no value of a column comes twice; none may be NULL.

    First by the values of one part of all hashes, then by sorted hashes, a quarter of the time and
    memory of counting values. Different hashes prove it; a few that are equal may be chance.
    """
    print_ = f"hash({quote(column.name)})"
    part = f"SELECT {print_} AS h FROM {relation} WHERE {print_} % {_PARTS:d} = 0"
    if session.value(f"SELECT count(*) > count(DISTINCT h) FROM ({part})"):
        return False
    hashes = session.arrays(f"SELECT {print_} AS h FROM {relation}")["h"]
    hashes.sort()
    repeated = int((hashes[1:] == hashes[:-1]).sum())
    if not 0 < repeated <= _BY_CHANCE:
        return not repeated
    return bool(
        session.value(f"SELECT count(DISTINCT {quote(column.name)}) FROM {relation}") == rows
    )


def _samples(
    session: Session, relation: str, columns: Sequence[Column], rows: int, order: str | None
) -> dict[str, tuple[str, ...]]:
    """Give up to 2,000 non-null values a column as text, from the same rows for all columns."""
    if not columns:
        return {}
    listed = ", ".join(f"left(CAST({quote(c.name)} AS VARCHAR), {_LONGEST})" for c in columns)
    end = ""
    wanted = min(_SAMPLE_ROWS, max(_MIN_SAMPLE_ROWS, _SAMPLE_CELLS // len(columns)))
    if rows > wanted:
        hashed = ", ".join(quote(column.name) for column in columns[:_AT_ONCE])
        step = rows // wanted
        end = f" WHERE {order} % {step:d} = 0" if order else f" ORDER BY hash({hashed}) LIMIT "
        end += "" if order else f"{wanted:d}"
    found = session.rows(f"SELECT {listed} FROM {relation}{end}")
    return {
        column.name: tuple(row[index] for row in found if row[index] is not None)
        for index, column in enumerate(columns)
    }


def _distinct(values: Sequence[str]) -> tuple[str, ...]:
    """Give up to 400 of the values, evenly spread over their sorted order."""
    known = sorted(set(values))
    step = max(1, -(-len(known) // _SAMPLE_VALUES))
    return tuple(known[::step])


def _top_values(
    session: Session,
    relation: str,
    columns: Sequence[Column],
    figures: Sequence[_Figures],
    rows: int,
    told: Collection[str] = (),
) -> dict[str, tuple[TopValue, ...]]:
    """Give all values of columns that have few and repeat them, or are to be told anyway."""
    few = [
        column
        for column, figure in zip(columns, figures, strict=True)
        if 0 < figure.distinct <= LOW_CARDINALITY
        and (figure.distinct * 2 <= rows - figure.nulls or column.name in told)
        and (_is_text(column) or column.type == "BOOLEAN" or column.type.startswith("ENUM"))
    ]
    if rows > EXACT_ROWS:  # to group is much quicker than a histogram, but takes a statement each
        return {column.name: _ranked(_grouped(session, relation, column)) for column in few}
    found: dict[str, tuple[TopValue, ...]] = {}
    for part in (few[i : i + _AT_ONCE] for i in range(0, len(few), _AT_ONCE)):
        texts = (f"left(CAST({quote(c.name)} AS VARCHAR), {_LONGEST})" for c in part)
        asked = ", ".join(f"histogram({text})" for text in texts)
        row = session.rows(f"SELECT {asked} FROM {relation}")[0]
        found |= {column.name: _ranked(counts) for column, counts in zip(part, row, strict=True)}
    return found


def _grouped(session: Session, relation: str, column: Column) -> dict[str, int]:
    value = quote(column.name)
    groups = (
        f"SELECT {value} AS v, count(*) AS n FROM {relation} WHERE {value} IS NOT NULL GROUP BY v"
    )
    text = f"left(CAST(v AS VARCHAR), {_LONGEST})"
    return dict(session.rows(f"SELECT {text} AS t, sum(n)::BIGINT FROM ({groups}) GROUP BY t"))


def _ranked(counts: Mapping[str, int]) -> tuple[TopValue, ...]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(TopValue(value=value, rows=rows) for value, rows in ranked)


def _role(
    name: str,
    roles: Mapping[str, Role | None],
    key: Sequence[str],
    before: TableInfo,
    private: frozenset[str],
) -> Role | None:
    known = before.column(name)
    if known and known.role in _KEPT_ROLES:
        return known.role
    role = roles.get(name)
    if (role is Role.CATEGORY and len(key) > 1) or name in private:
        return role
    if name in key and role in {None, Role.KEY, Role.CODE, Role.AMOUNT, Role.TEXT, Role.CATEGORY}:
        return Role.KEY
    return Role.CODE if role is Role.KEY and name not in key else role


def _discreet(column: ColumnInfo) -> ColumnInfo:
    """Give the column without its extremes when they are somebody's own."""
    return (
        column.model_copy(update={"minimum": None, "maximum": None}) if column.personal else column
    )


def _nullable(before: TableInfo, name: str) -> bool:
    known = before.column(name)
    return known.nullable if known else True


def _generated(before: TableInfo, name: str) -> bool:
    known = before.column(name)
    return known is not None and known.generated


def _is_text(column: Column) -> bool:
    return column.type == "VARCHAR"


def _is_ordered(column: Column) -> bool:
    kinds = (*_ORDERED, *WHOLE)
    return column.type.startswith(kinds) and not column.type.endswith("]")
