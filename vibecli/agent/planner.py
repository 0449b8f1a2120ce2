"""The Planner protocol: a request in words and context goes in, a Reply comes out."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from vibecli.agent.link import Link
from vibecli.data.catalog import Catalog
from vibecli.errors import PlanError
from vibecli.model import Model
from vibecli.plan.glossary import Glossary
from vibecli.plan.model import Plan, Question, Refusal, Reply
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
    links: tuple[Link, ...] = ()  # words of the intent found in the data; for a model
    rejected: Reply | None = None  # the planner's last answer, when it had findings
    rejected_text: str = ""  # its raw text, when it was not even a Reply
    findings: tuple[Finding, ...] = ()
    protected: tuple[str, ...] = ()  # globs of the policy that no plan may write
    streamed: tuple[str, ...] = ()  # globs of those a stream may add events to nonetheless
    actions: tuple[str, ...] | None = None  # names of [actions]; null: not known here
    definitions: Mapping[str, str] = {}  # the files of feature sets by name, as they are


class BadReply(PlanError):
    """A model's answer is not a Reply; carries its text and what is wrong, for the repair loop."""

    def __init__(self, message: str, *, text: str, findings: Sequence[Finding]) -> None:
        super().__init__(message)
        self.text = text
        self.findings = tuple(findings)


class Planner(Protocol):
    """Turns a request into a reply."""

    @property
    def name(self) -> str:
        """Give the name recorded with the plan."""
        ...

    @property
    def prompt(self) -> str:
        """Give the hash of the prompts a model is given, empty for fixed rules."""
        ...

    @property
    def can_repair(self) -> bool:
        """True when quoting findings back may give another answer, False for fixed rules."""
        ...

    def reply(self, request: PlanRequest) -> Reply:
        """Plan, ask or refuse.

        Raises BadReply, Unreachable when its model cannot be reached, ActionNeeded without consent.
        """
        ...


class Planned(Model):
    """An event: a checked plan is there; the shadow run comes next."""

    event: Literal["planned"] = "planned"
    understood: str
    planner: str
    plan: Plan


class Asked(Model):
    """The outcome of an intent that needs an answer."""

    kind: Literal["asked"] = "asked"
    understood: str
    intent: str
    question: Question
    id: str = ""  # what it is answered by later; empty when it was not kept


class Refused(Model):
    """The outcome of an intent that could not be planned."""

    kind: Literal["refused"] = "refused"
    understood: str
    intent: str
    refusal: Refusal
