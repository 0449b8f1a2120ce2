"""Personal values stay masked whatever a plan calls them, also where they are the key of a row."""

import json
import re
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pytest
import yaml

from vibecli.cli.app import run
from vibecli.engine.duckdb import DuckEngine
from vibecli.run.store import PlanStore

LOOKS = {
    "renamed": "SELECT last_name AS x FROM crm",
    "as_a_town": "SELECT last_name AS town FROM crm",
    "composed": "SELECT last_name || '!' AS x FROM crm",
    "upper": "SELECT upper(email) AS x FROM crm",
    "later": "SELECT x AS y FROM renamed",
    "named": "SELECT record_id AS x FROM people WHERE source = 'web'",
    "counted": "SELECT town AS t, count(DISTINCT email) AS n FROM crm GROUP BY town",
}


# crm has a plain key; the only key of the others is an e-mail address, a phone number, or a pair.
NAMES = ["anna", "ben", "clara", "david", "emma", "frank", "gina", "hans", "ida", "jan"]
RAW = re.compile(rf"({'|'.join(NAMES)})\.sand|491[56]\d{{6}}", re.IGNORECASE)
TABLES = {
    "crm": (
        "id,first_name,last_name,email,town",
        "C-{n:04},{g},Sand{n},{name}.sand{n}@post.example,Kiel",
    ),
    "web": ("email,first_name,last_name", "{name}.sand{n}@post.example,{G},Sand{n}"),
    "calls": ("phone,first_name,last_name", "+49151{n:06},{G},Sand{n}"),
    "visits": ("email,day,last_name", "{name}.sand{n}@post.example,2024-01-{d:02},Sand{n}"),
}
KEYS = {"calls": "phone", "visits": "email, day"}
LINK = [
    {"kind": "match", "inputs": [{"table": t} for t in TABLES], "output": "people"},
    {"kind": "unify", "inputs": list(TABLES), "identity": "people", "target": "profile"},
    {"kind": "query", "select": "SELECT record_id AS x FROM people ORDER BY source = 'crm'"},
]
AGAIN = [
    {"kind": "clean", "table": "web", "rules": [{"column": "email", "op": "upper"}]},
    {"kind": "remove", "target": "calls", "keys_select": "SELECT phone FROM calls LIMIT 2"},
    {
        "kind": "write",
        "mode": "append",
        "target": "calls",
        "select": "SELECT '+49160' || phone AS phone, 'as ' || phone AS __why FROM calls LIMIT 2",
    },
    *LINK,
    {"kind": "query", "select": "SELECT * FROM profile_provenance"},
]
WRONG = [{"kind": "query", "select": "SELECT CAST(email AS INTEGER) AS n FROM web"}]


