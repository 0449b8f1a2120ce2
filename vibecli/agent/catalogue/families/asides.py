"""Clauses beside an identity job that change nothing: hands off the data, and how messy it is."""

from vibecli.agent.catalogue.asides import begins
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.sensitive import roles_said
from vibecli.agent.catalogue.phrases import phrases, words

_NO = phrases(
    """without|do not|no|not|never|must not|should not|and do not|but do not|nothing is to be
    |nothing should be|nothing must be|nothing shall be|nothing may be|nothing should get
    |nothing will be|and no|but no"""
)
_TOUCH = phrases(
    """delete|deleting|deletes|deletions|deletion|deleted|change|changing|changes|changed|merge
    |merging|merges|merged|remove|removing|removed|touch|touching|touched|modify|modifying
    |modified|edit|editing|alter|altering|update|updating|updates|overwrite|overwriting|drop
    |dropping|writing|writes|write|throw away|throwing away|lose|losing|removal|removals
    |deduplicate"""
)
_WHAT = phrases(
    """anything|any|something|them|it|list|data|itself|yet|for now|so far|here|records|rows
    |of them|table|tables|source|sources|originals|original|original tables|source tables
    |original data|three|two|four|in there|themselves|at this point|at the moment|entries
    |old ones|old tables|right now|of it|self|either|in the sources|input tables|inputs|both
    |for the moment|of the data|existing tables"""
)
_LEAVE = ("leave", "keep", "leaving", "keeping", "and leave", "but leave")
_BE = phrases(
    """should remain|should stay|remain|stay|must remain|must stay|are to stay|to stay
    |to remain|stays|shall stay|shall remain|are left|should be left|have to stay
    |need to stay|are to remain|is left|remains|as they|as it|can stay|may stay|stay exactly"""
)
_ALONE = phrases(
    """alone|as is|as they are|as it is|as are|untouched|unchanged|like they are|like it is
    |in peace|as they were|intact|the way they are|how they are|unmodified|as"""
)
_LOOK = phrases(
    """report only|only report|read only|just report|list only|only list|show only|dry run
    |just list|only look|just look|find only|only find|just find|no action|nothing more
    |nothing else|just show|only show|look only|for now just look|review only
    |report them only"""
)
_DIRT = words("""
    typo typos differ differs different differently misspelt misspelled messy mess dirty fuzzy
    fuzzily inconsistent inconsistently spelling spellings wrong unreliable unclean off vary
    varies exact plain simple another moved variants shared common variant shortened abbreviated
    misspellings mistyped swapped outdated obsolete incomplete gaps missing
    """)
_BESIDE = words("""
    is are was were be the a an and or of in on both side sides so even when if though although
    because since as with their its full lots many some often sometimes usually typed entered
    written spelt spelled write typing use uses people everybody bit little slightly every time
    way ways format formats there comparison compare match matching wont will not do enough work
    help no key keys number id two lists tables have has had each other unfortunately by then
    than may might can could be in it they that this reliable always quite very that's mind note
    sure please too also but nothing between rely one mostly partly swap used old new id-number
    tolerate allow for despite
    """)


def hands_off(cursor: Cursor) -> bool:
    """Read `don't delete anything yet`, `leave the originals alone`, `sources untouched`."""
    if cursor.take(*_LOOK):
        return True
    if cursor.take(*_NO):
        touched = bool(cursor.take(*_TOUCH))
        _objects(cursor)
        return touched
    led = cursor.take(*_LEAVE)
    if not _objects(cursor):
        return False
    stays = cursor.take(*_BE)
    return bool(cursor.take(*_ALONE)) and bool(led or stays or cursor.at_end() or _ends(cursor))


def _ends(cursor: Cursor) -> bool:
    return begins(cursor.text, cursor.at)


def _objects(cursor: Cursor) -> bool:
    """Move past what is left as it is: the three sources, the cards themselves."""
    start = cursor.at
    while cursor.take(*_WHAT) or cursor.table():
        pass
    return cursor.at > start


def messy(cursor: Cursor) -> bool:
    """Read a clause that tells how unlike one person's data are, which a match copes with."""
    start, dirt, named = cursor.at, False, False
    while cursor.rest and not (cursor.at > start and begins(cursor.text, cursor.at)):
        if roles_said(cursor):
            named = True
            continue
        if not cursor.rest:
            break
        word = cursor.rest[0]
        if word.kind not in ("word", "comma") and word.text != "/":
            return False
        if word.form in _DIRT:
            dirt = True
        elif word.form not in _BESIDE and word.kind == "word" and word.text != "/":
            return False
        cursor.move(1)
    return dirt and (
        named or cursor.at - start > 1 or cursor.text.words[start].form in ("fuzzy", "fuzzily")
    )
