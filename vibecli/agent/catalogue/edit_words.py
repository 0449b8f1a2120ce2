"""The words that begin an edit of the plan at hand. Data only."""

from vibecli.agent.catalogue.phrases import phrases

TURNS = ("but", "and", "ok", "yes but", "no", "actually", "wait")
NO_RULE = ("no rule", "no rules")
ONLY = phrases(
    """only|just|restrict to|restrict it to|restrict this to|limit to|limit it to|only for
        |but only|keep only|only keep|narrow to|narrow it to|narrow it down to|filter to
        |filter it to|filter on|consider only|only consider|only include|include only|only use
        |use only|do it only for|do this only for|only those|only the ones|for|just for|just the
        |only do|only take|only show|show only|only where|where|only update"""
)
OUT = phrases(
    """leave out|ignore|without|drop|exclude|skip|do not use|remove|omit|leave off|disregard
        |not|no|hide|take out|except|forget|without column|drop column|remove column|ignoring
        |excluding|do not include|do not show|without using|leave aside|drop columns
        |do not consider|never mind|get rid of|leave out column"""
)
OUT_OF_MATCH = phrases(
    """do not compare|do not match on|do not match by|stop comparing|do not compare on
        |ignore in matching|match without|do not link on|compare without"""
)
OUT_OF_PROFILE = phrases(
    """do not update|do not touch|do not change|do not overwrite|leave alone|keep
        |do not replace|do not write|preserve|leave|never overwrite|never touch|never change
        |never update|never replace|not overwrite|not touch"""
)
MORE = ("with", "without", "where", "whose", "that", "who", "which", "not", "no", "only")
AS_IT_IS = ("as it is", "as they are", "unchanged", "untouched", "alone", "as is", "out", "away")
HEADS = ("column", "columns", "field", "fields", "comparison", "rule", "rules")
COMPARE = (
    "use",
    "use just",
    "compare only",
    "only compare",
    "match only on",
    "only match on",
    "match on",
    "compare",
)
THRESHOLD = phrases(
    """accept|threshold|the bar|bar|cutoff|cut off|acceptance threshold|match threshold
        |accept threshold|confidence|acceptance|probability|minimum confidence|certainty
        |confidence threshold|matching threshold"""
)
REVIEW = phrases(
    """review from|to review from|review pairs from|review above|ask from|ask me from|ask above
        |review threshold|doubt from|left to review from"""
)
FROM_MATCH = phrases(
    """from the comparison|of the comparison|in the match|from the match|of the match|from matching
        |in the comparison|out of the comparison|out of the match|when matching|for the match
        |for matching"""
)
FROM_PROFILE = phrases(
    """in the profile|from the profile|of the profile|in the unified profile
        |from the unified profile|of the unified profile|in profile|from profile|of profile
        |in the profiles|from the profiles|of the profiles"""
)
EVERYWHERE = phrases(
    """everywhere|altogether|entirely|completely|in both|of both|from both
        |from the match and the profile|of the match and the profile
        |from the comparison and the profile|of the comparison and the profile
        |in the match and the profile|in the match and in the profile"""
)
DROP = ("drop", "remove", "delete", "without", "not")
COLUMN = ("column", "columns", "field", "fields")
LEAVE_AS = ("keep", "leave", "leave alone", "preserve")  # what is there already
AGAIN = ("again", "after all", "back", "back in")
USE = ("use", "compare", "take", "bring", "put", "include", "keep", "match on", "consider")
RAISE = phrases(
    """raise|lower|set|change|increase|decrease|reduce|move|put|use|make|with|bring|use a
        |adjust|turn|drop"""
)
ACCEPT = phrases(
    """accept only above|only accept above|only accept pairs above|accept from
        |only accept matches above|accept above|accept pairs above|accept matches above
        |accept pairs from|only matches above|only pairs above|accept at
        |only accept matches from|only accept pairs from"""
)
ONE = (
    "one to one",
    "make it one to one",
    "match one to one",
    "strictly one to one",
    "1 to 1",
    "make the match one to one",
)
MANY = (
    "not one to one",
    "many to many",
    "allow many to one",
    "no one to one",
    "not necessarily one to one",
)
KEEP_ROWS = phrases(
    """do not remove anything|do not delete anything|no removals|remove nothing|delete nothing
        |do not remove any rows|do not delete any rows|without removing anything
        |without deleting anything|do not remove rows|keep all rows|do not delete rows
        |keep every row|do not remove any row|do not drop anything|no deletes|no deletions"""
)
NO_PROFILE = phrases(
    """do not update profile|do not update unified profile|without updating profile|just match
        |only match|match only|do not touch profile|do not write profile|only match them
        |just match them|do not update the profile|do not update the unified profile
        |without updating the profile|do not touch the profile|only link them"""
)
ALSO = (
    "also",
    "and also",
    "additionally",
    "in addition",
    "plus",
    "as well",
    "and then",
    "then",
    "first",
    "before that",
)
ADD = phrases(
    """add|include|also show|with|show also|bring back|use again|add column|add columns
        |also include|also add|also use|also compare|also|and|plus|take in|include column
        |use also"""
)
LIMIT = (
    "top",
    "first",
    "show",
    "limit to",
    "only",
    "limit",
    "limit it to",
    "just",
    "give me",
    "make it",
    "only the first",
    "just the first",
    "show only",
    "show just",
    "show only the first",
)
FIRST = ("top", "first", "only the first", "just the first", "show only the first")
GONE = ("null", "missing", "empty", "blank")
WARN = phrases(
    """only warn|just warn|warn only|as a warning|make it a warning|as warning|warn instead
        |do not block|not block|warning only|only a warning"""
)
BLOCK = phrases("block|make it block|as an error|make it an error|stop on it|must block")
LEADS = ("take", "use", "prefer", "keep", "pick", "choose", "with", "let", "preferring", "where",
         "so that", "such that", "keeping", "taking", "using")  # fmt: skip
