"""How well values fit what says who a person is: names, titles, gender, age, day of birth."""

from vibecli.tagging import checks, shapes
from vibecli.tagging.dictionaries import given_names, surnames
from vibecli.tagging.evidence import Evidence
from vibecli.tagging.fit import (
    AGAINST,
    ENOUGH,
    FEW,
    HALF,
    LITTLE,
    MANY,
    MOST,
    NEARLY,
    ONE_WORD,
    SOME,
    Fit,
    Told,
    told,
)
from vibecli.tagging.table_words import FLAG_VALUES
from vibecli.tagging.value_words import (
    COMPANY,
    GENDER_LETTERS,
    GENDER_SURE,
    GENDERS,
    KOREAN_SURNAMES,
    SUFFIXES,
    TITLES,
)

_PROVEN = 0.75  # of distinct values in a list of names
_TELLING = 20  # of them
_LONGEST_NAME = 6  # words
_HAN_NAME = 4  # characters
_MANY_GENDERS, _CODED_GENDERS, _MANY_TITLES = 40, 6, 25
_YES_NO = frozenset({"yes", "no", "true", "false"})
_NAMED = (shapes.WORDS, shapes.ONE_NAME, shapes.NUMBERED, shapes.PERSON)
_NO_GENDER = frozenset({"yes", "no", "true", "false", "t", "0", "1"})


def full_name(column: Evidence) -> Told:
    """Tell first and family names in one; those of companies speak against it."""
    if not _worded(column) or column.share(shapes.EMAIL) >= FEW:
        return AGAINST
    shaped, han = column.share(shapes.PERSON), column.share(_han_name)
    if han >= MOST:
        return told(han, "are names of East Asian form", likely=True)
    if column.share(_hangul_name) >= MOST:  # many other words are written so as well
        return Told(Fit.LIKELY, "its values are written as Korean names")
    person, given = column.split_share(_person), column.split_share(_given_first)
    if column.split_share(_company) > max(SOME, given):
        return AGAINST
    return told(
        given,
        "hold a known first name",
        proof=shaped >= MOST and given >= MANY and person >= SOME and column.count >= ENOUGH,
        likely=shaped >= MANY and given >= LITTLE,
        possible=True,
    )


def given_name(column: Evidence) -> Told:
    """Tell first names."""
    share, family = column.split_share(_given), column.split_share(_family)
    return _half(column, share, "are known first names", rather=share >= family)


def surname(column: Evidence) -> Told:
    """Tell family names."""
    share, given = column.split_share(_family), column.split_share(_only_given)
    return _half(column, share, "are known family names", rather=share > given)


def _half(column: Evidence, share: float, what: str, *, rather: bool) -> Told:
    """Tell one part of a name, where the values are rather this part than the other."""
    if not _worded(column) or column.split_share(_company) >= FEW:
        return AGAINST
    return told(
        share,
        what,
        proof=share >= _PROVEN and rather and _single(column),
        likely=share >= HALF and rather and column.words < ONE_WORD,
        possible=True,
    )


def _worded(column: Evidence) -> bool:
    """Tell words of letters that are neither numbers nor yes and no."""
    if column.numeric or column.dated or column.known(FLAG_VALUES) >= SOME:
        return False
    named = max(map(column.share, _NAMED)) >= HALF
    return named and column.share(_numbered_handle) < FEW


def _numbered_handle(value: str) -> bool:
    return value.islower() and value[-1:].isdigit()


def _single(column: Evidence) -> bool:
    shaped = column.share(shapes.ONE_NAME) >= MANY
    return shaped and column.words < ONE_WORD and column.count >= _TELLING


def _given(words: tuple[str, ...]) -> bool:
    return bool(words) and words[0] in given_names()


def _family(words: tuple[str, ...]) -> bool:
    return " ".join(words) in surnames()


def _only_given(words: tuple[str, ...]) -> bool:
    return " ".join(words) in given_names()


def _person_words(words: tuple[str, ...]) -> bool:
    return 2 <= len(words) <= _LONGEST_NAME and not COMPANY & set(words)  # noqa: PLR2004


def _given_first(words: tuple[str, ...]) -> bool:
    words = _untitled(words)
    return _person_words(words) and bool(given_names() & set(words[:2]))


def _untitled(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:] if words and words[0] in TITLES else words


def _person(words: tuple[str, ...]) -> bool:
    """Tell words that hold a first name and a family name."""
    words = _untitled(words)
    if not _person_words(words):
        return False
    given, family = given_names(), surnames()
    straight = words[0] in given and words[-1] in family
    return straight or (words[-1] in given and words[0] in family)


def _company(words: tuple[str, ...]) -> bool:
    return bool(COMPANY & set(words))


def _han_name(value: str) -> bool:
    family = surnames()
    short = bool(shapes.HAN(value)) and len(value) <= _HAN_NAME
    return short and (value[:1] in family or value[:2] in family)


def _hangul_name(value: str) -> bool:
    return bool(shapes.HANGUL_NAME(value)) and value[0] in KOREAN_SURNAMES


def birthdate(column: Evidence) -> Told:
    """Tell dates; whether somebody was born on them only the name or the table can say."""
    share = 1.0 if column.dated else column.share(checks.date)
    short = not column.numeric and column.share(shapes.SHORT_DATE) >= NEARLY  # any six digits
    return told(share, "are dates", likely=share >= SOME, possible=short)


def gender(column: Evidence) -> Told:
    """Tell words and letters for genders, and codes where there are few."""
    if column.count > _MANY_GENDERS:
        return AGAINST
    if column.numeric:
        return told(0, "", possible=column.count <= _CODED_GENDERS)
    sure = column.split_share(_gender_words)
    share = max(column.known(GENDERS), sure)
    lettered = any(pair <= set(column.folded) for pair in GENDER_LETTERS)
    other = column.known(_NO_GENDER)
    return told(
        share,
        "are words for genders",
        proof=share >= MOST and sure >= LITTLE and column.count > 1,
        likely=not other and (share >= MOST or sure >= HALF) and (lettered or sure > 0),
        possible=not column.known(_YES_NO)
        and column.count <= _CODED_GENDERS
        and column.words < ONE_WORD,
    )


def _gender_words(words: tuple[str, ...]) -> bool:
    return len(words) <= 2 and bool(GENDER_SURE & set(words))  # noqa: PLR2004


def age(column: Evidence) -> Told:
    """Tell years a person can have lived."""
    share = column.share(checks.age)
    return told(share, "are ages a person can have", likely=share >= MOST)


def title(column: Evidence) -> Told:
    """Tell titles before names; those of jobs and books are none."""
    share = column.known(TITLES)
    if column.count > _MANY_TITLES:
        return AGAINST
    return told(
        share,
        "are titles of persons",
        proof=share >= NEARLY and column.count > 1,
        likely=share >= HALF,
    )


def suffix(column: Evidence) -> Told:
    """Tell what stands behind names: Jr, III, MD."""
    share = column.known(SUFFIXES)
    return told(
        share,
        "are suffixes of names",
        proof=share >= NEARLY and column.count > 2,  # noqa: PLR2004
        likely=share >= HALF,
    )
