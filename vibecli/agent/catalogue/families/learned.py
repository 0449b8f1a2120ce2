"""From what was said of a model to the step that trains it: from events, or from a column.

Owns defaults (names, segments); each assumption is told.
"""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.learning_history import history
from vibecli.agent.catalogue.families.learning_label import horizon_of, label_of, source_of
from vibecli.agent.catalogue.families.learning_set import taken
from vibecli.agent.catalogue.families.learning_wanted import (
    Wanted,
    called,
    known_models,
    pick,
    told,
    words_of,
)
from vibecli.agent.catalogue.families.learning_window import windowed
from vibecli.agent.catalogue.families.learning_words import Foreseen
from vibecli.agent.catalogue.lexicon import YES
from vibecli.agent.catalogue.links import own_tables
from vibecli.agent.catalogue.notes import Declined, NoEvents
from vibecli.agent.catalogue.phrases import words
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import split_column
from vibecli.learn.definition import FeatureSet
from vibecli.learn.leakage import group_leaks
from vibecli.learn.proposal import mixed, set_name
from vibecli.learn.registry import scores_among
from vibecli.steps.train import Train

_YES = YES | words("churned left lost positive")
_SEGMENT_LEVELS = 12
WHOM = "Whom is it to score?"
_NO_EVENTS = "no table here has events of customers over time to learn from"
_WANTED = "load a table of orders or app events with a time and a column that names the customer"


def train_step(cursor: Cursor, wanted: Wanted) -> Train:
    """Give the step that trains: from a column that says it, else from events."""
    foreseen = wanted.foreseen
    assert foreseen is not None
    wanted = wanted if wanted.table else wanted._replace(table=_learnt_before(cursor, wanted))
    # no column tells what is done, or until when, and a set of features is of events
    acts = wanted.deed or wanted.horizon is not None or wanted.kept is not None
    column = wanted.column or (None if acts else _said_by_column(wanted))
    if wanted.table and column and not acts:
        return _from_column(cursor, wanted, wanted.table, column)
    if wanted.kept is not None and foreseen.usual:
        return _from_events(cursor, wanted, wanted.kept.features)
    if wanted.kept is not None or not foreseen.usual:
        return _of_any_table(cursor, wanted)
    features = history(cursor.world.catalog, wanted.table) or _named_events(cursor, wanted.table)
    if features is None:
        if wanted.table is None and not acts:
            return _of_any_table(cursor, wanted)
        raise NoEvents(_NO_EVENTS, _WANTED)
    return _from_events(cursor, wanted, features)


def customers_of(cursor: Cursor, wanted: Wanted) -> TableInfo | None:
    """Give the table of the customers that a model is, or would be, about."""
    catalog = cursor.world.catalog
    if wanted.kept is not None:
        return catalog.table(wanted.kept.features.entity)
    kinds = told(catalog, "customers")
    if wanted.table is None and kinds and (wanted.scores or _is_known(cursor, wanted)):
        chosen = pick(cursor, WHOM, "customers", kinds, "each of its rows")
        return catalog.table(split_column(chosen)[0])
    found = history(catalog, wanted.table) or _named_events(cursor, wanted.table)
    if found is not None:
        return catalog.table(found.entity)
    if wanted.table is not None or wanted.foreseen is None:
        return wanted.table
    return table_saying(cursor, wanted.foreseen)


def _is_known(cursor: Cursor, wanted: Wanted) -> bool:
    known = known_models(cursor.world.catalog)
    return wanted.foreseen is not None and wanted.foreseen.model in known


def table_saying(cursor: Cursor, foreseen: Foreseen) -> TableInfo | None:
    """Give the first table with a column that says what is foreseen."""
    own = own_tables(cursor.world.catalog)
    return next((t for t in own if _said_by_column(Wanted(foreseen, table=t))), None)


def _of_any_table(cursor: Cursor, wanted: Wanted) -> Train:
    """Give the training on a table with a column that says what is foreseen."""
    foreseen = wanted.foreseen
    assert foreseen is not None
    table = table_saying(cursor, foreseen)
    column = table and _said_by_column(wanted._replace(table=table))
    if table and column:
        return _from_column(cursor, wanted, table, column)
    if foreseen.usual:
        raise NoEvents(_NO_EVENTS, _WANTED)
    raise Declined(f"no column here says what {foreseen.model} is", "predict COLUMN of TABLE")


