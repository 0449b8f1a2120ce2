"""The words that say what is wrong with values, and how it is to be mended. Data only."""

from vibecli.agent.catalogue.phrases import phrases, words
from vibecli.steps.clean import CleanOp

TAKE_OUT = phrases(
    """take|remove|delete|strip|drop|eliminate|get rid of|erase|clear|throw out|kill|cut out
        |take out|strip out|get|strip off|filter out"""
)
ALL = ("all", "any", "every", "all the", "all of the", "the", "unwanted", "superfluous", "single")
OUT_OF = ("out of", "from", "in", "of", "off", "inside", "within", "from within", "out from")
CHARACTERS: dict[str, tuple[str, ...]] = {
    name: texts
    for names, texts in {
        "blank|blanks|space|spaces|white space|whitespace|whitespaces|white spaces|blank characters"
        "|space characters": (" ",),
        "dash|dashes|hyphen|hyphens|minus signs": ("-",),
        "slash|slashes": ("/",),
        "dot|dots|full stop|full stops|points|periods": (".",),
        "bracket|brackets|parenthesis|parentheses|round brackets": ("(", ")"),
        "comma|commas": (",",),
        "underscore|underscores": ("_",),
        "apostrophe|apostrophes": ("'",),
        "quotes|quotation marks|double quotes": ('"',),
        "plus signs|plus sign|plus": ("+",),
        "asterisks|stars": ("*",),
        "hash signs|hashes": ("#",),
    }.items()
    for name in names.split("|")
}
EDGES = phrases(
    """leading and trailing|leading or trailing|trailing|leading|surrounding|extra
        |trailing and leading|outer|leading and or trailing"""
)
BLANKS = phrases("blanks|blank|spaces|space|white space|whitespace|whitespaces|blank characters")
AT_EDGES = phrases(
    """at the start and the end|at the beginning and the end|at the start or the end|at the end
        |at the start and at the end|at the beginning or the end|at the start|at the beginning
        |at both ends|around them|around it|in front and behind|at the edges|before and after
        |in front or behind|at the front and the end|at beginning and end|at start and end
        |at the ends|at the end or the start|in front|behind|at the beginning and at the end"""
)
HAVE = phrases(
    """have|has|contain|contains|carry|come with|with|got|sometimes have|often have|still have
        |partly have|sometimes contain|often contain"""
)
BE_TRIMMED = phrases(
    """should be trimmed|must be trimmed|need to be trimmed|have to be trimmed|need trimming
        |needs to be trimmed|are to be trimmed|need a trim"""
)
SOME = ("some", "many", "superfluous", "stray", "unwanted", "unnecessary", "a lot of", "lots of")
TRIM = phrases(
    """trim them|trim it|trim that|trim those|trim|remove them|take them away|cut them off
        |strip them|cut them|get rid of them|remove those|take them out|delete them|trim them all
        |clean that up|clean them up|clean it up|fix that|fix it|remove that|strip it|please trim
        |take those away|cut those off|drop them|trim these|correct that|tidy that up"""
)
INSIDE_STAYS = phrases(
    """leave the spaces in between alone|leave the blanks in between alone
        |leave the spaces inside alone|leave the blanks inside alone|keep the spaces in between
        |keep the blanks in between|the spaces in between stay|the spaces in between should stay
        |the blanks in between stay|leave the blanks in the middle|leave the spaces in the middle
        |leave spaces in between|leave blanks in between|but not in between|only there
        |but leave the spaces in between|but leave the blanks in between|but keep the spaces inside
        |but not the spaces in between|not those in between|keep the spaces inside"""
)
WRITTEN = phrases(
    """is written|are written|is spelled|is spelt|are spelled|are spelt|comes|come|is typed
        |are typed|is stored|are stored|exists|exist|appears|appear|is entered|are entered|occurs
        |occur|is|are|is recorded|are recorded|is given|are given|was written|is kept"""
)
WAYS = phrases(
    """in two ways|in different ways|in several ways|in three ways|in many ways|in various ways
        |differently|inconsistently|in two spellings|in several spellings|in different spellings
        |in more than one way|in multiple ways|in three spellings|in four ways|inconsistent
        |in two forms|in several forms|in different forms|twice|in five ways|in mixed case
        |in upper and lower case|in all kinds of ways|with different spellings|not consistent
        |not uniform|messy|a mess|mixed up"""
)
MAKE = phrases(
    """make|use|set|write|turn|change|bring|convert|put|call|spell|get|have|let|rename|switch|want"""
)
THEM = ("it", "them", "that", "those", "these", "them all", "all of them", "all", "everything",
        "it all", "all to", "this", "each", "all of it")  # fmt: skip
