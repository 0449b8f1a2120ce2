"""From what was said of scores to the steps: whom to score, with which model, where it goes."""

from collections.abc import Sequence
from typing import NamedTuple

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.learned import train_step
from vibecli.agent.catalogue.families.learning_wanted import (
    Wanted,
    called,
    known_models,
    pick,
    told,
    words_of,
)
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.data.catalog import Catalog
from vibecli.engine.names import TableName, quote, split_column
from vibecli.learn.registry import MODELS
from vibecli.steps.query import Query
from vibecli.steps.registry import AnyStep
from vibecli.steps.score import Score
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
    """Give the plan that scores all customers, trained first where a question has no model yet."""
    known = known_models(cursor.world.catalog)
    name = _model_of(cursor, wanted, known)
    steps: list[AnyStep] = []
    if anew or name not in known:
        if not (wanted.asked or anew):
            raise Declined(
                f"there is no model called {name} yet", f"train a {words_of(name)} model"
            )
        trained = train_step(cursor, wanted)
        name = trained.model
        if name not in known:
            cursor.assume(f"no model is called {name} yet: it is trained first", "schema")
        steps.append(trained)
    into = wanted.into.name if wanted.into else None
    score = score_step(cursor, name, steps, into, wanted.as_of)
    steps.append(score)
    if wanted.asked:
        steps.append(_likeliest(score, f"s{len(steps) + 1}", wanted.most))
    said = "; then ".join(step.summary() for step in steps)
    return Draft(f"Score customers with {name}", said, tuple(steps))


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
    chosen = pick(cursor, "Whom is it to score?", "customers", kinds, "each of its rows")
    lists = (told.split(", ") for told in told(catalog, "reads"))
    reads = tuple(dict.fromkeys(name for names in lists for name in names))
    return _Whom(*split_column(chosen), reads)


def _customers(catalog: Catalog, step: Train) -> tuple[str, str]:
    """Give the table of the customers of a training, and its column that names them."""
    if step.features is not None:
        return step.features.entity, step.features.key
    table = catalog.table(step.table or "")
    return step.table or "", table.key[0] if table and table.key else ""
