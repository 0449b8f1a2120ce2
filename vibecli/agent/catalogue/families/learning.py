"""Models in words: `retrain the churn model`, `predict who will leave`, `score all customers`.

Owns the grammar. What the words come to as steps is decided in `learned.py`.
"""

from typing import NamedTuple

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import learning_words as said
from vibecli.agent.catalogue.families.learning_scores import scoring, training
from vibecli.agent.catalogue.families.learning_wanted import Wanted, known_models
from vibecli.agent.catalogue.families.learning_words import CHURN, NAMES, REPEAT, UPSELL, Foreseen
from vibecli.agent.catalogue.lexicon import NUMBER_WORDS
from vibecli.agent.catalogue.notes import Declined, Draft, row_count
from vibecli.data.catalog import ColumnInfo, Role, TableInfo


class Target(NamedTuple):
    """What is foreseen: in words, or as the column of a table."""

    foreseen: Foreseen
    table: TableInfo | None = None
    column: ColumnInfo | None = None


def read(cursor: Cursor) -> Draft | None:
    """Read an order to train or to score, or a question about what customers will do."""
    return cursor.whole((_trained, _predicted, _scored, _asked, _about))


def _about(cursor: Cursor) -> Draft | None:
    """Tell where models are looked at and taken back: `how good is the churn model`."""
    removed = cursor.take(*said.REMOVE)
    if not removed and not cursor.take(*said.LOOK):
        return None
    name = _name(cursor)
    if not cursor.take(*said.MODEL):
        return None
    cursor.take(*said.LOOK_ENDS)
    if not cursor.at_end():
        return None
    if removed:
        raise Declined("a version of a model is taken back by undo of its training", "vibecli undo")
    named = f" show {name.model}" if name else ""
    raise Declined("models are told by a command of their own", f"vibecli models{named}")


def _trained(cursor: Cursor) -> Draft | None:
    """Read `retrain the churn model on the last 24 hours of data`."""
    verb = cursor.take(*said.TRAIN)
    if not verb:
        return None
    target = cursor.first((_named_model, _model_that, _only_model))
    if target is None:
        return None
    return training(cursor, _tails(cursor, _wanted(target), again=verb in said.AGAIN))


def _predicted(cursor: Cursor) -> Draft | None:
    """Read `predict who will not buy again within 90 days`, `predict churn`."""
    if not cursor.take(*said.PREDICT):
        return None
    target = cursor.first((_clause, _plain, _column))
    if target is None:
        return None
    wanted = _tails(cursor, _wanted(target))
    return scoring(cursor, wanted._replace(asked=True))


def _asked(cursor: Cursor) -> Draft | None:
    """Read `who is likely to churn`, `customers at risk of churning`."""
    cursor.take(*said.LIST)
    cursor.take("top", "first", "best")
    most = cursor.number()
    target = cursor.first((_clause, _at_risk, _riskiest, _how_likely))
    if target is None:
        return None
    wanted = _tails(cursor, _wanted(target))._replace(asked=True)
    return scoring(cursor, wanted if most is None else wanted._replace(most=row_count(most)))


def _scored(cursor: Cursor) -> Draft | None:
    """Read `score all customers with the churn model`, `add a churn score to the profile`."""
    verb = cursor.take(*said.SCORE)
    if not verb:
        return None
    wanted = cursor.first((_scored_people, _scores_of, _applied), verb=verb)
    return scoring(cursor, _tails(cursor, wanted._replace(scores=True))) if wanted else None


def _wanted(target: Target) -> Wanted:
    return Wanted(target.foreseen, table=target.table, column=target.column)


def _named_model(cursor: Cursor) -> Target | None:
    """Read `churn model`, `model churn`, `model for churn`."""
    found = _name(cursor)
    if found and (cursor.take(*said.MODEL) or cursor.at_end()):
        return Target(found)
    return None


def _model_that(cursor: Cursor) -> Target | None:
    """Read `model to predict who will leave`, `model for repeat purchases`, `model of churn`."""
    if not cursor.take(*said.MODEL):
        return None
    if found := _name(cursor):
        return Target(found)
    if not cursor.take(*said.THAT_PREDICTS):
        return None
    return cursor.first((_clause, _plain, _column))


def _only_model(cursor: Cursor) -> Target | None:
    """Read `the model` where there is one: retrain the model."""
    known = known_models(cursor.world.catalog)
    if not cursor.take(*said.MODEL) or len(known) != 1:
        return None
    usual = next((one for one in NAMES if one.model == known[0]), None)
    return Target(usual) if usual else None


def _plain(cursor: Cursor) -> Target | None:
    """Read `churn`, `the churn of customers`."""
    found = _name(cursor)
    return Target(found) if found else None


