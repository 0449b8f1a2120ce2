"""Standing rules as a stream reads them: by name, from table `vibecli_rules`."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import ValidationError

from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName
from vibecli.errors import DataError, NotFound, Stale
from vibecli.plan.guard import breaches
from vibecli.run.definition import exists
from vibecli.steps.base import Slot
from vibecli.steps.standing import RULES_TABLE, StandingRule
from vibecli.steps.standing_registry import RENAME, is_retired, not_the_registry

_ANEW = "make it anew with this version of vibecli"
_HINT = 'vibecli ask "for every new purchase ..." makes one'


class Kept(NamedTuple):
    """What the table of rules has of one."""

    meaning: str
    text: str  # JSON


def read_rule(session: Session, name: str) -> StandingRule:
    """Give the standing rule of this name.

    Raises NotFound where it is not there or was retired, Stale for one that cannot be read.
    """
    kept = kept_rules(session)
    if not kept:
        raise NotFound("there is no standing rule yet", hint=_HINT)
    if name not in kept:
        raise NotFound(f"no standing rule {name}", hint=f"there are: {', '.join(sorted(kept))}")
    if is_retired(kept[name].text):
        raise NotFound(
            f"standing rule {name} was retired: it takes no events any more",
            hint=f"vibecli rules show {name} tells by which plan; its undo brings it back",
        )
    return parsed_rule(name, kept[name].text)


def kept_rules(session: Session) -> dict[str, Kept]:
    """Give what is kept of each rule, by name. Raises DataError where that is another table."""
    table = TableName.parse(RULES_TABLE)
    if not exists(session, table):
        return {}
    columns = session.describe(f"SELECT * FROM {table.sql}")
    if problem := not_the_registry(columns):
        raise DataError(problem, hint=RENAME)
    rows = session.rows(
        f"SELECT name, meaning, rule FROM {table.sql} WHERE name IS NOT NULL ORDER BY rowid"
    )
    return {str(row[0]): Kept(row[1] or "", row[2] or "") for row in rows}


def parsed_rule(name: str, text: str) -> StandingRule:
    """Give a rule of its JSON. Raises Stale for one that cannot be read."""
    try:
        rule = StandingRule.model_validate_json(text)
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
