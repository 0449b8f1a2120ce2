"""A standing rule as a stream reads it: by its name, from table `vibecli_rules`."""

from pydantic import ValidationError

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import NotFound, Stale
from vibecli.run.definition import column_names
from vibecli.steps.standing import RULES_TABLE, StandingRule

_READ = {"name", "rule"}
_HINT = 'vibecli ask "for every new purchase ..." makes one'


def read_rule(session: Session, name: str) -> StandingRule:
    """Give the standing rule of this name. Raises NotFound, Stale for one that cannot be read."""
    table = TableName.parse(RULES_TABLE)
    known = {column.lower() for column in column_names(session, table)}
    if not known >= _READ:
        raise NotFound("there is no standing rule yet", hint=_HINT)
    rows = session.rows(
        f"SELECT rule FROM {table.sql} WHERE {quote('name')} = ? ORDER BY rowid DESC LIMIT 1",
        [name],
    )
    if not rows:
        names = session.rows(f"SELECT DISTINCT {quote('name')} FROM {table.sql} ORDER BY 1")
        told = ", ".join(str(one) for (one,) in names)
        raise NotFound(f"no standing rule {name}", hint=f"there are: {told}" if told else _HINT)
    try:
        return StandingRule.model_validate_json(rows[0][0])
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Stale(
            f"standing rule {name} cannot be read: {where}: {first['msg']}",
            hint="make it anew with this version of vibecli",
        ) from error
