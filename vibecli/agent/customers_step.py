"""The step that makes the table of customers from events, or brings it up to date."""

from typing import Literal

from vibecli.data.catalog import Catalog
from vibecli.engine.names import key_of
from vibecli.learn.lone import Lone, behind, lone
from vibecli.steps.write import Write


def customers_step(
    made: Lone, mode: Literal["replace", "upsert"] = "replace", step: str = "s1"
) -> Write:
    """Give the step; one that makes the table may be run again once it is there."""
    tables = " and ".join(one.name for one in made.events)
    return Write(
        id=step,
        why=f"the customers of {tables}, each from the first event on",
        select=made.select,
        target=made.table.text,
        mode=mode,
        keys=(made.column.name,),
    )


def catching_up(catalog: Catalog, table: str, key: str) -> Write | None:
    """Give the step that makes a table of customers, or takes in those who came since.

    None where it is up to date, or was not made from events.
    """
    if catalog.table(table) is None:
        every = (one for each in lone(catalog) for one in each if one.column.name == key)
        found = next((one for one in every if key_of(one.table.text) == key_of(table)), None)
        return customers_step(found) if found else None
    made = behind(catalog, table)
    return customers_step(made, "upsert") if made else None
