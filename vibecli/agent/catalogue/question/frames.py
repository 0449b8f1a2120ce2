"""Words without meaning in a question, and the small words its rules begin with. Data only."""

from collections.abc import Mapping

from vibecli.agent.catalogue.phrases import phrases

FRAMES = phrases(
    """in which|at which|on which|from which|for which|by which|in what|which are the|how do|show
    |show me|list|display|give me|give us|get|get me|get us|fetch|find|find me|find out|see
    |print|view|return|which|what|who|what is|what are|what was|what were|which are|who are
    |which ones|tell me|tell us|i need|we need|i want|i would like|i would like to see
    |i am after|i am looking for|we are looking for|can i see|can i get|can i have|could i get
    |could i have|do you know|any idea|i wonder|i was wondering|let me know|pull|pull up
    |bring up|look up|search for|search|calculate|compute|work out|determine|report|output|every
    |each|all of|of|out|exactly|there|here|is|are|was|were|did|do|does|we|have|has|had|got|i|you
    |just|in total|have a look at|look at|a list of|list of|the list of|a list with
    |an overview of|overview of|every single|each single|for the boss|for the report
    |for a report|for my report|to know|i have to know|i need to know|we need to know
    |would like to know|i want to know|know|want to see|need to see|quick question|one question
    |a question|question|by any chance|if possible|if you can|when you have time
    |when you get a chance|good morning|morning|good afternoon|dear all|it|them|rows|records
    |entries|details|the details of|details of|all the details of|together|me|us|to see|and|any"""
)
COUNT = phrases(
    """row count|row count of|n of|how many|number of|count of|count|total number of|amount of
    |the number of
    |count the number of|count how many|how many of|count all|count up|headcount of|tally of
    |how often|how many times|row count|row count of|cnt|no of|nr of|#|# of
    |total count of|overall number of"""
)
DIFFERENT = ("different", "distinct", "unique", "various")
FUNCTIONS: Mapping[str, str] = {
    phrase: function
    for function, said in {
        "avg": "average|avg|mean|the average|on average|typical|average of|mean of|averaged",
        "sum": "total|how much money|sum|sum of|sum up|add up|total of|the sum of|summed|overall"
        "|combined",
        "max": "highest|max|maximum|largest|biggest|top|greatest|latest|newest|most recent|last"
        "|max of|maximum of",
        "min": "lowest|min|minimum|smallest|least|earliest|oldest|first|min of|minimum of|shortest",
        "median": "median|median of|the median",
    }.items()
    for phrase in phrases(said)
}
# Superlatives: which way, and what the column is about; nothing for any amount.
SUPERLATIVES: Mapping[str, tuple[bool, str]] = {
    phrase: (down, about)
    for down, about, said in (
        (True, "", "biggest|largest|highest|greatest|top"),
        (False, "", "smallest|lowest"),
        (True, "price", "priciest|most expensive|dearest|costliest"),
        (False, "price", "cheapest|least expensive"),
        (True, "time", "newest|latest|most recent|last|youngest"),
        (False, "time", "oldest|earliest|first|most ancient"),
        (True, "duration", "longest"),
        (False, "duration", "shortest|quickest|fastest"),
    )
    for phrase in phrases(said)
}
HIGHEST = phrases(
    """having the highest|with the highest|have the highest|has the highest|having the largest
    |with the largest|have the largest|has the largest|with the greatest|have the biggest
    |with the biggest|by|by their|by highest|by the highest|ranked by|in terms of|by the"""
)
LOWEST = phrases(
    "having the lowest|with the lowest|have the lowest|has the lowest|with the smallest|by lowest"
)
RECENTLY = phrases("most recently|last|latest|lately|most lately|newest|newly")
LONG_AGO = phrases("least recently|longest ago|earliest|first")
UNITS: Mapping[str, str] = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month",
    "months": "month", "quarter": "quarter", "quarters": "quarter", "year": "year",
    "years": "year", "calendar month": "month", "calendar year": "year",
}  # fmt: skip
PERIODIC = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
            "yearly": "year", "annual": "year", "annually": "year"}  # fmt: skip
