"""What was said of a model, and what the catalog tells of the models there are."""

from collections.abc import Sequence
from typing import NamedTuple

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.learning_words import Foreseen
from vibecli.agent.catalogue.notes import MAX_OPTIONS, one_of_these
from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo
from vibecli.learn.definition_file import Defined
from vibecli.learn.registry import MODELS

HORIZON = 90  # days, unless told
MOST = 20


class Group(NamedTuple):
    """Some customers: a condition on their rows, what it was called, and as part of a name."""

    where: str
    said: str
    name: str


class Wanted(NamedTuple):
    """What was said of a model."""

    foreseen: Foreseen | None  # null: of the one model there is
    horizon: int | None = None  # days
    window: float | None = None  # days of data that were said
    table: TableInfo | None = None  # of the customers
    column: ColumnInfo | None = None  # of it, that says what is foreseen
    into: TableInfo | None = None  # gets the scores as columns
    again: bool = False  # said that there is one already
    deed: bool = False  # told by what customers do, not by a name: will not buy again
    asked: bool = False  # asked who, so the first of them are shown
    events: TableInfo | None = None  # those it is about
    anybody: bool = False  # of customers without such an event before too
    most: int = MOST  # customers shown of those asked for
    without: tuple[str, ...] = ()  # columns of the table not to learn from
    known: tuple[str, ...] = ()  # columns said to be known before
    as_of: str | None = None  # a moment that counts as now
    scores: bool = False  # only scores are wanted, of a model that is there
    whom: Group | None = None  # the customers it is about, or that are scored; null: all
    version: int | None = None  # of the model that scores; null: the newest
    apart: str = ""  # a table of scores of its own
    segments: tuple[tuple[str, float], ...] = ()  # of scores, the highest first
    kept: Defined | None = None  # the set of a file that is learnt from


def called(wanted: Wanted) -> str:
    """Give the name of a model; one told by what it foresees has an odd horizon in its name."""
    assert wanted.foreseen is not None
    odd = wanted.asked and wanted.horizon not in (None, HORIZON)
    name = f"{wanted.foreseen.model}_{wanted.horizon}d" if odd else wanted.foreseen.model
    some = wanted.whom is not None and not (wanted.scores or wanted.asked)
    return f"{name}_{wanted.whom.name}" if wanted.whom and some else name


def pick(cursor: Cursor, question: str, about: str, names: Sequence[str], means: str) -> str:
    """Give the one name there is, or the one that is chosen."""
    if len(names) == 1:
        return names[0]
    asked = one_of_these(question, about, dict.fromkeys(names[:MAX_OPTIONS], means))
    return cursor.choose(asked, {name: name for name in names})


def known_models(catalog: Catalog) -> tuple[str, ...]:
    """Give the models there are, as far as the catalog tells."""
    return told(catalog, "model")


def told(catalog: Catalog, column: str) -> tuple[str, ...]:
    """Give what the catalog knows of a column of the registry: every value of it."""
    table = catalog.table(MODELS)
    known = table.column(column) if table else None
    return tuple(top.value for top in known.top) if known else ()


def words_of(name: str) -> str:
    """Give the name of a model as people say it."""
    return name.replace("_", " ")


def days_of(days: int) -> str:
    """Give a number of days in words."""
    return "1 day" if days == 1 else f"{days} days"
