"""From what was said of scores to the steps: whom to score, with which model, where it goes."""

from collections.abc import Sequence
from typing import NamedTuple

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.learned import WHOM, train_step
from vibecli.agent.catalogue.families.learning_wanted import (
    HORIZON,
    Wanted,
    called,
    known_models,
    pick,
    told,
    words_of,
)
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.data.catalog import Catalog, TableInfo
from vibecli.engine.names import TableName, quote, split_column
from vibecli.learn.registry import MODELS
from vibecli.steps.query import Query
from vibecli.steps.registry import AnyStep
from vibecli.steps.score import Score, Threshold
from vibecli.steps.train import Train


def training(cursor: Cursor, wanted: Wanted) -> Draft:
    """Give the plan that trains a model, with a first training told as such."""
    if wanted.into:
        return scoring(cursor, wanted, anew=True)
    step = train_step(cursor, wanted)
    if step.model not in known_models(cursor.world.catalog) and wanted.again:
        cursor.assume(
            f"no model is called {step.model} yet: it is trained for the first time", "schema"
        )
    said = f"{step.summary()}"
    return Draft(f"Train the model {step.model}", said, (step,))


def scoring(cursor: Cursor, wanted: Wanted, *, anew: bool = False) -> Draft:
    """Give the plan that scores customers, trained first where a question has no model yet."""
    known = known_models(cursor.world.catalog)
    name = _model_of(cursor, wanted, known)
    if name in known and not anew:
        name = _fitting(cursor, wanted, name)
    steps: list[AnyStep] = []
    if anew or name not in known:
        if not (wanted.asked or anew):
            raise Declined(
                f"there is no model called {name} yet", f"train a {words_of(name)} model"
            )
        everybody = wanted if anew else wanted._replace(whom=None)
        trained = train_step(cursor, everybody)
        name = trained.model if anew else name
        if name not in known:
            cursor.assume(f"no model is called {name} yet: it is trained first", "schema")
        steps.append(trained.model_copy(update={"model": name}))
    into = wanted.into.name if wanted.into else None
    score = _said_of(score_step(cursor, name, steps, into, wanted.as_of), wanted)
    steps.append(score)
    if wanted.asked:
        steps.append(_likeliest(score, f"s{len(steps) + 1}", wanted.most))
    said = "; then ".join(step.summary() for step in steps)
    return Draft(f"Score customers with {name}", said, tuple(steps))


def _said_of(score: Score, wanted: Wanted) -> Score:
    """Give the step with whom to score, by which version, and where scores and segments go."""
    chosen = tuple(Threshold(segment=name, at=at) for name, at in wanted.segments)
    told: dict[str, object] = {"version": wanted.version, "segments": chosen}
    if wanted.whom is not None:
        told |= {"where": wanted.whom.where, "why": f"score {wanted.whom.said} with {score.model}"}
    if wanted.apart:
        told["target"] = wanted.apart
    return score.model_copy(update=told)


def _fitting(cursor: Cursor, wanted: Wanted, name: str) -> str:
    """Give the model of that name; one of events where a column cannot say what is foreseen.

    Raises Declined for what is settled when a model is trained.
    """
    if wanted.window is not None or (wanted.scores and wanted.horizon is not None):
        retrain = f"retrain the {words_of(name)} model"
        raise Declined(
            "how far a model looks, ahead and back, is settled when it is trained", retrain
        )
    catalog = cursor.world.catalog
    whose = {split_column(kind)[0] for kind in told(catalog, "customers")}
    of_events = any(set(reads.split(", ")) - whose for reads in told(catalog, "reads"))
    return name if of_events or not wanted.deed else f"{name}_{wanted.horizon or HORIZON}d"


def is_scores(table: TableInfo) -> bool:
    """True for a table of scores, as a scoring makes one."""
    return all(table.column(name) for name in ("score", "segment", "reason", "model", "version"))


def score_step(
    cursor: Cursor, name: str, before: Sequence[AnyStep], into: str | None, as_of: str | None = None
) -> Score:
    """Give the step that scores everybody with a model, there or trained by a step before."""
    trained = next((step for step in before if isinstance(step, Train)), None)
    if trained is not None:
        whom = _Whom(*_customers(cursor.world.catalog, trained), trained.tables)
    else:
        whom = _whom(cursor, into)
    return Score(
        id=f"s{len(before) + 1}",
        why=f"score every customer with {name}",
        needs=tuple(step.id for step in before),
        model=name,
        entity=whom.entity,
        key=whom.key,
        sources=whom.reads,
        target=into or f"{name}_scores",
        column=f"{name}_score" if into else None,
        as_of=as_of,
    )


def _likeliest(score: Score, step: str, most: int) -> Query:
    column, target = quote(score.names[0]), TableName.parse(score.target).sql
    key = quote(score.key)
    named = ", ".join([key, *map(quote, score.names[:3])])  # as of and model are those of the step
    return Query(
        id=step,
        why=f"the {most} customers most likely to, by {score.model}",
        needs=(score.id,),
        select=f"SELECT {named} FROM {target} ORDER BY {column} DESC, {key} LIMIT {most:d}",
    )


def _model_of(cursor: Cursor, wanted: Wanted, known: Sequence[str]) -> str:
    """Give the model that is meant: by its name, or the only one there is."""
    if wanted.foreseen is not None:
        return called(wanted)
    if not known:
        raise Declined("there is no model to score with yet", "train a churn model")
    return pick(cursor, "Which model is to score?", "model", known, "its newest version")


class _Whom(NamedTuple):
    """The customers that are scored, and what is read of them."""

    entity: str
    key: str
    reads: tuple[str, ...]


def _whom(cursor: Cursor, into: str | None) -> _Whom:
    """Give the customers the models there are about; asked where they are several kinds.

    Those whose table gets the scores are meant.
    """
    catalog = cursor.world.catalog
    kinds = told(catalog, "customers")
    if not kinds:
        raise Declined("what the models here are about is not known", f"show {MODELS}")
    kinds = tuple(kind for kind in kinds if split_column(kind)[0] == into) or kinds
    chosen = pick(cursor, WHOM, "customers", kinds, "each of its rows")
    lists = (told.split(", ") for told in told(catalog, "reads"))
    reads = tuple(dict.fromkeys(name for names in lists for name in names))
    return _Whom(*split_column(chosen), reads)


def _customers(catalog: Catalog, step: Train) -> tuple[str, str]:
    """Give the table of the customers of a training, and its column that names them."""
    if step.features is not None:
        return step.features.entity, step.features.key
    table = catalog.table(step.table or "")
    return step.table or "", table.key[0] if table and table.key else ""
