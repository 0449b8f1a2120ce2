"""Options: what a person or a plan may say of a resolution."""

from dataclasses import dataclass

from vibecli.data.catalog import Relationship
from vibecli.identity.fields import FieldOverride
from vibecli.identity.record_rules import RecordRule
from vibecli.identity.verdicts import Verdict


@dataclass(frozen=True)
class Options:
    """What a person or a plan may set; everything empty means inferred and estimated."""

    fields: tuple[FieldOverride, ...] = ()
    ignore: tuple[str, ...] = ()
    one_to_one: bool | None = None  # None: where the tables are clearly unique inside
    accept: float | None = None
    review: float | None = None
    relationships: tuple[Relationship, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    rules: tuple[RecordRule, ...] = ()
