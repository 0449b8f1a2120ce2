"""Plans that attack: by their targets, names, keys, reserved words, conditions, and on disk.

Each goes through the flow as far as it gets, approved by a person who confirms everything. What is
refused changes nothing; what is let through changes the table it names, and nothing else.
"""

import json
import shutil

import pytest

from tests import files, nursery
from tests.integration.changes import content
from tests.integration.flows import approve, flow_in, outcome
from vibecli.errors import VibeError
from vibecli.plan.saved import parse_saved
from vibecli.ui.text import safe

pytestmark = pytest.mark.slow
OTHER_PLACES = [
    "vibecli.runs", "VibeCli.runs", '"vibecli".changes_x', "temp.x", "information_schema.tables",
    "pg_catalog.pg_class", "system.x", "memory.people", "__base.people", '"__base".people',
    "__vibecli.in1", '"__vibecli".in9', "__shadow.x", "__db.people",
]  # fmt: skip
NO_NAMES = [
    "", "  ", ".", "..", "base.main.people", "__base.main.people", "temp.main.x", "system.main.x",
    "shadow.main.people", "a.b.c.d", 'x"y', '"x', "../x", "people.", ".people", "x\ny", "x\0y",
    "x\x1b[31my", "main.people.", '""', '"".people',
]  # fmt: skip
NO_TABLES = ["people; DROP TABLE people", "people--", "'x.csv'", '"x.csv"', "/etc/passwd", "nope"]
ODD_NAMES = ['"people; DROP TABLE people"', "people--", '"x.csv"', '"a""b"', "sqlite_master"]
KEYS = [
    ['id"; DROP TABLE people --'], ["rowid"], ["__rid"], ["nope"], [], [""], ["twice"], ["id\0"],
    ["name", "nope"],
]  # fmt: skip
COLUMNS = ["__rid", "__before", "__after", "__step", "rowid", "twice", "__n", "__i", "id", "ID"]
IDS = [
    "people", "PEOPLE", "", '"; DROP TABLE people', "../x", "vibecli.runs", "x" * 3000, "a.b",
    "s\n1", "__rid", "1", "s 1",
]  # fmt: skip
CONDITIONS = [
    "true) OR (1=1", "id IN (SELECT size FROM 'x.csv')", "1=1; DROP TABLE people", "true /*",
    "(SELECT count(*) FROM read_text('/etc/passwd')) > 0", "random() < 0.5", "id = $1", "", "'x'",
    "true) UNION SELECT * FROM (SELECT 1", "EXISTS (FROM vibecli.runs)", "__rid = 1", "rowid = 1",
    "id IN (DELETE FROM people RETURNING id)", "t.id = 1",
]  # fmt: skip
ARGUMENTS = [
    ("remove", [""]), ("replace", ["a"]), ("date", ["%Y'); DROP"]), ("date", ["%x"]),
    ("upper", ["x"]), ("explode", []),
]  # fmt: skip
GONE = [
    "SELECT __rid FROM people", "SELECT rowid FROM people", "SELECT 1 AS __rid",
    "SELECT id, id FROM people", "DELETE FROM people RETURNING id", "SELECT id AS nope FROM people",
    "SELECT id FROM people; DROP TABLE people", "SELECT id FROM 'x.csv'",
]  # fmt: skip


def write(**slots):
    select = "SELECT 100 AS id, 'x' AS name"
    step = {"kind": "write", "mode": "append", "keys": [], "target": "people", "select": select}
    return [{**step, **slots}]


def clean(table="people", column="name", op="upper", args=(), where=None):
    rules = [{"column": column, "op": op, "args": list(args)}]
    return [{"kind": "clean", "table": table, "rules": rules, "where": where}]


def remove(select, target="people"):
    return [{"kind": "remove", "target": target, "keys_select": select}]


def query(**slots):
    return {"kind": "query", "select": "SELECT 1 AS x", **slots}


