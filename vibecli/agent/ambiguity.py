"""Questions by code: where a model's plan chose between readings that the words leave open.

Looks only at what the plan really uses, so that words which merely occur somewhere ask nothing.
Fixed rules ask their own questions; these are for plans of a model.
"""

import re
from collections.abc import Iterator, Sequence

from vibecli.agent.catalogue.notes import ways_question
from vibecli.agent.planner import PlanRequest
from vibecli.agent.said import Said
from vibecli.data.catalog import Catalog, ColumnInfo, Relationship, Role, TableInfo
from vibecli.plan.citation import says
from vibecli.plan.model import Option, Plan, Question
from vibecli.steps.base import Step
from vibecli.steps.clean import Clean
from vibecli.steps.unify import Unify
from vibecli.steps.write import Write
from vibecli.tagging.name_tokens import name_tokens

MOST = 4  # options
NEW_TABLE = "a new table"
_WORD = re.compile(r"\w+")
_SEVERAL = {Role.EMAIL: "email", Role.PHONE: "phone", Role.CITY: "city", Role.POSTCODE: "postcode"}


def open_choice(plan: Plan, request: PlanRequest) -> Question | None:
    """Give the first question a plan leaves open that was not answered yet."""
    said = Said([request.intent, request.previous_intent, *(a.choice for a in request.answers)])
    given = {answer.question for answer in request.answers}
    found = (
        *_targets(plan, request.catalog, said),
        *_values(plan, request, said),
        *_columns(plan, request.catalog, said),
        *_joins(plan, request, said),
    )
    return next((one for one in found if one.question not in given), None)


def _targets(plan: Plan, catalog: Catalog, said: Said) -> Iterator[Question]:
    """A table that exists, would be written from others' rows, and is not named."""
    for step in plan.steps:
        if not isinstance(step, Write | Unify):
            continue
        info = catalog.table(step.target)
        if info is None or step.target.lower() in said.text or _names(said, info, catalog):
            continue
        if isinstance(step, Write) and info.table.name.lower() in _used([step]):
            continue  # its own rows, changed
        yield Question(
            question=f"{info.name} exists and is not named: is it the table to change?",
            about=info.name,
            options=(
                Option(label=info.name, means=f"change it: {info.rows:,} rows"),
                Option(label=NEW_TABLE, means=f"leave {info.name} alone and make {NEW_TABLE}"),
            ),
            default=NEW_TABLE,
        )


def _names(said: Said, info: TableInfo, catalog: Catalog) -> bool:
    """True when words mean a table, and not only another one whose name is a part of its name."""
    own = set(name_tokens(info.table.name))
    tokens = (set(name_tokens(t.table.name)) for t in catalog.tables if t.name != info.name)
    others = set().union(*(t for t in tokens if t < own and all(map(said.names, t))))
    left = own - others
    return any(map(said.means, left)) if left else said.means(info.table.name)


def _values(plan: Plan, request: PlanRequest, said: Said) -> Iterator[Question]:
    """A value that occurs in several columns, none of which the words decide on."""
    sql = _sql(plan.steps).lower()
    terms = (*request.glossary.terms, *request.glossary.metrics)
    read = {table.name for table in _tables(plan.steps, request.catalog)}
    settled = any(said.means(_bare(request.catalog, name)) for name in read)
    for link in request.links:
        phrase = link.phrase.lower()
        if f"'{phrase}'" not in sql or any(
            says(phrase, t) or says(request.intent, t) for t in terms
        ):
            continue
        places = list(dict.fromkeys((table, column) for table, column, _ in link.places))
        if settled:  # what the question is about is said: other tables are not meant
            places = [place for place in places if place[0] in read]
        named = [place for place in places if said.means(_bare(request.catalog, place[0]))]
        by_column = [place for place in named or places if said.names(place[1])]
        open_places = by_column or named or places
        if len(open_places) > 1:
            yield _one_of(
                f"{link.phrase} is a value of several columns: which one is meant?",
                link.phrase,
                [(f"{table}.{column}", f"{column} of {table}") for table, column in open_places],
            )


def _columns(plan: Plan, catalog: Catalog, said: Said) -> Iterator[Question]:
    """One of several columns of a role in a table, where only the role is said."""
    used = _used(plan.steps)
    for table in _tables(plan.steps, catalog):
        for role, word in _SEVERAL.items():
            columns = table.with_role(role)
            chosen = [column for column in columns if column.name.lower() in used]
            if len(columns) > 1 and len(chosen) == 1 and _role_alone(chosen[0], word, said):
                yield _one_of(
                    f"{table.name} has several columns of this kind: which {word} is meant?",
                    word,
                    [(column.name, f"{column.name} of {table.name}") for column in columns],
                )


def _joins(plan: Plan, request: PlanRequest, said: Said) -> Iterator[Question]:
    """One of several ways to join two tables."""
    used, sql = _used(plan.steps), _sql(plan.steps).lower()
    paths: dict[tuple[str, str], list[Relationship]] = {}
    for relation in request.catalog.relationships:
        paths.setdefault((relation.table, relation.to_table), []).append(relation)
    for (table, parent), found in paths.items():
        chosen = [one for one in found if one.column.lower() in used]
        read = all(_bare(request.catalog, name).lower() in sql for name in (table, parent))
        preferred = any(
            f"{table}.{one.column}" in join for one in found for join in request.glossary.joins
        )
        told = [one for one in found if _own_word(one.column, found, said)]
        if len(found) > 1 and len(chosen) == 1 and read and not told and not preferred:
            yield ways_question(found)


def _one_of(question: str, about: str, options: Sequence[tuple[str, str]]) -> Question:
    made = tuple(Option(label=label, means=means) for label, means in options[:MOST])
    return Question(question=question, about=about, options=made)


def _role_alone(column: ColumnInfo, word: str, said: Said) -> bool:
    """True when the role is said and nothing else of the column's name."""
    own = [token for token in name_tokens(column.name) if token not in (word, "e", "mail", "no")]
    role_said = said.names(word) or (word == "email" and said.names("mail"))
    return role_said and bool(own) and not any(map(said.names, own))


def _own_word(column: str, others: Sequence[Relationship], said: Said) -> bool:
    """True when a word is said that only this column's name has."""
    common = {t for one in others if one.column != column for t in name_tokens(one.column)}
    return any(said.names(token) for token in name_tokens(column) if token not in common)


def _tables(steps: Sequence[Step], catalog: Catalog) -> Iterator[TableInfo]:
    sql = {word.lower() for word in _WORD.findall(_sql(steps))}
    named = {name.lower() for step in steps for name in (*step.reads(), *step.writes())}
    for table in catalog.tables:
        if table.name.lower() in named or table.table.name.lower() in sql:
            yield table


def _used(steps: Sequence[Step]) -> set[str]:
    """Give the words of the SQL and the columns that are cleaned, in small letters."""
    cleaned = (rule.column for step in steps if isinstance(step, Clean) for rule in step.rules)
    return {word.lower() for word in (*_WORD.findall(_sql(steps)), *cleaned)}


def _sql(steps: Sequence[Step]) -> str:
    return "\n".join(slot.sql for step in steps for slot in step.slots())


def _bare(catalog: Catalog, name: str) -> str:
    info = catalog.table(name)
    return info.table.name if info else name
