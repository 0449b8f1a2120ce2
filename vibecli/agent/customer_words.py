"""Words that ask for one customer: `show me the customer anna@x.de`, `who is loyalty number 123`.

Owns their closed lists, compiled when words come: every command imports them. They are read whole
or not at all, and before any planner, so that no model is told whom they name; what asks for rows
of a table, or for all data of a person, is not read.
"""

import re

from vibecli.agent.identifier_words import IDENTIFIER, bare

_IDENTIFIER = rf"(?P<id>{IDENTIFIER})"
_PERSON = (
    r"(?:customer|client|person|user|member|subscriber|contact|guest|patient|lead|buyer|shopper"
    r"|account holder|profile|individual|golden record)"
)
_KIND = (
    r"(?:e-?mail(?:\s*address)?|mail(?:\s*address)?|phone(?:\s*number)?|mobile(?:\s*number)?|tel"
    r"|telephone(?:\s*number)?|(?:(?:loyalty|customer|member|membership|client|user|account|person"
    r"|profile|card|contact)(?:\s+(?:card|account))?\s*(?:id|number|no\.?|nr\.?|key|code)?))"
)
_ANY = rf"(?:{_KIND}|id|number|key|record)"
_THE = r"(?:(?:the|a|our|this|that)\s+)?"
_WITH = r"(?:(?:with|whose|having|by|known\s+(?:as|by)|called|identified\s+by|behind|of)\s+)?"
_IS = r"(?:\s*(?:is|=|:)\s*|\s+)"
_SHOW = (
    r"(?:show|give|open|display|find|look\s+up|lookup|pull\s+up|bring\s+up|get|see|view|fetch"
    r"|tell\s+(?:me|us)\s+about|let\s+me\s+see|i\s+(?:want|need)\s+(?:to\s+see\s+)?)"
)
_PICTURE = (
    r"(?:(?:the\s+)?(?:whole|full|complete|360)?\s*(?:picture|view|profile|story|record|card)\s+"
    r"(?:of|for|on)\s+)?"
)
_POLITE = r"(?:(?:please|pls|can\s+you|could\s+you)\s+)*"
_END = r"(?:\s*,?\s*(?:please|pls|thanks|thank you))*\s*[.!?]*"
_NAMED = rf"(?:{_THE}{_PERSON}\s+{_WITH}(?:{_THE}{_ANY}{_IS})?|{_THE}{_KIND}{_IS})"
_ASKED = tuple(
    rf"\s*{_POLITE}{pattern}{_END}"
    for pattern in (
        rf"{_SHOW}\s+(?:me\s+|us\s+)?{_PICTURE}{_NAMED}{_IDENTIFIER}",
        rf"(?:who\s+is|who's|who\s+has|whose\s+is|who\s+owns|who\s+uses)\s+(?:{_NAMED})?{_IDENTIFIER}",
        rf"whose\s+{_KIND}\s+is\s+{_IDENTIFIER}",
        rf"{_PERSON}\s+{_IDENTIFIER}",
    )
)
_UNMISTAKABLE = r"\S+@\S+\.\S+|\+?\(?\d[\d\s().\-/]{5,}\d|p_[0-9a-f]{12}"
_SHOWN_PLAINLY = rf"\s*{_POLITE}{_SHOW}\s+(?:me\s+|us\s+)?{_PICTURE}{_IDENTIFIER}{_END}"


def customer_asked(words: str) -> str | None:
    """Give the identifier of the customer that words ask for, None for any others."""
    for pattern in _ASKED:
        if found := re.fullmatch(pattern, words, re.IGNORECASE):
            return bare(found["id"])
    found = re.fullmatch(_SHOWN_PLAINLY, words, re.IGNORECASE)
    if found and re.fullmatch(_UNMISTAKABLE, found["id"]):
        return bare(found["id"])
    return None
