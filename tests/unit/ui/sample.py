"""Reviews, rows and runs to draw: built by hand, with values that want to break a screen."""

from vibecli.plan.model import Assumption, Plan
from vibecli.run.model import (
    Cell,
    ColumnDiff,
    Diff,
    Fingerprint,
    QueryRows,
    Review,
    RuleResult,
    Sample,
    ShapeChange,
    TableDiff,
    ValuePair,
)
from vibecli.steps.base import Figure, StepResult
from vibecli.steps.match import Match, MatchInput
from vibecli.steps.query import Query
from vibecli.steps.unify import Unify

PLAN_ID = "7f3c1a2b" + "0" * 56
INTENT = "Match customer emails to loyalty accounts and update the unified profile"
NEXT = "y apply  d all rows  s sql  w why  p plan  Enter discard"
NASTY_COLUMNS = ("id", "name", "note", "amount", "tags", "[red]col")
NASTY_TYPES = ("BIGINT", "VARCHAR", "VARCHAR", "DECIMAL(38,10)", "STRUCT(a INTEGER)[]", "VARCHAR")
NASTY_ROWS = (
    ("9007199254740993", "李小龍", "\x1b[2Jcleared", "12345678901234567890.1234567890", None, "a"),
    ("2", "Zoë 👩‍👩‍👧 ❤️", "[red]not red[/red]", "0.10", "[{'a': 1}]", ""),
    ("3", None, "\u202egnp.exe", "-1.5", "[]", "NULL"),
    ("4", "O'Brien; DROP TABLE", "two\nlines\ttab", None, None, ' "q", | `t` @all <b>'),
)


class ToldMatch(Match):
    """A step whose words stay the same whatever the real step comes to say."""

    def summary(self) -> str:
        return self.why


class ToldUnify(Unify):
    def summary(self) -> str:
        return self.why


class ToldQuery(Query):
    def summary(self) -> str:
        return self.why


def column(
    name: str, filled=0, replaced=0, cleared=0, before=None, after=None, **facts
) -> ColumnDiff:
    return ColumnDiff(
        column=name,
        type="VARCHAR",
        filled=filled,
        replaced=replaced,
        cleared=cleared,
        before=before,
        after=after,
        **facts,
    )


def table(name: str = "unified_profile", **changes) -> TableDiff:
    values = {
        "table": name,
        "change": "change",
        "rows_before": 48_210,
        "rows_after": 48_912,
        "added": 702,
        "changed": 1_934,
        "removed": 0,
        "columns": (),
        "samples": (),
        "file": "changes/0.parquet",
        "sha256": "0" * 64,
    }
    return TableDiff(**(values | changes))


def sample(symbol: str, rows: int, key: str, why: str, *cells: tuple) -> Sample:
    made = tuple(Cell(column=c, before=b, after=a) for c, b, a in cells)
    return Sample(mark=symbol, key=key, why=why, rows=rows, cells=made)


PROFILE = table(
    columns=(
        column("loyalty_id", filled=1_934, after="L-88213"),
        column("email", replaced=212, before="ANA.R**@X.IO", after="ana.r**@x.io"),
        column("tier", filled=598, replaced=42, before="silver", after="gold"),
        column("marketing_opt_in", cleared=3, before="true"),
    ),
    samples=(
        sample(
            "~",
            1_294,
            "c-10482",
            "email equal after lower-casing, p 0.99",
            ("loyalty_id", None, "L-88213"),
            ("email", "ANA.R**@X.IO", "ana.r**@x.io"),
        ),
        sample("~", 640, "c-11876", "email equal, name 0.97; tier from loyalty.accounts"),
        sample("+", 702, "c-33001", "loyalty account with no customer", ("email", None, "b**@y.z")),
    ),
)
IDENTITY = table(
    "customer_identity",
    change="create",
    rows_before=0,
    rows_after=51_316,
    added=51_316,
    changed=0,
    samples=(
        sample(
            "+",
            51_316,
            "1",
            "",
            *[(c, None, "x") for c in ("person_id", "source", "record_id", "probability")],
        ),
    ),
)
RULES = (
    *(RuleResult(rule=f"rule_{n}", status="pass", message="holds") for n in range(5)),
    RuleResult(
        rule="consent_never_cleared",
        status="warn",
        message="3 values of marketing_opt_in are cleared",
        table="unified_profile",
        rows=3,
        sample=("c-40021", "c-40655", "c-41190"),
    ),
)


def plan(confidence: str = "high", assumptions: tuple = ()) -> Plan:
    inputs = ("crm.customers", "loyalty.accounts")
    match = ToldMatch(
        id="s1",
        why="find who is who",
        inputs=tuple(MatchInput(table=name) for name in (*inputs, "unified_profile")),
    )
    unify = ToldUnify(
        id="s2",
        why="bring the profile up to date",
        needs=("s1",),
        inputs=inputs,
        identity="customer_identity",
        target="unified_profile",
    )
    return Plan(title=INTENT, steps=(match, unify), confidence=confidence, assumptions=assumptions)