WINS = (
    "wins",
    "win",
    "is kept",
    "are kept",
    "first",
    "always",
    "should win",
    "must win",
    "is best",
)
ANY_VALUE = ("values", "value", "data", "everything", "anything", "entries", "records")
SURVIVES = {
    "most recent": "most_recent", "newest": "most_recent", "latest": "most_recent",
    "most up to date": "most_recent", "last": "most_recent",
    "most frequent": "most_frequent", "most common": "most_frequent",
    "longest": "longest", "most complete": "most_complete", "fullest": "most_complete",
    "existing": "keep_existing", "current": "keep_existing",
    "earliest": "minimum", "oldest": "minimum", "smallest": "minimum", "lowest": "minimum",
    "largest": "maximum", "highest": "maximum", "biggest": "maximum",
}  # fmt: skip
INSTEAD = (
    "instead",
    "rather",
    "this time",
    "as well",
    "too",
    "again",
    "in the match",
    "in the matching",
    "then",
)
NAME = phrases(
    """call it|name it|call the result|name the result|rename it to|save it as|call the table
        |name the table|write it to|call that|call the new table|put it in|call the profile
        |name the profile|store it as|save as|rename it|call the output|name the output
        |output to|write the output to|write the result to|write the results to|save the result as
        |save the result to|store the result in|put the result in|put the result into
        |write the links to|save the links as|write it into|save it in|store it in
        |write the result into|write the results into|write it to a table called
        |write it to a new table called|call the links"""
)
SORT = (
    "sort by",
    "sorted by",
    "order by",
    "ordered by",
    "sort it by",
    "order it by",
    "sort them by",
    "rank by",
)
_INTENT = phrases(  # these begin intents too
    """remove|drop|no|not|hide|get rid of|where|for|match only|only match|just match
        |just match them|only match them|only show|compare"""
)
EDIT = tuple(
    phrase
    for phrase in (*ONLY, *OUT, *OUT_OF_MATCH, *OUT_OF_PROFILE, *ONE, *MANY, *NAME, *WARN)
    if phrase not in _INTENT
)