class Shop:
    """A database in a folder, and everything vibecli said of it."""

    def __init__(self, folder):
        self.folder = folder
        self.db = folder / "shop.duckdb"
        self.store = PlanStore(folder / ".vibecli")
        self.said = {}
        for table, (head, pattern) in TABLES.items():
            path = folder / f"{table}.csv"
            rows = [self.line(pattern, n) for n in range(24)]
            path.write_text("\n".join([head, *rows]) + "\n")
            self.tell("load", str(path), "-q")
        for table, key in KEYS.items():
            self.sql(f"ALTER TABLE {table} ADD PRIMARY KEY ({key})")

    @staticmethod
    def line(pattern, n):
        name = NAMES[n % len(NAMES)]
        return pattern.format(n=n, d=n + 1, name=name, g=name.upper(), G=name.title())

    def tell(self, *words):
        """Run a command and keep what it says masked; gives its stdout."""
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            run([*words, "--workspace", str(self.folder), "--db", str(self.db), "--no-color"])
        if "--unmask" not in words:
            self.said[" ".join(words)] = out.getvalue() + err.getvalue()
        return out.getvalue()

    def sql(self, statement):
        with DuckEngine().write(self.db) as session:
            session.run(statement)

    def saved(self, name, steps):
        """Save a plan as an intent; gives its file."""
        path = self.folder / f"{name}.yaml"
        full = [{"id": f"s{n}", "why": "because", **step} for n, step in enumerate(steps, start=1)]
        plan = {"kind": "plan", "title": name, "steps": full, "confidence": "high"}
        path.write_text(yaml.safe_dump({"intent": name, "plan": plan}))
        return str(path)

    def plan(self, name, steps):
        """Run a plan without writing and show all there is of it; gives its id."""
        self.tell("run", self.saved(name, steps), "-n", "-v")
        plan_id = json.loads(self.tell("review", "--list", "-o", "json"))[0]["plan_id"][:8]
        for form in ("text", "json", "md"):
            self.tell("review", plan_id, "-n", "-v", "-o", form)
        for form in ("text", "json"):
            self.tell("review", plan_id, "--rows", "", "--limit", "500", "-o", form)
        return plan_id


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Give a shop where records were linked, merged, cleaned, removed and written."""
    made = Shop(tmp_path_factory.mktemp("shop"))
    steps = [{"kind": "query", "id": name, "select": look} for name, look in LOOKS.items()]
    made.looks = made.saved("looks", steps)
    made.link = made.plan("link", LINK)
    made.tell("apply", made.link)
    made.again = made.plan("again", AGAIN)
    made.plan("wrong", WRONG)
    made.sql("UPDATE people SET probability = 0.5; DELETE FROM calls WHERE phone LIKE '%3'")
    tables = ("people", "profile", "calls", "web")
    made.tell("apply", made.again, *(word for t in tables for word in ("--confirm", t)))
    made.tell("undo", made.link)
    made.tell("history", "-v")
    return made


@pytest.fixture(scope="module")
def looks(shop):
    return json.loads(shop.tell("run", shop.looks, "-q", "-o", "json"))


@pytest.mark.few(2)
@pytest.mark.parametrize("name", ["renamed", "as_a_town", "composed", "upper", "later", "named"])
def test_a_renamed_or_composed_value_is_masked(looks, name):
    assert looks[name]
    assert not any("sand" in str(value).lower() for row in looks[name] for value in row.values())


def test_counts_and_towns_are_shown(looks):
    assert looks["counted"] == [{"t": "Kiel", "n": 24}]


def test_a_person_may_ask_to_see(shop, looks):
    assert looks["renamed"]
    asked = next(r for r in shop.store.reviews() if r.intent == "looks")
    found = shop.store.query_rows(asked.plan_id, "renamed", limit=30, unmask=True).rows
    assert ("Sand0",) in found


def test_no_personal_key_is_shown_anywhere(shop):
    leaks = {words: found for words, text in shop.said.items() if (found := RAW.findall(text))}
    assert not leaks


def test_the_shop_says_what_it_should(shop):
    (stale,) = (told for words, told in shop.said.items() if f"apply {shop.again}" in words)
    assert "changed since the review: calls (24 rows then, 21 now)" in stale
    assert "rows of people changed since" in shop.said[f"undo {shop.link}"]
    assert "convert string '**' to INT32" in shop.said[f"run {shop.folder / 'wrong.yaml'} -n -v"]


def rows(shop, plan, table, *flags):
    told = shop.tell("review", plan, "--rows", table, "--limit", "500", "-o", "json", *flags)
    return json.loads(told)


@pytest.mark.parametrize(
    ("source", "shown", "bare"),
    [
        ("crm", "C-0003", "C-0003"),
        ("web", "d**@**.example", "david.sand3@post.example"),
        ("calls", "**03", "+49151000003"),
        ("visits", '["d**@**.example", "2024-01-04"]', '["david.sand3@post.example","2024-01-04"]'),
    ],
)
def test_a_record_is_named_as_its_key_may_be_shown(shop, source, shown, bare):
    for table in ("people", "profile_provenance"):
        for flags, name in (((), shown), (("--unmask",), bare)):
            made = rows(shop, shop.link, table, *flags)
            assert name in {r["record_id after"] for r in made if r["source after"] == source}


def test_a_reason_names_its_record_bare_when_asked(shop):
    whys = [row["why"] for row in rows(shop, shop.link, "people", "--unmask")]
    assert any("same person as web 'david.sand3@post.example'" in why for why in whys)
    assert not any("\x02" in why or "\x1f" in why for why in whys)


def test_a_condition_reads_a_reason_as_it_is_said(shop):
    where = "why LIKE 'same person as web ''david.sand3@post.example''%'"
    found = rows(shop, shop.link, "people", "--where", where)
    assert {row["source after"] for row in found} == {"calls", "crm", "visits"}


def test_a_reason_made_of_personal_values_is_masked_whole(shop):
    added = [row for row in rows(shop, shop.again, "calls") if row["mark"] == "+"]
    assert {row["why"] for row in added} == {"a**"}
    bare = [row for row in rows(shop, shop.again, "calls", "--unmask") if row["mark"] == "+"]
    assert {row["why"][:8] for row in bare} == {"as +4915"}


def test_evidence_names_records_as_their_keys_may_be_shown(shop):
    plan_id = next(r for r in shop.store.reviews() if r.intent == "link").plan_id
    found = shop.store.query_rows(plan_id, "s1_pairs", limit=1000)
    ids = {
        (row[found.columns.index(f"{side}_source")], row[found.columns.index(f"{side}_id")])
        for row in found.rows
        for side in ("left", "right")
    }
    assert {("crm", "C-0003"), ("web", "d**@**.example"), ("calls", "**03")} <= ids
    assert not RAW.search(str(found.rows))
    bare = shop.store.query_rows(plan_id, "s1_pairs", limit=1000, unmask=True)
    assert "david.sand3@post.example" in str(bare.rows)
