"""One contract file read: the standard's YAML to what vibecli uses of it.

Owns what is understood of the standard (v3). Whatever else a file holds stays in it and means
nothing here.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from vibecli.contracts.model import (
    ColumnContract,
    Declared,
    Quality,
    Reference,
    ServiceLevel,
    TableContract,
)
from vibecli.document import misfit, parse
from vibecli.engine.names import TableName, split_column
from vibecli.errors import UsageError
from vibecli.tagging.tag import Sensitivity, Tag

if TYPE_CHECKING:
    from open_data_contract_standard.model import (
        CustomProperty,
        DataQuality,
        Relationship,
        SchemaObject,
        SchemaProperty,
    )

VERSION = "v3.1.0"
CONFIDENCE, BASIS, EVIDENCE = "tagConfidence", "tagBasis", "tagEvidence"
_READ = ("v3.0", "v3.1", "v3.2")
_HINT = "vibecli tag writes contracts of this form"
_FORM = f"it begins with apiVersion: {VERSION} and kind: DataContract"
_BOUNDS = {
    "must_be": "mustBe",
    "must_not_be": "mustNotBe",
    "must_be_greater_than": "mustBeGreaterThan",
    "must_be_greater_or_equal_to": "mustBeGreaterOrEqualTo",
    "must_be_less_than": "mustBeLessThan",
    "must_be_less_or_equal_to": "mustBeLessOrEqualTo",
    "must_be_between": "mustBeBetween",
    "must_not_be_between": "mustNotBeBetween",
}


def read_contract(text: str, file: str) -> tuple[TableContract, ...]:
    """Give what a contract's text says of its tables. Raises UsageError with the place."""
    data, node = parse(text, file, _HINT)
    if not isinstance(data, dict) or data.get("kind", "DataContract") != "DataContract":
        raise UsageError(f"{file}: this is no data contract", hint=_FORM)
    version = str(data.get("apiVersion", ""))
    if not version.startswith(_READ):
        told = f"apiVersion {version} is not read" if version else "apiVersion is missing"
        raise UsageError(f"{file}: {told}", hint=f"write apiVersion: {VERSION}")
    from open_data_contract_standard.model import OpenDataContractStandard

    try:
        contract = OpenDataContractStandard.model_validate(data)
    except ValidationError as error:
        raise misfit(error, node, file, _HINT) from error
    levels = tuple(
        ServiceLevel(property=s.property, value=s.value, unit=s.unit or "", element=s.element or "")
        for s in contract.slaProperties or ()
        if s.property
    )
    return tuple(
        _table(one, index, file, levels) for index, one in enumerate(contract.schema_ or ())
    )


def _table(
    one: "SchemaObject", index: int, file: str, levels: tuple[ServiceLevel, ...]
) -> TableContract:
    name = one.physicalName or one.name
    if not name:
        raise UsageError(f"{file}: schema[{index}] has no name", hint="name: TABLE")
    table = TableName.parse(name).text
    columns = [
        _column(column, n, f"{file}: {table}") for n, column in enumerate(one.properties or ())
    ]
    pairs = [((c.physicalName or c.name or "",), c.relationships) for c in one.properties or ()]
    found = [*pairs, ((), one.relationships)]
    return TableContract(
        table=table,
        file=file,
        columns=tuple(columns),
        quality=tuple(map(_quality, one.quality or ())),
        references=tuple(r for own, given in found for r in _references(own, given or ())),
        service_levels=levels,
        remarks=tuple(_remarks(one)),
        index=index,
    )


def _column(column: "SchemaProperty", index: int, where: str) -> ColumnContract:
    name = column.physicalName or column.name
    if not name:
        raise UsageError(f"{where}: properties[{index}] has no name", hint="name: COLUMN")
    return ColumnContract(
        name=name,
        declared=_declared(column),
        key_position=max(column.primaryKeyPosition or 1, 1) if column.primaryKey else None,
        required=bool(column.required),
        unique=bool(column.unique),
        accepted=tuple(one.value for one in column.enum or ()),
        options=column.logicalTypeOptions or {},
        quality=tuple(map(_quality, column.quality or ())),
        index=index,
    )


def _declared(column: "SchemaProperty") -> Declared:
    own = {one.property: one.value for one in _custom(column.customProperties)}
    tag = next((t for t in map(told_tag, column.tags or ()) if t), None)
    by_us = own.get(BASIS) == "evidence"
    share = own.get(CONFIDENCE)
    return Declared(
        tag=tag,
        says_tag=tag is not None or (BASIS in own and column.tags is not None),
        sensitivity=told_class(column.classification),
        confidence=min(max(float(share), 0.0), 1.0) if isinstance(share, int | float) else None,
        basis="evidence" if by_us else "person",
        why=str(own.get(EVIDENCE) or ""),
    )


def _custom(given: "Sequence[CustomProperty] | None") -> "Iterator[CustomProperty]":
    return (one for one in given or () if one.property)


def told_tag(word: str) -> Tag | None:
    """Give the tag a word of a contract names, None for words of other meaning."""
    plain = word.strip().lower().replace("_", "-").replace(" ", "-")
    return Tag(plain) if plain in set(Tag) else None


def told_class(word: str | None) -> Sensitivity | None:
    """Give the class a contract's `classification` names, None for words of other meaning."""
    plain = (word or "").strip().lower()
    return Sensitivity(plain) if plain in set(Sensitivity) else None


def _remarks(one: "SchemaObject") -> Iterator[str]:
    for column in one.properties or ():
        if column.classification and not told_class(column.classification):
            known = ", ".join(Sensitivity)
            yield f"{column.name}: classification {column.classification} is none of {known}"


def _quality(item: "DataQuality") -> Quality:
    kind = item.type or ("sql" if item.query else "library")
    bounds = {ours: getattr(item, theirs) for ours, theirs in _BOUNDS.items()}
    told: dict[str, Any] = {name: value for name, value in bounds.items() if value is not None}
    return Quality(
        type=kind if kind in ("library", "sql", "text") else "custom",
        name=item.name or "",
        description=item.description or "",
        severity=item.severity or "",
        dimension=item.dimension or "",
        unit=item.unit or "",
        metric=item.metric or item.rule or "",
        query=item.query or "",
        arguments=item.arguments or {},
        **told,
    )


def _references(own: tuple[str, ...], given: "Sequence[Relationship]") -> Iterator[Reference]:
    """Give the references written as TABLE.COLUMN; the standard's long form is left alone."""
    for one in given:
        ends = [split_column(end) for end in _listed(one.to)]
        columns = own or tuple(split_column(end)[1] for end in _listed(one.from_))
        tables = {table for table, _ in ends}
        if len(tables) == 1 and all(tables) and len(columns) == len(ends):
            to = TableName.parse(tables.pop()).text
            yield Reference(columns=columns, to_table=to, to_columns=tuple(c for _, c in ends))


def _listed(ends: str | list[str] | None) -> list[str]:
    return [ends] if isinstance(ends, str) else ends or []
