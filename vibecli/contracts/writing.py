"""One contract file written: tags and classes put into its text, all else as a person left it.

Owns the form of a new contract. Says of an old one only what is asked: fields it does not know,
comments and order stay.
"""

from collections.abc import Mapping
from typing import Any

from vibecli.contracts.model import Declared, TableContract
from vibecli.contracts.reading import BASIS, CONFIDENCE, EVIDENCE, VERSION, told_class, told_tag
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.document import block, parse
from vibecli.document_edit import with_value

_HEADING = "# What is agreed of {table}; vibecli tag keeps the tags, the rest is yours to edit"
_DECIMALS = 2
_LOGICAL = (
    (("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "integer"),
    (("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), "integer"),
    (("FLOAT", "DOUBLE", "DECIMAL"), "number"),
    (("TIMESTAMP",), "timestamp"),
    (("DATE",), "date"),
    (("TIME",), "time"),
    (("BOOLEAN",), "boolean"),
    (("STRUCT", "MAP", "UNION", "JSON"), "object"),
)


def new_contract(table: TableInfo, declared: Mapping[str, Declared]) -> str:
    """Give the text of a table's first contract: its columns, its key and what they mean."""
    properties = [
        new_property(table, column, declared.get(column.name)) for column in table.columns
    ]
    document = {
        "apiVersion": VERSION,
        "kind": "DataContract",
        "id": table.name,
        "name": table.name,
        "version": "1.0.0",
        "status": "active",
        "schema": [
            {
                "name": table.table.name,
                "physicalName": table.name,
                "physicalType": table.kind,
                "logicalType": "object",
                "properties": properties,
            }
        ],
    }
    return f"{_HEADING.format(table=table.name)}\n{block(document)}"


def with_declared(
    text: str, contract: TableContract, table: TableInfo, declared: Mapping[str, Declared]
) -> str:
    """Give a contract's text with the meaning of these columns; columns it lacks are added."""
    known = {one.name.lower(): one for one in contract.columns}
    at = ("schema", contract.index, "properties")
    added = len(contract.columns)
    for column in table.columns:
        if column.name not in declared:
            continue
        old = known.get(column.name.lower())
        if old is None:
            told = new_property(table, column, declared[column.name])
            text = with_value(text, (*at, added), told)
            added += 1
        else:
            text = _declared(text, (*at, old.index), declared[column.name])
    return text


def new_property(
    table: TableInfo, column: ColumnInfo, declared: Declared | None = None
) -> dict[str, Any]:
    """Give what a contract says of a column first: its type, its key, its meaning."""
    declared = declared or Declared()
    key = [name.lower() for name in table.key] if table.declared_key else []
    told: dict[str, Any] = {
        "name": column.name,
        "logicalType": _logical(column.type),
        "physicalType": column.type,
    }
    if column.name.lower() in key:
        told |= {"primaryKey": True, "primaryKeyPosition": key.index(column.name.lower()) + 1}
    if not column.nullable:
        told["required"] = True
    if not declared.silent:
        told |= {"tags": _tags([], declared)} if declared.says_tag else {}
        told |= {"classification": str(declared.sensitivity)} if declared.sensitivity else {}
        told["customProperties"] = _custom(None, declared)
    return told


def _declared(text: str, at: tuple[str | int, ...], declared: Declared) -> str:
    """Put the meaning of one column into the text; other tags and properties of it stay."""
    data: Any = parse(text, "the contract", "")[0]
    for part in at:
        data = data[part]
    if declared.says_tag:
        text = with_value(text, (*at, "tags"), _tags(data.get("tags") or [], declared))
    classified = data.get("classification")
    if declared.sensitivity and told_class(classified) is not declared.sensitivity:
        text = with_value(text, (*at, "classification"), str(declared.sensitivity))
    return with_value(
        text, (*at, "customProperties"), _custom(data.get("customProperties"), declared)
    )


def _tags(old: list[str], declared: Declared) -> list[str]:
    """Give a column's tags: ours in the place of the one that was, others as they were."""
    others = [tag for tag in old if told_tag(tag) is None]
    return [str(declared.tag), *others] if declared.tag else others


def _custom(old: list[dict[str, Any]] | None, declared: Declared) -> list[dict[str, Any]]:
    """Give a column's custom properties: those of others as they were, then ours."""
    share = None if declared.confidence is None else round(declared.confidence, _DECIMALS)
    ours = {CONFIDENCE: share, BASIS: declared.basis, EVIDENCE: declared.why or None}
    others = [one for one in old or () if one.get("property") not in ours]
    told = [{"property": name, "value": v} for name, v in ours.items() if v is not None]
    return [*others, *told]


def _logical(kind: str) -> str:
    if kind.endswith("]"):
        return "array"
    return next((name for starts, name in _LOGICAL if kind.upper().startswith(starts)), "string")
