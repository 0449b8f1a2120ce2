"""The verb of a stream: events of a source, taken by a standing rule, batch by batch.

It opens what a stream needs, asks policy and audit log first, and tells how it ended, however it
did. What a batch does is `stream.batch`.
"""

import hashlib
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from vibecli.data.catalog import Catalog
from vibecli.engine.base import Session
from vibecli.engine.names import split_column
from vibecli.errors import Blocked, Interrupted, UsageError, VibeError
from vibecli.model import Model
from vibecli.policing import Policing
from vibecli.run.audit import Head, keep_head
from vibecli.run.seal_key import known_seal
from vibecli.run.store import PlanStore
from vibecli.run.suppression import read_suppressed
from vibecli.run.trail import Trail
from vibecli.run.transaction import Transaction, transact
from vibecli.runtime import Runtime
from vibecli.steps.standing import StandingRule
from vibecli.steps.standing_tables import DEAD_LETTERS, OUTBOX, REVIEW
from vibecli.steps.trigger import rule_slots
from vibecli.stream.batch import AGAIN, Batches
from vibecli.stream.courier import Courier
from vibecli.stream.effort import Effort
from vibecli.stream.engine_log import PLAIN_TEXTS, take_in
from vibecli.stream.garbage import left_alone
from vibecli.stream.intake import Taking
from vibecli.stream.ledger import Ledger, place_text
from vibecli.stream.likeness import Likeness
from vibecli.stream.limits import Limits
from vibecli.stream.line import Reader
from vibecli.stream.live import Live
from vibecli.stream.opening import STDIN, StreamOptions, opened_source
from vibecli.stream.outbox import Outbox, Waiting, left_over, reopen, waiting
from vibecli.stream.pace import PaceMeter
from vibecli.stream.people import People
from vibecli.stream.place import Place, Places
from vibecli.stream.protection import check_protected
from vibecli.stream.questions import asked_before
from vibecli.stream.rule import check_sql, read_rule
from vibecli.stream.rules import RuleCard, RuleLine, listed_rules, rule_card
from vibecli.stream.run import StreamRun
from vibecli.stream.seed import ensure_keys, seed
from vibecli.stream.shape import Shape
from vibecli.stream.source import Source
from vibecli.stream.tables import (
    end_run,
    ensure_tables,
    next_number,
    stream_runs,
    write_run,
)
from vibecli.workspace import Workspace

_WAIT = 0.5  # seconds between two looks at a source that has nothing
_SHOWN_ID = 12


class StreamProgress(Model):
    """A batch that was written, or a look at a source that had nothing."""

    event: Literal["batch", "idle", "note"] = "batch"
    run: StreamRun
    note: str = ""
    seconds: float = 0.0
    lag: int | None = None
    lag_in: Literal["bytes", "messages"] = "bytes"
    rate: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    given_up: int = 0  # of what events set off


@dataclass
class _Open:
    """A stream that runs."""

    session: Session
    source: Source
    batches: Batches
    ledger: Ledger
    outbox: Outbox | None = None
    meter: PaceMeter = field(default_factory=PaceMeter)
    told: set[str] = field(default_factory=set)

    def look(self, **seen: Any) -> StreamProgress:
        """Give how it stands now, with what was just seen."""
        source, given_up = self.source, self.outbox.given_up if self.outbox else 0
        held = {"lag": source.lag(), "lag_in": source.lag_in, "given_up": given_up}
        return StreamProgress(run=self.ledger.run, **held, **seen)


