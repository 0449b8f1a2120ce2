"""Standardised values: clean up phone numbers, trim names, a whole table by role."""

import re
from collections.abc import Iterator, Sequence

from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.clean_rules import Target, rules_for
from vibecli.agent.catalogue.fields import all_columns, fields
from vibecli.agent.catalogue.lexicon import NAMES
from vibecli.agent.catalogue.links import PERSON_ROLES, own_tables
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.rows import Rows, must_be_table, named_again, rows
from vibecli.agent.catalogue.tails import typed_value
from vibecli.data.catalog import ColumnInfo, TableInfo
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
    "remove leading and trailing spaces from": "trim",
    "remove leading and trailing whitespace from": "trim",
    "strip leading and trailing spaces from": "trim",
    "trim leading and trailing spaces from": "trim",
    "remove leading and trailing spaces in": "trim",
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
_PLACEHOLDERS = phrases(
    """placeholder|placeholders in|placeholders of|placeholder values in|placeholder values of
        |dummy|dummy values in|fake|fake values in"""
)
_TO_NULL = ("to null", "into null", "with null", "null", "to nothing", "to empty", "empty")
_JOINTS = ("and", ", and", ",", "and also", "as well as")
_ALL_TABLES = (
    "everywhere", "in all tables", "across all tables", "in every table", "of all tables",
    "in all the tables", "wherever they are",
)  # fmt: skip
_KINDS = 2  # of values, or of tables that have them: more than one is meant
_DATE_FORM = re.compile(r"(YYYY([-./ ])MM\2DD|(DD|MM)([-./ ])(MM|DD)\4YYYY)\b", re.IGNORECASE)


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that standardises values."""
    return cursor.first((_replace, _placeholders, _everywhere, _clauses))


def _everywhere(cursor: Cursor) -> Draft | None:
    """Read `clean up emails and phone numbers`: kinds of values, in every table that has some."""
    if not cursor.take(*_GENERAL):
        return None
    own = own_tables(cursor.world.catalog, cursor.world.protected)
    found: dict[str, list[ColumnInfo]] = {}
    kinds = 0
    while kinds == 0 or cursor.take(*_JOINTS):
        reached = cursor.furthest(_contact_columns, own)
        if not reached:
            return None
        for table, columns in reached:
            found.setdefault(table.name, []).extend(columns)
        kinds += 1
    everywhere = cursor.take(*_ALL_TABLES)
    if not cursor.at_end() or (kinds < _KINDS and not everywhere) or len(found) < _KINDS:
        return None
    targets = [
        Target(Rows(table), tuple(dict.fromkeys(found[table.name])), None, everywhere=True)
        for table in own
        if table.name in found
    ]
    return _draft(cursor, targets)


def whole_tables(cursor: Cursor, tables: Sequence[TableInfo]) -> Draft:
    """Give the cleaning of whole tables, as `clean up A and clean up B` is read."""
    return _draft(cursor, [Target(Rows(table), (), None) for table in tables])


def _contact_columns(cursor: Cursor, table: TableInfo) -> tuple[ColumnInfo, ...]:
    """Read one kind of personal values: emails, phone numbers; nothing else."""
    columns = cursor.columns(table, many=True)
    return columns if all(column.role in PERSON_ROLES for column in columns) else ()


def _placeholders(cursor: Cursor) -> Draft | None:
    """Read `set placeholder phones like 0000000000 to null in customers`."""
    told = cursor.take(*_TURN, "replace") and cursor.take(*_PLACEHOLDERS)
    found = fields(cursor, many=True) if told else None
    args = tuple(_examples(cursor)) if found else ()
    if found is None or not cursor.take(*_TO_NULL):
        return None
    kept = named_again(cursor, found.rows, "in", "of", "for")
    kept = kept.plus(conditions(cursor, found.table))
    return _draft(cursor, [Target(kept, found.columns, "null_placeholders", args)])


def _examples(cursor: Cursor) -> Iterator[str]:
    """Read `like 0000000000 or n/a`."""
    joint = cursor.take("like", "such as", "as in")
    while joint and (text := typed_value(cursor)):
        yield text
        joint = cursor.take("and", "or", ",")


def _clauses(cursor: Cursor) -> Draft | None:
    targets = _clause(cursor, None)
    while targets:
        more = _also(cursor, targets[-1])
        if not more:
            break
        if targets[-1].op is None and more[0].same_as(targets[-1]):
            targets.pop()  # clean it, that is: lowercase and trim
        targets.extend(more)
    return _draft(cursor, targets) if targets else None


@reads
def _also(cursor: Cursor, before: Target) -> list[Target]:
    cursor.take("and then", "then", "and also", "and", ", and", ", then", ",")
    return (
        _same_columns(cursor, before)
        or _clause(cursor, before.rows.table)
        or _same_again(cursor, before)
        or _other_columns(cursor, before)
    )


@reads
def _clause(cursor: Cursor, at_hand: TableInfo | None) -> list[Target]:
    ops = _operations(cursor)
    op = ops[0] if ops else None
    general = "" if op else cursor.take(*_GENERAL)
    turned = "" if op or general else cursor.take(*_TURN)
    if not (op or general or turned):
        return []
    early = None if op else cursor.of_tables(_turned)
    if early:
        return [early]
    cursor.take("format of", "formatting of", "up", "formats of")
    target = _target(cursor, op, at_hand)
    if target is None:
        return []
    dates = date_form(cursor)
    form = "date" if dates else _form(cursor)
    if turned and form is None:
        return []
    return [Target(target.rows, target.columns, form or one, dates) for one in (ops or (None,))]


def _operations(cursor: Cursor) -> tuple[CleanOp, ...]:
    """Read `trim`, `trim and lowercase`."""
    word = cursor.take(*_SPECIFIC)
    found = []
    while word:
        found.append(_SPECIFIC[word])
        word = _next_operation(cursor)
    return tuple(found)


@reads
def _next_operation(cursor: Cursor) -> str:
    return cursor.take(*_SPECIFIC) if cursor.take("and", ",", "and then", "then") else ""


@reads
def _same_columns(cursor: Cursor, before: Target) -> list[Target]:
    """Read further operations on the columns named before: ..., lowercase and trim."""
    ops = _operations(cursor)
    ended = cursor.at_end() or cursor.sees(",")
    return [Target(before.rows, before.columns, op) for op in ops] if ended else []


@reads
def date_form(cursor: Cursor) -> tuple[str, ...]:
    """Read a way to write dates: as YYYY-MM-DD, to DD.MM.YYYY."""
    cursor.take("as", "to", "into", "in", "like")
    cursor.take("form", "format", "form of", "format of")
    start = cursor.rest[0].start if cursor.rest else len(cursor.text.text)
    typed = _DATE_FORM.match(cursor.text.text[start:])
    if typed is None:
        return ()
    cursor.move(sum(word.end <= start + typed.end() for word in cursor.rest))
    cursor.take("format", "form")
    return (typed.group().upper(),)


def _turned(cursor: Cursor, table: TableInfo) -> Target | None:
    """Read `emails to lower case in customers`: the form stands before the table."""
    columns = all_columns(cursor, table)
    form = _form(cursor) if columns else None
    found = rows(cursor) if form and cursor.take("in", "of", "for", "from") else None
    return Target(found, columns, form) if found and found.table.name == table.name else None


def _target(cursor: Cursor, op: CleanOp | None, at_hand: TableInfo | None) -> Target | None:
    found = fields(cursor, many=True, at_hand=at_hand)
    if found is not None:
        cursor.take("format", "formats", "formatting", "columns", "fields", "values")
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
    roles = (*roles, *NAMES) if set(roles) & set(NAMES) else roles
    columns = more.table.with_role(*roles)
    if before.columns and not columns:
        return []
    return [Target(more, columns, before.op)]


@reads
def _other_columns(cursor: Cursor, before: Target) -> list[Target]:
    """The same done to other columns: lowercase email in customers and mail in accounts."""
    found = fields(cursor, many=True) if before.columns else None
    if found is None or found.table.name == before.rows.table.name:
        return []
    return [Target(found.rows, found.columns, before.op, before.args)]


@reads
def _form(cursor: Cursor) -> CleanOp | None:
    cursor.take("to", "into", "in", "all", "as")
    cursor.take("all")
    found = _FORMS.get(cursor.take(*_FORMS))
    cursor.take("format")
    return found


def _replace(cursor: Cursor) -> Draft | None:
    """Read `replace Germany with DE in country of customers`."""
    old = typed_value(cursor) if cursor.take("replace") else ""
    new = typed_value(cursor) if old and cursor.take("with", "by") else ""
    found = fields(cursor) if new and cursor.take("in", "of", "within") else None
    if found is None or len(found.columns) != 1:
        return None
    column = found.columns[0]
    known = cursor.world.values.spellings(column, found.table, old) or (old,)
    pairs = tuple(text for spelled in known for text in (spelled, new))
    rule = CleanRule(column=column.name, op="replace", args=pairs)
    said = f"replace {' and '.join(known)} with {new} in {found.table.name}.{column.name}"
    step = Clean(id="s1", why=said, table=found.table.name, rules=(rule,), where=found.rows.where)
    return Draft(f"Clean {found.table.name}", said, (step,))


@reads
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
    reached = cursor.furthest(all_columns, tables)
    targets = [Target(Rows(table), columns, op) for table, columns in reached]
    return _draft(cursor, targets) if targets else None


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
