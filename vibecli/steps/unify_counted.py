"""Which values of a merge count at all: verified ones, those of persons who agreed, edits by hand.

Owns the conditions on candidates; which of those that count survives is the rule's. A value the
profile holds already counts whatever consent says: no rule takes a value away.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vibecli.data.catalog import ColumnInfo, Relationship, Role, TableInfo
from vibecli.engine.names import quote
from vibecli.identity.fitting import time_sql
from vibecli.identity.moments import is_time, record_time
from vibecli.identity.survivorship import Flag, Rule
from vibecli.steps.predicate import called, kept
from vibecli.steps.unify_merge import Merge

_TRUE = "('true', 't', 'yes', 'y', '1', 'verified', 'valid', 'confirmed', 'ok')"
_NAME = r"regexp_matches({v}, '\p{{L}}.*\p{{L}}') AND NOT regexp_matches({v}, '[0-9@]')"
_DIGITS = "regexp_replace({v}, '[^0-9]', '', 'g')"
_TESTS: dict[Role, str] = {
    Role.EMAIL: r"regexp_full_match({v}, '[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)*\.\p{{L}}{{2,}}')",
    Role.PHONE: r"regexp_full_match({v}, '\s*\+?[0-9 ()./-]+')"
    f" AND length({_DIGITS}) BETWEEN 7 AND 15"
    f" AND replace({_DIGITS}, left({_DIGITS}, 1), '') <> ''",
    Role.BIRTH_DATE: "coalesce(TRY_CAST({v} AS DATE) > DATE '1900-01-01', false)",
    Role.POSTCODE: r"regexp_full_match({v}, '\s*[\p{{L}}0-9][\p{{L}}0-9 -]{{1,9}}\s*')"
    " AND regexp_matches({v}, '[0-9]')",
    Role.GIVEN_NAME: _NAME,
    Role.FAMILY_NAME: _NAME,
    Role.FULL_NAME: _NAME,
}


class Agreement(NamedTuple):
    """Consent as a merge is told it: see `ConsentFilter`."""

    columns: tuple[str, ...]
    table: str
    granted: str
    about: str | None


class ConsentLink(NamedTuple):
    """How rows of a consent table name a person: by a column with an input's key, or as records."""

    place: int
    column: str  # empty where the table is the input


def has_test(column: ColumnInfo) -> bool:
    """Tell whether a value of a column can be tested for being valid by itself."""
    return column.role in _TESTS


def consent_links(
    table: TableInfo, inputs: Sequence[TableInfo], relationships: Sequence[Relationship]
) -> tuple[ConsentLink, ...]:
    """Give how rows of a consent table name persons; nothing where they cannot."""
    own = [at for at, one in enumerate(inputs) if one.name.lower() == table.name.lower()]
    if own:
        return (ConsentLink(own[0], ""),)
    keys = {
        one.name.lower(): (at, one.key[0]) for at, one in enumerate(inputs) if len(one.key) == 1
    }
    found: dict[int, str] = {}
    for link in relationships:
        at, key = keys.get(link.to_table.lower(), (-1, ""))
        if link.table.lower() == table.name.lower() and link.to_column.lower() == key.lower():
            found.setdefault(at, link.column)
    for at, key in keys.values() if not found else ():
        if (column := table.column(key)) is not None:
            found.setdefault(at, column.name)
    return tuple(ConsentLink(at, column) for at, column in found.items())


