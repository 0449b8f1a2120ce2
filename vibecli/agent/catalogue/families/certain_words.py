"""The words of what is certain of a match: who is meant, what is equal, what follows. Data only."""

from vibecli.agent.catalogue.phrases import phrases

LEADS = phrases(
    """where|so that|such that|given that|with the rule that|with the rule|with a rule that
        |with rule|rule|the rule is that|add the rule that|add a rule that|add the rule|add rule
        |add a rule|with a rule|with the rules
        |by the rule that|by the rule|by rule|also|knowing that|that|and"""
)
WHO = phrases(
    """records|rows|people|persons|entries|customers|members|accounts|clients|two records|two rows
        |two people|two persons|two customers|everyone|those|ones|pairs|anyone|anybody"""
)
WITH = phrases(
    """with|that have|who have|which have|having|of|that share|who share|which share|sharing
        |on|that has|who has"""
)
SHARING = frozenset({"that share", "who share", "which share", "sharing"})
WHOSE = ("whose", "when", "if", "where", "when their", "if their", "where their")
SAME = ("same", "equal", "identical", "exactly the same", "exactly same", "matching", "one same")
DIFFERENT = ("different", "differing", "another", "unequal", "distinct", "not the same")
ALWAYS = phrases(
    """always match|always link|always merge|always join|always put together|always unite
        |must match|treat|count|consider|always treat|match|link|merge|join|put together|unite"""
)
TREATED = ("treat", "count", "consider", "always treat")
NEVER = phrases(
    """never match|never merge|never link|never join|never combine|never put together|never unite
        |do not match|do not merge|do not link|do not join|do not combine|do not put together
        |must not match|can not match|should not match|must never match|do not ever match"""
)
_PERSON = ("person", "people", "customer", "individual", "human", "human being", "persons")
_ONE = phrases(
    """the same|same|one|one and the same|a single|certainly the same|always the same
        |certainly one|always one"""
)
_TWO = phrases(
    """different|two|two different|not the same|never the same|never one|a different|another
        |always different|certainly different|distinct|not one"""
)
REQUIRED = phrases(
    """must have|must always have|must share|require|they must have|records must have
        |they must share|pairs must have|people must have|records must share"""
)
_NOT_BE = phrases(
    """can not be|must not be|are not|is not|may not be|are never|is never|can never be|never are
        |must never be|should not be|never is|should never be"""
)
_BE = ("is", "are", "must be", "means", "mean", "should be", "belong to", "belongs to")
IS_ONE = (
    *(f"{be} {one} {person}" for be in (*_BE, "=") for one in _ONE for person in _PERSON),
    *phrases(
        """must match|must always match|always match|should match|must be matched|belong together
        |belongs together|go together|must go together|must be together|are duplicates
        |must be merged|must be linked|is a match|are a match|are matches|match for certain
        |certainly match|have to match|has to match|should always match|is certain|match|are one
        |must belong together|are the same|is the same|match always|always belong together"""
    ),
)
AS_ONE = tuple(f"as {one} {person}" for one in _ONE for person in _PERSON)
IS_TWO = (
    *(f"{be} {two} {person}" for be in (*_BE, "=") for two in _TWO for person in _PERSON),
    *(f"{be} {one} {person}" for be in _NOT_BE for one in _ONE for person in _PERSON),
    *phrases(
        """must not match|must never match|never match|do not match|can not match|should not match
        |may not match|must be kept apart|must stay apart|are kept apart|stay apart
        |must not be merged|must never be merged|must not be linked|never belong together
        |must not be matched|must never be matched|should never match|are never merged
        |do not belong together|is never the same person|are never the same person
        |must not be together|are two|are different|is different|may never match"""
    ),
)
APART = ("apart", "separate", "separated", "as two", "as two persons", "as two people")
AGREES = phrases(
    """is the same|are the same|is equal|are equal|agree|agrees|match|matches|is identical
        |are identical|is same|are same"""
)
DIFFERS = phrases(
    """differ|differs|is different|are different|is not the same|are not the same|do not match
        |does not match|do not agree|does not agree|is another|is unequal|are unequal|disagree
        |disagrees|are not equal|is not equal"""
)
THEN = ("then", "then it", "then they", "it", "they", "those", "then those")
NEVER_DIFFERS = phrases(
    """must not differ|may not differ|must never differ|should not differ|can not differ
        |must not be different|may never differ|should never differ"""
)
UNCLEAR = phrases(
    """must match|has to match|have to match|must agree|must be equal|must be the same|should match
        |must be identical|needs to match|need to match|should be the same|has to be the same
        |have to be the same|must be same"""
)
DROP = phrases(
    """drop|remove|forget|without|no|delete|take out|take back|leave out|cancel|skip|ignore
        |get rid of|undo|not|omit"""
)
RULE = ("rule", "rules")
ABOUT = ("on", "about", "for", "of", "with", "that", "that says", "saying", "by")
