"""Features and scores of the persons a batch touches, in its transaction.

Owns what is computed after the profile is written, where it is kept, and what an action is told.
All of it is of the person as the last event left them: the moment is just after their own newest
event, so that neither the clock nor the size of a batch shows.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from vibecli.engine.base import Array, Engine, Session
from vibecli.engine.names import TableName, key_of, quote
from vibecli.errors import SqlError, Stale
from vibecli.learn.definition import FeatureSet
from vibecli.learn.reading import called
from vibecli.learn.spine import of_those
from vibecli.steps.score_rows import REASON, SCORE, SEGMENT, judged, kept_values
from vibecli.steps.standing import StandingRule
from vibecli.steps.train_rows import as_texts
from vibecli.stream.bridges import Bridges
from vibecli.stream.champion import Champion
from vibecli.stream.histories import TOUCHED, Histories
from vibecli.stream.measured import Measured
from vibecli.stream.shape import Shape
from vibecli.stream.told_source import ToldSource, take_in

_TOLD = (SCORE, SEGMENT, REASON)  # an action


@dataclass
class Live:
    """Features and scores of one rule, between its batches."""

    engine: Engine
    session: Session
    shape: Shape
    measured: Measured | None  # the features that are kept
    champion: Champion | None = None
    scored: Measured | None = None  # the features of the champion; may be the ones that are kept
    told: dict[str, str | None] = field(default_factory=dict)  # payloads by person, of whom to act
    texts: list[str] | None = (
        None  # columns of what is scored that are fetched as text; None: not known yet
    )

    @classmethod
    def load(cls, engine: Engine, session: Session, shape: Shape) -> "Live | None":
        """Learn where the events of persons lie; None where the rule asks for nothing of it.

        Raises UsageError without the extra, Stale, DataError.
        """
        rule = shape.rule
        if rule.features is None and rule.model is None and not rule.acts_when:
            return None
        champion = Champion.of(engine, session, rule.model) if rule.model else None
        lacking = [name for name in live_columns(rule) if name.lower() not in shape.profile_types]
        if lacking:
            raise Stale(
                f"standing rule {rule.name} does not fit the tables:"
                f" {rule.profile} has no column {lacking[0]}",
                hint="make the rule anew; nothing was taken",
            )
        live = cls(engine, session, shape, None)
        try:
            live._open(champion)
        except SqlError as error:
            raise Stale(
                f"features or model of standing rule {rule.name} do not fit the tables:"
                f" {error.message.partition(' Error: ')[2] or error.message}",
                hint="make the rule anew; nothing was taken",
            ) from error
        return live

    def _open(self, champion: Champion | None) -> None:
        rule = self.shape.rule
        if rule.features is not None:
            same = champion is not None and champion.model.features == rule.features
            self.measured = self._of(rule.features, "kept", champion if same else None)
            self.measured.ensure(rule.features_into)
        if champion is not None:
            self._take(champion)
            if self.scored is None:
                self.session.describe(champion.model.sql)  # of a table that may be another by now

    @property
    def is_told_each(self) -> bool:
        """True where an action is told of the state after its event: no person twice in a batch."""
        rule = self.shape.rule
        return rule.action is not None and (rule.model is not None or rule.when is not None)

    @cached_property
    def is_plain(self) -> bool:
        """True where no SELECT of a person's own is run, over tables of any size, in a batch."""
        sets = [one.histories for one in self._sets()]
        return (self.champion is None or self.scored is not None) and all(
            one.is_indexed for one in sets
        )

    def take(self, profile_end: int, *, untold: bool = False) -> None:
        """Compute and write what is of the batch's persons; inside its transaction.

        `profile_end` is the row id after the last row of the profile that was there before;
        `untold`: the condition to act is not asked.
        """
        self._touch(profile_end)
        self._measure()
        if self.measured is not None:
            self.measured.keep(self.shape.rule.features_into)
        if self.champion is not None:
            self._score(self.champion)
        if self.shape.rule.action is not None:
            self._tell(asked=not untold)

    # Events of the rule's own table

    def followed(self) -> list[str]:
        """Give what is asked of each event that a batch has added."""
        return [
            f"hash({quote(link.column)})::UBIGINT AS {told.name}_{n}"
            for told in self._own()
            for n, link in enumerate(told.source.links)
        ]

    def follow(self, events: Mapping[str, Array]) -> None:
        """Take in the events of a batch that is committed."""
        for told in self._own():
            hashes = {f"h{n}": events[f"{told.name}_{n}"] for n in range(len(told.source.links))}
            take_in(told, {"rid": events["rid"], **hashes})

    def ends(self) -> Iterator[tuple[str, int]]:
        """Give the tables whose rows are known by row id, each with the id after the last one."""
        for one in self._sets():
            yield from ((t.table, t.end) for t in one.histories.told if t.indices is not None)

    def _own(self) -> Iterator[ToldSource]:
        for one in self._sets():
            yield from one.histories.followed()

    def _sets(self) -> list[Measured]:
        sets = [one for one in (self.measured, self.scored) if one is not None]
        return sets[:1] if self.measured is self.scored else sets

    # A batch

    def _touch(self, profile_end: int) -> None:
        """Make TOUCHED; new rows are found at the end of the profile."""
        key, shape = quote(self.shape.key), self.shape
        self.session.run(
            f"CREATE OR REPLACE TEMP TABLE {TOUCHED} AS"
            f" SELECT CAST(key AS {shape.key_type}) AS key, rid FROM __stream_people WHERE rid >= 0"
            f" UNION ALL SELECT {key}, rowid FROM {shape.profile} WHERE rowid >= ?",
            [profile_end],
        )

    # Features

    def _of(self, features: FeatureSet, name: str, champion: Champion | None) -> Measured:
        """Give a set ready to be computed. Raises Stale for one of others than the profiles."""
        rule = self.shape.rule
        if about(features) != about_profile(rule):
            raise Stale(
                f"the features {features.name} are of {features.entity}, not of {rule.profile}",
                hint="make the rule anew",
            )
        more = champion.more if champion else ()
        histories = Histories.load(self.session, features, self.shape, name, self._bridges, more)
        made = Measured(self.session, histories, champion.model.label if champion else None)
        made.columns()
        return made

    @cached_property
    def _bridges(self) -> Bridges:
        return Bridges(self.session, self.shape)

    def _take(self, champion: Champion) -> None:
        """Score with this champion."""
        self.champion = champion
        features, rule = champion.model.features, self.shape.rule
        if isinstance(features, FeatureSet):
            same = self.measured is not None and features == rule.features
            self.scored = self.measured if same else self._of(features, "scored", champion)

    def _measure(self) -> None:
        """Compute all sets."""
        sets = self._sets()
        for one in sets:
            one.histories.gather()
        if sum(self._echoed(one) for one in sets):  # each of them is asked
            for one in sets:
                one.histories.gather()
        for one in sets:
            one.make()

    def _echoed(self, one: Measured) -> bool:
        """Take further persons whom these events lead to, if there is a row of theirs already."""
        if not one.histories.has_others():
            return False
        rule, key = self.shape.rule, quote(self.shape.key)
        if one is self.measured:
            kept = TableName.parse(rule.features_into).sql
            there = f"SELECT {quote(one.features.key)} FROM {kept}"
        else:
            score = quote(rule.scores_into[0])
            there = f"SELECT {key} FROM {self.shape.profile} WHERE {score} IS NOT NULL"
        others = (
            f"SELECT {key}, rowid FROM {self.shape.profile} WHERE {key} IN"
            f" (SELECT key FROM ({one.histories.others()}) WHERE key IN ({there}))"
        )
        return bool(self.session.value(f"INSERT INTO {TOUCHED} {others}"))

    # Scores

    def _score(self, champion: Champion) -> None:
        """Write scores and what they rest on of the persons touched; null where not counted."""
        model, shape = champion.model, self.shape
        kept = zip(shape.rule.scores_into, kept_values("s"), strict=True)
        told = ", ".join(f"{quote(name)} = {value}" for name, value in kept)
        select = self._rows(champion)
        if self.texts is None:
            self.texts = as_texts(self.session, select, "key")
        with judged(
            self.session, model, champion.scorer, f"({select})", champion.segments, self.texts
        ) as found:
            self.session.run(
                f"UPDATE {shape.profile} AS o SET {told} FROM (SELECT t.rid, f.score, f.segment,"
                f" f.reason, f.as_of, f.model, f.version FROM {TOUCHED} t"
                f" LEFT JOIN ({found.select}) f ON f.key = t.key) s WHERE o.rowid = s.rid"
            )

    def _rows(self, champion: Champion) -> str:
        """Give the SELECT of what is scored: key, cut, features."""
        if self.scored is not None:
            label, rule = champion.model.label, self.shape.rule
            who = label.who if label else None
            return of_those(self.scored.rows, rule.profile, rule.key, who)
        return (
            f"SELECT *, CAST(NULL AS TIMESTAMP) AS cut FROM ({champion.model.sql})"
            f" WHERE key IN (SELECT key FROM {TOUCHED})"
        )

    # Actions

    def _tell(self, *, asked: bool) -> None:
        """Note of whom the action is told, and what beside the event."""
        shape, rule = self.shape, self.shape.rule
        own = f"SELECT o.* FROM {TOUCHED} t JOIN {shape.profile} o ON o.rowid = t.rid"
        names = rule.scores_into[: len(_TOLD)] if rule.model else ()
        scores = "".join(f", {quote(name)}" for name in names)
        where = f" WHERE ({rule.when}\n)" if rule.when and asked else ""
        rows = self.session.rows(
            f"SELECT CAST({quote(shape.key)} AS VARCHAR){scores}"
            f" FROM {called(f'({own})', rule.profile)}{where}"
        )
        self.told = {key: self._payload(values) for key, *values in rows}

    def _payload(self, values: list[object]) -> str | None:
        if self.champion is None:
            return None
        model = self.champion.model
        told = dict(zip(_TOLD, values, strict=True))
        return json.dumps({**told, "model": model.model, "version": model.version})


def about(features: FeatureSet) -> tuple[str, str]:
    """Give the table and the key that a set is about."""
    return key_of(features.entity), features.key.lower()


def about_profile(rule: StandingRule) -> tuple[str, str]:
    """Give those of the profile of a rule."""
    return key_of(rule.profile), rule.key.lower()


def live_columns(rule: StandingRule) -> tuple[str, ...]:
    """Give the columns of the profile that scores are written to."""
    return rule.scores_into if rule.model else ()
