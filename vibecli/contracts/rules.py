"""The rules of a contract, as they can be measured: keys, values, references, metrics, ages, SQL.

Owns what of the standard is a rule here, its SQL and its words, and telling what is none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from vibecli.contracts.model import ColumnContract, Quality, ServiceLevel, TableContract
from vibecli.contracts.rule import NONE_BAD, Limit, QualityRule, limits_of, told
from vibecli.engine.names import TableName, key_of, literal, quote, split_column
from vibecli.rulebook import Level

_METRICS = ("nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount")
FRESHNESS = ("latency", "freshness")
_LEVELS: Mapping[str, Level] = MappingProxyType(
    {
        **dict.fromkeys(("error", "critical", "blocker", "block", "fatal", "high"), "block"),
        **dict.fromkeys(("warning", "warn", "info", "low", "minor", "medium"), "warn"),
        "confirm": "confirm",
    }
)  # fmt: skip
_UNITS: Mapping[str, timedelta] = MappingProxyType(
    {
        "s": timedelta(seconds=1),
        "min": timedelta(minutes=1),
        "h": timedelta(hours=1),
        "d": timedelta(days=1),
        "w": timedelta(weeks=1),
        "mo": timedelta(days=30),
        "y": timedelta(days=365),
    }
)
_SPELT = MappingProxyType(
    {"second": "s", "sec": "s", "minute": "min", "m": "min", "hour": "h", "hr": "h",
     "day": "d", "week": "w", "month": "mo", "year": "y", "yr": "y"}
)  # fmt: skip
_NAMES = MappingProxyType(
    {"s": "second", "min": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month",
     "y": "year"}
)  # fmt: skip
_FEW = 5  # values told
_PLACE = re.compile(r"\$?\{(object|table|model|property|column|field)\}")
_UNREAD_OPTIONS = ("multipleOf", "format", "maxItems", "minItems", "uniqueItems")


@dataclass(frozen=True)
class ContractRules:
    """The rules of one table, and what of its contract is none here."""

    rules: tuple[QualityRule, ...]
    unread: tuple[str, ...] = ()

    @classmethod
    def of(cls, contract: TableContract, usual: Level = "block") -> Self:
        """Read the rules of a contract; those that say nothing of severity have the `usual` one."""
        reader = _Reader(contract, usual)
        rules = dict.fromkeys(reader.rules())
        return cls(tuple(rules), tuple(dict.fromkeys(reader.unread)))


class _Bad(NamedTuple):
    """A condition that a row breaks a rule, and what must hold, in words."""

    failing: str
    words: str


class _Reader:
    """Reads one contract."""

    def __init__(self, contract: TableContract, usual: Level) -> None:
        self.contract, self.usual = contract, usual
        self.unread: list[str] = []

    def rules(self) -> Iterator[QualityRule]:
        """Give every rule, those of the key first."""
        key = self.contract.key
        for name in key:
            yield self._given(name)
        if key:
            yield self._unique(key)
        for column in self.contract.columns:
            yield from self._column(column)
        yield from self._references()
        for item in self.contract.quality:
            yield from self._quality(item, None)
        for level in self.contract.service_levels:
            yield from self._fresh(level)

    def _rule(self, name: str, kind: str, **more: object) -> QualityRule:
        told: dict[str, object] = {"table": self.contract.table, "name": name, "kind": kind}
        return QualityRule.model_validate({"level": self.usual, **told, **more})

    def _given(self, column: str) -> QualityRule:
        return self._rule(
            f"{column} is given", "rows", columns=(column,), failing=f"{quote(column)} IS NULL"
        )

    def _unique(self, columns: Sequence[str]) -> QualityRule:
        return self._rule(f"{', '.join(columns)} is unique", "repeats", columns=tuple(columns))

    def _column(self, column: ColumnContract) -> Iterator[QualityRule]:
        if column.required:
            yield self._given(column.name)
        if column.unique:
            yield self._unique((column.name,))
        bad = [_accepted(column.name, column.accepted)] if column.accepted else []
        for one in (*bad, *_options(column.name, column.options)):
            yield self._rule(
                f"{column.name} {one.words}", "rows", columns=(column.name,), failing=one.failing
            )
        for option in _UNREAD_OPTIONS:
            if option in column.options:
                self._leave(f"{column.name}: {option} is not measured")
        for item in column.quality:
            yield from self._quality(item, column.name)

    def _references(self) -> Iterator[QualityRule]:
        for one in self.contract.references:
            ends = ", ".join(f"{one.to_table}.{name}" for name in one.to_columns)
            yield self._rule(
                f"{', '.join(one.columns)} is in {ends}",
                "reference",
                columns=one.columns,
                to_table=one.to_table,
                to_columns=one.to_columns,
            )

    def _quality(self, item: Quality, column: str | None) -> Iterator[QualityRule]:
        """Read one quality item; what is none that is measured here is told."""
        called = item.name or item.metric or item.description or f"quality of type {item.type}"
        where = f"{column}: {called}" if column else called
        try:
            limits = limits_of(item)
            if item.type == "sql":
                yield self._sql(item, column, limits, where)
            elif item.type == "library":
                yield self._metric(item, column, limits)
            elif item.type == "custom":
                self._leave(f"{where} is for another tool")
        except ValueError as error:
            self._leave(f"{where}: {error}")

    def _sql(
        self, item: Quality, column: str | None, limits: tuple[Limit, ...], where: str
    ) -> QualityRule:
        if not (item.query.strip() and limits):
            raise ValueError("a query and what its number must be are needed")
        own = {True: TableName.parse(self.contract.table).sql, False: quote(column or "")}
        in_table = ("object", "table", "model")
        query = _PLACE.sub(lambda found: own[found[1] in in_table], item.query)
        name = item.name or item.description or where
        return self._rule(
            f"{name} {_limits(limits)}",
            "sql",
            columns=(column,) if column else (),
            query=query.strip().rstrip(";"),
            limits=limits,
            level=self._level(item),
        )

    def _metric(self, item: Quality, column: str | None, limits: tuple[Limit, ...]) -> QualityRule:
        if not limits:
            raise ValueError("it has no mustBe")
        more = {"limits": limits, "percent": item.unit == "percent", "level": self._level(item)}
        if item.metric == "rowCount":
            name = item.name or "number of rows"
            return self._rule(f"{name} {_limits(limits)}", "count", **more | {"percent": False})
        if item.metric not in _METRICS:
            raise ValueError(f"there is no metric {item.metric or 'in it'}")
        listed = item.arguments.get("properties")
        named = tuple(map(str, listed)) if isinstance(listed, list) else ()
        columns = named or ((column,) if column else ())
        if not columns:
            raise ValueError("it names no column")
        if item.metric == "duplicateValues":
            name = self._named(item, f"{', '.join(columns)} is unique", "repeated values", limits)
            return self._rule(name, "repeats", columns=columns, **more)
        bad = _bad_values(item, columns[0])
        name = self._named(
            item, f"{columns[0]} {bad.words}", f"{columns[0]}, {item.metric}", limits
        )
        return self._rule(name, "rows", columns=columns[:1], failing=bad.failing, **more)

    def _named(self, item: Quality, strict: str, loose: str, limits: tuple[Limit, ...]) -> str:
        if limits == NONE_BAD:
            return item.name or strict
        unit = " percent" if item.unit == "percent" else ""
        return f"{item.name or loose} {_limits(limits)}{unit}"

    def _fresh(self, level: ServiceLevel) -> Iterator[QualityRule]:
        """Read how old the newest row may be."""
        if level.property.lower() not in FRESHNESS:
            return
        for element in filter(None, (part.strip() for part in level.element.split(","))):
            table, column = split_column(element)
            own = TableName.parse(self.contract.table)
            if key_of(table) not in (key_of(self.contract.table), own.name.lower()):
                continue  # of another table of the file
            age = age_of(level.value, level.unit)
            if age is None:
                self._leave(f"{level.property} of {element}: {level.value} {level.unit} is no age")
                continue
            yield self._rule(
                f"{column} is at most {age_words(level.value, level.unit)} old",
                "fresh",
                columns=(column,),
                limits=(Limit(compare="<=", number=age.total_seconds()),),
            )

    def _level(self, item: Quality) -> Level:
        return _LEVELS.get(item.severity.strip().lower(), self.usual)

    def _leave(self, told: str) -> None:
        self.unread.append(f"{self.contract.table}: {told}")


def _limits(limits: Sequence[Limit]) -> str:
    return " and ".join(limit.text for limit in limits)


def _accepted(column: str, values: Sequence[Any]) -> _Bad:
    listed = [_value(v) for v in values if v is not None]
    more = f" and {len(listed) - _FEW} more" if len(listed) > _FEW else ""
    return _Bad(
        f"{quote(column)} IS NOT NULL AND NOT {_among(column, values)}",
        f"is one of {', '.join(listed[:_FEW])}{more}",
    )


def _among(column: str, values: Sequence[Any]) -> str:
    """Give the condition that a value is one of these, numbers by what they are worth."""
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    texts = sorted(_value(v) for v in values if v is not None and v not in numbers)
    tests = []
    if texts:
        listed = ", ".join(map(literal, texts))
        tests.append(f"coalesce(CAST({quote(column)} AS VARCHAR) IN ({listed}), false)")
    if numbers:
        listed = ", ".join(map(repr, sorted(map(float, numbers))))
        tests.append(f"coalesce(TRY_CAST({quote(column)} AS DOUBLE) IN ({listed}), false)")
    return f"({' OR '.join(tests) or 'false'})"


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _matches(column: str, pattern: str) -> _Bad:
    text = f"CAST({quote(column)} AS VARCHAR)"
    return _Bad(f"NOT regexp_matches({text}, {literal(pattern)})", f"matches {pattern}")


def _options(column: str, options: Mapping[str, Any]) -> Iterator[_Bad]:
    """Give what `logicalTypeOptions` ask of a value."""
    if isinstance(pattern := options.get("pattern"), str):
        yield _matches(column, pattern)
    length = f"length(CAST({quote(column)} AS VARCHAR))"
    if isinstance(least := options.get("minLength"), int):
        yield _Bad(f"{length} < {least:d}", f"has at least {least} characters")
    if isinstance(most := options.get("maxLength"), int):
        yield _Bad(f"{length} > {most:d}", f"has at most {most} characters")
    for name, beyond, words in (("minimum", "<", "at least"), ("maximum", ">", "at most")):
        strict = options.get(f"exclusive{name.capitalize()}")
        bound = options.get(name)
        if strict is not None and not isinstance(strict, bool):
            bound, strict = strict, True
        if bound is not None:
            sign = f"{beyond}=" if strict else beyond
            said = {"<": "more than", ">": "less than"}[beyond] if strict else words
            yield _Bad(_beyond(column, sign, bound), f"is {said} {bound}")


def _beyond(column: str, sign: str, bound: object) -> str:
    if isinstance(bound, int | float) and not isinstance(bound, bool):
        return f"TRY_CAST({quote(column)} AS DOUBLE) {sign} {float(bound)!r}"
    moment = f"TRY_CAST({literal(str(bound))} AS TIMESTAMP)"
    return f"TRY_CAST({quote(column)} AS TIMESTAMP) {sign} {moment}"


def _bad_values(item: Quality, column: str) -> _Bad:
    """Give the values that a metric of the standard counts. Raises ValueError for another one."""
    match item.metric:
        case "nullValues":
            return _Bad(f"{quote(column)} IS NULL", "is given")
        case "missingValues":
            missing = item.arguments.get("missingValues") or [None, ""]
            return _Bad(
                f"({quote(column)} IS NULL OR {_among(column, missing)})"
                if None in missing
                else _among(column, missing),
                "is not missing",
            )
        case "invalidValues":
            valid, pattern = (item.arguments.get(name) for name in ("validValues", "pattern"))
            if isinstance(valid, list):
                return _accepted(column, valid)
            if isinstance(pattern, str):
                return _matches(column, pattern)
            raise ValueError("its arguments have no validValues and no pattern")
        case _:
            raise ValueError("it counts no values")


def age_of(value: object, unit: str) -> timedelta | None:
    """Give the age that a service level names, None where it names none."""
    step = _UNITS.get(_unit(unit))
    try:
        return step * float(str(value)) if step else None
    except (ValueError, OverflowError):
        return None


def age_words(value: object, unit: str) -> str:
    """Give an age in words."""
    name = _NAMES.get(_unit(unit), unit)
    number = told(float(str(value)))
    return f"{number} {name}" if number == "1" else f"{number} {name}s"


def _unit(unit: str) -> str:
    plain = unit.strip().lower()
    single = plain.removesuffix("s") if len(plain) > 1 else plain
    return _SPELT.get(plain, _SPELT.get(single, single))