class Counted:
    """The conditions of one merge."""

    def __init__(self, merge: Merge, agreements: Sequence[Agreement]) -> None:
        self._merge = merge
        self._agreed = [(one, self._persons(number, one)) for number, one in enumerate(agreements)]

    def kept(self, number: int, rule: Rule, candidates: str) -> str:
        """Give a SELECT of the candidates of a column that count."""
        merge, tests = self._merge, ["true"]
        if number >= len(merge.fields):  # a natural key is no value that competes
            return candidates
        column = merge.fields[number].column
        for agreement, persons in self._agreed:
            if {"*", column.name.lower()} & {name.lower() for name in agreement.columns}:
                self._note_refused(column, candidates, persons)
                tests.append(f"person IN (FROM {persons})")
        if number in merge.edited:
            tests.append(f"person NOT IN ({merge.edited[number]})")
        select = f"SELECT * FROM ({candidates}) WHERE source < 0 OR ({' AND '.join(tests)})"
        return self._verified(column, rule, select) if rule.name == "verified" else select

    # Consent

    def _persons(self, number: int, agreement: Agreement) -> str:
        """Keep the persons whose newest rows all agree."""
        merge = self._merge
        info = merge.shadow.table(agreement.table)
        relation = merge.relation(info.name)
        moment = time_sql(record_time(info), relation, merge.fitting, info)
        dated = f"(SELECT t.*, {moment} AS __moment FROM {relation} t)"
        rows = f"({kept(dated, info.name, agreement.about or 'true')})"
        said = f"CASE WHEN {agreement.granted}\nTHEN true ELSE false END AS __agrees"
        told = f"(SELECT *, {said} FROM {called(rows, info.name)})"
        links = consent_links(info, merge.plan.inputs, merge.shadow.catalog.relationships)
        persons = " UNION ALL ".join(self._told(info, link, told) for link in links)
        return merge.scratch.table(
            f"agreed{number}",
            f"SELECT person FROM (SELECT *, max(__moment) OVER (PARTITION BY person) AS newest"
            f" FROM ({persons})) WHERE __moment IS NOT DISTINCT FROM newest"
            " GROUP BY person HAVING bool_and(__agrees)",
        )

    def _told(self, info: TableInfo, link: ConsentLink, told: str) -> str:
        record = f"CAST(c.{quote(link.column)} AS VARCHAR)" if link.column else "k.record_id"
        keyed = "" if link.column else f" JOIN ({self._merge.keyed(info)}) k ON k.__rid = c.__rid"
        return (
            f"SELECT m.person, c.__moment, c.__agrees FROM {told} c{keyed}"
            f" JOIN {self._merge.members} m ON m.source = {link.place:d} AND m.record = {record}"
        )

    def _note_refused(self, column: ColumnInfo, candidates: str, persons: str) -> None:
        merge = self._merge
        refused = merge.scratch.session.value(
            f"SELECT count(DISTINCT person) FROM ({candidates}) WHERE source >= 0"
            f" AND person NOT IN (FROM {persons})"
        )
        if refused:
            who = "person who did" if refused == 1 else "persons who did"
            merge.notes.append(f"{column.name}: values of {refused:,} {who} not agree do not count")

    # Verified

    def _verified(self, column: ColumnInfo, rule: Rule, candidates: str) -> str:
        """Give the candidates that are verified; the profile's own value where none is."""
        records = " UNION ALL ".join(self._flagged(rule.flags))
        if records:
            said = f"(source, record) IN ({records})"
            said = f"coalesce(bool_or({said}) OVER (PARTITION BY person, same), false)"
        else:
            said = _TESTS[column.role].format(v="CAST(value AS VARCHAR)") if column.role else "true"
        return (
            f"SELECT * EXCLUDE (said, any_said) FROM (SELECT *, bool_or(said) OVER"
            f" (PARTITION BY person) AS any_said FROM (SELECT *, {said} AS said FROM"
            f" ({candidates}))) WHERE said OR (source < 0 AND NOT any_said)"
        )

    def _flagged(self, flags: Sequence[Flag]) -> Iterator[str]:
        merge = self._merge
        for flag in flags:
            info = merge.plan.inputs[flag.table]
            column = info.column(flag.column)
            assert column is not None, "the check knows the flags"
            own = f"t.{quote(column.name)}"
            is_yes = f"lower(trim(CAST({own} AS VARCHAR))) IN {_TRUE}"
            test = f"{own} IS NOT NULL" if is_time(column) else is_yes
            yield (
                f"SELECT {flag.table}, k.record_id FROM {merge.relation(info.name)} t"
                f" JOIN ({merge.keyed(info)}) k ON k.__rid = t.__rid WHERE {test}"
            )
