"""Instructions about columns: added and computed, renamed, dropped."""

from vibecli.agent.catalogue.instruction.construction import Fit, within
from vibecli.agent.catalogue.instruction.drafts import new_column, renamed, without_column
from vibecli.agent.catalogue.instruction.expressions import value_of
from vibecli.agent.catalogue.instruction.targets import Targets
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.predicates import both


def added(targets: Targets, fit: Fit) -> Draft | None:
    """Read `add a column margin to the products: list price minus unit cost`."""
    name, table = targets.new_name(fit["NAME"]), targets.table(fit["TABLE"])
    value = value_of(targets, table, fit["EXPR"]) if name and table else None
    return new_column(table, name, *value) if table and value else None


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
    return new_column(table, name, value, said)


def called(targets: Targets, fit: Fit) -> Draft | None:
    """Read `rename the column scr of the leads to lead_score`."""
    name = targets.new_name(fit["NAME"])
    table = targets.table(fit["TABLE"]) if "TABLE" in fit else None
    if "TABLE" in fit and table is None:
        return None
    found = targets.fields(fit["FIELD"], table) if name else None
    if found is None or len(found.columns) != 1 or found.rows.predicates:
        return None
    return renamed(found.table, found.columns[0], name)


def dropped(targets: Targets, fit: Fit) -> Draft | None:
    """Read `drop the column nickname from the web accounts`."""
    found = targets.fields(fit["FIELD"])
    if found is None or found.rows.predicates:
        return None
    return without_column(found.table, found.columns)


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


CONSTRUCTIONS = (
    *((p, added) for p in _places("EXPR")),
    *((p, flagged) for p in _places("{true-if} COND [otherwise-false]", noun="flag")),
    ("{rename} [column] FIELD {renames-to} NAME", called),
    ("{rename} [column] FIELD {renames-to} NAME {in} TABLE", called),
    ("FIELD {should-be-called} NAME", called),
    ("{rename} FIELD {in} [column] {renames-to} NAME", called),
    ("{nobody-understands} FIELD {rename} {them} [renames-to] NAME", called),
    ("FIELD {is-unclear} {rename} {them} [renames-to] NAME", called),
    ("{remove} {column} FIELD", dropped),
    ("{remove} FRONT {column} BACK", dropped_named),
    ("{remove} {column} FIELD {completely}", dropped),
)
