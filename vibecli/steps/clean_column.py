"""One column cleaned: its country told, its distinct values taken through its rules.

Owns the order of these and what is told of the column. It changes no row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.identity.phone import NO_COUNTRY
from vibecli.identity.scratch import Scratch
from vibecli.steps.base import Cleaned
from vibecli.steps.clean_region import (
    NO_REGION,
    ToldRegion,
    named_region,
    row_country,
    tell_region,
)
from vibecli.steps.clean_rule import BY_COUNTRY, CleanRule, rule_country
from vibecli.steps.clean_values import TEXT, ColumnValues, Region, Trouble


@dataclass(frozen=True)
class Place:
    """Where columns are cleaned: rows (a relation aliased `t`) of a table, and the settings."""

    scratch: Scratch
    info: TableInfo
    relation: str
    region: str | None = None  # configured


@dataclass(frozen=True)
class CleanedColumn:
    """A column's values after its rules, where their country came from, and what is to be told."""

    values: ColumnValues
    region: Region
    note: str
    missing: str  # what to set, where no country is told

    @cached_property
    def troubles(self) -> list[Trouble]:
        """Why values are left as they are."""
        return self.values.troubles()

    @cached_property
    def told(self) -> Cleaned:
        """The figures of the column."""
        counts = self.values.counts()
        return Cleaned(
            column=self.values.column.name,
            changed=counts.changed,
            left=sum(trouble.rows for trouble in self.troubles),
            before=_share(counts.good_before, counts.values),
            after=_share(counts.good_after, counts.values_after),
            reasons=tuple(self.values.reasons()) if counts.changed else (),
        )

    def lines(self) -> list[str]:
        """Give each reason of a change, and each of a value left as it is, with their counts."""
        name, told = self.values.column.name, self.told
        lines = [f"{name}: {rows:,} {why}" for why, rows in told.reasons]
        lines += [f"{name}: {t.rows:,} left as they are, {t.why}" for t in self.troubles]
        if lines and told.before is not None and told.after is not None:
            lines.append(f"{name}: {told.before:.1%} of the values valid, then {told.after:.1%}")
        return lines

    def notice(self) -> str:
        """Give what would read the numbers without a country, where there are any."""
        left = sum(trouble.rows for trouble in self.troubles if trouble.why == NO_COUNTRY)
        if not left or not self.missing:
            return ""
        name, numbers = self.values.column.name, "number" if left == 1 else "numbers"
        return f"{left:,} {numbers} in {name} without a country prefix: set {self.missing}"


def clean_column(
    place: Place, column: ColumnInfo, number: int, rules: Sequence[CleanRule]
) -> CleanedColumn:
    """Take a column's distinct values through its rules, in order."""
    told = _country(place, column, rules)
    values = ColumnValues(place.scratch, column, number, told.region)
    values.read(place.relation)
    for rule in rules:
        if rule.op != "keep" and (rule.op != "date" or column.type == TEXT):
            values.apply(rule)
    values.keep([text for rule in rules if rule.op == "keep" for text in rule.args])
    values.finish()
    return CleanedColumn(values, told.region, told.note, told.missing)


def _country(place: Place, column: ColumnInfo, rules: Sequence[CleanRule]) -> ToldRegion:
    """Give the country of each row, as far as the rules of the column need one."""
    scratch, info, relation = place.scratch, place.info, place.relation
    if not any(rule.op in BY_COUNTRY for rule in rules):
        return ToldRegion(NO_REGION, "")
    if named := next(filter(None, map(rule_country, rules)), None):
        return named_region(column, named)
    if any(rule.op == "phone" for rule in rules):
        return tell_region(scratch, place.region, info, relation, column)
    found = row_country(scratch, info, relation, column)
    if found is None:
        return ToldRegion(NO_REGION, f"{column.name}: no column tells the country")
    return ToldRegion(found[0], f"{column.name}: country from {found[1]}")


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
