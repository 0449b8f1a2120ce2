"""What becomes of a table's declaration: the lines a reviewer reads, the statements a commit runs.

Owns which changes the engine makes in place and which need the table built anew. A table that is
replaced with other columns keeps of its declaration what still fits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.errors import EngineError
from vibecli.run.altering import declared, trial
from vibecli.run.blueprint import Blueprint, ColumnPart, RulePart, Shaping, read_blueprint
from vibecli.run.constraints import Constraint, constraints
from vibecli.run.delta import Delta
from vibecli.run.model import ShapeChange
from vibecli.run.sources import Source

_IN_PLACE = {"add", "rename", "default", "not_null", "comment"}
_DECLARED = {"default", "comment"}  # of no consequence to any row


def shaping(delta: Delta) -> Shaping:
    """Give what happens to the declaration of a changed table."""
    if delta.base is None:
        return Shaping(statements=delta.blueprint.statements()) if delta.blueprint else Shaping()
    if delta.change == "drop" or (delta.change == "change" and not delta.reshaped):
        return Shaping()
    before = read_blueprint(delta.session, delta.base.table)
    origin = _origin(delta)
    if delta.change == "replace":
        after = declared(delta) if delta.blueprint else _fitted(delta, before)
        lines = tuple(_lines(before, after, origin, lost=True))
        return Shaping(before, after, lines, after.statements(), rebuilt=True)
    after = declared(delta)
    lines = tuple(_lines(before, after, origin, lost=False))
    if _in_place(delta, before, after, lines):
        steps = list(_alters(before, after, lines, _constants(delta)))
        there = tuple(there for there, _ in steps)
        return Shaping(before, after, lines, there, tuple(back for _, back in reversed(steps)))
    return Shaping(before, after, lines, after.statements(), rebuilt=bool(lines))


def _origin(delta: Delta) -> dict[str, str]:
    """Give the old name of each column that was there, by its new name."""
    if delta.reshaped:
        pairs = zip(delta.shape.written, delta.sources, strict=True)
        found = {column.name: source.column for column, source in pairs if source.column}
        computed = [c.name for c in delta.shape.columns if c.generated is not None]
        assert delta.base is not None
        old = [c.name for c in delta.base.columns if c.generated is not None]
        return found | dict(zip(computed, old, strict=False))
    assert delta.base is not None
    old_names = {c.name.lower(): c.name for c in delta.base.columns}
    names = [c.name for c in delta.shape.columns if c.name.lower() in old_names]
    return {name: old_names[name.lower()] for name in names}


def _constants(delta: Delta) -> dict[str, Source]:
    pairs = zip(delta.shape.written, delta.sources, strict=True)
    return {column.name: source for column, source in pairs if source.column is None}


def _lines(
    before: Blueprint, after: Blueprint, origin: Mapping[str, str], *, lost: bool
) -> Iterator[ShapeChange]:
    """Tell the difference of two declarations; what `lost` says went without being asked for."""
    if before.table != after.table:
        yield _line("rename", "", before.table.text, after.table.text)
    kept = {old.lower() for old in origin.values()}
    for column in before.columns:
        if column.name.lower() not in kept:
            yield _line("drop", column.name, column.type, None)
    for column in after.columns:
        if column.name not in origin:
            default = f" DEFAULT {column.default}" if column.default is not None else ""
            yield _line("add", column.name, None, f"{column.type}{default}")
        else:
            yield from _column_lines(before.column(origin[column.name]), column, lost=lost)
    yield from _lost(before, after, origin)


def _column_lines(before: ColumnPart, after: ColumnPart, *, lost: bool) -> Iterator[ShapeChange]:
    if before.name != after.name:
        yield _line("rename", after.name, before.name, after.name)
    if before.type != after.type:
        yield _line("retype", after.name, before.type, after.type)
    if before.default != after.default:
        gone = lost and after.default is None
        was = before.default
        yield (
            _line("lost", after.name, f"DEFAULT {was}", None)
            if gone
            else _line("default", after.name, was, after.default)
        )
    if before.required != after.required:
        words = [f"{'NOT ' if part.required else ''}NULL" for part in (before, after)]
        yield _line("lost" if lost else "not_null", after.name, words[0], words[1])
    if before.generated is not None and after.generated is None:
        yield _line("lost", after.name, f"GENERATED AS {before.generated}", None)
    if lost and before.comment is not None and after.comment is None:
        yield _line("lost", after.name, f"COMMENT {before.comment}", None)
    elif before.comment != after.comment:
        yield _line("comment", after.name, before.comment, after.comment)


def _lost(before: Blueprint, after: Blueprint, origin: Mapping[str, str]) -> Iterator[ShapeChange]:
    now = {old.lower(): new for new, old in origin.items()}
    standing = {(r.kind, tuple(c.lower() for c in r.columns)) for r in after.rules}
    for rule in before.rules:
        columns = tuple(now.get(c.lower(), "?").lower() for c in rule.columns)
        if (rule.kind, columns) not in standing:
            yield _line("lost", "", rule.told, None)
    names = {index.name for index in after.indexes}
    for index in before.indexes:
        if index.name not in names:
            yield _line("lost", "", index.told, None)
    if before.comment is not None and after.comment is None:
        yield _line("lost", "", f"COMMENT {before.comment}", None)


def _line(change: str, column: str, before: str | None, after: str | None) -> ShapeChange:
    return ShapeChange.model_validate(
        {"change": change, "column": column, "before": before, "after": after}
    )


def _in_place(
    delta: Delta, before: Blueprint, after: Blueprint, lines: Sequence[ShapeChange]
) -> bool:
    """True when the engine makes and takes back this change without building the table anew."""
    kinds = {line.change for line in lines}
    if before.table != after.table or kinds - _IN_PLACE:
        return False
    if kinds <= _DECLARED:
        return all(line.after is not None or line.before is not None for line in lines)
    if before.indexes or any(c.generated is not None for c in before.columns):
        return False
    if any(rule.kind == "FOREIGN KEY" for rule in before.rules) or refers(delta):
        return False
    taken = {c.name.lower() for c in before.columns}
    if any(line.change == "rename" and line.column.lower() in taken for line in lines):
        return False
    required = any(c.required for c in after.columns if c.name.lower() not in taken)
    tight = "not_null" in kinds or required
    return not (tight and delta.session.value(f"SELECT count(*) FROM {delta.relation}"))


def refers(delta: Delta) -> tuple[Constraint, ...]:
    """Give the references of other tables to this one, as the base has them."""
    own = delta.base.table if delta.base else None
    return tuple(c for c in constraints(delta.session) if c.to_table == own and c.table != own)


def _alters(
    before: Blueprint,
    after: Blueprint,
    lines: Sequence[ShapeChange],
    constants: Mapping[str, Source],
) -> Iterator[tuple[str, str]]:
    """Give the statements of a change made in place, each with the one that takes it back."""
    alter = f"ALTER TABLE {before.table.sql}"
    for line in lines:
        column = f"{alter} ALTER COLUMN {quote(line.column)}"
        match line.change:
            case "rename":
                old, new = quote(line.before or ""), quote(line.after or "")
                yield f"{alter} RENAME {old} TO {new}", f"{alter} RENAME {new} TO {old}"
            case "default":
                yield _default(column, line.after), _default(column, line.before)
            case "comment":
                told = f"COMMENT ON COLUMN {before.table.sql}.{quote(line.column)} IS"
                yield f"{told} {_text(line.after)}", f"{told} {_text(line.before)}"
            case "not_null":
                verbs = ("SET", "DROP") if line.after == "NOT NULL" else ("DROP", "SET")
                yield f"{column} {verbs[0]} NOT NULL", f"{column} {verbs[1]} NOT NULL"
            case _:
                yield from _add(alter, after.column(line.column), constants[line.column])


def _add(alter: str, part: ColumnPart, source: Source) -> Iterator[tuple[str, str]]:
    first = f" DEFAULT {source.sql('')}" if source.constant is not None else ""
    name = quote(part.name)
    yield f"{alter} ADD COLUMN {name} {part.type}{first}", f"{alter} DROP COLUMN {name}"
    if first or part.default is not None:
        yield _default(f"{alter} ALTER COLUMN {name}", part.default), ""
    if part.required:
        yield f"{alter} ALTER COLUMN {name} SET NOT NULL", ""


def _text(comment: str | None) -> str:
    return "NULL" if comment is None else literal(comment)


def _default(column: str, expression: str | None) -> str:
    return f"{column} SET DEFAULT ({expression})" if expression else f"{column} DROP DEFAULT"


def _fitted(delta: Delta, before: Blueprint) -> Blueprint:
    """Give the declaration of a replaced table: its columns, and of the old one what holds."""
    columns = tuple(_kept_column(delta, c.name, c.type, before) for c in delta.shape.columns)
    made = Blueprint(delta.shape.table, columns, comment=before.comment)
    for rule in before.rules:
        tried = replace(made, rules=(*made.rules, rule))
        if _holds(delta, rule) and not trial(delta, tried):
            made = tried
    for index in before.indexes:
        tried = replace(made, indexes=(*made.indexes, index))
        if not trial(delta, tried):
            made = tried
    return made


def _kept_column(delta: Delta, name: str, kind: str, before: Blueprint) -> ColumnPart:
    old = next((c for c in before.columns if c.name.lower() == name.lower()), None)
    if old is None:
        return ColumnPart(name, kind)
    default = old.default
    cast = f"SELECT CAST(({default}) AS {kind})"
    if default is not None and "nextval(" not in default and not _true(delta.session, cast):
        default = None
    rows = f"SELECT count(*) = 0 FROM ({delta.numbered()}) WHERE {quote(name)} IS NULL"
    return ColumnPart(
        name,
        kind,
        collation=old.collation if kind == old.type else "",
        default=default,
        required=old.required and bool(_true(delta.session, rows)),
        comment=old.comment,
    )


def _true(session: Session, select: str) -> bool:
    """True when a SELECT runs and does not give false."""
    try:
        return session.value(select) is not False
    except EngineError:
        return False


def _holds(delta: Delta, rule: RulePart) -> bool:
    """True when every row of the table as it will be keeps a rule."""
    rows, listed = f"({delta.numbered()})", ", ".join(map(quote, rule.columns))
    empty = " OR ".join(f"{quote(c)} IS NULL" for c in rule.columns) or "false"
    if rule.kind == "CHECK":
        return _true(delta.session, f"SELECT count(*) = 0 FROM {rows} WHERE NOT ({rule.text})")
    if rule.kind == "FOREIGN KEY":
        return _referred(delta, rule, empty)
    if rule.kind == "PRIMARY KEY" and not _true(
        delta.session, f"SELECT count(*) = 0 FROM {rows} WHERE {empty}"
    ):
        return False
    return _true(
        delta.session,
        f"SELECT count(*) = 0 FROM (SELECT 1 FROM {rows} WHERE NOT ({empty})"
        f" GROUP BY {listed} HAVING count(*) > 1)",
    )


def _referred(delta: Delta, rule: RulePart, empty: str) -> bool:
    wanted = [c.lower() for c in rule.columns]
    found = next(
        c
        for c in constraints(delta.session)
        if c.to_table and delta.base and c.table == delta.base.table
        and [name.lower() for name in c.columns] == wanted
    )  # fmt: skip
    parent: TableName = found.to_table or delta.shape.table
    same = " AND ".join(
        f"__p.{quote(to)} = __c.{quote(own)}"
        for own, to in zip(rule.columns, found.to_columns, strict=True)
    )
    return _true(
        delta.session,
        f"SELECT count(*) = 0 FROM ({delta.numbered()}) AS __c WHERE NOT ({empty})"
        f" AND NOT EXISTS (SELECT 1 FROM {parent.sql} AS __p WHERE {same})",
    )