def _name(cursor: Cursor) -> Foreseen | None:
    longest = sorted(((p, f) for f, names in NAMES.items() for p in names), key=_longest)
    return next((foreseen for phrase, foreseen in longest if cursor.take(phrase)), None)


def _longest(pair: tuple[str, Foreseen]) -> int:
    return -len(pair[0].split())


def _column(cursor: Cursor) -> Target | None:
    """Read `Churn of telco`, `the column churned in members`: a column that says it."""
    cursor.take("column", "field", "label")
    return cursor.of_tables(_column_of)


def _column_of(cursor: Cursor, table: TableInfo) -> Target | None:
    column = cursor.column(table)
    named = column is not None and cursor.take("of", "in", "from") and cursor.table() == table
    return (
        Target(CHURN._replace(model=column.name.lower()), table, column)
        if named and column
        else None
    )


def _clause(cursor: Cursor) -> Target | None:
    """Read `who will not buy again`, `which customers are likely to leave`."""
    if not cursor.take(*said.WHO):
        return None
    return cursor.first((_will, _at_risk))


def _will(cursor: Cursor) -> Target | None:
    cursor.take("are the most likely to", "is the most likely to") or cursor.take(*said.WILL)
    cursor.take("soon", "probably", "likely", "most likely")
    away = bool(cursor.take(*said.NOT))
    cursor.take(*said.WILL)
    away = bool(cursor.take(*said.NOT)) or away
    found = _doing(cursor, away=away)
    if found:
        cursor.take(*said.AGAIN_TOO)
    return Target(found) if found else None


def _doing(cursor: Cursor, *, away: bool) -> Foreseen | None:
    """Read what they do, or stop doing."""
    if cursor.take(*said.BUY_LARGER):
        return None if away else UPSELL
    if cursor.take(*said.BUY):
        return CHURN if away else REPEAT
    if cursor.take(*said.USE):
        return Foreseen("inactivity" if away else "activity", happens=not away, uses=True)
    if cursor.take(*said.LEAVE):
        return None if away else CHURN
    return None


def _at_risk(cursor: Cursor) -> Target | None:
    """Read `customers at risk of churning`."""
    cursor.take("are", "is")
    if not cursor.take(*said.AT_RISK):
        return None
    if found := _name(cursor):
        return Target(found)
    away = bool(cursor.take(*said.NOT))
    found = _doing(cursor, away=away)
    return Target(found) if found else None


def _riskiest(cursor: Cursor) -> Target | None:
    """Read `churn risk of every customer`, `likely churners`."""
    likely = cursor.take("likely", "most likely", "probable", "top", "future", "highest", "biggest")
    found = _name(cursor)
    if found is None:
        return None
    scores = cursor.take(*said.SCORES)
    told = cursor.take("of", "for", "by") and cursor.take(*said.EVERYBODY)
    return Target(found) if likely or scores or told else None


def _how_likely(cursor: Cursor) -> Target | None:
    """Read `how likely is each customer to churn`."""
    if not cursor.take("how likely is", "how likely are", "how probable is it that"):
        return None
    cursor.take(*said.EVERYBODY)
    return _will(cursor)


def _scored_people(cursor: Cursor, *, verb: str) -> Wanted | None:
    """Read `all customers`, `all customers for churn`."""
    if "score" not in verb or not cursor.take(*said.EVERYBODY):
        return None
    by = cursor.take("for", "by", "on", "with", "using", "according to", "as to")
    return (
        _wanted(Target(found)) if by and (found := _by(cursor)) else (None if by else Wanted(None))
    )


def _by(cursor: Cursor) -> Foreseen | None:
    found = _name(cursor)
    cursor.take(*said.MODEL, *said.SCORES)
    return found


def _scores_of(cursor: Cursor, *, verb: str) -> Wanted | None:
    """Read `churn scores for all customers`, `a churn score to unified_profile`."""
    del verb
    found = _name(cursor)
    if found is None:
        return None
    cursor.take(*said.SCORES)
    if not (cursor.take("for", "of") and cursor.take(*said.EVERYBODY)):
        into = reads(_into)(cursor)
        return Wanted(found, into=into) if into else (Wanted(found) if cursor.at_end() else None)
    return Wanted(found)


def _applied(cursor: Cursor, *, verb: str) -> Wanted | None:
    """Read `apply the churn model to all customers`, `run the churn model`."""
    if verb in said.TRAIN:
        return None
    found = _name(cursor)
    if found is None or not cursor.take(*said.MODEL):
        return None
    if cursor.take("to", "on", "for", "over"):
        cursor.take(*said.EVERYBODY)
    return Wanted(found)