@dataclass(frozen=True)
class Streaming:
    """The verbs about streams, bound to one workspace."""

    workspace: Workspace
    store: PlanStore
    runtime: Runtime
    tell: Callable[[str], None] = field(default=lambda _: None)  # what is done while nothing comes

    def runs(self) -> tuple[StreamRun, ...]:
        """Give the runs of streams, newest first."""
        with self.workspace.own() as session:
            return stream_runs(session)

    def rules(self) -> tuple[RuleLine, ...]:
        """Give the standing rules. Raises DataError."""
        with self.workspace.own() as session:
            return listed_rules(session)

    def rule(self, name: str) -> RuleCard:
        """Give all that is known of one standing rule. Raises NotFound, DataError."""
        with self.workspace.own() as session:
            return rule_card(session, name)

    def outbox(self) -> tuple[Waiting, ...]:
        """Give what standing rules set off, by state."""
        with self.workspace.own() as session:
            return waiting(session)

    def deliver(self, seconds: float, *, again: bool) -> tuple[Waiting, ...]:
        """Bring what the outbox holds, for so many seconds; `again`: what was given up too.

        Raises NotFound, DatabaseLocked, DataError.
        """
        settings = self.runtime.settings
        with self.workspace.engine.write(
            settings.database, lock_timeout=settings.lock_timeout
        ) as session:
            if waiting(session):
                if again:
                    reopen(session, AGAIN)
                courier = Courier(settings.actions, self.runtime.environment)
                Outbox(session, courier, AGAIN).finish(seconds)
            return waiting(session)

    def stream(self, options: StreamOptions) -> Generator[StreamProgress, None, StreamRun]:
        """Take the events of a source until it ends, a person stops it, or a bound is passed.

        Raises NotFound, UsageError, Stale, Blocked, DatabaseLocked, DataError, Interrupted; each
        batch is then written whole or not at all.
        """
        policing = Policing(self.workspace, self.runtime, self.store)
        policing.check()
        with self.workspace.own() as session:
            rule = read_rule(session, options.rule)
            check_sql(
                self.workspace.engine, session, f"standing rule {rule.name}", rule_slots(rule)
            )
            Shape.of(session, rule)
        if rule.action and rule.action not in self.runtime.settings.actions:
            raise UsageError(
                f"rule {rule.name} sets off {rule.action}, which [actions] does not name",
                hint=f'{rule.action} = {{ file = "out.ndjson" }} under [actions] in vibecli.toml',
            )
        catalog = self._catalog(rule, policing)
        check_protected(rule, policing.policy, catalog)
        settings = self.runtime.settings
        with self.workspace.engine.write(
            settings.database, lock_timeout=settings.lock_timeout
        ) as session:
            session.run("SET TimeZone = 'UTC'")
            session.run(PLAIN_TEXTS)
            if settings.threads:
                session.run(f"SET threads = {settings.threads:d}")
            if settings.memory_mb:
                session.run(f"SET memory_limit = '{settings.memory_mb:d}MB'")
            return (yield from self._stream(session, rule, catalog, options))

    def _stream(
        self, session: Session, rule: StandingRule, catalog: Catalog, options: StreamOptions
    ) -> Generator[StreamProgress, None, StreamRun]:
        shape = Shape.of(session, rule)
        self.tell(f"opening {options.source}")
        at = self.runtime.now().isoformat()  # runs of one second are two
        source = opened_source(options, rule, session, self.runtime.settings, at)
        try:
            places = Places(rule.name, source.key)
            known = {} if options.source == STDIN else places.read(session)
            head = Trail(self.runtime).streaming(f"rule {rule.name} from {_shown(known)}")
            run = self._run(session, rule, source.name, place_text([*known.values()]) or "0")
            ledger = Ledger(run, places, source, known.values())
            return (yield from self._until_end(session, shape, catalog, ledger, head, options))
        finally:
            source.close()

    def _until_end(
        self,
        session: Session,
        shape: Shape,
        catalog: Catalog,
        ledger: Ledger,
        head: Head,
        options: StreamOptions,
    ) -> Generator[StreamProgress, None, StreamRun]:
        """Take batches, and tell how it ended."""
        why = "stopped"
        try:
            opened = self._opened(session, shape, catalog, ledger, head)
            with left_alone():
                why = yield from self._batches(opened, options)
            if opened.outbox:
                self.tell("delivering what the events set off")
                opened.outbox.finish(options.deliver)
                for note in left_over(waiting(session), shape.rule.name):
                    yield StreamProgress(event="note", run=ledger.run, note=note)
        except Interrupted:
            raise
        except VibeError as error:
            bound = error.details.get("bound") if isinstance(error, Blocked) else None
            why = f"bound {bound}" if bound else f"failed: {type(error).__name__}"
            raise
        finally:
            run = ledger.stopped(self._at(), why)
            with suppress(VibeError):  # a database that takes nothing has the run without its end
                end_run(session, run)
            Trail(self.runtime).streamed(
                f"rule {run.rule} to {run.to_place or run.from_place}, {run.events} events, {why}"
            )
        return run

    def _batches(
        self, opened: _Open, options: StreamOptions
    ) -> Generator[StreamProgress, None, str]:
        source = opened.source
        while True:
            lines = source.poll(options.batch, _WAIT, options.interval)
            if opened.outbox:
                opened.outbox.pump()
            yield from self._notes(opened)
            if not lines:
                if source.ended:
                    return "end of the source" if source.lag_in == "bytes" else "nothing more now"
                self._take_in_log(opened, idle=True)
                yield opened.look(event="idle")
                continue
            began = time.monotonic()
            for counts in opened.batches.take(lines):
                opened.ledger.committed()
                now = time.monotonic()
                pace = opened.meter.take(now, now - began, counts.events)
                yield opened.look(seconds=now - began, rate=pace.rate, p50=pace.p50, p99=pace.p99)
                began = time.monotonic()
            self._take_in_log(opened, idle=False)

    def _notes(self, opened: _Open) -> Generator[StreamProgress, None, None]:
        """Tell each notice, and each new field of the events, once."""
        reader = opened.batches.taking.reader
        every = {f"new field {one}, which the rule does not read" for one in reader.unknown}
        news = opened.outbox.news() if opened.outbox else ()
        for note in (*opened.source.notices, *sorted(every - opened.told), *news):
            yield opened.look(event="note", note=note)
        opened.told |= every
        opened.source.notices.clear()

    def _take_in_log(self, opened: _Open, *, idle: bool) -> None:
        if take_in(opened.session, self.runtime.settings.database, idle=idle):
            opened.batches.checkpointed()

    # Opening

    def _opened(
        self, session: Session, shape: Shape, catalog: Catalog, ledger: Ledger, head: Head
    ) -> _Open:
        rule = shape.rule

        def begin(work: Transaction) -> None:
            tables = [DEAD_LETTERS, REVIEW, *([OUTBOX] if rule.action else [])]
            ensure_tables(work.session, tables)
            ensure_keys(work.session)
            ledger.places.ensure(work.session)
            ledger.places.write(work.session, ledger.source.begun)
            shape.make_provenance(work.session)
            self.tell("learning whom identifiers name")
            seed(work.session, shape, catalog.table, self.tell)
            write_run(work.session, ledger.run)
            keep_head(work.session, head)

        transact(session, begin, AGAIN)
        settings = self.runtime.settings
        self.tell(f"reading the persons of {rule.profile}")
        screen = read_suppressed(session, known_seal(settings.state, self.runtime.environment))
        people = People.load(session, shape)
        likeness = Likeness.opened(session, shape, catalog.table, people.keys)
        self.tell("reading features, models and events")
        batches = Batches(
            session=session,
            shape=shape,
            taking=Taking(
                session, shape, Reader(rule), screen, lambda: self.runtime.now().timestamp()
            ),
            limits=Limits(rule, stream_runs(session, rule.name)),
            source=ledger.source.name,
            people=people,
            likeness=likeness,
            asked=asked_before(session, rule.name),
            written=ledger.write,
            live=Live.load(self.workspace.engine, session, shape),
            effort=Effort(session),
        )
        courier = Courier(settings.actions, self.runtime.environment) if rule.action else None
        outbox = Outbox(session, courier, AGAIN) if courier else None
        return _Open(session, ledger.source, batches, ledger, outbox)

    def _run(self, session: Session, rule: StandingRule, source: str, place: str) -> StreamRun:
        transact(session, lambda work: ensure_tables(work.session, ()), AGAIN)
        number, at = next_number(session), self._at()
        print_ = hashlib.sha256(f"{number}\0{rule.name}\0{source}\0{at}".encode()).hexdigest()
        return StreamRun(
            id=f"s{print_[:_SHOWN_ID]}",
            number=number,
            rule=rule.name,
            source=source,
            started_at=at,
            by=self.runtime.person(),
            from_place=place,
        )

    def _at(self) -> str:
        return self.runtime.now().isoformat(timespec="seconds")

    # Policy

    def _catalog(self, rule: StandingRule, policing: Policing) -> Catalog:
        """Give what is known of the database, where a rule or the policy asks for it."""
        profile = rule.profile.lower()
        places = [split_column(place)[0] for one in rule.identifiers for place in one.columns]
        places += [rule.like] if rule.like else []
        if policing.policy.protected or any(place.lower() != profile for place in places):
            return self.workspace.catalog()
        return Catalog(tables=())


def _shown(known: Mapping[int, Place]) -> str:
    return place_text([*known.values()]) or "the beginning"


__all__ = ["StreamOptions", "StreamProgress", "Streaming"]
