"""What is known of one customer: the one document every output is made from.

Personal values in it are masked, unless they were asked for. Saved as JSON, versioned.
"""

from typing import Literal

from vibecli.model import Model

FORMAT = 1
AS_LOADED = "as loaded"  # the rule of a value that no merge wrote
Kind = Literal["events", "features", "scores"]


class Fact(Model):
    """A column and what it says."""

    column: str
    value: str | None


class CustomerRecord(Model):
    """A record of the customer, and why it is theirs."""

    source: str
    record_id: str
    why: str
    probability: float | None = None
    facts: tuple[Fact, ...] = ()


class ProfileField(Model):
    """A value of the profile and where it came from: `as loaded` where no merge wrote it."""

    column: str
    value: str | None
    source: str | None = None
    record_id: str | None = None
    recorded_at: str | None = None  # when that record last changed
    rule: str | None = None
    edited: bool = False  # it is not what was last written


class CustomerProfile(Model):
    """The one row a person, with provenance."""

    table: str
    key: str
    fields: tuple[ProfileField, ...]


class Tied(Model):
    """Rows of another table that are the customer's: events, features or scores."""

    table: str
    kind: Kind
    by: str  # the column that names the customer
    rows: int
    first: str | None = None
    last: str | None = None
    columns: tuple[str, ...] = ()
    newest: tuple[tuple[str | None, ...], ...] = ()


class Judged(Model):
    """What a person decided about two records, one of them the customer's."""

    left: str
    right: str
    verdict: str
    by: str
    at: str


class Customer(Model):
    """The whole picture of one customer."""

    format: int = FORMAT
    kind: Literal["customer"] = "customer"
    person: str | None
    identity: str | None
    found_by: str
    records: tuple[CustomerRecord, ...]
    profiles: tuple[CustomerProfile, ...] = ()
    tied: tuple[Tied, ...] = ()
    judged: tuple[Judged, ...] = ()
    notes: tuple[str, ...] = ()
