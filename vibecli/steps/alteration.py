"""One change of a table's shape, as a plan says it.

Owns its form and which of its slots each kind needs. It knows no table.
"""

from collections.abc import Iterator
from typing import Literal

from vibecli.model import Model
from vibecli.sql_slot import Expression

_NEEDS: dict[str, tuple[str, ...]] = {
    "add": ("column",),
    "drop": ("column",),
    "rename": ("column", "to"),
    "retype": ("column", "type"),
    "default": ("column",),
    "not_null": ("column", "required"),
    "rename_table": ("to",),
}


class Alteration(Model):
    """One change of a table's shape."""

    change: Literal["add", "drop", "rename", "retype", "default", "not_null", "rename_table"]
    column: str | None = None
    to: str | None = None  # rename: the new name
    type: str | None = None  # add (null: that of its fill), retype
    default: Expression | None = None  # add, default: an expression; null takes the default away
    fill: Expression | None = None  # add: an expression over the row that gives the first values
    required: bool | None = None  # not_null: true sets it, false takes it away

    @property
    def name(self) -> str:
        """The column it is about."""
        return self.column or ""

    def missing(self) -> Iterator[str]:
        """Give the slots this kind of change needs and does not have."""
        untyped = self.change == "add" and not self.fill
        for slot in (*_NEEDS[self.change], *(("type",) if untyped else ())):
            if getattr(self, slot) in {None, ""}:
                yield slot
