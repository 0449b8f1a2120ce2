"""Instructions about columns: added and computed, renamed, retyped, dropped."""

from vibecli.agent.catalogue.families.mending import cleaned
from vibecli.agent.catalogue.instruction import drafts
from vibecli.agent.catalogue.instruction.column_types import type_named, type_of
from vibecli.agent.catalogue.instruction.construction import Fit, within
from vibecli.agent.catalogue.instruction.expressions import value_of
from vibecli.agent.catalogue.instruction.targets import Targets
from vibecli.agent.catalogue.notes import MAX_OPTIONS, Draft, table_question
from vibecli.agent.catalogue.predicates import both, family
from vibecli.agent.catalogue.words import Words
from vibecli.data.catalog import TableInfo
from vibecli.engine.names import literal
from vibecli.plan.model import Option, Question
from vibecli.steps.alteration import Alteration

_ASKED = {"text": "VARCHAR", "whole numbers": "BIGINT", "numbers": "DOUBLE", "dates": "DATE"}


def added(targets: Targets, fit: Fit) -> Draft | None:
    """Read `add a column margin to the products: list price minus unit cost`."""
    name, table = targets.new_name(fit["NAME"]), targets.table(fit["TABLE"])
    value = value_of(targets, table, fit["EXPR"]) if name and table else None
    return _filled(table, name, *value) if table and value else None


def flagged(targets: Targets, fit: Fit) -> Draft | None:
    """Read `put a flag is_open on the stores: true if there is no closing date, else false`."""
    name, table = targets.new_name(fit["NAME"]), targets.table(fit["TABLE"])
    if not name or table is None:
        return None
    found = targets.conditions(table, fit["COND"])
    if not found:
        return None
    value = f"coalesce({both(found)}, FALSE)"
    said = f"true where {' and '.join(p.said for p in found)}, else false"
    return _filled(table, name, value, said)


def _filled(table: TableInfo, name: str, value: str, said: str) -> Draft:
    return drafts.new_column(table, Alteration(change="add", column=name, fill=value), said)


def plain(targets: Targets, fit: Fit) -> Draft | None:
    """Read `add a column note to the products as text with default none`."""
    name = targets.new_name(fit["NAME"])
    kind = type_named(fit["TYPE"]) if "TYPE" in fit else ""
    if not name or ("TYPE" in fit and not kind):
        return None
    told = _default(targets, fit["VALUE"]) if "VALUE" in fit else None
    if "VALUE" in fit and told is None:
        return None
    table = targets.table(fit["TABLE"]) if "TABLE" in fit else _table_of(targets, name)
    if table is None:
        return None
    default, natural = told or (None, "")
    kind = kind or natural or targets.cursor.choose(_type_question(name, table), _ASKED)
    said = f"{kind}, {default} in every row" if default else f"{kind}, empty"
    change = Alteration(change="add", column=name, type=kind, default=default)
    return drafts.new_column(table, change, said)


def _type_question(name: str, table: TableInfo) -> Question:
    """Ask what a column with no type and no value told will hold."""
    options = tuple(Option(label=label, means=f"{name} {kind}") for label, kind in _ASKED.items())
    question = f"What will {name} of {table.name} hold?"
    return Question(question=question, about=name, options=options, default=next(iter(_ASKED)))


def _default(targets: Targets, said: Words) -> tuple[str, str] | None:
    """Give a value for every row as SQL, and the type it has by itself."""
    texts = targets.values(said)
    if len(texts) != 1:
        return None
    kind = type_of(texts[0], quoted=any(w.kind == "quoted" for w in said.words))
    return (literal(texts[0]) if kind in ("VARCHAR", "DATE") else texts[0]), kind


def _table_of(targets: Targets, name: str) -> TableInfo | None:
    """Give the table at hand or the only one; else it is asked."""
    tables = [t for t in targets.names.tables if t.kind != "view"]
    if targets.at_hand or len(tables) == 1:
        return targets.at_hand or tables[0]
    question = table_question(f"the column {name}", tables[:MAX_OPTIONS])
    return targets.cursor.choose(question, {t.name: t for t in tables}) if tables else None


def called(targets: Targets, fit: Fit) -> Draft | None:
    """Read `rename the column scr of the leads to lead_score`."""
    name = targets.new_name(fit["NAME"])
    table = targets.table(fit["TABLE"]) if "TABLE" in fit else None
    if "TABLE" in fit and table is None:
        return None
    found = targets.fields(fit["FIELD"], table) if name else None
    if found is None or len(found.columns) != 1 or found.rows.predicates:
        return None
    return drafts.renamed(found.table, found.columns[0], name)


