"""The champion of a rule: the newest version of its model, opened once and scoring each batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName
from vibecli.errors import Stale
from vibecli.learn.definition import EventSource, FeatureSet
from vibecli.learn.extra import required
from vibecli.learn.registry import MODELS, Registered, artefact, registered
from vibecli.run.definition import exists
from vibecli.steps.base import Slot
from vibecli.steps.score_rows import usual_segments
from vibecli.steps.train_check import label_slots
from vibecli.stream.rule import check_sql

if TYPE_CHECKING:
    from vibecli.learn.scorer import Scorer

_TABLE = TableName.parse(MODELS)


@dataclass(frozen=True)
class Champion:
    """A version of a model, ready to score."""

    model: Registered
    scorer: "Scorer"
    segments: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, engine: Engine, session: Session, name: str) -> "Champion":
        """Open the newest version. Raises UsageError without the extra, Stale, DataError."""
        required()
        from vibecli.learn.artefact import opened

        model = registered(session, _TABLE.sql, name) if exists(session, _TABLE) else None
        if model is None:
            raise Stale(
                f"there is no model {name} any more", hint=f"vibecli ask 'train a {name} model'"
            )
        check_sql(engine, session, f"model {name}", _slots(model))
        data = artefact(session, _TABLE.sql, model.model, model.version)
        return cls(model, opened(data), usual_segments(model))

    @property
    def more(self) -> Sequence[EventSource]:
        """The source that tells who counts."""
        label = self.model.label
        return (label.source,) if label is not None and label.active is not None else ()


def _slots(model: Registered) -> tuple[Slot, ...]:
    """Give the SQL of a model that is run."""
    if isinstance(model.features, FeatureSet):
        return label_slots(model.label, model.features)
    return (Slot(name="sql", sql=model.sql),)
