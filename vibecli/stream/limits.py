"""The bounds of a rule: a batch that goes beyond one is not written.

Shares are measured on the last thousand events of the run, so that a small batch is judged fairly.
"""

from collections import deque

from vibecli.errors import Blocked
from vibecli.steps.standing import StandingRule
from vibecli.stream.run import Counts

_WINDOW, _LEAST = 1_000, 100


class Limits:
    """Measures the batches of one run."""

    def __init__(self, rule: StandingRule) -> None:
        self._rule = rule
        self._before: deque[Counts] = deque()

    def check(self, counts: Counts) -> None:
        """Raise Blocked, naming the bound, for a batch that goes beyond one."""
        bounds, lately = self._rule.bounds, self._with(counts)
        told = lately.matched + lately.new
        if bounds.unmatched is not None and told >= _LEAST and lately.new > bounds.unmatched * told:
            self._stop(
                "unmatched",
                f"{lately.new:,} of {told:,} events are of new persons"
                f" ({lately.new / told:.0%}, at most {bounds.unmatched:.0%})",
            )
        lines = lately.events + lately.dead
        if bounds.dead is not None and lines >= _LEAST and lately.dead > bounds.dead * lines:
            self._stop(
                "dead",
                f"{lately.dead:,} of {lines:,} events are no good"
                f" ({lately.dead / lines:.0%}, at most {bounds.dead:.0%})",
            )
        for name, most, there in (
            ("rows", bounds.rows, counts.persons + counts.changed),
            ("review", bounds.review, counts.review),
        ):
            if most is not None and there > most:
                what = "profile rows would change" if name == "rows" else "questions would be asked"
                self._stop(name, f"{there:,} {what} (at most {most:,})")

    def take(self, counts: Counts) -> None:
        """Remember a batch that was written."""
        self._before.append(counts)
        while len(self._before) > 1 and _size(self._total()) - _size(self._before[0]) >= _WINDOW:
            self._before.popleft()

    def _with(self, counts: Counts) -> Counts:
        return counts if _size(counts) >= _WINDOW else self._total().and_(counts)

    def _total(self) -> Counts:
        total = Counts()
        for one in self._before:
            total = total.and_(one)
        return total

    def _stop(self, name: str, why: str) -> None:
        raise Blocked(
            f"bound {name} of rule {self._rule.name}: {why}; the batch is not written",
            hint="look at the events; the same command goes on from there",
            details={"bound": name},
        )


def _size(counts: Counts) -> int:
    return counts.events + counts.dead