UPDATE = "SELECT id, 'x' AS name, id * 2 AS twice FROM people"
WITH = 'SELECT id + 100 AS id, name, id AS "{}" FROM people'
REFUSED = [
    *(write(target=t, mode=m) for t in (*OTHER_PLACES, *NO_NAMES) for m in ("create", "replace")),
    *(write(target=t) for t in (*OTHER_PLACES, *NO_NAMES, *NO_TABLES, "seen")),
    *(clean(table=t) for t in (*OTHER_PLACES, *NO_NAMES, *NO_TABLES, "seen")),
    *(remove("SELECT 1 AS id", t) for t in (*OTHER_PLACES, *NO_NAMES, *NO_TABLES, "seen")),
    *(write(mode=m, keys=k, select=UPDATE) for k in KEYS for m in ("update", "upsert")),
    *(write(select=WITH.format(c)) for c in COLUMNS),
    *(write(mode="update", keys=["id"], select=WITH.format(c)) for c in COLUMNS),
    *([query(id=i), query(id="s9")] for i in IDS),
    *(clean(where=w) for w in CONDITIONS),
    *(clean(column=c) for c in ('name" = NULL --', "__rid", "nope", "name; DROP", "twice", "")),
    *(clean(op=op, args=args) for op, args in ARGUMENTS),
    *(remove(select) for select in GONE),
    [query(id="a"), query(id="a")],
    [query(id="a", needs=["a"])],
    [query(id="a", needs=["b"]), query(id="b")],
    [{"kind": "check", "name": " ", "severity": "block", "select": "SELECT id FROM people"}],
    [{"kind": "check", "name": "x", "severity": "block", "select": "SELECT id FROM people"}],
    [{"kind": "shell", "command": "rm"}],
    [],
    write() * 21,
    write(apply=True),
    write(confirmed=["people"]),
    write(mode="truncate"),
    write(select="SELECT 1 AS id, 'x' AS name"),  # a key that is there
    write(mode="update", keys=["id"], select="SELECT 1 AS id, 'x' AS name FROM people"),
]  # fmt: skip
CONTAINED = [
    *(write(target=name, mode="create") for name in ODD_NAMES),
    write(mode="create", target="made", select='SELECT id AS a, id AS "rowid" FROM people'),
    write(select="SELECT 100 AS id, '''); DROP TABLE people; --' AS name, 'why; not' AS __why"),
    clean(op="replace", args=["n1", "'); DROP TABLE people; --"]),
    clean(op="remove", args=["'); DROP TABLE people; --", "n2"]),
    clean(where="true --"),
]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    path = tmp_path_factory.mktemp("base") / "v.duckdb"
    with files.write(path) as session:
        session.run(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR,"
            " twice INTEGER GENERATED ALWAYS AS (id * 2))"
        )
        session.run("INSERT INTO people SELECT i, 'n' || i FROM range(10) r(i)")
        session.run("CREATE TABLE other AS SELECT 1 AS id")
        session.run("CREATE VIEW seen AS FROM people")
    return path


@pytest.fixture
def folder(base, tmp_path):
    shutil.copyfile(base, tmp_path / "v.duckdb")
    return tmp_path


def plan(*steps):
    full = [{"id": f"s{n}", "why": "w", "needs": [], **step} for n, step in enumerate(steps, 1)]
    return json.dumps({"title": "t", "steps": full, "confidence": "high"})


def rehearse(flow, *steps):
    return outcome(flow.rehearse(parse_saved(plan(*steps), "plan.json")))


@pytest.fixture(scope="module")
def attacked(base, tmp_path_factory):
    """A flow that every plan to be refused meets: none of them leaves anything."""
    folder = tmp_path_factory.mktemp("attacked")
    shutil.copyfile(base, folder / "v.duckdb")
    return flow_in(folder, memory_mb=400)


@pytest.mark.parametrize("steps", REFUSED, ids=range(len(REFUSED)))
def test_is_refused_and_changes_nothing(base, attacked, steps):
    with pytest.raises(VibeError) as caught:
        approve(attacked, rehearse(attacked, *steps))
    told = safe(caught.value.message)
    assert told
    assert not told.endswith(".")
    assert "Traceback" not in told
    assert "broke off" not in told
    assert attacked.runtime.settings.database.read_bytes() == base.read_bytes()


@pytest.mark.parametrize("steps", CONTAINED, ids=range(len(CONTAINED)))
def test_changes_what_it_names_and_nothing_else(folder, steps):
    database = folder / "v.duckdb"
    before, flow = content(database), flow_in(folder, memory_mb=400)
    review = rehearse(flow, *steps)
    approve(flow, review)
    named = {table.table for table in review.diff.tables}
    assert {name for name, found in content(database).items() if before.get(name) != found} == named
    assert len(named) == 1
    assert [path.name for path in folder.iterdir()].count("x.csv") == 0
    flow.applying.undo(review.plan_id)
    assert content(database) == before


