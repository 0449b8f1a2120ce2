"""The words that say how a match is to be made. Data only."""

from vibecli.agent.catalogue.phrases import phrases

IGNORE = phrases(
    """ignoring|ignore|leaving out|leave out|but not|excluding|not using|disregarding|except
        |without using|but ignore|but leave out|without comparing|but without|do not use
        |but do not use|but without using|do not trust|but do not trust|do not rely on
        |do not go by|but do not rely on|do not compare|never mind"""
)
INCREMENTAL = phrases(
    """incrementally|incremental|only new records|only the new records|only new ones
        |only the new ones|only new and changed records|only the new and changed records
        |new records only|new ones only|new and changed records only|only what is new
        |only what changed|only what is new or changed|only changes|just new records
        |just the new records|just the new ones|just what is new|for new records only"""
)
AGAIN = phrases(
    """from scratch|again from scratch|all over again|everything again|all records again
        |all of them again|anew|in full|in full again|again in full|again"""
)
NEW = phrases(
    """new|new records in|new records of|new and changed records in|new and changed records of
        |new or changed records in|new or changed records of|what is new in|the new ones in
        |new and changed|new or changed"""
)
SURE = phrases(
    """with a threshold of|with threshold|threshold|with a confidence of|at a threshold of
        |accept above|accept from|with at least|accept at|with a probability of at least|above
        |when the probability is at least|at threshold|with probability above|accepting above
        |with a confidence of at least|accept pairs above|with a probability above
        |with confidence|with certainty|using a threshold of|at least|accept pairs from
        |with a threshold above|min score|minimum score|with a score of at least|score above
        |with a score above|with min score|with score|score at least|score|min confidence
        |minimum confidence|with a minimum score of|with a min score of|with a minimum confidence of
        |confidence|probability|confidence above|min probability|minimum probability"""
)
MORE_HELPS = phrases(
    """and whatever else helps|and whatever helps|and anything else that helps
        |and everything else that helps|and whatever else there is|and whatever else you have
        |and so on|and whatever else fits|and the like|and anything else that fits"""
)
ARE_BAD = phrases(
    """is messy|are messy|may be misspelt|may be misspelled|are often misspelt|is often misspelt
        |are misspelt|is inconsistent|are inconsistent|may differ|differ|differs|can differ
        |are spelt differently|are spelled differently|are written differently|are not clean
        |is often missing or wrong|is often missing|is often wrong|are often missing|are often wrong
        |is dirty|are dirty|varies|vary|is not reliable|are not reliable|is unreliable
        |are unreliable|has typos|have typos|contain typos|can be wrong|may be wrong
        |is full of typos|are full of typos|is often empty|are often empty|is wrong|are wrong
        |are typed differently|are a mess|is a mess|may vary"""
)
LOOSELY = phrases(
    """an exact comparison will not be enough|exact comparison will not be enough
        |an exact comparison is not enough|an exact match is not enough|go by person details
        |an exact match will not be enough|go by the person details|go by their details
        |go by the details of the person|go by personal details|by the person details
        |by their personal details|that are the same person|who are the same person|fuzzily
        |which are the same person|by person|person by person|with typos tolerated|fuzzy
        |tolerate typos|allow for typos|despite typos|exact comparison is not enough"""
)
