"""What a person may see of a change: values, names of records, reasons; masked unless asked for.

The one place of `run` that masks. It goes by the role of the column a value comes from, or of the
key a record id is made of, never by the look of a value; only an address or phone inside a text
is told by its own. It reads nothing itself.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vibecli.data.catalog import PERSONAL_ROLES, Role, TableInfo
from vibecli.data.mask import mask, mask_inside
from vibecli.engine.names import TableName
from vibecli.identity.mention import spell_out
from vibecli.identity.records import key_values
from vibecli.steps.base import CLEAN_COLUMN, ROLE_COLUMN, VALUE_COLUMN, StepResult

WIDTH = 60
_HASH_SHOWN = 12  # characters of an id that stands for a row's content


@dataclass(frozen=True)
class Discretion:
    """The rule of one review; a table may be known several times, as steps have left it."""

    tables: tuple[TableInfo, ...] = ()
    bare: bool = False  # the person asked to see

    def value(self, value: str | None, info: TableInfo | None, column: str) -> str | None:
        """Give a value, masked when its column is personal."""
        known = info.column(column) if info else None
        if self.bare or value is None or known is None:
            return value
        role = known.masked_as
        return mask(value, role) if role or known.declared else mask_inside(value)

    def row(
        self, values: Sequence[str | None], info: TableInfo | None, columns: Sequence[str]
    ) -> tuple[str | None, ...]:
        """Give the values of a row, record ids masked as the keys they are made of."""
        if self.bare or info is None:
            return tuple(values)
        beside = dict(zip((name.lower() for name in columns), values, strict=True))
        return tuple(
            self._cell(value, info, name, beside)
            for name, value in zip(columns, values, strict=True)
        )

    def record(self, table: str, record_id: str) -> str:
        """Give the id of a table's record; that of a table nobody knows is masked."""
        if self.bare:
            return record_id
        shown = [_masked_id(info, record_id) for info in self._known(table)]
        if not shown:
            return mask(record_id, Role.CODE)
        return next((text for text in shown if text != record_id), record_id)

    def reason(self, reason: str) -> str:
        """Give a reason in words, with the names of records as they may be shown."""
        return spell_out(reason, self._name)

    def result(self, result: StepResult) -> StepResult:
        """Give what a step tells of itself, as it may be shown."""
        details = tuple(map(self.reason, result.details))
        told = {"headline": self.reason(result.headline), "details": details}
        return result.model_copy(update=told)

    def _cell(
        self, value: str | None, info: TableInfo, column: str, beside: Mapping[str, str | None]
    ) -> str | None:
        known = info.column(column)
        source = beside.get(known.record_of.lower()) if known and known.record_of else None
        if value is not None and source is not None:
            return self.record(source, value)
        if column.lower() not in (VALUE_COLUMN, CLEAN_COLUMN) or ROLE_COLUMN not in beside:
            return self.value(value, info, column)
        told = beside[ROLE_COLUMN]  # such a column holds values of many, each with its own role
        if value is None or told not in PERSONAL_ROLES:
            return value
        return mask(value, Role(told))

    def _name(self, table: str, record_id: str) -> str:
        shown = self.record(table, record_id)
        keys = [info.key for info in self._known(table)]
        content = keys and not any(keys) and shown == record_id
        return shown[:_HASH_SHOWN] if content else cut(shown) or ""

    def _known(self, table: str) -> Iterator[TableInfo]:
        wanted = TableName.parse(table).text.lower()
        return (info for info in self.tables if info.name.lower() == wanted)


def cut(text: str | None) -> str | None:
    """Give a text no longer than a review shows."""
    return text if text is None or len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def _masked_id(info: TableInfo, record_id: str) -> str:
    if not any(info.key_roles):
        return record_id
    parts = key_values(info, record_id)
    if len(parts) != len(info.key):
        return mask(record_id, Role.CODE)
    shown = [mask(part, role) for part, role in zip(parts, info.key_roles, strict=True)]
    return shown[0] if len(shown) == 1 else json.dumps(shown, ensure_ascii=False)
