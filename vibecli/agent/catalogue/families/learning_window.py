"""The data a model is said to learn from: asked once where those hold no label that is known."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.learning_label import WINDOWS, source_of, usual_horizon
from vibecli.agent.catalogue.families.learning_wanted import Wanted, days_of, words_of
from vibecli.agent.catalogue.notes import one_of_these
from vibecli.learn.definition import FeatureSet

_ALL, _NEWEST, _AHEAD = "all history", "newest window", "ahead"


def windowed(cursor: Cursor, wanted: Wanted, features: FeatureSet) -> tuple[Wanted, int | None]:
    """Settle what data are learnt from; asked once where those said have no known label."""
    if wanted.window is None:
        return wanted, None
    assert wanted.foreseen is not None
    source = source_of(cursor, wanted, features)
    horizon = wanted.horizon or usual_horizon(cursor.world.catalog, source)
    if wanted.window >= (WINDOWS - 1) * horizon:
        windows = max(int(wanted.window / horizon) - 1, 1)
        return wanted, windows
    return _chosen(cursor, wanted, horizon)


def _chosen(cursor: Cursor, wanted: Wanted, horizon: int) -> tuple[Wanted, int | None]:
    """Ask what is to be learnt from when the labels of a window are not known yet."""
    assert wanted.foreseen is not None
    assert wanted.window is not None
    model, span = words_of(wanted.foreseen.model), _span(wanted.window)
    ahead = max(round(wanted.window), 1)
    means = {
        _ALL: f"every label known by now, with those that became known in the last {span}",
        _NEWEST: f"only the newest known labels: learn from the {days_of(horizon)} before last,"
        f" test on the {days_of(horizon)} that end now",
        _AHEAD: f"another model, which looks only {days_of(ahead)} ahead: its labels are known",
    }
    question = one_of_these(
        f"What is {model} to learn from? Of the last {span} no label is known:"
        f" what a customer does within {days_of(horizon)} is known {days_of(horizon)} later",
        f"the last {span}",
        means,
        default=_ALL,
    )
    choice = cursor.choose(question, {label: label for label in means})
    if choice == _AHEAD:
        named = wanted.foreseen._replace(model=f"{wanted.foreseen.model}_{ahead}d")
        return wanted._replace(foreseen=named, horizon=ahead, window=None), None
    cursor.assume(f"learnt from {means[choice]}", "answer")
    return wanted._replace(window=None), 1 if choice == _NEWEST else None


def _span(days: float) -> str:
    return days_of(round(days)) if days > 1 else f"{round(24 * days)} hours"
