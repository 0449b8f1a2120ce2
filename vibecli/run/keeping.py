"""What is kept of a reviewed plan: a saved intent, and whether a person may vouch for it."""

from collections.abc import Sequence

from vibecli.errors import ActionNeeded
from vibecli.plan.drift import SchemaColumn, schema_print
from vibecli.plan.saved import SavedIntent, Verification, default_bounds, plan_print
from vibecli.run.model import Decision, Review


def saved_intent(
    review: Review, columns: tuple[SchemaColumn, ...], *, by: str, at: str
) -> SavedIntent:
    """Give a reviewed plan as a saved intent, with generous bounds on its diff."""
    counts = [(t.table, t.added, t.changed, t.removed) for t in review.diff.tables]
    return SavedIntent(
        intent=review.intent,
        plan=review.plan,
        planner=review.planner,
        saved_by=by,
        saved_at=at,
        columns=columns,
        bounds=default_bounds(counts),
    )


def verified_intent(
    saved: SavedIntent, review: Review, decisions: Sequence[Decision]
) -> SavedIntent:
    """Give a saved intent as one its keeper vouches for.

    Raises ActionNeeded when its plan changes rows and was never approved.
    """
    if not review.diff.empty and not any(one.verdict == "apply" for one in decisions):
        line = f"vibecli apply {review.short_id}"
        raise ActionNeeded(
            f"plan {review.short_id} was not approved yet; only an approved plan can be verified",
            hint=line,
            details={"action": "approve", "plan_id": review.plan_id, "command": line},
        )
    told = Verification(
        by=saved.saved_by or "",
        at=saved.saved_at or "",
        schema_print=schema_print(saved.columns),
        plan_print=plan_print(saved),
        plan_id=review.plan_id,
    )
    return saved.model_copy(update={"verified": told})
