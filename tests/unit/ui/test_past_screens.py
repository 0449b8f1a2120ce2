"""What was done, on a screen: an applied plan, an undo in part, the audit log, a pruning."""

from functools import partial

import pytest

from tests.unit.ui import sample
from tests.unit.ui.test_screens import RECEIPT, RUN, WRITTEN
from tests.unit.ui.widths import check_widths
from vibecli.run.audit import AuditLine, AuditRule
from vibecli.run.audit_check import AuditFinding, AuditVerdict
from vibecli.run.model import Decision, LeftRow, Override, TakenBack
from vibecli.run.past import Past
from vibecli.run.prune import PrunedPlan, PrunedRun, Pruning
from vibecli.ui.audit import draw_events, draw_pruning, draw_verdict
from vibecli.ui.past import draw_past
from vibecli.ui.receipts import draw_receipt

AT = "2026-05-01T10:20:30+00:00"
LEFT = tuple(
    LeftRow(table="unified_profile", row=row, why=why)
    for row, why in (("c-10482", "changed"), ("evil\x1b[2J / 名", "gone"), ("", "changed"))
)
OVERRIDE = Override(rule="consent_kept", table="unified_profile", reason="[red]agreed with legal")
REVIEW = sample.review()
PAST = Past(
    number=12,
    attempt=1,
    state="partly undone",
    run=RUN.model_copy(
        update={"undos": (TakenBack(at=AT, by="ben", tables=WRITTEN, left_rows=31),)}
    ),
    understood=REVIEW.understood,
    plan=REVIEW.plan,
    origin=REVIEW.origin,
    reads=("crm.customers", "loyalty.accounts"),
    tables=REVIEW.diff.tables,
    rules=REVIEW.rules,
    decision=Decision(
        plan_id=sample.PLAN_ID,
        verdict="apply",
        by="ana",
        at=AT,
        channel="file",
        confirmed=("unified_profile",),
        overrides=(OVERRIDE,),
    ),
    left=LEFT,
    left_rows=31,
    engine="duckdb 2.0.1",
)
LINE = AuditLine(
    at=AT,
    event="applied",
    user="root",
    by="ana",
    plan_id=sample.PLAN_ID,
    tables=WRITTEN,
    rules=(AuditRule(rule="rows_changed", status="confirm", table="unified_profile", rows=9),),
    overrides=(OVERRIDE,),
    note="had been applied before",
    seq=1_204,
    prev="",
)
BROKEN = AuditVerdict(
    log=".vibecli/audit.jsonl",
    lines=9,
    intact=False,
    checked=2,
    findings=(
        AuditFinding(line=3, what="changed", message="line 3 was changed"),
        AuditFinding(line=9, what="cut", message="cut off after line 9"),
    ),
    notes=("changes of this database were also logged in another place",),
)
GOES = PrunedRun(
    plan_id=sample.PLAN_ID,
    attempt=1,
    applied_at=AT,
    state="applied",
    intent="match\x07",
    rows=2_636,
)
PRUNING = Pruning(
    runs=(GOES, GOES.model_copy(update={"state": "undone"})),
    plans=(PrunedPlan(plan_id=sample.PLAN_ID, created_at=AT, applied=True),),
    works=3,
)
SCREENS = {
    "past": partial(draw_past, past=PAST),
    "undone-in-part": partial(
        draw_receipt,
        receipt=RECEIPT.model_copy(update={"action": "undo", "left": LEFT, "left_rows": 31}),
    ),
    "audit": partial(draw_events, events=(LINE, LINE.model_copy(update={"by": "root"})), whole=9),
    "audit-broken": partial(draw_verdict, verdict=BROKEN),
    "pruning": partial(draw_pruning, pruning=PRUNING),
}


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_at_three_widths(name):
    check_widths(name, SCREENS[name])
