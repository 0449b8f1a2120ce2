"""Contracts said in flags: the typed plans that measure, suggest or import rules.

Owns the words that say the same, which are the intent that is kept.
"""

from collections.abc import Sequence

from vibecli.agent.flags import PLANNER
from vibecli.data.catalog import Catalog
from vibecli.data.named_table import named_table
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.steps.quality import MeasureQuality


def quality_step(tables: Sequence[str]) -> MeasureQuality:
    """Give the step that measures the contracts of tables, of all that have one without any."""
    of = f"the contracts of {', '.join(tables)}" if tables else "every contract"
    return MeasureQuality(id="s1", why=f"measure {of}", tables=tuple(tables))


def quality_intent(tables: Sequence[str], catalog: Catalog) -> SavedIntent:
    """Give the intent that measures contracts, and its plan. Raises NotFound."""
    step = quality_step([named_table(catalog, name).name for name in tables])
    plan = Plan(title=step.why.capitalize(), steps=(step,), confidence="high")
    words = f"check the contract of {', '.join(step.tables)}" if tables else "check every contract"
    return SavedIntent(intent=words, plan=plan, planner=PLANNER)
