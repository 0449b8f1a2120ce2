"""Models in words: `retrain the churn model`, `predict who will leave`, `score all customers`.

Owns the kinds of intents. What the words come to as steps is decided in `learned`.
"""

import re

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import learning_words as said
from vibecli.agent.catalogue.families.learned import customers_of, table_saying
from vibecli.agent.catalogue.families.learning_scores import scoring, training
from vibecli.agent.catalogue.families.learning_tails import means, tails
from vibecli.agent.catalogue.families.learning_targets import (
    Target,
    at_risk,
    clause,
    column_model,
    column_said,
    how_likely,
    name_of,
    plain,
    riskiest,
    will,
)
from vibecli.agent.catalogue.families.learning_wanted import MOST, Wanted, known_models
from vibecli.agent.catalogue.families.learning_whom import group, version
from vibecli.agent.catalogue.families.learning_words import CHURN, NAMES, Foreseen
from vibecli.agent.catalogue.families.lone_customers import with_their_table
from vibecli.agent.catalogue.families.naming import one_word
from vibecli.agent.catalogue.notes import Declined, Draft, row_count
from vibecli.data.catalog import TableInfo


def read(cursor: Cursor) -> Draft | None:
    """Read an order to train or to score, or a question about what customers will do."""
    rules = (_trained, _predicted, _scored, _asked, _likely_of, _of_group, _about)
    return with_their_table(cursor, lambda place: place.whole(rules))


def _about(cursor: Cursor) -> Draft | None:
    """Tell where models are looked at and taken back: `how good is the churn model`."""
    removed = cursor.take(*said.REMOVE)
    if not removed and not cursor.take(*said.LOOK):
        return None
    name = name_of(cursor)
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
    forms = {word.form for word in cursor.rest}
    verb = cursor.take(*said.TRAIN)
    if not verb:
        target = cursor.first((_model_that,))
        return (
            training(cursor, tails(cursor, _wanted(cursor, target)))
            if target and target.deed
            else None
        )
    if forms & {"score", "scores"} and "model" not in forms:
        return None  # update the churn scores: no model changes
    target = cursor.first((_named_model, _model_that))
    some = _wanted(cursor, target) if target else cursor.first((_model_for,))
    if some is None:
        target = cursor.first((_only_model, column_model))
        some = _wanted(cursor, target) if target else cursor.first((_defined,))
    return training(cursor, tails(cursor, some, again=verb in said.AGAIN)) if some else None


def _predicted(cursor: Cursor) -> Draft | None:
    """Read `predict who will not buy again within 90 days`, `predict churn`."""
    verb = cursor.take(*said.PREDICT)
    if not verb:
        return None
    target = cursor.first((clause, plain, column_said))
    if target is None:
        return None
    wanted = tails(cursor, _wanted(cursor, target))
    if verb in said.LEARN_TO:
        return training(cursor, wanted)
    return scoring(cursor, wanted._replace(asked=True))


def _asked(cursor: Cursor) -> Draft | None:
    """Read `who is likely to churn`, `customers at risk of churning`."""
    cursor.take(*said.LIST)
    cursor.take("top", "first", "best")
    most = cursor.number()
    target = cursor.first((clause, at_risk, riskiest, how_likely))
    if target is None:
        return None
    wanted = tails(cursor, _wanted(cursor, target))._replace(asked=True)
    return scoring(cursor, wanted if most is None else wanted._replace(most=row_count(most)))


def _scored(cursor: Cursor) -> Draft | None:
    """Read `score all customers with the churn model`, `add a churn score to the profile`."""
    verb = cursor.take(*said.SCORE)
    if not verb:
        return None
    wanted = cursor.first((_scored_people, _scores_of, _applied), verb=verb)
    return scoring(cursor, tails(cursor, wanted._replace(scores=True))) if wanted else None


