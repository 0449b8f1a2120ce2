"""The job that makes a part of a reviewed plan a plan of its own, and whether that can stand."""

from collections.abc import Sequence

from vibecli.errors import Blocked, UsageError
from vibecli.run.changeset import PlanRecord
from vibecli.run.job import Chosen, ShadowJob
from vibecli.run.model import Derived, Part, Review
from vibecli.run.needs import Left, Needs


def job_of(review: Review, record: PlanRecord) -> ShadowJob:
    """Give what a plan that is run anew keeps of its review and its record."""
    return ShadowJob(
        intent=review.intent,
        understood=review.understood,
        planner=review.planner,
        plan=review.plan,
        origin=review.origin,
        bounds=record.bounds,
        expect=record.expect,
    )


def part_job(needs: Needs, job: ShadowJob, review: Review, without: Sequence[Part]) -> ShadowJob:
    """Give the job for a plan without these parts; a plan that is a part itself keeps its root.

    Where no step is left out, the change set that was reviewed is taken and nothing is run.
    Raises Blocked when a step that stays needs what is left out.
    """
    gone = {part.name for part in without if part.what == "step"}
    plan = job.plan.model_copy(
        update={"steps": tuple(step for step in job.plan.steps if step.id not in gone)}
    )
    before = review.derived
    derived = Derived(
        plan_id=before.plan_id if before else review.plan_id,
        without=(*(before.without if before else ()), *without),
    )
    again = needs.read_again(job.plan, Left.of(derived.without))
    source = "" if gone or _reshapes(review) else review.plan_id
    chosen = Chosen(derived=derived, source=source, again=again)
    return job.model_copy(update={"plan": plan, "chosen": chosen})


def part_again(needs: Needs, job: ShadowJob, derived: Derived) -> ShadowJob:
    """Give the job that runs a part of a plan anew, with the same parts left out."""
    again = needs.read_again(job.plan, Left.of(derived.without))
    return job.model_copy(update={"chosen": Chosen(derived=derived, again=again)})


def check_standing(whole: Review, made: Review, without: Sequence[Part]) -> None:
    """Raise Blocked when a rule forbids the part that did not forbid the whole."""
    known = {rule for rule in whole.rules if rule.status == "block"}
    new = [rule for rule in made.rules if rule.status == "block" and rule not in known]
    if new:
        names = ", ".join(part.text for part in without)
        where = f"{new[0].table}: " if new[0].table else ""
        raise Blocked(
            f"the rest cannot stand without {names}: {where}{new[0].message}",
            hint="leave out what depends on it too",
            details={"rules": [rule.message for rule in new]},
        )


def in_again(review: Review) -> str:
    """Name what is in again when the plan of a review is planned anew: all left out but steps."""
    parts = review.derived.without if review.derived else ()
    return ", ".join(part.text for part in parts if part.what != "step")


def check_whole(review: Review) -> None:
    """Raise UsageError where a plan does less than its steps say, so that these cannot be kept."""
    derived = review.derived
    if derived is not None and in_again(review):
        raise UsageError(
            "a part of a plan cannot be kept as an intent: its steps say more than it does",
            hint=f"vibecli review {derived.plan_id[:8]}",
        )


def _reshapes(review: Review) -> bool:
    """True where a change set cannot be taken over as rows: some table changes its shape."""
    shaped = any(t.shape or t.change == "drop" for t in review.diff.tables)
    return shaped or bool(review.diff.files)
