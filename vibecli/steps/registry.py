"""The step kinds there are: built in, and from plug-ins (entry points `vibecli.steps`)."""

from functools import cache, reduce
from importlib.metadata import entry_points
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from vibecli.steps.alter import Alter
from vibecli.steps.base import Step
from vibecli.steps.check import Check
from vibecli.steps.clean import Clean
from vibecli.steps.contract import AgreeRules
from vibecli.steps.drop import Drop
from vibecli.steps.export_subject import ExportSubject
from vibecli.steps.feature import Feature
from vibecli.steps.forget import Forget
from vibecli.steps.match import Match
from vibecli.steps.quality import MeasureQuality
from vibecli.steps.query import Query
from vibecli.steps.remove import Remove
from vibecli.steps.retire import Retire
from vibecli.steps.score import Score
from vibecli.steps.suppress import Suppress
from vibecli.steps.tag import TagColumns
from vibecli.steps.train import Train
from vibecli.steps.trigger import Trigger
from vibecli.steps.unify import Unify
from vibecli.steps.write import Write

BUILT_IN: tuple[type[Step], ...] = (
    Query, Write, Remove, Match, Unify, Clean, Check, Alter, Drop, Forget,
    Suppress, ExportSubject, TagColumns, MeasureQuality, AgreeRules, Feature,
    Train, Score, Trigger, Retire,
)  # fmt: skip
GROUP = "vibecli.steps"


@cache
def step_kinds() -> tuple[type[Step], ...]:
    """Give every step kind, built-in first, then plug-ins in name order."""
    plugins = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return (*BUILT_IN, *(point.load() for point in plugins))


def _union() -> Any:
    return Annotated[reduce(or_, step_kinds()), Field(discriminator="kind")]


if TYPE_CHECKING:
    AnyStep = (
        Query | Write | Remove | Match | Unify | Clean | Check | Alter | Drop | Forget
        | Suppress | ExportSubject | TagColumns | MeasureQuality | AgreeRules | Feature
        | Train | Score | Trigger | Retire
    )  # fmt: skip
else:
    AnyStep = _union()