def review(**changes) -> Review:
    values = {
        "plan_id": PLAN_ID,
        "intent": INTENT,
        "understood": "match crm.customers with loyalty.accounts (e-mail first), then update"
        " unified_profile",
        "planner": "catalogue",
        "plan": plan(
            assumptions=(Assumption(text="unified_profile is the unified profile", basis="schema"),)
        ),
        "steps": (
            StepResult(
                step="s1",
                kind="match",
                headline="2,104 pairs accepted, 87 to review, 48,912 persons",
                details=("threshold 0.95, estimated",),
                figures=(
                    Figure(name="review", value=87),
                    Figure(name="estimated_precision", value=0.9941),
                ),
            ),
            StepResult(step="s2", kind="unify", headline="1,934 profiles changed, 702 new"),
        ),
        "queries": (),
        "diff": Diff(tables=(PROFILE, IDENTITY)),
        "rules": RULES,
        "inputs": tuple(
            Fingerprint(table=name, rows=1, xor="0", sum="0")
            for name in ("crm.customers", "loyalty.accounts", "unified_profile")
        ),
    }
    return Review(**(values | changes))


def query_review() -> Review:
    rows = QueryRows(
        step="s1", columns=NASTY_COLUMNS, types=NASTY_TYPES, rows=NASTY_ROWS, total=9, file="q"
    )
    steps = (ToldQuery(id="s1", why="customers with odd names", select="SELECT 1"),)
    return review(
        intent="show odd customers",
        understood="list every customer whose name is odd",
        plan=Plan(title="odd", steps=steps, confidence="low"),
        steps=(StepResult(step="s1", kind="query", headline="9 rows", rows=("s1",)),),
        queries=(rows,),
        diff=Diff(tables=()),
        rules=(),
        inputs=(),
    )


def nasty_review() -> Review:
    """Everything at once: odd names, many columns, every rule status, long texts."""
    odd = 'we"ird.\x1b[31mtable\u202e'
    columns = tuple(
        column(f"column_{n}_of_a_very_wide_table_indeed", filled=n, after="v") for n in range(14)
    )
    columns += (
        column("李氏名", replaced=9_999_999, before="李" * 40, after="\x1b[2J" + "x" * 60),
        column("empty", cleared=5, before="  "),
    )
    samples = tuple(
        sample(m, 10**n, f"key-{n}-" + "k" * 40, f"[bold]why {n}[/bold] " + "because " * n)
        for n, m in enumerate("~~~+-~+-")
    )
    return review(
        intent="Clean  the\nweird table " + "so " * 40,
        plan=plan("low", (Assumption(text="\u202eodd", basis="guess"),)),
        diff=Diff(
            tables=(
                table(odd, columns=columns, samples=samples),
                PROFILE,
                table("gone", change="drop", rows_after=0, added=0, changed=0, removed=48_210),
                table("whole", change="replace", columns=columns[:2]),
            )
        ),
        rules=(
            *RULES,
            RuleResult(rule="key_unique", status="block", message="12 keys are not unique"),
            RuleResult(
                rule="rows_changed",
                status="confirm",
                message="64 % of the rows change",
                table="unified_profile",
            ),
        ),
        notices=tuple(f"notice {n} " + "long " * 20 for n in range(5)),
    )


def many_review() -> Review:
    """Forty tables change, each by a step of its own; rules warn and ask on some of them."""
    tables = [
        table(
            f"crm.region_{n:02}",
            rows_before=100 * n,
            rows_after=100 * n,
            added=0,
            changed=(n * 37) % 100,
            columns=(column("email", replaced=n), column("tier", filled=2, cleared=n // 37)),
            samples=(sample("~", 1 + n, f"r-{n}", f"region {n} is brought up to date"),),
        )
        for n in range(1, 38)
    ]
    tables += [
        table("crm.old", change="drop", rows_after=0, added=0, changed=0, removed=7),
        table("crm.new_sum", change="create", rows_before=0, rows_after=40, added=40, changed=0),
        table(
            "crm.reshaped",
            added=0,
            changed=0,
            rows_after=48_210,
            shape=(ShapeChange(change="drop", column="fax", before="VARCHAR"),),
        ),
    ]
    steps = tuple(
        StepResult(step=f"s{n}", kind="write", headline=f"{n} rows changed in {one.table}")
        for n, one in enumerate(tables, 1)
    )
    rules = [
        RuleResult(
            rule="rows_changed", status="confirm", message="64 % change", table=one.table, rows=1
        )
        for one in tables[:12]
    ]
    return review(steps=steps, diff=Diff(tables=tuple(tables)), rules=(*RULES, *rules), inputs=())


def facts_review() -> Review:
    """Columns with few kinds of changes, of which some have odd values, and with missing values."""
    pairs = [("silver", "gold", 40), (None, "gold", 7), ("\x1b[31mred", "|`x`|" * 30, 3)]
    columns = (
        column(
            "tier",
            filled=7,
            replaced=43,
            before="silver",
            after="gold",
            nulls_before=30_007,
            nulls_after=30_000,
            pairs=tuple(ValuePair(before=b, after=a, rows=n) for b, a, n in pairs),
            kinds=5,
        ),
        column("note", cleared=9, before="x", nulls_before=0, nulls_after=9),
    )
    return review(diff=Diff(tables=(table(columns=columns),)))


def wide_review() -> Review:
    """A table of two hundred columns, all of which change, some of which lose values."""
    columns = tuple(
        column(
            f"measure_{n}", filled=n % 7, replaced=n, cleared=n % 50 // 49, before="1", after="2"
        )
        for n in range(200)
    )
    cells = [(one.column, "1", "2") for one in columns]
    samples = (sample("~", 1_934, "c-10482", "every measure is adjusted", *cells),)
    return review(diff=Diff(tables=(table(columns=columns, samples=samples),)))
