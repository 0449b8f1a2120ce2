"""The decisions file: what a reviewer who is not at the terminal says of a plan.

Written by the HTML report (`decisions.json`) or by hand, read by `review --import`. It names the
plan and the reviewer, and marks parts of the change; what it does not mark stays as it is.
"""

from typing import Literal

from vibecli.model import Model
from vibecli.run.model import Override


class Mark(Model):
    """One part of the change, accepted or rejected.

    `name` of a step is its id (`s2`), of a table `schema.table`, of a column `schema.table.column`,
    of a pair its number in the evidence of the match.
    """

    what: Literal["step", "table", "column", "pair"]
    name: str
    verdict: Literal["accept", "reject"]
    comment: str = ""


class Decisions(Model):
    """What one reviewer says of one plan."""

    format: Literal[1] = 1
    plan_id: str  # whole, never a prefix
    reviewer: str
    at: str  # ISO time, UTC
    verdict: Literal["apply", "discard", "comment"]  # a comment decides nothing
    marks: tuple[Mark, ...] = ()
    confirmed: tuple[str, ...] = ()  # tables typed by name
    overrides: tuple[Override, ...] = ()
    comment: str = ""
