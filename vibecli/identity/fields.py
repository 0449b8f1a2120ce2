"""Fields: which columns of the sources are compared, told from their roles and names.

Owns the choice. A name column that only joins others is left out, a lone full name is split,
columns that identify nobody (keys of other tables, flags, amounts of customers) are left out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from vibecli.data.catalog import Role
from vibecli.identity.kinds import KIND_OF_ROLE, PERSONAL, Kind
from vibecli.identity.source import NO_VALUE, Source, SourceColumn
from vibecli.tagging.name_tokens import name_tokens

PartName = Literal["whole", "given", "family"]
_NAME_PARTS: tuple[tuple[Kind, PartName], ...] = ((Kind.GIVEN, "given"), (Kind.FAMILY, "family"))
_REPEATED = 0.5
_SHORT_WORDS = 3
_SAMPLE = 1000
_ALIKE = 0.5
_ENOUGH_PERSONAL = 2
_TINY = 20  # in so few records one value throughout may still be one person's
_SECOND_NAMES = frozenset({"middle", "maiden", "second", "birth"})
# One of each is enough for two tables to mean the same by it, whatever the columns are called.
_SINGULAR = frozenset(
    {Kind.EMAIL, Kind.PHONE, Kind.BIRTH, Kind.POSTCODE, Kind.STREET, Kind.CITY, Kind.PLACE}
)
_KIND_OF_OTHER_ROLE = {Role.KEY: Kind.CODE, Role.FOREIGN_KEY: Kind.CODE, Role.FLAG: Kind.CATEGORY}


@dataclass(frozen=True)
class Part:
    """A column, or the given or family part of a column with full names."""

    column: str
    part: PartName = "whole"


@dataclass(frozen=True)
class Field:
    """One comparison: what it holds and where each source keeps it (None: nowhere)."""

    label: str
    kind: Kind
    parts: tuple[Part | None, ...]


@dataclass(frozen=True)
class FieldOverride:
    """A comparison chosen by hand: a role and one column a source."""

    role: Role
    columns: tuple[str | None, ...]


def chosen_fields(overrides: Sequence[FieldOverride]) -> tuple[Field, ...]:
    """Give the fields a person or a plan chose."""
    fields: list[Field] = []
    for override in overrides:
        if override.role is Role.FULL_NAME:
            for kind, part in _NAME_PARTS:
                parts = tuple(_part(c, part) for c in override.columns)
                fields.append(Field(kind.value, kind, parts))
        else:
            kind = KIND_OF_ROLE.get(override.role) or _KIND_OF_OTHER_ROLE[override.role]
            fields.append(Field(kind.value, kind, tuple(_part(c) for c in override.columns)))
    return _labelled(fields)


def inferred_fields(sources: Sequence[Source], ignore: Iterable[str] = ()) -> tuple[Field, ...]:
    """Give the fields told by the columns' roles, most identifying kinds first."""
    left_out = {text.lower() for text in ignore}
    columns = [
        [c for c in source.columns if not _ignored(source, c, left_out) and _has_values(c)]
        for source in sources
    ]
    texts = {name_tokens(c.name) for own in columns for c in own if _kind(c) is Kind.TEXT}
    fields = _name_fields(columns)
    for kind in Kind:
        if kind not in (Kind.GIVEN, Kind.FAMILY):
            alike = [[c for c in own if _kind_among(c, texts) is kind] for own in columns]
            fields += _paired(kind, alike)
    return _labelled(_useful(fields, sources))


def _part(column: str | None, part: PartName = "whole") -> Part | None:
    return None if column is None else Part(column, part)


def _ignored(source: Source, column: SourceColumn, left_out: set[str]) -> bool:
    named = {column.name.lower(), f"{source.name}.{column.name}".lower()}
    return bool(left_out & named) or (column.role is not None and column.role.value in left_out)


def _has_values(column: SourceColumn) -> bool:
    return len(column.values) > 0


def _kind(column: SourceColumn) -> Kind | None:
    kind = KIND_OF_ROLE.get(column.role) if column.role else None
    return Kind.CATEGORY if kind is Kind.TEXT and _like_category(column) else kind


def _kind_among(column: SourceColumn, texts: set[tuple[str, ...]]) -> Kind | None:
    """Give a column's kind; what is text in one table is not a category in another."""
    kind = _kind(column)
    return Kind.TEXT if kind is Kind.CATEGORY and name_tokens(column.name) in texts else kind


