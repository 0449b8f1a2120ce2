"""Words about rules, models and features that no family could read whole: what can be said instead.

Tried last: it plans nothing, and a database whose own names are these words is read before.
"""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.retiring import named_rule
from vibecli.agent.catalogue.help import intents_help
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.phrases import phrases, words

_MODEL = phrases(
    """train|retrain|train a|retrain the|fit a model|build a model|train a model|predict|forecast"""
)
_MAKE = phrases("add|create|build|compute|make|derive|engineer|calculate|generate|prepare")
_COUNTED = phrases(
    """number of|how many|how often|average|total|sum of|share of|days|the|median|percentage of
        |what|longest|ratio of|features|i want features|count|first|last|time|new features"""
)
_FEATURE = ("feature", "features")
_CLOCK = phrases("every night|every morning|every hour|schedule|every day|every week|nightly|daily")
_SCHEDULE = phrases(
    """whenever|as soon as|every time|each time|trigger|on every load|on each load|automatically"""
)
_FEW = 3
_EVENT = words("new arrives arrive changes change changed comes come added inserted loaded appears")


def read(cursor: Cursor) -> Draft | None:
    """Decline what could not be read. Raises Declined; gives no draft."""
    forms = [word.form for word in cursor.rest]
    if cursor.take(*_CLOCK):
        raise Declined(
            "nothing is run by the clock: keep the intent with --save FILE, and let a scheduler"
            " or CI do vibecli run FILE, or vibecli stream FILE --rule NAME --once"
        )
    if cursor.take(*_SCHEDULE) or (cursor.take("when") and _EVENT & set(forms)):
        raise Declined(
            "a standing rule says what each new row of a table of events does: match it, update a"
            " profile, score it with a model, call an action",
            *_examples(cursor, "trigger"),
        )
    if cursor.take(*_MODEL):
        raise Declined(
            "models foresee what each customer will do (churn, repeat purchase, upsell, a row of a"
            " table of events within so many days), on demand",
            *_examples(cursor, "train", "score"),
        )
    name = named_rule(cursor) if "rule" in forms else ""
    if name and cursor.sees("show", "show me", "list", "what", "describe", "explain"):
        raise Declined("rules are told by a command of their own", f"vibecli rules show {name}")
    if name:
        raise Declined(
            "a standing rule is changed by saying it whole again, and ends when it is retired",
            *_examples(cursor, "trigger")[-1:],
            f"retire the standing rule {name}",
        )
    if (cursor.take(*_MAKE) or cursor.sees(*_COUNTED)) and any(one in _FEATURE for one in forms):
        raise Declined(
            "features are made of tables of events, which have a time and lead to a customer:"
            " counts, sums, averages, extremes, different values, shares, ratios, trends, streaks,"
            " sessions, days since and between, first and last values",
            *_examples(cursor, "feature"),
        )
    return None


def _examples(cursor: Cursor, *kinds: str) -> tuple[str, ...]:
    """Give what can be said of these kinds about the tables there are."""
    pairs = intents_help(cursor.world.catalog)
    return tuple(text for kind, text in pairs if kind in kinds)[:_FEW]
