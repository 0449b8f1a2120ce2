"""Instructions about values: one written for others, those that say nothing blanked, one form."""

from vibecli.agent.catalogue.families.mend_words import CHARACTERS
from vibecli.agent.catalogue.families.mending import cleaned
from vibecli.agent.catalogue.families.spellings import replaced
from vibecli.agent.catalogue.fields import Fields
from vibecli.agent.catalogue.instruction.construction import Fit, phrase_at
from vibecli.agent.catalogue.instruction.phone_form import numbered
from vibecli.agent.catalogue.instruction.targets import Targets
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.predicates import family, one_of
from vibecli.agent.catalogue.row_steps import update
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.typed_form import typed_form
from vibecli.agent.catalogue.values import complete
from vibecli.agent.catalogue.words import Words
from vibecli.engine.names import literal, quote
from vibecli.steps.clean import CleanOp

_FORMS: dict[str, CleanOp] = {"upper": "upper", "lower-case": "lower", "title": "title"}


def rewritten(targets: Targets, fit: Fit) -> Draft | None:
    """Read `the currency should always read GBP, not gbp or £`, `use GBP instead of gbp in it`."""
    found = _text_field(targets, fit)
    return _rewritten(targets, found, fit) if found else None


def _rewritten(targets: Targets, found: Fields, fit: Fit) -> Draft | None:
    olds, news = targets.values(fit["OLDS"]), targets.values(fit["NEW"])
    if not olds or len(news) != 1 or targets.is_type(fit["NEW"]):
        return None
    column = found.columns[0]
    pairs = {}
    for old in olds:
        stored = targets.stored(column, old) or _meant(targets, found, fit["OLDS"], old)
        if not stored and complete(column):
            return None
        pairs.update({text: news[0] for text in stored or (old,) if text != news[0]})
    return replaced(targets.cursor, found, pairs) if pairs else None


def rewritten_here(targets: Targets, fit: Fit) -> Draft | None:
    """Read `turn Webinar into webinar` about the column told before, or the one that has it."""
    olds = targets.values(fit["OLDS"])
    columns = [
        (table, column)
        for table in ([targets.at_hand] if targets.at_hand else targets.names.tables)
        for column in ([targets.column] if targets.column else table.columns)
        if olds and all(targets.stored(column, old) for old in olds) and family(column) == "text"
    ]
    if len(columns) != 1:
        return None
    table, column = columns[0]
    if targets.column is None:
        targets.cursor.assume(f"{olds[0]} is a value of {table.name}.{column.name}", "schema")
    return _rewritten(targets, Fields(Rows(table), (column,)), fit)


def rewritten_next(targets: Targets, fit: Fit) -> Draft | None:
    """Read `and every N a nein` after `make every J a ja`."""
    return rewritten_here(targets, fit) if targets.column else None


def blanked_here(targets: Targets, fit: Fit) -> Draft | None:
    """Read `where someone wrote ??? empty it` about the column told before."""
    if targets.at_hand is None or targets.column is None:
        return None
    return _blanked(targets, Fields(Rows(targets.at_hand), (targets.column,)), fit)


def _meant(targets: Targets, found: Fields, said: Words, old: str) -> tuple[str, ...]:
    """Give the values that words name otherwise: the pound sign."""
    words = [w for w in said.words if w.text in old.split()]
    facts = targets.facts.values(found.table, words, old)
    column = found.columns[0]
    return tuple(
        t.value
        for fact in facts
        if fact.column == column
        for t in column.top
        if literal(t.value) in fact.predicate.sql
    )


def _text_field(targets: Targets, fit: Fit) -> Fields | None:
    """Give the one text column named, of the table told after it."""
    table = targets.table(fit["TABLE"]) if "TABLE" in fit else None
    if "TABLE" in fit and table is None:
        return None
    found = targets.fields(fit["FIELD"], table)
    if found is None or len(found.columns) != 1 or family(found.columns[0]) != "text":
        return None
    by_itself = any(quote(found.columns[0].name) in p.sql for p in found.rows.predicates)
    return None if by_itself else found  # `currency in Konten Euro` takes a value from the list


def blanked(targets: Targets, fit: Fit) -> Draft | None:
    """Read `some phone numbers are just 0 or unknown, blank them out`."""
    found = targets.fields(fit["FIELD"])
    return _blanked(targets, found, fit) if found and len(found.columns) == 1 else None


def _blanked(targets: Targets, found: Fields, fit: Fit) -> Draft | None:
    olds, column = targets.values(fit["OLDS"]), found.columns[0]
    if not olds:
        return None
    held = one_of(column, olds)
    if held is None:
        return None
    return update(targets.cursor, found.rows.plus([held]), column, f"CAST(NULL AS {column.type})")


def formed(targets: Targets, fit: Fit) -> Draft | None:
    """Read `post codes all in capitals`, `bring the phone numbers into the form +44...`."""
    if "MARKS" in fit and not all(w in CHARACTERS for w in targets.values(fit["MARKS"]) or [""]):
        return None
    op = next((op for name, op in _FORMS.items() if phrase_at(fit["FORM"], name)), None)
    typed = "" if op else typed_form(fit["FORM"])
    found = targets.fields(fit["FIELD"]) if op or typed else None
    if found is None:
        return None
    if op:
        return cleaned(targets.cursor, found, [(op, ())])
    return numbered(targets, found, typed)


