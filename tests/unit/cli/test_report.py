"""The report: one page that loads nothing, shows no more than the screen, and makes nothing run."""

import base64
import hashlib
import json
from html.parser import HTMLParser

import pytest

from tests.terminal.shop import LOWER
from tests.unit.ui.sample import RULES, column, plan, sample, table
from vibecli.run.evaluation import MissedField
from vibecli.run.model import Diff, Part, QueryRows, Review
from vibecli.ui.report_evidence import MatchPairs
from vibecli.ui.report_page import Report, report_page

MOST = 300_000
NASTY = "</script></pre></title><img src=x onerror=alert(1)>\"'><svg onload=alert(2)>\u202e\x1b"
ADDRESSES = {"src", "href", "action", "srcset", "data", "formaction", "poster", "background"}
SEEN = NASTY[:-2]
PAIR = ("left_source", "left_id", "right_source", "right_id", "probability", "band", "why")


class Parsed(HTMLParser):
    """What a browser makes of a page: its tags, what they carry, and the texts in them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts, self._open = [], {}, []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        inside = self._open[-1] if self._open else ""
        self.texts[inside] = self.texts.get(inside, "") + data

    @property
    def text(self):
        return "\n".join(t for tag, t in self.texts.items() if tag not in {"script", "style"})

    def all(self, attribute):
        return [found[attribute] for _, found in self.tags if attribute in found]


def inert(page):
    """Check that a page loads nothing, runs nothing but its own script, and is small."""
    assert len(page.encode()) < MOST
    seen = Parsed(page)
    policy = dict(part.split(" ", 1) for part in seen.all("content")[0].split("; "))
    for kind in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(seen.texts[kind].encode()).digest()).decode()
        assert policy.pop(f"{kind}-src") == f"'sha256-{digest}'"
    assert policy == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    assert [tag for tag, _ in seen.tags].count("script") == 1
    assert not {"img", "svg", "iframe", "link", "object", "embed"} & {tag for tag, _ in seen.tags}
    for _, attributes in seen.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert all(attributes.get(name, "#").startswith("#") for name in ADDRESSES)
    return seen


def reported(review, **changes):
    known = {
        "review": review, "parts": (), "rows": {}, "pairs": (), "evidence": (), "decisions": (),
        "said": (), "confirm": (), "made": "today", "applied": False, "unmasked": False,
    }  # fmt: skip
    return report_page(Report(**(known | changes)))


def review_of(*tables, **changes):
    known = {
        "plan_id": "a" * 64, "intent": "tidy", "understood": "tidy up", "planner": "file",
        "plan": plan(), "steps": (), "queries": (), "diff": Diff(tables=tables), "rules": RULES,
        "inputs": (),
    }  # fmt: skip
    return Review(**(known | changes))


def rules(told):
    return tuple(rule.model_copy(update={"message": told, "table": told}) for rule in RULES)


def pairs(told, count=1):
    said = ((told, told, told, told, "0.5", told, told),) * count
    rows = QueryRows(
        step="s1_pairs", columns=PAIR, types=("",) * 7, rows=said, total=5_000, file=""
    )
    fields = (MissedField(name=told, left=told, right=told, same=False),) * 9
    return MatchPairs(rows, (fields,) * count)


@pytest.fixture
def lowered(ask):
    """A plan that lowers e-mail addresses; gives its short id."""
    return json.loads(ask("ask", LOWER, "-n", "-o", "json").out)["short_id"]


def test_a_report_is_one_page_that_loads_nothing_and_is_masked(ask, shop, lowered):
    ran = ask("report", lowered)
    assert (ran.code, ran.err) == (0, f"report: vibecli-{lowered}.html\n")
    seen = inert((shop / f"vibecli-{lowered}.html").read_text())
    assert {"table:customers", "column:customers.email"} <= set(seen.all("data-part"))
    assert "7 rows of 60 changed" in seen.text
    assert "mail.example" not in seen.text.lower().replace("**.example", "")
    told = ask("report", lowered, "--unmask").err
    assert "(replaced)" in told
    assert "holds personal values" in told
    bare = inert((shop / f"vibecli-{lowered}.html").read_text())
    assert {"@MAIL.EXAMPLE", "made with --unmask"} <= {
        part for part in ("@MAIL.EXAMPLE", "made with --unmask") if part in bare.text
    }


def test_a_report_never_takes_the_place_of_something_else(ask, shop, lowered):
    (shop / "page.html").write_text('<meta name="generator" content="vibecli"><p>evaluation')
    before = (shop / "vibecli.duckdb").read_bytes()
    for name in ("page.html", "customers.csv", "vibecli.duckdb", "vibecli.toml"):
        ran = ask("report", lowered, "--html", name)
        assert (ran.code, name in ran.err, "hint: --html" in ran.err) == (2, True, True)
    assert (shop / "vibecli.duckdb").read_bytes() == before
    assert ask("report", "ffff").code == 2


def test_what_reviewers_said_and_did_stands_on_the_page(ask, shop, lowered):
    plan_id = json.loads(ask("review", lowered, "-o", "json").out)["plan_id"]
    said = {"plan_id": plan_id, "reviewer": "Ada", "at": "2026-11-26", "verdict": "comment",
            "comment": "why only these?"}  # fmt: skip
    (shop / "d.json").write_text(json.dumps(said))
    assert ask("review", "--import", "d.json").code == 0
    assert ask("apply", lowered).code == 0
    ask("report", lowered)
    seen = inert((shop / f"vibecli-{lowered}.html").read_text())
    assert all(
        told in seen.text for told in ("why only these?", "comments", "This plan was applied")
    )
    assert "decide" not in seen.all("id")


def test_hostile_values_do_nothing():
    cells = ((NASTY, NASTY, NASTY), (NASTY, None, NASTY))
    samples = tuple(sample(mark, 3, NASTY, NASTY, *cells) for mark in "~+-")
    one = table(SEEN, columns=(column(NASTY, 1, 2, 3, NASTY, NASTY),), samples=samples)
    page = reported(
        review_of(one, intent=NASTY, understood=NASTY, notices=(NASTY,), rules=rules(NASTY)),
        parts=(Part(what="table", name=SEEN), Part(what="column", name=f"{SEEN}.{NASTY}")),
        rows={SEEN: samples},
        pairs=(pairs(NASTY),),
        confirm=(NASTY,),
    )
    seen = inert(page)
    assert seen.text.count("<img src=x onerror=alert(1)>") > 20
    assert not {"\u202e", "\x1b"} & set(page)
    offered = {f"table:{SEEN}", "pair:s1:1"}  # never a name with hidden characters
    assert set(seen.all("data-part")) == offered


@pytest.mark.parametrize(("tables", "columns"), [(1, 200), (40, 12), (90, 200)])
def test_a_page_stays_small_and_tells_what_it_leaves_out(tables, columns):
    long = ("&<ü" * 400)[:400]
    made = tuple(column(f"{long}{n}", 1, 1, 1, long, long) for n in range(columns))
    kinds = tuple(sample("~", 9, long, long, *[(long, long, long)] * columns) for _ in range(5))
    every = [
        table(f"t{n}", columns=made, samples=kinds, added=0, changed=120_000) for n in range(tables)
    ]
    review = review_of(*every, rules=rules(long) * 90, notices=(long,) * 90)
    rows = {one.table: kinds * 40 for one in every}
    confirm = tuple(one.table for one in every)
    beside = {"pairs": (pairs(long, 90),) * 2, "evidence": (pairs(long, 90).rows,) * 3}
    seen = inert(reported(review, rows=rows, confirm=confirm, **beside))
    assert f"of {columns:,} columns shown" in seen.text
    assert f"of 120,000 {'rows' if tables < 90 else 'changed rows'} shown" in seen.text
    assert ("of 90 tables shown" in seen.text) == (tables == 90)
