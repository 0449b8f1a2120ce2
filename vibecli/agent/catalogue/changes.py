"""What can be said to change the plan at hand: the forms of the edits, filled with its names.

Owns these forms. Each is read by `refine` on the very plan it was made for.
"""

from collections.abc import Iterator

from vibecli.agent.catalogue.column_edits import fed_columns, present_roles
from vibecli.agent.catalogue.edits import Steps, tables_of
from vibecli.agent.catalogue.families.certain import drop_form
from vibecli.agent.catalogue.families.resolution import role_word
from vibecli.agent.catalogue.lexicon import FUNCTION_WORDS
from vibecli.agent.catalogue.links import made_by_us
from vibecli.agent.catalogue.selects import listed
from vibecli.agent.catalogue.words import fold
from vibecli.data.catalog import Catalog, Role, TableInfo
from vibecli.plan.model import Plan
from vibecli.steps.check import Check
from vibecli.steps.clean import Clean
from vibecli.steps.match import Match
from vibecli.steps.query import Query
from vibecli.steps.unify import Unify

_SURE, _SURER = 0.97, 0.99


def changes_help(plan: Plan, catalog: Catalog) -> tuple[str, ...]:
    """Give changes that work on this plan."""
    forms = [*_rows(plan.steps, catalog)]
    for step in plan.steps:
        match step:
            case Match():
                forms += _of_match(step, catalog)
            case Unify():
                forms += _of_unify(step, catalog)
            case Query():
                forms += _of_query(step, catalog)
            case Clean() if len(step.rules) > 1:
                forms.append(f'leave out "{step.rules[-1].column}"')
            case Check():
                forms.append("only warn" if step.severity == "block" else "make it block")
            case _:
                pass
    return tuple(dict.fromkeys(forms))


def _rows(steps: Steps, catalog: Catalog) -> Iterator[str]:
    """Give a condition on rows, with a value that one column is known to hold."""
    unify = next((s for s in steps if isinstance(s, Unify)), None)
    tables = [t for t in tables_of(steps, catalog) if not made_by_us(t)]
    if unify:
        tables = [t for t in tables if t.name in unify.inputs]
    for table in tables:
        said = _condition(table, steps)
        if said:
            yield said
            return


def _condition(table: TableInfo, steps: Steps) -> str:
    told = " ".join(slot.sql for step in steps for slot in step.slots())
    for column in table.with_role(Role.CATEGORY, Role.REGION, Role.CITY):
        for top in column.top:
            if top.value.isalnum() and f"'{top.value}'" not in told:
                value = f'"{top.value}"' if fold(top.value) in FUNCTION_WORDS else top.value
                return f"only {table.name} where {_name(column.name)} is {value}"
    return ""


def _of_match(match: Match, catalog: Catalog) -> Iterator[str]:
    roles = [role for role in present_roles(match, catalog) if role.value not in match.ignore]
    if len(roles) > 1:
        role = Role.PHONE if Role.PHONE in roles else roles[-1]
        yield f"leave out the {role_word(role)}"
    back = [role for role in present_roles(match, catalog) if role.value in match.ignore]
    if back:
        yield f"use the {role_word(back[-1])} again"
    yield f"threshold {_SURE if match.accept is None or match.accept < _SURE else _SURER}"
    yield "not one to one" if match.one_to_one else "one to one"
    if match.rules:
        yield drop_form(match.rules[-1])
    elif Role.EMAIL in roles:
        yield f"the same {role_word(Role.EMAIL)} must match"


def _of_unify(unify: Unify, catalog: Catalog) -> Iterator[str]:
    fed = [c for c in fed_columns(unify, catalog) if c.name not in unify.ignore]
    ends = [c for c in fed if c.role not in (Role.KEY, Role.FOREIGN_KEY)]
    if catalog.table(unify.target) is None:
        if ends:
            yield f"leave {_name(ends[-1].name)} out of the profile"
        yield f"call it my_{unify.target}"
    elif ends:
        yield f"do not update {_name(ends[-1].name)}"
        yield f"the most recent {_name(ends[0].name)} wins"
    yield "match only"


def _of_query(query: Query, catalog: Catalog) -> Iterator[str]:
    shown = listed(query.select)
    tables = tables_of((query,), catalog)
    names = [c.name for t in tables[:1] for c in t.columns if shown and shown != ("*",)]
    names = [n for n in names if n in shown] if names else []
    if shown == ("*",) and tables:
        names = [c.name for c in tables[0].columns]
    if names:
        yield f"sort by {_name(names[-1])}"
    yield "top 5"


def _name(name: str) -> str:
    return name if name.replace("_", "").isalnum() else f'"{name}"'
