import json
import os
import shutil
import stat

import pytest

from tests.integration.shadowing import CUSTOMERS, Workspace, upper_emails
from vibecli.errors import Blocked, DataError, NotFound, UsageError
from vibecli.policybook import Policy
from vibecli.run.model import Decision
from vibecli.run.store import PlanStore


@pytest.fixture
def work(tmp_path):
    return Workspace(tmp_path).sql(CUSTOMERS)


def decision(plan_id):
    return Decision(
        plan_id=plan_id, verdict="discard", by="ann", at="2026-01-01", channel="terminal"
    )


def test_a_plan_is_found_by_prefix_and_by_being_newest(work):
    review = work.dry_run(upper_emails("id = 1"))
    assert work.store.find(review.short_id) == review.plan_id
    assert work.store.find("") == review.plan_id
    assert work.store.reviews() == (review,)


@pytest.mark.parametrize("prefix", ["zzzz", "", "../..", "%"])
def test_unknown_plans_are_not_found(tmp_path, prefix):
    with pytest.raises(NotFound) as caught:
        PlanStore(tmp_path / "state").find(prefix)
    assert caught.value.hint


def test_an_ambiguous_prefix_says_which_plans(work):
    plan_id = work.dry_run(upper_emails("id = 1")).plan_id
    other = plan_id[:4] + plan_id[4:][::-1]
    shutil.copytree(work.store.folder(plan_id), work.store.plans / other)
    with pytest.raises(NotFound, match="2 plans start with") as caught:
        work.store.find(plan_id[:4])
    assert plan_id[:8] in caught.value.message + caught.value.hint


def test_only_the_owner_may_read(work):
    folder = work.store.folder(work.dry_run(upper_emails("id = 1")).plan_id)
    for path in [folder, *folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize("file", ["plan.json", "changes/1.parquet"])
@pytest.mark.parametrize("how", ["edit", "remove"])
def test_an_edited_plan_is_refused(work, file, how):
    review = work.dry_run(upper_emails("id = 1"))
    path = work.store.folder(review.plan_id) / file
    if how == "remove":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    with pytest.raises((Blocked, NotFound)):
        work.store.record(review.plan_id)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"changed": 100', '"changed": 2'), ('"confirm"', '"pass"'), ('"title": "', '"title": "x'),
     ('"understood": "', '"understood": "x'), ('"rows_before": 100', '"rows_before": 9')],
)  # fmt: skip
def test_what_was_shown_cannot_be_edited(work, old, new):
    review = work.dry_run(upper_emails(), policy=Policy(max_changed=0.0, min_rows=0))
    assert work.store.review(review.plan_id) == review
    path = work.store.folder(review.plan_id) / "review.json"
    text = path.read_text()
    path.write_text(text.replace(old, new))
    assert path.read_text() != text
    with pytest.raises(Blocked, match=r"review\.json of plan"):
        work.store.review(review.plan_id)
    assert work.store.reviews() == ()


@pytest.mark.parametrize("file", ["review.json", "meta.json"])
def test_a_plan_that_lost_a_file_is_incomplete(work, file):
    review = work.dry_run(upper_emails("id = 1"))
    (work.store.folder(review.plan_id) / file).unlink()
    with pytest.raises(Blocked, match=f"incomplete: {file} is missing"):
        work.store.review(review.plan_id), work.store.meta(review.plan_id)
    assert work.dry_run(upper_emails("id = 1")) == review
    assert work.store.meta(review.plan_id).created_at


def test_an_edited_plan_is_made_anew_when_asked_again(work):
    review = work.dry_run(upper_emails("id = 1"))
    (work.store.folder(review.plan_id) / "changes/1.parquet").write_bytes(b"no")
    assert work.dry_run(upper_emails("id = 1")).plan_id == review.plan_id
    assert work.store.record(review.plan_id).changes[0].changed == 1


def test_decisions_are_kept_over_a_second_run_of_the_same_plan(work):
    review = work.dry_run(upper_emails("id = 1"))
    work.store.decide(review.plan_id, decision(review.plan_id))
    work.dry_run(upper_emails("id = 1"))
    meta = work.store.meta(review.plan_id)
    assert [d.by for d in meta.decisions] == ["ann"]


def test_a_newer_form_is_refused_in_words(work):
    review = work.dry_run(upper_emails("id = 1"))
    path = work.store.folder(review.plan_id) / "review.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "later": 1}))
    with pytest.raises(DataError, match="cannot read"):
        work.store.review(review.plan_id)
    assert work.store.reviews() == ()


@pytest.mark.skipif(os.name == "nt", reason="POSIX paths")
@pytest.mark.parametrize("blocker", ["file", "device"])
def test_an_unusable_state_folder_names_the_variable(tmp_path, blocker):
    state = tmp_path / "state"
    if blocker == "file":
        state.write_text("not a folder")
    else:
        state.symlink_to("/proc/nothing")
    with pytest.raises(UsageError) as caught:
        PlanStore(state).work_folder()
    assert "VIBECLI_STATE" in caught.value.hint


def test_what_a_crashed_run_left_is_swept_and_what_a_live_one_uses_never(tmp_path):
    store = PlanStore(tmp_path)
    used = store.work_folder()
    os.utime(used, (1, 1))  # however old it looks
    left = used.with_name(".work-left")
    left.mkdir()
    PlanStore(tmp_path).work_folder()
    assert (used.exists(), left.exists()) == (True, False)
    shutil.rmtree(used)
    assert store.work_folder().exists()
