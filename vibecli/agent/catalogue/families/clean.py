"""Standardised values: clean up phone numbers, trim names, a whole table by role."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.fields import column_list, fields
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import family
from vibecli.agent.catalogue.rows import Rows, must_be_table, rows
from vibecli.agent.catalogue.tails import typed_value
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.steps.clean import Clean, CleanOp, CleanRule

_GENERAL = phrases(
    """clean|clean up|cleanse|standardise|standardize|normalise|normalize|tidy|tidy up|fix
        |format|harmonise|harmonize|sanitise|sanitize|reformat|correct|clean and standardise
        |clean and standardize|clean and normalise|clean and normalize|fix up|scrub
        |fix the format of|standardise the format of|standardize the format of
        |clean up and standardise|repair|polish"""
)
_SPECIFIC: dict[str, CleanOp] = {
    "trim": "trim", "strip": "trim", "strip whitespace from": "trim", "trim whitespace in": "trim",
    "remove whitespace from": "trim", "remove spaces from": "trim", "trim spaces in": "trim",
    "trim whitespace from": "trim", "trim spaces from": "trim", "remove whitespace in": "trim",
    "remove extra spaces from": "trim", "strip spaces from": "trim",
    "remove extra spaces in": "trim",
    "lowercase": "lower", "lower case": "lower", "lower": "lower", "downcase": "lower",
    "uppercase": "upper", "upper case": "upper", "upper": "upper", "capitalise": "title",
    "capitalize": "title", "title case": "title", "titlecase": "title",
    "blank out placeholders in": "null_placeholders",
    "remove placeholders from": "null_placeholders",
    "remove placeholders in": "null_placeholders", "null placeholders in": "null_placeholders",
    "clear placeholders in": "null_placeholders", "remove placeholder": "null_placeholders",
    "blank out placeholder": "null_placeholders", "remove fake": "null_placeholders",
    "remove dummy": "null_placeholders", "null out placeholder": "null_placeholders",
    "clear placeholder": "null_placeholders",
}  # fmt: skip
_TURN = ("make", "convert", "turn", "put", "change", "bring", "set", "transform", "write")
_FORMS: dict[str, CleanOp] = {
    "lowercase": "lower", "lower case": "lower", "lower": "lower", "uppercase": "upper",
    "upper case": "upper", "upper": "upper", "title case": "title", "titlecase": "title",
    "capitalised": "title", "capitalized": "title", "e 164": "phone", "e.164": "phone",
    "international format": "phone", "iso": "date", "iso format": "date", "iso dates": "date",
    "iso 8601": "date", "proper case": "name", "one format": "date", "consistent": "trim",
    "a standard format": "trim", "standard format": "trim",
}  # fmt: skip
_BY_ROLE: dict[Role, CleanOp] = {
    Role.EMAIL: "email",
    Role.PHONE: "phone",
    Role.FULL_NAME: "name",
    Role.GIVEN_NAME: "name",
    Role.FAMILY_NAME: "name",
    Role.BIRTH_DATE: "date",
    Role.TIME: "date",
}
_DATE_FORM = re.compile(r"(YYYY([-./ ])MM\2DD|(DD|MM)([-./ ])(MM|DD)\4YYYY)\b", re.IGNORECASE)
_KEPT = (Role.KEY, Role.FOREIGN_KEY, Role.CODE)


@dataclass(frozen=True)
class Target:
    """Rows and the columns of them to clean; no columns means all, by role."""

    rows: Rows
    columns: tuple[ColumnInfo, ...]
    op: CleanOp | None
    args: tuple[str, ...] = ()


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that standardises values."""
    with cursor.attempt() as tried:
        draft = _replace(cursor) or _clauses(cursor)
        if draft:
            tried.keep()
        return draft


def _clauses(cursor: Cursor) -> Draft | None:
    targets: list[Target] = []
    while True:
        with cursor.attempt() as tried:
            if targets:
                cursor.take("and then", "then", "and also", "and", ", and", ", then", ",")
            at_hand = targets[-1].rows.table if targets else None
            more = _same_columns(cursor, targets[-1]) if targets else []
            if more and targets[-1].op is None:
                targets.pop()  # clean it, that is: lowercase and trim
            more = more or _clause(cursor, at_hand)
            more = more or (_same_again(cursor, targets[-1]) if targets else [])
            if more:
                tried.keep()
        if not more:
            break
        targets.extend(more)
    return _draft(cursor, targets) if targets else None


