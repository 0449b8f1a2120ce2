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
        title=f"Features {defined.features.name}", steps=(Feature.of(defined),), confidence="high"
    )
    return SavedIntent(intent=words, plan=plan, planner=PLANNER)
