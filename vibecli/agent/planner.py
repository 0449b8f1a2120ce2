"""The Planner protocol: a request in words and context goes in, a Reply comes out."""

from typing import Protocol

from vibecli.data.catalog import Catalog
from vibecli.model import Model
from vibecli.plan.glossary import Glossary
from vibecli.plan.model import Plan, Reply
from vibecli.steps.base import Finding


class Answer(Model):
    """What the person chose when asked."""

    question: str
    choice: str  # an option's label, or free words


class PlanRequest(Model):
    """Everything a planner may use."""

    intent: str
    catalog: Catalog
    glossary: Glossary = Glossary()
    previous: Plan | None = None  # the plan at hand, when `intent` refines it
    previous_intent: str = ""
    answers: tuple[Answer, ...] = ()
    rejected: Reply | None = None  # the planner's last answer, when it had findings
    findings: tuple[Finding, ...] = ()


class Planner(Protocol):
    """Turns a request into a reply."""

    name: str

    def reply(self, request: PlanRequest) -> Reply:
        """Plan, ask or refuse. Raises Unreachable when its model cannot be reached, ActionNeeded without consent."""
        ...