def _likely_of(cursor: Cursor) -> Draft | None:
    """Read `which gold members will not buy again`: a question about some of the customers."""
    verb = cursor.take(*said.PREDICT, *said.LIST)
    if not cursor.take("which", "what", "which of the", "which of our", "those", "the"):
        return None
    table = customers_of(cursor, Wanted(CHURN))
    some = group(cursor, table, until=_will_do) if table else None
    if some is None:
        return None
    cursor.take("that", "who", "which")
    target = cursor.first((will, at_risk))
    if target is None:
        return None
    if verb in said.LEARN_TO:
        wanted = tails(cursor, _wanted(cursor, target)._replace(whom=some))
        return training(cursor, wanted) if wanted.whom == some else None
    wanted = tails(cursor, _wanted(cursor, target)._replace(asked=True))
    return scoring(cursor, wanted._replace(whom=some)) if wanted.whom is None else None


def _of_group(cursor: Cursor) -> Draft | None:
    """Read `give every gold member without an order a churn score`, `the 10 of Paris at risk`."""
    verb = cursor.take(*said.SCORE, *said.LIST)
    if not (cursor.take("top", "first", "best") or verb):
        return None
    most = cursor.number()
    cursor.take("every", "each", "all")
    table = customers_of(cursor, Wanted(None, scores=True))
    some = group(cursor, table, until=_a_score) if table else None
    if some is None:
        return None
    led = cursor.take(*said.BY_RISK)
    cursor.take("a", "an", "their", "its")
    target = cursor.first((plain,))
    if target is None or not (led or cursor.take(*said.SCORES) or _ends_with_score(cursor)):
        return None
    cursor.take(*said.SCORES)
    wanted = _wanted(cursor, target)._replace(whom=some)
    if led or most is not None:
        wanted = wanted._replace(asked=True, most=MOST if most is None else row_count(most))
    elif verb in said.LIST and verb not in said.SCORE:
        return None
    else:
        wanted = wanted._replace(scores=True)
    return scoring(cursor, tails(cursor, wanted))


def _ends_with_score(cursor: Cursor) -> bool:
    return cursor.text.words[cursor.at - 1].form in said.SCORES


def _a_score(cursor: Cursor) -> bool:
    """True where a score is told next: a churn score, with the highest churn risk."""
    with cursor.attempt():
        led = cursor.take(*said.BY_RISK)
        cursor.take("a", "an", "their", "its")
        found = name_of(cursor) is not None
        return found and bool(led or cursor.take(*said.SCORES) or _ends_with_score(cursor))


def _will_do(cursor: Cursor) -> bool:
    """True where it is told next what customers will do."""
    with cursor.attempt():
        return cursor.first((will, at_risk)) is not None


def _wanted(cursor: Cursor, target: Target) -> Wanted:
    if target.table is None and not target.foreseen.usual:
        target = target._replace(table=table_saying(cursor, target.foreseen))
    return Wanted(
        target.foreseen,
        table=target.table,
        column=target.column,
        deed=target.deed,
        events=target.events,
        anybody=target.anybody,
    )


def _named_model(cursor: Cursor) -> Target | None:
    """Read `churn model`, `model churn`, `model for churn`."""
    found = name_of(cursor)
    known = found is not None and found.model in known_models(cursor.world.catalog)
    if found and (cursor.take(*said.MODEL) or cursor.at_end() or known):
        return Target(found)
    return None


def _model_that(cursor: Cursor) -> Target | None:
    """Read `model to predict who will leave`, `model for repeat purchases`, `model of churn`."""
    if not cursor.take(*said.MODEL):
        return None
    if found := name_of(cursor):
        return Target(found)
    if not cursor.take(*said.THAT_PREDICTS):
        return None
    return cursor.first((clause, plain, column_said))


