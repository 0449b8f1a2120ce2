"""Which input columns feed which profile column.

Owns the mapping: by key, by equal name, by role, by similar name, and names composed or split. It
sees schemas and roles only, never rows, and leaves a column without a clear source alone.
"""

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Mapped
from typing import Literal, NamedTuple

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.identity.moments import creation_time, dates_change, dates_creation, record_time
from vibecli.tagging.name_tokens import name_tokens

How = Literal["key", "name", "role", "time", "similar name", "composed", "split"]

PERSON_ROLES = (
    Role.GIVEN_NAME,
    Role.FAMILY_NAME,
    Role.FULL_NAME,
    Role.EMAIL,
    Role.PHONE,
    Role.BIRTH_DATE,
    Role.STREET,
    Role.CITY,
    Role.POSTCODE,
)
_NAMES = frozenset({Role.GIVEN_NAME, Role.FAMILY_NAME, Role.FULL_NAME})
_KEYS = frozenset({Role.KEY, Role.FOREIGN_KEY})
_Pairs = list[tuple[ColumnInfo, ColumnInfo]]
_Step = Callable[[Sequence[ColumnInfo], Sequence[ColumnInfo]], _Pairs]
_SIMILAR = 90.0
_MARGIN = 5.0


class Source(NamedTuple):
    """An input column that feeds a profile column."""

    table: int  # position among the inputs
    column: str
    how: How
    other: str = ""  # composed: the family name's column
    part: Literal["", "given", "family"] = ""  # split: which part of the full name

    @property
    def derived(self) -> bool:
        """True when the value is cut out of another one, and so weaker than one given directly."""
        return self.how == "split"


class Field(NamedTuple):
    """A profile column, its sources (one an input), and the input whose record key it holds."""

    column: ColumnInfo
    sources: tuple[Source, ...]
    key_of: int | None = None


def plain_name(name: str) -> str:
    """Give a name without case, underscores and other signs."""
    return re.sub(r"[\W_]+", "", name).lower()


def map_columns(
    target: TableInfo,
    inputs: Sequence[TableInfo],
    links: Mapped[str, int],
    *,
    ignore: Sequence[str] = (),
) -> tuple[Field, ...]:
    """Give the profile columns that have a source; `links` are columns that hold an input's key."""
    left_out = {name.lower() for name in (*ignore, *target.key)}
    left_out |= {column.name.lower() for column in target.columns if column.generated}
    open_columns = [c for c in target.columns if c.name.lower() not in left_out]
    found: dict[str, list[Source]] = {column.name: [] for column in open_columns}
    for position, table in enumerate(inputs):
        for name, source in _from_table(open_columns, position, table, links).items():
            found[name].append(source)
    return tuple(
        Field(column, tuple(found[column.name]), links.get(column.name.lower()))
        for column in open_columns
        if found[column.name]
    )


def _from_table(
    columns: Sequence[ColumnInfo], position: int, table: TableInfo, links: Mapped[str, int]
) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for column in columns:
        if links.get(column.name.lower()) == position:
            found[column.name] = Source(position, table.key[0], "key")
    wanted = [c for c in columns if c.name.lower() not in links]
    own_key = table.key if len(table.key) == 1 else ()
    free = [c for c in table.columns if c.name not in own_key and not _nested(c)]
    steps: tuple[tuple[How, _Step], ...] = (
        ("name", _by_name),
        ("role", _by_role),
        ("time", _by_time),
        ("similar name", _by_similar_name),
    )
    for how, step in steps:
        used = {source.column for source in found.values()} if how != "time" else set()
        pairs = step(
            [c for c in wanted if c.name not in found], [c for c in free if c.name not in used]
        )
        for target, given in pairs:
            found.setdefault(target.name, Source(position, given.name, how))
    return _from_names(wanted, table, position) | found


def _by_name(wanted: Sequence[ColumnInfo], free: Sequence[ColumnInfo]) -> _Pairs:
    by_name: dict[str, list[ColumnInfo]] = {}
    for column in free:
        by_name.setdefault(plain_name(column.name), []).append(column)
    pairs = []
    for target in wanted:
        same = by_name.get(plain_name(target.name), [])
        exact = [c for c in same if c.name.lower() == target.name.lower()] or same
        if len(exact) == 1 and _agree(target, exact[0]):
            pairs.append((target, exact[0]))
    return pairs


def _agree(target: ColumnInfo, source: ColumnInfo) -> bool:
    """Tell that two columns of one name mean one thing: a given name is no full name."""
    roles = {target.role, source.role}
    return not (len(roles) > 1 and roles <= _NAMES)


def _by_role(wanted: Sequence[ColumnInfo], free: Sequence[ColumnInfo]) -> _Pairs:
    pairs = []
    for role in PERSON_ROLES:
        target = plainest([c for c in wanted if c.role is role])
        source = plainest([c for c in free if c.role is role])
        if target and source:
            pairs.append((target, source))
    return pairs


def _by_time(wanted: Sequence[ColumnInfo], free: Sequence[ColumnInfo]) -> _Pairs:
    """Date a new profile by what dates its records, whatever that column is called."""
    table = TableInfo(name="", columns=tuple(free))
    pairs = []
    for target in wanted:
        source = None
        if dates_change(target):
            source = record_time(table)
        elif dates_creation(target):
            source = creation_time(table)
        if source:
            pairs.append((target, source))
    return pairs


def plainest(columns: Sequence[ColumnInfo]) -> ColumnInfo | None:
    """Give the column with the fewest words in its name (phone before work_phone), if one has."""
    ranked = sorted(columns, key=lambda c: len(name_tokens(c.name)))
    if len(ranked) > 1 and len(name_tokens(ranked[0].name)) == len(name_tokens(ranked[1].name)):
        return None
    return ranked[0] if ranked else None


def _by_similar_name(wanted: Sequence[ColumnInfo], free: Sequence[ColumnInfo]) -> _Pairs:
    from rapidfuzz import fuzz

    pairs = []
    for target in wanted:
        scored = sorted(
            ((fuzz.ratio(plain_name(target.name), plain_name(c.name)), c.name, c) for c in free),
            key=lambda each: (-each[0], each[1]),
        )
        if not scored or scored[0][0] < _SIMILAR:
            continue
        clear = len(scored) == 1 or scored[0][0] - scored[1][0] >= _MARGIN
        if clear and target.role is scored[0][2].role and target.role not in _KEYS:
            pairs.append((target, scored[0][2]))
    return pairs


def _from_names(wanted: Sequence[ColumnInfo], table: TableInfo, position: int) -> dict[str, Source]:
    """Give full names composed of their parts, and parts split from full names."""
    given, family, full = (
        plainest(table.with_role(role))
        for role in (Role.GIVEN_NAME, Role.FAMILY_NAME, Role.FULL_NAME)
    )
    found: dict[str, Source] = {}
    for column in wanted:
        if column.role is Role.FULL_NAME and given and family:
            found[column.name] = Source(position, given.name, "composed", other=family.name)
        elif column.role is Role.GIVEN_NAME and full and not given:
            found[column.name] = Source(position, full.name, "split", part="given")
        elif column.role is Role.FAMILY_NAME and full and not family:
            found[column.name] = Source(position, full.name, "split", part="family")
    return found


def _nested(column: ColumnInfo) -> bool:
    kind = column.type.upper()
    return kind.startswith(("STRUCT", "MAP", "UNION", "BLOB", "BIT")) or kind.endswith("]")
