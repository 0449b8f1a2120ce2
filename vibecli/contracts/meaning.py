"""What a column means once its contract has spoken: its verdict, and the role that follows.

Owns how a person's word overrides the evidence: the class decides what is masked on screen and for
a model (`ColumnInfo.personal`), the tag the role, which matching and the planners go by.
"""

from vibecli.contracts.model import Contracts, Declared, TableContract
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.data.roles import FEW_DISTINCT, role_of_type
from vibecli.data.tag_roles import ROLES, sensitivity_of, tag_of
from vibecli.tagging.tag import Sensitivity, Tag
from vibecli.tagging.verdict import TagVerdict

_KEYS = frozenset({Role.KEY, Role.FOREIGN_KEY})
_CODES = frozenset(
    {Tag.LOYALTY_ID, Tag.NATIONAL_ID, Tag.CREDIT_CARD, Tag.IBAN, Tag.BANK_ACCOUNT}
    | {Tag.USERNAME, Tag.DEVICE_ID}
)
_ROLE_ALONE, _NO_ROLE = 0.6, 0.9  # how sure a role is of a tag, and of none, where it is all


def with_contracts(catalog: Catalog, contracts: Contracts) -> Catalog:
    """Give the catalog with what the contracts say of its columns."""
    if not contracts.tables:
        return catalog
    told = {one.table.lower(): one for one in contracts.tables}
    tables = (
        _told(table, told[table.name.lower()]) if table.name.lower() in told else table
        for table in catalog.tables
    )
    return catalog.model_copy(update={"tables": tuple(tables)})


def evident(column: ColumnInfo) -> TagVerdict:
    """Give what the evidence alone says of a column, whatever its contract says."""
    found = column.evident or column.tagged
    if found:
        return found
    tag = tag_of(column)
    return TagVerdict(
        tag=tag,
        sensitivity=sensitivity_of(column),
        confidence=_ROLE_ALONE if tag or column.personal else _NO_ROLE,
        why=(f"has the role {column.role.value}",) if column.role else (),
    )


def _told(table: TableInfo, contract: TableContract) -> TableInfo:
    columns = []
    for column in table.columns:
        said = contract.column(column.name)
        silent = said is None or said.declared.silent
        columns.append(column if silent or said is None else declared_column(column, said.declared))
    return table.model_copy(update={"columns": tuple(columns)})


def declared_column(column: ColumnInfo, declared: Declared) -> ColumnInfo:
    """Give a column with what its contract declares of it."""
    before = evident(column)
    verdict = TagVerdict(
        tag=declared.tag if declared.says_tag else before.tag,
        sensitivity=class_of(declared, before),
        confidence=1.0 if declared.confidence is None else declared.confidence,
        why=(declared.why,) if declared.why else (),
        source="contract",
    )
    changed: dict[str, object] = {"tagged": verdict, "evident": before}
    if declared.says_tag and declared.tag is not before.tag:
        changed["role"] = _role(column, declared.tag)
    if verdict.sensitivity.masked:
        changed |= {"minimum": None, "maximum": None, "top": ()}
    return column.model_copy(update=changed)


def class_of(declared: Declared, before: TagVerdict) -> Sensitivity:
    """Give the class a contract leaves a column: its own word, that of its tag, the evidence's."""
    if declared.sensitivity is not None:
        return declared.sensitivity
    if not declared.says_tag:
        return before.sensitivity
    return declared.tag.sensitivity if declared.tag else Sensitivity.PUBLIC


def _role(column: ColumnInfo, tag: Tag | None) -> Role | None:
    """Give the role that goes with a tag other than the evidence's."""
    if tag in ROLES:
        return ROLES[tag]
    if tag in _CODES:
        return column.role if column.role in _KEYS else Role.CODE
    meant = column.role in ROLES.values()  # the role of another tag, which it has not
    return _open_role(column) if meant else column.role


def _open_role(column: ColumnInfo) -> Role:
    """Give the role of values that are nobody's own, by their type."""
    few = 0 < (column.distinct or 0) <= FEW_DISTINCT
    return role_of_type(column.type) or (Role.CATEGORY if few else Role.TEXT)
