"""Whom an identifier names before any event: by the profile, or by a table matched with it.

Owns the SELECTs of (person, value); a person is told by the key of the profile.
"""

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import Column
from vibecli.engine.names import TableName, literal, quote, split_column
from vibecli.identity.records import record_ids
from vibecli.steps.standing import StandingRule, of_table


def known_in_profile(rule: StandingRule, place: str, profile: str) -> str | None:
    """Give the SELECT of a place of the profile, which is `profile` in SQL; None of another one."""
    if not of_table(place, rule.profile):
        return None
    _, column = split_column(place)
    return (
        f"SELECT CAST({quote(rule.key)} AS VARCHAR) AS person,"
        f" CAST({quote(column)} AS VARCHAR) AS value FROM {profile}"
    )


def known_by_match(
    rule: StandingRule, place: str, info: TableInfo, *, rows: str, profile: str, identity: str
) -> str:
    """Give the SELECT of a place of a table that was matched with the profile.

    `rows` are the table's with `__rid`, `profile` and `identity` the tables, all in SQL.
    """
    _, column = split_column(place)
    columns = [Column(one.name, one.type) for one in info.columns]
    mine = f"lower(source) = {literal(TableName.parse(rule.profile).text.lower())}"
    return (
        "SELECT coalesce(p.key, i.person_id) AS person,"
        f" CAST(t.{quote(column)} AS VARCHAR) AS value"
        f" FROM {identity} i JOIN ({record_ids(info, columns, rows)}) r"
        " ON r.record_id = CAST(i.record_id AS VARCHAR)"
        f" JOIN {rows} t ON t.__rid = r.__rid"
        " LEFT JOIN (SELECT person_id, min(CAST(record_id AS VARCHAR)) AS key"
        f" FROM {identity} WHERE {mine} GROUP BY 1) p ON p.person_id = i.person_id"
        f" WHERE lower(i.source) = {literal(info.name.lower())}"
        f" AND coalesce(p.key, i.person_id) IN (SELECT CAST({quote(rule.key)} AS VARCHAR)"
        f" FROM {profile})"
    )
