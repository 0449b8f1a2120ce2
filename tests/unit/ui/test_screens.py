"""Every small screen at three widths, with values that want to break it."""

from functools import partial
from xml.etree import ElementTree as ET

import pytest

from tests.unit.ui import sample
from tests.unit.ui.streams import Screen
from tests.unit.ui.widths import check_widths
from vibecli.config import SettingSource
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo, TopValue
from vibecli.errors import PlanError, VibeError
from vibecli.plan.descent import Descent, Stage
from vibecli.plan.model import Option, Plan, Question, Refusal
from vibecli.run.check_outcome import CheckOutcome
from vibecli.run.contrast import (
    ContrastCell,
    IntentContrast,
    QueryContrast,
    RowContrast,
    TableContrast,
)
from vibecli.run.doctor_line import DoctorLine
from vibecli.run.model import Diff, Receipt, Run, TableReceipt
from vibecli.run.one_row import ChangedRow, RowCell
from vibecli.tagging.tag import Tag
from vibecli.tagging.verdict import TagVerdict
from vibecli.ui.catalogs import draw_catalog, draw_load, draw_table
from vibecli.ui.checks import draw_checks
from vibecli.ui.contrast import draw_contrast
from vibecli.ui.doctor import draw_doctor
from vibecli.ui.errors import draw_error, draw_note, draw_unexpected
from vibecli.ui.junit import junit
from vibecli.ui.lineage import draw_lineage
from vibecli.ui.lines import Canvas
from vibecli.ui.one_row import draw_row
from vibecli.ui.plans import draw_plan, draw_sql, draw_why
from vibecli.ui.receipts import draw_history, draw_receipt, draw_reviews
from vibecli.ui.replies import choices, draw_question, draw_refusal, option
from vibecli.ui.settings import draw_settings
from vibecli.ui.text import cell_width

