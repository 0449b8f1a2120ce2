"""What each measure is in SQL: aggregates over the events of one source, and what is made of them.

Owns the formulas. Ages are microseconds from an event to the cut, so that windows, recency and
pauses are whole numbers and no order of rows shows in them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from vibecli.learn.definition import FeatureColumn

DAY = 86_400_000_000  # microseconds
_MINUTE = DAY // 1440
_DIGITS = 5  # of a day: about a second
ZERO = frozenset({"count", "distinct", "days_active", "streak", "sessions"})  # without events
AGED = frozenset({"recency", "tenure"})  # move with the cut though no event comes or goes


@dataclass
class Pass:
    """One reading of a source: the columns it needs of each event, its aggregates by their SQL."""

    name: str  # of the relation that has the aggregates
    columns: dict[str, str] = field(default_factory=dict)  # SQL over an event -> name
    aggregates: dict[str, str] = field(default_factory=dict)  # SQL over the events -> name

    def event(self, sql: str) -> str:
        """Give the name of an expression over single events."""
        return "__e." + self.columns.setdefault(sql, f"m{len(self.columns)}")

    def over(self, sql: str) -> str:
        """Give the name of an aggregate."""
        return f"{self.name}.{self.aggregates.setdefault(sql, f'x{len(self.aggregates)}')}"


@dataclass(frozen=True)
class Measured:
    """One feature in one reading."""

    feature: FeatureColumn
    reading: Pass

    @property
    def value(self) -> str:
        """The column of what is measured."""
        return self.reading.event(f"({self.feature.column}\n)")

    @property
    def number(self) -> str:
        """What is measured as an exact number; null where it is none that can be added up.

        Of 24 digits before the point there may be a hundred million.
        """
        return f"CAST(TRY_CAST({self.value} AS DECIMAL(30, 6)) AS DECIMAL(38, 6))"

    def where(self, *conditions: str, days: float | None = None, filtered: bool = True) -> str:
        """Give the FILTER of the events that count: in the window, as the feature says."""
        found = [*conditions]
        if filtered and self.feature.where is not None:
            found.append(self.held)
        days = self.feature.days if days is None else days
        if days is not None:
            found.append(f"__e.a <= {round(days * DAY)}")
        return f" FILTER (WHERE {' AND '.join(found)})" if found else ""

    @property
    def held(self) -> str:
        """The column of whether the feature's condition holds."""
        return self.reading.event(f"coalesce(CAST(({self.feature.where}\n) AS BOOLEAN), false)")

    def over(self, aggregate: str, *conditions: str, filtered: bool = True) -> str:
        """Give an aggregate over the events that count."""
        return self.reading.over(f"{aggregate}{self.where(*conditions, filtered=filtered)}")

    @property
    def events(self) -> str:
        """How many events count."""
        return self.over("count(*)")


def measured(feature: FeatureColumn, reading: Pass) -> str:
    """Give the expression of a feature over the aggregates of its source."""
    sql = _FORMULAS[feature.measure](Measured(feature, reading))
    return f"coalesce({sql}, 0)" if feature.measure in ZERO else sql


def ratio(above: str, below: str) -> str:
    """Give one number over another, null where there is nothing below."""
    return f"CAST({above} AS DOUBLE) / nullif(CAST({below} AS DOUBLE), 0)"


def _count(of: Measured) -> str:
    return of.over(f"count({of.value})") if of.feature.column else of.events


def _sum(of: Measured) -> str:
    return of.over(f"sum({of.number})")


def _average(of: Measured) -> str:
    return of.over(f"avg({of.number})")


def _minimum(of: Measured) -> str:
    return of.over(f"min({of.value})")


def _maximum(of: Measured) -> str:
    return of.over(f"max({of.value})")


def _distinct(of: Measured) -> str:
    return of.over(f"count(DISTINCT {of.value})")


def _share(of: Measured) -> str:
    return ratio(of.events, of.over("count(*)", filtered=False))