@pytest.mark.parametrize("column", ["__rid", "rowid"])
def test_a_table_that_hides_its_row_ids_is_left_alone(folder, column):
    with files.write(folder / "v.duckdb") as session:
        session.run(f"CREATE TABLE odd AS SELECT i AS id, 9 - i AS {column} FROM range(9) r(i)")
    before = (folder / "v.duckdb").read_bytes()
    with pytest.raises(VibeError, match=f"has a column called {column}"):
        rehearse(flow_in(folder, memory_mb=400), *remove("SELECT 3 AS id", "odd"))
    assert (folder / "v.duckdb").read_bytes() == before


def test_what_a_check_is_called_cannot_write_to_the_terminal(folder):
    shutil.move(folder / "v.duckdb", folder / "vibecli.duckdb")
    name = "\x1b[2J\x1b]0;owned\x07\nvibecli: applied"
    step = {"kind": "check", "name": name, "severity": "warn", "select": "SELECT id FROM people"}
    (folder / "plan.json").write_text(plan(step, *write()), encoding="utf-8")
    done = nursery.run("run", "plan.json", "-n", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "\x07" not in done.stdout + done.stderr
    assert "\nvibecli: applied" not in done.stdout + done.stderr


def flip(path):
    """Change one byte in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def edit(name, old, new):
    """Give a forgery: other words in a file of the plan."""

    def forge(plan, _):
        text = (plan / name).read_text(encoding="utf-8")
        assert old in text
        (plan / name).write_text(text.replace(old, new), encoding="utf-8")

    return forge


def swap(plan, other):
    shutil.copyfile(other / "changes" / "1.parquet", plan / "changes" / "1.parquet")


def dress(plan, other):
    """Give a plan the name of another one, which was reviewed."""
    shutil.rmtree(plan)
    shutil.copytree(other, plan)


FORGERIES = {
    "a byte of the change set": lambda plan, _: flip(plan / "changes" / "1.parquet"),
    "a byte of the plan": lambda plan, _: flip(plan / "plan.json"),
    "the change set of another plan": swap,
    "another plan of this name": dress,
    "no change set": lambda plan, _: (plan / "changes" / "1.parquet").unlink(),
    "no plan": lambda plan, _: (plan / "plan.json").unlink(),
    "no review": lambda plan, _: (plan / "review.json").unlink(),
    "another table in the plan": edit("plan.json", '"people"', '"other"'),
    "a column less in the plan": edit("plan.json", '"name":"name"', '"name":"nome"'),
    "a rule less in the review": edit("review.json", '"status": "pass"', '"status": "warn"'),
    "another count in the review": edit("review.json", '"added": 1', '"added": 0'),
    "another plan id in the review": edit("review.json", '"plan_id": "', '"plan_id": "0'),
    "a folder for a change set": lambda plan, _: (
        (plan / "changes" / "1.parquet").unlink(),
        (plan / "changes" / "1.parquet").mkdir(),
    ),
}


@pytest.mark.parametrize("forgery", list(FORGERIES))
def test_a_plan_that_was_forged_on_disk_is_not_applied(folder, forgery):
    flow = flow_in(folder, memory_mb=400)
    other = rehearse(flow, *write(select="SELECT 200 AS id, 'evil' AS name"))
    shown = rehearse(flow, *write())
    decision = flow.applying.decide(shown, channel="command", confirmed=["people"])
    before = (folder / "v.duckdb").read_bytes()
    FORGERIES[forgery](flow.store.folder(shown.plan_id), flow.store.folder(other.plan_id))
    with pytest.raises(VibeError):
        flow.applying.apply(flow.review(shown.plan_id), decision)
    assert (folder / "v.duckdb").read_bytes() == before


def test_a_decision_of_another_plan_does_not_count(folder):
    flow = flow_in(folder, memory_mb=400)
    other = rehearse(flow, *write(select="SELECT 200 AS id, 'evil' AS name"))
    shown = rehearse(flow, *write())
    before = (folder / "v.duckdb").read_bytes()
    with pytest.raises(VibeError, match="about another plan"):
        flow.applying.apply(
            shown, flow.applying.decide(other, channel="command", confirmed=["people"])
        )
    assert (folder / "v.duckdb").read_bytes() == before
