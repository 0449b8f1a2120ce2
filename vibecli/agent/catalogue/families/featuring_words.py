"""The words of features: to make them, what they are called, which of the usual ones are meant."""

from vibecli.agent.catalogue.phrases import phrases
from vibecli.learn.definition import Measure

MAKE = phrases(
    """add|create|build|compute|make|derive|engineer|calculate|generate|prepare|set up
        |extract|define|update|refresh|recompute|rebuild|get|produce|develop|design
        |bring up to date|construct|implement|give me|introduce|include|work out"""
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