CONSISTENT = phrases(
    """consistent|uniform|the same|the same everywhere|all the same|consistent everywhere
        |uniformly|to one spelling|to a single spelling|to the same spelling|into one spelling
        |one spelling|consistently|in line|to one form|in one spelling|to a common spelling
        |to one way|unified|homogeneous|to a consistent spelling|in one way|in the same way
        |look the same|be consistent"""
)
UNIFY = phrases(
    """unify|harmonise|harmonize|standardise|standardize|align|fix|clean up|correct|normalise
        |normalize|consolidate|clean|tidy up|merge|straighten out"""
)
SPELLINGS = phrases(
    """spelling of|spellings of|different spellings of|values of|writing of|case of|variants of
        |spelling variants of|spellings in|values in"""
)
EVERYWHERE = phrases(
    """everywhere|throughout|in all rows|in every row|always|for all of them|for all|in all cases
        |in each row|uniformly|consistently|overall"""
)
SHOULD_BE = phrases(
    """>|should both be|should be|should all be|must be|must both be|are both|are all|become
        |is really|have to be|should become|should read|mean|are the same as|is the same as
        |both mean|means|has to be|shall be|should both become|should all become|all mean
        |ought to be|to|as|into|->|should be written as|should be written|are to be|is to be
        |stand for|stands for|with|by|need to be|needs to be|should say|should always be
        |should both read"""
)
NOT_REAL = phrases(
    """are not real|is not a real|are no real|is no real|are not valid|is not a valid|are fake
        |are dummy|are placeholder|are placeholders for|is a placeholder for|are no valid
        |is no valid|are only placeholders for|is just a placeholder for|are just placeholders for
        |is not real|are invalid|is an invalid|are not proper|are meaningless|are not actual
        |are dummies for|are not genuine|are made up|is a made up|is a fake|is a dummy
        |are no proper|are not"""
)
AS_NAMES = words("value values number numbers entry entries address addresses name names data date")
EMPTY_THEM = phrases(
    """empty them|clear them|blank them|blank them out|null them|null them out|set them to null
        |make them empty|make them null|remove them|delete them|set them to empty|wipe them
        |set these to null|empty those|clear those|blank those out|replace them with null
        |replace them by null|turn them into null|set those to null|clear these|clear it|empty it
        |set it to null|blank it out|replace them by nothing|replace them with nothing|null it
        |leave them empty|set them to nothing|they should be empty|they should be null|empty these
        |it should be empty|make it empty|take them out|treat them as missing|treat them as empty"""
)
FORMATS = phrases(
    """in four formats|in different formats|in several formats|in three formats|in two formats
        |in mixed formats|in various formats|in many formats|in five formats|in multiple formats
        |in all kinds of formats|in different ways|in several ways|in more than one format
        |in no single format|in an inconsistent format|in inconsistent formats|formatted differently
        |in four different manners|in different manners|in several manners|in four ways
        |in four different ways|in three different ways|in four different formats
        |in three different formats|in two different formats|in different forms|in several forms
        |in different date formats|in several date formats|as text in several formats|as text"""
)
ISO = phrases(
    """iso|iso format|iso dates|iso 8601|the iso format|iso date format|iso form|proper dates
        |one format|a single format|one date format|the same format|one common format
        |a consistent format|a uniform format|a standard format|iso style|real dates"""
)
DATE_SIGNS = {
    "ones with slashes": "/", "ones with slash": "/", "slashes": "/", "slash ones": "/",
    "slashed ones": "/", "slashed dates": "/", "dates with slashes": "/", "those with slashes": "/",
    "values with slashes": "/",
    "dotted ones": ".", "ones with dots": ".", "dots": ".", "dotted dates": ".",
    "dates with dots": ".", "those with dots": ".", "values with dots": ".",
    "ones with dashes": "-", "dashes": "-", "dates with dashes": "-", "those with dashes": "-",
    "ones with hyphens": "-", "dashed ones": "-",
}  # fmt: skip
DATE_ORDERS = {
    "american month first": "mdy", "american": "mdy", "month first": "mdy", "us style": "mdy",
    "american style": "mdy", "us format": "mdy", "american with the month first": "mdy",
    "in american order": "mdy", "month before day": "mdy", "in us format": "mdy",
    "day first": "dmy", "european": "dmy", "german": "dmy", "british": "dmy",
    "european style": "dmy", "british style": "dmy", "day before month": "dmy",
    "european day first": "dmy", "german day first": "dmy", "british day first": "dmy",
    "american i e month first": "mdy", "begin with the day": "dmy", "start with the day": "dmy",
    "have the day first": "dmy", "begin with the month": "mdy", "start with the month": "mdy",
    "have the month first": "mdy", "with the day first": "dmy", "with the month first": "mdy",
}  # fmt: skip
FORMS: dict[str, CleanOp] = {
    **dict.fromkeys(phrases("lower case|lowercase|small letters|lower"), "lower"),
    **dict.fromkeys(phrases("upper case|uppercase|capital letters|capitals|upper"), "upper"),
    **dict.fromkeys(phrases("title case|capitalised|capitalized|initial capitals"), "title"),
}
INTO = ("in", "to", "into", "to all", "in all", "as", "all in", "all to")
