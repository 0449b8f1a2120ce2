"""A standing rule as a stream reads it: by its name, from table `vibecli_rules`."""

from collections.abc import Sequence

from pydantic import ValidationError

from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import NotFound, Stale
from vibecli.plan.guard import breaches
from vibecli.run.definition import column_names, exists
from vibecli.steps.base import Slot
from vibecli.steps.standing import RULES_TABLE, StandingRule

_READ = {"name", "rule"}
_ANEW = "make it anew with this version of vibecli"
_HINT = 'vibecli ask "for every new purchase ..." makes one'


def read_rule(session: Session, name: str) -> StandingRule:
    """Give the standing rule of this name. Raises NotFound, Stale for one that cannot be read."""
    table = TableName.parse(RULES_TABLE)
    known = {column.lower() for column in column_names(session, table)}
    if not (known >= _READ and exists(session, table)):
        raise NotFound("there is no standing rule yet", hint=_HINT)
    rows = session.rows(
        f"SELECT rule FROM {table.sql} WHERE CAST({quote('name')} AS VARCHAR) = ?"
        " ORDER BY rowid DESC LIMIT 1",
        [name],
    )
    if not rows:
        names = session.rows(f"SELECT DISTINCT {quote('name')} FROM {table.sql} ORDER BY 1")
        told = ", ".join(str(one) for (one,) in names)
        raise NotFound(f"no standing rule {name}", hint=f"there are: {told}" if told else _HINT)
    try:
        rule = StandingRule.model_validate_json(rows[0][0])
    except ValidationError as error:
        first = error.errors()[0]
        where = "".join(f"{part}: " for part in (".".join(map(str, first["loc"])),) if part)
        raise _unreadable(name, f"{where}{first['msg']}") from error
    if rule.name != name:
        raise _unreadable(name, "it calls itself otherwise")
    return rule


def check_sql(engine: Engine, session: Session, owner: str, slots: Sequence[Slot]) -> None:
    """Raise Stale where SQL that lies in a registry is more than a plan may carry.

    A registry is a table: whoever may write the database may have written it.
    """
    if not slots:
        return
    rows = session.rows(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name ="
        " current_database() UNION ALL SELECT schema_name, view_name FROM duckdb_views()"
        " WHERE database_name = current_database() AND NOT internal"
    )
    tables = [TableName(*row).text for row in rows]
    for slot in slots:
        if found := breaches(engine, session, slot.sql, tables):
            raise Stale(f"{owner} cannot be used: {slot.name}: {found[0].message}", hint=_ANEW)


def _unreadable(name: str, why: str) -> Stale:
    return Stale(f"standing rule {name} cannot be read: {why}", hint=_ANEW)
