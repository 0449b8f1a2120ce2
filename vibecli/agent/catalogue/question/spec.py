"""What a question asks, as parts that one SELECT is written from.

Owns that SELECT. Conditions stand on the subject's own rows (those on another table as IN), so only
columns and groups of another table are joined in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from vibecli.agent.catalogue.calendar import Span
from vibecli.agent.catalogue.predicates import Predicate, as_date, both, family, negated
from vibecli.agent.catalogue.question.measure import Measure, expression, value
from vibecli.agent.catalogue.question.merging import Merge, spelled, widened
from vibecli.data.catalog import ColumnInfo, Relationship, TableInfo
from vibecli.engine.names import TableName, quote

Path = tuple[Relationship, ...]


@dataclass(frozen=True)
class Ref:
    """A column of the subject, or of a table that its rows refer to."""

    column: ColumnInfo
    table: TableInfo
    path: Path = ()

    @property
    def said(self) -> str:
        """The column in words."""
        return f"{self.table.name}.{self.column.name}" if self.path else self.column.name


@dataclass(frozen=True)
class Group:
    """What rows are grouped by: a column, or a unit of time of one; no column: the main date."""

    ref: Ref | None
    unit: str = ""
    also: tuple[Ref, ...] = ()  # shown beside it: the name of the company
    hidden: bool = False  # grouped by, but not shown: only the name was asked for
    style: str = ""  # how a unit of time is written, as strftime has it

    @property
    def said(self) -> str:
        """The group in words."""
        name = self.ref.said if self.ref else ""
        return f"{self.unit} of {name}" if self.unit else name


@dataclass(frozen=True)
class Figure:
    """A figure shown beside each row: of the rows of another table that refer to it."""

    table: TableInfo
    path: Path  # from them to the row
    measure: Measure
    where: tuple[Predicate, ...] = ()

    @property
    def said(self) -> str:
        """The figure in words."""
        part = " and ".join(p.said for p in self.where)
        return f"{self.measure.said} of {self.table.name}" + (f" with {part}" if part else "")


@dataclass(frozen=True)
class Spec:
    """One question."""

    table: TableInfo
    where: tuple[Predicate, ...] = ()
    undated: tuple[Span, ...] = ()  # spans of the main date, whichever it is
    date: ColumnInfo | None = None  # the date that was named for the whole question
    measures: tuple[Measure, ...] = ()
    groups: tuple[Group, ...] = ()
    columns: tuple[Ref, ...] = ()
    only: bool = False  # just these columns, not the whole row
    distinct: bool = False  # each different value once
    figures: tuple[Figure, ...] = ()  # beside each row
    order: Measure | Ref | Figure | None = None
    down: bool = True
    limit: int = 0
    ties: bool = False  # what ranks with the last one as well
    having: str = ""
    merged: tuple[Merge, ...] = ()  # spellings that are one value

    def plus(self, *predicates: Predicate) -> "Spec":
        """Give the question with further conditions."""
        return replace(self, where=tuple(dict.fromkeys((*self.where, *predicates))))


def select(spec: Spec) -> str:
    """Give the SELECT of a question."""
    joins = _Joins()
    for ref in _refs(spec):
        joins.add(ref.path)
    met = [widened(p, spec.merged) for p in spec.where]
    where = f" WHERE {both(met)}" if met else ""
    source = f"FROM (SELECT * FROM {spec.table.table.sql}{where}) AS t{joins.sql}"
    if spec.measures:
        return _grouped(spec, source, joins)
    return _listed(spec, source, joins)


def _refs(spec: Spec) -> Iterator[Ref]:
    yield from spec.columns
    for group in spec.groups:
        yield from (ref for ref in (group.ref, *group.also) if ref)
    if isinstance(spec.order, Ref):
        yield spec.order


class _Joins:
    """The tables joined in, each path once."""

    def __init__(self) -> None:
        self._alias: dict[Path, str] = {(): "t"}
        self.sql = ""

    def add(self, path: Path) -> None:
        for length in range(1, len(path) + 1):
            step, link = path[:length], path[length - 1]
            if step in self._alias:
                continue
            alias, near = f"r{len(self._alias)}", self._alias[step[:-1]]
            self._alias[step] = alias
            self.sql += (
                f" LEFT JOIN {TableName.parse(link.to_table).sql} AS {alias} ON "
                f"CAST({near}.{quote(link.column)} AS VARCHAR)"
                f" = CAST({alias}.{quote(link.to_column)} AS VARCHAR)"
            )

    def alias(self, path: Path) -> str:
        return self._alias[path]

    def column(self, ref: Ref) -> str:
        return f"{self._alias[ref.path]}.{quote(ref.column.name)}"


def _listed(spec: Spec, source: str, joins: _Joins) -> str:
    shown = [] if spec.only else ["t.*"]
    names = set() if spec.only else {c.name.lower() for c in spec.table.columns}
    for ref in spec.columns:
        name = ref.said if ref.column.name.lower() in names else ref.column.name
        if name.lower() not in names:
            shown.append(f"{joins.column(ref)} AS {quote(name)}")
            names.add(name.lower())
    if spec.distinct:
        names_only = " AND ".join(f"{joins.column(r)} IS NOT NULL" for r in spec.columns)
        return f"SELECT DISTINCT {', '.join(shown)} {source} WHERE {names_only} ORDER BY ALL"
    for number, figure in enumerate(spec.figures):
        source += _beside(figure, f"f{number}")
        shown.append(f"{_figure(spec, figure)} AS {quote(figure.said[:60])}")
    select = f"SELECT {', '.join(shown)} {source}"
    ties = [f"t.{quote(key)}" for key in spec.table.key]
    way = "DESC" if spec.down else "ASC"
    first = _order_value(spec, joins)
    order = [f"{first} {way} NULLS LAST"] if first else []
    keys = ", ".join([*order, *ties]) or "ALL"
    if spec.groups and first:
        by = ", ".join(joins.column(g.ref) for g in spec.groups if g.ref)
        rank = f"rank() OVER (PARTITION BY {by} ORDER BY {first} {way} NULLS LAST)"
        return f"{select} QUALIFY {rank} <= {spec.limit or 1:d} ORDER BY {by}, {keys}"
    return f"{select} ORDER BY {keys}" + (f" LIMIT {spec.limit}" if spec.limit else "")


def _beside(figure: Figure, alias: str) -> str:
    """Give the join of what a figure is computed of, one row for each it is shown beside."""
    joins, link = _Joins(), figure.path[-1]
    joins.add(figure.path[:-1])
    met = f" WHERE {both(figure.where)}" if figure.where else ""
    key = f"CAST({joins.alias(figure.path[:-1])}.{quote(link.column)} AS VARCHAR)"
    return (
        f" LEFT JOIN (SELECT {key} AS key, {expression(figure.measure)} AS value"
        f" FROM (SELECT * FROM {figure.table.table.sql}{met}) AS t{joins.sql} GROUP BY 1)"
        f" AS {alias} ON {alias}.key = CAST(t.{quote(link.to_column)} AS VARCHAR)"
    )


def _figure(spec: Spec, figure: Figure) -> str:
    """Give a figure beside a row; where there is nothing to count it is zero."""
    value = f"f{spec.figures.index(figure)}.value"
    return f"coalesce({value}, 0)" if figure.measure.function == "count" else value


def _order_value(spec: Spec, joins: _Joins) -> str:
    if isinstance(spec.order, Figure):
        return _figure(spec, spec.order)
    if isinstance(spec.order, Measure) and spec.order.column:
        return value(spec.order)
    if not isinstance(spec.order, Ref):
        return ""
    name = joins.column(spec.order)
    numeric = family(spec.order.column) not in ("text", "other")
    return name if numeric else f"TRY_CAST({name} AS DOUBLE)" if _amount(spec.order) else name


def _amount(ref: Ref) -> bool:
    return ref.column.role is not None and ref.column.role.value == "amount"


def _grouped(spec: Spec, source: str, joins: _Joins) -> str:
    shown, by = [], []
    for group in spec.groups:
        value, name = _group_value(spec, group, joins)
        if group.hidden:
            by.append(value)
        else:
            shown.append(f"{value} AS {quote(name)}")
            by.append(str(len(shown)))
        for ref in group.also:
            shown.append(f"{joins.column(ref)} AS {quote(ref.said)}")
            by.append(str(len(shown)))
    measured = [f"{expression(_widened(m, spec))} AS {quote(m.name)}" for m in spec.measures]
    select = f"SELECT {', '.join([*shown, *measured])} {source}"
    if not by:
        return select
    if spec.limit:
        named = [g.ref for g in spec.groups if g.ref]
        select += f" WHERE {' AND '.join(f'{joins.column(r)} IS NOT NULL' for r in named)}"
    numbers = ", ".join(by)
    having = f" HAVING {spec.having}" if spec.having else ""
    timely = any(g.unit for g in spec.groups) and not (spec.limit or spec.order)
    last = f"{len(shown) + 1} {'DESC' if spec.down else 'ASC'} NULLS LAST"
    order = numbers if timely else f"{last}, {numbers}"
    top = f" LIMIT {spec.limit}" if spec.limit and not spec.ties else ""
    if spec.ties:
        way = "DESC" if spec.down else "ASC"
        ranked = f"rank() OVER (ORDER BY {expression(spec.measures[0])} {way})"
        having = f" QUALIFY {ranked} <= {spec.limit:d}"
    return f"{select} GROUP BY {numbers}{having} ORDER BY {order}{top}"


def _group_value(spec: Spec, group: Group, joins: _Joins) -> tuple[str, str]:
    """Give a group as SQL, and the name it is shown under."""
    assert group.ref is not None
    column, name = group.ref.column, joins.column(group.ref)
    if not group.unit:
        table = group.ref.table.name
        return spelled(name, table, column.name, spec.merged), group.ref.said
    moment = as_date(column).replace(quote(column.name), name, 1)
    if group.style:
        return f"strftime({moment}, '{group.style}')", group.unit
    return f"CAST(date_trunc('{group.unit}', {moment}) AS DATE)", group.unit


def _widened(measure: Measure, spec: Spec) -> Measure:
    return replace(measure, where=tuple(widened(p, spec.merged) for p in measure.where))


def contradicts(spec: Spec) -> bool:
    """True for conditions nobody means together: words were read twice, or as what they are not."""
    held = {p.sql for p in spec.where}
    if any(negated(p).sql in held for p in spec.where):
        return True
    values: dict[str, set[str]] = {}
    for predicate in spec.where:
        name, _, told = predicate.said.partition(" is ")
        if told and not name.startswith("not ("):
            wanted = {value.strip().lower() for value in told.split(" or ")}
            if values.setdefault(name, wanted) != wanted:  # nobody holds it to two sets of values
                return True
    return False


def said(spec: Spec) -> str:
    """Give the question in words, as it was read."""
    what = ", ".join(m.said for m in spec.measures) or "show"
    text = f"{what} of {spec.table.name}" if spec.measures else f"show {spec.table.name}"
    if spec.where:
        text += f" where {' and '.join(p.said for p in spec.where)}"
    if spec.groups:
        text += f", per {' and '.join(g.said for g in spec.groups)}"
    text += "".join(f", {merge.said}" for merge in spec.merged)
    if spec.distinct:
        return (
            f"show the different values of {', '.join(r.said for r in spec.columns)} in{text[4:]}"
        )
    if spec.columns:
        text += f", {'only' if spec.only else 'with'} {', '.join(r.said for r in spec.columns)}"
    if spec.figures:
        text += f", with {' and '.join(f.said for f in spec.figures)}"
    if spec.order is not None:
        text += f", by {spec.order.said} {'largest' if spec.down else 'smallest'} first"
    return text + (f", the first {spec.limit}" if spec.limit else "")
