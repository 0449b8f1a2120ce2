"""A set of features in a file as a plan of one step, without words."""

from vibecli.agent.customers_step import catching_up
from vibecli.agent.flags import PLANNER
from vibecli.data.catalog import Catalog
from vibecli.learn.definition_file import Defined, file_name
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.steps.feature import Feature
from vibecli.steps.registry import AnyStep


def feature_intent(defined: Defined, catalog: Catalog) -> SavedIntent:
    """Give the intent that computes a set as its file has it, of the customers there are now."""
    words = f"compute the features of features/{file_name(defined.features)}"
    feature, own = Feature.of(defined), defined.features
    before = catching_up(catalog, own.entity, own.key)
    steps: tuple[AnyStep, ...] = (feature,)
    if before is not None:
        steps = (before, feature.model_copy(update={"id": "s2", "needs": (before.id,)}))
    plan = Plan(title=f"Features {defined.features.name}", steps=steps, confidence="high")
    return SavedIntent(intent=words, plan=plan, planner=PLANNER)
