"""Who may be used for what: a plan made for a purpose reads only persons who consented to it.

Owns putting the filter of `[policy.consent]` into the SQL of a plan, told as an assumption, and
refusing what cannot be restricted. It goes by the tables and columns that the plan reads; what it
is for is told by a person's words, the tables it makes, or the saved intent.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from vibecli.data.catalog import Catalog, TableInfo
from vibecli.data.covering import covered, covers_table
from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName, key_of, quote
from vibecli.errors import Blocked, UsageError
from vibecli.plan.model import Assumption, Plan
from vibecli.plan.reads import table_refs
from vibecli.policybook import Consent
from vibecli.steps.base import Step
from vibecli.steps.feature import Feature
from vibecli.steps.match import Match, MatchInput
from vibecli.steps.score import Score
from vibecli.steps.train import Train
from vibecli.steps.unify import PersonFilter, Unify

_IN_PLACE = frozenset(
    {"clean", "remove", "alter", "drop", "check", "tag", "forget", "suppress"}
    | {"quality", "contract"}
)  # kinds that hand nobody's values to anybody

_PLAIN = frozenset({"this", "db", "catalog", "alias", "joins"})  # parts of a table in SQL


class _Guarded(NamedTuple):
    """A table whose persons must have consented, and the columns that ask for it."""

    info: TableInfo
    columns: frozenset[str]
    condition: str  # on its rows: the person did; empty where no column leads to that

    @property
    def filtered(self) -> str:
        """The SELECT of the rows of those who did."""
        return f"SELECT * FROM {self.info.table.sql} WHERE {self.condition}"


def has_purpose(rule: Consent, plan: Plan, *said: str) -> bool:
    """True when the words of a person, or a table the plan makes, name the rule's purpose."""
    written = [table for step in plan.steps for table in step.writes()]
    words = {word for text in (*said, *written) for word in _words(text)}
    return set(_words(rule.purpose)) <= words


def consenting(
    plan: Plan, rules: Sequence[Consent], catalog: Catalog, engine: Engine, session: Session
) -> Plan:
    """Give a plan that reads only persons who consented, by every one of these rules.

    Raises Blocked, with the name of the rule, where a step cannot be restricted.
    """
    for rule in rules:
        guarded = {key_of(one.info.name): one for one in _guarded(rule, catalog)}
        used: set[str] = set()
        steps = [
            _of_entities(step, rule, guarded, catalog, used)
            if isinstance(step, Feature | Train | Score)
            else _restricted(step, rule, guarded, engine, session, used)
            for step in plan.steps
        ]
        if used:
            who = f"persons of {', '.join(sorted(used))} with {rule.where} in {rule.table}"
            told = Assumption(text=f"{rule.name}: only {who}", basis="schema")
            assumed = tuple(dict.fromkeys((*plan.assumptions, told)))
            plan = plan.model_copy(update={"steps": tuple(steps), "assumptions": assumed})
    return plan


def without_purpose(words: str, purposes: Iterable[str]) -> str:
    """Give an intent without the words that say what its result is for."""
    for purpose in purposes:
        said = rf"[\s,]*\bfor\s+(?:the\s+purposes?\s+of\s+)?{re.escape(purpose)}(?:\s+purposes?)?\b"
        words = re.sub(said, "", words, flags=re.IGNORECASE)
    return words.strip()


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _guarded(rule: Consent, catalog: Catalog) -> Iterator[_Guarded]:
    source = catalog.table(rule.table)
    if source is None or source.column(rule.key) is None:
        raise Blocked(
            f"{rule.name}: there is no {rule.table}.{rule.key} to tell who consented",
            hint="correct [policy.consent] in vibecli.toml",
        )
    given = _given(rule, source)
    for info in catalog.tables:
        if info.name == source.name:
            continue
        columns = {name.lower() for one in rule.applies_to for name in covered(one, info)}
        if any(covers_table(one, info.name) for one in rule.applies_to):
            columns = {column.name.lower() for column in info.columns}
        if columns:
            person = _person_column(rule, source, info, catalog)
            where = f"{quote(person)} IN ({given})" if person else ""
            yield _Guarded(info, frozenset(columns), where)


