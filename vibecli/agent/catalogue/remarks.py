"""What people say beside an intent: courtesy, remarks, reasons, and that nothing is to be changed.

Owns where such phrases begin and end. They name no row and no column; the echo of a plan tells
that they were set aside, and a plan that changes rows does not pass when the words forbid it.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue.aside_words import (
    CALLING,
    GREETINGS,
    HANDS_OFF,
    NAMING,
    POLITE,
    REASONS,
    REMARKS,
)
from vibecli.agent.catalogue.phrases import words

_ASKED = words("which who whether if how what where when")
_ADVERBS, _MEASURES = ("well", "now", "so"), ("how", "as", "very", "not", "right", "is", "are")
_LATER = REMARKS | HANDS_OFF
_LONGEST = max(len(phrase.split()) for phrase in POLITE | _LATER)
_FEWEST = 3  # words of an intent before a remark on it


def aside(forms: Sequence[str], at: int) -> int:
    """Give how many words from a place on are said beside the intent."""
    before = forms[at - 1] if at else ""
    if before in NAMING or (before in CALLING and forms[at] in GREETINGS):
        return 0
    reason = _reason(forms, at) if at >= _FEWEST else 0
    if reason:
        return reason
    for count in range(min(_LONGEST, len(forms) - at), 0, -1):
        said = " ".join(forms[at : at + count])
        meant = said in _ADVERBS and at > 0 and forms[at - 1] in _MEASURES
        if not meant and (said in POLITE or (at >= _FEWEST and said in _LATER)):
            return count
    return 0


def _reason(forms: Sequence[str], at: int) -> int:
    """Give how many words tell why something is asked: so that we see which ..."""
    for lead in REASONS:
        end = at + len(lead.split())
        if " ".join(forms[at:end]) == lead and end < len(forms) and forms[end] in _ASKED:
            comma = next((i for i in range(end, len(forms)) if forms[i] in (",", ";")), len(forms))
            return comma - at
    return 0


def forbids(said: str) -> bool:
    """True when words set aside say that nothing is to be changed."""
    return said in HANDS_OFF