PER = phrases(
    """per|by|for each|for every|in each|in every|each|every|grouped by|group by|broken down by
    |split by|split up by|for each of the|by each|per each|across|on each|on every|at each
    |at every|from each|within each|of each|divided by|sorted into|go by|depending on|for all
    |separately for each|separately for every|separately per|separately by|separately for
    |separated by|from each of the|of every|breakdown by|broken out by"""
)
NOT = phrases(
    """do not want|does not want|did not want|do not want any|do not accept|have not agreed to|not
    |no|never|not yet|not been|never been|no longer|not already|do not|does not|did not|non
    |not marked as|not ever|have not|has not"""
)
IS = phrases("with|is|are|was|were|=|equals|equal to|of|is equal to|being|as|:|to|says|reads")
EMPTY = phrases(
    """is missing|are missing|missing|is empty|are empty|empty|is blank|blank|is unknown|unknown
    |is null|null|is not known|is not set|not set|not filled|is not filled|not filled in
    |not given"""
)
FILLED = phrases(
    """filled|is filled|must be filled|has to be filled|should be filled|is given|must be given
    |is known|must be known|not null|is not null|must not be null|not empty|is not empty
    |must not be empty|not blank|is not blank|is there|must be there|filled in|is filled in
    |has to be there|is present|must be present"""
)
COMPARE: Mapping[str, str] = {
    phrase: sign
    for sign, said in {
        ">": "over|above|more than|greater than|higher than|bigger than|larger than|>|exceeding"
        "|exceeds|upwards of|beyond|longer than|in excess of|exceed|worth more than|better than"
        "|north of|costing more than",
        ">=": "at least|>=|no less than|not less than|minimum|a minimum of|not under|not below",
        "<": "under|below|less than|fewer than|lower than|smaller than|<|shorter than|cheaper than"
        "|worth less than|costing less than|worse than|beneath",
        "<=": "at most|<=|up to|no more than|not more than|maximum|a maximum of|not over|not above",
        "=": "exactly|=|equal to|precisely",
    }.items()
    for phrase in phrases(said)
}
AFTERWARDS = {"or more": ">=", "and more": ">=", "or above": ">=", "or higher": ">=",
              "and above": ">=", "or over": ">=", "or less": "<=", "or fewer": "<=",
              "and less": "<=", "or below": "<=", "and below": "<=", "or lower": "<=",
              "and up": ">=", "upwards": ">=", "or under": "<=", "or greater": ">=",
              "or better": ">=", "or smaller": "<="}  # fmt: skip
