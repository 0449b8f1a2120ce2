"""Whom an identifier names before any event: by the profile, or by a table matched with it.

Owns the SELECTs of (person, value); a person is told by the key of the profile.
"""

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import Column
from vibecli.engine.names import TableName, literal, quote, split_column
from vibecli.identity.records import record_ids
from vibecli.learn.persons import tied_persons
from vibecli.steps.standing import StandingRule, of_table


def known_in_profile(rule: StandingRule, place: str, profile: str) -> str | None:
    """Give the SELECT of a place of the profile, which is `profile` in SQL; None of another one."""
    if not of_table(place, rule.profile):
        return None
    _, column = split_column(place)
    return (
        f"SELECT {_key(rule)} AS person, CAST({quote(column)} AS VARCHAR) AS value FROM {profile}"
    )


def known_by_match(  # noqa: PLR0913 - the tables that lead from a record to a profile
    rule: StandingRule,
    place: str,
    info: TableInfo,
    *,
    rows: str,
    profile: str,
    identity: str,
    provenance: str | None,
) -> str:
    """Give the SELECT of a place of a table that was matched with the profile.

    `rows` are the table's with `__rid`, the others tables, all in SQL; provenance may be lacking.
    """
    _, column = split_column(place)
    columns = [Column(one.name, one.type) for one in info.columns]
    profiles = person_profiles(rule, profile, identity, provenance)
    return (
        "SELECT coalesce(p.key, i.person_id) AS person,"
        f" CAST(t.{quote(column)} AS VARCHAR) AS value"
        f" FROM {identity} i JOIN ({record_ids(info, columns, rows)}) r"
        " ON r.record_id = CAST(i.record_id AS VARCHAR)"
        f" JOIN {rows} t ON t.__rid = r.__rid"
        f" LEFT JOIN ({profiles}) p ON p.person_id = i.person_id"
        f" WHERE lower(i.source) = {literal(info.name.lower())}"
        f" AND coalesce(p.key, i.person_id) IN (SELECT {_key(rule)} FROM {profile})"
    )


def person_profiles(rule: StandingRule, profile: str, identity: str, provenance: str | None) -> str:
    """Give the SQL of the profile of each person: matched itself, or written from their records."""
    key, own = _key(rule), literal(TableName.parse(rule.profile).text.lower())
    tied = tied_persons(
        f"SELECT {own} AS source, {key} AS record_id, {key} AS key FROM {profile}",
        identity=identity,
        provenance=provenance,
        kind="VARCHAR",
    )
    return (
        f"SELECT person_id, min(key) AS key FROM ({tied})"
        f" WHERE key IN (SELECT {key} FROM {profile}) GROUP BY 1"
    )


def _key(rule: StandingRule) -> str:
    return f"CAST({quote(rule.key)} AS VARCHAR)"