def retyped(targets: Targets, fit: Fit) -> Draft | None:
    """Read `change the type of the score to decimal(9,2)`; a text is read as a date first."""
    kind = type_named(fit["TYPE"])
    told = targets.table(fit["TABLE"]) if "TABLE" in fit else None
    if not kind or ("TABLE" in fit and told is None):
        return None
    found = targets.fields(fit["FIELD"], told)
    if found is None or len(found.columns) != 1 or found.rows.predicates:
        return None
    table, column = found.table, found.columns[0]
    made = drafts.retyped(table, column, kind)
    if family(column) != "text" or kind != "DATE":
        return made
    first = cleaned(targets.cursor, found, [("date", ())])
    steps = (*first.steps, made.steps[0].model_copy(update={"id": "s2"}))
    return Draft(made.title, f"{first.said}; then {made.said}", steps)


def dropped(targets: Targets, fit: Fit) -> Draft | None:
    """Read `drop the column nickname from the web accounts`."""
    found = targets.fields(fit["FIELD"])
    if found is None or found.rows.predicates:
        return None
    return drafts.without_column(found.table, found.columns)


def dropped_named(targets: Targets, fit: Fit) -> Draft | None:
    """Read `drop the nickname column of the web accounts`."""
    said = (*fit["FRONT"].words, *fit["BACK"].words)
    return dropped(targets, {"FIELD": within(fit["FRONT"], said)})


def _places(told: str, *, verb: str = "create", noun: str = "column") -> tuple[str, ...]:
    """Give the orders in which a new column, its table and what it holds are told."""
    return (
        f"{{{verb}}} {{{noun}}} [name-it] NAME {{on}} TABLE [saying] {told}",
        f"{{{verb}}} {{on}} TABLE {{{noun}}} [name-it] NAME [saying] {told}",
        f"{{on}} TABLE {{{verb}}} {{{noun}}} [name-it] NAME [saying] {told}",
        f"{{{verb}}} TABLE {{{noun}}} [name-it] NAME [saying] {told}",
        f"TABLE {{need}} {{{noun}}} [name-it] NAME [saying] {told}",
        f"{{{verb}}} {{{noun}}} {{on}} TABLE {{name-it}} NAME [saying] {told}",
        f"{{{verb}}} {{{noun}}} {{on}} TABLE [saying] {told} {{name-it}} NAME",
        f"{{{verb}}} {{{noun}}} [name-it] NAME [saying] {told} {{on}} TABLE",
        f"{{{verb}}} NAME {{on}} TABLE {{as}} {{{noun}}} [saying] {told}",
    )


_VALUED = "{with-default} VALUE"
_TOLD = (
    "",
    "{of-type} TYPE",
    _VALUED,
    f"{{of-type}} TYPE {_VALUED}",
    f"{_VALUED} {{of-type}} TYPE",
)
_BARE = "{create} {column} [name-it] NAME"
_PLAIN = tuple(
    form.strip()
    for told in _TOLD
    for form in (
        f"{_BARE} {told}",
        f"{_BARE} {{on}} TABLE {told}",
        f"{_BARE} {told} {{on}} TABLE",
        f"{{create}} {{on}} TABLE {{column}} [name-it] NAME {told}",
        f"{{on}} TABLE {{create}} {{column}} [name-it] NAME {told}",
    )
)
_RETYPED = tuple(
    f"{verb} [column] FIELD {place}{to} TYPE"
    for verb, to in (
        ("{change-type}", "{renames-to}"),
        ("{cast}", "{renames-to}"),
        ("{alter}", "{to-type}"),
    )
    for place in ("", "{in} TABLE ")
)
CONSTRUCTIONS = (
    *((p, added) for p in _places("EXPR")),
    *((p, flagged) for p in _places("{true-if} COND [otherwise-false]", noun="flag")),
    *((p, plain) for p in _PLAIN),
    (f"{_BARE} TYPE {{on}} TABLE", plain),
    (f"{_BARE} TYPE {{on}} TABLE {_VALUED}", plain),
    ("{create} TYPE {column} [name-it] NAME {on} TABLE", plain),
    (f"{{create}} TYPE {{column}} [name-it] NAME {{on}} TABLE {_VALUED}", plain),
    ("{rename} [column] FIELD {renames-to} NAME", called),
    ("{rename} [column] FIELD {renames-to} NAME {in} TABLE", called),
    ("FIELD {should-be-called} NAME", called),
    ("{rename} FIELD {in} [column] {renames-to} NAME", called),
    ("{nobody-understands} FIELD {rename} {them} [renames-to] NAME", called),
    ("FIELD {is-unclear} {rename} {them} [renames-to] NAME", called),
    *((p, retyped) for p in _RETYPED),
    ("{remove} {column} FIELD", dropped),
    ("{remove} FRONT {column} BACK", dropped_named),
    ("{remove} {column} FIELD {completely}", dropped),
)
