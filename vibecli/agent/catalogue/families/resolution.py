"""The steps of a match: one match step, and a unify step when there is a profile table to write."""

from collections.abc import Iterator, Sequence
from itertools import count

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.certain import stated
from vibecli.agent.catalogue.families.parties import IDENTITY_ROLES, Options, Party
from vibecli.agent.catalogue.families.profiles import Target
from vibecli.agent.catalogue.links import made_by_us
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.rows import Rows
from vibecli.data.catalog import Catalog, Role, TableInfo
from vibecli.steps.match import Match, MatchInput
from vibecli.steps.registry import AnyStep
from vibecli.steps.unify import Unify

_WORDS = {
    Role.EMAIL: "e-mail",
    Role.PHONE: "phone",
    Role.FULL_NAME: "name",
    Role.GIVEN_NAME: "given name",
    Role.FAMILY_NAME: "family name",
    Role.BIRTH_DATE: "birth date",
}
_NAMES = {Role.FULL_NAME: "name", Role.GIVEN_NAME: "name", Role.FAMILY_NAME: "name"}
_OUTPUT = "customer_identity"


def build(cursor: Cursor, found: list[Party], chosen: Options, target: Target | None) -> Draft:
    """Give the plan of a match."""
    found = _narrowed(found, chosen)
    sources = [p for p in found if target is None or p.rows.table.name != target.name]
    if not sources:
        raise Declined("a profile table needs at least one other table to be built from")
    tables = [p.rows.table for p in found]
    for party in sources:
        _must_hold_people(party.rows.table)
    if target and target.table:
        _must_hold_people(target.table)
    if target and target.table and target.table not in tables:
        found = [*found, Party(Rows(target.table))]
        tables.append(target.table)
    shared = _shared(tables)
    if not shared:
        raise Declined(f"{' and '.join(t.name for t in tables)} have nothing in common to compare")
    stressed = tuple(dict.fromkeys(r for p in found for r in p.stressed))
    _tell_stress(cursor, stressed, tables, chosen)
    match = _match_step(cursor, found, chosen)
    said = _said(sources, stressed, chosen, target, match)
    if target is None:
        return Draft(match_title((match,), cursor.world.catalog), said, (match,))
    unify = Unify(
        id="s2",
        why=f"{'update' if target.table else 'create'} {target.name}, one row a person",
        needs=("s1",),
        inputs=tuple(p.rows.table.name for p in sources),
        identity=match.output,
        target=target.name,
    )
    return Draft(match_title((match, unify), cursor.world.catalog), said, (match, unify))


def _narrowed(found: list[Party], chosen: Options) -> list[Party]:
    if not chosen.missing:
        return found
    last = found[-1]
    return [*found[:-1], Party(last.rows.plus(chosen.missing), last.stressed)]


def _must_hold_people(table: TableInfo) -> None:
    if not table.with_role(*IDENTITY_ROLES):
        reason = f"{table.name} has no column that tells people apart (name, e-mail, phone)"
        equal = [] if table.key else [f"remove exact duplicate rows of {table.name}"]
        raise Declined(reason, *equal)


def _comparable(table: TableInfo) -> set[str]:
    return {_NAMES.get(c.role, c.role.value) for c in table.with_role(*IDENTITY_ROLES) if c.role}


def _shared(tables: list[TableInfo]) -> set[str]:
    """Give what every table can be compared on with at least one other."""
    if len(tables) == 1:
        return _comparable(tables[0])
    first, *others = tables
    shared: set[str] = set()
    for other in others:
        common = _comparable(first) & _comparable(other)
        shared |= common
    return shared


def _tell_stress(
    cursor: Cursor, stressed: tuple[Role, ...], tables: list[TableInfo], chosen: Options
) -> None:
    for role in stressed:
        without = [t.name for t in tables if not t.with_role(role)]
        if without:
            cursor.assume(f"{', '.join(without)} has no {role_word(role)} column", "schema")
    if stressed and not chosen.only:
        words = " and ".join(dict.fromkeys(role_word(r) for r in stressed))
        cursor.assume(
            f"{words} comes first; everything else these tables share counts too", "schema"
        )


def _match_step(cursor: Cursor, found: list[Party], chosen: Options) -> Match:
    names = " and ".join(p.rows.table.name for p in found)
    why = f"find which records of {names} are the same person"
    return Match(
        id="s1",
        why=why,
        inputs=tuple(MatchInput(table=p.rows.table.name, where=p.rows.where) for p in found),
        ignore=ignored_roles([p.rows.table for p in found], chosen),
        one_to_one=chosen.one_to_one,
        accept=chosen.accept,
        mode=chosen.mode,
        rules=stated(cursor, chosen.certain, [p.rows.table for p in found]),
        output=_output(cursor, [p.rows.table for p in found]),
    )