def _like_category(column: SourceColumn) -> bool:
    """Tell short phrases that repeat (an occupation) from text."""
    said = column.codes[column.codes != NO_VALUE]
    sample = column.values[said[:: max(len(said) // _SAMPLE, 1)]].tolist()
    mean_words = sum(len(value.split()) for value in sample) / max(len(sample), 1)
    return mean_words <= _SHORT_WORDS and len(column.values) <= _REPEATED * len(said)


def _name_fields(columns: Sequence[Sequence[SourceColumn]]) -> list[Field]:
    given = tuple(_name_part(own, Role.GIVEN_NAME, "given") for own in columns)
    family = tuple(_name_part(own, Role.FAMILY_NAME, "family") for own in columns)
    pairs = ((Kind.GIVEN, given), (Kind.FAMILY, family))
    return [Field(kind.value, kind, parts) for kind, parts in pairs if any(parts)]


def _name_part(own: Sequence[SourceColumn], role: Role, part: PartName) -> Part | None:
    """Give the column with this part of the name, or the part of a full name."""
    direct = [c for c in own if c.role is role]
    full = [c for c in own if c.role is Role.FULL_NAME]
    first = [c for c in direct if not _SECOND_NAMES & set(name_tokens(c.name))]
    if first or (direct and not full):
        return Part((first or direct)[0].name)
    return Part(full[0].name, part) if full else None


def _paired(kind: Kind, columns: Sequence[Sequence[SourceColumn]]) -> list[Field]:
    """Put columns of one kind side by side, the most alike first."""
    slots: list[list[SourceColumn | None]] = []
    for at, own in enumerate(columns):
        open_slots = list(range(len(slots)))
        for column, slot in _assigned(kind, own, slots, open_slots):
            if slot is None:
                slots.append([None] * len(columns))
            slots[-1 if slot is None else slot][at] = column
    return [
        Field(kind.value, kind, tuple(_part(c.name if c else None) for c in slot)) for slot in slots
    ]


def _assigned(
    kind: Kind,
    own: Sequence[SourceColumn],
    slots: Sequence[Sequence[SourceColumn | None]],
    open_slots: list[int],
) -> list[tuple[SourceColumn, int | None]]:
    ranked = sorted(
        ((-_likeness(kind, c, slots[s]), i, s) for i, c in enumerate(own) for s in open_slots),
    )
    least = 0.0 if kind in _SINGULAR else _ALIKE
    slot_of: dict[int, int] = {}
    for score, i, s in ranked:
        if -score >= least and i not in slot_of and s not in slot_of.values():
            slot_of[i] = s
    return [(column, slot_of.get(i)) for i, column in enumerate(own)]


def _likeness(kind: Kind, column: SourceColumn, slot: Sequence[SourceColumn | None]) -> float:
    others = [other for other in slot if other is not None]
    named = max(_shared(set(name_tokens(column.name)), set(name_tokens(o.name))) for o in others)
    if kind is not Kind.CODE or named >= _ALIKE:
        return named
    mine = set(column.values)
    return max(_contained(mine, set(other.values)) for other in others)


def _shared(left: set[str], right: set[str]) -> float:
    return len(left & right) / max(len(left | right), 1)


def _contained(left: set[str], right: set[str]) -> float:
    return len(left & right) / max(min(len(left), len(right)), 1)


def _useful(fields: Sequence[Field], sources: Sequence[Source]) -> list[Field]:
    tests: list[Callable[[Field], bool]] = [lambda f: _informative(f, sources)]
    if about_persons({field.kind for field in fields}):
        tests.append(lambda f: f.kind not in (Kind.NUMBER, Kind.DAY, Kind.TEXT))
    if len(sources) > 1:
        tests.append(lambda f: f.kind in PERSONAL or sum(map(bool, f.parts)) > 1)
    return [field for field in fields if all(test(field) for test in tests)]


def about_persons(kinds: set[Kind]) -> bool:
    """Tell whether fields of these kinds are about people."""
    certain = {Kind.GIVEN, Kind.FAMILY, Kind.EMAIL, Kind.BIRTH}
    return bool(kinds & certain) and len(kinds & PERSONAL) >= _ENOUGH_PERSONAL


def _informative(field: Field, sources: Sequence[Source]) -> bool:
    """Tell whether some values differ (or all are one in a tiny table) and, for codes, repeat."""
    columns = [
        column
        for source, part in zip(sources, field.parts, strict=True)
        if part and (column := source.column(part.column))
    ]
    values = [column.values for column in columns]
    distinct = len(values[0]) if len(values) == 1 else len(set().union(*values))
    said = sum(column.said for column in columns)
    if field.kind in PERSONAL and distinct == 1:
        return 1 < said <= _TINY
    return distinct > 1 and (field.kind is not Kind.CODE or distinct < said)


def _labelled(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Give each field a label of its own: its kind, or a column's name where kinds repeat."""
    kinds = [field.kind for field in fields]
    labelled: list[Field] = []
    for field in fields:
        first = next((part.column for part in field.parts if part), field.kind.value)
        generic = field.kind in (Kind.CODE, Kind.CATEGORY, Kind.NUMBER, Kind.DAY, Kind.TEXT)
        own = generic or kinds.count(field.kind) > 1
        label = first if own else LABELS.get(field.kind, field.kind.value)
        labelled.append(Field(label, field.kind, field.parts))
    return tuple(labelled)


LABELS = {
    Kind.GIVEN: "given name",
    Kind.FAMILY: "family name",
    Kind.BIRTH: "birth date",
    Kind.PLACE: "region",
}
