"""Which columns of the base a plan rests on: what it reads, what it writes, and what names a row.

A value anywhere else may change between review and commit, as the plan would come to the same. It
would rather take a column too many: a table without a key counts whole.
"""

from collections.abc import Sequence

from vibecli.data.catalog import Catalog
from vibecli.engine.base import BASE, Engine, Session
from vibecli.engine.names import key_of
from vibecli.run.needs import Columns, Needs, add_columns
from vibecli.steps.base import Step
from vibecli.steps.clean import Clean

Rested = dict[str, Columns]  # by table, in the form names are compared by; None: all its columns


def columns_rested_on(
    engine: Engine, session: Session, steps: Sequence[Step], catalog: Catalog
) -> Rested:
    """Give the columns of each table that a change of would make the plan another one."""
    needs, found = Needs(engine, session, catalog=BASE), Rested()
    for step in steps:
        touch = needs.touch(step)
        add_columns(found, touch.reads)
        if isinstance(step, Clean):  # phones are read by the country beside them
            add_columns(found, {key_of(step.table): None})
        elif not touch.rows_only:  # rows that go are compared with their images one by one
            add_columns(found, touch.writes)
    for table in found:
        info = catalog.table(table)
        key = frozenset(name.lower() for name in info.key) if info else None
        add_columns(found, {table: key or None})
    return found