def ignored_roles(tables: list[TableInfo], chosen: Options) -> tuple[str, ...]:
    """Give the roles left out: those named, and all others when only some may be compared."""
    ignored = list(chosen.ignore)
    if chosen.only:
        present = {c.role for t in tables for c in t.with_role(*IDENTITY_ROLES)}
        ignored += [r.value for r in IDENTITY_ROLES if r in present and r not in chosen.only]
    return tuple(dict.fromkeys(ignored))


def _output(cursor: Cursor, tables: list[TableInfo]) -> str:
    """Give the identity table's name, and tell where it is not the usual one."""
    catalog = cursor.world.catalog
    name = identity_name(catalog, tables)
    usual = catalog.table(_OUTPUT)
    if name != _OUTPUT and usual and made_by_us(usual):
        others = " and ".join(sorted(_matched(usual)))
        cursor.assume(f"{_OUTPUT} keeps the match of {others}; this one goes to {name}", "schema")
    return name


def identity_name(catalog: Catalog, tables: Sequence[TableInfo]) -> str:
    """Give the first name that is free, or holds a match of these tables or some of them."""
    inputs = {table.name.lower() for table in tables}
    return next(name for name in _names(tables) if _free(catalog.table(name), inputs))


def _names(tables: Sequence[TableInfo]) -> Iterator[str]:
    yield _OUTPUT
    if len(tables) == 1:
        yield f"{tables[0].table.name}_identity"
    yield from (f"{_OUTPUT}_{number}" for number in count(2))


def _free(existing: TableInfo | None, inputs: set[str]) -> bool:
    """Tell a name that is not taken, or taken by a match of these tables or some of them."""
    if existing is None:
        return True
    return made_by_us(existing) and {name.lower() for name in _matched(existing)} <= inputs


def _matched(identity: TableInfo) -> set[str]:
    """Give the tables whose records an identity table holds, as far as they are known."""
    source = identity.column("source")
    return {top.value for top in source.top} if source else set()


def _said(
    sources: list[Party],
    stressed: tuple[Role, ...],
    chosen: Options,
    target: Target | None,
    match: Match,
) -> str:
    names = [p.rows.said for p in sources]
    one = len(names) == 1
    said = (
        f"find duplicates in {names[0]}"
        if one
        else f"match {names[0]} with {' and '.join(names[1:])}"
    )
    if one and target and target.table:
        said = f"match {names[0]} with {target.name}"
    notes = (
        [f"{' and '.join(dict.fromkeys(role_word(r) for r in stressed))} first"] if stressed else []
    )
    if chosen.only:
        notes = [f"only {' and '.join(dict.fromkeys(role_word(r) for r in chosen.only))} compared"]
    notes += [f"{role_word(r)} not compared" for r in chosen.ignore]
    notes += ["only what is new or changed since"] if chosen.mode == "incremental" else []
    notes += ["one to one"] if chosen.one_to_one else []
    notes += [rule.sentence for rule in match.rules]
    notes += [f"accepted from {chosen.accept:g}"] if chosen.accept is not None else []
    said += f" ({', '.join(notes)})" if notes else ""
    if target is None:
        return said
    return f"{said}, then {'update' if target.table else 'create'} {target.name}"


def role_word(role: Role | str) -> str:
    """Give a role as people say it."""
    try:
        known = Role(role)
    except ValueError:
        return str(role)
    return _WORDS.get(known, known.value.replace("_", " "))


def match_title(steps: Sequence[AnyStep], catalog: Catalog) -> str:
    """Give the title of a plan that matches; empty for any other."""
    match = next((s for s in steps if isinstance(s, Match)), None)
    unify = next((s for s in steps if isinstance(s, Unify)), None)
    if match is None:
        return ""
    names = unify.inputs if unify else match.reads()
    head = f"Match {' and '.join(names)}" if len(names) > 1 else f"Match records of {names[0]}"
    if match.rules:
        rules = "rule" if len(match.rules) == 1 else "rules"
        head += f" by the {rules} {' and '.join(rule.name for rule in match.rules)}"
    if unify is None:
        return head
    return f"{head}, {'update' if catalog.table(unify.target) else 'create'} {unify.target}"