def _clause(cursor: Cursor, at_hand: TableInfo | None) -> list[Target]:
    with cursor.attempt() as tried:
        ops = _operations(cursor)
        op = ops[0] if ops else None
        general = "" if op else cursor.take(*_GENERAL)
        turned = "" if op or general else cursor.take(*_TURN)
        if not (op or general or turned):
            return []
        early = None if op else _turned(cursor)
        if early:
            tried.keep()
            return [early]
        cursor.take("format of", "formatting of", "up", "formats of")
        target = _target(cursor, op, at_hand)
        if target is None:
            return []
        dates = _date_form(cursor)
        form = "date" if dates else _form(cursor)
        if turned and form is None:
            return []
        tried.keep()
        return [Target(target.rows, target.columns, form or one, dates) for one in (ops or (None,))]


def _operations(cursor: Cursor) -> tuple[CleanOp, ...]:
    """Read `trim`, `trim and lowercase`."""
    found: list[CleanOp] = []
    while True:
        with cursor.attempt() as tried:
            joint = cursor.take("and", ",", "and then", "then") if found else ""
            word = cursor.take(*_SPECIFIC) if joint or not found else ""
            if not word:
                return tuple(found)
            tried.keep()
        found.append(_SPECIFIC[word])


def _same_columns(cursor: Cursor, before: Target) -> list[Target]:
    """Read further operations on the columns named before: ..., lowercase and trim."""
    with cursor.attempt() as tried:
        ops = _operations(cursor)
        if not ops or not (cursor.at_end() or cursor.sees(",")):
            return []
        tried.keep()
        return [Target(before.rows, before.columns, op) for op in ops]


def _date_form(cursor: Cursor) -> tuple[str, ...]:
    """Read a way to write dates: as YYYY-MM-DD, to DD.MM.YYYY."""
    with cursor.attempt() as tried:
        cursor.take("as", "to", "into", "in", "like")
        if not cursor.rest:
            return ()
        start = cursor.rest[0].start
        typed = _DATE_FORM.match(cursor.text.text[start:])
        if typed is None:
            return ()
        cursor.move(sum(word.end <= start + typed.end() for word in cursor.rest))
        cursor.take("format", "form")
        tried.keep()
        return (typed.group().upper(),)


def _turned(cursor: Cursor) -> Target | None:
    """Read `emails to lower case in customers`: the form stands before the table."""
    for table in cursor.world.catalog.tables:
        with cursor.attempt() as tried:
            columns = column_list(cursor, table, many=True)
            form = _form(cursor) if columns else None
            found = rows(cursor) if form and cursor.take("in", "of", "for", "from") else None
            if found is not None and found.table.name == table.name:
                tried.keep()
                return Target(found, columns, form)
    return None


def _target(cursor: Cursor, op: CleanOp | None, at_hand: TableInfo | None) -> Target | None:
    found = fields(cursor, many=True, at_hand=at_hand)
    if found is not None:
        with cursor.attempt() as tried:
            if cursor.take("format", "formats", "formatting", "columns", "fields", "values"):
                tried.keep()
        kept = found.rows.plus(conditions(cursor, found.table))
        return Target(kept, found.columns, op)
    whole = rows(cursor)
    return Target(whole, (), op) if whole else None


def _same_again(cursor: Cursor, before: Target) -> list[Target]:
    """The same columns of another table: emails in customers and accounts."""
    more = rows(cursor)
    if more is None or more.table.name == before.rows.table.name:
        return []
    roles = tuple({c.role: None for c in before.columns if c.role})
    columns = more.table.with_role(*roles)
    if before.columns and not columns:
        return []
    return [Target(more, columns, before.op)]


def _form(cursor: Cursor) -> CleanOp | None:
    with cursor.attempt() as tried:
        cursor.take("to", "into", "in", "all", "as")
        cursor.take("all")
        found = cursor.take(*_FORMS)
        cursor.take("format")
        if found:
            tried.keep()
            return _FORMS[found]
    return None


