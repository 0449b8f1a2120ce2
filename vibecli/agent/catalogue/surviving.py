"""Edits of what a profile takes: the value that survives, whose values count, edits by hand.

Owns their grammar. A source is named by words of its name, a consent by the table that tells it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vibecli.agent.catalogue import edit_words, edits
from vibecli.agent.catalogue import surviving_words as words
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.edit_slots import Edited, done
from vibecli.agent.catalogue.fields import column_list
from vibecli.agent.catalogue.notes import Declined
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import column_text, literal, quote
from vibecli.identity.draft import draft_profile
from vibecli.steps.unify import ConsentFilter, Unify
from vibecli.steps.unify_counted import consent_links, has_test

_LONGEST_SOURCE = 3
_PLAIN = frozenset(["is", "at", "on", "flag", "date", "the", "a", "by"])
_CONTACT = (Role.EMAIL, Role.PHONE)


@dataclass(frozen=True)
class _Profile:
    """The profile of the plan at hand and what feeds it."""

    at: int
    step: Unify
    target: TableInfo
    inputs: tuple[TableInfo, ...]


def survives(cursor: Cursor, at: Edited) -> Edited | None:
    """Read which value of a column of the profile stays."""
    profile = _profile(cursor, at)
    if profile is None:
        return None
    rules: tuple[Callable[[Cursor, Edited, _Profile], Edited | None], ...] = (
        _edits_kept, _consented, _verified, _ruled, _by_source, _source_first,
    )  # fmt: skip
    return cursor.first(rules, at, profile)


def _profile(cursor: Cursor, at: Edited) -> _Profile | None:
    place = edits.first(at.steps, Unify)
    step = at.steps[place] if place >= 0 else None
    if not isinstance(step, Unify):
        return None
    catalog = cursor.world.catalog
    inputs = tuple(table for name in step.inputs if (table := catalog.table(name)))
    target = catalog.table(step.target) or draft_profile(step.target, inputs)[0]
    return _Profile(place, step, target, inputs)


def _edits_kept(cursor: Cursor, at: Edited, profile: _Profile) -> Edited | None:
    """Read `keep what was edited by hand`."""
    if not cursor.take(*words.EDITS):
        return None
    return done(at, edits.changed(at.steps, profile.at, keep_edits=True), "edits by hand are kept")


def _ruled(cursor: Cursor, at: Edited, profile: _Profile) -> Edited | None:
    """Read `the most recent phone wins`, `take the longest name`, `most recent by updated_at`."""
    lead = cursor.take(*edit_words.LEADS)
    said = cursor.take(*edit_words.SURVIVES)
    if not said:
        return None
    names = _columns(cursor, profile)
    rule = edit_words.SURVIVES[said]
    args: tuple[str, ...] = ()
    by = cursor.take(*words.BY) if rule == "most_recent" else ""
    if by:
        args = _column_of_inputs(cursor, profile.inputs)
        names = names or ("*",)
        if not args:
            return None
    if not names or not (cursor.take(*edit_words.WINS) or lead or by):
        return None
    return _stated(at, names, rule, args, f"{said} {_what(names)} wins")


def _by_source(cursor: Cursor, at: Edited, profile: _Profile) -> Edited | None:
    """Read `prefer the CRM for e-mails`, `take the phone from loyalty`, `phones of the CRM win`."""
    lead = cursor.take(*words.TRUST)
    tables = _sources(cursor, profile)
    if tables:
        names = _columns(cursor, profile) if lead and cursor.take(*words.FOR) else ()
        return _preferred(cursor, at, names, tables) if names else None
    names = _columns(cursor, profile)
    tables = _sources(cursor, profile) if names and cursor.take(*words.OF) else ()
    if not tables or not (lead or cursor.take(*words.FIRST)):
        return None
    return _preferred(cursor, at, names, tables)


def _source_first(cursor: Cursor, at: Edited, profile: _Profile) -> Edited | None:
    """Read `the CRM wins for e-mails`, `CRM before loyalty for the phone`, `trust the CRM`."""
    lead = cursor.take(*words.TRUST)
    tables = _sources(cursor, profile)
    if not tables or not (cursor.take(*words.FIRST) or lead or len(tables) > 1):
        return None
    names = _columns(cursor, profile) if cursor.take(*words.FOR) else ("*",)
    return _preferred(cursor, at, names, tables) if names else None


def _preferred(
    cursor: Cursor, at: Edited, names: Sequence[str], tables: Sequence[str]
) -> Edited | None:
    cursor.take(*words.FIRST)
    said = f"{_what(names)} of {' before '.join(tables)} wins"
    return _stated(at, names, "source_priority", tuple(tables), said)


def _verified(cursor: Cursor, at: Edited, profile: _Profile) -> Edited | None:
    """Read `only verified phones`, `verified e-mails win`."""
    lead = cursor.take(*words.ONLY)
    cursor.skip()
    if not cursor.take(*words.VERIFIED):
        return None
    columns = column_list(cursor, profile.target, many=True)
    if not columns or not (cursor.take(*words.COUNT) or lead):
        return None
    for column in columns:
        flags = tuple(_flags(column, profile.inputs))
        if not flags and not has_test(column):
            raise Declined(f"nothing tells which values of {column.name} are verified")
        told = f"by {' and '.join(flags)}" if flags else "by a test of the value"
        cursor.assume(f"verified {column.name} is told {told}", "schema")
        at = _stated(at, (column.name,), "verified", flags, f"only verified {column.name}")
    return at


def _consented(cursor: Cursor, at: Edited, profile: _Profile) -> Edited | None:
    """Read `only e-mails with consent`, `respect consent for the phone`."""
    if cursor.take(*words.RESPECT):
        said = cursor.take(*words.CONSENT)
        columns = _listed(cursor, profile) if said and cursor.take(*words.FOR) else ()
    else:
        lead = cursor.take(*words.ONLY)
        said = cursor.take(*words.CONSENTED_BEFORE) if lead else ""
        columns = _listed(cursor, profile)
        cursor.take("only")
        said = said or cursor.take(*words.CONSENTED)
        said = said if lead or columns else ""
    if not said:
        return None
    columns = columns or profile.target.with_role(*_CONTACT)
    if not columns:
        raise Declined(f"{profile.target.name} has no column that consent could be about")
    filters = tuple(_consent(cursor, profile, column) for column in columns)
    kept = tuple(one for one in profile.step.consent if one not in filters)
    steps = edits.changed(at.steps, profile.at, consent=(*kept, *filters))
    return done(at, steps, f"{_what([c.name for c in columns])} only with consent")


# Parts


def _stated(
    at: Edited, names: Sequence[str], rule: str, args: tuple[str, ...], said: str
) -> Edited:
    return done(at, edits.survives(at.steps, names, rule, args), said)


def _what(names: Sequence[str]) -> str:
    return "value" if tuple(names) == ("*",) else " and ".join(names)


def _columns(cursor: Cursor, profile: _Profile) -> tuple[str, ...]:
    if cursor.take(*edit_words.ANY_VALUE):
        return ("*",)
    return tuple(column.name for column in _listed(cursor, profile))


def _listed(cursor: Cursor, profile: _Profile) -> tuple[ColumnInfo, ...]:
    return column_list(cursor, profile.target, many=True)


def _sources(cursor: Cursor, profile: _Profile) -> tuple[str, ...]:
    """Read sources, best first: `the CRM over loyalty`."""
    found: list[str] = []
    while name := _source(cursor, profile.inputs):
        found.append(name)
        if not cursor.take(*words.BEFORE):
            break
    return tuple(dict.fromkeys(found))


def _source(cursor: Cursor, inputs: Sequence[TableInfo]) -> str:
    """Move past words that are part of the name of one input alone."""
    cursor.skip()
    for length in range(min(_LONGEST_SOURCE, len(cursor.rest)), 0, -1):
        said = cursor.rest[:length]
        fits = [
            table.name
            for table in inputs
            if all({word.stem, word.form} & _parts(table) for word in said)
        ]
        if len(fits) == 1:
            cursor.move(length)
            cursor.take(*words.SYSTEM)
            return fits[0]
    return ""


def _parts(table: TableInfo) -> set[str]:
    tokens = {part for name in table.name.split(".") for part in name_tokens(name)}
    return tokens | {token.removesuffix("s") for token in tokens}


def _column_of_inputs(cursor: Cursor, inputs: Sequence[TableInfo]) -> tuple[str, ...]:
    """Move past a column of the inputs; gives TABLE.COLUMN of each that has it."""
    start, ends = cursor.at, []
    for table in inputs:
        with cursor.attempt():
            if (column := cursor.column(table)) is not None:
                ends.append((cursor.at, column_text(table.name, column.name)))
    if not ends:
        return ()
    furthest = max(end for end, _ in ends)
    cursor.move(furthest - start)
    return tuple(name for end, name in ends if end == furthest)


def _flags(column: ColumnInfo, inputs: Sequence[TableInfo]) -> list[str]:
    """Give TABLE.COLUMN of what tells that values of a column are verified."""
    found = []
    for table in inputs:
        own = {t for c in (column, *table.with_role(column.role or Role.TEXT)) for t in _tokens(c)}
        for flag in table.columns:
            tokens = set(_tokens(flag))
            about = tokens - set(words.VERIFIED) - _PLAIN
            if tokens & set(words.VERIFIED) and about <= own:
                found.append(column_text(table.name, flag.name))
    return found


def _tokens(column: ColumnInfo) -> tuple[str, ...]:
    return tuple(name_tokens(column.name))


def _consent(cursor: Cursor, profile: _Profile, column: ColumnInfo) -> ConsentFilter:
    """Give the filter of one column, told by the table that knows."""
    catalog = cursor.world.catalog
    for table in sorted(catalog.tables, key=lambda t: "consent" not in t.name.lower()):
        flag = _flag_of(table, column)
        if flag is None or not consent_links(table, profile.inputs, catalog.relationships):
            continue
        channel = next((c for c in table.columns if _is_channel(c)), None)
        about = _about(table, channel, column) if channel else None
        said = f"{table.name}.{flag.name}" + (f" where {about}" if about else "")
        cursor.assume(f"consent for {column.name} is told by {said}", "schema")
        granted = quote(flag.name)
        if flag.type.upper() != "BOOLEAN":
            yes = ", ".join(map(literal, words.YES))
            granted = f"lower(CAST({granted} AS VARCHAR)) IN ({yes})"
        return ConsentFilter(columns=(column.name,), table=table.name, granted=granted, about=about)
    raise Declined(
        f"no table tells who agreed to the use of {column.name}",
        "a column such as granted or opt_in, in an input or beside the key of one",
    )


def _flag_of(table: TableInfo, column: ColumnInfo) -> ColumnInfo | None:
    """Give the column that says yes or no, one about this column's kind first."""
    flags = [
        c for c in table.columns
        if words.CONSENT_NAMES & set(_tokens(c)) and (c.role is Role.FLAG or c.type == "BOOLEAN")
    ]  # fmt: skip
    kinds = {kind: set(said) for kind, said in words.CHANNELS.items()}
    own = kinds.get(column.role.value if column.role else "", set())
    others = set().union(*(said for kind, said in kinds.items() if said != own))
    fitting = [c for c in flags if own & set(_tokens(c))]
    plain = [c for c in flags if not others & set(_tokens(c))]
    return next(iter((*fitting, *plain)), None)


def _is_channel(column: ColumnInfo) -> bool:
    """Tell a column whose values name ways to reach a person."""
    known = {said for own in words.CHANNELS.values() for said in own}
    return any(top.value.lower() in known for top in column.top)


def _about(table: TableInfo, channel: ColumnInfo, column: ColumnInfo) -> str:
    """Give the condition of rows that are about a column's kind. Raises Declined."""
    own = words.CHANNELS.get(column.role.value if column.role else "", ())
    held = {top.value.lower(): top.value for top in channel.top}
    value = next((held[said] for said in own if said in held), None)
    if value is None:
        raise Declined(f"no row of {table.name} is about {column.name}")
    return f"{quote(channel.name)} = {literal(value)}"
