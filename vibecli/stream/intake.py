"""A batch from its lines to the events that count: typed, checked, each once, nobody suppressed.

Owns which events are left out and why. It writes nothing but temporary tables.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from vibecli.data.screen import Screen
from vibecli.engine.base import Column, Session
from vibecli.engine.names import quote, split_column
from vibecli.stream.line import Bad, Event, Reader, told
from vibecli.stream.people import People
from vibecli.stream.shape import BATCH, Shape

LINES = "__stream_lines"
_MICRO = 1_000_000
_WORDS, _PHONE = r"""[\s"',;:{}\[\]]+""", r"\+?\d[\d\s().\-/]{5,}\d"


@dataclass
class Intake:
    """The events of a batch that count, by their number in it, and what became of the others."""

    events: list[Event]
    good: list[int] = field(default_factory=list)
    dead: list[tuple[Event | Bad, str]] = field(default_factory=list)
    duplicates: int = 0
    suppressed: int = 0


@dataclass(frozen=True)
class Taking:
    """Takes the lines of batches in."""

    session: Session
    shape: Shape
    reader: Reader
    screen: Screen | None
    now: Callable[[], float]  # seconds since 1970

    def take(self, parsed: Sequence[Event | Bad], people: People) -> Intake:
        """Make the batch's table and tell which of its events count."""
        intake = Intake([one for one in parsed if isinstance(one, Event)])
        for one in parsed:
            if isinstance(one, Bad):
                self._bury(intake, one, one.reason)
        self._stage(intake.events)
        out = self._suppressed() if self.screen else set()
        intake.suppressed += len(out)
        self._check(intake, people, out)
        place = {id(one): at for at, one in enumerate(parsed)}
        intake.dead.sort(key=lambda letter: place[id(letter[0])])
        return intake

    def _stage(self, events: Sequence[Event]) -> None:
        fields = self.shape.rule.fields
        arrays = {"n": np.arange(len(events), dtype=np.int64)}
        for at in range(len(fields)):
            column = np.empty(len(events), dtype=object)
            column[:] = [event.values[at] for event in events]
            arrays[f"f{at}"] = column
        self.session.register(LINES, arrays)
        self.session.run(self.shape.batch_sql)

    def _check(self, intake: Intake, people: People, out: set[int]) -> None:
        found = self.session.arrays(self.shape.check_sql)
        bad = found["bad"].tolist()
        late, early = (self.now() + self.shape.rule.ahead) * _MICRO, self._oldest
        moments, hashes = (np.ma.getdata(found[name]).tolist() for name in ("moment", "hash"))
        good = []
        for n, event in enumerate(intake.events):
            if n in out:
                continue
            reason = bad[n]
            if reason is None and moments[n] > late:
                reason = "its time is in the future"
            elif reason is None and moments[n] < early:
                reason = f"its time is before {self.shape.rule.oldest}"
            if reason is None:
                good.append(n)
            else:
                self._bury(intake, event, reason)
        intake.good = self._once(intake, good, hashes, people) if self.shape.id_slot else good

    @cached_property
    def _oldest(self) -> int:
        """The first moment an event may have, in microseconds."""
        oldest = [self.shape.rule.oldest]
        return int(self.session.value("SELECT epoch_us(CAST(? AS TIMESTAMP))", oldest))

    def _once(
        self, intake: Intake, good: list[int], hashes: list[int], people: People
    ) -> list[int]:
        """Leave out events whose id was taken before, or stands earlier in the batch."""
        rule = self.shape.rule
        at = rule.fields.index(rule.id_field or "")
        known = people.seen.find(hashes[n] for n in good)
        again = self._taken({n: known[hashes[n]] for n in good if hashes[n] in known})
        seen: dict[int, str] = {}
        once = []
        for n in good:
            own = intake.events[n].values[at] or ""
            if n in again or (hashes[n] in seen and self._equal(seen[hashes[n]], own)):
                intake.duplicates += 1
                continue
            seen[hashes[n]] = own
            once.append(n)
        return once

    def _equal(self, one: str, two: str) -> bool:
        """Ids of one hash are one id, but for a chance of one in 2^64, which texts settle."""
        return one == two or self.shape.numbered_id

    def _taken(self, candidates: dict[int, int]) -> set[int]:
        """Give those events whose id the events table really holds."""
        if not candidates:
            return set()
        arrays = {
            "n": np.array([*candidates], dtype=np.int64),
            "rid": np.array([*candidates.values()], dtype=np.int64),
        }
        self.session.register("__stream_seen", arrays)
        own = f"e.{quote(self.shape.id_column or '')} = b.{self.shape.id_slot}"
        base = (
            f"SELECT s.n FROM __stream_seen s JOIN {BATCH} b USING (n) JOIN {self.shape.events} e"
        )
        rows = self.session.rows(f"{base} ON e.rowid = s.rid AND {own}")
        found = {int(n) for (n,) in rows}
        if len(found) < len(candidates):  # their rows lie elsewhere by now
            found |= {int(n) for (n,) in self.session.rows(f"{base} ON {own}")}
        self.session.unregister("__stream_seen")
        return found

    def _bury(self, intake: Intake, one: Event | Bad, reason: str) -> None:
        """Make a dead letter of a line, unless it names a suppressed person."""
        if self.screen is not None:
            named = _named(told(one.line))
            if named and self.screen.names(",".join(named)):
                intake.suppressed += 1
                return
        intake.dead.append((one, reason))

    # Suppressed persons

    def _suppressed(self) -> set[int]:
        """Give the events that name a suppressed person."""
        rule = self.shape.rule
        at = {name: number for number, name in enumerate(rule.fields)}
        asked = [(rule.events, [(taken.column, at[taken.field]) for taken in rule.columns])]
        asked += [
            (rule.profile, [(one.column, at[one.field])]) for one in rule.survivorship if one.field
        ]
        for identifier in rule.identifiers:
            named = identifier.role.strip().lower()
            asked.append((rule.profile, [(named, at[identifier.field])]))
            for place in identifier.columns:
                table, column = split_column(place)
                asked.append((table, [(column, at[identifier.field])]))
        out: set[int] = set()
        for table, columns in asked:
            out |= self._left_out(table, columns)
        return out

    def _left_out(self, table: str, columns: Sequence[tuple[str, int]]) -> set[int]:
        assert self.screen is not None, "asked where somebody is suppressed"
        named = ", ".join(f"f{number} AS {quote(name)}" for name, number in columns)
        relation = f"(SELECT n AS __n, {named} FROM {LINES})"
        typed = [Column(name, "VARCHAR") for name, _ in columns]
        keep, count = self.screen.leave_out(self.session, table, typed, relation)
        if not count:
            return set()
        rows = self.session.rows(f"SELECT __n FROM {relation} WHERE NOT ({keep})")
        return {int(n) for (n,) in rows}


def _named(line: str) -> list[str]:
    """Give what may be an email or a phone in a line that is no event, however it is broken.

    In time that grows with its length: a line without a space may have a million signs.
    """
    import re

    return [*(word for word in re.split(_WORDS, line) if "@" in word), *re.findall(_PHONE, line)]
