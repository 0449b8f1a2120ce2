"""The rules that rows outside the change set can break: keys, references, declared values and rows.

Owns which of them a change set can touch, and what each comes to in the review. What they count is
`outside`'s; what the engine itself forbids is `constraints`'.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vibecli.data.catalog import Relationship
from vibecli.data.contract import contract_of
from vibecli.engine.base import BASE, Session
from vibecli.engine.names import quote
from vibecli.rulebook import Rules
from vibecli.run.changeset import Held
from vibecli.run.constraints import Constraint, declares_key, key_result
from vibecli.run.measured import Measured, Outside, listed
from vibecli.run.outside import State, values_outside
from vibecli.run.rowname import rows_told
from vibecli.steps.match_events import is_events_table

_FEW = 5


@dataclass(frozen=True)
class Surroundings:
    """What the tables of a change set stand among."""

    declared: Sequence[Constraint] = ()
    relationships: Sequence[Relationship] = ()
    views: Sequence[str] = ()  # of the user's, as far as they can be read


def measure_outside(
    session: Session, tables: Sequence[Measured], rules: Rules, around: Surroundings
) -> Iterator[Outside]:
    """Give every count that the commit takes again, with its result."""
    state = State(session, {m.name.lower(): m.images for m in tables}, BASE)
    for measured in tables:
        if measured.diff.change != "drop":
            yield from _keys(state, measured, rules, around.declared)
            yield from _values(state, measured, rules)
            yield from _rows(measured, rules)
    yield from _references(state, tables, rules, around.relationships)
    if any(m.diff.shape or m.diff.change in {"replace", "drop"} for m in tables):
        for view in around.views:
            held = Held(rule="view_broken", table=view)
            if not state.count(held):  # one that breaks would break the commit's transaction too
                yield Outside(held)


def _keys(
    state: State, measured: Measured, rules: Rules, declared: Sequence[Constraint]
) -> Iterator[Outside]:
    """Ask before a key that the engine does not keep stops being one."""
    own = contract_of(rules, measured.name).key
    inferred = measured.info.key if measured.info and measured.delta.change == "change" else ()
    known = {column.name.lower() for column in measured.delta.shape.written}
    for key in dict.fromkeys(key for key in (own, inferred) if key):
        if any(name.lower() not in known for name in key):
            continue
        if declares_key(declared, measured.delta.shape.table, key):
            continue
        if key != own and is_events_table(measured.name, known):
            continue  # the same person may come again in a log
        held = Held(rule="key_unique", table=measured.name, columns=key)
        rows = state.count(held)
        held = held.model_copy(update={"rows": rows, "blocks": rules.key_unique == "block"})
        yield Outside(held, key_result(measured, key, rows, "confirm"))
        yield from _empty_keys(measured, key)


def _empty_keys(measured: Measured, key: Sequence[str]) -> Iterator[Outside]:
    empty = " OR ".join(f"__after.{quote(name)} IS NULL" for name in key)
    where = f"__after IS NOT NULL AND ({empty})"
    rows = measured.count(where)
    if rows:
        told = f"{rows_told(rows)}: {listed(key)} is empty"
        sample = measured.sample(where)
        yield Outside(result=measured.result("key_not_null", "confirm", told, rows, sample))


def _values(state: State, measured: Measured, rules: Rules) -> Iterator[Outside]:
    """Block values that are not among the declared ones."""
    known = {column.name.lower() for column in measured.delta.shape.written}
    for column, accepted in contract_of(rules, measured.name).values:
        if column.lower() not in known:
            continue
        where = values_outside(measured.images, column, accepted)
        rows, blocks = measured.count(where), rules.accepted_values == "block"
        held = Held(
            rule="accepted_values",
            table=measured.name,
            columns=(column,),
            values=accepted,
            blocks=blocks,
        )
        held = held.model_copy(update={"rows": state.count(held) if rows else 0})
        if rows:
            told = f"{rows_told(rows)}: {column} is none of {_few(accepted)}"
            sample = measured.sample(where)
            yield Outside(held, measured.result(held.rule, "block", told, rows, sample))
        else:
            told = f"{column} keeps to its declared values"
            yield Outside(held, measured.result(held.rule, "pass", told))


def _rows(measured: Measured, rules: Rules) -> Iterator[Outside]:
    """Block a number of rows outside the declared band."""
    band, rows = contract_of(rules, measured.name).rows, measured.diff.rows_after
    if band is None:
        return
    low, high = band
    within = low <= rows <= high
    told = f"{rows_told(rows)}, declared are {low:,} to {high:,}"
    held = Held(rule="row_band", table=measured.name, rows=rows)
    yield Outside(held, measured.result(held.rule, "pass" if within else "block", told, rows))


def _references(
    state: State,
    tables: Sequence[Measured],
    rules: Rules,
    relationships: Sequence[Relationship],
) -> Iterator[Outside]:
    """Warn where rows come to refer to nothing, by a reference that nobody declared."""
    changed = {measured.name.lower(): measured for measured in tables}
    for one in relationships:
        child, parent = changed.get(one.table.lower()), changed.get(one.to_table.lower())
        there = child or parent
        if one.declared or there is None or not _stands(tables, one):
            continue
        held = Held(
            rule="orphans",
            table=one.table,
            columns=(one.column,),
            to_table=one.to_table,
            to_columns=(one.to_column,),
            blocks=rules.orphans == "block",
        )
        rows = state.count(held)
        told = f"{rows_told(rows)} of {one.table}: {one.column} would not be in {one.to_table}"
        result = there.result("orphans", "warn", told, rows) if rows else None
        yield Outside(held.model_copy(update={"rows": rows}), result)


def _stands(tables: Sequence[Measured], one: Relationship) -> bool:
    """True when both ends keep their tables' names and columns."""
    ends = {one.table.lower(): one.column, one.to_table.lower(): one.to_column}
    for measured in tables:
        base, shape = measured.delta.base, measured.delta.shape
        if base is not None and base.table != shape.table and base.table.text.lower() in ends:
            return False
        column = ends.get(measured.name.lower())
        if column and measured.diff.change != "drop" and shape.column(column) is None:
            return False
    return True


def _few(values: Sequence[str]) -> str:
    more = f" and {len(values) - _FEW} more" if len(values) > _FEW else ""
    return f"{listed(values[:_FEW])}{more}"
