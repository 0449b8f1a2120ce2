"""What a `feature` step tells: each feature with its meaning, its values and what became of them.

Owns those figures. It reads the table as it was before the step and as it is after it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from vibecli.counting import counted
from vibecli.engine.base import Column
from vibecli.engine.names import TableName, quote
from vibecli.engine.types import NUMBERS
from vibecli.learn.definition import FeatureColumn
from vibecli.steps.base import Figure, Shadow, StepResult
from vibecli.steps.targets import by_name

if TYPE_CHECKING:
    from vibecli.steps.feature import Feature

_PERSONAL = "personal"  # told of a feature whose values are masked
_SAME = "same"
_FEW, _MANY = 1e4, 1e15  # between these a number is told whole
_TOP = 3  # values told of a feature that is no number


class Spread(NamedTuple):
    """The values of one feature."""

    nulls: float  # share of the rows
    mean: str | None
    told: str  # from least to most with median and mean; frequent values of what is no number


class Told:
    """What is told of one run."""

    COLUMNS = ("feature", "meaning", "null", "values", "change")

    def __init__(self, shadow: Shadow, step: "Feature") -> None:
        self._shadow, self._step = shadow, step
        self._standing = shadow.exists(step.output)
        self._before = self._spreads() if self._standing else {}

    def lines(self) -> list[tuple[str | None, ...]]:
        """Give a line a feature, then those that are gone."""
        after = self._spreads()
        lines = [self._line(feature, after) for feature in self._step.features.features]
        now = {feature.name.lower() for feature in self._step.features.features}
        gone = [name for name in self._before if name not in now]
        return [*lines, *((name, None, None, None, "removed") for name in gone)]

    @staticmethod
    def is_same(lines: Sequence[tuple[str | None, ...]]) -> bool:
        """True when every feature is as it was."""
        return all(line[-1] == _SAME for line in lines)

    def result(self, changed: int, *, version: int, incremental: bool) -> StepResult:
        """Give the result: counts, the moment, what came and went."""
        rows, silent, newest = self._counts()
        names = [feature.name for feature in self._step.features.features]
        now = {name.lower() for name in names}
        new = [name for name in names if self._standing and name.lower() not in self._before]
        gone = [name for name in self._before if name not in now]
        moment = (
            "each as of its own newest event" if self._step.as_of == "own" else f"as of {newest}"
        )
        made = counted(len(names), "feature")
        details = [f"{silent:,} of them without an event"] if silent else []
        details += [f"new: {', '.join(new)}"] if new else []
        details += [f"removed: {', '.join(gone)}"] if gone else []
        details += ["only what can have changed was computed"] if incremental else []
        details += [f"{self._step.features.name} version {version}"]
        counts = {
            "features": len(names),
            "version": version,
            "rows": rows,
            "changed": changed,
            "without_events": silent,
        }
        return StepResult(
            step=self._step.id,
            kind=self._step.kind,
            headline=f"{made} of {rows:,} {self._step.features.entity}, {moment}",
            details=tuple(details),
            figures=tuple(Figure(name=name, value=value) for name, value in counts.items()),
        )

    def _line(self, feature: FeatureColumn, after: dict[str, Spread]) -> tuple[str | None, ...]:
        now = after[feature.name.lower()]
        before = self._before.get(feature.name.lower())
        if before is not None and _PERSONAL in (before.told, now.told):  # masked before and after
            before, now = before._replace(told=_PERSONAL), now._replace(told=_PERSONAL)
        change = "new" if before is None else _change(before, now)
        return feature.name, feature.meaning, f"{now.nulls:.1%}", now.told, change

    def _spreads(self) -> dict[str, Spread]:
        """Give the values of every feature there is in the table, by name in lower case."""
        columns = self._columns()
        chosen = ", ".join(part for column in columns for part in _measured(column))
        table = TableName.parse(self._step.output).sql
        rows = self._shadow.session.rows(
            f"SELECT count(*)::DOUBLE{chosen and ', '}{chosen} FROM {table}"
        )
        every, *values = rows[0]
        found = {}
        for place, column in enumerate(columns):
            nulls, least, median, mean, most = values[place * 5 : place * 5 + 5]
            ends = (
                f"{_short(least)} to {_short(most)}, median {_short(median)}, mean {_short(mean)}"
            )
            told = "" if least is None else ends
            told = told if _is_number(column) else self._top(column)
            share = nulls / every if every else 0.0
            found[column.name.lower()] = Spread(share, _short(mean), told)
        return found

    def _top(self, column: Column) -> str:
        """Give the most frequent values of a feature that is no number, if they may be shown."""
        info = self._shadow.table(self._step.output).column(column.name)
        if info is not None and info.personal:
            return _PERSONAL
        name, table = quote(column.name), TableName.parse(self._step.output).sql
        rows = self._shadow.session.rows(
            f"SELECT CAST({name} AS VARCHAR) AS value, count(*) AS n FROM {table}"
            f" WHERE {name} IS NOT NULL GROUP BY ALL ORDER BY n DESC, value LIMIT {_TOP}"
        )
        return ", ".join(str(value) for value, _ in rows)

    def _counts(self) -> tuple[int, int, object]:
        """Give the rows, those without any event, and the newest moment."""
        table, key = TableName.parse(self._step.output).sql, by_name(self._columns())
        kinds = [
            key[f.name.lower()] for f in self._step.features.features if f.measure != "attribute"
        ]
        nothing = " AND ".join(
            f"coalesce({quote(c.name)}, 0) = 0" if _is_number(c) else f"{quote(c.name)} IS NULL"
            for c in kinds
        )
        rows = self._shadow.session.rows(
            f"SELECT count(*), count(*) FILTER (WHERE {nothing or 'false'}), max(as_of)"
            f" FROM {table}"
        )
        return rows[0][0], rows[0][1], rows[0][2]

    def _columns(self) -> list[Column]:
        """Give the columns of the table that are features."""
        kept = {self._step.features.key.lower(), "as_of", "event_print"}
        return [c for c in self._shadow.columns(self._step.output) if c.name.lower() not in kept]


def _change(before: Spread, now: Spread) -> str:
    """Give what became of a feature since the table was written before."""
    parts = []
    if f"{before.nulls:.1%}" != f"{now.nulls:.1%}":
        parts.append(f"null {before.nulls:.1%} -> {now.nulls:.1%}")
    if before.mean != now.mean:
        parts.append(f"mean {before.mean or 'none'} -> {now.mean or 'none'}")
    elif before.told != now.told:
        parts.append(f"was {before.told}")
    return ", ".join(parts) or _SAME


def _short(value: float | None) -> str | None:
    """Give four digits that count, and those before the point all the same: 60,620."""
    if value is None:
        return None
    return f"{value:,.0f}" if _FEW <= abs(value) < _MANY else f"{value:,.4g}"


def _measured(column: Column) -> Sequence[str]:
    """Give the five aggregates of a column: nulls, least, median, mean and most as numbers."""
    name = quote(column.name)
    nulls = f"(count(*) - count({name}))::DOUBLE"
    if not _is_number(column):
        return (nulls, "NULL", "NULL", "NULL", "NULL")
    number = f"CAST({name} AS DOUBLE)"
    exact = f"avg(TRY_CAST({name} AS DECIMAL(38, 6)))"
    return (nulls, f"min({number})", f"median({number})", exact, f"max({number})")


def _is_number(column: Column) -> bool:
    return column.type.startswith((*NUMBERS, "BOOLEAN"))
