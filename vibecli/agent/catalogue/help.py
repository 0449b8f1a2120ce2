"""The forms of the catalogue, filled with this database's names."""

import re
from collections.abc import Iterator

from vibecli.agent.catalogue.families.learning_history import history
from vibecli.agent.catalogue.families.retiring import known_rules
from vibecli.agent.catalogue.fields import is_profile
from vibecli.agent.catalogue.lexicon import FUNCTION_WORDS
from vibecli.agent.catalogue.links import Linker, made_by_us
from vibecli.agent.catalogue.predicates import family, is_time
from vibecli.agent.catalogue.words import fold
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.learn.lone import lone
from vibecli.learn.proposal import entities, times
from vibecli.plan.glossary import Glossary

_PLAIN = re.compile(r"[^\W\d]\w*(?:[ .][^\W\d]\w*)*")
_SOMEBODY = "somebody@example.com"
_GROUPED = (Role.CATEGORY, Role.REGION, Role.CITY)


def intents_help(catalog: Catalog) -> list[tuple[str, str]]:
    """Give (kind, example) pairs that work on this database; rows are looked for where some are."""
    own = [t for t in catalog.tables if not made_by_us(t) and t.columns]
    filled = [t for t in own if t.rows] or own
    people = [t for t in Linker(catalog, Glossary()).people() if not is_profile(t) and t in filled]
    profile = next((t for t in own if is_profile(t)), None)
    pairs = _matching(people, profile)
    others = sorted((t for t in filled if t not in people), key=lambda t: _amount(t) is None)
    for table in (*people[:1], *others[:2]):
        pairs.extend(_looking(table))
    for table in people[:2]:
        pairs.extend(_mending(table))
    pairs += [("tables", "show tables")] if own else []
    for table in people[:1]:
        pairs.append(("tag", f"which columns of {_table(table.name)} hold personal data"))
        pairs.append(("tag", f"tag the sensitive columns of {_table(table.name)}"))
    pairs += [("contract", f"suggest quality rules for {_table(t.name)}") for t in filled[:1]]
    agreed = [t for t in filled if any(column.declared for column in t.columns)]
    pairs += [("contract", f"check the contract of {_table(t.name)}") for t in agreed[:1]]
    pairs.extend(_relating(catalog, filled))
    pairs.extend(_shaping(filled))
    pairs.extend(_foreseeing(catalog, people))
    pairs.extend(_forgetting(people))
    pairs.extend(() if people or profile else _alone(catalog))
    pairs.extend(_learning(catalog, profile or next(iter(people), None), filled))
    return list(dict.fromkeys(pairs))


def nearest(catalog: Catalog, family_: str, limit: int = 4) -> tuple[str, ...]:
    """Give a few forms, those of one family first."""
    pairs = intents_help(catalog)
    near = [text for name, text in pairs if name == family_]
    firsts: dict[str, str] = {}
    for name, text in pairs:
        firsts.setdefault(name, text)
    return tuple(dict.fromkeys([*near[:2], *firsts.values()]))[:limit]


def _said(name: str) -> str:
    """Give a name as it is read for sure: in quotes where its words could mean something else."""
    tokens = {fold(part) for part in re.split(r"[\W_]+", name)}
    if _PLAIN.fullmatch(name) and not tokens & FUNCTION_WORDS:
        return name
    return f"`{name}`" if '"' in name else f'"{name}"'


def _table(name: str) -> str:
    """Give the name of a table the same way; one that is printed in quotes has them already."""
    return name if '"' in name else _said(name)


def _matching(people: list[TableInfo], profile: TableInfo | None) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    if len(people) > 1:
        left, right = (_table(table.name) for table in people[:2])
        target = _table(profile.name) if profile else "unified profile"
        pairs.append(("match", f"match {left} with {right} and update {target}"))
        pairs.append(("match", f"match {left} with {right}"))
    for name in [_table(table.name) for table in people[:1]]:
        pairs.append(("dedupe", f"find duplicates in {name}"))
        if len(people) == 1:
            pairs.append(("match", f"match {name} with itself"))
        unify = f"update {_table(profile.name)}" if profile else "create a customer profile"
        pairs.append(("unify", f"{unify} from {name}"))
    return pairs


def _foreseeing(catalog: Catalog, people: list[TableInfo]) -> Iterator[tuple[str, str]]:
    """Give the forms of models, where people have events to learn from."""
    told = history(catalog, None) if people else None
    if told is not None:
        yield "train", "train a churn model"
        whose = catalog.table(told.entity)
        for column, value in list(_values(whose) if whose else ())[:1]:
            yield "train", f'train a churn model only where {_said(column.name)} is "{value}"'
        yield "score", "predict who will not buy again within 90 days"


def _relating(catalog: Catalog, filled: list[TableInfo]) -> Iterator[tuple[str, str]]:
    """Give the forms that join two tables, and find and check what one says of the other."""
    names = {table.name for table in filled}
    pairs = [(k.table, k.to_table) for k in catalog.relationships]
    for link in catalog.relationships:
        if {link.table, link.to_table} <= names and pairs.count((link.table, link.to_table)) == 1:
            table, column, other = _table(link.table), _said(link.column), _table(link.to_table)
            yield "join", f"join {table} with {other}"
            yield "find-bad", f"show {table} whose {column} is not in {other}"
            yield "check", f"check that {column} of every {table} exists in {other}"
            return


