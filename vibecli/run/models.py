"""Trained models of matches in the journal: which one stands behind an identity table."""

import json

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.identity.trained import Trained
from vibecli.run.changeset import KeptModel
from vibecli.run.journal import SCHEMA


def standing_model(session: Session, table: str, *, catalog: str = "") -> Trained | None:
    """Give the model of the newest applied match that wrote a table, None where there is none.

    `catalog`: the attached database the journal is in; the session's own without.
    """
    own = catalog or session.value("SELECT current_database()")
    found = session.value(
        "SELECT count(*) FROM duckdb_tables()"
        " WHERE database_name = ? AND schema_name = ? AND table_name = 'runs'",
        [own, SCHEMA],
    )
    if not found:
        return None
    wanted = TableName.parse(table).text.lower()
    rows = session.rows(
        f"SELECT record->>'$.models' FROM {quote(own)}.{quote(SCHEMA)}.runs"
        " WHERE undone_at IS NULL ORDER BY number DESC"
    )
    kept = [KeptModel.model_validate(one) for (text,) in rows for one in json.loads(text or "[]")]
    return next((model.trained for model in kept if model.table.lower() == wanted), None)
