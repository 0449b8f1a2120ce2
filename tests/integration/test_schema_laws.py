"""Law: changes of shape and of rows, in any order, give what plain statements give; undo the start."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import files
from tests.integration.changes import make
from tests.integration.schemas import alter, apply, dump, flow_over, rehearse

START = (
    "CREATE TABLE t (k INTEGER, w VARCHAR DEFAULT 'x', n DOUBLE, CHECK (n < 100))",
    "INSERT INTO t SELECT i // 2, CASE WHEN i % 3 > 0 THEN 'w' || i END, i / 2 FROM range(9) r(i)",
    "DELETE FROM t WHERE n = 1",
)
INDEX = "CREATE INDEX by_w ON t (w)"
EXPRESSIONS = st.sampled_from(["k + 1", "coalesce(w, '-')", "NULL", "n * 2"])


class Table:
    """The columns as they are by now: what each drawn change may name."""

    def __init__(self, draw):
        self.draw, self.columns, self.made = draw, {"k": "k", "w": "w", "n": "n"}, 0

    def __call__(self):
        """Give a step and the plain statements that do the same."""
        kind = self.draw(
            st.sampled_from(["add", "drop", "rename", "default", "update", "remove", "append"])
        )
        return getattr(self, kind)(self.draw(st.sampled_from(sorted(self.columns.values()))))

    def add(self, column):
        self.made += 1
        name, fill = f"new {self.made}", self.draw(st.sampled_from([None, f'"{column}"', "1 + 1"]))
        self.columns[name] = name
        change = {
            "change": "add",
            "column": name,
            "type": "VARCHAR",
            "default": "'d'",
            "fill": fill,
        }
        plain = [f"ALTER TABLE t ADD COLUMN \"{name}\" VARCHAR DEFAULT 'd'"]
        return alter("t", change), plain + ([f'UPDATE t SET "{name}" = {fill}'] if fill else [])

    def drop(self, column):
        if column in {"k", self.columns.get("n"), self.columns.get("w")} or len(self.columns) < 3:
            return self.default(column)
        self.columns = {k: v for k, v in self.columns.items() if v != column}
        return alter("t", {"change": "drop", "column": column}), [
            f'ALTER TABLE t DROP COLUMN "{column}"'
        ]

    def rename(self, column):
        if column == "k":
            return self.update(column)
        self.made += 1
        new = f"r{self.made}"
        self.columns = {k: new if v == column else v for k, v in self.columns.items()}
        return alter("t", {"change": "rename", "column": column, "to": new}), [
            f'ALTER TABLE t RENAME "{column}" TO {new}'
        ]

    def default(self, column):
        return alter("t", {"change": "default", "column": column, "default": "3"}), [
            f'ALTER TABLE t ALTER "{column}" SET DEFAULT 3'
        ]

    def update(self, column):
        if column == "k":
            return self.remove(column)
        select = f'SELECT k, max("{column}") AS "{column}" FROM t WHERE k < 3 GROUP BY k'
        step = {"kind": "write", "target": "t", "mode": "update", "keys": ["k"], "select": select}
        return step, [
            f'UPDATE t SET "{column}" = s.v FROM (SELECT k, max("{column}") AS v FROM t WHERE k < 3 GROUP BY k) s WHERE s.k = t.k'
        ]

    def remove(self, column):
        return {"kind": "remove", "target": "t", "keys_select": "SELECT k FROM t WHERE k = 2"}, [
            "DELETE FROM t WHERE k = 2"
        ]

    def append(self, column):
        return {"kind": "write", "target": "t", "mode": "append", "select": "SELECT 7 AS k"}, [
            "INSERT INTO t (k) VALUES (7)"
        ]


@pytest.mark.slow
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), index=st.booleans())
def test_any_change_of_shape_equals_plain_statements_and_is_undone(data, index):
    table = Table(data.draw)
    drawn = [table() for _ in range(data.draw(st.integers(1, 5)))]
    with tempfile.TemporaryDirectory() as name:
        flow = flow_over(Path(name), *START, *([INDEX] if index else []))
        plain = make(Path(name) / "plain.duckdb", *START, *(s for _, some in drawn for s in some))
        before, review = dump(flow), rehearse(flow, *(step for step, _ in drawn))
        if review.verdict == "empty":
            return
        apply(flow, review)
        with files.read(plain) as session:
            wanted = session.describe("FROM t"), sorted(session.rows("FROM t"), key=repr)
        with files.read(flow.runtime.settings.database) as session:
            found = session.describe("FROM t"), sorted(session.rows("FROM t"), key=repr)
        assert found == wanted
        flow.applying.undo()
        assert dump(flow) == before