QUESTION = Question(
    question="Which e-mail is meant: the one of the customer or the one of the account?",
    about="email",
    options=(
        Option(label="crm.customers.email", means="the address the shop writes to"),
        Option(label="crm.customers.email2\x1b[2J", means="a second one, often empty"),
        Option(label="loyalty", means="the address on the card"),
    ),
    default="loyalty",
)
REFUSAL = Refusal(
    reason="no table of this database holds shipments",
    not_understood=("shipments", "[red]ETA"),
    nearest=("count orders by month", "show rows of orders where status is open"),
)
TABLE = TableInfo(
    name="crm.customers",
    rows=4_512,
    key=("customer_id",),
    columns=(
        ColumnInfo(
            name="customer_id", type="VARCHAR", null_share=0.0, distinct=4_512, role=Role.KEY
        ),
        ColumnInfo(
            name="email",
            type="VARCHAR",
            null_share=0.0312,
            distinct=4_100,
            minimum="ana@x.io",
            maximum="zoe@x.io",
            shapes=("aaa.aaa@aaa.aa", "aaa@aaa.aaa"),
            role=Role.EMAIL,
        ),
        ColumnInfo(
            name="tier",
            type="VARCHAR",
            null_share=0.0001,
            top=(TopValue(value="gold\x1b", rows=1_200), TopValue(value="silver", rows=900)),
        ),
        ColumnInfo(name="李 spent", type="DECIMAL(18,2)", minimum="0.00", maximum="99.10"),
    ),
)
CATALOG = Catalog(
    tables=(
        TABLE,
        TableInfo(name='"odd ""name"', kind="view", columns=TABLE.columns[1:] * 4),
    )
)
TAGS = (Tag.CUSTOMER_KEY, Tag.EMAIL, Tag.NATIONAL_ID, Tag.PHONE, Tag.SURNAME)
TAGGED = TableInfo(
    name="crm.members",
    rows=12,
    columns=tuple(
        ColumnInfo(
            name=f"c{n}",
            type="VARCHAR",
            tagged=TagVerdict(tag=tag, sensitivity=tag.sensitivity, confidence=0.9),
        )
        for n, tag in enumerate(TAGS)
    ),
)
WIDE = TableInfo(
    name="wide",
    rows=50,
    key=("measure_0",),
    columns=tuple(ColumnInfo(name=f"measure_{n}", type="BIGINT") for n in range(5_000)),
)
WRITTEN = (TableReceipt(table="unified_profile", added=702, changed=1_934, removed=0),)
RECEIPT = Receipt(
    plan_id=sample.PLAN_ID, action="apply", at="2026-05-01T10:20:30+00:00", by="ana", tables=WRITTEN
)
RUN = Run(
    plan_id=sample.PLAN_ID,
    intent=sample.INTENT,
    applied_at="2026-05-01T10:20:30+00:00",
    by="ana",
    planner="catalogue",
    tables=WRITTEN,
)
OUTCOMES = (
    CheckOutcome(
        file="intents/match.yaml",
        intent="match",
        status="passed",
        messages=(),
        review=sample.review(),
        seconds=1.5,
    ),
    CheckOutcome(
        file="intents/a-very-long-name-of-a-saved-intent-that-goes-on.yaml",
        intent="<&>\x1b",
        status="failed",
        messages=("unified_profile: 2,000 rows changed, at most 1,000 are allowed", "]]>\x00"),
        seconds=0.2,
        exit_code=4,
    ),
    CheckOutcome(file="x.yaml", intent="", status="error", messages=("no such file",), exit_code=2),
)
SQL = Plan(
    title="odd",
    confidence="high",
    steps=(
        sample.ToldQuery(
            id="s1", why="look", select="SELECT\n\t'\x1b[2J' AS x,\n  1 AS " + "y" * 130
        ),
    ),
)
DOCTOR = (
    DoctorLine(status="ok", name="python", message="3.11.9"),
    DoctorLine(
        status="warn",
        name="model",
        message="no key is set",
        hint="export OPENAI_API_KEY or go offline",
    ),
    DoctorLine(
        status="fail",
        name="database",
        message="another process (pid 4711) holds the database file, and will not let go of it",
        hint="close the other program, then try again",
    ),
)
FINDINGS = [
    {"step": "s1", "message": "no column emial in crm.customers", "hint": "email is near"},
    {"step": "s1", "message": "no column emial in crm.customers", "hint": "email is near"},
    {"step": "s2", "message": "the plan is wrong\x1b[2J", "hint": ""},
    *({"step": "s3", "message": f"finding {n}", "hint": ""} for n in range(9)),
]
FAILURE = PlanError(
    "the plan is wrong:\nsee below\u202e",
    hint="say it again\nor not",
    details={"findings": FINDINGS},
)
SETTINGS = (
    SettingSource(name="database", value="shop.duckdb", source="default"),
    SettingSource(name="model", value="gpt\x1b", source="vibecli.toml:3"),
)
LOADED = type(
    "Loaded",
    (),
    {
        "table": "crm.customers",
        "rows": 4_512,
        "rejected": 3,
        "rejected_table": "crm.customers_rejected",
        "suppressed": 2,
        "columns": [1, 2, 3],
        "notes": ["read as latin-1\x1b"],
    },
)()
CELL = ContrastCell(column="état", before="x\x1b[2J", a="[red]", b=None)
CONTRAST = IntentContrast(
    a="HEAD:intents/late.yaml",
    b="intents/late.yaml",
    plan_a="7f3c1a2b" * 8,
    plan_b="9f3c1a2b" * 8,
    plan=(
        "~ s1 write: select SELECT id FROM orders -> SELECT id, 顧客 FROM orders",
        "- s2 check: x",
    ),
    tables=(
        TableContrast(
            table="crm.orders",
            same=1_200,
            only_a=3,
            only_b=0,
            differently=1,
            shape=("only A: add channel VARCHAR",),
            samples=(
                RowContrast(kind="differently", row="17", a="~", b="~", cells=(CELL,)),
                RowContrast(kind="only_a", row="18", a="-", b="", cells=()),
                RowContrast(kind="only_a", row="19", a="~", b="", cells=(CELL,) * 3),
            ),
        ),
    ),
    queries=(QueryContrast(step="s3", same=2, only_a=0, only_b=1),),
)
ROW = ChangedRow(
    plan_id=sample.PLAN_ID,
    table="crm.customers",
    key="17 / 李\x1b[2J",
    mark="~",
    why="email equal after lower-casing, p 0.99; the name of the account is taken over",
    steps=("s1", "s2"),
    cells=(
        RowCell(column="email", before="ANA.R**@X.IO", after="ana.r**@x.io", changed=True),
        RowCell(column="note", before=None, after="long words " * 12, changed=True),
        RowCell(column="gone\u202e", before="x", after=None, changed=True),
        *(RowCell(column=f"c{n}", before=str(n), after=str(n), changed=False) for n in range(30)),
    ),
    rows=2,
)
LINEAGE = Descent(
    column="unified_profile.tier",
    origins=("crm.customers.tier_no", "loyalty.accounts.tier"),
    stages=(
        Stage(
            name="unified_profile.tier",
            step="s3",
            kind="write",
            how="COALESCE(c.tier, t.label, 'none of them at all')",
            sources=("crm.customers.tier after s1", "loyalty.accounts.tier"),
            kept="unified_profile.tier",
        ),
        Stage(
            name="crm.customers.tier",
            step="s1",
            kind="alter",
            how="CASE WHEN tier_no > 1 THEN 'top\x1b[31m' END",
            sources=("crm.customers.tier_no",),
        ),
        Stage(name="crm.customers.tier_no"),
        Stage(name="loyalty.accounts.tier"),
        Stage(name="unified_profile.tier"),
    ),
)
SCREENS = {
    "row": partial(draw_row, row=ROW),
    "lineage": partial(draw_lineage, told=LINEAGE),
    "question": partial(draw_question, question=QUESTION, understood="match by e-mail"),
    "refusal": partial(draw_refusal, refusal=REFUSAL, understood="something about shipments"),
    "catalog": partial(draw_catalog, catalog=CATALOG),
    "tagged-catalog": partial(draw_catalog, catalog=Catalog(tables=(TABLE, TAGGED))),
    "table": partial(draw_table, table=TABLE),
    "wide-catalog": partial(draw_catalog, catalog=Catalog(tables=(WIDE, TABLE))),
    "wide-table": partial(draw_table, table=WIDE),
    "receipt": partial(draw_receipt, receipt=RECEIPT, next_line="vibecli undo takes it back"),
    "history": partial(draw_history, runs=(RUN, RUN.model_copy(update={"undone_at": "x"}))),
    "reviews": partial(draw_reviews, reviews=(sample.review(), sample.query_review())),
    "checks": partial(draw_checks, outcomes=OUTCOMES),
    "contrast": partial(draw_contrast, found=CONTRAST),
    "plan": partial(draw_plan, review=sample.review(plan=sample.plan("low"))),
    "sql": partial(draw_sql, plan=SQL),
    "why": partial(draw_why, review=sample.review()),
    "doctor": partial(draw_doctor, lines=DOCTOR),
    "error": partial(draw_error, error=FAILURE),
    "settings": partial(draw_settings, sources=SETTINGS),
    "load": partial(draw_load, report=LOADED),
}


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_at_three_widths(name):
    check_widths(name, SCREENS[name])


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_fits_the_narrowest_and_says_the_same_without_colour(name):
    plain, colored = Screen(40), Screen(40, color=True)
    SCREENS[name](plain.terminal)
    SCREENS[name](colored.terminal)
    shown = plain.out + plain.err
    assert name == "error" or max(map(cell_width, shown.splitlines())) <= 40
    assert "\x1b" not in shown
    assert "\x1b" in colored.out + colored.err


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        ("1", "crm.customers.email"),
        ("3", "loyalty"),
        ("", "loyalty"),
        (" LOYAL ", "loyalty"),
        ("crm.customers.email", "crm.customers.email"),
        ("crm", None),
        ("4", None),
        ("0", None),
        ("no", None),
    ],
)
def test_an_answer_is_a_number_or_a_label(answer, label):
    assert option(QUESTION, answer) == label