def _condition(rule: Consent) -> str:
    """Give the predicate of a rule as one expression. Raises UsageError where it is none."""
    from sqlglot import parse_one
    from sqlglot.errors import SqlglotError
    from sqlglot.expressions import Condition

    try:
        return parse_one(rule.where, dialect="duckdb", into=Condition).sql("duckdb")
    except (SqlglotError, RecursionError):
        raise UsageError(
            f"{rule.name}: where is no condition on rows of {rule.table}: {rule.where}",
            hint="correct [policy.consent] in vibecli.toml",
        ) from None


def _person_column(rule: Consent, source: TableInfo, info: TableInfo, catalog: Catalog) -> str:
    """Give the column of a table that holds the person of the consent's key, or nothing."""
    known = {(one.table, one.column.lower()): one for one in catalog.relationships}
    person = known.get((source.name, rule.key.lower()))
    if person and person.to_table == info.name:
        return person.to_column
    for one in catalog.relationships:
        to = (one.to_table, one.to_column.lower())
        ends = [(source.name, rule.key.lower())]
        ends += [(person.to_table, person.to_column.lower())] if person else []
        if one.table == info.name and to in ends:
            return one.column
    same = info.column(rule.key)
    return same.name if same else ""


def _restricted(
    step: Step,
    rule: Consent,
    guarded: dict[str, _Guarded],
    engine: Engine,
    session: Session,
    used: set[str],
) -> Step:
    """Give a step that reads only those who consented; tables so read are added to `used`."""
    if step.kind in _IN_PLACE:
        return step
    select = getattr(step, "select", None)
    if select is None:
        return _records_restricted(step, rule, guarded, used)
    found = [key_of(ref.text) for ref in table_refs(engine.parse_tree(session, select))]
    read = [one for key, one in guarded.items() if key in found]
    if not read:
        return step
    tree = _parsed(select, rule, read[0])
    changed = False
    for one in [one for one in read if _reads_any(tree, one)]:  # told before a filter is in it
        changed |= _wrap(tree, one, rule, found.count(key_of(one.info.name)))
        used.add(one.info.name)
    return step.model_copy(update={"select": tree.sql("duckdb")}) if changed else step


def _records_restricted(
    step: Step, rule: Consent, guarded: dict[str, _Guarded], used: set[str]
) -> Step:
    """Give a match or merge of those records only whose persons consented."""
    names = [name for name in map(key_of, step.reads()) if name in guarded]
    inputs = set(map(key_of, _inputs(step)))
    for one in map(guarded.__getitem__, names):
        if isinstance(step, Unify) and key_of(step.target) == key_of(one.info.name):
            raise _refused(rule, one, f"{step.target} keeps the profiles of who did not consent")
        if key_of(one.info.name) not in inputs:
            raise _refused(rule, one, f"this use in a {step.kind} step cannot be restricted")
        if not one.condition:
            raise _refused(rule, one, f"it has no column that leads to {rule.table}.{rule.key}")
        used.add(one.info.name)
    read = {name: guarded[name] for name in names}
    match step:
        case Match():
            kept = tuple(_kept(one, read.get(key_of(one.table))) for one in step.inputs)
            return step.model_copy(update={"inputs": kept})
        case Unify():
            own = [PersonFilter(table=g.info.name, where=g.condition) for g in read.values()]
            records = tuple(dict.fromkeys((*step.records, *own)))
            return step.model_copy(update={"records": records})
    return step


def _of_entities(
    step: Feature | Train | Score,
    rule: Consent,
    guarded: dict[str, _Guarded],
    catalog: Catalog,
    used: set[str],
) -> Step:
    """Give features, a training or scores of those entities only who consented."""
    read = [guarded[name] for name in map(key_of, step.reads()) if name in guarded]
    entity = catalog.table(step.features.entity if isinstance(step, Feature) else step.entity)
    if not read or entity is None:
        return step
    condition = _of_entity(rule, entity, catalog)
    if not condition:
        raise _refused(
            rule, read[0], f"nothing leads from {entity.name} to {rule.table}.{rule.key}"
        )
    used.add(entity.name)
    if step.consent is not None and _holds(step.consent, condition):
        return step
    where = f"{condition} AND ({step.consent}\n)" if step.consent else condition
    return step.model_copy(update={"consent": where})


