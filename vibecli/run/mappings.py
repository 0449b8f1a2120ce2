"""Single values of a cleaning that a person leaves as they are, by their number in its lookup.

Owns finding them in the side tables of a review, and the plan that says so. It runs nothing.
"""

from collections.abc import Sequence

from vibecli.engine.names import literal
from vibecli.errors import NotFound
from vibecli.plan.model import Plan
from vibecli.run.drilldown import session_of
from vibecli.run.model import Part, Review
from vibecli.run.store import PlanStore
from vibecli.steps.base import VALUE_COLUMN
from vibecli.steps.clean import Clean, CleanRule
from vibecli.steps.clean_lookup import LOOKUP

Left = tuple[str, CleanRule]  # the step, and the rule that keeps the value


def plan_leaving(store: PlanStore, review: Review, parts: Sequence[Part]) -> Plan:
    """Give the plan of a review with these values left as they are. Raises NotFound."""
    left = [_named(store, review, part) for part in parts]
    steps = tuple(
        step.model_copy(update={"rules": (*step.rules, *_of(step, left))})
        if isinstance(step, Clean)
        else step
        for step in review.plan.steps
    )
    return review.plan.model_copy(update={"steps": steps})


def _of(step: Clean, left: Sequence[Left]) -> tuple[CleanRule, ...]:
    return tuple(rule for name, rule in left if name == step.id)


def _named(store: PlanStore, review: Review, part: Part) -> Left:
    """Give the step and the value that `mapping:3` or `mapping:s1:3` names."""
    step, _, number = part.name.rpartition(":")
    names = [
        name
        for result in review.steps
        for name in result.rows
        if name.endswith(LOOKUP) and step in ("", name.removesuffix(LOOKUP))
    ]
    if len(names) != 1 or not (number.isascii() and number.isdigit()):
        raise NotFound(
            f"{part.text} names no mapping of this plan",
            hint="mapping:3, or mapping:s1:3 where several steps clean",
        )
    folder = store.folder(review.plan_id)
    source = f"read_parquet({literal(str(folder / 'evidence' / f'{names[0]}.parquet'))})"
    with session_of(folder) as session:
        found = session.rows(
            f'SELECT "column", {VALUE_COLUMN} FROM {source} WHERE n = ?', [int(number)]
        )
        total = session.value(f"SELECT count(*) FROM {source}")
    if not found:
        raise NotFound(f"there are {total:,} mappings", hint=f"--rows {names[0]}")
    column, raw = found[0]
    return names[0].removesuffix(LOOKUP), CleanRule(column=column, op="keep", args=(raw,))
