"""A set of features in a file as a plan of one step, without words."""

from vibecli.agent.flags import PLANNER
from vibecli.learn.definition_file import Defined, file_name
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.steps.feature import Feature


def feature_intent(defined: Defined) -> SavedIntent:
    """Give the intent that computes a set as its file has it."""
    words = f"compute the features of features/{file_name(defined.features)}"
    plan = Plan(
        title=f"Features {defined.features.name}", steps=(step_of(defined),), confidence="high"
    )
    return SavedIntent(intent=words, plan=plan, planner=PLANNER)


def step_of(defined: Defined) -> Feature:
    """Give the step that writes a set to its table."""
    events = " and ".join(source.table for source in defined.features.sources)
    return Feature(
        id="s1",
        why=f"describe each row of {defined.features.entity} by its events in {events}",
        features=defined.features,
        as_of=defined.as_of,
        output=defined.table,
        mode="auto",
    )