def _of_entity(rule: Consent, entity: TableInfo, catalog: Catalog) -> str:
    """Give the condition on rows of a table that the person consented; empty where none leads."""
    source = catalog.table(rule.table)
    if source is None or key_of(source.name) == key_of(entity.name):
        return _condition(rule)
    person = _person_column(rule, source, entity, catalog)
    return f"{quote(person)} IN ({_given(rule, source)})" if person else ""


def _given(rule: Consent, source: TableInfo) -> str:
    return f"SELECT {quote(rule.key)} FROM {source.table.sql} WHERE {_condition(rule)}"


def _inputs(step: Step) -> tuple[str, ...]:
    """Give the tables whose rows a step can be told to take in part."""
    match step:
        case Match():
            return step.reads()
        case Unify():
            return step.inputs
    return ()


def _kept(one: MatchInput, guarded: _Guarded | None) -> MatchInput:
    """Give an input of a match with the rows of those who consented."""
    if guarded is None or _holds(one.where or "", guarded.condition):
        return one
    where = f"{guarded.condition} AND ({one.where}\n)" if one.where else guarded.condition
    return one.model_copy(update={"where": where})


def _holds(where: str, condition: str) -> bool:
    """True when a condition is all of another one, or a part of it that must hold."""
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError

    try:
        tree, wanted = (
            parse_one(text, dialect="duckdb", into=exp.Condition) for text in (where, condition)
        )
    except (SqlglotError, RecursionError):
        return False
    return wanted in (tree.flatten() if isinstance(tree, exp.And) else (tree,))


def _parsed(select: str, rule: Consent, one: _Guarded) -> Any:
    from sqlglot import parse_one
    from sqlglot.errors import SqlglotError

    try:
        return parse_one(select, dialect="duckdb")
    except (SqlglotError, RecursionError):
        raise _refused(rule, one, "this SQL cannot be restricted") from None


def _reads_any(tree: Any, one: _Guarded) -> bool:
    """True when SQL may read one of the columns: it names one, or takes rows as they are."""
    from sqlglot import exp

    if any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star)):
        return True
    if any(True for _ in tree.find_all(exp.Pivot, exp.Columns)):
        return True
    named = {identifier.name.lower() for identifier in tree.find_all(exp.Identifier)}
    rows = {column.name.lower() for column in tree.find_all(exp.Column) if not column.table}
    tables = {one.info.table.name.lower()} | {t.alias.lower() for t in tree.find_all(exp.Table)}
    return bool(named & one.columns or rows & tables)


def _wrap(tree: Any, one: _Guarded, rule: Consent, count: int) -> bool:
    """Put the filter in the place of a table; False where it stands there already."""
    from sqlglot import exp, parse_one

    name = one.info.table
    if not one.condition:
        raise _refused(rule, one, f"it has no column that leads to {rule.table}.{rule.key}")
    filtered = parse_one(one.filtered, dialect="duckdb")
    there = filtered.sql("duckdb")
    found = [table for table in tree.find_all(exp.Table) if _is(table, name)]
    standing = [table for table in found if table.parent_select and _within(table, there)]
    clash = any(cte.alias.lower() == name.name.lower() for cte in tree.find_all(exp.CTE))
    odd = [t for t in found if {key for key, given in t.args.items() if given} - _PLAIN]
    if clash or odd or len(found) != count:
        raise _refused(rule, one, "this SQL cannot be restricted")
    for table in found:
        if table not in standing:
            alias = table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(name.name))
            joins = table.args.get("joins")
            table.replace(exp.Subquery(this=filtered.copy(), joins=joins, alias=alias.copy()))
    for column in tree.find_all(exp.Column):
        if column.args.get("db") and column.table.lower() == name.name.lower():
            column.set("db", None)
            column.set("catalog", None)
    return len(standing) < len(found)


def _is(table: Any, name: TableName) -> bool:
    named = TableName.qualified(table.catalog, table.db, table.name)
    return key_of(named.text) == key_of(name.text)


def _within(table: Any, there: str) -> bool:
    return bool(table.parent_select.sql("duckdb") == there)


def _refused(rule: Consent, one: _Guarded, why: str) -> Blocked:
    columns = ", ".join(sorted(one.columns)[:3])
    return Blocked(
        f"{rule.name} covers {columns} of {one.info.name}, and {why}; nothing was run",
        hint="leave those columns out, or read a table that has only who consented",
    )
