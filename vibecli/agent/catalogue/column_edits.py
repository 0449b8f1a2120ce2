"""Columns a plan at hand does without, or takes in again: compared, written, cleaned or shown.

Owns which half of a match is meant where the words leave it open: of a profile that exists both,
of a new one the comparison, and the profile for what is compared nowhere.
"""

from collections.abc import Sequence
from typing import Literal

from vibecli.agent.catalogue import selects
from vibecli.agent.catalogue.edits import Steps, changed, cleaned_less, first, selected, slot
from vibecli.agent.catalogue.families.parties import IDENTITY_ROLES
from vibecli.agent.catalogue.notes import Declined
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.steps.clean import Clean
from vibecli.steps.match import Match
from vibecli.steps.query import Query
from vibecli.steps.unify import Unify
from vibecli.steps.unify_plan import MergePlan, candidate_links, plan_merge
from vibecli.tagging.name_tokens import name_tokens

Half = Literal["open", "match", "unify", "both"]


def left_out(
    steps: Steps, columns: Sequence[ColumnInfo], catalog: Catalog, *, where: Half = "open"
) -> Steps:
    """Leave columns out of the comparison, the profile, the cleaning or the rows shown."""
    if first(steps, Match) >= 0 or first(steps, Unify) >= 0:
        return _unused(steps, columns, catalog, where)
    if first(steps, Clean) >= 0:
        return cleaned_less(steps, columns)
    names = tuple(c.name for c in columns)
    return selected(steps, lambda select: selects.without(select, names), "left out")


def _unused(steps: Steps, columns: Sequence[ColumnInfo], catalog: Catalog, where: Half) -> Steps:
    at = first(steps, Unify)
    unify = steps[at] if at >= 0 else None
    idle = [c for c in columns if not compared(c, steps, catalog)]
    if where == "open" and len(idle) == len(columns) and unify is None:
        raise Declined(f"{_names(columns)} is not compared anyway")
    half = _meant(steps, idle, columns, catalog) if where == "open" else where
    if half in ("match", "both"):
        used = [c for c in columns if where != "open" or c not in idle]
        steps = _not_compared(steps, used)
    if half in ("unify", "both") and isinstance(unify, Unify):
        fresh = catalog.table(unify.target) is None
        chosen = idle if where == "open" and fresh else columns
        names = _profile_names(unify, chosen, catalog)
        if not names and half == "unify":
            raise Declined(f"no column of {unify.target} comes from {_names(columns)} alone")
        ignore = tuple(dict.fromkeys((*unify.ignore, *names)))
        steps = changed(steps, at, ignore=ignore)
    return steps


def _meant(
    steps: Steps, idle: Sequence[ColumnInfo], columns: Sequence[ColumnInfo], catalog: Catalog
) -> Half:
    """Give the half that words without one mean."""
    at = first(steps, Unify)
    unify = steps[at] if at >= 0 else None
    if not isinstance(unify, Unify):
        return "match"
    if len(idle) == len(columns):
        return "unify"
    return "both" if idle or catalog.table(unify.target) else "match"


def _not_compared(steps: Steps, columns: Sequence[ColumnInfo]) -> Steps:
    at = first(steps, Match)
    match = steps[at] if at >= 0 else None
    if not isinstance(match, Match):
        return steps
    named = (c.role.value if c.role in IDENTITY_ROLES else c.name for c in columns)
    return changed(steps, at, ignore=tuple(dict.fromkeys((*match.ignore, *named))))


def held_to(steps: Steps, columns: Sequence[ColumnInfo], catalog: Catalog) -> Steps:
    """Compare or clean nothing but these columns."""
    at = first(steps, Match)
    match = steps[at] if at >= 0 else None
    if isinstance(match, Match):
        kept = {c.role for c in columns}
        others = tuple(r.value for r in present_roles(match, catalog) if r not in kept)
        return changed(steps, at, ignore=tuple(dict.fromkeys((*match.ignore, *others))))
    if first(steps, Clean) < 0:
        names = tuple(c.name for c in columns)
        return selected(steps, lambda select: selects.only(select, names), "picked")
    named = {c.name for c in columns}
    gone = {r.column for s in steps if isinstance(s, Clean) for r in s.rules} - named
    rest = [c for t in catalog.tables for c in t.columns if c.name in gone]
    return cleaned_less(steps, rest) if rest else steps


