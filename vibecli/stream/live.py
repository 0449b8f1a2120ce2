"""Features and scores of the persons a batch touches, in its transaction.

Owns what is computed after the profile is written, where it is kept, and what an action is told.
All of it is of the person as the last event left them: the moment is just after their own newest
event, so that neither the clock nor the size of a batch shows.
"""

import json
from dataclasses import dataclass, field

from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName, key_of, quote
from vibecli.errors import Stale
from vibecli.learn.definition import FeatureSet
from vibecli.learn.reading import called
from vibecli.learn.spine import of_those
from vibecli.steps.score_rows import REASON, SCORE, SEGMENT, judged, kept_values
from vibecli.steps.standing import StandingRule
from vibecli.stream.champion import Champion
from vibecli.stream.histories import TOUCHED, Histories
from vibecli.stream.measured import Measured
from vibecli.stream.shape import Shape

_SCORES = "__live_scores"
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
    untold: str | None = None  # why the condition is not asked and the action not told: one event

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
        if rule.features is not None:
            same = champion is not None and champion.model.features == rule.features
            live.measured = live._of(rule.features, "kept", champion if same else None)
            live.measured.ensure(rule.features_into)
        if champion is not None:
            live._take(champion)
        return live

    @property
    def is_told_each(self) -> bool:
        """True where an action is told of the state after its event: no person twice in a batch."""
        rule = self.shape.rule
        return rule.action is not None and (rule.model is not None or rule.when is not None)

    def take(self, profile_end: int, *, fresh: bool) -> None:
        """Compute and write what is of the batch's persons; inside its transaction.

        `profile_end` is the row id after the last row of the profile that was there before;
        `fresh`: there are new ones.
        """
        if self.champion is not None and not self.champion.is_newest(self.session):
            self._take(Champion.of(self.engine, self.session, self.champion.model.model))
        self.session.run(
            f"CREATE OR REPLACE TEMP TABLE {TOUCHED} AS SELECT CAST(key AS {self.shape.key_type})"
            " AS key FROM __stream_people"
        )
        echoed = self._measure(profile_end)
        if self.measured is not None:
            self.measured.keep(self.shape.rule.features_into)
        if self.champion is not None:
            self._score(self.champion, profile_end, fresh=fresh, echoed=echoed)
        if self.shape.rule.action is not None:
            self._tell(profile_end)

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
        histories = Histories.load(self.session, features, self.shape, name, more)
        return Measured(self.session, histories, champion.model.label if champion else None)

    def _take(self, champion: Champion) -> None:
        """Score with this champion from now on."""
        before, self.champion = self.champion, champion
        features, rule = champion.model.features, self.shape.rule
        if before is not None and (before.model.features, before.model.label) == (
            features,
            champion.model.label,
        ):
            return
        if not isinstance(features, FeatureSet):
            self.scored = None
        elif self.measured is not None and features == rule.features:
            if before is not None:
                self.measured = self._of(features, "kept", champion)
            self.scored = self.measured
        else:
            self.scored = self._of(features, "scored", champion)

    def _measure(self, profile_end: int) -> bool:
        """Compute all sets; true where the batch changed to whom events of others lead, too."""
        sets = [one for one in (self.measured, self.scored) if one is not None]
        sets = sets[:1] if self.measured is self.scored else sets
        local = [one.histories.gather(profile_end=profile_end) for one in sets]
        echoed = sum(self._echoed(one) for one in sets) > 0  # each of them is asked
        if echoed:
            local = [one.histories.gather(profile_end=profile_end) for one in sets]
        for one, features in zip(sets, local, strict=True):
            one.make(features)
        return echoed

    def _echoed(self, one: Measured) -> bool:
        """Take further persons whom these events lead to, if there is a row of theirs already."""
        if not one.histories.has_others():
            return False
        rule = self.shape.rule
        if one is self.measured:
            kept = TableName.parse(rule.features_into).sql
            there = f"SELECT {quote(one.features.key)} FROM {kept}"
        else:
            score = quote(rule.scores_into[0])
            there = f"SELECT {quote(rule.key)} FROM {self.shape.profile} WHERE {score} IS NOT NULL"
        others = f"SELECT key FROM ({one.histories.others()}) WHERE key IN ({there})"
        return bool(self.session.value(f"INSERT INTO {TOUCHED} {others}"))

    # Scores

    def _score(self, champion: Champion, profile_end: int, *, fresh: bool, echoed: bool) -> None:
        """Write scores and what they rest on of the persons touched; null where not counted."""
        session, shape = self.session, self.shape
        model, scorer = champion.model, champion.scorer
        with judged(
            session, model, scorer, f"({self._rows(champion)})", champion.segments
        ) as found:
            session.run(
                f"CREATE OR REPLACE TEMP TABLE {_SCORES} AS SELECT t.key, p.rid, s.score,"
                f" s.segment, s.reason, s.as_of, s.model, s.version FROM {TOUCHED} t"
                f" LEFT JOIN ({found.select}) s ON s.key = t.key"
                f" LEFT JOIN __stream_people p ON CAST(p.key AS {shape.key_type}) = t.key"
            )
        kept = zip(shape.rule.scores_into, kept_values("s"), strict=True)
        told = ", ".join(f"{quote(name)} = {value}" for name, value in kept)
        update = f"UPDATE {shape.profile} AS o SET {told} FROM {_SCORES} s WHERE "
        session.run(f"{update} o.rowid = s.rid")
        own = f"o.{quote(shape.key)} = s.key"
        if fresh:
            session.run(f"{update} {own} AND s.rid < 0 AND o.rowid >= {profile_end:d}")
        if echoed:
            session.run(f"{update} {own} AND s.rid IS NULL")

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

    def _tell(self, profile_end: int) -> None:
        """Note of whom the action is told, and what beside the event."""
        shape, rule = self.shape, self.shape.rule
        own = (
            f"SELECT o.* FROM __stream_people p JOIN {shape.profile} o ON o.rowid = p.rid"
            f" UNION ALL SELECT o.* FROM {shape.profile} o WHERE o.rowid >= {profile_end:d}"
        )
        names = rule.scores_into[: len(_TOLD)] if rule.model else ()
        scores = "".join(f", {quote(name)}" for name in names)
        where = f" WHERE ({rule.when}\n)" if rule.when and not self.untold else ""
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
