"""dbt's tests of a `schema.yml` (version 2) as rules of contracts, and what of them is left out.

Owns what a test of dbt means here. A test with a condition of its own (`where`, `error_if`) would
be another rule, so it is left out and told, as is one of a package.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vibecli.contracts.agreed import AgreedRule
from vibecli.data.catalog import Catalog, TableInfo
from vibecli.data.named_table import named_table
from vibecli.document import parse
from vibecli.errors import UsageError

_HINT = "a dbt schema.yml begins with version: 2 and has models, seeds, snapshots or sources"
_PLACES = ("models", "seeds", "snapshots")
_TESTS = ("tests", "data_tests")
_CONFIG = frozenset({"severity", "where", "error_if", "warn_if", "limit", "enabled"})
_TELLING = frozenset({"name", "config", "arguments", "test_name", "tags", "description", "meta"})
_CONDITIONS = ("where", "error_if", "warn_if", "limit")
_REF = re.compile(r"""^\s*(?:\{\{)?\s*(?:ref|source)\(([^)]*)\)\s*(?:\}\})?\s*$""")
_SIMPLE = {"not_null": "required", "unique": "unique"}
_COMBINED = ("unique_combination_of_columns", "dbt_utils.unique_combination_of_columns")


@dataclass(frozen=True)
class DbtTests:
    """What a file of dbt holds, read for one database."""

    rules: tuple[AgreedRule, ...]
    left_out: tuple[str, ...]


def read_dbt(text: str, file: str, catalog: Catalog) -> DbtTests:
    """Give the rules that the tests of a file are, and why others are none. Raises UsageError."""
    data = parse(text, file, hint=_HINT)[0]
    if not isinstance(data, Mapping) or not (set(data) & {*_PLACES, "sources"}):
        raise UsageError(f"{file}: this is no schema.yml of dbt", hint=_HINT)
    if data.get("version", 2) not in (2, "2"):
        raise UsageError(f"{file}: version {data['version']} is not read", hint=_HINT)
    reader = _Reader(catalog)
    for one in _models(data):
        reader.model(one)
    return DbtTests(tuple(dict.fromkeys(reader.rules)), tuple(dict.fromkeys(reader.left_out)))


def _models(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for place in _PLACES:
        yield from _mappings(data.get(place))
    for source in _mappings(data.get("sources")):
        yield from _mappings(source.get("tables"))


def _mappings(items: object) -> Iterator[Mapping[str, Any]]:
    for one in items if isinstance(items, list) else ():
        if isinstance(one, Mapping):
            yield one


@dataclass
class _Reader:
    """Reads models one by one."""

    catalog: Catalog
    rules: list[AgreedRule] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def model(self, model: Mapping[str, Any]) -> None:
        """Read the tests of a model and of its columns."""
        name = str(model.get("identifier") or model.get("alias") or model.get("name") or "")
        columns = list(_mappings(model.get("columns")))
        tested = _tests(model) or any(map(_tests, columns))
        try:
            table = named_table(self.catalog, name)
        except UsageError as error:
            if tested:
                self.left_out.append(f"the tests of {name}: {error.message}")
            return
        for test in _tests(model):
            self._read(table, None, test)
        for column in columns:
            for test in _tests(column):
                self._read(table, str(column.get("name") or ""), test)

    def _read(self, table: TableInfo, column: str | None, test: object) -> None:
        name, given = _named(test)
        where = f"{table.name}.{column}" if column else table.name
        try:
            self.rules.append(self._rule(table, column, name, given))
        except (ValueError, UsageError) as error:
            told = error.message if isinstance(error, UsageError) else str(error)
            self.left_out.append(f"{name} of {where}: {told}")

    def _rule(
        self, table: TableInfo, column: str | None, name: str, given: Mapping[str, Any]
    ) -> AgreedRule:
        """Give the rule that a test is. Raises ValueError for one that is none."""
        for condition in _CONDITIONS:
            if given.get(condition) is not None:
                raise ValueError(f"its {condition} would be another rule")
        if given.get("enabled") is False:
            raise ValueError("it is not enabled")
        more: dict[str, Any] = {"values": (), "to_table": "", "to_columns": ()}
        columns = (given.get("column_name") or column,)
        if name in _SIMPLE:
            rule = _SIMPLE[name]
        elif name == "accepted_values":
            rule, values = "accepted", given.get("values")
            if not isinstance(values, list) or not values:
                raise ValueError("it names no values")
            more["values"] = tuple(map(_text, values))
        elif name == "relationships":
            rule = "reference"
            more |= self._parent(given)
        elif name in _COMBINED and isinstance(given.get("combination_of_columns"), list):
            rule, columns = "unique", tuple(given["combination_of_columns"])
        else:
            raise ValueError("there is no rule of that kind here")
        severity = "warning" if str(given.get("severity")).lower() == "warn" else "error"
        if severity == "warning" and rule == "reference":
            raise ValueError("a relationship of a contract cannot only warn")
        told = {"rule": rule, "severity": severity, "evidence": "", "table": table.name}
        return AgreedRule.model_validate({**told, "columns": _columns(table, columns), **more})

    def _parent(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Give the end of a relationship."""
        found = _REF.match(str(given.get("to") or ""))
        name = found[1].split(",")[-1].strip().strip("'\"") if found else ""
        if not name or not given.get("field"):
            raise ValueError("its to is no ref() or source(), or its field is missing")
        table = named_table(self.catalog, name)
        return {"to_table": table.name, "to_columns": _columns(table, (given["field"],))}


def _tests(one: Mapping[str, Any]) -> list[object]:
    """Give the tests of a model or a column, under either key."""
    return [test for key in _TESTS for test in (one.get(key) or ())]


def _named(test: object) -> tuple[str, Mapping[str, Any]]:
    """Give a test's name and all that is said of it, however it is written."""
    if isinstance(test, str):
        return test, {}
    if not isinstance(test, Mapping) or not test:
        return str(test), {}
    if "test_name" in test:
        name, said = str(test["test_name"]), test
    else:
        name = str(next((key for key in test if key not in _TELLING | _CONFIG), next(iter(test))))
        inner = test[name]
        said = {**{k: v for k, v in test.items() if k != name}, **(inner or {})}
    parts: Sequence[object] = (said.get("arguments"), said.get("config"))
    more = {k: v for part in parts if isinstance(part, Mapping) for k, v in part.items()}
    return name, {**said, **more}


def _columns(table: TableInfo, names: Sequence[object]) -> tuple[str, ...]:
    found = []
    for name in names:
        column = table.column(str(name or "").strip('"'))
        if column is None:
            raise ValueError(f"{table.name} has no column {name}")
        found.append(column.name)
    return tuple(found)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