def _recency(of: Measured) -> str:
    return f"round({of.over('min(__e.a)')} / {DAY}.0::DOUBLE, {_DIGITS})"


def _tenure(of: Measured) -> str:
    return f"round({of.over('max(__e.a)')} / {DAY}.0::DOUBLE, {_DIGITS})"


def _gap(of: Measured) -> str:
    span = f"({of.over('max(__e.a)')} - {of.over('min(__e.a)')})"
    return f"{span} / ({DAY}.0::DOUBLE * nullif({of.events} - 1, 0))"


def _trend(of: Measured) -> str:
    """(newer - older) / (newer + older): from -1, all in the older half, to 1."""
    what = f"sum({of.number})" if of.feature.column else "count(*)"
    half = f"__e.a <= {(of.feature.days or 0) * DAY // 2}"
    newer, whole = of.over(what, half), of.over(what)
    older = f"({whole} - coalesce({newer}, 0))"
    return ratio(f"(coalesce({newer}, 0) - {older})", whole)


def _last(of: Measured) -> str:
    return _at(of, "max")


def _first(of: Measured) -> str:
    return _at(of, "min")


def _at(of: Measured, end: str) -> str:
    """Give the value at one end of time; of several at once that end of the values."""
    pair = f"{end}({{'t': __e.t, 'v': {of.value}}})"
    return f"{of.over(pair, f'{of.value} IS NOT NULL')}.v"


def _sessions(of: Measured) -> str:
    ages, pauses = _pauses(of)
    return f"CASE WHEN len({ages}) > 0 THEN len({pauses}) + 1 END"


def _session_events(of: Measured) -> str:
    return ratio(of.events, _sessions(of))


def _session_minutes(of: Measured) -> str:
    ages, pauses = _pauses(of)
    inside = f"({ages}[-1] - {ages}[1] - coalesce(list_sum({pauses}), 0))"
    return f"{inside} / ({_MINUTE}.0::DOUBLE * ({_sessions(of)}))"


def _pauses(of: Measured) -> tuple[str, str]:
    """Give the ages of the events in order, and those times between two that end a session."""
    ages = of.reading.over(f"list_sort(list(__e.a){of.where()})")
    between = f"list_transform({ages}, lambda a, i: CASE WHEN i > 1 THEN a - {ages}[i - 1] END)"
    return ages, f"list_filter({between}, lambda p: p > {of.feature.pause * _MINUTE})"


def _days_active(of: Measured) -> str:
    return of.over("count(DISTINCT CAST(__e.t AS DATE))")


def _streak(of: Measured) -> str:
    """Days in a row have one date once each is moved back by its place among them."""
    days = of.reading.over(f"list_sort(list(DISTINCT CAST(__e.t AS DATE)){of.where()})")
    runs = f"list_transform({days}, lambda d, i: d - CAST(i AS INTEGER))"
    return f"list_max(map_values(list_histogram({runs})))"


def _hour_share(of: Measured) -> str:
    hour, (start, end) = "hour(__e.t)", (of.feature.from_hour, of.feature.to_hour)
    joined = "AND" if start <= end else "OR"  # 22 to 6 is over midnight
    within = f"({hour} >= {start} {joined} {hour} < {end})"
    return ratio(of.over("count(*)", within), of.events)


_FORMULAS: dict[str, Callable[[Measured], str]] = {
    "count": _count,
    "sum": _sum,
    "average": _average,
    "minimum": _minimum,
    "maximum": _maximum,
    "distinct": _distinct,
    "share": _share,
    "recency": _recency,
    "tenure": _tenure,
    "gap": _gap,
    "trend": _trend,
    "last": _last,
    "first": _first,
    "sessions": _sessions,
    "session_events": _session_events,
    "session_minutes": _session_minutes,
    "days_active": _days_active,
    "streak": _streak,
    "hour_share": _hour_share,
}
