"""The events table beside an identity table: what every run did to the persons of the run before.

Owns its name, its columns and its reasons. Rows are only ever added, and only when something
happened; a table is never made for nothing.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from vibecli.engine.base import Column
from vibecli.engine.names import TableName, literal, quote

if TYPE_CHECKING:
    from vibecli.identity.events import Change
    from vibecli.steps.base import Shadow

EVENT_COLUMNS = (
    Column("run", "INTEGER"),
    Column("event", "VARCHAR"),
    Column("person_id", "VARCHAR"),
    Column("other_person_id", "VARCHAR"),
    Column("source", "VARCHAR"),
    Column("record_id", "VARCHAR"),
    Column("records", "INTEGER"),
)
_ENDING = "_events"
_WHY: Mapping[str, str] = MappingProxyType(
    {
        "merge": "most records of this person are another person's now",
        "split": "this person goes on without some records, which are a new person now",
        "move": "this record is another person's now",
        "gone": "no record of this person is matched any more",
    }
)


def is_events_table(name: str, columns: Iterable[str]) -> bool:
    """Tell a table of events by its name and those of its columns."""
    own = {column.lower() for column in columns}
    return name.lower().endswith(_ENDING) and own >= {column.name for column in EVENT_COLUMNS}


def events_table(output: str) -> str:
    """Give the name of the events table of an identity table."""
    table = TableName.parse(output)
    return TableName(table.schema, f"{table.name}{_ENDING}").text


def write_events(shadow: "Shadow", output: str, change: "Change") -> None:
    """Add the events of a run to the events table, as the run after the last one there."""
    from vibecli.identity.events import event_columns

    if not change.flows:
        return
    table = events_table(output)
    known = shadow.exists(table)
    run = 1 + (_last_run(shadow, table) if known else 0)
    name = "__events"
    shadow.session.register(name, event_columns(change))
    columns = ", ".join(
        f"CAST({f'{run:d}' if c.name == 'run' else quote(c.name)} AS {c.type}) AS {quote(c.name)}"
        for c in EVENT_COLUMNS
    )
    try:
        (shadow.insert if known else shadow.create)(
            table, f"SELECT {columns}, {_why()} AS __why FROM {quote(name)}"
        )
    finally:
        shadow.session.unregister(name)


def _last_run(shadow: "Shadow", table: str) -> int:
    return int(shadow.session.value(f"SELECT max(run) FROM {shadow.numbered(table)}") or 0)


def _why() -> str:
    told = " ".join(f"WHEN {literal(kind)} THEN {literal(why)}" for kind, why in _WHY.items())
    return f"CASE event {told} END"
