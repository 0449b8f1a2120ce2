"""`suppress`: one person kept out of every later load and insert, or let in again."""

from typing import Literal

from vibecli.errors import NotFound
from vibecli.steps.base import Bench, Figure, Finding, Shadow, StepResult
from vibecli.steps.person import PersonStep


class Suppress(PersonStep):
    """Keep a person out of what is loaded and inserted from now on; `lift` lets them in again.

    Rows that are there stay. What is kept are keyed hashes of what names the person.
    """

    kind: Literal["suppress"] = "suppress"
    lift: bool = False

    def summary(self) -> str:
        """Give who is kept out or let in, without naming them."""
        return f"let {self.whom} in again" if self.lift else f"keep {self.whom} out of later loads"

    def check(self, bench: Bench) -> list[Finding]:
        """Somebody is named."""
        del bench
        return [*self.nobody()]

    def run(self, shadow: Shadow) -> StepResult:
        """Tell what is here of the person; what is written is no user table."""
        rows = 0
        try:
            subject = self.subject(shadow)
            rows = sum(map(len, subject.rows.values()))
            shadow.notices += subject.notes
        except NotFound:
            kinds = {kind for one in self.sealed(shadow.seal) for kind in one.kinds}
            if not self.lift and not kinds - {"id"}:
                raise  # a bare key of nobody here would say too little, and hit too much
            if not self.lift:
                shadow.notices.append("nobody here is known by that: it counts for later loads")
        told = "let in again" if self.lift else "kept out of later loads and inserts"
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"1 person {told}; {rows:,} rows that are here stay",
            figures=(Figure(name="rows", value=rows),),
        )
