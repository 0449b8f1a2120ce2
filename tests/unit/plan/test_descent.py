"""Where a column comes from by steps that say it without SQL of their own."""

import pytest

from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.engine.duckdb import DuckEngine
from vibecli.plan.descent import descent
from vibecli.plan.lineage import Source
from vibecli.plan.model import Plan


def table(name, *columns, key=()):
    infos = tuple(ColumnInfo(name=n, type="VARCHAR", role=role) for n, role in columns)
    return TableInfo(name=name, columns=infos, key=key)


SHOP = Catalog(
    tables=(
        table("crm.people", ("id", Role.KEY), ("email", Role.EMAIL), ("note", None), key=("id",)),
        table("cards", ("no", Role.KEY), ("mail", Role.EMAIL), ("tier", None), key=("no",)),
    )
)
INPUTS = [{"table": "crm.people"}, {"table": "cards"}]
ROWS = ["cards.*", "cards.no", "crm.people.*", "crm.people.id"]
MATCH = {"kind": "match", "inputs": INPUTS, "output": "who"}
UNIFY = {"kind": "unify", "inputs": ["crm.people", "cards"], "identity": "who", "target": "one"}
ALTER = {
    "kind": "alter",
    "table": "crm.people",
    "changes": [
        {"change": "add", "column": "short", "type": "VARCHAR", "fill": "left(note, 3)"},
        {"change": "rename", "column": "short", "to": "brief"},
        {"change": "retype", "column": "email", "type": "TEXT"},
        {"change": "drop", "column": "id"},
        {"change": "rename_table", "to": "crm.persons"},
    ],
}


@pytest.mark.parametrize(
    ("steps", "column", "origins", "how"),
    [
        ([MATCH, UNIFY], "one.email", ["cards.mail", "crm.people.email"], "most"),
        ([MATCH, UNIFY], "one.person_id", ["cards.*", "crm.people.*"], "person id"),
        ([MATCH, UNIFY], "one_provenance.source", ROWS, ""),
        ([MATCH], "who.record_id", ["cards.no", "crm.people.id"], "key"),
        ([ALTER], "crm.persons.brief", ["crm.people.note"], "renamed from short"),
        ([ALTER], "crm.persons.email", ["crm.people.email"], "as TEXT"),
        ([ALTER], "crm.persons.note", ["crm.people.note"], "is renamed"),
    ],
)
def test_a_column_is_traced_through_steps_of_every_kind(steps, column, origins, how):
    given = [{"id": f"s{n}", "why": "", **step} for n, step in enumerate(steps, 1)]
    plan = Plan.model_validate({"title": "t", "confidence": "high", "steps": given})
    at = Source(*column.rsplit(".", 1))
    told = descent(plan, SHOP, DuckEngine(), at, left=lambda _: False)
    assert (told.column, list(told.origins)) == (column, origins)
    assert how in told.stages[0].how
