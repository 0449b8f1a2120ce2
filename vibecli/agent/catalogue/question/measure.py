"""One thing a question computes of rows, and the SQL expression of it over `t`."""

from dataclasses import dataclass

from vibecli.agent.catalogue.predicates import Predicate, as_date, as_number, both, family
from vibecli.data.catalog import ColumnInfo
from vibecli.engine.names import quote


@dataclass(frozen=True)
class Measure:
    """What is computed of the rows: count(*), a function of a column, a time between two."""

    function: str  # count, distinct, avg, sum, min, max, median, share
    column: ColumnInfo | None = None
    until: ColumnInfo | None = None  # with it: the time from `column` to this one
    unit: str = "day"
    where: tuple[Predicate, ...] = ()  # the part counted
    times: ColumnInfo | None = None  # with it: the product of both
    absolute: bool = False  # without its sign

    @property
    def said(self) -> str:
        """The measure in words."""
        part = " and ".join(p.said for p in self.where)
        if self.column is None:
            return f"{self.function} with {part}" if part else self.function
        of = f"{self.column.name} * {self.times.name}" if self.times else self.column.name
        of = f"absolute {of}" if self.absolute else of
        of = f"{of} with {part}" if part else of
        if self.until:
            of = f"{self.unit}s from {of} to {self.until.name}"
        return f"distinct {of}" if self.function == "distinct" else f"{self.function} {of}"

    @property
    def name(self) -> str:
        """The column that shows it."""
        return "rows" if self.said == "count" else self.said[:60]


def expression(measure: Measure) -> str:
    """Give a measure as SQL over `t`."""
    if measure.function == "share":
        part = both(measure.where)
        return f"round(100.0 * count(*) FILTER (WHERE {part}) / nullif(count(*), 0), 4)"
    part = f" FILTER (WHERE {both(measure.where)})" if measure.where else ""
    if measure.column is None:
        return f"count(*){part}"
    if measure.function == "distinct":
        name = f"t.{quote(measure.column.name)}"
        if family(measure.column) == "text":
            name = f"nullif(lower(trim({name})), '')"
        return f"count(DISTINCT {name}){part}"
    computed = f"{measure.function}({value(measure)}){part}"
    return f"round({computed}, 4)" if measure.function == "avg" else computed


def value(measure: Measure) -> str:
    """Give what a measure is computed of, in one row."""
    assert measure.column is not None
    if measure.until is None:
        column, timely = measure.column, family(measure.column) in ("date", "timestamp")
        held = _over_t(as_date(column) if timely else as_number(column), column)
        if measure.times:
            held += f" * {_over_t(as_number(measure.times), measure.times)}"
        return f"abs({held})" if measure.absolute else held
    start, end = (_over_t(as_date(c), c) for c in (measure.column, measure.until))
    if measure.unit in ("day", "week") and "date" in (
        family(measure.column),
        family(measure.until),
    ):
        days = f"date_diff('day', CAST({start} AS DATE), CAST({end} AS DATE))"
        return days if measure.unit == "day" else f"{days} / 7.0"
    seconds = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}[measure.unit]
    return f"date_diff('microsecond', {start}, {end}) / {seconds}e6"


def _over_t(value: str, column: ColumnInfo) -> str:
    return value.replace(quote(column.name), f"t.{quote(column.name)}", 1)
