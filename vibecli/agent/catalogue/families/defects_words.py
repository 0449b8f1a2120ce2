"""The words of an intent about rows that cannot be right. Data only."""

from collections.abc import Mapping

from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.phrases import words as words_of

RULE = phrases(
    """check|check that|verify|verify that|make sure|make sure that|ensure|ensure that|assert
    |validate|confirm|double check|double-check|test that|be sure that|be sure|sure that
    |guarantee|verify for me|prove|it must not be that|it must never be that|it may not be
    |there must not be|it should not be that|there should never be|i want to be sure that
    |cross check|rule"""
)
_EVERY = phrases("every|each|all|always|every single|all of|any")
_NONE = phrases("no|never|none|nobody|nothing|not|no one|not one|not a single|nobodys|without")
_LOST = phrases(
    """does not exist|do not exist|does not exist any more|do not exist any more|is not in
    |are not in|is not there|are not there|not in|no longer exist|no longer exists
    |do not have|we do not have|we do not even have|do not even have
    |does not have a match in|is unknown|are unknown|unknown|is missing in|are missing in
    |missing in|missing from|non existing|nonexistent|non existent|not existing
    |can not be found|can not be found in|is not found in|not found in|is nowhere
    |points nowhere|lead nowhere|leads nowhere|is not one of|not listed in|is not listed in
    |do not know|we do not know|no such|orphaned|orphans|orphan|dangling|does not appear in
    |do not appear in|has no match in|have no match in|without a match in|not present in
    |not to be found in|never existed|did not exist|is not known|are not known
    |do not belong to any|belongs to no|belong to no|does not belong to any
    |without a matching|without matching|without existing|that are not in|is no
    |we have no record of|not contained in|is gone|are gone|no longer there|no existing
    |not valid|is invalid|invalid|do not actually exist|does not actually exist
    |does not really exist|do not really exist"""
)
_FOUND = phrases(
    """exist|exists|really exist|really exists|existing|do really exist|exist in|exists in
    |is in|are in|found in|is found in|can be found in|is listed in|is one of
    |is one which is existing in|belongs to|belong to|points to|point to|refers to|refer to
    |is tied to|tied to|linked to|is linked to|assigned to|is assigned to|known|is known
    |is there|valid|is valid|present in|is present in|has a match in|real|a real|an existing
    |a known|a valid|matches|match|appears in|appear in|occurs in|contained in"""
)
_BEFORE = phrases(
    """before|earlier than|prior to|ahead of|sooner than|on a day before|on an earlier day than
    |lies before|earlier day than|on a date before|at a time before|is before|dated before
    |on an earlier date than|precedes|preceding|even before|older than|starts before
    |lie before|long before|at an earlier time than"""
)
_AFTER = phrases(
    """after|later than|past|following|on a day after|on a later day than|lies after
    |later day than|beyond|on a date after|at a time after|is after|dated after
    |on a later date than|exceeds|lie after|long after|even after|newer than|only after
    |at a later time than"""
)
_WITHIN = phrases(
    """within the run time of|within|while|during|in the run time of|in the period of|inside
    |in the time of|in the course of|between start and end of|between the start and end of
    |between the beginning and the end of|within the time of|run time|running|ran|run|runs
    |active|going on|was on|duration"""
)
_EXACTLY = phrases("exactly|precisely|always exactly")
NULL = words_of("null nulls empty empties missing blank blanks nothing none no without unfilled")
FINE = words_of(
    "= ok okay fine allowed wanted interested interesting interest matter error problem after count"
)
AROUND = words_of("""
    is are ones one at all in there those these given an for this that completely entirely what
    i am m not do does me now where with it they so and of course also may be can value values
    address number any ignore skip us we them such cases here number
    """)
_POINT = phrases(
    """point to|pointing to|points to|refer to|referring to|refers to|reference|references
    |belong to|with|belonging to|tied to|linked to|assigned to|for|of|carry|have|has|having
    |use|noted on|that have"""
)
_NULLS = phrases(
    """null ok|nulls ok|null = ok|null = okay|nulls are ok|null is fine|nulls are fine
    |empty is fine|empty is ok|empty ones are fine|missing ones are fine
    |missing ones do not matter|missing ones are ok|blank is fine|blank is ok
    |nulls do not matter|null does not matter|not wanted|empties are fine|ignore nulls
    |ignore empty ones|skip nulls|nulls out|empty ones do not matter|empties do not matter
    |empty ones are ok|empty ones do not interest me|null allowed|nulls allowed|may be empty
    |can be empty|may be null|where there is one|if there is one|if filled|where filled
    |where it is filled|if it is filled"""
)
_SHOW = phrases(
    """show|list|give|find|tell|return|see|search|look for|get|display|report|identify|spot
    |which|what|who|any|are there|are there any|is there|is there any|do we have|have|those
    |ones|one|that|where|them|violators|violations|violatons|offending|offenders|breaking
    |break it|break this|break|breaks|violating|violate this|violating this|exceptions
    |culprits|concerned|affected|in question|case|not the case|is so|not so|so|if any
    |if there is one|if it happened|happened|know|for which|not interested in those
    |not interested in them|not interested|not wanted|rows|records|entries|let|me|us|wrong
    |faulty|suspicious|bad|broken|anyway|it|they|them all|each once|please|impossible
    |something went wrong|something went wrong there|something is wrong|it seems to me that
    |it seems that|it looks like|i suspect that|i think that|i believe that
    |i have the feeling that|i fear that|that can not be right|what can not be
    |which can not be|can not be|can not be right|what can not be right|not be right
    |that should not happen|which should not be"""
)
_GLUE = phrases(
    """the|a|an|of|in|on|at|to|from|by|with|for|and|or|is|are|was|were|be|been|has|have|had|do
    |does|did|their|its|his|her|my|our|this|these|can|could|would|should|shall|may|must|ever
    |even|actually|really|only|already|yet|still|being|got|get|that|which|who|whose|when
    |while|as|your|same|own|one|day|date|moment|time|point in time|day of|date of|timestamp
    |table|tables|list|our list|database|system|website|page|shop|number|numbers|id|ids|code
    |codes|key|keys|reference|references|noted|recorded|stored|entered|booked|made|dated
    |used|placed|carried out|happened|took place|issued|given|set|it|they|them|there|here
    |some|several|few|account|record|row|thing|anything|something|up|first|us|we|i|you
    |customer|person|lie|lies|fall|falls|i would like|would like|want|wants|need|needs|just
    |then|than|such|his own|holder|owner|people|users|for me|respective|corresponding
    |related|underlying|matching"""
)
DEFECTS: Mapping[str, tuple[str, ...]] = {
    "rule": RULE,
    "nulls": _NULLS,
    "lost": _LOST,
    "found": _FOUND,
    "before": _BEFORE,
    "within": _WITHIN,
    "exactly": _EXACTLY,
    "after": _AFTER,
    "none": _NONE,
    "every": _EVERY,
    "point": _POINT,
    "show": _SHOW,
    "": _GLUE,
}
