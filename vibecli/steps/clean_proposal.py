"""What a table's values ask to be cleaned: operations that change some, ranked by how many.

Owns which operation fits which kind of column, by its tag and its role, and the measuring: the
operations themselves run on the distinct values, all of them or those of a sample. What it is not
sure of is left out and named. It reads only.
"""

from collections.abc import Sequence
from typing import NamedTuple

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.base import Session, table_sql
from vibecli.engine.names import quote
from vibecli.identity.scratch import Scratch
from vibecli.steps.clean_column import CleanedColumn, Place, clean_column
from vibecli.steps.clean_region import named_for_country
from vibecli.steps.clean_rule import CleanOp, CleanRule
from vibecli.steps.clean_values import TEXT
from vibecli.tagging.name_tokens import name_tokens
from vibecli.tagging.tag import Tag

_BY_TAG: dict[Tag, CleanOp] = {
    Tag.EMAIL: "email",
    Tag.PHONE: "phone",
    Tag.FULL_NAME: "full_name",
    Tag.GIVEN_NAME: "name",
    Tag.SURNAME: "name",
    Tag.ADDRESS: "address",
    Tag.CITY: "spelling",
    Tag.STATE: "state",
    Tag.POSTAL: "postcode",
    Tag.COUNTRY: "country",
    Tag.BIRTHDATE: "date",
    Tag.CREATED_AT: "date",
    Tag.UPDATED_AT: "date",
}
_BY_ROLE: dict[Role, CleanOp] = {
    Role.EMAIL: "email",
    Role.PHONE: "phone",
    Role.FULL_NAME: "full_name",
    Role.GIVEN_NAME: "name",
    Role.FAMILY_NAME: "name",
    Role.STREET: "address",
    Role.CITY: "spelling",
    Role.CATEGORY: "spelling",
    Role.POSTCODE: "postcode",
    Role.BIRTH_DATE: "date",
    Role.TIME: "date",
}
_STATE_WORDS = frozenset({"state", "province", "prov", "bundesland"})
_KEPT = frozenset({Role.KEY, Role.FOREIGN_KEY, Role.CODE, Role.AMOUNT, Role.FLAG})
_MAY_BE_MADE_UP = frozenset({"email", "phone", "full_name", "name", "address", "postcode", "date"})
_SPELT: tuple[CleanOp, ...] = ("country", "state")  # words all the same, where none is known
_SURE = 0.8  # confidence of a tag
_FITS = 0.5  # share of values that must then be in standard form
_WHOLE = 50_000  # rows up to which all are looked at
_SAMPLE = 20_000
_PERSONAL_COLUMNS = 2  # a table of people: its rows are not equal by chance


class Proposed(NamedTuple):
    """The rules of one column, and how many values of rows they change."""

    column: str
    rules: tuple[CleanRule, ...]
    changes: int


class Proposal(NamedTuple):
    """What a table's values ask for, the most changes first."""

    columns: tuple[Proposed, ...] = ()
    unsure: tuple[str, ...] = ()  # columns left alone, each with why
    rows: int | None = None  # looked at, where not all
    duplicates: int = 0  # rows that are another row in every column


def propose(
    session: Session,
    table: TableInfo,
    region: str | None,
    columns: Sequence[ColumnInfo] = (),
) -> Proposal:
    """Give what a table asks for, or some of its columns."""
    chosen = columns or [c for c in table.columns if c.name not in table.key]
    found: list[Proposed] = []
    unsure: list[str] = []
    with Scratch(session, "propose") as scratch:
        every = max(1, table.rows // _SAMPLE) if table.rows > _WHOLE else 1
        some = f" WHERE hash(rowid, 'some') % {every} = 0" if every > 1 else ""
        kept = scratch.table("rows", f"SELECT * FROM {table_sql(table.name)}{some}")
        rows = int(session.value(f"SELECT count(*) FROM {kept}")) if every > 1 else None
        place = Place(scratch, table, f"{kept} t", region)
        for number, column in enumerate(chosen):
            one, doubt = _proposed(place, column, number)
            found += [one] if one else []
            unsure += [doubt] if doubt else []
    found.sort(key=lambda one: -one.changes)
    return Proposal(tuple(found), tuple(unsure), rows, 0 if columns else _twice(session, table))


def fitting_op(column: ColumnInfo) -> CleanOp | None:
    """Give the operation that fits what a column means, by its tag, else by its role."""
    told = column.tagged
    if told is not None and told.confidence >= _SURE and (told.tag is not None or column.personal):
        return _BY_TAG.get(told.tag) if told.tag else None
    if column.role is Role.REGION:
        if named_for_country(column.name):
            return "country"
        return "state" if _STATE_WORDS & set(name_tokens(column.name)) else None
    return _BY_ROLE.get(column.role) if column.role else None


def _proposed(place: Place, column: ColumnInfo, number: int) -> tuple[Proposed | None, str]:
    """Give the rules that change values of a column, and what there is to doubt."""
    op = fitting_op(column)
    ops = _candidates(column, op)
    if not ops:
        return None, ""
    doubt = _doubt(column, op)
    if not doubt:
        found, cleaned = _measured(place, column, number, ops)
        told = cleaned.told
        if op is None or told.after is None or told.after >= _FITS:
            return found, ""
        doubt = f"{column.name} (few values fit {op}: {told.after:.0%})"
    others = _candidates(column, "spelling" if op in _SPELT else None)
    return _measured(place, column, number, others)[0] if others else None, doubt


def _doubt(column: ColumnInfo, op: CleanOp | None) -> str:
    """Tell a column whose tag is not sure, where the tag asks for another operation."""
    told = column.tagged
    if told is None or told.tag is None or told.confidence >= _SURE:
        return ""
    asked = _BY_TAG.get(told.tag)
    return f"{column.name} (perhaps {told.tag.value})" if asked and asked != op else ""


def _candidates(column: ColumnInfo, op: CleanOp | None) -> list[CleanOp]:
    """Give the operations worth trying on a column, in the order they run."""
    if column.generated or column.role in _KEPT:
        return []
    blank: list[CleanOp] = (
        ["null_placeholders"] if op in _MAY_BE_MADE_UP and column.nullable else []
    )
    if column.type != TEXT:
        return blank if column.role is Role.BIRTH_DATE else []
    tidy: CleanOp = "trim" if column.role is Role.TEXT or op is None else "spaces"
    tidied: list[CleanOp] = [tidy] if op in (None, "spelling") else []
    return ["mojibake", *blank, *tidied, *([op] if op else [])]


def _measured(
    place: Place, column: ColumnInfo, number: int, ops: Sequence[CleanOp]
) -> tuple[Proposed | None, CleanedColumn]:
    """Give those of the operations that change something, measured one after the other."""
    rules = [CleanRule(column=column.name, op=op) for op in ops]
    cleaned = clean_column(place, column, number, rules)
    effects = dict(zip(ops, cleaned.values.effects(), strict=False))
    useful = tuple(rule for rule in rules if effects.get(rule.op))
    changes = cleaned.told.changed
    return (Proposed(column.name, useful, changes) if useful and changes else None), cleaned


def _twice(session: Session, table: TableInfo) -> int:
    """Give how many rows of a table of people without a key are another row in every column."""
    personal = sum(column.personal for column in table.columns)
    if table.key or personal < _PERSONAL_COLUMNS:
        return 0
    own, names = table_sql(table.name), ", ".join(quote(c.name) for c in table.columns)
    sql = (
        f"SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT {names} FROM {own})) FROM {own}"
    )
    return int(session.value(sql))