def _replace(cursor: Cursor) -> Draft | None:
    """Read `replace Germany with DE in country of customers`."""
    with cursor.attempt() as tried:
        if not cursor.take("replace"):
            return None
        old = typed_value(cursor)
        if not old or not cursor.take("with", "by"):
            return None
        new = typed_value(cursor)
        found = fields(cursor) if new and cursor.take("in", "of", "within") else None
        if found is None or len(found.columns) != 1:
            return None
        tried.keep()
        column = found.columns[0]
        known = cursor.world.values.spellings(column, found.table, old) or (old,)
        pairs = tuple(text for spelled in known for text in (spelled, new))
        rule = CleanRule(column=column.name, op="replace", args=pairs)
        said = f"replace {' and '.join(known)} with {new} in {found.table.name}.{column.name}"
        step = Clean(
            id="s1", why=said, table=found.table.name, rules=(rule,), where=found.rows.where
        )
        return Draft(f"Clean {found.table.name}", said, (step,))


def of_tables(cursor: Cursor, tables: Sequence[TableInfo]) -> Draft | None:
    """Read a cleaning whose columns are those of given tables: standardise the emails."""
    op = _SPECIFIC.get(cursor.take(*_SPECIFIC))
    if op is None and not cursor.take(*_GENERAL):
        return None
    return more_columns(cursor, tables, op)


def more_columns(
    cursor: Cursor, tables: Sequence[TableInfo], op: CleanOp | None = None
) -> Draft | None:
    """Read columns of given tables to clean, each table that has them."""
    reached: dict[int, list[Target]] = {}
    for table in tables:
        with cursor.attempt():
            columns = column_list(cursor, table, many=True)
            if columns:
                reached.setdefault(cursor.at, []).append(Target(Rows(table), columns, op))
    if not reached:
        return None
    end = max(reached)
    cursor.move(end - cursor.at)
    return _draft(cursor, reached[end])


def _draft(cursor: Cursor, targets: list[Target]) -> Draft:
    steps: list[Clean] = []
    for target in targets:
        must_be_table(target.rows.table)
        rules = rules_for(cursor, target)
        same = next((s for s in steps if _same_rows(s, target)), None)
        if same:
            steps[steps.index(same)] = same.model_copy(update={"rules": (*same.rules, *rules)})
            continue
        number = f"s{len(steps) + 1}"
        why = f"standardise {target.rows.said}"
        steps.append(
            Clean(
                id=number,
                why=why,
                table=target.rows.table.name,
                rules=rules,
                where=target.rows.where,
            )
        )
    said = "; ".join(
        f"{s.why}: {', '.join(f'{r.column} ({r.op})' for r in s.rules)}" for s in steps
    )
    tables = ", ".join(dict.fromkeys(s.table for s in steps))
    return Draft(f"Clean {tables}", said, tuple(steps))


def _same_rows(step: Clean, target: Target) -> bool:
    return step.table == target.rows.table.name and step.where == target.rows.where


def rules_for(cursor: Cursor, target: Target) -> tuple[CleanRule, ...]:
    """Give the rules for a target: the operation asked for, else what each column's role needs."""
    columns = target.columns or _cleanable(target)
    rules = tuple(
        CleanRule(column=c.name, op=op, args=target.args)
        for c in columns
        if (op := target.op or op_for(c)) is not None
    )
    if not rules:
        named = ", ".join(c.name for c in target.columns) or target.rows.table.name
        raise Declined(f"nothing in {named} can be standardised by words alone")
    if not target.columns and target.op is None:
        cursor.assume(
            "columns are chosen by their role; placeholders are kept as they are", "schema"
        )
    return rules


def _cleanable(target: Target) -> tuple[ColumnInfo, ...]:
    texts = (c for c in target.rows.table.columns if family(c) == "text")
    return tuple(c for c in texts if c.role not in _KEPT and c.name not in target.rows.table.key)


def op_for(column: ColumnInfo) -> CleanOp | None:
    """Give the operation a column's role calls for; only text is standardised."""
    if family(column) != "text":
        return None
    return _BY_ROLE.get(column.role, "trim") if column.role else "trim"
