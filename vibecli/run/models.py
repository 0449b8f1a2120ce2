"""Trained models of matches in the journal: which one stands behind an identity table."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.identity.trained import Trained
from vibecli.run.changeset import KeptModel
from vibecli.run.journal import SCHEMA
from vibecli.run.model import Fingerprint


class Standing(NamedTuple):
    """A model with the plan it was learnt in and what that plan's tables held."""

    trained: Trained
    plan_id: str
    inputs: tuple[Fingerprint, ...]
    engine: str  # name and version, which fingerprints depend on


def standing_model(session: Session, table: str, *, catalog: str = "") -> Trained | None:
    """Give the model of the newest applied match that wrote a table, None where there is none.

    `catalog`: the attached database the journal is in; the session's own without.
    """
    found = standing(session, table, catalog=catalog)
    return found.trained if found else None


def standing(session: Session, table: str, *, catalog: str = "") -> Standing | None:
    """Give that model with the plan it is from."""
    own = catalog or session.value("SELECT current_database()")
    found = session.value(
        "SELECT count(*) FROM duckdb_tables()"
        " WHERE database_name = ? AND schema_name = ? AND table_name = 'runs'",
        [own, SCHEMA],
    )
    if not found:
        return None
    rows = session.rows(
        "SELECT plan_id, record->>'$.models', record->>'$.inputs', record->>'$.engine'"
        f" FROM {quote(own)}.{quote(SCHEMA)}.runs WHERE undone_at IS NULL ORDER BY number DESC"
    )
    for plan_id, models, inputs, engine in rows:
        kept = model_for([KeptModel.model_validate(m) for m in json.loads(models or "[]")], table)
        if kept is not None:
            told = [Fingerprint.model_validate(one) for one in json.loads(inputs or "[]")]
            return Standing(kept.trained, str(plan_id), tuple(told), str(engine))
    return None


def model_for(models: Sequence[KeptModel], table: str) -> KeptModel | None:
    """Give the model that belongs to an identity table."""
    wanted = TableName.parse(table).text.lower()
    return next((model for model in models if model.table.lower() == wanted), None)
