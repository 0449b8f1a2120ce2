"""One change of a table's shape on its delta: what is declared, and how every row is carried over.

Owns the checks on the rows: that each value fits its new type, that a key stays one, that nothing
is empty where it may not be. It writes to the throw-away database only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from vibecli.engine.names import TableName, quote
from vibecli.errors import EngineError, StepFailed
from vibecli.run.blueprint import Blueprint, ColumnPart, RulePart, names, read_blueprint
from vibecli.run.delta import Delta
from vibecli.run.incoming import STAGING
from vibecli.run.sources import Source, as_they_are
from vibecli.run.tables import TableColumn
from vibecli.steps.alteration import Alteration

Examples = Callable[[str, Sequence[str]], str]  # values of a column as they may be shown
_TRIAL = TableName(STAGING.strip('"'), "__trial")
_FEW = 3
_MEND = "mend them with a clean or write step before, or choose another type"


def declared(delta: Delta) -> Blueprint:
    """Give what the table is declared as by now."""
    if delta.blueprint is not None:
        return delta.blueprint
    if delta.base is not None and delta.change == "change":
        return read_blueprint(delta.session, delta.base.table)
    columns = tuple(
        ColumnPart(c.name, c.type, default=c.default, generated=c.generated)
        for c in delta.shape.columns
    )
    return Blueprint(delta.shape.table, columns)


def alter(delta: Delta, change: Alteration, examples: Examples) -> dict[str, str]:
    """Give the table another shape; gives its old columns, new name to old.

    Raises StepFailed where rows or declarations forbid it.
    """
    before, shape = declared(delta), delta.shape
    after, columns = before, list(shape.columns)
    made = dict(zip((c.name for c in shape.written), as_they_are(shape.written), strict=True))
    name = change.name
    if change.change == "add":
        column, source = _added(delta, change)
        after = replace(after, columns=(*after.columns, column))
        columns.append(TableColumn(name, column.type, default=column.default))
        made[name] = source
    elif change.change == "rename_table":
        after = replace(after, table=TableName.parse(change.to or ""))
        shape = replace(shape, table=after.table)
    else:
        after, columns = _of_column(delta, change, before, columns, made, examples)
    _try(delta, after)
    written = [c for c in columns if c.generated is None]
    sources = tuple(made[c.name] for c in written)
    delta.reshape(replace(shape, columns=tuple(columns)), after, sources)
    return {name: source.column for name, source in made.items() if source.column is not None}


def with_comments(delta: Delta, comments: Mapping[str, str | None]) -> dict[str, str]:
    """Give columns of the table other comments; gives its columns, name to name."""
    after = declared(delta)
    for name, text in comments.items():
        after = after.changed(name, partial(replace, comment=text))
    written = delta.shape.written
    delta.reshape(delta.shape, after, as_they_are(written))
    return {column.name: column.name for column in written}


def _of_column(
    delta: Delta,
    change: Alteration,
    before: Blueprint,
    columns: list[TableColumn],
    made: dict[str, Source],
    examples: Examples,
) -> tuple[Blueprint, list[TableColumn]]:
    own = next(c for c in columns if c.name.lower() == change.name.lower())
    name, new = own.name, own
    match change.change:
        case "drop":
            _not_computed_from(delta, columns, name)
            made.pop(name, None)
            return before.without(name), [c for c in columns if c is not own]
        case "rename":
            return _renamed(before, columns, made, name, change.to or "")
        case "retype":
            kind = _kind(delta, change)
            _not_computed_from(delta, columns, name)
            _check_cast(delta, before, own, kind, examples)
            made[name] = Source(name, (kind,))
            default = before.column(name).default
            if default is not None and not _binds(delta, f"SELECT CAST(({default}) AS {kind})"):
                default = None
            new = replace(own, type=kind, default=default)
            after = before.changed(name, lambda c: replace(c, type=kind, default=default))
        case "default":
            new = replace(own, default=change.default)
            after = before.changed(name, lambda c: replace(c, default=change.default))
        case _:
            if change.required:
                _check_filled(delta, name)
            new = replace(own, nullable=not change.required)
            after = before.changed(name, lambda c: replace(c, required=bool(change.required)))
    return after, [new if c is own else c for c in columns]


def _renamed(
    before: Blueprint, columns: list[TableColumn], made: dict[str, Source], old: str, new: str
) -> tuple[Blueprint, list[TableColumn]]:
    after = before.renamed(old, new)
    if old in made:
        made[new] = made.pop(old)
    generated = {c.name: c.generated for c in after.columns}
    found = []
    for column in columns:
        name = new if column.name == old else column.name
        kind = generated[name]
        computed = None if kind is None else f"CAST(({kind}) AS {column.type})"
        found.append(replace(column, name=name, generated=computed))
    return after, found


def _added(delta: Delta, change: Alteration) -> tuple[ColumnPart, Source]:
    """Give a new column, and its value in the rows that are there: the default as it is now."""
    kind = _kind(delta, change)
    if change.default is None:
        return ColumnPart(change.name, kind), Source(None, (kind,))
    select = f"SELECT CAST(CAST(({change.default}) AS {kind}) AS VARCHAR)"
    if not _binds(delta, select):
        raise StepFailed(
            f"the default of {change.name} is no {kind}", hint=f"give one of type {kind}"
        )
    value = delta.session.value(select)
    return (
        ColumnPart(change.name, kind, default=change.default),
        Source(None, (kind,), constant=value),
    )


def _kind(delta: Delta, change: Alteration) -> str:
    """Give a type in the engine's own words: the one told, else that of what it is filled with."""
    if not change.type:
        rows = delta.shape.table.sql
        return delta.session.describe(f"SELECT ({change.fill}) AS x FROM {rows}")[0].type
    return delta.session.describe(f"SELECT CAST(NULL AS {change.type}) AS x")[0].type


