"""The words of features: to make them, what they are called, which of the usual ones are meant."""

from vibecli.agent.catalogue.phrases import phrases
from vibecli.learn.definition import Measure

MAKE = phrases(
    """add|create|build|compute|make|derive|engineer|calculate|generate|prepare|set up
        |extract|define|update|refresh|recompute|rebuild|get|produce|develop|design
        |bring up to date|construct|implement|give me|introduce|include|work out"""
)
UPDATE = phrases(
    """update|refresh|recompute|rebuild|compute|calculate|bring|bring up to date|run|recalculate
        |renew|redo|compute again"""
)
UP_TO_DATE = phrases("up to date|to date|again|anew|now|as it stands|as they stand")
OF_FILE = phrases(
    """in|of|from|for|by|file|the file|yaml|set|definition|definitions|called|named|in file|as in
        |in the file|from the file|defined in|table"""
)
EXTRACT = phrases("extract|featurize|featurise|turn|mine")
FEATURES = phrases(
    """feature extraction|features|feature|feature table|feature set|customer features
        |ml features|behavioural features|behavioral features|behavior features
        |behaviour features|usage features|model features|features table|feature engineering
        |engagement features|activity features|feature extractions|feature columns
        |point in time features|rolling features|user features|predictive features
        |set of features|table of features|engagement metrics as features"""
)
NEW = phrases("new|some|more|further|a few|another|additional|the usual|all|the|fresh|useful|good")
OF = phrases(
    """for|from|of|on|out of|based on|about|over|with|using|into features from|by|in
        |covering"""
)
KIND = phrases(
    "mobile|web|website|raw|our|their|online|customer|user|all|the|in app|behavioural|tracked"
)
INTO = phrases("into features|to features|into customer features|into a feature table")
PER = phrases(
    """per|for each|for every|by|for all|of each|of every|one row per|one row a
        |at the level of|at level of|with one row per|grouped by|keyed by"""
)
WHOM = phrases(
    """customer|customers|person|persons|people|profile|profiles|member|members|client
        |clients|unified profile|user|users|unified profiles|customer profile
        |customer profiles"""
)
AND = phrases("and|,|plus|as well as|and also|, and|&|together with|along with")
OVER = phrases(
    """over the last|over the past|in the last|in the past|of the last|of the past
        |for the last|for the past|with windows of|with a window of|over windows of
        |windows of|over|within the last|during the last|with windows
        |over rolling windows of|over a window of|rolling|last|past"""
)
DAYS = phrases("days|day|day window|day windows")
CALLED = phrases("called|named|and call it|and name it|call it|name it|with the name|as")
INTO_TABLE = phrases(
    "into|into table|in table|to table|and store it in|and write it to|stored in|as"
)
MEASURES: dict[tuple[str, ...], tuple[Measure, ...]] = {
    phrases("recency|days since the last event|days since last event|time since last event"): (
        "recency",
    ),
    phrases("frequency|counts|how often|number of events|event counts|activity counts"): ("count",),
    phrases("monetary|monetary value|spend|spending|money|money spent|amounts|value"): (
        "sum", "average", "minimum", "maximum",
    ),
    phrases("rfm|recency frequency monetary|recency frequency and monetary"): (
        "recency", "count", "sum", "average",
    ),
    phrases("sessions|session features|session counts|session length|session lengths"): (
        "sessions", "session_events", "session_minutes",
    ),
    phrases("streaks|streak|active days|days active"): ("streak", "days_active"),
    phrases("trend|trends|momentum"): ("trend",),
    phrases("tenure|age of the relationship"): ("tenure",),
    phrases("time of day|hours of day|daypart|dayparts|time of day shares"): ("hour_share",),
    phrases("ratios|ratio|shares"): ("ratio", "share"),
    phrases("distinct|distinct counts|variety|diversity"): ("distinct",),
    phrases("last values|latest values|newest values|first values"): ("last", "first"),
}  # fmt: skip
NUMBER_OF = phrases(
    """number of|count of|count the|count|how many|the number of|amount of|no of|total number of
        |nr of|# of|counts of"""
)
MADE = phrases(
    """they made|they had|made|had|done|placed|they placed|each customer made|each customer had|a
        |customers made|each member made|each member had"""
)
THEY = phrases(
    """they|each customer|a customer|customers|each member|members|every customer|he|she|people
        |each client|each person|each user|users|every member|each"""
)
USED = phrases(
    "used app|use app|opened app|logged in|log in|open app|used the app|use the app|opened the app"
)
BOUGHT = phrases("bought|buy|purchased|ordered|order|purchase|buys|orders|shopped|shop")
SINCE = phrases(
    """days since|time since|how long since|recency of|days from|how many days since
        |how long ago was|how long has it been since|how long it has been since|how long is it since
        |number of days since|how many days ago was|how many days have passed since
        |days passed since|tenure by|how long ago is|days that have passed since"""
)
FIRST = phrases("first|earliest|very first|oldest|initial|the first")
LAST_ONE = phrases("last|newest|latest|most recent|final|previous|very last")
SHARE_OF = phrases(
    """share of|percentage of|proportion of|part of|ratio of|fraction of|percent of|share of the"""
)
_AMOUNTS: tuple[tuple[Measure, str], ...] = (
    ("average", "average|avg|mean|on average|usual"),
    ("sum", "total|sum of|sum|overall|how much|money|amount"),
    ("maximum", "highest|maximum|max|largest|biggest|most"),
    ("minimum", "lowest|minimum|min|smallest|least"),
)
AMOUNTS = {phrase: measure for measure, text in _AMOUNTS for phrase in phrases(text)}
SPENDING = ("how much", "money")
SPENT = phrases("spent|spend|spends|paid|pay|money spent|spending|expenses|amount spent")
BASKET = phrases(
    """basket|basket size|basket value|order value|purchase value|cart value|cart|spend|spending
        |ticket|amount|value|revenue|money spent|sales|payment|transaction value|order amount
        |basket sizes"""
)
UNITS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365, "fortnight": 14}
ALL_TIME = phrases("of all time|in total|ever|overall|all time|so far|since ever|of all times")
OWN_MOMENT = phrases(", as of|as of|as at|, as at|at the moment of|at the time of")
NAMELY = phrases(
    """for the|for|on the|about the|called the|on|namely|such as|like|with|the|with the|containing
        |that has|which has|being"""
)
ASKED = phrases("what was|what is|what were|which was|which is|the")
PAID_BY = phrases(
    """paid by|paid with|paid in|made via|made by|made through|made in|bought via|bought by
        |placed via|placed by|done via|done by|ordered via|sent via|booked via|that were paid by
        |that were made via|coming via|via|by means of|of the kind|of kind"""
)
STREAK = phrases(
    """longest streak of days with|longest streak of|longest streak with|streak of days with
        |streak of|most days in a row with|longest run of days with|days in a row with
        |consecutive days with|most consecutive days with|longest series of days with
        |longest run of"""
)
ACTIVE_DAYS = phrases(
    """active days|days active|number of days with|number of active days|days with
        |number of different days with|how many days they had|on how many days they had
        |number of days on which they had|distinct days with|days of activity"""
)
TREND = phrases("trend of|trend in|the trend of|trend for|development of|change in|growth of")
GAP = phrases(
    """days between two|days between|average days between|average number of days between
        |average time between|average gap between|mean days between|time between two|time between
        |usual days between|average days between two|average time between two|gap between
        |average gap in days between"""
)
SESSIONS = phrases("sessions|number of sessions|how many sessions|session count|visits in sessions")
A_SESSION = phrases("per session|a session|each session|in a session|of a session|per visit")
SESSION_LENGTH = phrases(
    """session length|average session length|session minutes|minutes per session|length of sessions
        |average length of sessions|average length of a session|session duration
        |average session duration|average minutes per session"""
)
ENDS_OF_TIME: dict[str, Measure] = {"first": "first", "last": "last", "latest": "last",
    "newest": "last", "most recent": "last", "earliest": "first", "final": "last"}  # fmt: skip
OF_EVENT = phrases("of the|of their|of its|in the|in their|of|on the|at the|on their")
RATIO = phrases("ratio of|ratio between|the ratio of|quotient of|the quotient of")
AVERAGED = phrases("on average|in average|on the average|in the mean")
AS_FEATURE = phrases(
    """as a feature|as features|as feature|as a new feature|as new features|as customer features
        |as customer feature|as one feature|as a customer feature|into features"""
)
