"""The column of an events table that holds whom a stream matched each event to.

Features that follow it count what was matched by e-mail or a phone number as well; rows of before
have nothing there and go by the links they have. Owns the column's name and the steps with it.
"""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.data.catalog import TableInfo
from vibecli.engine.names import key_of
from vibecli.learn import paths
from vibecli.learn.definition import EventSource, FeatureSet, Link
from vibecli.steps.alter import Alter
from vibecli.steps.alteration import Alteration
from vibecli.steps.train import Train


def person_column(profile: TableInfo) -> str:
    """Give the name of the column."""
    return paths.noted(profile.key[0])


def noted(cursor: Cursor, events: TableInfo, profile: TableInfo) -> Alter | None:
    """Give the step that adds the column; None where it is there already."""
    name = person_column(profile)
    if events.column(name) is not None:
        return None
    cursor.assume(f"{events.name}.{name} is new: it holds whom an event was matched to", "schema")
    kind = next(column.type for column in profile.columns if column.name == profile.key[0])
    change = Alteration(change="add", column=name, type=kind)
    why = "features count an event by whom it was matched to"
    return Alter(id="s1", why=why, table=events.name, changes=(change,))


def led(features: FeatureSet, events: str, column: str) -> FeatureSet:
    """Give a set whose events lead first to whom they were matched to."""
    sources = tuple(_led(source, events, column) for source in features.sources)
    return features.model_copy(update={"sources": sources})


def led_training(step: Train, events: str, column: str) -> Train:
    """Give the step with features and label that go by it."""
    if step.features is None or step.label is None:
        return step
    label = step.label.model_copy(update={"source": _led(step.label.source, events, column)})
    return step.model_copy(update={"features": led(step.features, events, column), "label": label})


def _led(source: EventSource, events: str, column: str) -> EventSource:
    if key_of(source.table) != key_of(events):
        return source
    links = (
        Link(column=column, bridge=None),
        *(one for one in source.links if one.column != column),
    )
    return source.model_copy(update={"links": links})