def _into(cursor: Cursor) -> TableInfo | None:
    return cursor.table() if cursor.take(*said.INTO) else None


def _tails(cursor: Cursor, wanted: Wanted, *, again: bool = False) -> Wanted:
    """Read what follows in any order: a horizon, a window, a table, where scores go."""
    wanted = wanted._replace(again=again)
    tails = (_that, _means, _horizon, _window, _of_people, _where)
    while more := cursor.first(tails, wanted):
        wanted = more
    return wanted


def _that(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read what a named model foresees: `..., which tells who will not buy within 60 days`."""
    cursor.take(",")
    if not cursor.take(*said.THAT_PREDICTS, "so that it predicts"):
        return None
    target = cursor.first((_clause,))
    if target is None:
        return None
    named = wanted.foreseen or target.foreseen
    return wanted._replace(foreseen=target.foreseen._replace(model=named.model))


def _means(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read a definition in words: `where churn means no order within 60 days`."""
    cursor.take(",")
    cursor.take(*said.MEANS)
    away = bool(cursor.take(*said.NO_EVENT))
    if wanted.foreseen is None or not (away or cursor.take(*said.AN_EVENT)):
        return None
    told = cursor.first((_event_table,)) or cursor.take(*said.ORDERS, *said.VISITS)
    if not told:
        return None
    cursor.take("at all", "again")
    table = told if isinstance(told, TableInfo) else None
    uses = isinstance(told, str) and told in said.VISITS
    named = wanted.foreseen._replace(happens=not away, uses=uses)
    return wanted._replace(foreseen=named, events=table)


def _event_table(cursor: Cursor) -> TableInfo | None:
    """Read a table of events by its name."""
    table = cursor.table()
    return table if table and table.with_role(Role.TIME) else None


def _horizon(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `within 90 days`, `in the next three months`, `with a 30 day horizon`."""
    cursor.take(",")
    if wanted.horizon is not None:
        return None
    if cursor.take(*said.HORIZON):
        days = _length(cursor)
        return wanted._replace(horizon=days) if days else None
    within = cursor.take(*said.WITHIN)
    if not within and not cursor.take("with"):
        return None
    cursor.take("next", "coming", "following")
    days = _length(cursor)
    ahead = cursor.take(*said.HORIZON)
    return wanted._replace(horizon=days) if days and (within or ahead) else None


def _window(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `on the last 24 hours of data`, `with yesterday's data`, `on all data`."""
    cursor.take(",")
    on = cursor.take(*said.ON)
    cursor.take("only", "just", "data of", "events of")
    for days, phrases in ((1.0, said.ONE_DAY), (7.0, said.ONE_WEEK), (30.0, said.ONE_MONTH)):
        if cursor.take(*phrases):
            return wanted._replace(window=days)
    return cursor.first((_span, _all_data), wanted, on=bool(on))


def _span(cursor: Cursor, wanted: Wanted, *, on: bool) -> Wanted | None:
    del on
    days = _exact(cursor) if cursor.take(*said.LAST) else None
    cursor.take(*said.OF_DATA)
    return wanted._replace(window=days) if days else None


def _all_data(cursor: Cursor, wanted: Wanted, *, on: bool) -> Wanted | None:
    return wanted if on and cursor.take(*said.ALL_DATA) else None


def _where(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read the place of the scores, or the table that is learnt from: `into unified_profile`."""
    cursor.take(",", "and")
    cursor.take("write", "put", "store", "save", "add")
    cursor.take("scores", "them", "it", "result", "results", "score")
    word = cursor.take(*said.INTO, "from", "using")
    table = cursor.table() if word else None
    if table is None:
        return None
    if word in said.INTO_ONLY or (word == "in" and wanted.scores):
        return wanted._replace(into=table)
    return wanted._replace(table=table)


def _of_people(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `for all customers`, which says nothing more."""
    return wanted if cursor.take("for", "of", "among") and cursor.take(*said.EVERYBODY) else None


def _length(cursor: Cursor) -> int | None:
    days = _exact(cursor)
    return max(round(days), 1) if days else None


def _exact(cursor: Cursor) -> float | None:
    """Read a length of time, in days."""
    cursor.skip()
    words = cursor.rest
    number = words[0].number if words and words[0].kind == "number" else None
    if words and number is None:
        number = NUMBER_WORDS.get(words[0].form)
    at = 0 if number is None else 1
    unit = said.UNITS.get(words[at].stem) if len(words) > at else None
    if unit is None or (number is not None and number <= 0):
        return None
    cursor.move(at + 1)
    return (number or 1.0) * unit
