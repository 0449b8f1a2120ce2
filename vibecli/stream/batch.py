"""One micro-batch, in one transaction: events, identifiers, profile, provenance, letters, place.

Nothing of it is written without all of it. A batch that the database refuses for one of its
values is halved until that event is alone, which becomes a dead letter: halves come to the same as
a whole. Where only the condition of the action is refused, the event is kept and its action failed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from vibecli.data.mask import mask_error
from vibecli.engine.base import Session
from vibecli.engine.names import quote
from vibecli.errors import EngineError, VibeError
from vibecli.identity.arriving import ABSENT, Arrivals, Resolved, minting
from vibecli.identity.identifier_hash import hashed
from vibecli.run.transaction import Transaction, transact
from vibecli.steps.standing import names_key
from vibecli.steps.standing_tables import DEAD_LETTERS, OUTBOX, REVIEW
from vibecli.stream import survival
from vibecli.stream.intake import Intake, Taking
from vibecli.stream.likeness import Likely, Likeness
from vibecli.stream.limits import Limits
from vibecli.stream.line import Bad, Event, Line, told
from vibecli.stream.live import Live
from vibecli.stream.people import People, Wrote, end_of
from vibecli.stream.profile import Links, Moved, write_profile
from vibecli.stream.questions import questions
from vibecli.stream.repeated import Repeated, check_once
from vibecli.stream.run import Counts
from vibecli.stream.seed import KEYS
from vibecli.stream.shape import BATCH, Shape
from vibecli.stream.tables import append, texts

_VALUE = re.compile(r"^(Constraint|Conversion|Out of Range|Invalid Input) Error")
AGAIN = "the same command"
_SHORT = 100  # lines that one thread takes
Written = Callable[[Session, Counts, Sequence[Line]], None]


@dataclass
class _Done:
    """What is taken into memory once a batch is committed."""

    counts: Counts
    resolved: Resolved
    asked: set[tuple[str, ...]]
    wrote: Wrote


@dataclass
class Batches:
    """Writes the batches of one stream; holds what is known of persons between them."""

    session: Session
    shape: Shape
    taking: Taking
    limits: Limits
    source: str
    people: People
    asked: set[tuple[str, ...]]  # questions there are
    likeness: Likeness | None
    written: Written  # writes place and run, inside each transaction
    live: Live | None = None  # features and scores of the persons of a batch
    untold: str | None = None  # why no condition is asked and the action not told: of one event
    threads: int = 1  # of a batch of many lines
    shared: int = 0  # threads there are now; 0: not known

    def take(self, lines: Sequence[Line]) -> Iterator[Counts]:
        """Write the lines as one batch, or as several where the database refuses one of them.

        Raises Blocked for a bound, DataError, Interrupted; then nothing of the batch is written.
        """
        try:
            counts = self._take(lines)
        except Repeated as repeated:
            for start, end in pairwise([0, *repeated.cuts, len(lines)]):
                yield from self.take(lines[start:end])
            return
        except VibeError as error:
            if not _refused(error):
                raise
            problem = error
        else:
            yield counts
            return
        if len(lines) > 1:
            half = len(lines) // 2
            yield from self.take(lines[:half])
            yield from self.take(lines[half:])
            return
        cause = problem.__cause__
        assert isinstance(cause, EngineError)
        yield self._alone(lines, mask_error(cause.message))

    def _alone(self, lines: Sequence[Line], reason: str) -> Counts:
        """Write an event that is refused: kept where only its action is, else a dead letter."""
        if self.shape.rule.acts_when:
            self.untold = f"whether to act cannot be told: {reason}"
            try:
                return self._take(lines)
            except VibeError as error:
                if not _refused(error):
                    raise
            finally:
                self.untold = None
        return self._take(lines, refused=f"the database refuses it: {reason}")

    def checkpointed(self) -> None:
        """Learn anew where rows lie if the engine closed gaps: no table ends earlier otherwise."""
        ends = [*self.people.ends.items(), *(self.live.ends() if self.live else ())]
        if any(end_of(self.session, table) < end for table, end in ends):
            self._look_again()

    def _look_again(self) -> None:
        self.people = People.load(self.session, self.shape)
        self.likeness = self.likeness and self.likeness.numbered(self.people.keys)
        if self.live is not None:
            self.live = Live.load(self.live.engine, self.session, self.shape)

    def _share(self, lines: int) -> None:
        """Give few lines one thread: handing them about costs more than it gains."""
        threads = 1 if lines <= _SHORT else self.threads
        if threads != self.shared:
            self.session.run(f"SET threads = {threads:d}")
            self.shared = threads

    def _take(self, lines: Sequence[Line], refused: str = "") -> Counts:
        parsed = [*self.taking.reader.read(lines)]
        if refused:
            parsed = [Bad(one.line, refused) for one in parsed]
        self._share(len(lines))
        try:
            done = self._transact(parsed, lines)
        except Moved:
            self._look_again()
            done = self._transact(parsed, lines)
        self.people.take(
            done.resolved.keys,
            {h: person for h, (_, person) in done.resolved.learnt.items()},
            done.resolved.last,
        )
        more = self.live.followed() if self.live else ()
        events = self.people.find_rows(self.session, self.shape, done.wrote, more)
        if self.live:
            self.live.follow(events)
        self.asked |= done.asked
        self.limits.take(done.counts)
        return done.counts

    def _transact(self, parsed: Sequence[Event | Bad], lines: Sequence[Line]) -> _Done:
        def work(transaction: Transaction) -> _Done:
            done = self._write(transaction, parsed)
            self.limits.check(done.counts)
            self.written(self.session, done.counts, lines)
            return done

        return transact(self.session, work, AGAIN)

    def _write(self, work: Transaction, parsed: Sequence[Event | Bad]) -> _Done:
        intake = self.taking.take(parsed, self.people)
        resolved = self._resolved(intake)
        if self.live is not None and self.live.is_told_each:
            check_once(intake, resolved, parsed)
        done = _Done(Counts(), resolved, set(), Wrote({}))
        numbers, links = self._register(intake, resolved)
        if intake.good:
            work.run(self._events_sql)
        wrote = Wrote(numbers, fresh=bool(resolved.keys))
        if numbers:
            events = sum(person >= 0 for person in resolved.persons)
            wrote = write_profile(work, self.shape, wrote, links, alone=events == len(numbers))
        self._learn(resolved)
        keyed = partial(self._key, resolved)
        asks = [*questions(self.shape.rule.name, resolved, keyed, self.asked, done.asked)]
        append(self.session, REVIEW, asks)
        append(self.session, DEAD_LETTERS, [*self._letters(intake)])
        work.check()
        if self.live is not None and intake.good:
            self.live.take(self.people.ends[self.shape.profile], untold=bool(self.untold))
        append(self.session, OUTBOX, [*self._outbox(intake, resolved)])
        anonymous = resolved.persons.count(ABSENT)
        done.counts = Counts(
            events=len(intake.good),
            matched=len(intake.good) - anonymous - resolved.new,
            new=resolved.new,
            anonymous=anonymous,
            duplicates=intake.duplicates,
            suppressed=intake.suppressed,
            dead=len(intake.dead),
            review=len(asks),
            persons=len(resolved.keys),
            changed=wrote.changed,
        )
        done.wrote = wrote
        return done

    # Whose

    def _resolved(self, intake: Intake) -> Resolved:
        rule = self.shape.rule
        at = {name: number for number, name in enumerate(rule.fields)}
        events = [intake.events[n] for n in intake.good]
        columns = []
        for one in rule.identifiers:
            values = [event.values[at[one.field]] for event in events]
            said = {value for value in values if value is not None}
            hashes = hashed(one.role, said, keys=names_key(one, rule))
            columns.append([hashes.get(value) if value else None for value in values])
        known = self.people.known.find(h for column in columns for h in column if h is not None)
        mint = minting(rule.name, self.shape.key_type, self.people.last)
        roles = [one.role for one in rule.identifiers]
        resolver = Arrivals(roles, known, len(self.people.keys), mint)
        rows = zip(*columns, strict=True) if columns else iter([()] * len(events))
        fields = [one.field for one in rule.identifiers]
        key = fields.index(self.shape.key_field) if self.shape.key_field in fields else ABSENT
        for event, identifiers in zip(events, rows, strict=True):
            told = key != ABSENT and identifiers[key] is not None
            own = self.shape.key_of(event.values[at[fields[key]]]) if told else None
            resolver.take(self._event_id(event), identifiers, partial(self._likely, event), own)
        made = map(int, resolver.found.keys) if self.shape.numbered else ()
        resolver.found.last = max(self.people.last, *made, 0)
        return resolver.found

    def _likely(self, event: Event) -> Likely:
        return self.likeness.tell(self._event_id(event), event) if self.likeness else Likely()

    def _event_id(self, event: Event) -> str:
        rule = self.shape.rule
        if rule.id_field is None:
            return event.line.name
        return event.values[rule.fields.index(rule.id_field)] or event.line.name

    def _key(self, resolved: Resolved, person: int) -> str | None:
        if person < 0:
            return None
        first = len(self.people.keys)
        return self.people.keys[person] if person < first else resolved.keys[person - first]

    def _register(self, intake: Intake, resolved: Resolved) -> tuple[dict[str, int], Links]:
        """Make known to the engine whose each event is, and where the rows of persons lie.

        Gives the persons of the batch by key, and what provenance there is of them.
        """
        self._arrays(
            "__stream_who",
            {
                "n": np.array(intake.good, dtype=np.int64),
                "number": np.array(resolved.persons, dtype=np.int64),
                "event_id": texts(self._event_id(intake.events[n]) for n in intake.good),
                "key": texts(self._key(resolved, number) for number in resolved.persons),
            },
        )
        numbers = np.unique(np.array(resolved.persons, dtype=np.int64))
        numbers = numbers[numbers >= 0]
        first = len(self.people.keys)
        keys = [self._key(resolved, number) or "" for number in numbers.tolist()]
        old = numbers[numbers < first]
        rids = np.full(len(numbers), ABSENT, dtype=np.int64)
        rids[: len(old)] = self.people.rows[old]
        self._arrays("__stream_people", {"number": numbers, "key": texts(keys), "rid": rids})
        told_ = self.people.told[old]
        rows, at = np.nonzero(told_ != ABSENT)
        ours = self.people.ours[old][rows, at]
        self._arrays(
            "__stream_links",
            {
                "number": old[rows],
                "spot": at.astype(np.int64),
                "rid": told_[rows, at],
                "ours": ours.astype(bool),
            },
        )
        asked = int(np.isin(at, survival.dated(self.shape)).sum())
        links = Links(asked, len(rows), foreign=not ours.all())
        return dict(zip(keys, numbers.tolist(), strict=True)), links

    def _arrays(self, name: str, arrays: Mapping[str, np.ndarray]) -> None:
        self.session.register(name, arrays)

    # What is written

    @property
    def _events_sql(self) -> str:
        rule, shape = self.shape.rule, self.shape
        columns = [quote(taken.column) for taken in rule.columns]
        values = [f"b.{shape.event_slot(taken.column, taken.field)}" for taken in rule.columns]
        if rule.person_column:
            columns.append(quote(rule.person_column))
            values.append(f"CAST(w.key AS {shape.event_types[rule.person_column.lower()]})")
        return (
            f"INSERT INTO {shape.events} ({', '.join(columns)}) SELECT {', '.join(values)}"
            f" FROM {BATCH} b JOIN __stream_who w USING (n) ORDER BY b.n"
        )

    def _learn(self, resolved: Resolved) -> None:
        if not resolved.learnt:
            return
        learnt = resolved.learnt
        self._arrays(
            "__stream_learnt",
            {
                "role": texts(role for role, _ in learnt.values()),
                "hash": np.fromiter(learnt, dtype=np.uint64, count=len(learnt)),
                "person": texts(self._key(resolved, person) for _, person in learnt.values()),
            },
        )
        self.session.run(
            f"INSERT INTO {KEYS} SELECT ?, role, hash, person FROM __stream_learnt",
            [self.shape.rule.profile.lower()],
        )

    def _letters(self, intake: Intake) -> Iterator[tuple[object, ...]]:
        for one, reason in intake.dead:
            line = one.line
            yield (
                self.shape.rule.name, self.source, line.partition, line.position, reason, told(line)
            )  # fmt: skip

    def _outbox(self, intake: Intake, resolved: Resolved) -> Iterator[tuple[object, ...]]:
        """Give one row an event of a person, for the rule's action; again its id is the same."""
        rule = self.shape.rule
        if rule.action is None:
            return
        told = self.live.told if self.live else None
        state = "failed" if self.untold else "open"
        acting = self.shape.acting(self.session, frozenset(intake.good), every=bool(self.untold))
        for n, person in zip(intake.good, resolved.persons, strict=True):
            who = self._key(resolved, person)
            if who is not None and n in acting and (told is None or who in told):
                event, payload = self._event_id(intake.events[n]), told and told[who]
                key = f"{rule.name}:{rule.action}:{event}"
                yield key, rule.name, rule.action, event, who, payload, state, 0, self.untold


def _refused(error: VibeError) -> bool:
    """True where the engine refuses a value, not where it cannot write at all."""
    cause = error.__cause__
    return isinstance(cause, EngineError) and bool(_VALUE.match(cause.message))