def _named_events(cursor: Cursor, table: TableInfo | None) -> FeatureSet | None:
    """Give the history by one table of events, where that is what was named: from orders."""
    every = history(cursor.world.catalog, None) if table else None
    if table is None or every is None:
        return None
    sources = tuple(one for one in every.sources if one.table == table.name)
    features = tuple(one for one in every.features if one.source == table.name)
    if not (sources and features):
        return None
    return every.model_copy(
        update={"name": set_name([table.name]), "sources": sources, "features": features}
    )


def _learnt_before(cursor: Cursor, wanted: Wanted) -> TableInfo | None:
    """Give the one table that a model there is learnt from, where that is told."""
    catalog = cursor.world.catalog
    reads = told(catalog, "reads")
    known = _is_known(cursor, wanted) and not wanted.deed
    return catalog.table(reads[0]) if known and len(reads) == 1 else None


def _said_by_column(wanted: Wanted) -> ColumnInfo | None:
    """Give the column of the table named that says what is foreseen: Churn of telco."""
    assert wanted.foreseen is not None
    model = wanted.foreseen.model.replace("_", "")
    for column in wanted.table.columns if wanted.table else ():
        plain = column.name.lower().replace("_", "")
        if plain in (model, f"{model}ed", f"is{model}", f"has{model}ed") and _two(column):
            return column
    return None


def _two(column: ColumnInfo) -> bool:
    return column.type.upper() == "BOOLEAN" or column.distinct == 2  # noqa: PLR2004 - yes and no


def _from_column(cursor: Cursor, wanted: Wanted, table: TableInfo, column: ColumnInfo) -> Train:
    assert wanted.foreseen is not None
    values = [top.value for top in column.top] or ["true", "false"]
    positive = next((v for v in values if v.strip().lower() in _YES), None)
    if positive is None:
        question = f"Which value of {column.name} is to be foreseen?"
        positive = pick(cursor, question, column.name, values, "this one counts as yes")
    if wanted.window is not None:
        raise Declined(
            f"{table.name} has no time of its own: which of its rows are new is not told",
            f"train a {words_of(wanted.foreseen.model)} model on {table.name}",
        )
    cursor.assume(
        f"{column.name} = {positive} is what is foreseen; it is tested on customers set apart,"
        " as the table has no time",
        "schema",
    )
    return Train(
        id="s1",
        why=f"learn {column.name} of {table.name}",
        model=called(wanted),
        table=table.name,
        target=column.name,
        positive=positive,
        where=wanted.whom and wanted.whom.where,
        ignore=wanted.without,
        known=wanted.known,
        segments=_segments(table, but=column.name),
    )


def _from_events(cursor: Cursor, wanted: Wanted, features: FeatureSet) -> Train:
    assert wanted.foreseen is not None
    wanted, windows = windowed(cursor, wanted, features)
    assert wanted.foreseen is not None
    source = source_of(cursor, wanted, features)
    horizon = wanted.horizon or horizon_of(cursor, source)
    label = label_of(cursor, wanted.foreseen, source, horizon, anybody=wanted.anybody)
    entity = cursor.world.catalog.table(features.entity)
    for table in filter(None, map(cursor.world.catalog.table, (s.table for s in features.sources))):
        for note in mixed(table):
            cursor.assume(note, "schema")
    if wanted.whom is not None:
        _check_whom(wanted, entity or TableInfo(name=features.entity))
        told_ = "at a past moment it may have been others"
        cursor.assume(f"{wanted.whom.said} are so by their row of now: {told_}", "guess")
    step = Train(
        id="s1",
        why=label.meaning,
        model=called(wanted),
        label=label,
        features=features,
        definition=taken(cursor, wanted.kept) if wanted.kept else None,
        where=wanted.whom and wanted.whom.where,
        as_of=wanted.as_of,
        segments=_segments(entity) if entity else (),
    )
    return step.model_copy(update={"windows": windows}) if windows else step


def _check_whom(wanted: Wanted, entity: TableInfo) -> None:
    """Raise Declined for a group by which a moment of the past would know what came after."""
    assert wanted.whom is not None
    assert wanted.foreseen is not None
    why = next(group_leaks(entity, wanted.whom.where, None), None)
    if why is not None:
        name = words_of(wanted.foreseen.model)
        raise Declined(
            f"a model cannot be about those alone: the condition {why}", f"train a {name} model"
        )


def _segments(table: TableInfo, but: str = "") -> tuple[str, ...]:
    """Give columns of few values by which metrics are told: tier, country."""
    kinds = table.with_role(Role.CATEGORY, Role.REGION)
    few = [c for c in kinds if 1 < (c.distinct or 0) <= _SEGMENT_LEVELS and not c.personal]
    none = {but, *scores_among(column.name for column in table.columns)}
    return tuple(c.name for c in few if not {c.name, c.name.lower()} & none)[:2]
