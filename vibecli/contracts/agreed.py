"""A rule put into a contract: what is agreed, and where in the standard's file it stands.

Owns the form each kind of rule has there. What stands in the file already stays as it is.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Literal

from vibecli.contracts.reading import read_contract
from vibecli.contracts.rule import QualityRule
from vibecli.contracts.rules import ContractRules
from vibecli.contracts.writing import new_contract, new_property
from vibecli.data.catalog import TableInfo
from vibecli.document import parse
from vibecli.document_edit import Path, with_value
from vibecli.engine.names import column_text, key_of
from vibecli.model import Model

RuleKind = Literal["required", "unique", "accepted", "pattern", "range", "reference", "fresh"]
_LEVEL_TOLD = "error"  # a severity that needs no word: it is that of every rule without one


class AgreedRule(Model):
    """One rule to be put into a table's contract."""

    table: str
    columns: tuple[str, ...]
    rule: RuleKind
    values: tuple[str, ...]  # accepted ones; the pattern; least and most, empty: open; age and unit
    to_table: str  # of a reference
    to_columns: tuple[str, ...]
    severity: Literal["error", "warning"]
    evidence: str  # what it rests on, without any value of a person

    @property
    def words(self) -> str:
        """The rule in a line."""
        columns = ", ".join(column_text(self.table, name) for name in self.columns)
        listed = ", ".join(self.values)
        to = ", ".join(column_text(self.to_table, name) for name in self.to_columns)
        told = {
            "required": "is given",
            "unique": "is unique",
            "accepted": f"is one of {listed}",
            "pattern": f"matches {listed}",
            "range": f"is between {' and '.join(v or 'any' for v in self.values)}",
            "reference": f"is in {to}",
            "fresh": f"is at most {' '.join(self.values)} old",
        }
        return f"{columns} {told[self.rule]}"


def with_rules(text: str | None, file: str, table: TableInfo, rules: Sequence[AgreedRule]) -> str:
    """Give a contract's text with more rules; a new contract where there is none."""
    if text is None:
        text = new_contract(table, {})
        index, comments = 0, False
    else:
        index, comments = _index(text, file, table), True
    old: Any = parse(text, file, hint=f"edit {file}")[0]
    new = deepcopy(old)
    for rule in rules:
        _put(new, new["schema"][index], table, rule)
    if not comments:
        return _with(text, old, new, ("schema", index), ("slaProperties",))
    own = ("schema", index)
    places: list[Path] = [(*own, "quality"), (*own, "relationships"), ("slaProperties",)]
    known = old["schema"][index].get("properties") or []
    for n, one in enumerate(new["schema"][index].get("properties") or []):
        at = (*own, "properties", n)
        keys = [key for key in one if n >= len(known) or one[key] != known[n].get(key)]
        places += [(*at, key) for key in keys] if n < len(known) else [at]
    return _with(text, old, new, *places)


def alone(table: TableInfo, rule: AgreedRule) -> tuple[QualityRule, ...]:
    """Give what a rule comes to by itself, as its contract will have it measured."""
    named = {name.lower() for name in rule.columns}
    columns = tuple(
        column.model_copy(update={"nullable": True})
        for column in table.columns
        if column.name.lower() in named
    )
    bare = table.model_copy(update={"columns": columns, "key": (), "declared_key": False})
    text = with_rules(None, "", bare, [rule])
    return ContractRules.of(read_contract(text, "")[0]).rules


def _with(text: str, old: Any, new: Any, *places: Path) -> str:
    for place in places:
        value = _at(new, place)
        if value != _at(old, place):
            text = with_value(text, place, value)
    return text


def _at(data: Any, place: Path) -> Any:
    for part in place:
        if isinstance(part, int):
            data = data[part] if part < len(data or ()) else None
        else:
            data = (data or {}).get(part)
    return data


def _index(text: str, file: str, table: TableInfo) -> int:
    tables = read_contract(text, file)
    return next(one.index for one in tables if key_of(one.table) == key_of(table.name))


def _put(root: Any, own: dict[str, Any], table: TableInfo, rule: AgreedRule) -> None:
    """Put a rule into a contract's data, each kind at its place."""
    if rule.rule == "fresh":
        value, unit = rule.values
        element = column_text(table.table.name, rule.columns[0])
        level = {"property": "latency", "value": _plain(value), "unit": unit, "element": element}
        root["slaProperties"] = [*(root.get("slaProperties") or []), level]
        return
    place = own if len(rule.columns) > 1 else _property(own, table, rule.columns[0])
    match rule.rule:
        case "range":
            options = dict(place.get("logicalTypeOptions") or {})
            bounds = zip(("minimum", "maximum"), rule.values, strict=True)
            place["logicalTypeOptions"] = options | {n: _plain(v) for n, v in bounds if v}
        case "reference":
            place["relationships"] = [*(place.get("relationships") or []), _ends(rule)]
        case "required" | "unique" if place is not own and rule.severity == _LEVEL_TOLD:
            place[rule.rule] = True
        case _:
            place["quality"] = [*(place.get("quality") or []), _item(rule)]


def _property(own: dict[str, Any], table: TableInfo, name: str) -> dict[str, Any]:
    """Give a column's property, made where the contract has none of it."""
    known: list[dict[str, Any]] = own.setdefault("properties", [])
    for one in known:
        if str(one.get("physicalName") or one.get("name")).lower() == name.lower():
            return one
    column = table.column(name)
    assert column is not None
    known.append(new_property(table, column))
    return known[-1]


def _ends(rule: AgreedRule) -> dict[str, Any]:
    to = [column_text(rule.to_table, name) for name in rule.to_columns]
    if len(to) == 1:
        return {"to": to[0]}
    return {"from": [column_text(rule.table, name) for name in rule.columns], "to": to}


def _item(rule: AgreedRule) -> dict[str, Any]:
    """Give a rule as a quality item of the standard."""
    metrics: dict[str, tuple[str, dict[str, Any]]] = {
        "required": ("nullValues", {}),
        "unique": ("duplicateValues", {}),
        "accepted": ("invalidValues", {"validValues": [*map(_plain, rule.values)]}),
        "pattern": ("invalidValues", {"pattern": "".join(rule.values)}),
    }
    metric, arguments = metrics[rule.rule]
    if len(rule.columns) > 1:
        arguments = {"properties": [*rule.columns]}
    told: dict[str, Any] = {"metric": metric}
    told |= {"arguments": arguments} if arguments else {}
    told |= {"mustBe": 0, "severity": rule.severity}
    return told | ({"description": rule.evidence} if rule.evidence else {})


def _plain(text: str) -> int | float | str:
    """Give a number as one."""
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text
