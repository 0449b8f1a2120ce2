"""60 conversations killed while planning, on the shadow, at a review or a question, and resumed.

Each runs at a real terminal with a model that is scripted: `change` marks five rows (A), `more`
also three others (B), `which` asks which of both, `count` reads; `slowly` gives the plan a step that
takes long, and before a kill while planning the model does not answer. Whatever is killed, nothing
is written before it is applied, and what was at hand is at hand again.
"""

import json
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import yaml

from tests import files
from tests.integration.scripted_server import endpoint, says
from tests.terminal.conftest import _loaded, shop  # noqa: F401
from tests.terminal.shop import environment, vibecli, wait_until, workers
from tests.terminal.term import ENTER, Term

pytestmark = pytest.mark.terminal
FOLDER = Path(__file__).parent / "planner"
CASES = [
    case
    for path in sorted((FOLDER / "interruptions").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text("utf-8"))
]
SAMPLE = {"shop-question-number"}
TABLES = {  # table, key, a column of text
    "shop": ("customers", "id", "city"),
    "retail_b2c": ("store", "storeCode", "storeName"),
    "saas": ("org", "org_id", "nm"),
    "bank": ("Filialen", '"FilialNr"', '"Bezeichnung"'),
}
PROMPT = r"(?m)^(vibecli|answer)>"
NEXT = r"\n(vibecli|answer)>"
SLOW = "SELECT count(*) AS n FROM range(60000) AS a(i), range(60000) AS b(j) WHERE i * j % 7 = 3"


class Model:
    """Answers by the words of the person; while it is silent it does not answer at all."""

    def __init__(self, database):
        self._table, self._key, self._text = TABLES[database]
        self.silent, self.asked, self.over = False, threading.Event(), threading.Event()

    def __call__(self, body):
        said = body["messages"][1]["content"].rpartition("# What the person wants")[2]
        answered = "person's answer" in said
        wanted = said.rpartition("Now the person says:")[2]
        if self.silent:
            self.asked.set()
            self.over.wait(60)
        return says({"understood": "so it is", **self._reply(wanted, answered)})

    def _reply(self, wanted, answered):
        if "which" in wanted and not answered:
            options = [{"label": "first", "means": "A"}, {"label": "second", "means": "B"}]
            asked = {"question": "Which change is meant?", "about": "which", "options": options}
            return {"refines": False, "result": {"kind": "question", **asked, "default": None}}
        if "count" in wanted:
            steps = [{"kind": "query", "select": f"SELECT count(*) AS n FROM {self._table}"}]
        elif "more" in wanted:
            steps = [self._mark("A", 0, 5), self._mark("B", 5, 3)]
        elif "which" in wanted and "second" in wanted.partition("answer")[2]:
            steps = [self._mark("B", 5, 3)]
        else:
            steps = [self._mark("A", 0, 5)]
        if "slowly" in wanted and "quickly" not in wanted:
            steps.insert(0, {"kind": "query", "select": SLOW})
        told = {"why": "as said", "needs": []}
        steps = [{"id": f"s{n}", **told, **step} for n, step in enumerate(steps, 1)]
        plan = {
            "kind": "plan",
            "title": "Marks",
            "steps": steps,
            "assumptions": [],
            "confidence": "high",
        }
        return {"refines": "more" in wanted, "result": plan}

    def _mark(self, mark, first, rows):
        rest = f"FROM (FROM {self._table} ORDER BY {self._key} LIMIT {rows} OFFSET {first})"
        select = f"SELECT {self._key}, '{mark * 3}:' || {self._text} AS {self._text} {rest}"
        keys = [self._key.strip('"')]
        return {
            "kind": "write",
            "target": self._table,
            "mode": "update",
            "keys": keys,
            "select": select,
        }