def _model_for(cursor: Cursor) -> Wanted | None:
    """Read `a model for gold members that tells who will leave`."""
    if not (cursor.take(*said.MODEL) and cursor.take("for", "of", "about", "on")):
        return None
    table = customers_of(cursor, Wanted(CHURN))
    some = group(cursor, table, until=_tells) if table else None
    if some is None or not cursor.take(*said.THAT_PREDICTS):
        return None
    target = cursor.first((clause,))
    return _wanted(cursor, target)._replace(whom=some) if target else None


def _tells(cursor: Cursor) -> bool:
    return cursor.sees(*said.THAT_PREDICTS)


def _defined(cursor: Cursor) -> Wanted | None:
    """Read `an escalation model: a support ticket within 14 days`: named, and told by events."""
    cursor.skip()
    name = re.sub(r"\W+", "_", one_word(cursor)).lower()
    if not name[:1].isalpha() or not cursor.take(*said.MODEL):
        return None
    wanted = cursor.first((means,), Wanted(Foreseen(name, happens=True)))
    return wanted._replace(deed=True) if wanted and wanted.events else None


def _only_model(cursor: Cursor) -> Target | None:
    """Read `the model` where there is one: retrain the model."""
    known = known_models(cursor.world.catalog)
    if not cursor.take(*said.MODEL) or len(known) != 1:
        return None
    usual = next((one for one in NAMES if one.model == known[0]), None)
    return Target(usual) if usual else None


def _scored_people(cursor: Cursor, *, verb: str) -> Wanted | None:
    """Read `all customers for churn`, `gold members with version 2 of churn`, `with churn`."""
    if "score" not in verb:
        return None
    wanted = Wanted(None, scores=True)
    table = customers_of(cursor, wanted)
    some = group(cursor, table) if table else None
    whom = bool(some) or cursor.take(*said.EVERYBODY) or (table and reads(_all_of)(cursor, table))
    cursor.take(*said.AGAIN_SCORED)
    wanted = reads(_by)(cursor, wanted) or wanted
    return wanted._replace(whom=some) if whom or wanted.foreseen or wanted.version else None


def _all_of(cursor: Cursor, table: TableInfo) -> bool:
    """Read `all of telco`: the table of the customers."""
    cursor.take("all", "every", "each", "of", "rows of")
    return cursor.table() == table


def _by(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `with the churn model`, `with version 2 of churn`, `by the model`."""
    if not cursor.take(*said.WITH_MODEL):
        return None
    numbered = version(cursor)
    newest = not numbered and cursor.take(*said.NEWEST)
    if numbered or newest:
        cursor.take("of")
    found = name_of(cursor)
    noun = cursor.take(*said.MODEL, *said.SCORES)
    numbered = numbered or version(cursor)
    if not (found or noun or numbered or newest):
        return None
    named = _wanted(cursor, Target(found)) if found else wanted
    return named._replace(version=numbered, scores=True)


def _scores_of(cursor: Cursor, *, verb: str) -> Wanted | None:
    """Read `churn scores for all customers`, `a churn score to unified_profile`."""
    del verb
    found = name_of(cursor)
    if found is None:
        return None
    if cursor.take(*said.SCORES) or cursor.text.words[cursor.at - 1].form in said.SCORES:
        return Wanted(found)
    if not (cursor.take("for", "of") and cursor.take(*said.EVERYBODY)):
        into = reads(_into)(cursor)
        return Wanted(found, into=into) if into else (Wanted(found) if cursor.at_end() else None)
    return Wanted(found)


def _applied(cursor: Cursor, *, verb: str) -> Wanted | None:
    """Read `apply the churn model to all customers`, `run the churn model`."""
    if verb in said.TRAIN:
        return None
    found = name_of(cursor)
    if found is None or not cursor.take(*said.MODEL):
        return None
    if cursor.take("to", "on", "for", "over"):
        cursor.take(*said.EVERYBODY)
    return Wanted(found)


def _into(cursor: Cursor) -> TableInfo | None:
    return cursor.table() if cursor.take(*said.INTO) else None
