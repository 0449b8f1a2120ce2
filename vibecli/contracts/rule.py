"""One measurable rule of a contract: what it counts, what that number must be, how much it asks.

Owns the models and the arithmetic of limits. Where rules come from is `contracts.rules`, how they
are counted `contracts.measure`.
"""

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, Self

from vibecli.contracts.model import Quality
from vibecli.engine.names import TableName, quote
from vibecli.model import Model
from vibecli.rulebook import Level

Kind = Literal["rows", "repeats", "reference", "count", "fresh", "sql"]
_HUNDRED = 100
_COMPARES: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        "=": operator.eq,
        "!=": operator.ne,
        ">": operator.gt,
        ">=": operator.ge,
        "<": operator.lt,
        "<=": operator.le,
    }
)
_WORDS: Mapping[str, str] = MappingProxyType({"=": "is", "!=": "is not"})
_SINGLE = (
    ("must_be", "="),
    ("must_not_be", "!="),
    ("must_be_greater_than", ">"),
    ("must_be_greater_or_equal_to", ">="),
    ("must_be_less_than", "<"),
    ("must_be_less_or_equal_to", "<="),
)
_ENDS = 2  # of a band


class Limit(Model):
    """One thing a number must be: `compare` a number, or outside a band."""

    compare: Literal["=", "!=", ">", ">=", "<", "<=", "outside"]
    number: float
    to: float = 0.0  # of a band

    def holds(self, value: float) -> bool:
        """True when the number is as it must be."""
        if self.compare == "outside":
            return not self.number <= value <= self.to
        return _COMPARES[self.compare](value, self.number)

    def distance(self, value: float) -> float:
        """Give how far a number is from what it must be; 0 where it holds."""
        if self.holds(value):
            return 0.0
        ends = (self.number, self.to) if self.compare == "outside" else (self.number,)
        return min(abs(value - end) for end in ends) or 1.0

    @property
    def text(self) -> str:
        """The limit in words."""
        if self.compare == "outside":
            return f"is not between {told(self.number)} and {told(self.to)}"
        return f"{_WORDS.get(self.compare, self.compare)} {told(self.number)}"


NONE_BAD = (Limit(compare="=", number=0.0),)


class QualityRule(Model):
    """One rule of a table, and how it is counted."""

    table: str
    name: str  # what must hold, in words
    kind: Kind
    level: Level
    columns: tuple[str, ...] = ()
    failing: str = ""  # of kind rows: the condition that a row breaks it
    to_table: str = ""  # of a reference
    to_columns: tuple[str, ...] = ()
    query: str = ""  # of kind sql
    limits: tuple[Limit, ...] = NONE_BAD
    percent: bool = False  # the limits are of a share of the rows

    @property
    def weight(self) -> int:
        """How much it counts in a score: what blocks twice as much as what warns."""
        return 1 if self.level == "warn" else 2

    @property
    def counted(self) -> tuple[object, ...]:
        """What it counts: two rules that count the same are one."""
        return (self.kind, self.columns, self.failing, self.to_table, self.to_columns, self.query)

    @property
    def strict(self) -> bool:
        """True when no row may break it."""
        return self.limits == NONE_BAD

    @property
    def where(self) -> str:
        """The rows that break it, as a condition on its table; empty where it is not about rows."""
        return self.broken(TableName.parse(self.table).sql)

    def broken(self, alias: str) -> str:
        """Give the condition that a row breaks it, with the table under another name."""
        own = TableName.parse(self.table).sql
        match self.kind:
            case "rows":
                return self.failing
            case "reference":
                return self._orphaned(alias)
            case "repeats":
                names = [quote(name) for name in self.columns]
                listed = ", ".join(names)
                key = names[0] if len(names) == 1 else f"row({listed})"
                given = "".join(f" AND {name} IS NOT NULL" for name in names)
                return (
                    f"{key} IN (SELECT {key} FROM {own} GROUP BY {listed}"
                    f" HAVING count(*) > 1){given}"
                )
            case _:
                return ""

    def _orphaned(self, own: str) -> str:
        """Give the condition that a row of `own` refers to nothing."""
        parent = TableName.parse(self.to_table).sql
        given = " AND ".join(f"{own}.{quote(name)} IS NOT NULL" for name in self.columns)
        pairs = zip(self.to_columns, self.columns, strict=True)
        same = " AND ".join(f"__p.{quote(to)} = {own}.{quote(name)}" for to, name in pairs)
        return f"{given} AND NOT EXISTS (SELECT 1 FROM {parent} AS __p WHERE {same})"


class Measurement(Model):
    """What a rule comes to on the rows of its table."""

    rule: QualityRule
    rows: int  # of the table
    value: float | None = None  # what its limits are about; None: not measured
    failures: int = 0  # rows that break it; 1 of a rule that is not about rows
    newest: str = ""  # of kind fresh
    problem: str = ""  # why it is not measured

    @property
    def kept(self) -> bool:
        """True when the rule holds."""
        value = self.value
        return value is not None and all(limit.holds(value) for limit in self.rule.limits)

    @property
    def share(self) -> float:
        """The share of the rows that keep it, for the score; a rule within its limits is kept."""
        if self.kept:
            return 1.0
        about_rows = self.value is not None and self.rule.where
        return max(0.0, 1.0 - self.failures / self.rows) if about_rows and self.rows else 0.0

    @property
    def distance(self) -> float:
        """How far it is from holding; endless where it was not measured."""
        if self.value is None:
            return float("inf")
        return max((limit.distance(self.value) for limit in self.rule.limits), default=0.0)

    def no_worse_than(self, before: Self | None) -> bool:
        """True when it was broken as much before."""
        if before is None or before.kept:
            return False
        return self.distance <= before.distance

    @property
    def found(self) -> str:
        """What was found, in words; nothing of a rule that no row breaks."""
        rule = self.rule
        if self.problem:
            return f"not measured, {self.problem}"
        if rule.kind == "fresh":
            return f"the newest is {self.newest}" if self.newest else "there is no time in it"
        if not rule.where:
            return told(self.value or 0.0)
        if not self.failures:
            return ""
        share = f" ({_HUNDRED * self.failures / self.rows:.1f} %)" if rule.percent else ""
        return f"{self.failures:,} of {self.rows:,} rows break it{share}"


def score(measured: "tuple[Measurement, ...]") -> float | None:
    """Give a table's quality, 0 to 1: the weighted mean of the shares of rows that keep each rule.

    None without a rule.
    """
    weights = sum(one.rule.weight for one in measured)
    if not weights:
        return None
    return round(sum(one.rule.weight * one.share for one in measured) / weights, 6)


def limits_of(item: Quality) -> tuple[Limit, ...]:
    """Give what a quality item says a number must be. Raises ValueError for what is no number."""
    found: list[Limit] = []
    for field, compare in _SINGLE:
        value = getattr(item, field)
        if value is not None:
            if not isinstance(value, int | float):
                raise ValueError(f"mustBe of {value!r} is no number")
            found.append(Limit.model_validate({"compare": compare, "number": float(value)}))
    for band, inside in ((item.must_be_between, True), (item.must_not_be_between, False)):
        if len(band) != _ENDS:
            continue
        low, high = sorted(band)
        if inside:
            found += [Limit(compare=">=", number=low), Limit(compare="<=", number=high)]
        else:
            found.append(Limit(compare="outside", number=low, to=high))
    return tuple(found)


def told(number: float) -> str:
    """Give a number as people write it."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,.6g}"