SHARE = phrases(
    """share of|percentage of|percent of|proportion of|fraction of|what percentage of|what share of
    |what percent of|which share of|which percentage of|what proportion of|how large a share of
    |what part of|which part of|what fraction of|how big a share of"""
)
COLUMNS_WITH = phrases(
    """with|together with|along with|and|plus|including|include|showing|show|as well as|and also
    |with also|add|adding|and show|and list|, with|, and|,|and add|next to|with a column for
    |listing|with info on|each with|giving|and give|and give me|and tell me|, plus|and for each
    |stating"""
)
ONLY = phrases(
    "just|only|i only need|just the|only the|just show|only show|show only|show just|nothing but"
)
COLUMNS = phrases(
    """see|see the|cols|columns|column|fields|show|display|list|give|give me|output|return|print
    |need|i need
    |i would like to see|i want to see|i wish to see|only their|just their|with their|only show
    |please only|only need|just give me|with the columns|with columns|showing|in the columns
    |kindly show|tell me|tell|by their|namely|that is|including|i want|i only need|needed
    |the columns|i only want|all i need is|what i need is|to see|with the fields|and give
    |and show|and list|and tell me|and i need|please with|together with|along with|with the
    |with|each with|show only|list only"""
)
SUFFICES = phrases(
    """would be enough for me|is enough for me|would be enough|would be sufficient|is sufficient
    |are sufficient|is enough|are enough|will do|suffices|suffice|nothing else|only|would do
    |nothing more|in one list|in a list|would be fine|is fine|are fine|would be great
    |would be nice|would suffice|are all i need|is all i need|next to each|for each|each
    |for each of them|that is it|are needed|is needed"""
)
ORDER = phrases(
    """sorted by|ordered by|sort by|order by|ranked by|in order of|arranged by|sorted on
    |sort them by|order them by|sort it by|in the order of|rank by|rank them by|sort"""
)
DOWN = phrases(
    """descending|desc|in descending order|highest first|newest first|largest first|latest first
    |from high to low|biggest first|most first|high to low|longest first|most expensive first
    |most recent first|starting with the highest|starting with the biggest|top first
    |starting with the newest|from highest to lowest|from newest to oldest|in reverse order"""
)
UP = phrases(
    """ascending|asc|in ascending order|lowest first|oldest first|smallest first|cheapest first
    |from low to high|alphabetically|low to high|earliest first|shortest first
    |in alphabetical order|by alphabet|starting with the lowest|starting with the smallest
    |starting with the oldest|from lowest to highest|from oldest to newest|chronologically
    |in chronological order"""
)
BY_DATE = phrases(
    """going by|based on|according to|counted by|measured by|going by the|as per|by|date is|taking
    |using|counting by|judging by|by the|on the basis of|where the date is"""
)
WHOSE = phrases(
    "whose|where the|for which the|of which the|when the|where|whose own|if the|where their"
)
MOST = phrases(
    """do we have the most|did we get the most|are there the most|did we have the most
    |do we see the most|do we find the most|did we see the most|do we get the most|bring us the most
    |brings us the most|bring in the most|brought us the most|show up in the most|appear in the most
    |appear in most|are in the most|occur in the most|turn up in the most|come up in the most
    |with the most|with most|having the most|by number of|by the number of|by count of
    |by how many|ranked by number of|in terms of number of|with the highest number of
    |with the largest number of|have the most|has the most|had the most|have most
    |placed the most|made the most|opened the most|by their number of|who have the most
    |that have the most|by|got the most|with the greatest number of|according to number of
    |who placed the most|that got the most|with the biggest number of"""
)
FEWEST = phrases(
    """with the fewest|with fewest|having the fewest|with the least|have the fewest|has the fewest
    |with the lowest number of|with the smallest number of|had the fewest"""
)

HOW_LONG = phrases(
    """how many|average number of|average|the average number of|mean number of|how much time in
    |how long|avg|mean|number of|average time|avg time|mean time|what is the average number of"""
)
HOW_LONG_OPEN = phrases(
    """how long|average time|avg time|mean time|the average time|average duration|typical time
    |how much time|time|average number of"""
)
TAKES = phrases(
    """does it take|do they take|it takes|lie|pass|passed|are there|did it take|we need|go by
    |we take|on average|does it usually take|usually|it took|do we need|does it take us
    |do we take|took|us|elapsed|elapse|in days|in hours|is it|is there|it takes us|are
    |did we need|goes by|passes"""
)
FROM = phrases(
    "between|from|lie between|pass between|passed between|are there between|lie from|after"
)
UNTIL = phrases(
    """and|to|until|till|until it is|until they are|until it was|and the|until the|until it gets
    |and being|until they were|and its|to the|until its|before it is|and their|until being"""
)
TOOK_LONGEST = phrases(
    """took us longest|took longest|took the longest|took us the longest|taking longest
    |take longest|taking the longest|with the longest time|needed the longest|needed longest
    |we needed longest"""
)
TOOK_SHORTEST = phrases(
    """took us shortest|took shortest|took the shortest|were quickest|took the least time
    |was quickest|took us the least time|were fastest|we were fastest"""
)

STANDS = phrases(
    """is|are|was|were|is set to|are set to|set to|switched|turned|are switched|are turned|is turned
    |is switched|stands at|stand at|are at|is at|stands on|stand on|that are|that is|which are"""
)
DATE_WHEN = tuple(
    f"{noun} {link} {subject}"
    for noun in ("date", "day", "time", "dates")
    for link in ("when", "on which", "that", "at which", "of when")
    for subject in ("they were", "it was", "they", "it", "they have been", "it has been")
)
