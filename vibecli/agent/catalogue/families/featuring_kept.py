"""Sets of features that have a file: words about one take it as it stands, or add to it.

Owns what words may do with a file: no feature of it is left out or made otherwise.
"""

import re

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families import featuring_words as said
from vibecli.agent.catalogue.families.as_of import as_of
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.counting import counted
from vibecli.data.catalog import TableInfo
from vibecli.errors import UsageError
from vibecli.learn.definition import FeatureColumn, FeatureSet
from vibecli.learn.definition_file import ENDING, Defined, read_definition
from vibecli.steps.feature import Feature

_PARTS = re.compile(r"[\W_]+")


def updated(cursor: Cursor) -> Draft | None:
    """Read `bring the app_events features up to date`, `compute features/app_events.yaml`."""
    if not (cursor.world.definitions and cursor.take(*said.UPDATE)):
        return None
    told = _noun(cursor)
    kept = cursor.first((_by_name, _by_table, _by_its_own)) if told else None
    kept = kept or cursor.first((_called, _by_its_own))
    if kept is None:
        return None
    _noun(cursor)
    cursor.take(*said.UP_TO_DATE)
    at = as_of(cursor, own=True)
    return standing(cursor, kept, at.at if at else "")


def standing(cursor: Cursor, kept: Defined, as_of: str = "") -> Draft:
    """Give the plan of a set as its file has it, as of the moment said if any."""
    features = kept.features
    cursor.assume(f"features/{features.name}{ENDING} is taken as it stands", "schema")
    step = Feature.of(kept.model_copy(update={"as_of": as_of or kept.as_of}))
    tables = " and ".join(source.table for source in features.sources)
    understood = f"{counted(len(features.features), 'feature')} of {tables}"
    return Draft(
        f"Features {features.name}",
        f"{understood} for each row of {features.entity}, into {kept.table}",
        (step,),
    )


def kept_set(cursor: Cursor, name: str, entity: TableInfo | None) -> Defined | None:
    """Give the set of a file, if there is one of that name; it must be of whom words say."""
    text = cursor.world.definitions.get(f"{name}{ENDING}")
    if text is None:
        return None
    kept = _read(text, f"{name}{ENDING}")
    if entity is not None and cursor.world.catalog.table(kept.features.entity) != entity:
        told = f"features/{name}{ENDING} is of {kept.features.entity}, not of {entity.name}"
        raise Declined(told, f"add features for {kept.features.sources[0].table} called NAME")
    return kept


def named_set(cursor: Cursor) -> Defined | None:
    """Read `the features buying`, `features/buying.yaml`, `the buying features`.

    Raises Declined for a file there is not.
    """
    if _noun(cursor):
        found = cursor.first((_by_name,))
        rest = [word.text for word in cursor.rest if word.form not in ("yaml", "yml")]
        if found is None and len(rest) == 1:
            raise Declined(f"there is no set of features {rest[0]}", "vibecli features")
    else:
        found = cursor.first((_by_name,))
        if found is not None and not _noun(cursor):
            return None
    _noun(cursor)
    return found


def added(cursor: Cursor, kept: Defined, more: FeatureSet) -> FeatureSet:
    """Give the set of a file with the features that it has not yet."""
    own = kept.features
    there = {one.name.lower(): one for one in own.features}
    new = [one for one in more.features if one.name.lower() not in there]
    other = [
        one.name
        for one in more.features
        if (known := there.get(one.name.lower())) and _bare(known) != _bare(one)
    ]
    if other:
        file = f"features/{own.name}{ENDING}"
        cursor.assume(f"{', '.join(other)}: as {file} has it", "schema")
    are = "is" if len(own.features) == 1 else "are"
    told = counted(len(own.features), "feature")
    cursor.assume(f"{told} of features/{own.name}{ENDING} {are} kept", "schema")
    read = {source.table for source in own.sources}
    used = {one.source for one in new}
    sources = (s for s in more.sources if s.table not in read and s.table in used)
    return own.model_copy(
        update={"features": (*own.features, *new), "sources": (*own.sources, *sources)}
    )


def _bare(feature: FeatureColumn) -> FeatureColumn:
    return feature.model_copy(update={"meaning": ""})


def _noun(cursor: Cursor) -> bool:
    """Read `the feature set`, `features in features/`, `.yaml`."""
    start = cursor.at
    while cursor.take(*said.FEATURES, *said.OF_FILE):
        pass
    return cursor.at > start


def _called(cursor: Cursor) -> Defined | None:
    """Read `app_events features`."""
    kept = cursor.first((_by_name, _by_table))
    return kept if _noun(cursor) else None


def _by_name(cursor: Cursor) -> Defined | None:
    """Read the name of a file."""
    texts = cursor.world.definitions
    names = {" ".join(_PARTS.split(file.removesuffix(ENDING).lower())): file for file in texts}
    found = cursor.take(*names)
    return _read(texts[names[found]], names[found]) if found else None


def _by_table(cursor: Cursor) -> Defined | None:
    """Read the table of events, or the entity, that one file alone is of."""
    table = cursor.table()
    sets = [_read(text, file) for file, text in cursor.world.definitions.items()]
    if table is None:
        return sets[0] if cursor.at_end() and len(sets) == 1 else None
    for tables in (_events, _entity):
        found = [one for one in sets if tables(one.features) == [table.name]]
        if len(found) == 1:
            return found[0]
    return None


def _by_its_own(cursor: Cursor) -> Defined | None:
    """Read the table that the features of a file are in."""
    table = cursor.table()
    sets = (_read(text, file) for file, text in cursor.world.definitions.items())
    return next((one for one in sets if table and one.table == table.name), None)


def _events(features: FeatureSet) -> list[str]:
    return [source.table for source in features.sources]


def _entity(features: FeatureSet) -> list[str]:
    return [features.entity]


def _read(text: str, file: str) -> Defined:
    try:
        return read_definition(text, file)
    except UsageError as error:
        raise Declined(error.message, error.hint) from None
