"""The bounds of a rule: a batch that goes beyond one is not written.

Shares are measured on the last thousand events of the rule, those of its earlier runs among them,
so that a small batch, or a small run, is judged fairly. A batch that is within a share by itself
passes: stopping would not mend what was written before it.
"""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from vibecli.errors import Blocked
from vibecli.steps.standing import StandingRule
from vibecli.stream.run import Counts

_WINDOW, _LEAST = 1_000, 100


class _Share(NamedTuple):
    part: int
    whole: int

    def is_beyond(self, most: float) -> bool:
        return self.part > most * self.whole


class Limits:
    """Measures the batches of one run; `earlier` has the counts of those before, newest first."""

    def __init__(self, rule: StandingRule, earlier: Iterable[Counts] = ()) -> None:
        self._rule = rule
        self._before: deque[Counts] = deque()
        self._total = Counts()  # of them
        for run in earlier:
            if _size(self._total) >= _WINDOW:
                break
            self._before.appendleft(_lately(run))
            self._total = self._total.and_(self._before[0])

    def check(self, counts: Counts) -> None:
        """Raise Blocked, naming the bound, for a batch that goes beyond one."""
        bounds, lately = self._rule.bounds, self._with(counts)
        for name, most, share, what in (
            ("unmatched", bounds.unmatched, _unmatched, "are of new persons"),
            ("dead", bounds.dead, _dead, "are no good"),
        ):
            part, whole = found = share(lately)
            if most is None or whole < _LEAST:
                continue
            if found.is_beyond(most) and share(counts).is_beyond(most):
                told = f"({part / whole:.0%}, at most {most:.0%})"
                self._stop(name, f"{part:,} of {whole:,} events {what} {told}")
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
        self._total = self._total.and_(counts)
        while len(self._before) > 1 and _size(self._total) - _size(self._before[0]) >= _WINDOW:
            self._total = self._total.without(self._before.popleft())

    def _with(self, counts: Counts) -> Counts:
        return counts if _size(counts) >= _WINDOW else self._total.and_(counts)

    def _stop(self, name: str, why: str) -> None:
        raise Blocked(
            f"bound {name} of rule {self._rule.name}: {why}; the batch is not written",
            hint="look at the events; the same command goes on from there",
            details={"bound": name},
        )


def _unmatched(counts: Counts) -> _Share:
    return _Share(counts.new, counts.matched + counts.new)


def _dead(counts: Counts) -> _Share:
    return _Share(counts.dead, _size(counts))


def _size(counts: Counts) -> int:
    return counts.events + counts.dead


def _lately(run: Counts) -> Counts:
    """Give the counts of a run, those of a long one as if it had had a thousand events."""
    share = min(1.0, _WINDOW / max(_size(run), 1))
    names = Counts.model_fields
    return Counts(**{name: round(getattr(run, name) * share) for name in names})
