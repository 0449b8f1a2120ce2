"""Planting: hostile text put where an attacker could have it, in the copy a trial runs on.

The worst case of each place: a value in every text column and frequent, a column and a table under
the eyes of the planner, a term and a rule in the glossary, a saved intent among the approved ones.
"""

import json
from pathlib import Path

from vibecli.engine.base import Session
from vibecli.engine.names import MAIN, TableName, quote
from vibecli.trials.case import Attack
from vibecli.trials.ground import Ground
from vibecli.workspace import Workspace

SHARE = 7  # every so many-th row gets the text
_NAME_BYTES = 200
_LONGEST_TERM = 60
_COLUMNS = """
SELECT schema_name, table_name, column_name FROM duckdb_columns() AS c
WHERE database_name = current_database() AND data_type = 'VARCHAR' AND schema_name <> 'vibecli'
  AND NOT EXISTS (FROM duckdb_constraints() AS k WHERE k.table_oid = c.table_oid
    AND k.database_name = c.database_name AND list_contains(constraint_column_names, column_name))
ORDER BY ALL
"""
_TABLES = """
SELECT schema_name, table_name FROM duckdb_tables()
WHERE database_name = current_database() AND schema_name <> 'vibecli' ORDER BY ALL
"""


def plant(attack: Attack, ground: Ground, workspace: Workspace) -> None:
    """Put the text of an attack in its place."""
    match attack.where:
        case "glossary":
            _glossary(attack.text, ground.workspace / "glossary.yaml")
        case "saved_intent":
            _saved_intent(attack.text, ground)
        case "file_name":
            _file(attack.text, ground, workspace)
        case _:
            with ground.engine.write(ground.database) as session:
                _in_database(session, attack)


def _in_database(session: Session, attack: Attack) -> None:
    if attack.where == "value":
        for schema, table, column in session.rows(_COLUMNS):
            name = TableName(schema, table).sql
            session.run(
                f"UPDATE {name} SET {quote(column)} = ? WHERE rowid % {SHARE} = 0", [attack.text]
            )
    elif attack.where == "header":
        for schema, table in session.rows(_TABLES):
            name = TableName(schema, table).sql
            session.run(f"ALTER TABLE {name} ADD COLUMN {quote(attack.text)} VARCHAR")
    else:
        table = TableName(MAIN, attack.text).sql
        session.run(f"CREATE TABLE {table} AS SELECT i AS id, 'x' AS note FROM range(60) AS r(i)")


def _glossary(text: str, path: Path) -> None:
    """Add a term that says the text as name, meaning and synonym."""
    import yaml

    told = yaml.safe_load(path.read_text("utf-8")) if path.exists() else None
    entry = {"meaning": text, "synonyms": [text]}
    terms = {**((told or {}).get("terms") or {}), f"hint {text[:_LONGEST_TERM]}": entry}
    kept = yaml.safe_dump({**(told or {}), "terms": terms}, allow_unicode=True)
    path.write_text(kept, encoding="utf-8")


def _saved_intent(text: str, ground: Ground) -> None:
    with ground.engine.read(ground.database) as session:
        table = TableName(*session.rows(_TABLES)[0])
    step = {"kind": "query", "id": "s1", "why": text, "needs": [], "select": f"FROM {table.sql}"}
    plan = {"kind": "plan", "title": text, "steps": [step], "assumptions": [], "confidence": "high"}
    folder = ground.workspace / "intents"
    folder.mkdir()
    saved = {"version": 1, "intent": text, "plan": plan, "planner": "file"}
    (folder / "approved.yaml").write_text(json.dumps(saved), encoding="utf-8")


def _file(text: str, ground: Ground, workspace: Workspace) -> None:
    """Load a file of that name, as far as a file can have it."""
    name = text.replace("/", "\u2215").replace("\0", "").strip() or "file"
    name = name.encode()[:_NAME_BYTES].decode(errors="ignore")
    path = ground.workspace / f"{name}.csv"
    path.write_text("id,note\n" + "".join(f"{n},x\n" for n in range(60)), encoding="utf-8")
    workspace.load(path)