class Person:
    """Does the steps of a case at a terminal, and kills it where the case says."""

    def __init__(self, folder, model, url):
        self._folder, self._model, self._url = folder, model, url
        self._gone = False
        self._term = self._talk()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._model.over.set()
        if not self._gone:
            self._end()

    def do(self, step, following):
        (verb, what), *_ = step.items()
        killed = (following or {}).get("kill")
        match verb:
            case "say" | "answer":
                self._model.silent = killed == "planning"
                self._term.type(f"{what}{ENTER}")
                if killed not in ("planning", "shadow"):
                    self._term.wait_for(NEXT)
            case "kill":
                self._kill(what)
            case "start":
                self._term = self._talk()
            case "resume":
                self._term = self._talk("resume")
            case "back" | "apply" | "discard":
                self._term.type(f"/{verb}{ENTER}")
                self._term.wait_for(NEXT)
            case "command":
                self._command(what)
            case "sql":
                self._change_it()

    def left(self):
        """Give what is open at the end."""
        prompts = re.findall(PROMPT, self._term.text())
        if self._gone:
            return None
        self._term.type("/plan" + ENTER)
        told = self._term.wait_for(NEXT)
        asked = prompts and prompts[-1] == "answer"
        return "question" if asked else "nothing" if "no plan at hand" in told else "plan"

    def _talk(self, *arguments):
        known = environment(self._folder, VIBECLI_BASE_URL=self._url)
        term = Term(*arguments, cwd=self._folder, environment=known)
        self._gone = False
        term.wait_for(PROMPT)
        return term

    def _end(self):
        self._term.__exit__()
        self._gone = True

    def _kill(self, when):
        if when == "planning":
            assert self._model.asked.wait(30)
        elif when == "shadow":
            wait_until(lambda: workers(self._folder))
        self._end()
        wait_until(lambda: not workers(self._folder))
        self._model.silent = False
        self._model.asked.clear()

    def _command(self, words):
        plan = (
            max(self._plans(), key=lambda path: path.stat().st_mtime_ns).name
            if "PLAN" in words
            else ""
        )
        done = vibecli(
            self._folder, *words.replace("PLAN", plan).split(), VIBECLI_BASE_URL=self._url
        )
        assert done.returncode in (0, 3), done.stderr

    def _plans(self):
        return [p for p in (self._folder / ".vibecli" / "plans").iterdir() if len(p.name) == 64]

    def _change_it(self):
        with files.write(self._folder / "vibecli.duckdb") as session:
            session.run("CREATE TABLE aside AS SELECT 1 AS x")


def parameters():
    for case in CASES:
        marks = () if case["id"] in SAMPLE else (pytest.mark.benchmark,)
        yield pytest.param(case, id=case["id"], marks=marks)


@pytest.fixture(scope="session")
def _made(tmp_path_factory):
    made = tmp_path_factory.mktemp("made")

    def make(name):
        if not (made / f"{name}.duckdb").exists():
            script = FOLDER / "databases" / f"{name}.py"
            subprocess.run([sys.executable, script, made], check=True)
        return made / f"{name}.duckdb"

    return make


@pytest.fixture
def folder(request, tmp_path, _made):
    case = request.getfixturevalue("case")
    if case["database"] == "shop":
        return request.getfixturevalue("shop")
    here = tmp_path / case["database"]
    here.mkdir()
    shutil.copyfile(_made(case["database"]), here / "vibecli.duckdb")
    return here


def test_there_are_enough_of_each_kind():
    kills = [step["kill"] for case in CASES for step in case["steps"] if "kill" in step]
    assert len(CASES) == 60
    assert min(map(kills.count, ("planning", "shadow", "review", "question"))) >= 10


@pytest.mark.slow
@pytest.mark.parametrize("case", [*parameters()])
def test_what_was_at_hand_is_at_hand_again(case, folder):
    model = Model(case["database"])
    with endpoint(model) as server, Person(folder, model, server.base_url) as person:
        steps = case["steps"]
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            before = _state(folder, case)
            person.do(step, following)
            if "apply" not in json.dumps(step):
                assert _state(folder, case) == before  # only an apply writes
        left = person.left()
    found = dict(zip(("A", "B", "runs"), _state(folder, case), strict=True))
    if "left" in case["expect"]:
        found["left"] = left
    assert found == case["expect"]


def _state(folder, case):
    table, _, text = TABLES[case["database"]]
    with files.read(folder / "vibecli.duckdb") as session:
        marked = [
            session.value(f"SELECT count(*) FROM {table} WHERE {text} LIKE '{mark * 3}:%'")
            for mark in "AB"
        ]
        kept = session.value(
            "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'vibecli' AND table_name = 'runs'"
        )
        return [*marked, session.value("SELECT count(*) FROM vibecli.runs") if kept else 0]