def unmarked(targets: Targets, fit: Fit) -> Draft | None:
    """Read `IBANs without blanks`, `no dashes in the phone numbers of the users`."""
    names = targets.values(fit["MARKS"])
    if not names or not all(name in CHARACTERS for name in names):
        return None
    found = targets.fields(fit["FIELD"])
    marks = tuple(text for name in names for text in CHARACTERS[name])
    return cleaned(targets.cursor, found, [("remove", marks)]) if found else None


def trimmed(targets: Targets, fit: Fit) -> Draft | None:
    """Read `take away the blanks before and behind the town`."""
    found = targets.fields(fit["FIELD"])
    return cleaned(targets.cursor, found, [("trim", ())]) if found else None


def squeezed(targets: Targets, fit: Fit) -> Draft | None:
    """Read `strip every space from the IBANs`."""
    found = targets.fields(fit["FIELD"])
    return cleaned(targets.cursor, found, [("remove", (" ",))]) if found else None


_REPLACES = (
    "FIELD {should-be} NEW {not} OLDS",
    "[replace] FIELD OLDS {should-be} NEW [like-the-rest]",
    "FIELD [small-letter] {turned-into} OLDS [small-letter] {should-be} NEW [like-the-rest]",
    "{replace} FIELD [some-of] {them} {are-written} OLDS [small-letter] {instead-of} NEW",
    "[some-of] FIELD {are-written} OLDS [small-letter] {instead-of} NEW {replace} {them}",
    "OLDS {in} FIELD {should-be} NEW",
    "OLDS {should-be} NEW {in} FIELD",
    "{replace} OLDS {with} NEW {in} FIELD",
    "{replace} OLDS {in} FIELD {with} NEW",
    "{replace} FIELD OLDS {with} NEW [like-the-rest]",
    "{in} FIELD {replace} OLDS {with} NEW",
    "{use} NEW {instead-of} OLDS {in} FIELD",
    "{in} FIELD {use} NEW {instead-of} OLDS",
    "{set} FIELD {from} OLDS {to} NEW",
    "[some-of] FIELD {turned-into} OLDS {set} {them} [to] NEW",
    "WHO {turned} [some-of] FIELD {into} OLDS {set} {them} [to] NEW",
    "OLDS {in} FIELD {is-the-same} {use} NEW",
    "FIELD OLDS {is-the-same} {use} NEW",
    "FIELD OLDS {is-typo} {use} NEW",
    "OLDS {in} FIELD {is-typo} {use} NEW",
    "{replace} [typo] OLDS {in} FIELD {them} {should-be} NEW",
    "FIELD {are-just} OLDS [in-it] {should-be} NEW",
    "FIELD {are-just} OLDS [in-it] {replace} {them} {with} NEW",
    "FIELD {are-just} OLDS [in-it] {use} NEW",
    "{replace} FIELD OLDS {with} NEW {for} TABLE",
)
_BLANKS = (
    "[some-of] FIELD {are-just} OLDS {blank} {them} [out] [null]",
    "[some-of] FIELD {are-just} OLDS {make} {them} {null}",
    "OLDS {not-real} FIELD {empty} {them} [out] [null]",
    "OLDS {not-real} FIELD {make} {them} {null}",
    "{blank} FIELD {if} {it-is} OLDS",
    "{replace} OLDS {in} FIELD {null}",
    "{blank} OLDS {in} FIELD",
    "{blank} FIELD OLDS {be-null}",
    "{blank} FIELD {where-wrote} OLDS",
    "{set} FIELD {to} {null} {where-wrote} OLDS",
    "FIELD OLDS {be-null}",
)
_FORMED = (
    "{bring} FIELD FORM",
    "{bring} FIELD {in-form} FORM",
    "{bring} FIELD {in-form} {form} FORM",
    "{bring} FIELD {in-form} FORM {form}",
    "FIELD {in-form} FORM",
    "FORM {for} FIELD",
    "FIELD {should-be} [in-form] FORM",
    "FIELD {should-be} {in-form} {form} FORM",
)
_REPLACES_HERE = (
    "{replace} OLDS {with} NEW [like-the-rest]",
    "{replace} OLDS {a} NEW [like-the-rest]",
    "OLDS [small-letter] {should-be} NEW [like-the-rest]",
    "{use} NEW {instead-of} OLDS",
)
_BLANKS_HERE = (
    "{where-wrote} OLDS {blank} {them} [out] [null]",
    "{blank} {them} {where-wrote} OLDS",
    "OLDS {be-null}",
)
_TRIMS = (
    "{remove} {blanks} {around} FIELD",
    "{remove} {outer-blanks} {from} FIELD",
    "{trim} FIELD",
    "FIELD {have-blanks} {remove} {them}",
)
CONSTRUCTIONS = (
    *((p, rewritten) for p in _REPLACES),
    *((p, rewritten_here) for p in _REPLACES_HERE),
    *((p, blanked) for p in _BLANKS),
    ("OLDS {a} NEW [like-the-rest]", rewritten_next),
    *((p, blanked_here) for p in _BLANKS_HERE),
    *((p, trimmed) for p in _TRIMS),
    ("FIELD {without} MARKS", unmarked),
    ("FIELD {should-be} {without} MARKS", unmarked),
    ("{bring} FIELD {without} MARKS", unmarked),
    ("{remove} {blanks} {from} FIELD", squeezed),
    ("{remove} {blanks} {from} FIELD {inside}", squeezed),
    *((p, formed) for p in _FORMED),
    *((f"{p} {{without}} MARKS", formed) for p in _FORMED),
)