def test_questions_refusals_and_errors_leave_stdout_alone():
    for name in ("question", "refusal", "error"):
        screen = Screen()
        SCREENS[name](screen.terminal)
        assert screen.out == ""


def test_verbose_errors_tell_all_findings_and_the_cause():
    screen = Screen()
    error = VibeError("broken", details={"findings": FINDINGS})
    error.__cause__ = ValueError("the reason")
    draw_error(screen.terminal, error, verbose=True)
    assert "finding 8" in screen.err
    assert "cause: ValueError: the reason" in screen.err


def test_a_hint_is_never_wrapped_so_that_it_can_be_copied():
    screen = Screen(40)
    command = "vibecli apply 7f3c1a2b --confirm=unified_profile --db some/where/shop.duckdb"
    draw_error(screen.terminal, VibeError("approval is needed", hint=command))
    assert f"hint: {command}" in screen.err.splitlines()


def test_an_error_breaks_between_words_and_a_long_path_stays_whole():
    screen = Screen(40)
    draw_error(screen.terminal, VibeError("the quick brown fox jumps over the lazy dog"))
    draw_note(screen.terminal, "no file " + "some/where/" * 5)
    assert screen.err.splitlines() == [
        "vibecli: error: the quick brown fox",
        "jumps over the lazy dog",
        "no file " + "some/where/" * 5,
    ]


