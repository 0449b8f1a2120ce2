"""What a worker is asked and the words it answers in: the contract of the two processes."""

from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field

from vibecli.contracts.model import Contracts
from vibecli.data.catalog import Catalog
from vibecli.engine.base import Room
from vibecli.identity.verdicts import Verdict
from vibecli.learn.definition import FeatureSet
from vibecli.model import Model
from vibecli.plan.expectation import Expectation
from vibecli.plan.model import Plan
from vibecli.plan.origin import Origin
from vibecli.plan.saved import Bound
from vibecli.policybook import Policy
from vibecli.run.model import Derived


class Chosen(Model):
    """Which part of a plan to keep, and how to come by it."""

    derived: Derived
    source: str = ""  # id of the plan whose change set is taken; without one the steps are run
    again: tuple[str, ...] = ()  # steps that only read, to be run on what is left


class ShadowJob(Model):
    """A plan to run on the shadow, and where it came from."""

    intent: str
    understood: str
    planner: str  # catalogue, flags, replay, file, or the model's name
    plan: Plan
    origin: Origin = Origin()
    chosen: Chosen | None = None
    protected: tuple[str, ...] = ()  # globs on top of the policy's, such as the glossary's
    bounds: tuple[Bound, ...] = ()  # of a saved intent
    expect: tuple[Expectation, ...] = ()  # of a saved intent
    catalog: Catalog | None = None  # what the flow knows of the base; read anew when left out
    purpose: str = ""  # of a saved intent: what its result is for
    verdicts: tuple[Verdict, ...] = ()  # of persons on records, the later ones last
    notices: tuple[str, ...] = ()  # to be told with the review
    contracts: Contracts = Contracts()  # of the tables that tag steps are about
    definitions: dict[str, str] = Field(default_factory=dict)  # texts of features/*.yaml, by file
    computed: dict[str, FeatureSet] = Field(default_factory=dict)  # those sets, as last computed


class Request(Model):
    """What any worker is asked with: where it works, what it reads beside, and what it may take."""

    what: ClassVar[str]
    work: str  # an empty folder of this run
    attach: dict[str, Path] = Field(default_factory=dict)  # read only, by name
    threads: int
    memory_mb: int
    timeout: float
    lock_timeout: float
    disk_mb: int | None = None  # the work folder may hold so much

    @property
    def room(self) -> Room:
        """What its session may take."""
        return Room(Path(self.work), self.threads, self.memory_mb, self.disk_mb)

    @property
    def space(self) -> tuple[str, str]:
        """Where its files lie, and how they come to lie elsewhere."""
        return str(Path(self.work).parent.parent), "set VIBECLI_STATE to another folder"


class ShadowRequest(Request):
    """A job with everything of the outside world a worker may know."""

    what: ClassVar[str] = "the plan"
    job: ShadowJob
    database: str
    plans: str  # the folder of all plans
    created_at: str
    region: str | None
    limit: int
    policy: Policy
    seal: str = ""  # key of the seals in hex, empty where nothing is sealed

    @property
    def effective(self) -> Policy:
        """The policy with what else is protected."""
        return self.policy.with_protected(self.job.protected)


class SurveyRequest(Request):
    """A database to look at, and all that a worker may know for it."""

    what: ClassVar[str] = "the survey of the tables"
    database: str
    cache: str

    @property
    def space(self) -> tuple[str, str]:
        """Where its files lie, and how they come to lie elsewhere."""
        return str(Path(self.work).parent), "set TMPDIR to another folder"


class Surveyed(Model):
    """What was found."""

    event: Literal["surveyed"] = "surveyed"
    catalog: Catalog


class Done(Model):
    """The plan is saved under this id."""

    event: Literal["done"] = "done"
    plan_id: str


class Failed(Model):
    """The run ended in this error."""

    event: Literal["error"] = "error"
    error: str  # class name in vibecli.errors
    message: str
    hint: str = ""
    details: dict[str, Any] = Field(default_factory=dict)