def used_again(steps: Steps, columns: Sequence[ColumnInfo], catalog: Catalog) -> Steps:
    """Take columns back in, or show more of them."""
    if first(steps, Match) >= 0:
        return _taken_back(steps, columns, catalog)
    names = tuple(c.name for c in columns)
    query = slot(steps, Query, "select")
    if isinstance(query, str) and selects.listed(query) == ("*",):
        raise Declined("these columns are shown already")
    return selected(steps, lambda select: selects.plus(select, names), "added")


def _taken_back(steps: Steps, columns: Sequence[ColumnInfo], catalog: Catalog) -> Steps:
    at, unify_at = first(steps, Match), first(steps, Unify)
    match, unify = steps[at], steps[unify_at] if unify_at >= 0 else None
    assert isinstance(match, Match)
    back = roles_of(columns)
    ignore = tuple(i for i in match.ignore if i not in back)
    taken = changed(steps, at, ignore=ignore)
    if isinstance(unify, Unify):
        names = {name.lower() for name in (*_profile_names(unify, columns, catalog), *back)}
        kept = tuple(name for name in unify.ignore if name.lower() not in names)
        taken = changed(taken, unify_at, ignore=kept)
    if taken == steps:
        raise Declined("these columns are used already")
    return taken


def compared(column: ColumnInfo, steps: Steps, catalog: Catalog) -> bool:
    """Tell from the schema whether a match compares a column.

    What says nothing of a person is compared only with a column of like name in another table.
    """
    at = first(steps, Match)
    match = steps[at] if at >= 0 else None
    if not isinstance(match, Match):
        return False
    tables = _tables(match, catalog)
    if column.role in IDENTITY_ROLES or len(tables) == 1:
        return True
    return sum(_like_named(column, table) for table in tables) > 1


def _like_named(column: ColumnInfo, table: TableInfo) -> bool:
    own = set(name_tokens(column.name))
    return any(own & set(name_tokens(other.name)) for other in table.columns)


def present_roles(match: Match, catalog: Catalog) -> tuple[Role, ...]:
    """Give the roles by which the tables of a match tell people apart."""
    there = {c.role for t in _tables(match, catalog) for c in t.with_role(*IDENTITY_ROLES)}
    return tuple(role for role in IDENTITY_ROLES if role in there)


def _tables(match: Match, catalog: Catalog) -> tuple[TableInfo, ...]:
    found = (catalog.table(name) for name in match.reads())
    return tuple(table for table in found if table is not None)


def roles_of(columns: Sequence[ColumnInfo]) -> set[str]:
    """Give the names and roles under which a match may leave these columns out."""
    return {c.name for c in columns} | {c.role.value for c in columns if c.role in IDENTITY_ROLES}


def fed_columns(unify: Unify, catalog: Catalog) -> dict[ColumnInfo, tuple[ColumnInfo, ...]]:
    """Give the profile's columns with the columns of the inputs that feed each."""
    merge = _merge(unify, catalog)
    if merge is None:
        return {}
    fed = {}
    for field in merge.fields:
        found = (merge.inputs[s.table].column(s.column) for s in field.sources)
        fed[field.column] = tuple(column for column in found if column is not None)
    return fed


def _merge(unify: Unify, catalog: Catalog) -> MergePlan | None:
    inputs = [t for name in unify.inputs if (t := catalog.table(name)) and name != unify.target]
    if not inputs:
        return None
    target = catalog.table(unify.target)
    if target is None:
        return plan_merge(inputs, unify.target, {})
    return plan_merge(inputs, target, candidate_links(target, inputs, catalog.relationships))


def _profile_names(
    unify: Unify, columns: Sequence[ColumnInfo], catalog: Catalog
) -> tuple[str, ...]:
    """Give the profile's columns that are meant, or that one of these columns feeds.

    A part of a full name goes only with every column that feeds it.
    """
    target = catalog.table(unify.target)
    named = {c.name.lower() for c in columns}
    own = [c.name for c in (target.columns if target else ()) if c in columns]
    for column, sources in fed_columns(unify, catalog).items():
        fed_by = {source.name.lower() for source in sources}
        parts = any(source.role is not column.role for source in sources)
        if column.name.lower() in named or (fed_by <= named if parts else fed_by & named):
            own.append(column.name)
    return tuple(dict.fromkeys(own))


def _names(columns: Sequence[ColumnInfo]) -> str:
    return ", ".join(dict.fromkeys(c.name for c in columns))