def test_a_table_the_plan_creates_is_not_said_to_be_read():
    made = Diff(tables=(sample.table(change="create"), sample.IDENTITY))
    screen = Screen(120)
    draw_plan(screen.terminal, sample.review(diff=made))
    first, unify = screen.out.split("  2  unify")
    assert "reads    crm.customers, loyalty.accounts\n" in first
    assert "reads    crm.customers, loyalty.accounts, customer_identity\n" in unify
    assert "creates  unified_profile\n" in unify
    assert "writes   unified_profile_provenance\n" in unify


def test_an_unexpected_error_names_its_log():
    screen = Screen()
    draw_unexpected(screen.terminal, KeyError("x"), "logs/error.txt")
    assert screen.err.splitlines() == [
        "vibecli: error: unexpected KeyError, this is a fault of vibecli",
        "hint: the details are in logs/error.txt",
    ]


def test_notes_and_warnings():
    screen = Screen()
    draw_note(screen.terminal, "looking", hint="wait")
    draw_note(screen.terminal, "old file", kind="warning")
    assert screen.err == "looking\nhint: wait\nvibecli: warning: old file\n"


def test_junit_is_what_build_servers_read():
    root = ET.fromstring(junit(OUTCOMES).encode())
    assert root.attrib | {"time": ""} == {"tests": "3", "failures": "1", "errors": "1", "time": ""}
    cases = root.findall("testsuite/testcase")
    assert [len(case) for case in cases] == [0, 1, 1]
    assert cases[1][0].tag == "failure"
    assert cases[1][0].text.splitlines() == [
        "intent: <&>\\e",
        *OUTCOMES[1].messages[:1],
        "]]>\\x00",
    ]


def test_why_finds_one_key_or_says_it_cannot():
    found, missed = Screen(), Screen()
    draw_why(found.terminal, sample.review(), key="c-11876")
    draw_why(missed.terminal, sample.review(), key="c-0")
    assert "c-11876" in found.out
    assert "c-10482" not in found.out
    assert "no row with the key c-0 changes" in missed.out


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (partial(draw_history, runs=()), "nothing has been applied"),
        (partial(draw_reviews, reviews=()), "no plan has been reviewed"),
        (partial(draw_catalog, catalog=Catalog()), "no tables yet"),
    ],
)
def test_nothing_to_show_is_said_on_stderr(draw, said):
    screen = Screen()
    draw(screen.terminal)
    assert said in screen.err
    assert screen.out == ""


def test_an_apply_of_an_applied_plan_says_so():
    screen = Screen()
    draw_receipt(screen.terminal, RECEIPT.model_copy(update={"already": True}))
    assert "had been applied before; nothing written" in screen.out


@pytest.mark.parametrize("width", [20, 40, 80])
def test_choices_break_between_choices_only(width):
    pairs = (("y", "apply"), ("d", "all rows"), ("Enter", "discard"))
    lines = [one.plain for one in choices(pairs, Canvas(width))]
    assert max(map(len, lines)) <= width
    assert " ".join(" ".join(lines).split()) == "y apply d all rows Enter discard >"
    assert all(f"{key} {what}" in "\n".join(lines) for key, what in pairs)


def test_a_refusal_says_its_reason_once():
    refusal = Refusal(reason="no such thing")
    for understood in ("not understood", "no plan: no such thing"):
        screen = Screen()
        draw_refusal(screen.terminal, refusal, understood=understood)
        assert screen.err.count("no such thing") == 1
        assert "understood" not in screen.err