def _shaping(filled: list[TableInfo]) -> Iterator[tuple[str, str]]:
    plain = (t for t in filled if t.kind == "table" and _table(t.name) == t.name)
    for table in [t for t in plain if t.column("checked") is None][:1]:
        yield "alter", f"add column checked to {table.name} with default false"


def _learning(
    catalog: Catalog, profile: TableInfo | None, filled: list[TableInfo]
) -> Iterator[tuple[str, str]]:
    """Give the forms about events: features, models, standing rules."""
    plain = (t for t in filled if t.kind == "table" and _table(t.name) == t.name)
    events = [t for t in plain if times(t) and t is not profile]
    leading = [t for t in events if profile and profile.name in entities(t.name, catalog)]
    for table in leading[:1]:
        yield "feature", f"add features for {table.name}"
        yield "feature", f"add features: number of {table.name} in the last 30 days"
        if profile and len(profile.key) == 1 and _table(profile.name) == profile.name:
            yield "trigger", f"stream {table.name} into {profile.name}"
            yield "trigger", f"for every new {table.name} match it and update {profile.name}"
    for rule in known_rules(catalog)[:1]:
        yield "retire", f"retire the standing rule {rule}"


def _alone(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Give the forms about events whose customers have no table yet."""
    events = (one.events[0] for each in lone(catalog) for one in each[:1])
    for table in [t for t in events if _table(t.name) == t.name][:1]:
        yield "feature", f"add features for {table.name}"
        yield "train", f"train a churn model on {table.name}"
        yield "score", "predict who will not buy again within 90 days"
        told = "match it to a customer and update the features"
        yield "trigger", f"whenever a new {table.name} arrives, {told}"


def _forgetting(people: list[TableInfo]) -> Iterator[tuple[str, str]]:
    """Give the forms about one person's data."""
    if any(table.with_role(Role.EMAIL) for table in people):
        yield "forget", f"forget the customer with email {_SOMEBODY} everywhere"
        yield "export", f"export everything we have on {_SOMEBODY}"
        yield "suppress", f"suppress {_SOMEBODY}"


def _looking(table: TableInfo) -> list[tuple[str, str]]:
    name = _table(table.name)
    pairs = [
        ("profile", f"profile {name}"),
        ("count", f"how many {name}"),
        ("show", f"show 10 {name}"),
    ]
    group = _first(table, *_GROUPED)
    amount = _amount(table)
    time = next((c for c in table.columns if is_time(c) and c.role is not Role.BIRTH_DATE), None)
    if group:
        pairs.append(("count", f"count {name} by {_said(group.name)}"))
    for column, value in list(_values(table))[:1]:
        pairs.append(("filter", f'show {name} where {_said(column.name)} is "{value}"'))
    if amount:
        per = f" by {_said(group.name)}" if group else ""
        pairs.append(("aggregate", f"average {_said(amount.name)} of {name}{per}"))
        pairs.append(("top-n", f"top 10 {name} by {_said(amount.name)}"))
    elif time:
        pairs.append(("top-n", f"top 10 {name} by {_said(time.name)}"))
    if time:
        pairs.append(("filter", f"show {name} where {_said(time.name)} since 2024"))
    return pairs


def _amount(table: TableInfo) -> ColumnInfo | None:
    return next((c for c in table.with_role(Role.AMOUNT) if family(c) == "number"), None)


def _values(table: TableInfo) -> Iterator[tuple[ColumnInfo, str]]:
    """Give plain values and their columns."""
    for column in table.with_role(Role.CATEGORY):
        yield from ((column, top.value) for top in column.top if top.value.isalnum())


def _mending(table: TableInfo) -> list[tuple[str, str]]:
    name = _table(table.name)
    pairs: list[tuple[str, str]] = []
    contact = [_said(c.name) for c in table.with_role(Role.EMAIL, Role.PHONE)]
    if contact:
        pairs.append(("clean", f"clean up {name}"))
        pairs.append(("clean", f"clean {' and '.join(contact[:2])} in {name}"))
        pairs.append(("check", f"check that {contact[0]} of {name} is unique"))
        pairs.append(("check", f"every {name} has {contact[0]}"))
        pairs.append(("filter", f"show {name} without {contact[0]}"))
        pairs.append(("find-bad", f"find bad values in {name}"))
    group, value = next(_values(table), (None, ""))
    if group and contact and table.key:
        pairs.append(
            (
                "change",
                f'set {_said(group.name)} of {name} to "{value}" where {contact[0]} is empty',
            )
        )
    if contact:
        pairs.append(("change", f"delete {name} without {contact[0]}"))
    return pairs


def _first(table: TableInfo, *roles: Role) -> ColumnInfo | None:
    return next(iter(table.with_role(*roles)), None)
