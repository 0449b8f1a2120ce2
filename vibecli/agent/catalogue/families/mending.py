"""Values mended as people ask it: one spelling everywhere, blanks taken out, dates in one form.

Owns the sentences that first say what is wrong with a column and then what to do about it.
"""

from collections.abc import Iterator, Sequence

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import mend_words as words
from vibecli.agent.catalogue.families.clean import date_form
from vibecli.agent.catalogue.families.rewritten import rewritten
from vibecli.agent.catalogue.families.spellings import (
    canonical,
    replaced,
    spelled_once,
    values_at,
)
from vibecli.agent.catalogue.fields import Fields, all_columns, column_list, fields
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.predicates import family, one_of
from vibecli.agent.catalogue.row_steps import update
from vibecli.agent.catalogue.rows import Rows, must_be_table, rows
from vibecli.steps.clean import Clean, CleanOp, CleanRule


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that mends values."""
    return cursor.whole((_taken_out, _edges, _cased, _one_spelling, _emptied, _dates, rewritten))


@reads
def _field(cursor: Cursor) -> Fields | None:
    """Read columns of one table, or after `in the crm,` columns of it."""
    table = cursor.table() if cursor.take("in", "in the", "for", "within") else None
    if table is None:
        return fields(cursor, many=True, conditions=False)
    cursor.take(",")
    columns = all_columns(cursor, table)
    return Fields(Rows(table), columns) if columns else None


@reads
def _of_rows(cursor: Cursor, found: Fields) -> bool:
    """Read `in the product table` said again."""
    more = rows(cursor) if cursor.take("in", "of", "on", "for", "within") else None
    return more is not None and more == Rows(found.table)


def _taken_out(cursor: Cursor) -> Draft | None:
    """Read `take all blanks out of the IBANs`, `remove the dashes from the phone numbers`."""
    if not cursor.take(*words.TAKE_OUT):
        return None
    cursor.take(*words.ALL)
    chosen: list[str] = []
    while texts := words.CHARACTERS.get(cursor.take(*words.CHARACTERS)):
        chosen.extend(texts)
        cursor.take("and", "or", ",", ", and")
        cursor.take(*words.ALL)
    found = _field(cursor) if chosen and cursor.take(*words.OUT_OF) else None
    return _clean(cursor, found, "remove", tuple(chosen)) if found else None


def _edges(cursor: Cursor) -> Draft | None:
    """Read `company names have blanks at the end, trim them`."""
    found = _field(cursor)
    if found is None:
        return None
    if cursor.take(*words.BE_TRIMMED):
        return _clean(cursor, found, "trim")
    if not cursor.take(*words.HAVE):
        return None
    cursor.take(*words.SOME)
    early = cursor.take(*words.EDGES)
    if not cursor.take(*words.BLANKS) or not (cursor.take(*words.AT_EDGES) or early):
        return None
    _of_rows(cursor, found)
    cursor.take(",", "and")
    if not cursor.take(*words.TRIM):
        return None
    cursor.take(",", "but", "and")
    cursor.take(*words.INSIDE_STAYS)
    return _clean(cursor, found, "trim")


def _cased(cursor: Cursor) -> Draft | None:
    """Read `trim the e-mails in the crm and put them in lower case`."""
    trimmed = cursor.take("trim", "strip", "clean up", "clean")
    found = _field(cursor)
    if found is None:
        return None
    ops: list[CleanOp] = ["trim"] if trimmed else []
    if not trimmed and cursor.take(*words.WRITTEN):
        cursor.take(*words.WAYS)
    _of_rows(cursor, found)
    while op := _case(cursor):
        ops.append(op)
    return cleaned(cursor, found, [(op, ()) for op in ops]) if len(ops) > bool(trimmed) else None


@reads
def _case(cursor: Cursor) -> CleanOp | None:
    cursor.take(",")
    cursor.take("and", "then", "and then")
    if cursor.take(*words.TRIM):
        return "trim"
    if not cursor.take(*words.MAKE, "should be", "must be", "should all be", "have to be"):
        return None
    cursor.take(*words.THEM)
    cursor.take(*words.INTO)
    return words.FORMS.get(cursor.take(*words.FORMS))


def _one_spelling(cursor: Cursor) -> Draft | None:
    """Read what makes the spelling of a column one, by rule or by the values named."""
    found = _stated(cursor) or _ordered(cursor)
    if found is None or len(found.columns) != 1 or family(found.columns[0]) != "text":
        return None
    pairs = _pairs(cursor, found)
    return replaced(cursor, found, pairs) if pairs else _by_rule(cursor, found)


@reads
def _stated(cursor: Cursor) -> Fields | None:
    """Read `the channel of the campaigns is written in two ways for mail, make it`."""
    found = _field(cursor)
    if found is None or not (cursor.take(*words.WRITTEN) and cursor.take(*words.WAYS)):
        return None
    if cursor.take("for", "like", "such as", "e g", ":", "namely", "as"):
        list(values_at(cursor, found, loosely=True))
    elif not cursor.sees(","):
        list(values_at(cursor, found))
    cursor.take(",", "and", "so", "so please")
    if cursor.take(*words.MAKE):
        cursor.take(*words.THEM)
    return found


@reads
def _ordered(cursor: Cursor) -> Fields | None:
    """Read `make the currency on the invoices consistent`, `unify the spelling of the tier`."""
    made = cursor.take("make", "bring", "get", "keep", "write", "put", "have")
    if not made and not cursor.take(*words.UNIFY):
        return None
    cursor.take(*words.SPELLINGS)
    found = _field(cursor)
    if found is None:
        return None
    told = cursor.take(*words.CONSISTENT)
    return found if told or not made else None


def _pairs(cursor: Cursor, found: Fields) -> dict[str, str]:
    """Read `, usd and US$ should both be USD`, `E-Mail everywhere`, `consistent: A, B, C`."""
    cursor.take(",")
    cursor.take(*words.CONSISTENT)
    _of_rows(cursor, found)
    cursor.take(",", ":", "so", "that is", "i e", "to", "only", "allowed are", "namely", "and")
    pairs: dict[str, str] = {}
    old = list(values_at(cursor, found))
    while old and cursor.take(*words.SHOULD_BE):
        new = next(values_at(cursor, found, loosely=True), "")
        pairs.update({text: new for text in old if new and text != new})
        old = list(values_at(cursor, found)) if cursor.take("and", ",", ", and") else []
    pairs = pairs or canonical(found, old)
    cursor.take(*words.EVERYWHERE)
    return pairs


def _by_rule(cursor: Cursor, found: Fields) -> Draft | None:
    """Bring spellings together that differ in case and blanks alone."""
    return spelled_once(cursor, found) if cursor.at_end() else None


def _emptied(cursor: Cursor) -> Draft | None:
    """Read `in the crm, 'unknown' and 0 are not real mobile numbers. Empty them`."""
    table = cursor.table() if cursor.take("in", "for", "within", "among") else None
    cursor.take(",")
    old = list(_any_values(cursor))
    if not old or not cursor.take(*words.NOT_REAL):
        return None
    columns = column_list(cursor, table, many=True) if table else ()
    found = Fields(Rows(table), columns) if table and columns else _field(cursor)
    cursor.take(*words.AS_NAMES)
    if found is None or len(found.columns) != 1:
        return None
    _of_rows(cursor, found)
    cursor.take(",", "so", "and", ", so")
    if not cursor.take(*words.EMPTY_THEM):
        return None
    column = found.columns[0]
    held = one_of(column, old)
    if held is None:
        raise Declined(f"{' and '.join(old)} cannot stand in {column.name}")
    return update(cursor, found.rows.plus([held]), column, f"CAST(NULL AS {column.type})")


def _any_values(cursor: Cursor) -> Iterator[str]:
    """Read values in quotes, numbers and single words, with joints between."""
    while cursor.rest and cursor.rest[0].kind in ("quoted", "number", "address"):
        yield cursor.rest[0].text
        cursor.move(1)
        cursor.take(",")
        cursor.take("and", "or")


def _dates(cursor: Cursor) -> Draft | None:
    """Read `the capture date comes in four formats. bring them all to yyyy-mm-dd`."""
    found = _field(cursor)
    if found is None or not (cursor.take(*words.WRITTEN) and cursor.take(*words.FORMATS)):
        return None
    cursor.take(",", "and", "so")
    if not cursor.take(*words.MAKE):
        return None
    cursor.take(*words.THEM)
    form = date_form(cursor)
    if not form and not (cursor.take("to", "into", "in", "as") and cursor.take(*words.ISO)):
        return None
    orders = tuple(_date_orders(cursor))
    return _clean(cursor, found, "date", (*form, *orders))


def _date_orders(cursor: Cursor) -> Iterator[str]:
    """Read `the ones with slashes are american, the dotted ones are day first`."""
    while True:
        cursor.take(",")
        cursor.take("and", "but", "where", "note that", "mind that")
        sign = words.DATE_SIGNS.get(cursor.take(*words.DATE_SIGNS))
        if sign is None:
            return
        cursor.take("are", "is", "being", "have", "come", "in", "with")
        order = words.DATE_ORDERS.get(cursor.take(*words.DATE_ORDERS))
        if order is None:
            return
        yield f"{sign}{order}"
        cursor.take("month first", "day first")


def _clean(cursor: Cursor, found: Fields, op: CleanOp, args: tuple[str, ...] = ()) -> Draft:
    return cleaned(cursor, found, [(op, args)])


def cleaned(cursor: Cursor, found: Fields, ops: Sequence[tuple[CleanOp, tuple[str, ...]]]) -> Draft:
    """Give the step that does operations to columns of text."""
    must_be_table(found.table)
    wrong = [c.name for c in found.columns if family(c) != "text"]
    if wrong:
        raise Declined(f"{' and '.join(wrong)} of {found.table.name} is no text")
    if found.table.key and set(found.table.key) & {c.name for c in found.columns}:
        cursor.assume(f"the key of {found.table.name} changes with its spelling", "guess")
    rules = tuple(
        CleanRule(column=c.name, op=op, args=args) for c in found.columns for op, args in ops
    )
    said = f"{found.table.name}: {', '.join(f'{r.column} ({r.op})' for r in rules)}"
    step = Clean(
        id="s1",
        why=f"standardise {found.rows.said}",
        table=found.table.name,
        rules=rules,
        where=found.rows.where,
    )
    return Draft(f"Clean {found.table.name}", f"standardise {said}", (step,))
