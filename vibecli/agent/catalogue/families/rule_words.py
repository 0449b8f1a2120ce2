"""The words that state a rule. Data only."""

from vibecli.agent.catalogue.phrases import phrases

INTRO = phrases(
    """check that|check if|check whether|check|verify that|verify|make sure that|make sure
        |ensure that|ensure|validate that|validate|assert that|assert|test that|test whether
        |test if|test|confirm that|confirm|be sure that|add a rule that|rule|require that
        |there is a rule that|guarantee that|i expect that|expect that|see if|see whether
        |is it true that|add a check that|add rule"""
)
ALARM = phrases(
    """warn if|warn when|alert if|fail if|fail when|stop if|block if|warn me if|warn me when
        |alert me if|complain if|stop when|block when|tell me if"""
)
EVERY = ("every", "each", "all", "do all", "does every", "does each", "is every", "are all", "do")
HAS = phrases(
    """has|have|must have|should have|needs|need|has to have|have to have|is required to have
        |always has|always have|comes with|must always have|should always have|contains|carries
        |must contain"""
)
BELONGS = phrases(
    """linked to|connected to|assigned to
    |belongs to|belong to|refers to|refer to|points to|point to|is linked to|are linked to
        |must belong to|links to|should belong to|must refer to|has a matching|have a matching
        |exists in|exist in|must exist in|should exist in|has to exist in|have to exist in
        |must be found in|must reference|should reference|references|must be present in
        |must also exist in|must be in|should be in|is tied to|are tied to|is attached to
        |are attached to|comes from|come from|must be tied to|should be tied to|is of|are of
        |must be linked to|should be linked to|must come from|is made by|was placed by
        |were placed by|is placed by|must be assigned to|is assigned to|are assigned to"""
)
NO = phrases(
    """there are no|there is no|no|there must be no|there should be no|there must not be
        |are there any|are there|never any|there are never any|we have no|is there any
        |do we have|there must not be any|there should not be any"""
)
TWICE = (
    "duplicate",
    "duplicates in",
    "duplicated",
    "repeated",
    "double",
    "duplicates of",
    "duplicates among",
)
SAME = (
    "share the same",
    "share",
    "have the same",
    "with the same",
    "share an",
    "share a",
    "have an identical",
    "may share",
    "can share",
    "must share",
    "should share",
    "may have the same",
    "can have the same",
    "must have the same",
    "should have the same",
)
MAY = ("may be", "can be", "should be", "must be", "may", "can", "should", "must", "may ever be",
       "is allowed to be", "should ever be", "is", "are")  # fmt: skip
MUST = ("must", "should", "has to", "have to", "needs to", "need to")
STATES = ("must", "should", "has", "have", "is", "are", "was", "were", "needs", "need")
WARNS = ("as a warning", "but only warn", "only warn", "just warn", "warn only", "but just warn")
THERE = phrases(
    """that exists|which exists|we know|that is there|that really exists|we have|that is known
        |that we know|that we have|we have on file|that is in the table|in our table|that is real"""
)
EXISTS = phrases(
    """exists|exist|really exists|really exist|is there|are there|can be found|actually exists
        |actually exist|is known|are known|is really there|must exist|should exist|is valid
        |does exist|do exist|is in|are in|is found in|are found in|exists in|exist in|is listed in
        |really exists in|really exist in|must exist in|should exist in|can be found in
        |are listed in|is present in|are present in|is one of|actually exists in|is also in
        |occurs in|appears in|appear in|must be in|should be in|is contained in|are contained in
        |has a match in"""
)
BAD = {
    "missing": "filled", "empty": "filled", "null": "filled", "blank": "filled",
    "invalid": "valid", "malformed": "valid", "broken": "valid", "negative": "non negative",
}  # fmt: skip
