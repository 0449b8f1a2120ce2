"""The step that makes the table of customers from events, or brings it up to date."""

from typing import Literal

from vibecli.data.catalog import Catalog
from vibecli.learn.lone import Lone, behind
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


def catching_up(catalog: Catalog, table: str) -> Write | None:
    """Give the step that takes in customers who came since; None where there are none."""
    made = behind(catalog, table)
    return customers_step(made, "upsert") if made else None