def _not_computed_from(delta: Delta, columns: Sequence[TableColumn], name: str) -> None:
    for column in columns:
        if column.generated is not None and column.name != name and names(column.generated, name):
            raise StepFailed(
                f"{delta.shape.table.text}.{column.name} is computed from {name}",
                hint=f"drop {column.name} first",
            )


def _check_cast(
    delta: Delta, before: Blueprint, column: TableColumn, kind: str, examples: Examples
) -> None:
    """Refuse values that do not fit the new type, and keys that stop being unique under it."""
    table, value = delta.shape.table.text, quote(column.name)
    if column.generated is not None:
        raise StepFailed(
            f"{table}.{column.name} is computed; its type cannot be changed",
            hint=f"cast it where {column.name} is read",
        )
    unfit = f"{value} IS NOT NULL AND TRY_CAST({value} AS {kind}) IS NULL"
    count = delta.session.value(f"SELECT count(*) FROM ({delta.numbered()}) WHERE {unfit}")
    if count:
        found = delta.session.rows(
            f"SELECT DISTINCT CAST({value} AS VARCHAR) AS v FROM ({delta.numbered()})"
            f" WHERE {unfit} ORDER BY v LIMIT {_FEW:d}"
        )
        told = "1 value does" if count == 1 else f"{count:,} values do"
        shown = examples(column.name, [row[0] for row in found])
        raise StepFailed(
            f"{told} not fit {table}.{column.name} as {kind}: {shown}",
            hint=_MEND,
        )
    for rule in before.rules:
        if column.name.lower() not in {c.lower() for c in rule.columns}:
            continue
        if rule.kind == "FOREIGN KEY":
            raise StepFailed(
                f"{table}.{column.name} refers to another table, its type must stay",
                hint="leave that change out",
            )
        _check_rule(delta, rule, column, kind)


def _check_rule(delta: Delta, rule: RulePart, column: TableColumn, kind: str) -> None:
    cast = f"SELECT * REPLACE (CAST({quote(column.name)} AS {kind}) AS {quote(column.name)})"
    rows = f"({cast} FROM ({delta.numbered()}))"
    listed = ", ".join(map(quote, rule.columns))
    if rule.kind == "CHECK":
        bad = f"SELECT count(*) FROM {rows} WHERE NOT ({rule.text})"
    else:
        some = " AND ".join(f"{quote(c)} IS NOT NULL" for c in rule.columns)
        bad = (
            "SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM"
            f" {rows} WHERE {some} GROUP BY {listed} HAVING count(*) > 1)"
        )
    count = delta.session.value(bad)
    if count:
        raise StepFailed(
            f"{count:,} rows would break {rule.told} with {column.name} as {kind}",
            hint=_MEND,
        )


def _check_filled(delta: Delta, name: str) -> None:
    count = delta.session.value(
        f"SELECT count(*) FROM ({delta.numbered()}) WHERE {quote(name)} IS NULL"
    )
    if count:
        told = "1 row has" if count == 1 else f"{count:,} rows have"
        raise StepFailed(
            f"{told} no value in {delta.shape.table.text}.{name}", hint=f"fill {name} first"
        )


def _binds(delta: Delta, select: str) -> bool:
    try:
        delta.session.rows(select)
    except EngineError:
        return False
    return True


def _try(delta: Delta, blueprint: Blueprint) -> None:
    """Make the table for a moment, empty. Raises StepFailed with the engine's words."""
    told = trial(delta, blueprint)
    if told:
        raise StepFailed(f"{blueprint.table.text} cannot be declared so: {told}")


def trial(delta: Delta, blueprint: Blueprint) -> str:
    """Tell why a table cannot be declared so, nothing when it can.

    References and sequences are left out: what they name is not in the shadow.
    """
    columns = tuple(
        replace(c, default=None) if "nextval(" in (c.default or "") else c
        for c in blueprint.columns
    )
    rules = tuple(rule for rule in blueprint.rules if rule.kind != "FOREIGN KEY")
    trying = replace(blueprint, table=_TRIAL, columns=columns, rules=rules)
    try:
        for statement in trying.statements():
            delta.session.run(statement)
    except EngineError as error:
        return error.message
    finally:
        delta.session.run(f"DROP TABLE IF EXISTS {_TRIAL.sql}")
    return ""
