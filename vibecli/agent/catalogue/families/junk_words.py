"""The words of an intent about values that cannot be right. Data only."""

from collections.abc import Mapping

from vibecli.agent.catalogue.families.defects_words import DEFECTS
from vibecli.agent.catalogue.phrases import phrases

_JUNK = phrases(
    """fake|silly|dummy|dummies|junk|made up|placeholder|placeholders|bogus|bad|wrong|invalid
    |nonsense|rubbish|only placeholders|only dummies|is in truth none|in truth none
    |is not really one|not really one|no real|is not real|not a real one|garbage|test|jokes
    |joke|joke entries|crazy|strange|odd|absurd|impossible|suspicious|broken|not real|stupid
    |weird|made up ones|meaningless|filler|dummy values|fillers|default|defaults
    |obviously wrong|unrealistic|mistyped|misspelt|not meant|artificial"""
)
_LIKE = phrases(
    """like|such as|namely|for example|that means|i mean|meaning|that is|the word|the words
    |a single|just|the value|the values|one of those|one of these|either|these|those|as|of
    |is|are|being|with|the short|also|and also|whatever the notation|in any notation
    |however written|whatever the spelling|also when in capitals|in capitals
    |with blanks around|or with blanks around|also in capitals|in upper or lower case
    |upper or lower case|in any spelling|regardless of case|case does not matter
    |also when they re in capitals|when they re in capitals|ignoring case|case insensitive
    |any case|the usual"""
)
_OUTSIDE = phrases(
    """something else|anything else|out of range|outside|outside of|outside that range
    |outside this range|not in that range|out of that range|not in this range|beyond that
    |other values|another value|not in range|different|elsewhere|not so|otherwise"""
)
_NOT_OF = phrases(
    """is not one of these|is not one of|are not one of|not one of these|not one of
    |none of these|not among|is not among|other than|is none of|is not in|not in"""
)
_DOMAIN = phrases(
    """domain|mail domain|email domain|domain of the mail|domain of the email|part after the @
    |part behind the @|after the @|domain part|domain name"""
)
_NO_AT = phrases(
    """no @|no @ in it|without an @|without @|lacks an @|without an at sign|no at sign|has no @"""
)
_GLUE = phrases(
    """excel has turned some|excel turned some|has turned|turned|into a date|into dates|into
    |excel|many|lots of|in it at all|in it|at all|in there|several|whose|their|have|what|why
    |given|number|numbers|filled in|typed|some|people|somebody|someone|entered|user|users
    |customer|complained|about|our newsletter tool|tool|we|stand|stands|/|address|addresses
    |adress|i fear|i fear that|i think|i have the feeling|i have the feeling that|i suspect
    |notation|short|long|around|capitals|the part|ones|only|or|and|it|not error|mind|field
    |value|values|column|account|accounts|that way|there|it is|are that|goes|go|range|scale
    |runs|between|ever|truth"""
)
JUNK: Mapping[str, tuple[str, ...]] = {
    "rule": DEFECTS["rule"],
    "not of": _NOT_OF,
    "no at": _NO_AT,
    "domain": _DOMAIN,
    "outside": _OUTSIDE,
    "junk": _JUNK,
    "like": _LIKE,
    "none": DEFECTS["none"],
    "every": DEFECTS["every"],
    "show": DEFECTS["show"],
    "": (*_GLUE, *DEFECTS[""]),
}
