"""The decisions file: what a reviewer who is not at the terminal says of a plan.

Written by the HTML report (`decisions.json`) or by hand, read by `review --import`. It names the
plan and the reviewer, and marks parts of the change; what it does not mark stays as it is.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from vibecli.errors import NotFound, UsageError
from vibecli.model import Model
from vibecli.plan.hash import ID_LENGTH
from vibecli.run.model import Override, Part

_MOST_BYTES = 4_000_000
_LONGEST_NAME = 200
_FORM = "vibecli schema decisions has its form"


class Mark(Model):
    """One part of the change, accepted or rejected.

    `name` of a step is its id (`s2`), of a table `schema.table`, of a column `schema.table.column`,
    of rows added and removed their table, of a pair its number in the evidence of the match, of a
    mapping its number in the lookup of the cleaning, of a rule its number among those suggested.
    """

    what: Literal["step", "table", "column", "rows", "pair", "mapping", "rule"]
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

    def rejected(self) -> Iterator[Part]:
        """Give the parts of the change the reviewer leaves out, pairs apart."""
        for mark in self.marks:
            if mark.what != "pair" and mark.verdict == "reject":
                yield Part(what=mark.what, name=mark.name)

    def parts(self) -> Iterator[Part]:
        """Give every part that is marked, pairs apart."""
        return (Part(what=m.what, name=m.name) for m in self.marks if m.what != "pair")

    def runs_anew(self) -> bool:
        """Tell whether the plan must be run again for it: pairs judged, values or rules left."""
        single = ("mapping", "rule")
        return any(self.pairs()) or any(part.what in single for part in self.rejected())

    def pairs(self) -> "Iterator[tuple[Part, Literal['same', 'different']]]":
        """Give the pairs that are judged."""
        for mark in self.marks:
            if mark.what == "pair":
                said: Literal["same", "different"]
                said = "same" if mark.verdict == "accept" else "different"
                yield Part(what="pair", name=mark.name), said


def read_decisions(path: Path) -> Decisions:
    """Read a decisions file. Raises NotFound, UsageError."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFound(f"no file {path}", hint="vibecli review --import FILE") from error
    except OSError as error:
        raise UsageError(
            f"cannot read {path}: {error.strerror}", hint="make it readable"
        ) from error
    if len(text) > _MOST_BYTES:
        raise UsageError(f"{path.name} is too long to be a decisions file", hint=_FORM)
    try:
        said = Decisions.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise UsageError(
            f"{path.name} is no decisions file: {where}: {first['msg'].lower()}",
            hint=_FORM,
        ) from error
    _check(said)
    return said


def _check(said: Decisions) -> None:
    """Raise UsageError where the file does not say who decides on what."""
    if len(said.plan_id) != ID_LENGTH or not said.plan_id.isalnum():
        raise UsageError(
            "the decisions file must give the whole plan id",
            hint="vibecli review --list --output json has it",
        )
    name = said.reviewer.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError("the decisions file must name its reviewer", hint=_FORM)
    verdicts: dict[tuple[str, str], str] = {}
    for mark in said.marks:
        key = mark.what, mark.name.lower()
        if verdicts.setdefault(key, mark.verdict) != mark.verdict:
            raise UsageError(
                f"{mark.what}:{mark.name} is both accepted and rejected", hint="mark it once"
            )
