"""Other ways to put a question: what stands before it moved behind, and turns of "how many per".

Owns those ways. Each gives a text in the order the reader knows, of the same words but for the
turn itself.
"""

import re
from collections.abc import Iterator

_ASKED = (
    r"(?:how (?:many|much|often)|which|what|who|list|show|give|count|the (?:number|total|average))"
)
_FRONTS = (
    r"in|for|per|by|during|since|from|between|within|over|at|on|with|for (?:each|every)"
    r"|until|before"
    r"|after|going by|based on|counting only|only for|except for|excluding|without|ignoring"
)
_ABOUT = re.compile(
    r"^(?:looking (?:only )?at|if (?:we|you|i) (?:only )?look at|when it comes to|as for|regarding"
    r"|concerning|considering(?: only)?|taking(?: only)?|about|speaking of|thinking of"
    r"|with regard to)"
    rf"\s+(?:just |only )?(?P<rows>[^,:;?]+?)\s*(?:,|:|\s[-\u2013]\s)\s*(?P<main>{_ASKED}\b.+)$",
    re.IGNORECASE,
)
_FRONTED = re.compile(
    rf"^(?P<front>(?:{_FRONTS})\s(?!which|what)[^:;?]+?)\s*(?:,|:|;|\s[-\u2013]\s)\s*(?:and\s)?(?P<main>.+)$",
    re.IGNORECASE,
)
_UNMARKED = re.compile(
    rf"^(?P<front>(?:{_FRONTS})\s(?!which|what).+?)\s(?P<main>{_ASKED}\b.+)$", re.IGNORECASE
)
_AMONG = re.compile(
    r"^(?:among(?:st)?|of|out of|from)\s+(?:all\s+(?:of\s+)?)?(?P<rows>.+?)\s*,?\s+how many"
    r"(?: of (?:them|these|those))?\s+(?P<said>.+)$",
    re.IGNORECASE,
)
_SPREAD = (
    r"(?:spread|distributed|split|divided|allocated|scattered|broken down|split up|divided up"
    r"|break down|break up|divide|distribute|fall|spread out)"
)
_OVER = (
    r"(?:over|across|among(?:st)?|between|by|into|on|per|within)\s+(?:all\s+)?(?:the\s+|our\s+)?"
    r"(?:different\s+|individual\s+|various\s+|single\s+|several\s+)?"
)
_PARTED = r"(?:distribution|breakdown|split|spread|composition|division|make-?up|mix|histogram)"
_TURNS = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        (
            (
                r"^(?P<x>.+?)\s*[,.:;\u2013-]\s*(?:and\s+)?how\s+many(?:\s+(?:is|are|were)\s+(?:that|there|they"
                r"|those|it))?$"
            ),
            r"how many \g<x>",
        ),
        (
            r"^(?P<x>.+?)\s*[,.:;\u2013-]\s*(?P<main>how\s+many\s+(?:different|distinct|unique)\s+.+)$",
            r"\g<main> of \g<x>",
        ),
        (
            r"^(?P<x>.+?)\s*[,.:;\u2013-]\s*(?P<ask>list|show)(?:\s+(?:them|these|those|all))?$",
            r"\g<ask> \g<x>",
        ),
        (
            rf"^how\s+(?:are|were|do|did|is|does)\s+(?P<x>.+?)\s+{_SPREAD}\s+{_OVER}(?P<y>.+)$",
            r"number of \g<x> per \g<y>",
        ),
        (
            rf"\b{_PARTED}\s+of\s+(?P<x>.+?)\s+{_OVER}(?P<y>.+)$",
            r"number of \g<x> per \g<y>",
        ),
        (
            (
                r"^(?P<lead>.*?)\bhow\s+(?:large|big|strong|many)\s+(?:is|are)\s+(?:each|every|the)\s+"
                r"(?:individual\s+|single\s+|different\s+)?(?P<y>.+)$"
            ),
            r"\g<lead>number of rows per \g<y>",
        ),
        (
            r"\bsizes?\s+of\s+(?:the\s+|our\s+|each\s+|every\s+)*(?P<y>.+)$",
            r"number of rows per \g<y>",
        ),
        (
            (
                r"^(?P<lead>.*?)\bhow\s+(?:do|does|did)\s+(?P<x>.+?)\s+look\s+(?:like\s+)?"
                r"(?:by|per|across)\s+(?P<y>.+)$"
            ),
            r"\g<lead>number of \g<x> per \g<y>",
        ),
        (
            (
                r"^(?P<lead>.*?)\bwhat\s+(?:do|does|did)\s+(?P<x>.+?)(?:\s+base)?\s+look\s+like\s+"
                r"(?:by|per|across)\s+(?P<y>.+)$"
            ),
            r"\g<lead>number of \g<x> per \g<y>",
        ),
        (
            (
                r"^(?P<lead>.*?)\bhow\s+many\s+(?P<x>.+?)\s+(?:come|came|comes|fall|fell|falls|belong"
                r"|go|went)\s+(?:to|from|into|on|under|in|via|through|with)\s+(?:each|every)\s+(?P<y>.+)$"
            ),
            r"\g<lead>number of \g<x> per \g<y>",
        ),
        (
            r"^(?P<lead>.*?)\bwhich\s+(?P<y>.+?)\s+(?:has|have|had|got|get)\s+how\s+many\s+(?P<x>.+)$",
            r"\g<lead>number of \g<x> per \g<y>",
        ),
        (
            (
                r"^(?P<lead>.*?)\bhow\s+many\s+(?P<x>.+?)\s+(?:does|do|did|has|have)\s+(?:each|every)\s+"
                r"(?P<y>.+?)\s+(?:have|got|get|hold|own|had|make|place|raise|open)\b(?P<more>.*)$"
            ),
            r"\g<lead>number of \g<x> per \g<y>\g<more>",
        ),
        (
            (
                r"^(?P<lead>.*?)\b(?:one|a|single)\s+(?:row|line)\s+(?:per|for each|for every)\s+"
                r"(?P<y>[^,:;]+?)\s*(?:,|:|;)?\s*(?:with|and)\s+(?:the\s+)?(?P<x>(?:number|count|total"
                r"|average|sum)\b.+)$"
            ),
            r"\g<lead>\g<x> per \g<y>",
        ),
    )
)


def turns(text: str) -> Iterator[str]:
    """Give the other ways to put a text, the nearest first."""
    plain = text.strip().rstrip("?.! ")
    seen = {plain}
    for turned in (*_turned(plain), *(more for one in _turned(plain) for more in _turned(one))):
        if turned not in seen:
            seen.add(turned)
            yield turned


def _turned(text: str) -> Iterator[str]:
    for pattern, said in _TURNS:
        turned, found = pattern.subn(said, text, count=1)
        if found:
            yield turned
    if among := _AMONG.match(text):
        yield f"how many {among['rows']} {among['said']}"
    if about := _ABOUT.match(text):
        yield f"{about['main']} of {about['rows']}"
    for pattern in (_FRONTED, _UNMARKED):
        if fronted := pattern.match(text):
            yield f"{fronted['main'].rstrip('?.! ')}, {fronted['front']}"
