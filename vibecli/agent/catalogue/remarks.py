"""What people say beside an intent: courtesy, remarks, reasons, and that nothing is to be changed.

Data, and where such words begin and end. They name no row and no column; the echo of a plan tells
that they were set aside, and a plan that changes rows does not pass when the words forbid it.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue.lexicon import POLITE
from vibecli.agent.catalogue.phrases import phrases, words

REMARKS = frozenset(
    phrases(
        """that sort of thing|that kind of thing|this sort of thing|and so on|etc|and such
        |and the like|and things like that|or something like that|that can not be right
        |this can not be right|which can not be right|that can not be correct
        |that should not happen|which should not happen|that should not be possible
        |which should be impossible|there must be a mistake|something is wrong there
        |that looks wrong|that is not possible|this is not possible|which makes no sense
        |that makes no sense|as far as we know|if there are any|if any|if there is any
        |if you can|if possible|as usual|that is all|that would be great|that is enough
        |for a report|for my report|i think|i guess|i believe|i suppose|i suspect
        |in our database|in our data|in the whole database|in the meantime|by now|we have on record
        |on record|find the duplicates there|find them|find those|find these|find them all
        |find all of them|find the duplicates|list the duplicates
        |from now on|straight away|right away|at once|immediately|for good|once and for all
        |show the duplicates|show me the duplicates|show me which ones|show me which|show them
        |list them|show them to me|give me a list|i need a list|give me the list"""
    )
)
HANDS_OFF = frozenset(
    phrases(
        """do not delete anything|do not remove anything|do not change anything|do not merge them
        |do not delete them|do not remove them|do not change them|do not touch anything
        |do not touch the data|do not merge anything|do not delete any|do not delete any of them
        |do not write anything|do not modify anything|do not update anything
        |nothing should be deleted|nothing shall be deleted|nothing shall be changed
        |nothing may be deleted|nothing may be changed|nothing should be changed
        |nothing is to be deleted
        |nothing is to be changed|nothing must be deleted|nothing must be changed
        |without deleting anything|without changing anything|without removing anything
        |without merging them|without touching the data|just find them|only find them
        |just list them|only list them|just show them|only show them|just tell me which
        |just tell me|just show me|just a look|only a list|just a list|just report them
        |do not fix anything|do not fix them|do not correct anything|do not delete|delete nothing
        |change nothing|only look"""
    )
)
_REASONS = phrases(
    """so that we see|so that we can see|so that we know|so that i see|so that i can see
    |so that i know|so we see|so we can see|so we know|so i can see|so i know|to see|to find out
    |in order to see|in order to know|in order to find out|because we want to know
    |because i want to know|so that we can tell|so that we find out|so that we can find out"""
)
_ASKED = words("which who whether if how what where when")
_ADVERBS, _MEASURES = ("well", "now", "so"), ("how", "as", "very", "not", "right", "is", "are")
_LATER = REMARKS | HANDS_OFF
_LONGEST = max(len(phrase.split()) for phrase in POLITE | _LATER)
_FEWEST = 3  # words of an intent before a remark on it


def aside(forms: Sequence[str], at: int) -> int:
    """Give how many words from a place on are said beside the intent."""
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
    for lead in _REASONS:
        end = at + len(lead.split())
        if " ".join(forms[at:end]) == lead and end < len(forms) and forms[end] in _ASKED:
            comma = next((i for i in range(end, len(forms)) if forms[i] in (",", ";")), len(forms))
            return comma - at
    return 0


def forbids(said: str) -> bool:
    """True when words set aside say that nothing is to be changed."""
    return said in HANDS_OFF
