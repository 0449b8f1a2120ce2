"""One whom only events tell of: no table has a row of theirs, and the events are all there is.

Owns how such a customer is found, by the columns that may name customers, and the document.
"""

from collections.abc import Iterator

from vibecli.data.catalog import Catalog
from vibecli.identity.whereabouts import NORMAL
from vibecli.learn.lone import lone
from vibecli.run.customer import Customer, Tied
from vibecli.run.customer_story import CustomerStory


def has_customers(catalog: Catalog) -> bool:
    """Tell whether there are events whose customers have no table."""
    return bool(lone(catalog))


def of_events_alone(story: CustomerStory, identifier: str) -> Customer | None:
    """Give the document of a customer by what events call them; None where none do."""
    place, _, rest = identifier.rpartition(":")
    named = story.finder.catalog.table(place.strip()) if place.strip() and rest.strip() else None
    tied = [*_tied(story, rest if named else identifier, named.name if named else "")]
    if not tied:
        return None
    table = tied[0].table
    return Customer(
        person=None,
        identity=None,
        found_by=f"known by {tied[0].by} of {table}",
        records=(),
        tied=tuple(tied),
        notes=(f"no table has a row a customer yet: vibecli ask 'add features for {table}'",),
    )


def _tied(story: CustomerStory, value: str, table: str) -> Iterator[Tied]:
    wanted = NORMAL["id"](value) or ""
    for each in lone(story.finder.catalog):
        for one in each:
            info, by = one.events[0], one.column.name
            if table in ("", info.name):
                rids = story.finder.where.holding(info, by, "id", wanted)
                if rids:
                    yield story.of_table(info, by, sorted(rids))
