"""Single rules of a contract step that a person leaves out, by their number in what it lists.

Owns finding them in a review, and the plan that says so. It runs nothing.
"""

from collections.abc import Mapping, Sequence

from vibecli.errors import NotFound
from vibecli.plan.model import Plan
from vibecli.run.drilldown import session_of
from vibecli.run.images import parquet
from vibecli.run.model import Part, Review
from vibecli.run.store import PlanStore
from vibecli.steps.contract import NEW, AgreeRules

_HINT = "rule:3, or rule:s1:3 where several steps write rules"
Offered = Mapping[str, Mapping[str, str]]  # words of the new rules by number, step by step


def plan_agreeing(
    store: PlanStore, review: Review, without: Sequence[Part], only: Sequence[Part]
) -> Plan:
    """Give the plan of a review without some of the new rules, or with some only.

    Raises NotFound for a rule that it does not list as new.
    """
    known = _offered(store, review)
    gone = [_named(part, known) for part in without]
    kept = [_named(part, known) for part in only]
    if kept:
        gone += [(s, n) for s, rules in known.items() for n in rules if (s, n) not in kept]
    steps = tuple(
        step.model_copy(
            update={"without": (*step.without, *(known[s][n] for s, n in gone if s == step.id))}
        )
        if isinstance(step, AgreeRules)
        else step
        for step in review.plan.steps
    )
    return review.plan.model_copy(update={"steps": steps})


def _offered(store: PlanStore, review: Review) -> Offered:
    asked = {step.id for step in review.plan.steps if isinstance(step, AgreeRules)}
    folder = store.folder(review.plan_id)
    with session_of(folder) as session:
        return {
            query.step: dict(
                session.rows(
                    f"SELECT n, rule FROM {parquet(folder / query.file)} WHERE change = ?", [NEW]
                )
            )
            for query in review.queries
            if query.step in asked
        }


def _named(part: Part, known: Offered) -> tuple[str, str]:
    """Give the step and the number that `rule:3` or `rule:s1:3` names."""
    step, _, number = part.name.rpartition(":")
    steps = [name for name in known if step in ("", name)]
    if len(steps) != 1:
        raise NotFound(f"{part.text} names no rule of this plan", hint=_HINT)
    if number not in known[steps[0]]:
        numbers = ", ".join(known[steps[0]])
        raise NotFound(f"{part.text} is no new rule of this plan", hint=f"the new ones: {numbers}")
    return steps[0], number
