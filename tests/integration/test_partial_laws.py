"""The law of partial approval: what is written is the chosen part, and an undo is the identity."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.integration.shadowing import ENGINE, Workspace, append, job, remove, update
from vibecli.applying import Applying
from vibecli.config import Settings
from vibecli.engine.names import TableName
from vibecli.run.needs import Needs
from vibecli.run.parting import check_standing, part_job
from vibecli.run.selection import choosable, left_out
from vibecli.runtime import Runtime
from vibecli.workspace import Workspace as Opened

pytestmark = pytest.mark.slow

SCHEMA = """
CREATE SCHEMA s;
CREATE TABLE t (k INTEGER PRIMARY KEY, w VARCHAR, n DOUBLE, g DECIMAL(9, 2) DEFAULT 7.5);
CREATE TABLE s.u (k INTEGER, "W w" VARCHAR, l INTEGER[]);
INSERT INTO t SELECT i, ['a', 'B', NULL][i % 3 + 1], i / 2, i FROM range(9) r(i);
INSERT INTO s.u SELECT i, 'x' || i, [i, NULL] FROM range(6) r(i);
"""
TABLES = ("t", "s.u")
STEPS = (
    update("SELECT k, upper(w) AS w FROM t", "t", ("k",)),
    update("SELECT k, -n AS n FROM t WHERE k < 6", "t", ("k",)),
    update("SELECT k, 5 AS g, 'z' AS w FROM t WHERE k = 4", "t", ("k",)),
    append("SELECT 50 AS k, 'new' AS w, 2.5 AS n, 1 AS g", "t"),
    remove("SELECT 8 AS k", "t"),
    update("SELECT k, k || '!' AS \"W w\" FROM s.u WHERE k > 1", "s.u", ("k",)),
    update("SELECT k, [k] AS l FROM s.u WHERE k > 3", "s.u", ("k",)),
    append("SELECT 60 AS k, 'new' AS \"W w\"", "s.u"),
    {"kind": "write", "mode": "create", "target": "made", "select": "SELECT 1 AS one"},
)


def content(work):
    """Give every table as rows by key."""
    return {
        table: {row["k"]: row for row in named(work, f"FROM {TableName.parse(table).sql}")}
        for table in TABLES
    }


def named(work, select):
    names = {"t": ("k", "w", "n", "g"), "u": ("k", "W w", "l")}[select[-2:].strip('"')[-1]]
    return [dict(zip(names, row, strict=True)) for row in work.rows(select)]


def expected(before, after, parts):
    """Give what must be there: the whole change, with what is left out taken back."""
    gone = {part.text for part in parts}
    result = {}
    for table in TABLES:
        old, new = before[table], after[table]
        if f"table:{table}" in gone:
            result[table] = old
            continue
        rows = {}
        for key in sorted(old.keys() | new.keys()):
            kept = f"rows:{table}" in gone and (key not in old or key not in new)
            row = (old if kept else new).get(key)
            if row is not None:
                was = old.get(key, {"g": 7.5})
                rows[key] = {
                    c: was.get(c) if f"column:{table}.{c}" in gone else v for c, v in row.items()
                }
        result[table] = rows
    return result


def applying(work):
    made = Settings(workspace=work.folder, database=work.database, state=work.folder / "state")
    return Applying(Opened(made), work.store, Runtime(settings=made, person=lambda: "tester"))


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A reviewed plan of all the steps, and the content after it."""
    work = Workspace(tmp_path_factory.mktemp("partial")).sql(SCHEMA)
    whole = work.dry_run(*STEPS)
    with copied(work) as other:
        verbs = applying(other)
        verbs.apply(whole, decision(verbs, whole))
        return work, whole, content(other)


@contextmanager
def copied(work):
    """Give a workspace of its own, with the same files at the same times."""
    with tempfile.TemporaryDirectory() as folder:
        yield Workspace(Path(shutil.copytree(work.folder, folder, dirs_exist_ok=True)))


def decision(verbs, review):
    return verbs.decide(review, channel="command", confirmed=(*TABLES, "made"))


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_part_writes_what_was_chosen_and_is_undone_exactly(told, data):
    original, whole, after = told
    known = [part for part in choosable(whole) if part.what != "step"]
    chosen = data.draw(st.lists(st.sampled_from(known), min_size=1, unique=True))
    assume(sum(part.what == "table" for part in chosen) < len(whole.diff.tables))
    with copied(original) as work:
        verbs, before = applying(work), content(work)
        parts = left_out(whole, work.store.record(whole.plan_id), chosen)
        with verbs.workspace.read() as session:
            asked = part_job(Needs(ENGINE, session), job(*STEPS), whole, parts)
        made = work.run_here(asked)
        check_standing(whole, made, parts)
        assert made.derived.plan_id == whole.plan_id != made.plan_id
        if not made.diff.empty:
            verbs.apply(made, decision(verbs, made))
            assert content(work) == expected(before, after, parts)
            verbs.undo()
        assert content(work) == before
