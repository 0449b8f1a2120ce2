"""What a `unify` step will do, told from schemas: tables, mapping, rules, keys of new rows.

Owns the choices shared by check and run. It reads no rows.
"""

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from vibecli.data.catalog import ColumnInfo, Relationship, TableInfo
from vibecli.engine.names import TableName
from vibecli.identity.draft import draft_profile
from vibecli.identity.keylinks import key_links
from vibecli.identity.mapping import PERSON_ROLES, Field, Source, map_columns
from vibecli.identity.moments import change_time, record_time
from vibecli.identity.survivorship import (
    Rule,
    RuleName,
    default_rule,
    stated_rule,
)
from vibecli.tagging.name_tokens import name_tokens
from vibecli.tagging.table_words import ID_WORDS

KeyMode = Literal["minted", "natural", "none"]


class Stated(NamedTuple):
    """A survivorship rule of the plan; column * stands for every column without its own."""

    column: str
    rule: RuleName
    args: tuple[str, ...]


@dataclass(frozen=True)
class MergePlan:
    """The choices of one merge."""

    inputs: tuple[TableInfo, ...]
    target: TableInfo
    exists: bool
    links: Mapped[str, int]
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    key_fields: tuple[Field, ...]  # natural keys: what fills the key of a new row
    times: Mapped[int, str]
    left_out: tuple[str, ...] = ()  # columns a new profile could have and is made without

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs' names, in order of precedence."""
        return tuple(table.name for table in self.inputs)

    @property
    def key_mode(self) -> KeyMode:
        """How a new row gets its key."""
        if not self.target.key:
            return "none"
        return "natural" if natural_key(self.target, self.links) else "minted"

    @property
    def unfilled_key(self) -> tuple[str, ...]:
        """The columns of a natural key that no input fills."""
        if self.key_mode != "natural":
            return ()
        filled = {field.column.name.lower() for field in self.key_fields}
        return tuple(name for name in self.target.key if name.lower() not in filled)


def natural_key(target: TableInfo, links: Mapped[str, int]) -> bool:
    """Tell a key that means something elsewhere: composite, an input's key, an e-mail address."""
    if len(target.key) > 1:
        return True
    column = target.column(target.key[0])
    if target.key[0].lower() in links:
        return True
    told_by_values = column is not None and column.role in PERSON_ROLES
    return told_by_values and not ID_WORDS & set(name_tokens(target.key[0]))


def candidate_links(
    target: TableInfo, inputs: Sequence[TableInfo], relationships: Sequence[Relationship]
) -> dict[str, int]:
    """Give the profile columns that may hold an input's record key."""
    return key_links(target, inputs, relationships)


def plan_merge(
    inputs: Sequence[TableInfo],
    target: TableInfo | str,
    links: Mapped[str, int],
    *,
    stated: Sequence[Stated] = (),
    ignore: Sequence[str] = (),
) -> MergePlan:
    """Choose mapping and rules; a target given by name only is drafted from the inputs."""
    exists = isinstance(target, TableInfo)
    left_out: tuple[str, ...] = ()
    if isinstance(target, str):
        target, links = draft_profile(target, inputs)
        target, links, left_out = _without(target, links, ignore)
    times = {i: time.name for i, table in enumerate(inputs) if (time := record_time(table))}
    fields = map_columns(target, inputs, links, ignore=ignore)
    rules = tuple(_rule(field, stated, inputs, times) for field in fields)
    keys = map_columns(target.model_copy(update={"key": ()}), inputs, links)
    own = {name.lower() for name in target.key}
    return MergePlan(
        inputs=tuple(inputs),
        target=target,
        exists=exists,
        links=dict(links),
        fields=fields,
        rules=rules,
        key_fields=tuple(field for field in keys if field.column.name.lower() in own),
        times=times,
        left_out=left_out,
    )


def _without(
    target: TableInfo, links: Mapped[str, int], ignore: Sequence[str]
) -> tuple[TableInfo, Mapped[str, int], tuple[str, ...]]:
    """Give a drafted profile without some columns, and their names; its key stays."""
    gone = {name.lower() for name in ignore} - {name.lower() for name in target.key}
    left_out = tuple(c.name for c in target.columns if c.name.lower() in gone)
    kept = tuple(c for c in target.columns if c.name not in left_out)
    own = {name: place for name, place in links.items() if name not in left_out}
    return target.model_copy(update={"columns": kept}), own, left_out


def _rule(
    field: Field, stated: Sequence[Stated], inputs: Sequence[TableInfo], times: Mapped[int, str]
) -> Rule:
    tables = [table.name for table in inputs]
    own = [s for s in stated if s.column.lower() == field.column.name.lower()]
    general = [s for s in stated if s.column == "*"]
    default = default_rule(field, times)
    # A rule for every column says how values compete, not that keys or the times of new rows do.
    special = default.new_only or default.name == "own_record"
    if own or (general and not special):
        chosen = (own or general)[0]
        return stated_rule(chosen.rule, chosen.args, tables, times)
    return default


def describe_field(plan: MergePlan, field: Field, rule: Rule) -> str:
    """Give one line: where a column's values come from and which one stays."""
    sources = ", ".join(_source_text(plan, source) for source in field.sources)
    return f"{field.column.name} <- {sources}; {rule_words(plan, field, rule)}"


def rule_words(plan: MergePlan, field: Field, rule: Rule) -> str:
    """Give which of a column's values stays."""
    by = ", ".join(
        f"{plan.names[s.table]}.{rule.times[s.table]}"
        for s in field.sources
        if rule.name == "most_recent" and s.table in rule.times
    )
    how = rule.words + (f" by {by}" if by else "")
    if rule.name == "source_priority":
        how += ": " + ", ".join(plan.names[at] for at in rule.order)
    if rule.name == "own_record":
        how = "kept while it is one of the person's records, else the newest"
    if rule.new_only and plan.exists:
        how += ", new profiles only"
    return how


def _source_text(plan: MergePlan, source: Source) -> str:
    text = f"{plan.names[source.table]}.{source.column}"
    match source.how:
        case "name":
            return text
        case "composed":
            return f"{text} + {source.other}"
        case "split":
            return f"{text} ({source.part} name)"
        case how:
            return f"{text} (by {how})"


def unmapped(plan: MergePlan, ignore: Sequence[str]) -> tuple[str, ...]:
    """Give the profile columns that stay as they are."""
    known = {field.column.name.lower() for field in plan.fields}
    known |= {name.lower() for name in (*plan.target.key, *ignore)}
    return tuple(c.name for c in plan.target.columns if c.name.lower() not in known)


def target_time(plan: MergePlan) -> ColumnInfo | None:
    """Give the profile's own column of change, which dates its values."""
    return change_time(plan.target) if plan.exists else None


def same_table(left: str, right: str) -> bool:
    """Tell two spellings of one table name."""
    return TableName.parse(left).text.lower() == TableName.parse(right).text.lower()
