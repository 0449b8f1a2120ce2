"""What customer-data work has and this version has not: said so, instead of words not understood.

Tried last: it plans nothing, and a database whose own names are these words is read before.
"""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.phrases import phrases, words

KINDS = ("feature", "trigger")
_MODEL = phrases(
    """train|retrain|train a|retrain the|fit a model|build a model|train a model|predict|forecast"""
)
_MAKE = phrases("add|create|build|compute|make|derive|engineer|calculate|generate|prepare")
_FEATURE = ("feature", "features")
_SCHEDULE = phrases(
    """whenever|as soon as|every time|each time|every night|every morning|every hour|trigger
    |schedule|on every load|on each load|automatically"""
)
_EVENT = words("new arrives arrive changes change changed comes come added inserted loaded appears")


def read(cursor: Cursor) -> Draft | None:
    """Decline what there is no step for. Raises Declined; gives no draft."""
    forms = [word.form for word in cursor.rest]
    if cursor.take(*_SCHEDULE) or (cursor.take("when") and _EVENT & set(forms)):
        raise Declined(
            "nothing is run by itself yet: keep the intent with --save FILE, and let a scheduler"
            " or CI do vibecli run FILE"
        )
    if cursor.take(*_MODEL):
        raise Declined(
            "models foresee what each customer will do (churn, repeat purchase, upsell), on demand",
            "train a churn model",
            "predict who will not buy again within 90 days",
        )
    if cursor.take(*_MAKE) and any(form in _FEATURE for form in forms):
        raise Declined(
            "there is no step for features yet; what a query gives can be kept in a table"
        )
    return None
