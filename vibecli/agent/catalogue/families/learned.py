"""From what was said of a model to the steps: definitions from the catalog, each assumption told.

Owns defaults (horizon, who counts, names) and the one question about a window without known labels.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.learning_words import CHURN, Foreseen
from vibecli.agent.catalogue.notes import MAX_OPTIONS, Declined, Draft, one_of_these
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.engine.names import TableName, quote, split_column
from vibecli.learn.definition import EventSource, FeatureSet, Label
from vibecli.learn.proposal import propose
from vibecli.learn.registry import MODELS
from vibecli.steps.query import Query
from vibecli.steps.registry import AnyStep
from vibecli.steps.score import Score
from vibecli.steps.train import Train

HORIZON = 90  # days, unless told
_SHORTER = (60, 30, 14, 7, 3, 1)  # where the events do not reach far enough
_WINDOWS = 3  # horizons of events, below which nothing can be trained and tested
_ACTIVE = 4  # horizons in which a customer had an event, to count
_MOST = 20  # customers shown of those asked for
_YES = ("yes", "true", "1", "y", "t", "churned", "left", "lost", "ja", "positive", "oui", "si")
_SEGMENT_LEVELS = 12
_ALL, _NEWEST, _AHEAD = "all history", "newest window", "ahead"


class Wanted(NamedTuple):
    """What was said of a model."""

    foreseen: Foreseen | None  # null: of the one model there is
    horizon: int | None = None  # days
    window: float | None = None  # days of data that were said
    table: TableInfo | None = None  # of the customers
    column: ColumnInfo | None = None  # of it, that says what is foreseen
    into: TableInfo | None = None  # gets the scores as columns
    again: bool = False  # said that there is one already
    asked: bool = False  # asked who, so the first of them are shown
    named: bool = True  # called by its name, not told by what it foresees


def training(cursor: Cursor, wanted: Wanted) -> Draft:
    """Give the plan that trains a model, with a first training told as such."""
    if wanted.into:
        return scoring(cursor, wanted, anew=True)
    step = _train(cursor, wanted)
    if step.model not in _known(cursor.world.catalog) and wanted.again:
        cursor.assume(f"no model is called {step.model} yet: it is trained for the first time", "schema")
    said = f"{step.summary()}"
    return Draft(f"Train the model {step.model}", said, (step,))


def scoring(cursor: Cursor, wanted: Wanted, *, anew: bool = False) -> Draft:
    """Give the plan that scores all customers, trained first where a question has no model yet."""
    known = _known(cursor.world.catalog)
    name = _model_of(cursor, wanted, known)
    steps: list[AnyStep] = []
    if anew or name not in known:
        if not (wanted.asked or anew):
            raise Declined(f"there is no model called {name} yet", f"train a {_words(name)} model")
        trained = _train(cursor, wanted)
        name = trained.model
        if name not in known:
            cursor.assume(f"no model is called {name} yet: it is trained first", "schema")
        steps.append(trained)
        whom = _Whom(*_customers(cursor.world.catalog, trained), trained.tables)
    else:
        whom = _whom(cursor)
    score = Score(
        id=f"s{len(steps) + 1}",
        why=f"score every customer with {name}",
        needs=tuple(step.id for step in steps),
        model=name,
        entity=whom.entity,
        key=whom.key,
        sources=whom.reads,
        target=wanted.into.name if wanted.into else f"{name}_scores",
        column=f"{name}_score" if wanted.into else None,
    )
    steps.append(score)
    if wanted.asked:
        steps.append(_likeliest(score, f"s{len(steps) + 1}"))
    said = "; then ".join(step.summary() for step in steps)
    return Draft(f"Score customers with {name}", said, tuple(steps))


def training_step(cursor: Cursor, foreseen: Foreseen) -> Train:
    """Give the step that trains a model for the first time, each assumption told."""
    return _train(cursor, Wanted(foreseen))


def _likeliest(score: Score, step: str) -> Query:
    column, target = quote(score.names[0]), TableName.parse(score.target).sql
    key = quote(score.key)
    named = ", ".join([key, *map(quote, score.names)])
    return Query(
        id=step,
        why=f"the {_MOST} customers most likely to, by {score.model}",
        needs=(score.id,),
        select=f"SELECT {named} FROM {target} ORDER BY {column} DESC, {key} LIMIT {_MOST:d}",
    )


def _model_of(cursor: Cursor, wanted: Wanted, known: Sequence[str]) -> str:
    """Give the model that is meant: by its name, or the only one there is."""
    if wanted.foreseen is not None:
        return _called(wanted)
    if not known:
        raise Declined("there is no model to score with yet", "train a churn model")
    return _pick(cursor, "Which model is to score?", "model", known, "its newest version")


def _pick(cursor: Cursor, question: str, about: str, names: Sequence[str], means: str) -> str:
    """Give the one name there is, or the one that is chosen."""
    if len(names) == 1:
        return names[0]
    asked = one_of_these(question, about, dict.fromkeys(names[:MAX_OPTIONS], means))
    return cursor.choose(asked, {name: name for name in names})


def _called(wanted: Wanted) -> str:
    """Give the name of a model; one told by what it foresees has an odd horizon in its name."""
    assert wanted.foreseen is not None
    odd = wanted.asked and wanted.horizon not in (None, HORIZON)
    return f"{wanted.foreseen.model}_{wanted.horizon}d" if odd else wanted.foreseen.model


def _known(catalog: Catalog) -> tuple[str, ...]:
    """Give the models there are, as far as the catalog tells."""
    return _values(catalog, "model")


class _Whom(NamedTuple):
    """The customers that are scored, and what is read of them."""

    entity: str
    key: str
    reads: tuple[str, ...]


def _whom(cursor: Cursor) -> _Whom:
    """Give the customers the models there are about; asked where they are several kinds."""
    catalog = cursor.world.catalog
    kinds = _values(catalog, "customers")
    if not kinds:
        raise Declined("what the models here are about is not known", f"show {MODELS}")
    chosen = _pick(cursor, "Whom is it to score?", "customers", kinds, "each of its rows")
    lists = (told.split(", ") for told in _values(catalog, "reads"))
    reads = tuple(dict.fromkeys(name for names in lists for name in names))
    return _Whom(*split_column(chosen), reads)


def _customers(catalog: Catalog, step: Train) -> tuple[str, str]:
    """Give the table of the customers of a training, and its column that names them."""
    if step.features is not None:
        return step.features.entity, step.features.key
    table = catalog.table(step.table or "")
    return step.table or "", table.key[0] if table and table.key else ""


def _values(catalog: Catalog, column: str) -> tuple[str, ...]:
    table = catalog.table(MODELS)
    known = table.column(column) if table else None
    return tuple(top.value for top in known.top) if known else ()


def _words(name: str) -> str:
    return name.replace("_", " ")


def _train(cursor: Cursor, wanted: Wanted) -> Train:
    """Give the step that trains: from a column that says it, else from events."""
    assert wanted.foreseen is not None
    column = wanted.column or _said_by_column(wanted)
    if wanted.table and column:
        return _from_column(cursor, wanted, wanted.table, column)
    features = propose(cursor.world.catalog, wanted.table.name if wanted.table else None)
    if features is None:
        raise Declined(
            "no table here has events of customers over time to learn from",
            "a table of orders or app events with a time and a customer's key is needed",
        )
    return _from_events(cursor, wanted, features)


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
    return column.type.upper() == "BOOLEAN" or column.distinct == len(_YES[:2])


def _from_column(cursor: Cursor, wanted: Wanted, table: TableInfo, column: ColumnInfo) -> Train:
    assert wanted.foreseen is not None
    values = [top.value for top in column.top] or ["true", "false"]
    positive = next((v for v in values if v.strip().lower() in _YES), None)
    if positive is None:
        question = f"Which value of {column.name} is to be foreseen?"
        positive = _pick(cursor, question, column.name, values, "this one counts as yes")
    if wanted.window is not None:
        raise Declined(
            f"{table.name} has no time of its own: which of its rows are new is not told",
            f"train a {_words(wanted.foreseen.model)} model on {table.name}",
        )
    cursor.assume(
        f"{column.name} = {positive} is what is foreseen; it is tested on customers set apart,"
        " as the table has no time",
        "schema",
    )
    return Train(
        id="s1",
        why=f"learn {column.name} of {table.name}",
        model=wanted.foreseen.model,
        table=table.name,
        target=column.name,
        positive=positive,
        segments=_segments(table, but=column.name),
    )


def _from_events(cursor: Cursor, wanted: Wanted, features: FeatureSet) -> Train:
    assert wanted.foreseen is not None
    wanted, windows = _windowed(cursor, wanted, features)
    assert wanted.foreseen is not None
    source = _source(cursor.world.catalog, wanted.foreseen, features)
    horizon = wanted.horizon or _horizon(cursor, source)
    label = _label(cursor, wanted.foreseen, source, horizon)
    entity = cursor.world.catalog.table(features.entity)
    step = Train(
        id="s1",
        why=label.meaning,
        model=_called(wanted),
        label=label,
        features=features,
        segments=_segments(entity) if entity else (),
    )
    return step.model_copy(update={"windows": windows}) if windows else step


def _source(catalog: Catalog, foreseen: Foreseen, features: FeatureSet) -> EventSource:
    """Give the events it is about: those with an amount are purchases, others are use."""
    ranked = sorted(features.sources, key=lambda source: _is_money(catalog, source) == foreseen.uses)
    return ranked[0]


def _is_money(catalog: Catalog, source: EventSource) -> bool:
    return _amount(catalog, source) is not None


def _amount(catalog: Catalog, source: EventSource) -> ColumnInfo | None:
    table = catalog.table(source.table)
    columns = table.with_role(Role.AMOUNT) if table else ()
    decimals = [c for c in columns if "INT" not in c.type.upper()]
    return next(iter(decimals or columns), None)


def _label(cursor: Cursor, foreseen: Foreseen, source: EventSource, horizon: int) -> Label:
    """Give the definition, told in one line."""
    event = f"event in {source.table}"
    if foreseen.larger:
        source = _larger(cursor, source)
        event = f"event in {source.table} above the median amount"
    active = _ACTIVE * horizon
    what = f"an {event}" if foreseen.happens else f"no {event}"
    meaning = f"{what} within {_days(horizon)}, of those with one in the {_days(active)} before"
    cursor.assume(f"{_words(foreseen.model)} means {meaning}", "guess")
    return Label(
        name=foreseen.model,
        meaning=meaning,
        source=source,
        happens=foreseen.happens,
        horizon=horizon,
        active=active,
    )


def _larger(cursor: Cursor, source: EventSource) -> EventSource:
    amount = _amount(cursor.world.catalog, source)
    if amount is None:
        raise Declined(f"{source.table} has no amount by which a purchase would be a larger one")
    table, name = TableName.parse(source.table), quote(amount.name)
    usual = f"(SELECT median({name}) FROM {table.sql})"
    where = f"{name} > {usual}"
    return source.model_copy(update={"where": f"({source.where}) AND {where}" if source.where else where})


def _horizon(cursor: Cursor, source: EventSource) -> int:
    """Give the usual horizon, or the longest that the events reach far enough for."""
    reach = _reach(cursor.world.catalog, source)
    if reach is None or reach >= _WINDOWS * HORIZON:
        return HORIZON
    days = next((d for d in _SHORTER if _WINDOWS * d <= reach), _SHORTER[-1])
    cursor.assume(
        f"{source.table} reaches over {_days(reach)}: too short to learn {_days(HORIZON)} ahead,"
        f" so it is {_days(days)}",
        "sample",
    )
    return days


def _reach(catalog: Catalog, source: EventSource) -> int | None:
    """Give the days from the oldest to the newest event, as the catalog knows them."""
    table = catalog.table(source.table)
    column = table.column(source.time) if table else None
    if column is None or not (column.minimum and column.maximum):
        return None
    try:
        first, last = (datetime.fromisoformat(t) for t in (column.minimum, column.maximum))
        return (last - first).days
    except (ValueError, TypeError):
        return None


def _segments(table: TableInfo, but: str = "") -> tuple[str, ...]:
    """Give columns of few values by which metrics are told: tier, country."""
    kinds = table.with_role(Role.CATEGORY, Role.REGION)
    few = [c for c in kinds if 1 < (c.distinct or 0) <= _SEGMENT_LEVELS and not c.personal]
    return tuple(c.name for c in few if c.name != but)[:2]


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _windowed(
    cursor: Cursor, wanted: Wanted, features: FeatureSet
) -> tuple[Wanted, int | None]:
    """Settle what data are learnt from; asked once where those said have no known label."""
    if wanted.window is None:
        return wanted, None
    assert wanted.foreseen is not None
    source = _source(cursor.world.catalog, wanted.foreseen, features)
    horizon = wanted.horizon or min(HORIZON, *(_fitting(cursor, source)))
    if wanted.window >= (_WINDOWS - 1) * horizon:
        windows = max(int(wanted.window / horizon) - 1, 1)
        return wanted, windows
    return _chosen(cursor, wanted, horizon)


def _fitting(cursor: Cursor, source: EventSource) -> tuple[int, ...]:
    reach = _reach(cursor.world.catalog, source)
    fitting = tuple(d for d in (HORIZON, *_SHORTER) if reach is None or _WINDOWS * d <= reach)
    return (max(fitting, default=_SHORTER[-1]),)


def _chosen(cursor: Cursor, wanted: Wanted, horizon: int) -> tuple[Wanted, int | None]:
    """Ask what is to be learnt from when the labels of a window are not known yet."""
    assert wanted.foreseen is not None and wanted.window is not None
    model, span = _words(wanted.foreseen.model), _span(wanted.window)
    ahead = max(round(wanted.window), 1)
    means = {
        _ALL: f"every label known by now, with those that became known in the last {span}",
        _NEWEST: f"only the newest known labels: learn from the {_days(horizon)} before last,"
        f" test on the {_days(horizon)} that end now",
        _AHEAD: f"another model, which looks only {_days(ahead)} ahead: its labels are known",
    }
    question = one_of_these(
        f"What is {model} to learn from? Of the last {span} no label is known:"
        f" what a customer does within {_days(horizon)} is known {_days(horizon)} later",
        f"the last {span}",
        means,
        default=_ALL,
    )
    choice = cursor.choose(question, {label: label for label in means})
    if choice == _AHEAD:
        named = wanted.foreseen._replace(model=f"{wanted.foreseen.model}_{ahead}d")
        return wanted._replace(foreseen=named, horizon=ahead, window=None), None
    cursor.assume(f"learnt from {means[choice]}", "guess")
    return wanted._replace(window=None), 1 if choice == _NEWEST else None


def _span(days: float) -> str:
    return _days(round(days)) if days > 1 else f"{round(24 * days)} hours"


__all__ = ["CHURN", "Wanted", "scoring", "training"]
