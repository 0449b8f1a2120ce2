"""Contracts said in flags: the typed plans that measure, suggest or import rules.

Owns the words that say the same, which are the intent that is kept.
"""

from collections.abc import Sequence

from vibecli.agent.flags import PLANNER
from vibecli.contracts.dbt import read_dbt
from vibecli.data.catalog import Catalog
from vibecli.data.named_table import named_table
from vibecli.errors import UsageError
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.steps.contract import AgreeRules
from vibecli.steps.quality import MeasureQuality

_TOLD = 3  # reasons in an error


def quality_step(tables: Sequence[str]) -> MeasureQuality:
    """Give the step that measures the contracts of tables, of all that have one without any."""
    of = f"the contracts of {', '.join(tables)}" if tables else "every contract"
    return MeasureQuality(id="s1", why=f"measure {of}", tables=tuple(tables))


def suggest_intent(tables: Sequence[str], catalog: Catalog) -> SavedIntent:
    """Give the intent that suggests rules for tables. Raises NotFound, UsageError."""
    found = [named_table(catalog, name) for name in tables]
    if views := [info.name for info in found if info.kind == "view"]:
        raise UsageError(f"{views[0]} is a view, rules are of tables", hint="vibecli tables")
    step = AgreeRules.of([info.name for info in found])
    plan = Plan(title=step.why.capitalize(), steps=(step,), confidence="high")
    return SavedIntent(intent=step.why, plan=plan, planner=PLANNER)


def import_intent(text: str, file: str, catalog: Catalog) -> SavedIntent:
    """Give the intent that takes over the tests of a dbt file. Raises UsageError."""
    found = read_dbt(text, file, catalog)
    if not found.rules:
        told = "; ".join(found.left_out[:_TOLD]) or "it has no tests"
        raise UsageError(f"nothing of {file} is a rule here: {told}", hint="vibecli tables")
    step = AgreeRules.of((), found.rules, found.left_out)
    step = step.model_copy(update={"why": f"take over the tests of {file}"})
    plan = Plan(title=step.why.capitalize(), steps=(step,), confidence="high")
    return SavedIntent(intent=f"import the tests of {file}", plan=plan, planner=PLANNER)


def quality_intent(tables: Sequence[str], catalog: Catalog) -> SavedIntent:
    """Give the intent that measures contracts, and its plan. Raises NotFound."""
    step = quality_step([named_table(catalog, name).name for name in tables])
    plan = Plan(title=step.why.capitalize(), steps=(step,), confidence="high")
    words = f"check the contract of {', '.join(step.tables)}" if tables else "check every contract"
    return SavedIntent(intent=words, plan=plan, planner=PLANNER)
