"""The forms of the catalogue, filled with this database's names."""

from collections.abc import Iterator

from vibecli.agent.catalogue.fields import is_profile
from vibecli.agent.catalogue.links import Linker, made_by_us
from vibecli.agent.catalogue.predicates import family, is_time
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.plan.glossary import Glossary

_GROUPED = (Role.CATEGORY, Role.REGION, Role.CITY)


def intents_help(catalog: Catalog) -> list[tuple[str, str]]:
    """Give (family, example) pairs that work on this database."""
    own = [t for t in catalog.tables if not made_by_us(t) and t.columns]
    people = [t for t in Linker(catalog, Glossary()).people() if not is_profile(t)]
    profile = next((t for t in own if is_profile(t)), None)
    pairs = _matching(people, profile)
    for table in (*people[:1], *[t for t in own if t not in people][:2]):
        pairs.extend(_looking(table))
    for table in people[:2]:
        pairs.extend(_mending(table))
    pairs += [("tables", "show tables")] if own else []
    for table in people[:1]:
        pairs.append(("tag", f"which columns of {table.name} hold personal data"))
    pairs.extend(_finding(catalog))
    return list(dict.fromkeys(pairs))


def nearest(catalog: Catalog, family_: str, limit: int = 4) -> tuple[str, ...]:
    """Give a few forms, those of one family first."""
    pairs = intents_help(catalog)
    near = [text for name, text in pairs if name == family_]
    firsts: dict[str, str] = {}
    for name, text in pairs:
        firsts.setdefault(name, text)
    return tuple(dict.fromkeys([*near[:2], *firsts.values()]))[:limit]


def _matching(people: list[TableInfo], profile: TableInfo | None) -> list[tuple[str, str]]:
    target = profile.name if profile else "unified profile"
    pairs: list[tuple[str, str]] = []
    if len(people) > 1:
        left, right = people[0].name, people[1].name
        pairs.append(("match", f"match {left} with {right} and update {target}"))
        pairs.append(("match", f"match {left} with {right}"))
    if people:
        pairs.append(("dedupe", f"find duplicates in {people[0].name}"))
    return pairs


def _finding(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Give the forms that find and check what one table says of another."""
    for link in catalog.relationships[:1]:
        yield "find-bad", f"show {link.table} whose {link.column} is not in {link.to_table}"
        yield "check", f"check that {link.column} of every {link.table} exists in {link.to_table}"


def _looking(table: TableInfo) -> list[tuple[str, str]]:
    name = table.name
    pairs = [
        ("profile", f"profile {name}"),
        ("count", f"how many {name}"),
        ("show", f"show 10 {name}"),
    ]
    group = _first(table, *_GROUPED)
    amount = next((c for c in table.with_role(Role.AMOUNT) if family(c) == "number"), None)
    time = next((c for c in table.columns if is_time(c) and c.role is not Role.BIRTH_DATE), None)
    if group:
        pairs.append(("count", f"count {name} by {group.name}"))
    if amount:
        per = f" by {group.name}" if group else ""
        pairs.append(("aggregate", f"average {amount.name} of {name}{per}"))
    if time:
        pairs.append(("show", f"show {name} where {time.name} since 2024"))
    return pairs


def _mending(table: TableInfo) -> list[tuple[str, str]]:
    name = table.name
    pairs: list[tuple[str, str]] = []
    contact = [c.name for c in table.with_role(Role.EMAIL, Role.PHONE)]
    if contact:
        pairs.append(("clean", f"clean {' and '.join(contact[:2])} in {name}"))
        pairs.append(("check", f"check that {contact[0]} of {name} is unique"))
        pairs.append(("check", f"every {name} has {contact[0]}"))
        pairs.append(("show", f"show {name} without {contact[0]}"))
    plain = (
        (c, t.value) for c in table.with_role(Role.CATEGORY) for t in c.top if t.value.isalnum()
    )
    group, value = next(plain, (None, ""))
    if group and contact and table.key:
        pairs.append(
            ("change", f'set {group.name} of {name} to "{value}" where {contact[0]} is empty')
        )
    if contact:
        pairs.append(("change", f"delete {name} without {contact[0]}"))
    return pairs


def _first(table: TableInfo, *roles: Role) -> ColumnInfo | None:
    return next(iter(table.with_role(*roles)), None)
