"""Which tables tell what customers did, and of whom: the history that a model learns from.

Owns the choice; `learn.proposal` makes the features. Facts of the catalog alone.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue.fields import is_profile
from vibecli.agent.catalogue.links import PERSON_ROLES, made_by_us
from vibecli.data.catalog import Catalog, TableInfo
from vibecli.learn.definition import FeatureSet
from vibecli.learn.proposal import entities, propose, times


def history(catalog: Catalog, of: TableInfo | None) -> FeatureSet | None:
    """Give the features of all events of the customers of a table, or of the likeliest one."""
    reached = {table.name: entities(table.name, catalog) for table in _events(catalog)}
    found = (
        [of.name] if of else list(dict.fromkeys(name for one in reached.values() for name in one))
    )
    chosen = [(name, _of(name, reached)) for name in found if _of(name, reached)]
    if not chosen:
        return None
    entity, tables = max(chosen, key=lambda pair: _rank(catalog, *pair))
    return propose(tables, catalog, entity=entity).features


def _events(catalog: Catalog) -> list[TableInfo]:
    """Give the tables of events: with a time, and not of people themselves."""
    own = (t for t in catalog.tables if t.kind == "table" and not made_by_us(t))
    return [t for t in own if not _tells_people(t) and times(t)]


def _tells_people(table: TableInfo) -> bool:
    return len({column.role for column in table.with_role(*PERSON_ROLES)}) > 1


def _of(entity: str, reached: dict[str, tuple[str, ...]]) -> list[str]:
    return [table for table, names in reached.items() if entity in names and table != entity]


def _rank(catalog: Catalog, entity: str, tables: Sequence[str]) -> tuple[bool, bool, int]:
    """Prefer a profile, then people, then what most events tell of."""
    table = catalog.table(entity)
    if table is None:
        return False, False, 0
    return is_profile(table), _tells_people(table) or table.from_events, len(tables)
